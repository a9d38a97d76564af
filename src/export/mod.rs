//! The annotated API as JSON, for generators and tools written in any language.
//!
//! [`Document`] is what `zeebe-bindgen ir` prints and [`schema`] what it is valid against. The types
//! are in `document` and `facts` and change only by additions as long as [`FORMAT_VERSION`] stays; they
//! are made from the annotated API in `convert` and `words`.

mod convert;
mod document;
mod facts;
mod words;

pub use convert::document;
pub use document::{
    Deprecation, Document, Enum, EnumValue, Field, FieldType, Message, Oneof, Presence, Rpc,
    Service, Source, Stated, Streaming, ValueType,
};
pub use facts::{
    CallClass, Constructor, Deadline, IdempotentIf, Key, Meaning, NamedValue, OnlyWhen, OtherValue,
    Sentinel, WireValue,
};

/// The version of the format. A program that reads the document should refuse any other.
pub const FORMAT_VERSION: u32 = 1;

/// The JSON Schema of [`Document`].
#[must_use]
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Document).to_value()
}
