//! A wall clock of the driver's own, which a scenario can set: a library that is loaded before the C
//! library and moves the time that it tells. Only on Linux, and with a C compiler.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tokio::process::Command;
use tokio::sync::OnceCell;

/// The source of the library.
const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/shims/clock.c");

/// The file in which the shift is, in the directory of a scenario.
fn file(directory: &Path) -> PathBuf {
    directory.join("clock-shift")
}

/// Builds the library, once, and gives what the driver needs in its environment.
///
/// # Errors
/// Why there can be no such clock on this machine.
pub(super) async fn environment(directory: &Path) -> Result<BTreeMap<String, String>, String> {
    static LIBRARY: OnceCell<Result<PathBuf, String>> = OnceCell::const_new();
    let library = LIBRARY.get_or_init(build).await.clone()?;
    set(directory, 0)?;
    let text = |path: &Path| path.to_string_lossy().into_owned();
    Ok(BTreeMap::from([
        ("LD_PRELOAD".to_owned(), text(&library)),
        ("CLOCK_SHIFT".to_owned(), text(&file(directory))),
    ]))
}

async fn build() -> Result<PathBuf, String> {
    if !cfg!(target_os = "linux") {
        return Err("a wall clock that can be set is there on Linux only".to_owned());
    }
    let name = format!("zeebe-conformance-clock-{}.so", std::process::id());
    let library = std::env::temp_dir().join(name);
    let compiled = Command::new("cc")
        .args(["-shared", "-fPIC", "-O2", "-o"])
        .arg(&library)
        .args([SOURCE, "-ldl"])
        .output()
        .await;
    match compiled {
        Ok(output) if output.status.success() => Ok(library),
        Ok(output) => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        Err(_) => Err("there is no `cc`".to_owned()),
    }
}

/// Sets the clock so many seconds from the right time.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn set(directory: &Path, seconds: i64) -> Result<(), String> {
    std::fs::write(file(directory), seconds.to_string()).map_err(|error| error.to_string())
}
