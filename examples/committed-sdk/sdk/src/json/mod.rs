//! JSON in requests and replies: [`Variables`] for what must be an object,
//! [`Json`] for anything.
//!
//! The gateway takes and gives JSON as text. Both types keep that text, so
//! that nothing is lost on the way (large integers, the order of keys, numbers
//! of any precision), and convert it from and to Rust values where you ask for
//! it.

mod inspect;
mod read;
mod text;

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ArgumentError;
use crate::error::one_line;
use text::{Root, Text};

/// A JSON object: the variables of a process, the headers of a job.
///
/// Cloning is cheap. A setter of a request takes anything that serde can
/// serialise; what JSON cannot hold (NaN, an infinity, a root that is not an
/// object) is kept as an error and reported by the call before it sends
/// anything. [`try_new`](Self::try_new) reports it at once.
///
/// ```
/// use serde::Deserialize;
/// use zeebe_sdk::Variables;
///
/// #[derive(Deserialize)]
/// struct Order { id: u64, items: Vec<String> }
///
/// let variables = Variables::from_json(r#"{"id": 9007199254740993, "items": ["tea"]}"#)?;
/// let order: Order = variables.deserialize()?;
/// assert_eq!(order.id, 9_007_199_254_740_993);
/// assert_eq!(order.items, variables.get::<Vec<String>>("items")?.unwrap_or_default());
/// # Ok::<(), zeebe_sdk::VariablesError>(())
/// ```
#[derive(Clone, Default)]
pub struct Variables {
    text: Text,
}

/// Any JSON value: the output of a decision, one of its inputs.
///
/// Cloning is cheap. See [`Variables`] for how the conversion works.
#[derive(Clone, Default)]
pub struct Json {
    text: Text,
}

impl Variables {
    /// The variables that `value` serialises to.
    ///
    /// What cannot be sent is reported by the call that gets it.
    #[must_use]
    pub fn new(value: impl Serialize) -> Self {
        let text = Text::serialize(&value, Root::Object);
        Self { text: text.unwrap_or_else(Text::refused) }
    }

    /// The variables that `value` serialises to.
    ///
    /// # Errors
    ///
    /// If JSON cannot hold it, or its root is not an object.
    pub fn try_new(value: &impl Serialize) -> Result<Self, VariablesError> {
        let text = Text::serialize(value, Root::Object)?;
        Ok(Self { text })
    }

    /// The variables of a JSON text, kept as it is.
    ///
    /// # Errors
    ///
    /// If it is not JSON, or its root is not an object.
    pub fn from_json(text: impl Into<String>) -> Result<Self, VariablesError> {
        let text = Text::parse(text.into(), Root::Object)?;
        Ok(Self { text })
    }

    /// One variable of the given name.
    ///
    /// Returns `None` if there is none of that name. Of several, the last
    /// counts.
    ///
    /// # Errors
    ///
    /// If the text is not JSON, or the variable is not a `T`.
    pub fn get<'a, T: Deserialize<'a>>(&'a self, name: &str) -> Result<Option<T>, VariablesError> {
        read::member(self.as_json(), name)
    }

    /// Why it cannot be sent, if it cannot.
    #[allow(dead_code, reason = "not every API has jobs")]
    pub(crate) fn refusal(&self) -> Option<ArgumentError> {
        self.text.refusal().map(refused)
    }

    /// The JSON text; `{}` if there is none.
    #[must_use]
    pub fn as_json(&self) -> &str {
        self.text.as_str().unwrap_or("{}")
    }
}

impl Json {
    /// The JSON that `value` serialises to.
    ///
    /// What cannot be sent is reported by the call that gets it.
    #[must_use]
    pub fn new(value: impl Serialize) -> Self {
        let text = Text::serialize(&value, Root::Any);
        Self { text: text.unwrap_or_else(Text::refused) }
    }

    /// The JSON that `value` serialises to.
    ///
    /// # Errors
    ///
    /// If JSON cannot hold it.
    pub fn try_new(value: &impl Serialize) -> Result<Self, VariablesError> {
        let text = Text::serialize(value, Root::Any)?;
        Ok(Self { text })
    }

    /// The value of a JSON text, kept as it is.
    ///
    /// # Errors
    ///
    /// If it is not JSON.
    pub fn from_json(text: impl Into<String>) -> Result<Self, VariablesError> {
        let text = Text::parse(text.into(), Root::Any)?;
        Ok(Self { text })
    }

    /// The JSON text; `null` if there is none.
    #[must_use]
    pub fn as_json(&self) -> &str {
        self.text.as_str().unwrap_or("null")
    }
}

/// What a setter for [`Variables`] takes: them, or anything that serde can
/// serialise.
pub trait IntoVariables {
    /// The variables; what cannot be sent is reported by the call.
    fn into_variables(self) -> Variables;
}

impl<T: Serialize> IntoVariables for T {
    fn into_variables(self) -> Variables {
        Variables::new(self)
    }
}

impl IntoVariables for Variables {
    fn into_variables(self) -> Variables {
        self
    }
}

impl IntoVariables for &Variables {
    fn into_variables(self) -> Variables {
        self.clone()
    }
}

/// What a setter for [`Json`] takes: it, or anything that serde can serialise.
pub trait IntoJson {
    /// The value; what cannot be sent is reported by the call.
    fn into_json(self) -> Json;
}

impl<T: Serialize> IntoJson for T {
    fn into_json(self) -> Json {
        Json::new(self)
    }
}

impl IntoJson for Json {
    fn into_json(self) -> Json {
        self
    }
}

impl IntoJson for &Json {
    fn into_json(self) -> Json {
        self.clone()
    }
}

/// As the error of a call that was to send it.
fn refused(error: &VariablesError) -> ArgumentError {
    ArgumentError::new(error.problem.clone()).at(&error.path)
}

macro_rules! shared {
    ($($type:ident)*) => {$(
        impl $type {
            /// The value as a `T`, which may borrow from the text.
            ///
            /// A key that occurs twice counts with its last value.
            ///
            /// # Errors
            ///
            /// If the text is not JSON, or not a `T`; the error names the path.
            pub fn deserialize<'a, T: Deserialize<'a>>(&'a self) -> Result<T, VariablesError> {
                read::whole(self.as_json())
            }

            /// The text for the wire, empty if there is none.
            pub(crate) fn into_text(self) -> Result<String, ArgumentError> {
                self.text.into_wire().map_err(|error| refused(&error))
            }

            /// What the gateway sent, unchecked; nothing means the default.
            pub(crate) fn received(text: String) -> Self {
                Self { text: Text::received(text) }
            }
        }

        impl PartialEq for $type {
            fn eq(&self, other: &Self) -> bool {
                !self.text.is_refused() && !other.text.is_refused() && self.as_json() == other.as_json()
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($type)).field(&self.text).finish()
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_json())
            }
        }
    )*};
}

shared!(Json Variables);

/// Why a value is not JSON, or JSON is not the value asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct VariablesError {
    path: String,
    problem: Cow<'static, str>,
}

impl VariablesError {
    pub(crate) fn new(path: impl Into<String>, problem: impl Into<Cow<'static, str>>) -> Self {
        Self { path: path.into(), problem: problem.into() }
    }

    /// Where, e.g. `items[3].price`; empty for the whole text.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong there.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

impl fmt::Display for VariablesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", one_line(&self.path))?;
        }
        f.write_str(&one_line(&self.problem))
    }
}

impl std::error::Error for VariablesError {}
