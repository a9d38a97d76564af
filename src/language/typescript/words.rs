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
        "channel",
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

#[cfg(test)]
mod tests {
    use super::CLIENT_MEMBERS;
    use crate::render::copied;

    /// A member of the runtime that is not on the list would meet the method of an RPC.
    #[test]
    fn every_member_of_the_client_is_reserved() {
        let base = copied("typescript").find(|(path, _)| *path == "src/client/base.ts");
        let (_, base) = base.expect("the client's base");
        let base = String::from_utf8_lossy(&base);
        let printed = include_str!("../../../templates/typescript/src/client.ts.j2");
        let members = base.lines().chain(printed.lines()).filter_map(|line| {
            let line = line.strip_prefix("  ")?;
            let line = ["protected ", "async ", "get ", "readonly "]
                .iter()
                .fold(line, |line, word| line.strip_prefix(word).unwrap_or(line));
            let end = line.find(|c: char| !c.is_alphanumeric())?;
            let is_member = line[end..].starts_with(['(', '<']) && end > 0;
            let is_member = is_member && line.starts_with(|c: char| c.is_lowercase());
            is_member.then(|| line[..end].to_owned())
        });
        let members: Vec<String> = members.filter(|name| name != "constructor").collect();
        for member in ["close", "unary", "backpressure", "deployFiles"] {
            assert!(members.iter().any(|name| name == member), "{member}: {members:?}");
        }
        let free = |name: &&String| !CLIENT_MEMBERS.words.contains(&name.as_str());
        let missing: Vec<&String> = members.iter().filter(free).collect();
        assert!(missing.is_empty(), "add to CLIENT_MEMBERS: {missing:?}");
    }
}
