//! How the text of a variable is read, and how a value is shown.

use std::path::PathBuf;
use std::time::Duration;

use super::Pem;
use crate::address::without_userinfo;
use crate::credentials::Secret;

/// How values of one type are read and shown.
pub(super) struct Reading<T> {
    /// What is wrong with the text, and what would be right.
    pub(super) parse: fn(&str) -> Result<T, String>,
    pub(super) show: fn(&T) -> String,
}

pub(super) const TEXT: Reading<String> =
    Reading { parse: |text| Ok(text.trim().to_owned()), show: String::clone };

pub(super) const SECRET: Reading<Secret> =
    Reading { parse: |text| Ok(Secret::new(text)), show: |_| "***".to_owned() };

pub(super) const URL: Reading<String> =
    Reading { parse: |text| Ok(text.trim().to_owned()), show: |url| without_userinfo(url) };

pub(super) const PATH: Reading<PathBuf> =
    Reading { parse: |text| Ok(text.into()), show: |path| path.display().to_string() };

pub(super) const PEM: Reading<Pem> =
    Reading { parse: |text| Ok(Pem::File(text.into())), show: Pem::shown };

pub(super) const PEMS: Reading<Vec<Pem>> = Reading {
    parse: |text| Ok(vec![Pem::File(text.into())]),
    show: |pems| pems.iter().map(Pem::shown).collect::<Vec<_>>().join(", "),
};

pub(super) const FLAG: Reading<bool> = Reading { parse: flag, show: bool::to_string };

pub(super) const LIST: Reading<Vec<String>> =
    Reading { parse: |text| Ok(list(text)), show: |list| list.join(",") };

pub(super) const BYTES: Reading<usize> = Reading { parse: bytes, show: |bytes| size(*bytes) };

pub(super) const DURATION: Reading<Duration> =
    Reading { parse: duration, show: |time| format!("{time:?}") };

pub(super) const PROBES: Reading<Probes> = Reading {
    parse: |text| duration(text).map(Probes::Every),
    show: |probes| match probes {
        Probes::Every(interval) => format!("{interval:?}"),
        Probes::Never => "never".to_owned(),
    },
};

/// How often a connection is probed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Probes {
    Every(Duration),
    Never,
}

fn flag(text: &str) -> Result<bool, String> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err(format!("'{text}' is neither true nor false")),
    }
}

fn list(text: &str) -> Vec<String> {
    let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
    items.map(str::to_owned).collect()
}

fn duration(text: &str) -> Result<Duration, String> {
    let (number, unit) = number_and_unit(text);
    let milliseconds = match unit.as_str() {
        "" | "ms" => 1,
        "s" => 1_000,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        _ => 0,
    };
    let time = number.and_then(|number| number.checked_mul(milliseconds));
    time.filter(|_| milliseconds > 0).map(Duration::from_millis).ok_or_else(|| {
        format!(
            "'{text}' is no time; write a number of milliseconds, or one with ms, s, m or h, such \
             as 45s"
        )
    })
}

fn bytes(text: &str) -> Result<usize, String> {
    let (number, unit) = number_and_unit(text);
    let factor = match unit.as_str() {
        "" | "b" => 1,
        "k" | "kb" | "kib" => 1_024,
        "m" | "mb" | "mib" => 1_024 * 1_024,
        _ => 0,
    };
    let size = number.and_then(|number| number.checked_mul(factor));
    let size = size.filter(|_| factor > 0).and_then(|size| usize::try_from(size).ok());
    size.ok_or_else(|| {
        format!("'{text}' is no size; write a number of bytes, or one with KB or MB, such as 4MB")
    })
}

/// A whole number, if it is one, and what stands behind it.
fn number_and_unit(text: &str) -> (Option<u64>, String) {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    (number.parse().ok(), unit.trim().to_ascii_lowercase())
}

fn size(bytes: usize) -> String {
    const KIB: usize = 1_024;
    const MIB: usize = KIB * KIB;
    match bytes {
        0 => "0".to_owned(),
        _ if bytes.is_multiple_of(MIB) => format!("{}MB", bytes / MIB),
        _ if bytes.is_multiple_of(KIB) => format!("{}KB", bytes / KIB),
        _ => bytes.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{bytes, duration, flag, list, size};

    #[test]
    fn a_time_is_milliseconds_or_has_a_unit() {
        let time = |text| duration(text).unwrap();
        assert_eq!(time("45000"), Duration::from_secs(45));
        assert_eq!(time(" 45s "), Duration::from_secs(45));
        assert_eq!(time("45 S"), Duration::from_secs(45));
        assert_eq!(time("250ms"), Duration::from_millis(250));
        assert_eq!(time("2m"), Duration::from_secs(120));
        assert_eq!(time("1h"), Duration::from_secs(3_600));
        assert_eq!(time("0"), Duration::ZERO);
        for bad in ["", "s", "-1", "4.5s", "45x", "1d", "99999999999999999999", "9999999999999999h"]
        {
            let problem = duration(bad).unwrap_err();
            assert!(problem.contains("such as 45s"), "{problem}");
        }
    }

    #[test]
    fn a_size_is_bytes_or_has_a_unit() {
        assert_eq!(bytes("4194304"), bytes("4MB"));
        assert_eq!(bytes("16 kb"), Ok(16 * 1_024));
        assert!(bytes("4GBit").unwrap_err().contains("such as 4MB"));
        assert!(bytes("-1").is_err());
        for text in ["4MB", "3KB", "1000", "0"] {
            assert_eq!(size(bytes(text).unwrap()), text);
        }
    }

    #[test]
    fn a_flag_is_true_or_false() {
        assert_eq!((flag("TRUE"), flag("0")), (Ok(true), Ok(false)));
        assert_eq!(flag("maybe").unwrap_err(), "'maybe' is neither true nor false");
    }

    #[test]
    fn a_list_has_commas() {
        assert_eq!(list("a, b,,<default>"), ["a", "b", "<default>"]);
        assert!(list(" , ").is_empty());
    }
}
