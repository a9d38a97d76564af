//! A number, or the bounds of one.

use serde::Deserialize;

/// A number, or the bounds of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// Not below this.
    pub at_least: f64,
    /// Not above this.
    pub at_most: f64,
}

impl Range {
    /// Whether a number is within.
    #[must_use]
    pub fn holds(&self, number: f64) -> bool {
        self.at_least <= number && number <= self.at_most
    }
}

impl std::fmt::Display for Range {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.at_least, self.at_most) {
            (least, most) if least == most => write!(f, "{least}"),
            (f64::NEG_INFINITY, most) => write!(f, "at most {most}"),
            (least, f64::INFINITY) => write!(f, "at least {least}"),
            (least, most) => write!(f, "{least} to {most}"),
        }
    }
}

impl<'de> Deserialize<'de> for Range {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Bounds {
            at_least: Option<f64>,
            at_most: Option<f64>,
        }

        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Range;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number, or a table with `at_least` and `at_most`")
            }

            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Range, E> {
                self.visit_f64(number as f64)
            }

            fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Range, E> {
                Ok(Range { at_least: number, at_most: number })
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Range, A::Error> {
                let bounds =
                    Bounds::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                Ok(Range {
                    at_least: bounds.at_least.unwrap_or(f64::NEG_INFINITY),
                    at_most: bounds.at_most.unwrap_or(f64::INFINITY),
                })
            }
        }

        from.deserialize_any(Visitor)
    }
}
