//! Values as the semantics file writes them: releases, durations, names, sentences, lists of them.

use std::str::FromStr;
use std::time::Duration;

use super::{CODES, bad_value};
use crate::diagnostics::report::is_invisible;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::semantics::declared::Mention;
use crate::semantics::facts::{Release, Status};
use crate::table::{Node, Value};

/// `"8.10"`.
pub(super) fn release(node: &Node, d: &mut Diagnostics) -> Option<Release> {
    if let Value::Integer(_) | Value::Float(_) = node.value {
        let message = "a release is text: as a number, 8.10 would be 8.1";
        d.push(bad_value(node.span, message).help("put it in quotes, like \"8.10\""));
        return None;
    }
    let text = CODES.text(node, d)?;
    let release = text.parse().ok();
    if release.is_none() {
        let message = format!("`{text}` is not a release");
        d.push(bad_value(node.span, message).help("write major and minor number, like \"8.10\""));
    }
    release
}

/// True or false.
pub(super) fn boolean(node: &Node, d: &mut Diagnostics) -> Option<bool> {
    let Value::Boolean(value) = node.value else {
        CODES.wrong_kind(node, "true or false", d);
        return None;
    };
    Some(value)
}

/// A whole number.
pub(super) fn integer(node: &Node, d: &mut Diagnostics) -> Option<i64> {
    let Value::Integer(value) = node.value else {
        CODES.wrong_kind(node, "an integer", d);
        return None;
    };
    Some(value)
}

/// One of a closed list of words.
pub(super) fn word<T: FromStr>(
    words: &'static [&'static str],
) -> impl Fn(&Node, &mut Diagnostics) -> Option<T> {
    move |node, d| CODES.word(node, words, d)
}

/// `"10s"`.
pub(super) fn duration(node: &Node, d: &mut Diagnostics) -> Option<Duration> {
    let text = CODES.text(node, d)?;
    let duration = parse_duration(text);
    if duration.is_none() {
        let message = format!("`{text}` is not a duration");
        d.push(bad_value(node.span, message).help(
            "write a whole number and one of the units ms, s, m and h without a space, like \"10s\"",
        ));
    }
    duration
}

fn parse_duration(text: &str) -> Option<Duration> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number: u64 = text.get(..digits)?.parse().ok()?;
    let unit_ms = match text.get(digits..)? {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    let ms = number.checked_mul(unit_ms)?;
    i64::try_from(ms).ok()?;
    Some(Duration::from_millis(ms))
}

/// Text for readers: one line with something on it.
pub(super) fn sentence(node: &Node, d: &mut Diagnostics) -> Option<String> {
    let text = CODES.text(node, d)?;
    if text.trim().is_empty() {
        d.push(bad_value(node.span, "the text is empty").help("write one sentence"));
        return None;
    }
    if let Some(c) = text.chars().find(|c| c.is_control() || is_invisible(*c)) {
        let message = format!("the text has the character {}", c.escape_unicode());
        let help = "write one line without control characters and invisible characters";
        d.push(bad_value(node.span, message).help(help));
        return None;
    }
    Some(text.trim().to_owned())
}

/// How a name is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Lower,
    Upper,
    Either,
}

impl Case {
    fn fits(self, name: &str) -> bool {
        let first = name.bytes().next();
        let starts_well = first.is_some_and(|c| match self {
            Self::Lower => c.is_ascii_lowercase(),
            Self::Upper => c.is_ascii_uppercase(),
            Self::Either => c.is_ascii_alphabetic(),
        });
        starts_well && name.bytes().all(|c| c.is_ascii_alphanumeric())
    }

    fn example(self) -> &'static str {
        match self {
            Self::Lower => "lowerCamel, like `byJobKey`",
            Self::Upper => "UpperCamel, like `JobKey`",
            Self::Either => "lowerCamel or UpperCamel, like `jobKey` or `JobKey`",
        }
    }

    /// Checks a name that becomes a name in SDKs.
    pub(super) fn check(self, name: &Mention, d: &mut Diagnostics) -> bool {
        let fits = self.fits(&name.name);
        if !fits {
            let message = format!("`{}` cannot be made a name in every language", name.name);
            d.push(bad_value(name.span, message).help(format!("write it {}", self.example())));
        }
        fits
    }
}

