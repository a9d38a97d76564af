//! Spelling the same names again and again.

use std::collections::HashMap;

use super::{Case, Spelling, join};

/// Spells names; the words of each are found and joined only once.
///
/// A field alone has a name in four positions, most of them of the same case, and many messages have
/// fields of the same name.
#[derive(Debug, Default)]
pub struct Speller {
    joined: HashMap<Case, HashMap<String, String>>,
}

impl Speller {
    /// As [`Spelling::spell`].
    pub fn spell(&mut self, spelling: &Spelling, name: &str) -> Option<String> {
        let names = self.joined.entry(spelling.case).or_default();
        if let Some(joined) = names.get(name) {
            return spelling.finish(joined.clone());
        }
        let joined = join(name, spelling.case);
        names.insert(name.to_owned(), joined.clone());
        spelling.finish(joined)
    }
}
