//! Which variables come with a job, and how a type says it.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Visitor};
use serde::forward_to_deserialize_any;

/// The variables that come with a job.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Fetch {
    /// All that the job can see.
    #[default]
    All,
    /// Only those with these names; names that do not exist are ignored.
    Only(Vec<String>),
    /// None.
    Nothing,
}

impl Fetch {
    /// Those that a `T` has fields for.
    ///
    /// The names are what serde reads: `rename`, `rename_all` and `alias`
    /// count, `skip` does. For an enum it is the names of its variants, or of
    /// its tag and its content. A type that takes any names, like a map or
    /// `serde_json::Value`, a struct with `flatten` or an enum that is tagged
    /// inside or not at all, needs all variables.
    ///
    /// ```
    /// use zeebe_sdk::worker::Fetch;
    ///
    /// #[derive(serde::Deserialize)]
    /// #[serde(rename_all = "camelCase")]
    /// struct Order {
    ///     order_id: u64,
    ///     #[serde(alias = "voucher")]
    ///     coupon: Option<String>,
    /// }
    ///
    /// let names = ["orderId", "coupon", "voucher"].map(str::to_owned);
    /// assert_eq!(Fetch::of::<Order>(), Fetch::Only(names.into()));
    /// ```
    #[must_use]
    pub fn of<'de, T: Deserialize<'de>>() -> Self {
        let mut seen = None;
        // There is nothing to read, so this always fails; what it asked for is
        // what matters.
        drop(T::deserialize(Asked(&mut seen)));
        seen.unwrap_or_default()
    }

    fn only(names: &[&str]) -> Self {
        if names.is_empty() {
            // An empty list of names would ask for all.
            return Self::Nothing;
        }
        Self::Only(names.iter().map(|&name| name.to_owned()).collect())
    }

    /// Both of them.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::All, _) | (_, Self::All) => Self::All,
            (Self::Nothing, other) => other,
            (one, Self::Nothing) => one,
            (Self::Only(mut names), Self::Only(more)) => {
                let new: Vec<_> = more.into_iter().filter(|name| !names.contains(name)).collect();
                names.extend(new);
                Self::Only(names)
            }
        }
    }

    /// What the arguments of a handler read together.
    pub(super) fn of_arguments(arguments: impl IntoIterator<Item = Option<Self>>) -> Self {
        let mut all = Self::Nothing;
        let mut has_rest = false;
        for argument in arguments {
            match argument {
                Some(fetch) => all = all.and(fetch),
                None => has_rest = true,
            }
        }
        if has_rest && all == Self::Nothing { Self::All } else { all }
    }
}

/// Notes what a type asks a deserialiser for, and has nothing to give.
struct Asked<'s>(&'s mut Option<Fetch>);