/// A name that becomes a name in SDKs.
pub(super) fn name(case: Case) -> impl Fn(&Node, &mut Diagnostics) -> Option<String> {
    move |node, d| {
        let mention = mention(node, d)?;
        case.check(&mention, d).then_some(mention.name)
    }
}

/// A name of something else.
pub(super) fn text(node: &Node, d: &mut Diagnostics) -> Option<String> {
    CODES.text(node, d).map(str::to_owned)
}

/// A name of something else, and where it stands.
pub(super) fn mention(node: &Node, d: &mut Diagnostics) -> Option<Mention> {
    let name = text(node, d)?;
    Some(Mention { name, span: node.span })
}

/// A list of which every item is read the same way.
pub(super) fn list<T>(
    node: &Node,
    d: &mut Diagnostics,
    read: impl Fn(&Node, &mut Diagnostics) -> Option<T>,
) -> Option<Vec<T>> {
    let Value::List(items) = &node.value else {
        CODES.wrong_kind(node, "an array", d);
        return None;
    };
    Some(items.iter().filter_map(|item| read(item, d)).collect())
}

/// A list of names, each once.
pub(super) fn mentions(node: &Node, d: &mut Diagnostics) -> Option<Vec<Mention>> {
    let mentions = list(node, d, mention)?;
    for (index, mention) in mentions.iter().enumerate() {
        if let Some(first) = mentions.iter().take(index).find(|m| *m == mention) {
            d.push(twice(&mention.name, first, mention));
        }
    }
    Some(mentions)
}

/// The finding about a name that is in a list twice.
pub(super) fn twice(name: &str, first: &Mention, second: &Mention) -> Diagnostic {
    bad_value(second.span, format!("`{name}` is there twice"))
        .at(Some(first.span), "first here")
        .help("remove one of them")
}

/// A list of statuses, each once.
pub(super) fn statuses(node: &Node, d: &mut Diagnostics) -> Option<Vec<Status>> {
    let mentions = list(node, d, |item, d| {
        let status: Status = CODES.word(item, Status::WORDS, d)?;
        Some((status, mention(item, d)?))
    })?;
    let mut statuses = Vec::with_capacity(mentions.len());
    for (index, (status, at)) in mentions.iter().enumerate() {
        match mentions.iter().take(index).find(|(s, _)| s == status) {
            Some((_, first)) => d.push(twice(&at.name, first, at)),
            None => statuses.push(*status),
        }
    }
    Some(statuses)
}

/// Reports the keys that a table cannot do without and lacks.
pub(super) fn require(node: &Node, keys: &[&str], d: &mut Diagnostics) {
    let Value::Table(table) = &node.value else {
        return;
    };
    for key in keys {
        if table.entries.iter().all(|entry| entry.key != *key) {
            let finding = bad_value(node.span, format!("`{key}` is missing here"));
            d.push(finding.help(format!("add `{key} = …`")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_number_and_a_unit() {
        let ms = |n| Some(Duration::from_millis(n));
        assert_eq!(parse_duration("500ms"), ms(500));
        assert_eq!(parse_duration("10s"), ms(10_000));
        assert_eq!(parse_duration("5m"), ms(300_000));
        assert_eq!(parse_duration("8h"), ms(28_800_000));
        for bad in ["", "s", "10", "10 s", "-1s", "1.5s", "10S", "9999999999999999h", "1ü"] {
            assert_eq!(parse_duration(bad), None, "{bad}");
        }
    }

    #[test]
    fn names_are_letters_and_digits_in_their_case() {
        assert!(Case::Lower.fits("byJobKey2") && !Case::Lower.fits("ByJobKey"));
        assert!(Case::Upper.fits("JobKey") && !Case::Upper.fits("jobKey"));
        assert!(Case::Either.fits("jobKey") && Case::Either.fits("JobKey"));
        for bad in ["", "job_key", "2job", "jöb", "job key"] {
            assert!(!Case::Either.fits(bad), "{bad}");
        }
    }
}
