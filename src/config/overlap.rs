//! Directories that two targets must not share: one inside the other would be somebody else's files.

use std::path::{Component, Path, PathBuf};

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Reported, Span};

/// Reports every pair of output directories of which one is, or lies in, the other.
///
/// # Errors
/// [`Reported`] when there is such a pair.
pub fn refuse_overlaps(
    outs: &[(&Path, Option<Span>)],
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    let resolved: Vec<PathBuf> = outs.iter().map(|(path, _)| resolve(path)).collect();
    let mut result = Ok(());
    for (index, second) in resolved.iter().enumerate() {
        for (earlier, first) in resolved.iter().enumerate().take(index) {
            if first.starts_with(second) || second.starts_with(first) {
                result = Err(diagnostics.fail(overlap(outs[earlier], outs[index])));
            }
        }
    }
    result
}

fn overlap(first: (&Path, Option<Span>), second: (&Path, Option<Span>)) -> Diagnostic {
    let shown = |path: &Path| path.to_string_lossy().replace('\\', "/");
    let [a, b] = [first.0, second.0].map(shown);
    let message = format!("two targets write into each other's directory: `{a}` and `{b}`");
    Diagnostic::error(Code::TargetsOverlap, message)
        .at(second.1, "this target")
        .at(first.1, "and this one")
        .help("give each target a directory of its own, none inside another")
}

/// The place a path leads to: links of the part that exists are followed, `..` is taken out of the
/// rest.
fn resolve(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let mut rest = Vec::new();
    let mut existing = absolute.as_path();
    let mut resolved = loop {
        if let Ok(real) = existing.canonicalize() {
            break real;
        }
        let Some(parent) = existing.parent() else {
            break existing.to_path_buf();
        };
        let tail = existing.components().next_back();
        rest.extend(tail);
        existing = parent;
    };
    for component in rest.into_iter().rev() {
        match component {
            Component::ParentDir => {
                resolved.pop();
            }
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
            Component::Normal(name) => resolved.push(name),
        }
    }
    resolved
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overlaps(a: &str, b: &str) -> bool {
        let mut d = Diagnostics::new();
        refuse_overlaps(&[(Path::new(a), None), (Path::new(b), None)], &mut d).is_err()
    }

    #[test]
    fn the_same_inside_and_spelled_otherwise() {
        assert!(overlaps("nowhere/a", "nowhere/a"));
        assert!(overlaps("nowhere/a/b", "nowhere/a"));
        assert!(overlaps("nowhere/x/../a", "./nowhere/a"));
        assert!(!overlaps("nowhere/a", "nowhere/ab"));
        assert!(!overlaps("nowhere/a", "nowhere/a/../b"));
    }
}
