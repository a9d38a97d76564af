//! A mistake in a file of the suite, shown where it stands.

use std::fmt;
use std::ops::Range;

/// A mistake and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file, as given.
    pub file: String,
    /// Line and column, from 1.
    pub place: Option<(usize, usize)>,
    /// The line, and how many characters from the column on are meant.
    shown: Option<(String, usize)>,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub help: Option<String>,
}

impl Finding {
    /// A mistake at a place of a text.
    pub(crate) fn new(file: &str, text: &str, span: Option<Range<usize>>, message: &str) -> Self {
        let (message, help) = with_nearest(message);
        let mut finding = Self { file: file.to_owned(), place: None, shown: None, message, help };
        let Some(span) = span.filter(|span| text.get(span.clone()).is_some()) else {
            return finding;
        };
        let before = &text[..span.start];
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = text[start..].lines().next().unwrap_or_default();
        let column = text[start..span.start].chars().count();
        let marked = text[span].lines().next().unwrap_or_default().chars().count();
        finding.place = Some((before.matches('\n').count() + 1, column + 1));
        finding.shown = Some((line.to_owned(), marked.max(1)));
        finding
    }

    /// A mistake in a file as a whole.
    pub(crate) fn of_file(file: &str, message: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            place: None,
            shown: None,
            message: message.into(),
            help: None,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error: {}", self.message)?;
        match (self.place, &self.shown) {
            (Some((line, column)), Some((text, marked))) => {
                let number = line.to_string();
                let pad = " ".repeat(number.len());
                writeln!(f, "{pad}--> {}:{line}:{column}", self.file)?;
                writeln!(f, "{pad} |")?;
                writeln!(f, "{number} | {text}")?;
                writeln!(f, "{pad} | {}{}", " ".repeat(column - 1), "^".repeat(*marked))?;
            }
            _ => writeln!(f, "  --> {}", self.file)?,
        }
        match &self.help {
            Some(help) => writeln!(f, "  = help: {help}"),
            None => Ok(()),
        }
    }
}

/// Serde names the unknown key and all known ones; who reads it wants the nearest.
fn with_nearest(message: &str) -> (String, Option<String>) {
    let message = message.trim();
    let Some((unknown, known)) = message.split_once(", expected") else {
        return (message.to_owned(), None);
    };
    let ticked = |text: &str| -> Vec<String> {
        text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    };
    let (Some(name), known) = (ticked(unknown).pop(), ticked(known)) else {
        return (message.to_owned(), None);
    };
    if !unknown.starts_with("unknown") || known.is_empty() {
        return (message.to_owned(), None);
    }
    let distance = |other: &String| strsim::damerau_levenshtein(&name, other);
    let nearest = known.iter().min_by_key(|other| distance(other));
    let help = match nearest.filter(|other| distance(other) <= other.len().div_ceil(2)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are: {}", known.join(", ")),
    };
    (unknown.to_owned(), Some(help))
}
