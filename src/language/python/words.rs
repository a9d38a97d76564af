//! How Python spells names, and which words are not free where.
//!
//! Changing a list renames what users call, so it is a breaking change of the SDK.

use super::super::Position;
use crate::naming::{Case, Escape, Reserved, Spelling};

/// The Python language reference, section Keywords, read for 3.14. Soft keywords are ordinary names.
pub(super) const KEYWORDS: Reserved = Reserved {
    words: &[
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class",
        "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global",
        "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return",
        "try", "while", "with", "yield",
    ],
    escape: Escape::Suffix("_"),
};

/// What annotations and decorators in the body of a generated class name: an attribute or method of
/// that name would stand for it there.
const IN_CLASS_BODIES: Reserved = Reserved {
    words: &[
        "bool",
        "bytes",
        "dataclass",
        "datetime",
        "deprecated",
        "dict",
        "field",
        "float",
        "int",
        "list",
        "object",
        "property",
        "str",
        "timedelta",
        "tuple",
        "type",
    ],
    escape: Escape::Suffix("_"),
};

/// The same without what users know from the proto, `type` above all: as a field it hides nothing
/// that is used beside it.
const BESIDE_FIELDS: Reserved = Reserved {
    words: &[
        "bool",
        "bytes",
        "dataclass",
        "datetime",
        "dict",
        "field",
        "float",
        "int",
        "list",
        "object",
        "str",
        "timedelta",
        "tuple",
    ],
    escape: Escape::Suffix("_"),
};

/// Parameters and variables that every call has.
const OF_CALLS: Reserved =
    Reserved { words: &["encoded", "options", "self"], escape: Escape::Suffix("_") };

/// Members of the clients that are the runtime's own, and those of every object.
pub(super) const CLIENT_METHODS: Reserved = Reserved {
    words: &[
        "backpressure",
        "channel",
        "close",
        "config",
        "deploy_files",
        "run_process",
        "wait_until_ready",
    ],
    escape: Escape::Suffix("_"),
};

/// Names that the modules of types, keys and values use without a path.
const IMPORTS: Reserved = Reserved {
    words: &[
        "Any",
        "Enum",
        "Json",
        "Mapping",
        "NewType",
        "OpenEnum",
        "Sequence",
        "Unset",
        "Variables",
    ],
    escape: Escape::Suffix("_"),
};

const TYPE: Spelling = Spelling { case: Case::UpperCamel, reserved: &[KEYWORDS, IMPORTS] };
const MEMBER: Spelling =
    Spelling { case: Case::Snake, reserved: &[KEYWORDS, BESIDE_FIELDS, OF_CALLS] };
const METHOD: Spelling =
    Spelling { case: Case::Snake, reserved: &[KEYWORDS, IN_CLASS_BODIES, CLIENT_METHODS] };
const VARIANT: Spelling = Spelling { case: Case::ScreamingSnake, reserved: &[] };

/// The spelling of a position. Types are nested in the class of their message, and a field is what
/// the constructor of its class takes.
pub(super) fn spelling(position: Position) -> &'static Spelling {
    match position {
        Position::Type | Position::Rpc | Position::Sentinel | Position::Scope => &TYPE,
        Position::Field | Position::Setter | Position::Parameter => &MEMBER,
        Position::Method | Position::Constructor => &METHOD,
        Position::Variant => &VARIANT,
    }
}

/// What the modules that convert messages name without a path, and what their functions take.
const CONVERSION: Reserved = Reserved {
    words: &[
        "annotations",
        "bool",
        "bytes",
        "context",
        "datetime",
        "dict",
        "field",
        "float",
        "getattr",
        "int",
        "isinstance",
        "key",
        "list",
        "message",
        "object",
        "one",
        "str",
        "timedelta",
        "value",
    ],
    escape: Escape::Suffix("_"),
};

/// How functions for a type or a method are called.
pub(super) const FUNCTION: &Spelling =
    &Spelling { case: Case::Snake, reserved: &[KEYWORDS, CONVERSION] };

#[cfg(test)]
mod tests {
    use super::CLIENT_METHODS;
    use crate::render::copied;

    /// A method of the runtime that is not on the list would meet the method of an RPC.
    #[test]
    fn every_member_of_the_clients_is_reserved() {
        let files = ["asynchronous", "deploy", "readiness", "run_process", "synchronous"];
        let files = files.map(|name| format!("src/zeebe_sdk/_client/{name}.py"));
        let mut found = Vec::new();
        for (_, content) in copied("python").filter(|(path, _)| files.iter().any(|f| f == path)) {
            let text = String::from_utf8_lossy(&content).into_owned();
            let mut is_client = false;
            for line in text.lines() {
                if let Some(class) = line.strip_prefix("class ") {
                    let name = class.split(['(', ':']).next().unwrap_or_default();
                    let ends = ["ClientBase", "Deploy", "Readiness", "RunProcess"];
                    is_client = ends.iter().any(|end| name.ends_with(end));
                }
                let method = line.strip_prefix("    async def ").or(line.strip_prefix("    def "));
                let name = method.and_then(|rest| rest.split('(').next());
                found.extend(name.filter(|n| is_client && !n.starts_with('_')).map(str::to_owned));
            }
        }
        assert!(found.iter().any(|name| name == "close"), "{found:?}");
        found.retain(|name| !CLIENT_METHODS.words.contains(&name.as_str()));
        assert!(found.is_empty(), "add to CLIENT_METHODS: {found:?}");
    }
}
