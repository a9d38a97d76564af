//! Which of the hand-written files of a package come with it: an API that lacks what a file names goes
//! without the file.

use super::feature::Feature;
use super::model::Model;

/// What the files of a package count on. A path that ends with `/` stands for all below it.
pub(super) struct Parts {
    /// Features of the API.
    pub(super) features: &'static [(&'static str, Feature)],
    /// RPCs, as in the proto, that an example, a page or a test calls itself.
    pub(super) calls: &'static [(&'static str, &'static [&'static str])],
}

impl Parts {
    /// Whether an API has all that a file counts on.
    pub(super) fn has(&self, path: &str, model: &Model) -> bool {
        let is_about = |part: &str| part == path || (part.ends_with('/') && path.starts_with(part));
        let has_call = |name: &&str| model.rpcs.iter().any(|rpc| rpc.proto_name == *name);
        let mut features = self.features.iter().filter(|(part, _)| is_about(part));
        let mut calls = self.calls.iter().filter(|(part, _)| is_about(part));
        features.all(|(_, feature)| model.has(*feature))
            && calls.all(|(_, rpcs)| rpcs.iter().all(has_call))
    }
}
