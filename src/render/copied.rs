//! The files of `templates/` that are copied byte for byte.

/// Path below `templates/` and content of each, in the order of the paths.
static COPIED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/copied_files.rs"));

/// The copied files of one language: path below `templates/<lang>/` and content.
pub fn copied(language: &str) -> impl Iterator<Item = (&'static str, &'static [u8])> {
    let prefix = format!("{language}/");
    let files = COPIED.iter();
    files.filter_map(move |(path, content)| Some((path.strip_prefix(&*prefix)?, *content)))
}
