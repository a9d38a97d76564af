//! What the settings of the runtimes are unless somebody sets them: one table for all languages.
//!
//! A language renders the table, so that no SDK can differ by accident. Names are snake case and each
//! language spells them its own way.

use std::time::Duration;

/// One setting that a runtime has.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its name, in snake case.
    pub name: &'static str,
    /// What it is unless it is set.
    pub value: Value,
    /// What it says, in plain words.
    pub doc: &'static str,
}

/// A value, with its unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// Text.
    Text(&'static str),
    /// A number of things.
    Count(u32),
    /// A length of time.
    Time(Duration),
    /// A part or a multiple of something else, in hundredths.
    Hundredths(u32),
}

/// A number with `_` between its thousands, as several languages write it.
#[must_use]
pub fn grouped(number: u64) -> String {
    if number < 1_000 {
        return number.to_string();
    }
    format!("{}_{:03}", grouped(number / 1_000), number % 1_000)
}

const fn setting(name: &'static str, value: Value, doc: &'static str) -> Setting {
    Setting { name, value, doc }
}

const fn milliseconds(count: u64) -> Value {
    Value::Time(Duration::from_millis(count))
}

const fn seconds(count: u64) -> Value {
    Value::Time(Duration::from_secs(count))
}

/// The job worker.
pub const WORKER: &[Setting] = &[
    setting("name", Value::Text("default"), "What the gateway knows a worker by that has no name."),
    setting("max_jobs_active", Value::Count(32), "How many jobs a worker holds at once."),
    setting("timeout", seconds(300), "How long the gateway reserves a job."),
    setting("request_timeout", seconds(20), "How long a poll waits for a first job."),
    setting("poll_interval", milliseconds(100), "The pause after a poll that brought nothing."),
    setting(
        "poll_threshold",
        Value::Hundredths(30),
        "The part of the jobs that may still be held when the next poll leaves.",
    ),
    setting("backoff_initial", milliseconds(50), "The pause after a first poll that failed."),
    setting("backoff_max", seconds(5), "What the pause after failed polls never exceeds."),
    setting(
        "backoff_factor",
        Value::Hundredths(160),
        "By what the pause grows with every poll that fails.",
    ),
    setting(
        "backoff_jitter",
        Value::Hundredths(10),
        "By which part of itself the pause is longer or shorter, at random.",
    ),
    setting(
        "retry_backoff",
        seconds(0),
        "How long a job rests that failed, before it is given out.",
    ),
    setting(
        "stream_idle_backoff",
        seconds(60),
        "How far the pause between empty polls grows while a stream serves.",
    ),
    setting("stream_lifetime", seconds(28_800), "After what time a stream is opened anew."),
    setting(
        "stream_lifetime_jitter",
        Value::Hundredths(10),
        "By which part of itself the life of a stream is longer or shorter, at random.",
    ),
    setting("stream_idle", seconds(600), "After what silence a stream is opened anew."),
    setting(
        "stream_settled",
        seconds(30),
        "How long a stream is open before its earlier failures are forgotten.",
    ),
    setting(
        "polled_share",
        Value::Hundredths(25),
        "The part of the jobs that is left to polls while there is a stream; at least one job.",
    ),
    setting(
        "extend_after",
        Value::Hundredths(60),
        "The part of the remaining time after which a reservation is prolonged, where that is on.",
    ),
    setting("drain_timeout", seconds(30), "How long a worker that closes waits for its jobs."),
    setting("longest_message", Value::Count(10_000), "The characters of a failure that are sent."),
];

#[cfg(test)]
mod tests {
    use super::{Value, WORKER};

    #[test]
    fn names_are_there_once_and_texts_are_sentences() {
        for (index, setting) in WORKER.iter().enumerate() {
            assert!(WORKER.iter().skip(index + 1).all(|other| other.name != setting.name));
            assert!(setting.doc.ends_with('.'), "{}", setting.name);
            assert!(setting.value != Value::Text(""));
        }
    }
}
