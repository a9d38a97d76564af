//! The variables that are set.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;

use super::table::Setting;

/// The variables of the table that are set, in a process or anywhere else.
#[derive(Clone, Default)]
pub(super) struct Environment {
    given: BTreeMap<&'static str, OsString>,
}

impl Environment {
    /// Reads every variable of the table.
    pub(super) fn read(value: impl Fn(&str) -> Option<OsString>) -> Self {
        let variables = Setting::ALL.iter().flat_map(|setting| setting.info().variables);
        let given = variables.filter_map(|variable| Some((*variable, value(variable)?)));
        // A variable that is empty is one that somebody wanted to be unset.
        let given = given.filter(|(_, value)| !value.to_string_lossy().trim().is_empty());
        Self { given: given.collect() }
    }

    /// The strongest variable that gives a setting, and its value.
    pub(super) fn get(&self, setting: Setting) -> Option<(&'static str, &OsString)> {
        let variables = setting.info().variables.iter();
        variables.into_iter().find_map(|variable| Some((*variable, self.given.get(variable)?)))
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.given.keys()).finish()
    }
}
