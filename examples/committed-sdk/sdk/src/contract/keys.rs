//! Keys: opaque names that the cluster gives, one type per kind of thing.

/// Defines a key that travels as a 64-bit number.
#[allow(unused_macros, reason = "not every API has such keys")]
macro_rules! integer_key {
    ($(#[$meta:meta])* pub struct $name:ident;) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(i64);

        impl $name {
            /// The key with this number.
            #[must_use]
            pub const fn new(key: i64) -> Self {
                Self(key)
            }

            /// The number.
            #[must_use]
            pub const fn get(self) -> i64 {
                self.0
            }

            /// Whether it names something: a key that was left out is 0.
            #[must_use]
            pub const fn is_set(self) -> bool {
                self.0 != 0
            }

            /// The partition in which the key was made.
            #[must_use]
            pub const fn partition(self) -> i64 {
                self.0 >> 51
            }
        }

        impl From<i64> for $name {
            fn from(key: i64) -> Self {
                Self(key)
            }
        }

        impl From<$name> for i64 {
            fn from(key: $name) -> Self {
                key.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.0)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                ::serde::Deserialize::deserialize(from).map(Self)
            }
        }

        impl $crate::contract::IntoWire for $name {
            type Wire = i64;

            fn into_wire(
                self,
                _: &$crate::contract::EncodeContext<'_>,
            ) -> Result<i64, $crate::ArgumentError> {
                Ok(self.0)
            }
        }

        impl $crate::contract::check::Sign for $name {
            fn is_positive(&self) -> bool {
                self.0 > 0
            }
        }

        impl $crate::contract::FromWire for $name {
            type Wire = i64;

            fn from_wire(wire: i64) -> Self {
                Self(wire)
            }
        }
    };
}

/// Defines a key that travels as text.
#[allow(unused_macros, reason = "not every API has such keys")]
macro_rules! text_key {
    ($(#[$meta:meta])* pub struct $name:ident;) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(String);

        impl $name {
            /// The key with this text.
            pub fn new(key: impl Into<String>) -> Self {
                Self(key.into())
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Whether it names something: a key that was left out is empty.
            #[must_use]
            pub fn is_set(&self) -> bool {
                !self.0.is_empty()
            }
        }

        impl From<String> for $name {
            fn from(key: String) -> Self {
                Self(key)
            }
        }

        impl From<&str> for $name {
            fn from(key: &str) -> Self {
                Self(key.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(key: $name) -> Self {
                key.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                ::serde::Deserialize::deserialize(from).map(Self)
            }
        }

        impl $crate::contract::IntoWire for $name {
            type Wire = String;

            fn into_wire(
                self,
                _: &$crate::contract::EncodeContext<'_>,
            ) -> Result<String, $crate::ArgumentError> {
                Ok(self.0)
            }
        }

        impl $crate::contract::check::Length for $name {
            fn is_empty(&self) -> bool {
                self.0.is_empty()
            }
        }

        impl $crate::contract::FromWire for $name {
            type Wire = String;

            fn from_wire(wire: String) -> Self {
                Self(wire)
            }
        }
    };
}

#[allow(unused_imports, reason = "not every API has such keys")]
pub(crate) use {integer_key, text_key};

#[cfg(test)]
mod tests {
    integer_key! {
        /// A number.
        pub struct NumberKey;
    }

    text_key! {
        /// A text.
        pub struct TextKey;
    }

    #[test]
    fn a_number_knows_its_partition_and_keeps_64_bits() {
        let key = NumberKey::new(2_251_799_813_685_250);
        assert_eq!(key.partition(), 1);
        assert_eq!(key.to_string().parse(), Ok(key));
        assert!(!NumberKey::default().is_set());
        let json = serde_json::to_string(&NumberKey::new(i64::MAX)).unwrap();
        assert_eq!(json, "9223372036854775807");
        assert_eq!(serde_json::from_str::<NumberKey>(&json).unwrap().get(), i64::MAX);
    }

    #[test]
    fn a_text_is_opaque() {
        let key = TextKey::from("b-1");
        assert_eq!(key.as_str(), "b-1");
        assert_eq!(serde_json::to_string(&key).unwrap(), "\"b-1\"");
        assert!(!TextKey::default().is_set());
    }
}
