//! How a value of the API becomes its wire form and back.
//!
//! Messages, enums and named values are converted by the generated layer; the
//! types of the standard library and of the runtime here.

use std::collections::HashMap;
use std::hash::Hash;
use std::time::{Duration, SystemTime};

use crate::ArgumentError;
use crate::json::{Json, Variables};

/// What the conversion of a request may need of the client.
#[derive(Debug, Clone, Copy)]
pub struct EncodeContext<'a> {
    tenant: Option<&'a str>,
}

impl<'a> EncodeContext<'a> {
    /// The context of a client with this default tenant.
    #[must_use]
    pub const fn new(tenant: Option<&'a str>) -> Self {
        Self { tenant }
    }

    /// The tenant of a request: its own, or the client's if it names none.
    #[must_use]
    pub fn tenant(&self, own: String) -> String {
        match self.tenant {
            Some(tenant) if own.is_empty() => tenant.to_owned(),
            _ => own,
        }
    }

    /// As [`tenants`](Self::tenants) where the request asks for tenants by name, else its own.
    #[must_use]
    pub fn tenants_when(&self, by_name: bool, own: Vec<String>) -> Vec<String> {
        if by_name { self.tenants(own) } else { own }
    }

    /// The tenants of a request: its own, or the client's if it names none.
    #[must_use]
    pub fn tenants(&self, own: Vec<String>) -> Vec<String> {
        match self.tenant {
            Some(tenant) if own.is_empty() => vec![tenant.to_owned()],
            _ => own,
        }
    }
}

/// A value of the API that can be sent.
pub trait IntoWire: Sized + Send + 'static {
    /// Its wire form.
    type Wire;

    /// Checks the value and turns it into its wire form.
    ///
    /// # Errors
    ///
    /// If it cannot be sent; the error names the field within the value.
    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError>;
}

/// A value of the API that can be received; every wire form has a meaning.
pub trait FromWire: Sized + Send + 'static {
    /// Its wire form.
    type Wire;

    /// The value that the wire form stands for.
    fn from_wire(wire: Self::Wire) -> Self;
}

/// Converts one field of a request.
///
/// # Errors
///
/// If the value cannot be sent; the error names the field.
#[inline]
pub fn field<T: IntoWire>(
    name: &str,
    value: T,
    context: &EncodeContext<'_>,
) -> Result<T::Wire, ArgumentError> {
    value.into_wire(context).map_err(|error| error.at(name))
}

/// Converts one field of a reply.
#[inline]
#[must_use]
pub fn decode<T: FromWire>(wire: T::Wire) -> T {
    T::from_wire(wire)
}

macro_rules! same_on_the_wire {
    ($($type:ty),*) => {$(
        impl IntoWire for $type {
            type Wire = Self;

            #[inline]
            fn into_wire(self, _: &EncodeContext<'_>) -> Result<Self, ArgumentError> {
                Ok(self)
            }
        }

        impl FromWire for $type {
            type Wire = Self;

            #[inline]
            fn from_wire(wire: Self) -> Self {
                wire
            }
        }
    )*};
}

same_on_the_wire!(bool, i32, i64, u32, u64, f32, f64, String, Vec<u8>);

impl<T: IntoWire> IntoWire for Option<T> {
    type Wire = Option<T::Wire>;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        self.map(|value| value.into_wire(context)).transpose()
    }
}

impl<T: FromWire> FromWire for Option<T> {
    type Wire = Option<T::Wire>;

    fn from_wire(wire: Self::Wire) -> Self {
        wire.map(T::from_wire)
    }
}

impl<T: IntoWire> IntoWire for Box<T> {
    type Wire = Box<T::Wire>;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        (*self).into_wire(context).map(Box::new)
    }
}

impl<T: FromWire> FromWire for Box<T> {
    type Wire = Box<T::Wire>;

    fn from_wire(wire: Self::Wire) -> Self {
        Self::new(T::from_wire(*wire))
    }
}

impl<T: IntoWire> IntoWire for Vec<T> {
    type Wire = Vec<T::Wire>;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        let converted = self
            .into_iter()
            .enumerate()
            .map(|(index, value)| value.into_wire(context).map_err(|error| error.at_index(index)));
        converted.collect()
    }
}

impl<T: FromWire> FromWire for Vec<T> {
    type Wire = Vec<T::Wire>;

    fn from_wire(wire: Self::Wire) -> Self {
        wire.into_iter().map(T::from_wire).collect()
    }
}

#[allow(clippy::implicit_hasher, reason = "the wire form has the hasher of the standard library")]
impl<K, T> IntoWire for HashMap<K, T>
where
    K: Eq + Hash + ToString + Send + 'static,
    T: IntoWire,
{
    type Wire = HashMap<K, T::Wire>;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        let converted = self.into_iter().map(|(key, value)| {
            let wire = value.into_wire(context).map_err(|error| error.at(&key.to_string()))?;
            Ok((key, wire))
        });
        converted.collect()
    }
}

