//! A walk over a value that finds what JSON cannot hold, and where it is.
//!
//! It is taken only when something was suspicious, so it is written for its
//! errors and not for speed. It writes nothing.

use std::fmt::{self, Write as _};

use serde::Serialize;
use serde::ser::{
    self, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use super::VariablesError;

/// Finds the first part of a value that JSON cannot hold.
pub(super) fn inspect(value: &(impl Serialize + ?Sized)) -> Result<(), VariablesError> {
    let mut walk = Walk::default();
    value.serialize(&mut walk).map_err(|Unfit(problem)| VariablesError::new(walk.path(), problem))
}

/// Where the walk is; it stays at the place where it failed.
#[derive(Default)]
struct Walk {
    steps: Vec<Step>,
}

enum Step {
    Field(String),
    Entry(usize),
}

/// Why a part is not JSON.
#[derive(Debug)]
struct Unfit(String);

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unfit {}

impl ser::Error for Unfit {
    fn custom<T: fmt::Display>(problem: T) -> Self {
        Self(problem.to_string())
    }
}

type Outcome<T = ()> = Result<T, Unfit>;

impl Walk {
    fn path(&self) -> String {
        let mut path = String::new();
        for step in &self.steps {
            match step {
                Step::Entry(index) => {
                    let _ = write!(path, "[{index}]");
                }
                Step::Field(name) if path.is_empty() => path.push_str(name),
                Step::Field(name) => {
                    let _ = write!(path, ".{name}");
                }
            }
        }
        path
    }

    fn step<T: Serialize + ?Sized>(&mut self, step: Step, value: &T) -> Outcome {
        self.steps.push(step);
        value.serialize(&mut *self)?;
        self.steps.pop();
        Ok(())
    }

    fn field<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Outcome {
        self.step(Step::Field(name.to_owned()), value)
    }
}

fn finite(number: f64) -> Outcome {
    if number.is_finite() {
        return Ok(());
    }
    Err(Unfit(format!("{number} is not JSON")))
}

/// The parts of a list or an object.
struct Parts<'a> {
    walk: &'a mut Walk,
    entry: usize,
    key: String,
    /// Whether a variant name was stepped into, to be left at the end.
    within_variant: bool,
}

impl<'a> Parts<'a> {
    fn of(walk: &'a mut Walk) -> Self {
        Self { walk, entry: 0, key: String::new(), within_variant: false }
    }

    fn of_variant(walk: &'a mut Walk, variant: &str) -> Self {
        walk.steps.push(Step::Field(variant.to_owned()));
        Self { within_variant: true, ..Self::of(walk) }
    }

    fn entry<T: Serialize + ?Sized>(&mut self, value: &T) -> Outcome {
        let step = Step::Entry(self.entry);
        self.entry += 1;
        self.walk.step(step, value)
    }

    #[expect(clippy::unnecessary_wraps, reason = "the shape of serde's end methods")]
    fn leave(self) -> Outcome {
        if self.within_variant {
            self.walk.steps.pop();
        }
        Ok(())
    }
}

macro_rules! fit {
    ($($method:ident($($type:ty),*);)*) => {$(
        fn $method(self, $(_: $type),*) -> Outcome {
            Ok(())
        }
    )*};
}

impl<'a> Serializer for &'a mut Walk {
    type Ok = ();
    type Error = Unfit;
    type SerializeSeq = Parts<'a>;
    type SerializeTuple = Parts<'a>;
    type SerializeTupleStruct = Parts<'a>;
    type SerializeTupleVariant = Parts<'a>;
    type SerializeMap = Parts<'a>;
    type SerializeStruct = Parts<'a>;
    type SerializeStructVariant = Parts<'a>;

    fit! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_i128(i128);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_u128(u128);
        serialize_char(char);
        serialize_str(&str);
        serialize_bytes(&[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(&'static str);
        serialize_unit_variant(&'static str, u32, &'static str);
    }

    fn serialize_f32(self, number: f32) -> Outcome {
        finite(number.into())
    }

    fn serialize_f64(self, number: f64) -> Outcome {
        finite(number)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Outcome {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Outcome {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Outcome {
        self.field(variant, value)
    }

    fn serialize_seq(self, _: Option<usize>) -> Outcome<Parts<'a>> {
        Ok(Parts::of(self))
    }

    fn serialize_tuple(self, _: usize) -> Outcome<Parts<'a>> {
        Ok(Parts::of(self))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Outcome<Parts<'a>> {
        Ok(Parts::of(self))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Outcome<Parts<'a>> {
        Ok(Parts::of_variant(self, variant))
    }

    fn serialize_map(self, _: Option<usize>) -> Outcome<Parts<'a>> {
        Ok(Parts::of(self))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Outcome<Parts<'a>> {
        Ok(Parts::of(self))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Outcome<Parts<'a>> {
        Ok(Parts::of_variant(self, variant))
    }
}

macro_rules! lists {
    ($($trait:ident::$method:ident;)*) => {$(
        impl $trait for Parts<'_> {
            type Ok = ();
            type Error = Unfit;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Outcome {
                self.entry(value)
            }

            fn end(self) -> Outcome {
                self.leave()
            }
        }
    )*};
}

lists! {
    SerializeSeq::serialize_element;
    SerializeTuple::serialize_element;
    SerializeTupleStruct::serialize_field;
    SerializeTupleVariant::serialize_field;
}

macro_rules! structs {
    ($($trait:ident;)*) => {$(
        impl $trait for Parts<'_> {
            type Ok = ();
            type Error = Unfit;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Outcome {
                self.walk.field(name, value)
            }

            fn end(self) -> Outcome {
                self.leave()
            }
        }
    )*};
}

structs! {
    SerializeStruct;
    SerializeStructVariant;
}

impl SerializeMap for Parts<'_> {
    type Ok = ();
    type Error = Unfit;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Outcome {
        self.key = match serde_json::to_value(key) {
            Ok(serde_json::Value::String(text)) => text,
            Ok(value @ (serde_json::Value::Number(_) | serde_json::Value::Bool(_))) => {
                value.to_string()
            }
            _ => return Err(Unfit("a key must be text".to_owned())),
        };
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Outcome {
        let key = std::mem::take(&mut self.key);
        self.walk.step(Step::Field(key), value)
    }

    fn end(self) -> Outcome {
        self.leave()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Serialize;

    use super::inspect;

    #[derive(Serialize)]
    enum Shape {
        Circle { radius: f32 },
        Pair(f64, f64),
        Wrapped(Vec<f64>),
    }

    fn path(value: &impl Serialize) -> String {
        let error = inspect(value).unwrap_err();
        error.path().to_owned()
    }

    #[test]
    fn knows_every_kind_of_place() {
        let circle = Shape::Circle { radius: f32::NAN };
        assert_eq!(path(&circle), "Circle.radius");
        assert_eq!(path(&Shape::Pair(0.0, f64::INFINITY)), "Pair[1]");
        assert_eq!(path(&Shape::Wrapped(vec![f64::NAN])), "Wrapped[0]");
        let shapes = (1, Shape::Pair(0.0, 1.0), Some(circle));
        assert_eq!(path(&shapes), "[2].Circle.radius");
        let map = BTreeMap::from([(7, BTreeMap::from([("a b", f64::NAN)]))]);
        assert_eq!(path(&map), "7.a b");
    }

    #[test]
    fn passes_what_is_json() {
        let map = BTreeMap::from([("a", Some(1.0)), ("b", None)]);
        assert!(inspect(&map).is_ok());
    }
}
