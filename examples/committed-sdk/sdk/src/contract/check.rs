//! What is refused before sending, by field.
//!
//! A gateway refuses most of it too, later and with a text about its own
//! fields; some of it (an empty list that would mean "all") it does not.

use std::collections::HashMap;
use std::time::Duration;

use crate::ArgumentError;

/// Refuses a text or list without content.
///
/// # Errors
///
/// If `value` is empty.
pub fn not_empty<T: Length + ?Sized>(field: &str, value: &T) -> Result<(), ArgumentError> {
    if value.is_empty() {
        return Err(ArgumentError::new("must not be empty").at(field));
    }
    Ok(())
}

/// Refuses a number or duration that is not above zero.
///
/// # Errors
///
/// If `value` is zero or negative.
pub fn positive<T: Sign + Copy>(field: &str, value: T) -> Result<(), ArgumentError> {
    if value.is_positive() {
        return Ok(());
    }
    Err(ArgumentError::new("must be greater than zero").at(field))
}

/// Refuses a key that names nothing.
///
/// # Errors
///
/// If `key` is 0.
pub fn given(field: &str, key: impl Into<i64>) -> Result<(), ArgumentError> {
    if key.into() == 0 {
        return Err(ArgumentError::new("must be set").at(field));
    }
    Ok(())
}

/// Refuses a field that must be set.
///
/// # Errors
///
/// If `value` is `None`.
pub fn present<T>(field: &str, value: Option<&T>) -> Result<(), ArgumentError> {
    match value {
        Some(_) => Ok(()),
        None => Err(ArgumentError::new("must be set").at(field)),
    }
}

/// Refuses a request in which none of several fields is given.
///
/// # Errors
///
/// If no pair holds `true`.
pub fn one_given(fields: &[(&str, bool)]) -> Result<(), ArgumentError> {
    if fields.iter().any(|(_, given)| *given) {
        return Ok(());
    }
    let names: Vec<_> = fields.iter().map(|(name, _)| *name).collect();
    Err(ArgumentError::new(format!("give one of {}", names.join(", "))))
}

/// Whether a field is given: something else than what it holds when it is left out.
pub fn is_given<T: Default + PartialEq>(value: &T) -> bool {
    *value != T::default()
}

/// What has a length.
pub trait Length {
    /// Whether it has no content.
    fn is_empty(&self) -> bool;
}

impl Length for str {
    fn is_empty(&self) -> bool {
        str::is_empty(self)
    }
}

impl Length for String {
    fn is_empty(&self) -> bool {
        String::is_empty(self)
    }
}

impl<T> Length for Vec<T> {
    fn is_empty(&self) -> bool {
        Vec::is_empty(self)
    }
}

impl<K, V, S> Length for HashMap<K, V, S> {
    fn is_empty(&self) -> bool {
        HashMap::is_empty(self)
    }
}

/// What is not there has no content.
impl<T: Length> Length for Option<T> {
    fn is_empty(&self) -> bool {
        self.as_ref().is_none_or(Length::is_empty)
    }
}

/// What can be above zero.
pub trait Sign {
    /// Whether it is above zero.
    fn is_positive(&self) -> bool;
}

macro_rules! numbers {
    ($($type:ty),*) => {$(
        impl Sign for $type {
            fn is_positive(&self) -> bool {
                *self > Self::default()
            }
        }
    )*};
}

numbers!(i32, i64, u32, u64, f32, f64);

impl Sign for Duration {
    fn is_positive(&self) -> bool {
        !self.is_zero()
    }
}

/// What is not there is not above zero.
impl<T: Sign> Sign for Option<T> {
    fn is_positive(&self) -> bool {
        self.as_ref().is_some_and(Sign::is_positive)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{given, not_empty, one_given, positive, present};

    #[test]
    fn names_the_field() {
        let error = not_empty("type", "").unwrap_err();
        assert_eq!(error.to_string(), "type: must not be empty");
        let error = positive("timeout", Duration::ZERO).unwrap_err();
        assert_eq!(error.to_string(), "timeout: must be greater than zero");
        let error = given("job_key", 0_i64).unwrap_err();
        assert_eq!(error.to_string(), "job_key: must be set");
        let error = present::<i32>("request", None).unwrap_err();
        assert_eq!(error.to_string(), "request: must be set");
    }

    #[test]
    fn accepts_what_is_right() {
        assert!(not_empty("resources", &vec![1]).is_ok());
        assert!(positive("max", 1_i32).is_ok());
        assert!(positive("max", -1_i64).is_err());
        assert!(positive("max", Some(1_u32)).is_ok());
        assert!(positive("max", None::<u32>).is_err());
        assert!(not_empty("name", &Some(String::new())).is_err());
        assert!(present("request", Some(&1)).is_ok());
        assert!(given("job_key", -1_i64).is_ok());
    }

    #[test]
    fn asks_for_one_of_several() {
        let error = one_given(&[("a", false), ("b", false)]).unwrap_err();
        assert_eq!(error.to_string(), "give one of a, b");
        assert!(one_given(&[("a", false), ("b", true)]).is_ok());
    }
}