#[allow(clippy::implicit_hasher, reason = "the wire form has the hasher of the standard library")]
impl<K, T> FromWire for HashMap<K, T>
where
    K: Eq + Hash + Send + 'static,
    T: FromWire,
{
    type Wire = HashMap<K, T::Wire>;

    fn from_wire(wire: Self::Wire) -> Self {
        wire.into_iter().map(|(key, value)| (key, T::from_wire(value))).collect()
    }
}

/// Milliseconds; a part of a millisecond counts as a whole one, so that a
/// short time never becomes none.
impl IntoWire for Duration {
    type Wire = i64;

    fn into_wire(self, _: &EncodeContext<'_>) -> Result<i64, ArgumentError> {
        let milliseconds = self.as_nanos().div_ceil(1_000_000);
        i64::try_from(milliseconds)
            .map_err(|_| ArgumentError::new("is too long to be counted in milliseconds"))
    }
}

/// Milliseconds; a negative number is no time.
impl FromWire for Duration {
    type Wire = i64;

    fn from_wire(wire: i64) -> Self {
        Self::from_millis(wire.try_into().unwrap_or(0))
    }
}

/// Milliseconds since the Unix epoch.
impl IntoWire for SystemTime {
    type Wire = i64;

    fn into_wire(self, _: &EncodeContext<'_>) -> Result<i64, ArgumentError> {
        let milliseconds = match self.duration_since(Self::UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_millis()).ok(),
            Err(before) => {
                let before = i64::try_from(before.duration().as_millis());
                before.ok().and_then(i64::checked_neg)
            }
        };
        milliseconds.ok_or_else(|| ArgumentError::new("is too far from the Unix epoch"))
    }
}

/// Milliseconds since the Unix epoch.
impl FromWire for SystemTime {
    type Wire = i64;

    fn from_wire(wire: i64) -> Self {
        let distance = Duration::from_millis(wire.unsigned_abs());
        let instant = if wire < 0 {
            Self::UNIX_EPOCH.checked_sub(distance)
        } else {
            Self::UNIX_EPOCH.checked_add(distance)
        };
        instant.unwrap_or(Self::UNIX_EPOCH)
    }
}

macro_rules! json_on_the_wire {
    ($($type:ty),*) => {$(
        impl IntoWire for $type {
            type Wire = String;

            fn into_wire(self, _: &EncodeContext<'_>) -> Result<String, ArgumentError> {
                self.into_text()
            }
        }

        impl FromWire for $type {
            type Wire = String;

            fn from_wire(wire: String) -> Self {
                Self::received(wire)
            }
        }
    )*};
}

json_on_the_wire!(Json, Variables);

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::{EncodeContext, FromWire, IntoWire, field};

    const NONE: EncodeContext<'static> = EncodeContext::new(None);

    #[test]
    fn durations_are_milliseconds_and_never_vanish() {
        let millis = |duration: Duration| duration.into_wire(&NONE);
        assert_eq!(millis(Duration::ZERO), Ok(0));
        assert_eq!(millis(Duration::from_nanos(1)), Ok(1));
        assert_eq!(millis(Duration::from_micros(1_001)), Ok(2));
        assert_eq!(millis(Duration::from_secs(300)), Ok(300_000));
        let error = field("timeout", Duration::MAX, &NONE).unwrap_err();
        assert_eq!(error.to_string(), "timeout: is too long to be counted in milliseconds");
        assert_eq!(Duration::from_wire(-1), Duration::ZERO);
    }

    #[test]
    fn instants_are_milliseconds_since_the_epoch() {
        for millis in [0, 1, -1, 1_700_000_000_123] {
            assert_eq!(SystemTime::from_wire(millis).into_wire(&NONE), Ok(millis));
        }
    }

    #[test]
    fn lists_name_the_entry() {
        let error = field("waits", vec![Duration::ZERO, Duration::MAX], &NONE).unwrap_err();
        assert_eq!(error.path(), "waits[1]");
    }

    #[test]
    fn the_client_fills_in_the_tenant() {
        let context = EncodeContext::new(Some("acme"));
        assert_eq!(context.tenant(String::new()), "acme");
        assert_eq!(context.tenant("own".into()), "own");
        assert_eq!(context.tenants(Vec::new()), ["acme"]);
        assert_eq!(context.tenants(vec!["own".into()]), ["own"]);
        assert_eq!(context.tenants_when(true, Vec::new()), ["acme"]);
        assert!(context.tenants_when(false, Vec::new()).is_empty());
        assert_eq!(NONE.tenant(String::new()), "");
    }
}
