//! Pairing the elements of two lists: by name, and then by whatever makes a renamed one recognisable.

/// An element under the name by which it is paired.
#[derive(Debug)]
pub(super) struct Named<'a, T> {
    pub(super) name: &'a str,
    pub(super) item: &'a T,
}

impl<T> Clone for Named<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Named<'_, T> {}

/// What became of the elements of a list.
#[derive(Debug)]
pub(super) struct Pairs<'a, T> {
    /// In both, in the old order; under another name if it was renamed.
    pub(super) both: Vec<(Named<'a, T>, Named<'a, T>)>,
    pub(super) removed: Vec<Named<'a, T>>,
    pub(super) added: Vec<Named<'a, T>>,
}

/// Pairs two lists. Of elements that only one of them has, those are taken for renamed of which
/// `is_same` says so, if there is only one candidate.
pub(super) fn pair<'a, T>(
    old: &[Named<'a, T>],
    new: &[Named<'a, T>],
    is_same: impl Fn(&T, &T) -> bool,
) -> Pairs<'a, T> {
    let has = |list: &[Named<'a, T>], name: &str| list.iter().any(|e| e.name == name);
    let mut pairs = Pairs {
        both: Vec::new(),
        removed: Vec::new(),
        added: new.iter().filter(|e| !has(old, e.name)).copied().collect(),
    };
    for element in old {
        if let Some(partner) = new.iter().find(|e| e.name == element.name) {
            pairs.both.push((*element, *partner));
            continue;
        }
        let candidates = pairs.added.iter().enumerate();
        let mut matching = candidates.filter(|(_, other)| is_same(element.item, other.item));
        match (matching.next(), matching.next()) {
            (Some((index, partner)), None) => {
                pairs.both.push((*element, *partner));
                pairs.added.remove(index);
            }
            _ => pairs.removed.push(*element),
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_first_and_doubt_is_no_renaming() {
        let named = |list: &'static [(&'static str, i32)]| -> Vec<Named<'static, i32>> {
            let list = list.iter();
            list.map(|(name, item)| Named { name, item }).collect()
        };
        let old = named(&[("a", 1), ("b", 2), ("c", 3), ("d", 4)]);
        let new = named(&[("a", 9), ("x", 2), ("y", 3), ("z", 3)]);
        let pairs = pair(&old, &new, |a, b| a == b);
        let names = |list: &[Named<'static, i32>]| list.iter().map(|e| e.name).collect::<String>();
        let both = pairs.both.iter().map(|(a, b)| (a.name, b.name));
        assert_eq!(both.collect::<Vec<_>>(), [("a", "a"), ("b", "x")]);
        assert_eq!(names(&pairs.removed), "cd");
        assert_eq!(names(&pairs.added), "yz");
    }
}
