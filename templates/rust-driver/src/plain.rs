//! Keys, named values and enums, times: types of the SDK that are a single number or text on the wire.

use std::time::{Duration, SystemTime};

use serde_json::Value;
use zeebe_sdk::contract::{EncodeContext, FromWire, IntoWire};

use crate::arguments::{Problem, Read};
use crate::replies::{Style, Write};

/// A key that is a number.
#[allow(unused_macros, reason = "not every API has such keys")]
macro_rules! integer_key {
    ($type:ty) => {
        impl Read for $type {
            fn read(value: Value) -> Result<Self, Problem> {
                i64::read(value).map(Self::new)
            }
        }

        impl Write for $type {
            fn write(&self, style: Style) -> Option<Value> {
                self.get().write(style)
            }
        }
    };
}

/// A key that is a text.
#[allow(unused_macros, reason = "not every API has such keys")]
macro_rules! text_key {
    ($type:ty) => {
        impl Read for $type {
            fn read(value: Value) -> Result<Self, Problem> {
                String::read(value).map(Self::new)
            }
        }

        impl Write for $type {
            fn write(&self, _: Style) -> Option<Value> {
                Some(self.as_str().into())
            }
        }
    };
}

/// A value that is given by its number, of which some have names.
#[allow(unused_macros, reason = "not every API has such values")]
macro_rules! named_value {
    ($type:ty, $wire:ty) => {
        impl Read for $type {
            fn read(value: Value) -> Result<Self, Problem> {
                crate::plain::named::<$type, $wire>(value)
            }
        }
    };
}

/// An enum that is given by name or by number.
#[allow(unused_macros, reason = "not every API has enums")]
macro_rules! open_enum {
    ($type:ty; $($name:literal = $number:literal,)*) => {
        impl Read for $type {
            fn read(value: Value) -> Result<Self, Problem> {
                match value.as_str() {
                    $(Some($name) => Ok(Self::from($number)),)*
                    _ => i32::read(value).map(Self::from),
                }
            }
        }

        impl Write for $type {
            fn write(&self, _: Style) -> Option<Value> {
                Some(self.as_str().map_or_else(|| self.as_i32().into(), Value::from))
            }
        }
    };
}

#[allow(unused_imports, reason = "not every API has all of these")]
pub(crate) use {integer_key, named_value, open_enum, text_key};

/// A named value by its number on the wire.
pub(crate) fn named<T: FromWire<Wire = W>, W: Read>(value: Value) -> Result<T, Problem> {
    W::read(value).map(T::from_wire)
}

impl Read for Duration {
    fn read(value: Value) -> Result<Self, Problem> {
        let milliseconds = i64::read(value.clone())?;
        let milliseconds = u64::try_from(milliseconds);
        milliseconds.map(Self::from_millis).map_err(|_| Problem::not("a duration", &value))
    }
}

impl Write for Duration {
    fn write(&self, _: Style) -> Option<Value> {
        Some(self.as_millis().to_string().into())
    }
}

impl Read for SystemTime {
    fn read(value: Value) -> Result<Self, Problem> {
        i64::read(value).map(Self::from_wire)
    }
}

impl Write for SystemTime {
    fn write(&self, style: Style) -> Option<Value> {
        self.into_wire(&EncodeContext::new(None)).ok()?.write(style)
    }
}
