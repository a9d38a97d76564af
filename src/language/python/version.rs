//! Names and versions as Python's registry takes them.

use super::super::target::version_parts;

/// Why a name is none for a distribution; the specification "Names and normalization" of the Python
/// Packaging User Guide, once PEP 508.
pub(super) const NAME: &str = "a distribution's name has ASCII letters, digits, `-`, `_` and `.`, begins and ends with a letter \
                               or digit, and is at most 64 long";

/// Whether the registry takes a name.
pub(super) fn is_name(name: &str) -> bool {
    let ends = |c: char| c.is_ascii_alphanumeric();
    let ok = |c: char| ends(c) || matches!(c, '-' | '_' | '.');
    name.starts_with(ends) && name.ends_with(ends) && name.chars().all(ok) && name.len() <= 64
}

/// A semantic version as the specification "Version specifiers" writes it, once PEP 440.
///
/// What it has no word for stays in order: a pre-release of an unknown name is a development release
/// before all others, told apart by a local part.
pub(super) fn pep440(version: &str) -> String {
    let (core, pre, build) = version_parts(version);
    let mut local: Vec<String> = Vec::new();
    let mut out = core.to_owned();
    if let Some(pre) = pre {
        match known(pre) {
            Some(suffix) => out.push_str(&suffix),
            None => {
                out.push_str(".dev0");
                local.push(pre.to_ascii_lowercase());
            }
        }
    }
    local.extend(build.map(str::to_ascii_lowercase));
    let local = local.join(".").replace('-', ".");
    let parts: Vec<&str> = local.split('.').filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { out } else { format!("{out}+{}", parts.join(".")) }
}

/// A pre-release that both write: its kind and its number.
fn known(pre: &str) -> Option<String> {
    let at = pre.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(pre.len());
    let (word, number) = pre.split_at(at);
    let number = number.strip_prefix('.').unwrap_or(number);
    let number = match number {
        "" => "0",
        number if number.bytes().all(|b| b.is_ascii_digit()) => number,
        _ => return None,
    };
    let kind = match word.to_ascii_lowercase().as_str() {
        "alpha" | "a" => "a",
        "beta" | "b" => "b",
        "rc" | "c" | "pre" | "preview" => "rc",
        "dev" => ".dev",
        _ => return None,
    };
    Some(format!("{kind}{number}"))
}

#[cfg(test)]
mod tests {
    use super::{is_name, pep440};

    #[test]
    fn versions_are_those_of_python() {
        for (semantic, python) in [
            ("1.2.3", "1.2.3"),
            ("1.0.0-rc.1", "1.0.0rc1"),
            ("1.0.0-alpha", "1.0.0a0"),
            ("1.0.0-beta2", "1.0.0b2"),
            ("1.0.0-dev.4", "1.0.0.dev4"),
            ("1.0.0-SNAPSHOT", "1.0.0.dev0+snapshot"),
            ("1.0.0-a-b+7.X", "1.0.0.dev0+a.b.7.x"),
            ("1.0.0+007", "1.0.0+007"),
            ("1.0.0--", "1.0.0.dev0"),
        ] {
            assert_eq!(pep440(semantic), python, "{semantic}");
        }
    }

    #[test]
    fn names_are_those_of_the_registry() {
        for good in ["zeebe-sdk", "a", "A.b_c-1"] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", "-a", "a-", "a b", "é", "a/b", ".a", &"a".repeat(65)] {
            assert!(!is_name(bad), "{bad}");
        }
    }
}
