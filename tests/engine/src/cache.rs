//! What is fetched or built once per machine, in the user's cache directory.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::{env, io};

use crate::EngineError;

/// The directory of this name, made by `fill` if it is not there.
///
/// Other processes wait meanwhile, and what an interrupted one leaves behind
/// is never taken for whole: only a filled directory gets the name.
pub(crate) fn provide(
    name: &str,
    fill: impl FnOnce(&Path) -> Result<(), EngineError>,
) -> Result<PathBuf, EngineError> {
    let directory = directory()?;
    let whole = directory.join(name);
    if whole.is_dir() {
        return Ok(whole);
    }
    let failed = |error: io::Error| EngineError::failed(&whole.to_string_lossy(), error);
    fs::create_dir_all(&directory).map_err(failed)?;
    let lock = File::create(directory.join(format!("{name}.lock"))).map_err(failed)?;
    lock.lock().map_err(failed)?;
    if whole.is_dir() {
        return Ok(whole);
    }
    let partial = directory.join(format!("{name}.partial"));
    if partial.exists() {
        fs::remove_dir_all(&partial).map_err(failed)?;
    }
    fs::create_dir(&partial).map_err(failed)?;
    fill(&partial)?;
    fs::rename(&partial, &whole).map_err(failed)?;
    Ok(whole)
}

fn directory() -> Result<PathBuf, EngineError> {
    let given = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let cache = given.or_else(|| Some(env::home_dir()?.join(".cache")));
    let cache = cache.ok_or_else(|| EngineError::Missing("home directory".to_owned()))?;
    Ok(cache.join("zeebe-bindgen"))
}
