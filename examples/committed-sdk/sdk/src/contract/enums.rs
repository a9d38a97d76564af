//! Enums that keep numbers they do not know.

/// Defines an enum of the API.
///
/// A number that this release does not know stays what it is, as
/// `Unrecognized`. Values that share a number with another one are added as
/// associated constants.
#[allow(unused_macros, reason = "not every API has enums")]
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $number:literal as $proto:literal,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)*
            /// A number that this release of the SDK does not know.
            Unrecognized(
                /// The number.
                i32,
            ),
        }

        impl $name {
            /// The number on the wire.
            #[must_use]
            pub const fn as_i32(self) -> i32 {
                match self {
                    $(Self::$variant => $number,)*
                    Self::Unrecognized(number) => number,
                }
            }

            /// The name in the proto, unless the number is not known.
            #[must_use]
            pub const fn as_str(self) -> Option<&'static str> {
                match self {
                    $(Self::$variant => Some($proto),)*
                    Self::Unrecognized(_) => None,
                }
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::from(0)
            }
        }

        impl From<i32> for $name {
            fn from(number: i32) -> Self {
                match number {
                    $($number => Self::$variant,)*
                    other => Self::Unrecognized(other),
                }
            }
        }

        impl From<$name> for i32 {
            fn from(value: $name) -> Self {
                value.as_i32()
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self.as_str() {
                    Some(name) => f.write_str(name),
                    None => write!(f, "{}", self.as_i32()),
                }
            }
        }

        impl $crate::contract::IntoWire for $name {
            type Wire = i32;

            fn into_wire(
                self,
                _: &$crate::contract::EncodeContext<'_>,
            ) -> Result<i32, $crate::ArgumentError> {
                Ok(self.as_i32())
            }
        }

        impl $crate::contract::FromWire for $name {
            type Wire = i32;

            fn from_wire(wire: i32) -> Self {
                Self::from(wire)
            }
        }
    };
}

#[allow(unused_imports, reason = "not every API has enums")]
pub(crate) use open_enum;

#[cfg(test)]
mod tests {
    open_enum! {
        /// A colour.
        pub enum Colour {
            /// Red.
            Red = 0 as "RED",
            /// Green.
            Green = 3 as "GREEN",
        }
    }

    #[test]
    fn keeps_unknown_numbers() {
        assert_eq!(Colour::from(3), Colour::Green);
        assert_eq!(Colour::from(7), Colour::Unrecognized(7));
        assert_eq!(i32::from(Colour::Unrecognized(7)), 7);
        assert_eq!(Colour::default(), Colour::Red);
        assert_eq!(Colour::Green.to_string(), "GREEN");
        assert_eq!(Colour::Unrecognized(-1).to_string(), "-1");
    }
}
