//! What the table says about a setting.

use super::table::Setting;

/// A row of the table.
#[derive(Debug)]
pub(super) struct Info {
    /// As the builder spells it.
    pub(super) name: &'static str,
    /// The strongest first.
    pub(super) variables: &'static [&'static str],
    pub(super) kind: Kind,
    /// As a variable would spell it.
    pub(super) default: Option<&'static str>,
}

/// What the value of a setting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Secret,
    Url,
    Duration,
    Bytes,
    Flag,
    List,
    Path,
}

impl Setting {
    /// What people call it when they have not given it: the name and the
    /// variable to set.
    pub(super) fn how_to_give(self) -> String {
        let info = self.info();
        let variable = info.variables.first().copied().unwrap_or_default();
        format!("{} ({variable})", info.name)
    }
}
