//! Deployed things: by key, and by id in versions. What can be deployed lives
//! in [`super::deployments`].

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::bpmn::Model;

/// What a catalog keeps has a key, an id, and a version.
pub(crate) trait Versioned {
    fn key(&self) -> i64;
    fn id(&self) -> &str;
    fn version(&self) -> i32;
}

/// All versions of one kind of resource.
#[derive(Debug)]
pub(crate) struct Catalog<T> {
    by_key: HashMap<i64, Arc<T>>,
    by_id: HashMap<String, Versions>,
}

/// Versions count on, even past deleted ones.
#[derive(Debug, Default)]
struct Versions {
    keys: BTreeMap<i32, i64>,
    last: i32,
}

impl<T> Default for Catalog<T> {
    fn default() -> Self {
        Self { by_key: HashMap::new(), by_id: HashMap::new() }
    }
}

impl<T: Versioned> Catalog<T> {
    pub(crate) fn insert(&mut self, item: T) -> Arc<T> {
        let item = Arc::new(item);
        let versions = self.by_id.entry(item.id().to_owned()).or_default();
        versions.keys.insert(item.version(), item.key());
        versions.last = versions.last.max(item.version());
        self.by_key.insert(item.key(), Arc::clone(&item));
        item
    }

    pub(crate) fn get(&self, key: i64) -> Option<&Arc<T>> {
        self.by_key.get(&key)
    }

    pub(crate) fn latest(&self, id: &str) -> Option<&Arc<T>> {
        let (_, key) = self.by_id.get(id)?.keys.last_key_value()?;
        self.get(*key)
    }

    pub(crate) fn version(&self, id: &str, version: i32) -> Option<&Arc<T>> {
        self.get(*self.by_id.get(id)?.keys.get(&version)?)
    }

    pub(crate) fn next_version(&self, id: &str) -> i32 {
        self.by_id.get(id).map_or(0, |versions| versions.last) + 1
    }

    pub(crate) fn remove(&mut self, key: i64) -> Option<Arc<T>> {
        let item = self.by_key.remove(&key)?;
        if let Some(versions) = self.by_id.get_mut(item.id()) {
            versions.keys.remove(&item.version());
        }
        Some(item)
    }

    /// Every version of which something is true.
    pub(crate) fn all_of(&self, is: impl Fn(&T) -> bool) -> Vec<Arc<T>> {
        self.by_key.values().filter(|item| is(item)).cloned().collect()
    }

    /// The newest version of everything.
    pub(crate) fn all_latest(&self) -> Vec<Arc<T>> {
        let ids = self.by_id.keys();
        ids.filter_map(|id| self.latest(id).cloned()).collect()
    }
}

/// A deployed process.
#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) key: i64,
    pub(crate) version: i32,
    pub(crate) model: Arc<Model>,
    pub(crate) source: Source,
}

/// A deployed requirements graph.
#[derive(Debug)]
pub(crate) struct Graph {
    pub(crate) key: i64,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) version: i32,
    pub(crate) source: Source,
}

/// A deployed decision.
#[derive(Debug)]
pub(crate) struct Decision {
    pub(crate) key: i64,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) version: i32,
    pub(crate) graph_id: String,
    pub(crate) graph_key: i64,
}

/// A deployed form.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) key: i64,
    pub(crate) id: String,
    pub(crate) version: i32,
    pub(crate) source: Source,
}

/// The file something came from; the same file again is no new version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) content: Arc<[u8]>,
}

macro_rules! versioned {
    ($($type:ident by $($id:ident).+),*) => {$(
        impl Versioned for $type {
            fn key(&self) -> i64 {
                self.key
            }

            fn id(&self) -> &str {
                &self.$($id).+
            }

            fn version(&self) -> i32 {
                self.version
            }
        }
    )*};
}

versioned!(Process by model.id, Graph by id, Decision by id, Form by id);

#[cfg(test)]
mod tests {
    use super::*;

    fn form(key: i64, version: i32) -> Form {
        let source = Source { name: String::new(), content: Arc::from([]) };
        Form { key, id: "f".to_owned(), version, source }
    }

    #[test]
    fn falls_back_to_the_highest_version_left() {
        let mut catalog = Catalog::default();
        catalog.insert(form(10, 1));
        catalog.insert(form(11, 2));
        assert_eq!(catalog.latest("f").unwrap().key, 11);
        catalog.remove(11);
        assert_eq!(catalog.latest("f").unwrap().key, 10);
        assert_eq!(catalog.next_version("f"), 3);
        assert!(catalog.version("f", 2).is_none());
    }
}
