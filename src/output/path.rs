//! Which relative paths may be written: those that stay inside the output directory and mean the
//! same file on Linux, macOS and Windows. What is on disk at a path is not looked at here.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::lock::LOCK_NAME;

/// Names of files that exist only during a run begin so: temporary files and the guard.
const OWN_PREFIX: &str = ".zeebe-bindgen";

/// The guard's name, where the guard is a file.
#[cfg(windows)]
pub(super) const GUARD_NAME: &str = ".zeebe-bindgen.guard";

const TEMP_PREFIX: &str = ".zeebe-bindgen-";
const TEMP_SUFFIX: &str = ".tmp";

/// The name of a temporary file of this tool.
pub(super) fn temp_name(what: impl std::fmt::Display) -> String {
    format!("{TEMP_PREFIX}{what}{TEMP_SUFFIX}")
}

/// Whether a file of this name was left behind by an interrupted run.
pub(super) fn is_temp_name(name: &str) -> bool {
    name.starts_with(TEMP_PREFIX) && name.ends_with(TEMP_SUFFIX)
}

/// A path of a file set or a lock as a path of the system.
pub(super) fn system_path(dir: &Path, path: &str) -> PathBuf {
    path.split('/').fold(dir.to_path_buf(), |dir, name| dir.join(name))
}

/// The path as messages show it: with the output directory, `/` between segments.
pub(super) fn shown(dir: &Path, path: &str) -> String {
    let dir = dir.display().to_string();
    match (dir.as_str(), path) {
        ("" | ".", "") => ".".to_owned(),
        ("" | ".", _) => path.to_owned(),
        (_, "") => dir,
        _ => format!("{}/{path}", dir.trim_end_matches(['/', '\\'])),
    }
}

/// The directories above a path, outermost first; not the output directory itself.
pub(super) fn ancestors(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}

/// How two paths that are one on a file system without case compare.
pub(super) fn folded(path: &str) -> Cow<'_, str> {
    let is_lower = path.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_lower { Cow::Borrowed(path) } else { Cow::Owned(path.to_lowercase()) }
}

/// Why a path must not be written; `None` when it may.
pub(super) fn flaw(path: &str) -> Option<String> {
    if path.is_empty() {
        return Some("it is empty".to_owned());
    }
    if path.starts_with('/') {
        return Some("it is absolute".to_owned());
    }
    if let Some(c) = path.chars().find(|c| !is_portable(*c)) {
        return Some(format!("it contains {c:?}"));
    }
    if folded(path) == LOCK_NAME {
        return Some("zeebe-bindgen uses that name itself".to_owned());
    }
    path.split('/').find_map(segment_flaw)
}

/// Not one of the characters that Windows refuses; `\` and `:` would also leave the directory.
fn is_portable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\\' | ':' | '<' | '>' | '"' | '|' | '?' | '*')
}

fn segment_flaw(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("a segment is empty".to_owned());
    }
    if name == "." || name == ".." {
        return Some(format!("`{name}` is no name"));
    }
    if name.ends_with(['.', ' ']) {
        return Some(format!("Windows drops the end of `{name}`"));
    }
    if name.len() > 255 {
        return Some("a segment is longer than 255 bytes".to_owned());
    }
    let folded = folded(name);
    if folded.starts_with(OWN_PREFIX) {
        return Some(format!("zeebe-bindgen uses names like `{name}` itself"));
    }
    if folded == ".git" {
        return Some("it reaches into a git repository's own files".to_owned());
    }
    let stem = folded.split('.').next().unwrap_or("").trim_end();
    is_device(stem).then(|| format!("`{name}` is a device on Windows"))
}

/// The names that Windows reserves, with any extension.
/// <https://learn.microsoft.com/windows/win32/fileio/naming-a-file>, read 2026-11.
fn is_device(stem: &str) -> bool {
    if matches!(stem, "con" | "prn" | "aux" | "nul" | "conin$" | "conout$") {
        return true;
    }
    let number = stem.strip_prefix("com").or(stem.strip_prefix("lpt"));
    number.is_some_and(|n| {
        matches!(n, "¹" | "²" | "³") || (n.len() == 1 && n.as_bytes()[0].is_ascii_digit())
    })
}

/// The first way in which each path cannot exist beside the paths before it.
pub(super) fn clashes<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<(&'a str, String)> {
    let mut seen: BTreeMap<Cow<'_, str>, (&str, bool)> = BTreeMap::new();
    let mut found = Vec::new();
    for path in paths {
        let places = ancestors(path).map(|dir| (dir, false));
        let mut clash = None;
        for (place, is_file) in places.chain([(path, true)]) {
            match seen.get(&folded(place)) {
                None => {
                    seen.insert(folded(place), (place, is_file));
                }
                Some((other, _)) if *other != place => {
                    clash = clash.or(Some(format!("only its case tells it from `{other}`")));
                }
                Some((_, other_is_file)) if *other_is_file != is_file => {
                    clash = clash.or(Some(format!("`{place}` would be a file and a directory")));
                }
                Some(_) => {}
            }
        }
        found.extend(clash.map(|why| (path, why)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_paths_are_fine() {
        for path in [
            "a",
            "src/lib.rs",
            ".gitignore",
            ".github/ci.yml",
            "a b/c",
            "ünïcode.md",
            "com/example/Nullable.java",
            "console",
            "com10",
            "a..b",
        ] {
            assert_eq!(flaw(path), None, "{path}");
        }
    }

    #[test]
    fn paths_that_leave_the_directory_or_do_not_exist_everywhere_are_refused() {
        for path in [
            "",
            "/etc/passwd",
            "..",
            "a/../../b",
            "./a",
            "a//b",
            "a/",
            "a\\b",
            "C:/x",
            "c:x",
            "a\0b",
            "a\nb",
            "nul",
            "NUL.txt",
            "src/Con.rs",
            "com1.h",
            "LPT9",
            "lpt0",
            "aux .c",
            "x.",
            "x /y",
            "what?",
            "a*",
            ".git/hooks/pre-commit",
            "sub/.GIT/config",
            "zeebe-bindgen.lock",
            "Zeebe-Bindgen.LOCK",
            "src/.zeebe-bindgen-3.tmp",
        ] {
            assert!(flaw(path).is_some(), "{path}");
        }
        assert!(flaw(&"x".repeat(256)).is_some());
    }

    #[test]
    fn paths_that_cannot_exist_side_by_side_are_found() {
        let clash = |paths: &[&'static str]| {
            let found = clashes(paths.iter().copied()).into_iter();
            found.map(|(path, _)| path).collect::<Vec<_>>()
        };
        assert_eq!(clash(&["A.rs", "a.rs", "b.rs"]), ["a.rs"]);
        assert_eq!(clash(&["Dir/a", "dir/b"]), ["dir/b"]);
        assert_eq!(clash(&["a", "a/b"]), ["a/b"]);
        assert_eq!(clash(&["a/b/c", "a/b/d", "a/e"]), [""; 0]);
    }
}
