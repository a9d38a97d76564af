//! How TypeScript spells names, and which words are not free where.
//!
//! A property or a method may be called like any keyword; types and the functions that share their
//! names may not. Changing a list renames what users call, so it is a breaking change of the SDK.

use super::super::Position;
use crate::naming::{Case, Escape, Reserved, Spelling};

/// What every object has (ECMAScript 2025, Properties of the Object Prototype Object), which a property
/// that is absent would give instead of nothing, and what makes a thing a promise.
pub(super) const OF_OBJECTS: Reserved = Reserved {
    words: &[
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "then",
        "toLocaleString",
        "toString",
        "valueOf",
    ],
    escape: Escape::Suffix("_"),
};

/// Members of the client that are the runtime's own.
pub(super) const CLIENT_MEMBERS: Reserved = Reserved {
    words: &[
        "backpressure",
        "close",
        "config",
        "deployFiles",
        "runProcess",
        "stream",
        "unary",
        "waitUntilReady",
    ],
    escape: Escape::Suffix("_"),
};

/// Types of the language that the generated files name, and those that users mean by these names.
const GLOBALS: Reserved = Reserved {
    words: &[
        "Array",
        "BigInt",
        "Boolean",
        "Date",
        "Error",
        "Function",
        "Iterator",
        "Map",
        "Number",
        "Object",
        "Partial",
        "Promise",
        "Readonly",
        "ReadonlyArray",
        "ReadonlySet",
        "Record",
        "Set",
        "String",
        "Symbol",
        "Uint8Array",
    ],
    escape: Escape::Suffix("_"),
};

/// What the root of the package exports beside the types of the API.
pub(super) const EXPORTS: Reserved =
    Reserved { words: super::exports::NAMES, escape: Escape::Suffix("_") };

const TYPE: Spelling = Spelling { case: Case::UpperCamel, reserved: &[GLOBALS, EXPORTS] };
const MEMBER: Spelling = Spelling { case: Case::LowerCamel, reserved: &[OF_OBJECTS] };
const METHOD: Spelling =
    Spelling { case: Case::LowerCamel, reserved: &[OF_OBJECTS, CLIENT_MEMBERS] };
const VARIANT: Spelling = Spelling { case: Case::ScreamingSnake, reserved: &[] };

/// The spelling of a position. Types stand side by side, called by their path; a field is a property,
/// and so is a member of a oneof.
pub(super) fn spelling(position: Position) -> &'static Spelling {
    match position {
        Position::Type | Position::Rpc | Position::Sentinel | Position::Scope => &TYPE,
        Position::Field | Position::Setter | Position::Parameter => &MEMBER,
        Position::Method | Position::Constructor => &METHOD,
        Position::Variant => &VARIANT,
    }
}
