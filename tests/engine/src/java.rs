//! A JDK that is new enough, wherever it is installed.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::EngineError;

/// The oldest release that runs the engines.
const OLDEST: u32 = 21;

/// Where systems install JDKs, one per directory.
const HOMES: [&str; 4] = ["/usr/lib/jvm", "/usr/java", "/opt", "/Library/Java/JavaVirtualMachines"];

/// An installed JDK.
#[derive(Debug, Clone)]
pub(crate) struct Jdk {
    pub(crate) home: PathBuf,
}

impl Jdk {
    /// The first that is new enough: of `JAVA_HOME`, of the path, of where
    /// JDKs are installed.
    pub(crate) fn find() -> Result<Self, EngineError> {
        let home = candidates().into_iter().find(|home| is_new_enough(home));
        let home = home.ok_or_else(|| EngineError::Missing(format!("JDK {OLDEST} or newer")))?;
        Ok(Self { home })
    }

    /// One of its programs.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.home.join("bin").join(name)
    }
}

fn candidates() -> Vec<PathBuf> {
    let mut homes: Vec<PathBuf> = env::var_os("JAVA_HOME").map(PathBuf::from).into_iter().collect();
    let path = env::var_os("PATH").unwrap_or_default();
    let programs = env::split_paths(&path).map(|directory| directory.join("javac"));
    // Links lead from the path to the directory of the JDK.
    let programs = programs.filter_map(|program| program.canonicalize().ok());
    homes.extend(programs.filter_map(|program| Some(program.parent()?.parent()?.to_owned())));
    for directory in HOMES {
        let mut installed: Vec<PathBuf> = entries(Path::new(directory));
        installed.sort();
        homes.extend(installed.iter().map(|home| home.join("Contents/Home")));
        homes.extend(installed);
    }
    homes
}

fn entries(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).into_iter().flatten();
    entries.filter_map(|entry| Some(entry.ok()?.path())).collect()
}

fn is_new_enough(home: &Path) -> bool {
    let installed = home.join("bin/java").is_file() && home.join("bin/javac").is_file();
    installed && version(home).is_some_and(|version| version >= OLDEST)
}

/// The number before the first point of the version.
fn version(home: &Path) -> Option<u32> {
    let said = std::fs::read_to_string(home.join("release")).ok();
    let said = said.as_deref().and_then(|release| {
        release.lines().find_map(|line| line.strip_prefix("JAVA_VERSION=")).map(str::to_owned)
    });
    let said = said.or_else(|| {
        let output = Command::new(home.join("bin/java")).arg("-version").output().ok()?;
        let text = String::from_utf8(output.stderr).ok()?;
        text.split('"').nth(1).map(str::to_owned)
    })?;
    major(&said)
}

fn major(version: &str) -> Option<u32> {
    let digits = version.trim_start_matches('"');
    digits.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn versions_are_read() {
        assert_eq!(major("\"25.0.3\""), Some(25));
        assert_eq!(major("21"), Some(21));
        assert_eq!(major("22-ea"), Some(22));
        assert_eq!(major("1.8.0_402"), Some(1));
        assert_eq!(major("\"\""), None);
    }
}
