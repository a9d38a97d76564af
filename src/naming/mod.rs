//! Words to spelling: case conversion, reserved words, and scopes in which every name is taken once.
//!
//! The only module that names heck. It knows no language: what is reserved where and how it is
//! escaped is data that a language hands in.

mod scope;
mod speller;

pub use scope::{Scope, Taken};
pub use speller::Speller;

use heck::{ToLowerCamelCase, ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// How words are joined into a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Case {
    /// `job_key`
    Snake,
    /// `JobKey`
    UpperCamel,
    /// `jobKey`
    LowerCamel,
    /// `JOB_KEY`
    ScreamingSnake,
}

/// What becomes of a name that is a reserved word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Escape {
    /// Put this behind it.
    Suffix(&'static str),
    /// Put `prefix` before it, except for the words that cannot be written so, which get `suffix`.
    Prefix {
        /// Makes an ordinary word out of a reserved one.
        prefix: &'static str,
        /// For the words that stay reserved all the same.
        suffix: &'static str,
        /// These words.
        never: &'static [&'static str],
    },
}

/// How names are spelled in one position of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spelling {
    /// How words are joined.
    pub case: Case,
    /// Lists of words that are not free here, each with its own escape.
    pub reserved: &'static [Reserved],
}

/// Words that are not free, and how they are escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reserved {
    /// As spelled in the language.
    pub words: &'static [&'static str],
    /// How they are escaped.
    pub escape: Escape,
}

impl Spelling {
    /// Spells a proto name; `None` when nothing that can be spelled is left of it.
    #[must_use]
    pub fn spell(&self, name: &str) -> Option<String> {
        self.finish(join(name, self.case))
    }

    /// Makes a free name of joined words.
    fn finish(&self, mut spelled: String) -> Option<String> {
        let first = spelled.chars().next()?;
        if !first.is_alphabetic() {
            spelled.insert(0, '_');
        }
        let list = self.reserved.iter().find(|r| r.words.contains(&spelled.as_str()));
        Some(match list {
            Some(list) => list.escape.apply(&spelled),
            None => spelled,
        })
    }
}

impl Escape {
    fn apply(self, word: &str) -> String {
        match self {
            Self::Suffix(suffix) => format!("{word}{suffix}"),
            Self::Prefix { suffix, never, .. } if never.contains(&word) => {
                format!("{word}{suffix}")
            }
            Self::Prefix { prefix, .. } => format!("{prefix}{word}"),
        }
    }
}

/// Joins the words of a proto name.
#[must_use]
pub fn join(name: &str, case: Case) -> String {
    match case {
        Case::Snake => name.to_snake_case(),
        Case::UpperCamel => name.to_upper_camel_case(),
        Case::LowerCamel => name.to_lower_camel_case(),
        Case::ScreamingSnake => name.to_shouty_snake_case(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUST_LIKE: Spelling = Spelling {
        case: Case::Snake,
        reserved: &[Reserved {
            words: &["type", "self"],
            escape: Escape::Prefix { prefix: "r#", suffix: "_", never: &["self"] },
        }],
    };

    #[test]
    fn joins_words_escapes_reserved_ones_and_refuses_nothing() {
        assert_eq!(RUST_LIKE.spell("bpmnProcessId").as_deref(), Some("bpmn_process_id"));
        assert_eq!(RUST_LIKE.spell("Type").as_deref(), Some("r#type"));
        assert_eq!(RUST_LIKE.spell("SELF").as_deref(), Some("self_"));
        assert_eq!(RUST_LIKE.spell("_1st").as_deref(), Some("_1st"));
        assert_eq!(RUST_LIKE.spell("__"), None);
    }
}