impl<'de> Deserializer<'de> for Asked<'_> {
    type Error = Empty;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Empty> {
        *self.0 = Some(Fetch::All);
        Err(Empty)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Empty> {
        *self.0 = Some(Fetch::only(fields));
        Err(Empty)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Empty> {
        *self.0 = Some(Fetch::only(variants));
        Err(Empty)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Empty> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Empty> {
        visitor.visit_some(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

/// There is nothing to read.
#[derive(Debug)]
struct Empty;

impl fmt::Display for Empty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing to read")
    }
}

impl std::error::Error for Empty {}

impl serde::de::Error for Empty {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use serde::Deserialize;
    use serde::de::{DeserializeOwned, IgnoredAny};

    use super::Fetch;

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    #[expect(dead_code, reason = "only its names count")]
    struct Order {
        customer_id: u64,
        #[serde(rename = "Total", alias = "sum", alias = "amount")]
        total: f64,
        #[serde(default)]
        items: Vec<Item>,
        voucher: Option<String>,
        #[serde(skip)]
        cache: u8,
        r#type: String,
    }

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only its names count")]
    struct Item {
        price: u64,
    }

    #[derive(Deserialize)]
    struct Wrapped(#[expect(dead_code, reason = "only its names count")] Item);

    #[derive(Deserialize)]
    #[serde(transparent)]
    struct Transparent {
        #[expect(dead_code, reason = "only its names count")]
        inner: Item,
    }

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only its names count")]
    struct Generic<T> {
        one: T,
        two: T,
    }

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only its names count")]
    struct Flat {
        own: u8,
        #[serde(flatten)]
        rest: Item,
    }

    #[derive(Deserialize)]
    #[serde(from = "Item")]
    struct Made;

    impl From<Item> for Made {
        fn from(_: Item) -> Self {
            Self
        }
    }

    #[derive(Deserialize)]
    struct Without {}

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only its names count")]
    enum Shape {
        Circle {
            radius: f32,
        },
        #[serde(rename = "line")]
        Line(f32),
    }

    #[derive(Deserialize)]
    #[serde(tag = "kind", content = "of")]
    #[expect(dead_code, reason = "only its names count")]
    enum Adjacent {
        Circle { radius: f32 },
    }

    #[derive(Deserialize)]
    #[serde(tag = "kind")]
    #[expect(dead_code, reason = "only its names count")]
    enum Internal {
        Circle { radius: f32 },
    }

    #[derive(Deserialize)]
    #[serde(untagged)]
    #[expect(dead_code, reason = "only its names count")]
    enum Untagged {
        Circle { radius: f32 },
    }

    fn names<T: DeserializeOwned>() -> Vec<String> {
        match Fetch::of::<T>() {
            Fetch::Only(names) => names,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_struct_reads_what_its_fields_are_called() {
        let order = ["customerId", "Total", "amount", "sum", "items", "voucher", "type"];
        assert_eq!(names::<Order>(), order);
        assert_eq!(names::<Generic<Order>>(), ["one", "two"]);
    }

    #[test]
    fn a_type_around_a_struct_reads_what_it_reads() {
        for names in [
            names::<Wrapped>(),
            names::<Transparent>(),
            names::<Made>(),
            names::<Option<Item>>(),
            names::<Box<Item>>(),
        ] {
            assert_eq!(names, ["price"]);
        }
    }

    #[test]
    fn an_enum_reads_its_variants_or_its_tag_and_content() {
        assert_eq!(names::<Shape>(), ["Circle", "line"]);
        assert_eq!(names::<Adjacent>(), ["kind", "of"]);
    }

    #[test]
    fn what_takes_any_name_reads_all() {
        for all in [
            Fetch::of::<Flat>(),
            Fetch::of::<Internal>(),
            Fetch::of::<Untagged>(),
            Fetch::of::<HashMap<String, u8>>(),
            Fetch::of::<serde_json::Value>(),
            Fetch::of::<IgnoredAny>(),
        ] {
            assert_eq!(all, Fetch::All);
        }
    }

    #[test]
    fn a_struct_without_fields_reads_nothing() {
        assert_eq!(Fetch::of::<Without>(), Fetch::Nothing);
    }

    #[test]
    fn arguments_read_what_any_of_them_reads() {
        let only = |names: &[&str]| Some(Fetch::only(names));
        let (nothing, all, rest) = (Some(Fetch::Nothing), Some(Fetch::All), None);
        let joined = Fetch::of_arguments([only(&["a", "b"]), nothing.clone(), only(&["b", "c"])]);
        assert_eq!(joined, Fetch::only(&["a", "b", "c"]));
        assert_eq!(Fetch::of_arguments([]), Fetch::Nothing);
        assert_eq!(Fetch::of_arguments([nothing.clone()]), Fetch::Nothing);
        assert_eq!(Fetch::of_arguments([only(&["a"]), all]), Fetch::All);
        assert_eq!(Fetch::of_arguments([rest.clone(), only(&["a"])]), Fetch::only(&["a"]));
        assert_eq!(Fetch::of_arguments([nothing, rest]), Fetch::All);
    }
}
