//! Values that the wire spells as special numbers or as nothing.

use std::time::Duration;

use crate::ArgumentError;
use crate::contract::{EncodeContext, IntoWire};
use crate::keys::ElementInstanceKey;

/// The version of a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Version {
    /// The newest that is deployed.
    #[default]
    Latest,
    /// This one.
    Exactly(
        /// The number that the deployment gave.
        i32,
    ),
}

impl From<i32> for Version {
    fn from(version: i32) -> Self {
        Self::Exactly(version)
    }
}

impl IntoWire for Version {
    type Wire = i32;

    fn into_wire(self, _: &EncodeContext<'_>) -> Result<i32, ArgumentError> {
        Ok(match self {
            Self::Latest => -1,
            Self::Exactly(version) => version,
        })
    }
}

/// How long a gateway may hold a request before it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum RequestTimeout {
    /// As long as the gateway is configured to, usually 10 s.
    #[default]
    GatewayDefault,
    /// Not at all: it answers with what is there.
    NoLongPoll,
    /// This long.
    After(
        /// More than zero.
        Duration,
    ),
}

impl From<Duration> for RequestTimeout {
    fn from(timeout: Duration) -> Self {
        Self::After(timeout)
    }
}

impl IntoWire for RequestTimeout {
    type Wire = i64;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<i64, ArgumentError> {
        match self {
            Self::GatewayDefault => Ok(0),
            Self::NoLongPoll => Ok(-1),
            Self::After(Duration::ZERO) => Err(ArgumentError::new(
                "must be greater than zero; use GatewayDefault or NoLongPoll",
            )),
            Self::After(timeout) => timeout.into_wire(context),
        }
    }
}

/// Which variables a reply brings.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Fetch {
    /// Every one.
    #[default]
    All,
    /// Those of these names, at least one. Unknown names do no harm.
    Only(
        /// The names.
        Vec<String>,
    ),
}

impl Fetch {
    /// The variables of these names.
    pub fn only(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::Only(names.into_iter().map(Into::into).collect())
    }
}

impl IntoWire for Fetch {
    type Wire = Vec<String>;

    fn into_wire(self, _: &EncodeContext<'_>) -> Result<Vec<String>, ArgumentError> {
        match self {
            Self::All => Ok(Vec::new()),
            Self::Only(names) if names.is_empty() => {
                Err(ArgumentError::new("must name at least one variable; use All for every one"))
            }
            Self::Only(names) => Ok(names),
        }
    }
}

/// The element instance under which another is started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum AncestorScope {
    /// The one flow scope that exists.
    #[default]
    Existing,
    /// This one.
    Element(
        /// Its key.
        ElementInstanceKey,
    ),
}

impl From<ElementInstanceKey> for AncestorScope {
    fn from(key: ElementInstanceKey) -> Self {
        Self::Element(key)
    }
}

impl IntoWire for AncestorScope {
    type Wire = i64;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<i64, ArgumentError> {
        match self {
            Self::Existing => Ok(-1),
            Self::Element(key) => key.into_wire(context),
        }
    }
}
