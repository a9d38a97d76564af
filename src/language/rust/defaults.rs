//! `worker/defaults.rs`: the shared table of settings as constants.

use super::super::defaults::{Setting, Value, WORKER, grouped};
use crate::render::Template;

/// `src/worker/defaults.rs`.
#[derive(Template)]
#[template(path = "rust/src/worker/defaults.rs.j2")]
pub(super) struct WorkerDefaults {
    settings: Vec<SettingView>,
}

struct SettingView {
    doc: &'static str,
    name: String,
    type_name: &'static str,
    value: String,
}

impl WorkerDefaults {
    /// The view of the table.
    pub(super) fn new() -> Self {
        Self { settings: WORKER.iter().map(view).collect() }
    }
}

fn view(setting: &Setting) -> SettingView {
    let (type_name, value) = match setting.value {
        Value::Text(text) => ("&str", format!("{text:?}")),
        Value::Count(count) => ("usize", grouped(u64::from(count))),
        Value::Time(time) if time.subsec_millis() == 0 => {
            ("Duration", format!("Duration::from_secs({})", grouped(time.as_secs())))
        }
        Value::Time(time) => {
            let milliseconds = u64::from(time.subsec_millis()) + 1_000 * time.as_secs();
            ("Duration", format!("Duration::from_millis({})", grouped(milliseconds)))
        }
        Value::Hundredths(hundredths) => {
            ("f64", format!("{}.{:02}", hundredths / 100, hundredths % 100))
        }
    };
    SettingView { doc: setting.doc, name: setting.name.to_uppercase(), type_name, value }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::view;
    use crate::language::defaults::grouped;
    use crate::language::defaults::{Setting, Value, WORKER};
    use crate::render::copied;

    /// A number in the table that the runtime does not read would be a wrong promise.
    #[test]
    fn the_runtime_reads_every_line_of_the_table() {
        let worker: String = copied("rust")
            .filter(|(path, _)| path.starts_with("src/worker/"))
            .map(|(_, content)| String::from_utf8_lossy(&content).into_owned())
            .collect();
        for setting in WORKER {
            let name = format!("defaults::{}", view(setting).name);
            assert!(worker.contains(&name), "{name} is not read");
        }
    }

    #[test]
    fn every_kind_of_value_is_written_as_rust() {
        let written = |value| {
            let view = view(&Setting { name: "poll_interval", value, doc: "The pause." });
            format!("{}: {} = {}", view.name, view.type_name, view.value)
        };
        let time = |time| written(Value::Time(time));
        assert_eq!(written(Value::Text("a")), "POLL_INTERVAL: &str = \"a\"");
        assert_eq!(written(Value::Count(10_000)), "POLL_INTERVAL: usize = 10_000");
        assert_eq!(written(Value::Hundredths(160)), "POLL_INTERVAL: f64 = 1.60");
        assert_eq!(
            time(Duration::from_millis(2_050)),
            "POLL_INTERVAL: Duration = Duration::from_millis(2_050)"
        );
        assert_eq!(
            time(Duration::from_secs(300)),
            "POLL_INTERVAL: Duration = Duration::from_secs(300)"
        );
        assert_eq!(grouped(1_000_007), "1_000_007");
    }
}
