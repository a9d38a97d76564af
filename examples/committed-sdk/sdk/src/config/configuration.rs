//! What became of the settings, for people.

use std::fmt;

use crate::error::one_line;

/// The settings of a client, each with its value and where that comes from.
///
/// Printing it shows a line for each setting, and `***` for secrets.
///
/// ```
/// # use zeebe_sdk::ClientBuilder;
/// let builder = ClientBuilder::from_variables([("ZEEBE_REQUEST_TIMEOUT", "5s")]).tenant("shop");
/// let configuration = builder.configuration();
/// let timeout = configuration.get("request_timeout").unwrap();
/// assert_eq!(timeout.to_string(), "request_timeout = 5s (ZEEBE_REQUEST_TIMEOUT)");
/// assert_eq!(configuration.get("tenant").unwrap().to_string(), "tenant = shop (code)");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configuration {
    entries: Vec<ConfigurationEntry>,
}

/// A setting of a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigurationEntry {
    pub(super) name: &'static str,
    pub(super) value: Option<String>,
    pub(super) source: Source,
}

/// Where the value of a setting comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// The builder was told.
    Code,
    /// This variable of the environment.
    Variable(&'static str),
    /// It follows from another setting, which is named.
    Derived(&'static str),
    /// Nobody said anything.
    Default,
}

impl Configuration {
    pub(super) fn new(entries: Vec<ConfigurationEntry>) -> Self {
        Self { entries }
    }

    /// Every setting that the environment can give, in the order of the
    /// documentation.
    pub fn entries(&self) -> impl Iterator<Item = &ConfigurationEntry> {
        self.entries.iter()
    }

    /// The setting of this name, as the builder spells it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&ConfigurationEntry> {
        self.entries.iter().find(|entry| entry.name == name)
    }
}

impl ConfigurationEntry {
    /// The setting, as the builder spells it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The value as text, `***` if it is a secret; `None` if there is none.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }

    /// Where the value comes from.
    #[must_use]
    pub fn source(&self) -> Source {
        self.source
    }
}

impl fmt::Display for Configuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut entries = self.entries.iter();
        entries.try_for_each(|entry| writeln!(f, "{entry}"))
    }
}

impl fmt::Display for ConfigurationEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Some(value) => write!(f, "{} = {} ({})", self.name, one_line(value), self.source),
            None => write!(f, "{} is not set", self.name),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code => f.write_str("code"),
            Self::Variable(variable) => f.write_str(variable),
            Self::Derived(setting) => write!(f, "from {setting}"),
            Self::Default => f.write_str("default"),
        }
    }
}
