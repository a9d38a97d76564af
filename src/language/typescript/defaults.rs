//! `worker/defaults.ts`: the shared table of settings as constants.

use super::super::defaults::{Setting, Value, WORKER, grouped};
use super::policy::milliseconds;
use super::text::{literal, tsdoc};
use crate::render::Template;

/// The whole file.
#[derive(Template)]
#[template(path = "typescript/src/worker/defaults.ts.j2")]
pub(super) struct WorkerDefaults {
    settings: Vec<SettingView>,
}

struct SettingView {
    name: String,
    value: String,
    docs: Vec<String>,
}

impl WorkerDefaults {
    /// The view of the table.
    pub(super) fn new() -> Self {
        Self { settings: WORKER.iter().map(view).collect() }
    }
}

fn view(setting: &Setting) -> SettingView {
    let (value, suffix, unit) = match setting.value {
        Value::Text(text) => (literal(text), "", ""),
        Value::Count(count) => (grouped(u64::from(count)), "", ""),
        Value::Time(time) => (milliseconds(time), "_MS", " In milliseconds."),
        Value::Hundredths(hundredths) => (format!("{}", f64::from(hundredths) / 100.0), "", ""),
    };
    let doc = format!("{}{unit}", setting.doc);
    let name = format!("{}{suffix}", setting.name.to_uppercase());
    SettingView { name, value, docs: tsdoc(0, &[doc]) }
}

#[cfg(test)]
mod tests {
    use super::view;
    use crate::language::defaults::{Setting, Value, WORKER};
    use crate::render::copied;

    /// A number in the table that the runtime does not read would be a wrong promise.
    #[test]
    fn the_runtime_reads_every_line_of_the_table() {
        let worker: String = copied("typescript")
            .filter(|(path, _)| path.starts_with("src/worker/"))
            .map(|(_, content)| String::from_utf8_lossy(&content).into_owned())
            .collect();
        for setting in WORKER {
            let name = format!("defaults.{}", view(setting).name);
            assert!(worker.contains(&name), "{name} is not read");
        }
    }

    #[test]
    fn every_kind_of_value_is_written_as_typescript() {
        let written = |value| {
            let view = view(&Setting { name: "poll_interval", value, doc: "The pause." });
            (view.name, view.value, view.docs.join(""))
        };
        use std::time::Duration;
        assert_eq!(written(Value::Text("a")).1, "\"a\"");
        assert_eq!(written(Value::Count(10_000)).1, "10_000");
        assert_eq!(written(Value::Hundredths(160)).1, "1.6");
        let (name, value, docs) = written(Value::Time(Duration::from_secs(50)));
        assert_eq!((name.as_str(), value.as_str()), ("POLL_INTERVAL_MS", "50_000"));
        assert_eq!(docs, "/** The pause. In milliseconds. */");
    }
}
