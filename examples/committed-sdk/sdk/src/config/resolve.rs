//! Which value a setting has: code before environment before default.

use super::configuration::{Configuration, ConfigurationEntry, Source};
use super::environment::Environment;
use super::read::Reading;
use super::setting::Kind;
use super::table::Setting;
use crate::ConfigError;

/// Finds values, and notes where they come from and what is wrong with them.
#[derive(Debug)]
pub(super) struct Resolver<'a> {
    environment: &'a Environment,
    entries: Vec<(Setting, ConfigurationEntry)>,
    problems: Vec<ConfigError>,
}

/// A value and where it comes from.
#[derive(Debug, Clone)]
pub(super) struct Found<T> {
    pub(super) value: T,
    pub(super) source: Source,
    setting: Setting,
}

impl<T> Found<T> {
    /// Whether a variable has given it.
    pub(super) fn is_from_environment(&self) -> bool {
        matches!(self.source, Source::Variable(_))
    }

    /// What has to be changed if the value is wrong.
    pub(super) fn named(&self) -> &'static str {
        match self.source {
            Source::Variable(variable) => variable,
            Source::Code | Source::Derived(_) | Source::Default => self.setting.info().name,
        }
    }
}

impl<'a> Resolver<'a> {
    pub(super) fn new(environment: &'a Environment) -> Self {
        Self { environment, entries: Vec::new(), problems: Vec::new() }
    }

    /// The value of a setting, if it has one.
    pub(super) fn find<T>(
        &mut self,
        setting: Setting,
        code: Option<T>,
        reading: &Reading<T>,
    ) -> Option<Found<T>> {
        let found = match code {
            Some(value) => Some(Found { value, source: Source::Code, setting }),
            None => self.given(setting, reading).or_else(|| self.default_of(setting, reading)),
        };
        self.note(setting, found.as_ref(), reading);
        found
    }

    /// The value that follows from another setting, if this one has none.
    pub(super) fn or_derived<T>(
        &mut self,
        setting: Setting,
        found: Option<Found<T>>,
        (value, from): (T, Setting),
        reading: &Reading<T>,
    ) -> Option<Found<T>> {
        if found.as_ref().is_some_and(|found| found.source != Source::Default) {
            return found;
        }
        let derived = Found { value, source: Source::Derived(from.info().name), setting };
        self.note(setting, Some(&derived), reading);
        Some(derived)
    }

    /// The value that follows from another setting.
    pub(super) fn derive<T>(
        &mut self,
        setting: Setting,
        value: T,
        from: Setting,
        reading: &Reading<T>,
    ) -> Option<Found<T>> {
        self.or_derived(setting, None, (value, from), reading)
    }

    /// Notes a value that is to be shown; a later note counts.
    fn note<T>(&mut self, setting: Setting, found: Option<&Found<T>>, reading: &Reading<T>) {
        // A secret is hidden whatever holds it.
        let show = |value: &T| match setting.info().kind {
            Kind::Secret => "***".to_owned(),
            _ => (reading.show)(value),
        };
        let entry = ConfigurationEntry {
            name: setting.info().name,
            value: found.map(|found| show(&found.value)),
            source: found.map_or(Source::Default, |found| found.source),
        };
        self.entries.retain(|(noted, _)| *noted != setting);
        self.entries.push((setting, entry));
    }

    fn given<T>(&mut self, setting: Setting, reading: &Reading<T>) -> Option<Found<T>> {
        let (variable, value) = self.environment.get(setting)?;
        let read = match value.to_str() {
            Some(text) => (reading.parse)(text),
            None => Err("its value is not UTF-8".to_owned()),
        };
        match read {
            Ok(value) => Some(Found { value, source: Source::Variable(variable), setting }),
            Err(problem) => {
                self.refuse(variable, problem);
                None
            }
        }
    }

    fn default_of<T>(&mut self, setting: Setting, reading: &Reading<T>) -> Option<Found<T>> {
        let value = (reading.parse)(setting.info().default?);
        let value = value.map_err(|problem| self.refuse(setting.info().name, problem)).ok()?;
        Some(Found { value, source: Source::Default, setting })
    }

    /// Notes what is wrong with a setting.
    pub(super) fn refuse(&mut self, setting: &'static str, problem: impl Into<String>) {
        self.problem(ConfigError::Setting { setting, problem: problem.into() });
    }

    /// Notes what is wrong.
    pub(super) fn problem(&mut self, problem: ConfigError) {
        self.problems.push(problem);
    }

    /// Everything that was found, and everything that is wrong.
    pub(super) fn finish(self) -> (Configuration, Vec<ConfigError>) {
        let mut entries = self.entries;
        for setting in Setting::ALL {
            if !entries.iter().any(|(noted, _)| noted == setting) {
                let name = setting.info().name;
                let entry = ConfigurationEntry { name, value: None, source: Source::Default };
                entries.push((*setting, entry));
            }
        }
        entries.sort_by_key(|(setting, _)| *setting);
        let entries = entries.into_iter().map(|(_, entry)| entry).collect();
        (Configuration::new(entries), self.problems)
    }
}
