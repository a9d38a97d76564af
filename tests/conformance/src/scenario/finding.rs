//! A mistake in a file of the suite, shown where it stands.

use std::fmt;
use std::ops::Range;

/// A mistake and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file, as given.
    pub file: String,
    /// Where in it.
    pub place: Option<Box<Place>>,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub help: Option<String>,
}

/// A place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// The whole line.
    text: String,
    /// How many characters are meant.
    marked: usize,
}

impl Finding {
    /// A mistake at a place of a text.
    pub(crate) fn new(file: &str, text: &str, span: Option<Range<usize>>, message: &str) -> Self {
        let (message, help) = with_nearest(message);
        let place = span.and_then(|span| Place::of(text, span)).map(Box::new);
        Self { file: file.to_owned(), place, message, help }
    }

    /// A mistake in a file as a whole.
    pub(crate) fn of_file(file: &str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), place: None, message: message.into(), help: None }
    }
}

impl Place {
    fn of(text: &str, span: Range<usize>) -> Option<Self> {
        let (before, meant) = (text.get(..span.start)?, text.get(span.clone())?);
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        Some(Self {
            line: before.matches('\n').count() + 1,
            column: before.get(start..)?.chars().count() + 1,
            text: text.get(start..)?.lines().next().unwrap_or_default().to_owned(),
            marked: meant.lines().next().unwrap_or_default().chars().count().max(1),
        })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error: {}", self.message)?;
        match &self.place {
            Some(place) => {
                let Place { line, column, text, marked } = &**place;
                let pad = " ".repeat(line.to_string().len());
                writeln!(f, "{pad}--> {}:{line}:{column}", self.file)?;
                writeln!(f, "{pad} |")?;
                writeln!(f, "{line} | {text}")?;
                writeln!(f, "{pad} | {}{}", " ".repeat(column - 1), "^".repeat(*marked))?;
            }
            None => writeln!(f, "  --> {}", self.file)?,
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
