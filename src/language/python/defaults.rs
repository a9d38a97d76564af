//! `worker/defaults.py`: the shared table of settings as constants.

use super::super::defaults::{Setting, Value, WORKER, grouped};
use super::policy::seconds;
use super::text::{docstring, literal};
use crate::render::Template;

/// The whole file.
#[derive(Template)]
#[template(path = "python/src/zeebe_sdk/worker/defaults.py.j2")]
pub(super) struct WorkerDefaults {
    settings: Vec<SettingView>,
    exports: Vec<String>,
}

struct SettingView {
    name: String,
    value: String,
    docs: Vec<String>,
}

impl WorkerDefaults {
    /// The view of the table.
    pub(super) fn new() -> Self {
        let settings: Vec<SettingView> = WORKER.iter().map(view).collect();
        let mut exports: Vec<String> = settings.iter().map(|s| s.name.clone()).collect();
        super::layout::sort_exports(&mut exports);
        Self { settings, exports }
    }
}

fn view(setting: &Setting) -> SettingView {
    let (value, unit) = match setting.value {
        Value::Text(text) => (literal(text), ""),
        Value::Count(count) => (grouped(u64::from(count)), ""),
        Value::Time(time) => (seconds(time), " In seconds."),
        Value::Hundredths(hundredths) => (format!("{}", f64::from(hundredths) / 100.0), ""),
    };
    let doc = format!("{}{unit}", setting.doc);
    SettingView { name: setting.name.to_uppercase(), value, docs: docstring(0, &[doc]) }
}

#[cfg(test)]
mod tests {
    use super::view;
    use crate::language::defaults::{Setting, Value, WORKER};
    use crate::render::copied;

    /// A number in the table that the runtime does not read would be a wrong promise.
    #[test]
    fn the_runtime_reads_every_line_of_the_table() {
        let worker: String = copied("python")
            .filter(|(path, _)| path.starts_with("src/zeebe_sdk/worker/"))
            .map(|(_, content)| String::from_utf8_lossy(&content).into_owned())
            .collect();
        for setting in WORKER {
            let name = format!("defaults.{}", view(setting).name);
            assert!(worker.contains(&name), "{name} is not read");
        }
    }

    #[test]
    fn every_kind_of_value_is_written_as_python() {
        let written = |value| {
            let view = view(&Setting { name: "poll_interval", value, doc: "The pause." });
            (view.value, view.docs.join(""))
        };
        use std::time::Duration;
        assert_eq!(written(Value::Text("a")).0, "\"a\"");
        assert_eq!(written(Value::Count(10_000)).0, "10_000");
        assert_eq!(written(Value::Hundredths(160)).0, "1.6");
        let (value, docs) = written(Value::Time(Duration::from_millis(50)));
        assert_eq!((value.as_str(), docs.as_str()), ("0.05", "\"\"\"The pause. In seconds.\"\"\""));
    }
}
