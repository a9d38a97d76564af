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
        "from_file",
        "from_files",
        "from_wire",
        "generated_message_id",
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

/// The same without the one that is meant.
const MESSAGE_FUNCTIONS: Reserved = Reserved {
    words: &[
        "clone",
        "clone_from",
        "default",
        "eq",
        "fmt",
        "from",
        "from_file",
        "from_files",
        "from_wire",
        "generated_message_id",
        "into_wire",
        "ne",
    ],
    escape: Escape::Suffix("_"),
};

/// Methods of the client that are the runtime's own, also those that users do not see, and those of
/// std's traits.
const CLIENT_METHODS: Reserved = Reserved {
    words: &[
        "backpressure",
        "builder",
        "call",
        "channel",
        "clone",
        "clone_from",
        "close",
        "configuration",
        "connect",
        "default",
        "encode_context",
        "fmt",
        "from",
        "from_env",
        "into",
        "into_parts",
        "max_message_size",
        "new",
        "raw",
        "raw_channel",
        "run_process",
        "shared",
        "to_owned",
        "try_from",
        "try_into",
        "type_id",
        "wait_until_ready",
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

/// Crates that the generated code names by their path: a module of that name would hide them. And the
/// modules that `gateway` has beside the types.
const MODULES: Reserved = Reserved {
    words: &[
        "alloc",
        "calls",
        "core",
        "jobs",
        "messages",
        "policy",
        "prost",
        "rpcs",
        "serde",
        "served",
        "std",
        "tonic",
        "tonic_prost",
        "wire",
    ],
    escape: Escape::Suffix("_"),
};

/// What `gateway/rpcs.rs` imports, and the parameter of its generic types.
const RPC_IMPORTS: Reserved = Reserved {
    words: &[
        "BidiStreaming",
        "ClientStreaming",
        "Dispatch",
        "IntoWire",
        "Pending",
        "PhantomData",
        "ResponseStream",
        "Rpc",
        "RpcPolicy",
        "S",
        "ServerStreaming",
        "Stream",
        "Unary",
    ],
    escape: Escape::Suffix("_"),
};

/// What `values.rs` imports, and the parameters of its generic functions.
const VALUE_IMPORTS: Reserved = Reserved {
    words: &["ArgumentError", "EncodeContext", "FromWire", "IntoWire", "N", "T"],
    escape: Escape::Suffix("_"),
};

const SCOPE: Spelling = Spelling { case: Case::Snake, reserved: &[KEYWORDS, MODULES] };
const SNAKE: Spelling = Spelling { case: Case::Snake, reserved: &[KEYWORDS] };
const SETTER: Spelling = Spelling { case: Case::Snake, reserved: &[KEYWORDS, MESSAGE_METHODS] };
const METHOD: Spelling = Spelling { case: Case::Snake, reserved: &[KEYWORDS, CLIENT_METHODS] };
const TYPE: Spelling = Spelling { case: Case::UpperCamel, reserved: &[KEYWORDS, PRELUDE] };
const RPC: Spelling =
    Spelling { case: Case::UpperCamel, reserved: &[KEYWORDS, PRELUDE, RPC_IMPORTS] };
const SENTINEL: Spelling =
    Spelling { case: Case::UpperCamel, reserved: &[KEYWORDS, PRELUDE, VALUE_IMPORTS] };
const CONSTRUCTOR: Spelling =
    Spelling { case: Case::Snake, reserved: &[KEYWORDS, MESSAGE_FUNCTIONS] };
const VARIANT: Spelling = Spelling { case: Case::UpperCamel, reserved: &[KEYWORDS, ENUM_VARIANTS] };

/// The spelling of a position.
pub(super) fn spelling(position: Position) -> &'static Spelling {
    match position {
        Position::Type => &TYPE,
        Position::Rpc => &RPC,
        Position::Sentinel => &SENTINEL,
        Position::Scope => &SCOPE,
        Position::Field | Position::Parameter => &SNAKE,
        Position::Constructor => &CONSTRUCTOR,
        Position::Setter => &SETTER,
        Position::Method => &METHOD,
        Position::Variant => &VARIANT,
    }
}

/// How prost spells fields and modules: it knows keywords only.
pub(super) const RAW_FIELD: &Spelling = &SNAKE;
/// How prost spells types and variants.
pub(super) const RAW_TYPE: &Spelling = &Spelling { case: Case::UpperCamel, reserved: &[KEYWORDS] };

#[cfg(test)]
mod tests {
    use super::*;

    /// A method of the runtime that is not on the list would meet the method of an RPC.
    #[test]
    fn every_method_of_the_client_is_reserved() {
        let runtime = [
            include_str!("../../../templates/rust/src/client.rs"),
            include_str!("../../../templates/rust/src/readiness.rs"),
            include_str!("../../../templates/rust/src/run_process.rs"),
            include_str!("../../../templates/rust/src/worker/builder.rs"),
        ];
        let names = runtime.iter().flat_map(|file| {
            let (_, client) = file.split_once("\nimpl Client {").unwrap();
            let (client, _) = client.split_once("\n}\n").unwrap();
            client.lines().filter_map(|line| {
                let (before, rest) = line.split_once("fn ")?;
                let is_item = before.starts_with("    ") && !before.trim_start().starts_with("//");
                is_item.then(|| rest.split(['(', '<']).next().unwrap_or_default())
            })
        });
        let missing: Vec<&str> =
            names.filter(|name| !CLIENT_METHODS.words.contains(name)).collect();
        assert!(missing.is_empty(), "add to CLIENT_METHODS: {missing:?}");
    }
}
