//! One scope of a language: every name is taken once.

use std::collections::BTreeMap;

use crate::diagnostics::Span;

/// Who took a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The proto element, as users know it.
    pub by: String,
    /// Where it stands.
    pub span: Option<Span>,
    /// The element whose `name` fact changes this name, if a fact can.
    pub renamed_by: Option<String>,
}

/// The names of one scope.
#[derive(Debug, Default)]
pub struct Scope {
    names: BTreeMap<String, Taken>,
}

impl Scope {
    /// Takes a name for an element. When somebody else has it, they are returned and nothing changes.
    pub fn take(&mut self, name: &str, taken: Taken) -> Result<(), Taken> {
        match self.names.get(name) {
            Some(first) if *first != taken => Err(first.clone()),
            _ => {
                self.names.insert(name.to_owned(), taken);
                Ok(())
            }
        }
    }
}
