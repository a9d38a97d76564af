//! Virtual environments of Python, for drivers that are written in it: made once, and anew when what
//! they are to hold has changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::environment::{last_line, lock, ran};
use super::languages::NotBuilt;

/// Where what an environment holds is written down.
const HELD: &str = "held.txt";

/// The Python of an environment.
pub(super) fn python(directory: &Path) -> PathBuf {
    let place = if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" };
    directory.join(place)
}

/// Makes an environment with the packages of a file of requirements, whose modules also find those
/// of `paths`. One that is there already stays.
///
/// # Errors
/// When there is no such Python, or the packages are not to be had.
pub(super) fn prepare(
    directory: &Path,
    requirements: &Path,
    paths: &[PathBuf],
) -> Result<(), NotBuilt> {
    let wanted = fs::read_to_string(requirements).map_err(|error| {
        NotBuilt::Failed(format!("{} cannot be read: {error}", requirements.display()))
    })?;
    let paths: String = paths.iter().map(|path| format!("{}\n", path.display())).collect();
    let held = format!("{wanted}\n{paths}");
    let _lock = lock(directory).map_err(|error| NotBuilt::Failed(error.to_string()))?;
    let written = directory.join(HELD);
    if fs::read_to_string(&written).is_ok_and(|text| text == held) {
        return Ok(());
    }
    let made = ran(Command::new("python3").args(["-m", "venv", "--clear"]).arg(directory));
    made.map_err(|said| missing("python3 -m venv", &said))?;
    let mut install = Command::new(python(directory));
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    install.args(["--retries", "1", "--no-deps", "--requirement"]).arg(requirements);
    ran(&mut install).map_err(|said| missing("pip install", &said))?;
    add_paths(directory, &paths).map_err(NotBuilt::Failed)?;
    fs::write(written, held).map_err(|error| NotBuilt::Failed(error.to_string()))
}

/// What is not to be had on this machine.
fn missing(what: &str, said: &str) -> NotBuilt {
    NotBuilt::NoToolchain(format!("{what}: {}", last_line(said)))
}

/// Python looks into the directories that such a file names.
fn add_paths(directory: &Path, paths: &str) -> Result<(), String> {
    let mut ask = Command::new(python(directory));
    let place = ran(ask.args(["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]))?;
    let place = String::from_utf8_lossy(&place.stdout).trim().to_owned();
    fs::write(Path::new(&place).join("drivers.pth"), paths).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_what_it_is_to_hold() {
        if Command::new("python3").arg("--version").output().is_err() {
            return;
        }
        let root = std::env::temp_dir().join(format!("zeebe-venv-{}", std::process::id()));
        let (directory, requirements) = (root.join("venv"), root.join("requirements.txt"));
        fs::create_dir_all(root.join("own")).unwrap();
        fs::write(root.join("own/only_here.py"), "says = 'found'\n").unwrap();
        fs::write(&requirements, "# nothing\n").unwrap();
        prepare(&directory, &requirements, &[root.join("own")]).unwrap();
        let mut ask = Command::new(python(&directory));
        let said = ran(ask.args(["-c", "import only_here; print(only_here.says)"])).unwrap();
        assert_eq!(String::from_utf8_lossy(&said.stdout).trim(), "found");

        // What is there is left alone, until something else is wanted.
        let mark = directory.join("mark");
        fs::write(&mark, "").unwrap();
        prepare(&directory, &requirements, &[root.join("own")]).unwrap();
        assert!(mark.exists());
        prepare(&directory, &requirements, &[]).unwrap();
        assert!(!mark.exists());

        fs::write(&requirements, "./no-such-package\n").unwrap();
        let missing = prepare(&directory, &requirements, &[]).unwrap_err();
        assert!(matches!(&missing, NotBuilt::NoToolchain(why) if why.contains("no-such-package")));
        fs::remove_dir_all(root).unwrap();
    }
}
