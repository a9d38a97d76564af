//! What the docs of an SDK say of keys and of named values, wherever a plain value may stand in the place
//! of a named one.

use super::markup;
use super::model::{KeyModel, Kind, SentinelModel};

/// The docs of a type of keys: whose they are, and which others do as well.
pub(super) fn key_docs(key: &KeyModel, width: usize) -> Vec<String> {
    let mut docs = markup::lines(&key.doc, width);
    if !key.accepts.is_empty() {
        let others: Vec<_> = key.accepts.iter().map(|name| format!("`{name}`")).collect();
        let note = format!("Where one is asked for, {} does as well.", others.join(" or "));
        markup::push_paragraph(&mut docs, markup::wrap(&note, width));
    }
    docs
}

/// What a language calls the values that may stand in the place of named ones.
pub(super) struct OtherValues {
    pub(super) list: &'static str,
    pub(super) duration: &'static str,
}

impl OtherValues {
    /// The docs of a type of named values: what it is for, and what can be given instead.
    pub(super) fn docs(&self, sentinel: &SentinelModel, width: usize) -> Vec<String> {
        let mut docs = markup::lines(&sentinel.doc, width);
        let other = markup::line(&sentinel.other_doc);
        let instead =
            format!("Instead of one of these, {} can be given: {other}", self.of(sentinel));
        markup::push_paragraph(&mut docs, markup::wrap(&instead, width));
        docs
    }

    fn of(&self, sentinel: &SentinelModel) -> &'static str {
        if sentinel.is_list {
            return self.list;
        }
        match sentinel.inner {
            Kind::Duration(_) => self.duration,
            Kind::Key(_) => "a key",
            Kind::Scalar(..)
            | Kind::Json(_)
            | Kind::Instant(..)
            | Kind::Sentinel(_)
            | Kind::Message(_)
            | Kind::Enum(_) => "a value",
        }
    }
}
