//! How Rust spells names, and which words are not free where.
//!
//! Keywords: the Rust reference, chapter Keywords, edition 2024. Changing a list renames what users
//! call, so it is a breaking change of the SDK.

use super::super::Position;
use crate::naming::{Case, Escape, Reserved, Spelling};

/// Keywords of any edition, strict and reserved, and the words that `r#` cannot free.
const KEYWORDS: Reserved = Reserved {
    words: &[
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
        "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
        "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
        "ref", "return", "self", "Self", "static", "struct", "super", "trait", "true", "try",
        "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "_",
    ],
    escape: Escape::Prefix {
        prefix: "r#",
        suffix: "_",
        never: &["crate", "extern", "self", "Self", "super", "_"],
    },
};

/// Methods that every message has through std's traits or that the generator writes: a setter of that
/// name would hide them.
const MESSAGE_METHODS: Reserved = Reserved {
    words: &[
        "as_mut",
        "as_ref",
        "borrow",
        "borrow_mut",
        "clone",
        "clone_from",
        "clone_into",
        "default",
        "eq",
        "fmt",
        "from",
        "from_wire",
        "into",
        "into_wire",
        "ne",
        "new",
        "to_owned",
        "try_from",
        "try_into",
        "type_id",
    ],
    escape: Escape::Suffix("_"),
};

/// Methods of the client that are the runtime's own.
const CLIENT_METHODS: Reserved = Reserved {
    words: &[
        "backpressure",
        "builder",
        "clone",
        "close",
        "connect",
        "default",
        "fmt",
        "from",
        "into",
        "new",
        "raw",
        "to_owned",
        "try_from",
        "try_into",
        "type_id",
        "worker",
    ],
    escape: Escape::Suffix("_"),
};

/// The variant that keeps unknown numbers.
const ENUM_VARIANTS: Reserved = Reserved { words: &["Unrecognized"], escape: Escape::Suffix("_") };

/// Names that the generated code uses without a path: types of the prelude, and parameters.
const PRELUDE: Reserved = Reserved {
    words: &[
        "Box",
        "Clone",
        "Copy",
        "Debug",
        "Default",
        "Drop",
        "Eq",
        "Err",
        "Fn",
        "FnMut",
        "FnOnce",
        "From",
        "Into",
        "IntoIterator",
        "Iterator",
        "None",
        "Ok",
        "Option",
        "Ord",
        "PartialEq",
        "PartialOrd",
        "Result",
        "Send",
        "Sized",
        "Some",
        "String",
        "Sync",
        "ToString",
        "Vec",
    ],
    escape: Escape::Suffix("_"),
};

/// Crates that the generated code names by their path: a module of that name would hide them.
const CRATES: Reserved = Reserved {
    words: &["alloc", "core", "prost", "serde", "std", "tonic", "tonic_prost"],
    escape: Escape::Suffix("_"),
};

const SCOPE: Spelling = Spelling { case: Case::Snake, reserved: &[KEYWORDS, CRATES] };
const SNAKE: Spelling = Spelling { case: Case::Snake, reserved: &[KEYWORDS] };
const SETTER: Spelling = Spelling { case: Case::Snake, reserved: &[KEYWORDS, MESSAGE_METHODS] };
const METHOD: Spelling = Spelling { case: Case::Snake, reserved: &[KEYWORDS, CLIENT_METHODS] };
const TYPE: Spelling = Spelling { case: Case::UpperCamel, reserved: &[KEYWORDS, PRELUDE] };
const VARIANT: Spelling = Spelling { case: Case::UpperCamel, reserved: &[KEYWORDS, ENUM_VARIANTS] };

/// The spelling of a position.
pub(super) fn spelling(position: Position) -> &'static Spelling {
    match position {
        Position::Type => &TYPE,
        Position::Scope => &SCOPE,
        Position::Field | Position::Parameter | Position::Constructor => &SNAKE,
        Position::Setter => &SETTER,
        Position::Method => &METHOD,
        Position::Variant => &VARIANT,
    }
}

/// A field's or module's name in the raw module: prost's rule, which knows keywords only.
pub(super) fn raw_field(proto_name: &str) -> String {
    SNAKE.spell(proto_name).unwrap_or_default()
}

/// A type's or variant's name in the raw module.
pub(super) fn raw_type(proto_name: &str) -> String {
    const RAW_TYPE: Spelling = Spelling { case: Case::UpperCamel, reserved: &[KEYWORDS] };
    RAW_TYPE.spell(proto_name).unwrap_or_default()
}

/// The path of a message or oneof in the raw module.
pub(super) fn raw_path(package: &str, path: &str) -> String {
    let mut segments = path.split('.').collect::<Vec<_>>();
    let name = segments.pop().unwrap_or_default();
    let inside = segments.into_iter().map(raw_field);
    let inside = inside.fold(String::new(), |out, module| out + &module + "::");
    format!("{}{inside}{}", raw_module(package), raw_type(name))
}

/// The path of a package's module in the raw module, with `::` at its end.
pub(super) fn raw_module(package: &str) -> String {
    let segments = package.split('.').filter(|s| !s.is_empty()).map(raw_field);
    segments.fold("raw::".to_owned(), |out, module| out + &module + "::")
}

/// The constant that holds an RPC's policy.
pub(super) fn constant(proto_name: &str) -> String {
    const CONSTANT: Spelling = Spelling { case: Case::ScreamingSnake, reserved: &[] };
    CONSTANT.spell(proto_name).unwrap_or_default()
}
