//! What is to be named, and how its name can be changed.

use crate::diagnostics::Span;
use crate::ir::Message;
use crate::naming::Taken;
use crate::semantics::facts::Life;

/// What is to be named.
pub(super) struct Element<'a> {
    /// As in the proto, or as a fact states.
    pub(super) name: &'a str,
    /// As users know it: `Message.field`.
    pub(super) path: String,
    pub(super) span: Option<Span>,
    /// The element whose `name` fact changes this name, if a fact can.
    pub(super) renamed_by: Option<String>,
}

impl<'a> Element<'a> {
    /// An element that facts can be about.
    pub(super) fn new(name: &'a str, life: &'a Life, path: String, span: Option<Span>) -> Self {
        let name = life.name.as_deref().unwrap_or(name);
        Self { name, span, renamed_by: Some(path.clone()), path }
    }

    /// A name that no fact changes.
    pub(super) fn fixed(name: &'a str, path: String, span: Option<Span>) -> Self {
        Self { name, path, span, renamed_by: None }
    }

    /// The same for the scope in which its name is taken.
    pub(super) fn taken(&self) -> Taken {
        Taken { by: self.path.clone(), span: self.span, renamed_by: self.renamed_by.clone() }
    }
}

/// A field, by the name of the proto, which is enough to say who took a name.
pub(super) fn member_element(message: &Message, index: usize) -> Element<'_> {
    let field = &message.fields[index];
    let path = format!("{}.{}", message.path, field.name);
    Element { name: &field.name, span: field.origin.span, renamed_by: Some(path.clone()), path }
}

/// How to change a name.
pub(super) fn rename_help(renamed_by: Option<&str>) -> String {
    match renamed_by {
        Some(path) => {
            format!("state `name = \"anotherName\"` for `{path}` in a file given with --semantics")
        }
        None => "no fact changes these names: change one where it is declared".to_owned(),
    }
}
