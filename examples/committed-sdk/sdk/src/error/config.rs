//! Settings that a client cannot be built with.

/// Why a client could not be built.
///
/// No variant carries a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The address of the gateway cannot be used.
    #[error("the address '{address}' cannot be used: {problem}")]
    Address {
        /// The address as given, without any user name and password in it.
        address: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A setting has a value outside its range.
    #[error("{setting}: {problem}")]
    Setting {
        /// The setting, as the builder spells it, or the variable that gave it.
        setting: &'static str,
        /// What is wrong with its value.
        problem: String,
    },
    /// TLS is asked for, but this build of the SDK lacks what it needs.
    #[error("{needs}: build the crate with the feature `{feature}`")]
    MissingFeature {
        /// The cargo feature to switch on.
        feature: &'static str,
        /// What is needed and for what.
        needs: &'static str,
    },
    /// Certificates, keys or roots that TLS cannot work with.
    #[error("TLS cannot be set up: {problem}")]
    Tls {
        /// What is wrong with them.
        problem: String,
    },
    /// Several settings are wrong.
    #[error("{} settings are wrong: {}", .0.len(), lines(.0))]
    Several(Vec<ConfigError>),
    /// The client was built outside a Tokio runtime, which its connection
    /// needs.
    #[error("a client can be built only inside a Tokio runtime")]
    NoRuntime,
}

impl ConfigError {
    /// All of these as one, if there is any.
    pub(crate) fn of(mut problems: Vec<Self>) -> Result<(), Self> {
        match problems.len() {
            0 | 1 => problems.pop().map_or(Ok(()), Err),
            _ => Err(Self::Several(problems)),
        }
    }
}

fn lines(problems: &[ConfigError]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("; ")
}
