//! The release a gateway claims to be, as far as it decides which calls and
//! fields it knows. Which call came with which release lives in [`crate::rpc`].

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

/// A release such as `8.6.0`; only major and minor are compared.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Version {
    text: String,
    release: (u32, u32),
}

impl Version {
    /// Whether this release is `major.minor` or a later one.
    #[must_use]
    pub fn is_at_least(&self, major: u32, minor: u32) -> bool {
        self.release >= (major, minor)
    }

    /// The text as it was given, as `Topology` reports it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl Default for Version {
    fn default() -> Self {
        Self { text: "8.10.0".to_owned(), release: (8, 10) }
    }
}

impl FromStr for Version {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.split('.').map(str::parse::<u32>);
        match (parts.next(), parts.next()) {
            (Some(Ok(major)), Some(Ok(minor))) => {
                Ok(Self { text: text.to_owned(), release: (major, minor) })
            }
            _ => Err(format!("`{text}` is no release such as 8.6.0")),
        }
    }
}

impl TryFrom<String> for Version {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn compares_by_number() {
        let version: Version = "8.10.0".parse().unwrap();
        assert!(version.is_at_least(8, 9));
        assert!(version.is_at_least(8, 10));
        assert!(!version.is_at_least(9, 0));
        assert!("eight".parse::<Version>().is_err());
    }
}
