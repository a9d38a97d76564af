//! Packages of npm, for drivers that are written in TypeScript. The driver and the SDK are copied into an
//! environment, the SDK into a folder of the driver, so that nothing is written where they are generated.
//! What they need is installed when it changes, and they are built when they change.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

use super::environment::{lock, ran};
use super::languages::NotBuilt;

/// What says what a package needs.
const MANIFEST: &str = "package.json";
/// Where the SDK is in the package of its driver.
const SDK: &str = "sdk";
/// Where the digest of what is installed is written down.
const INSTALLED: &str = "installed.txt";
/// Where the digest of what is built is written down.
const BUILT: &str = "built.txt";

/// Files by their paths in an environment.
type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Makes an environment in which `npm run build` of the driver has built both. One that is there already
/// stays.
///
/// # Errors
/// When the packages that they need are not to be had, or the build fails.
pub(super) fn prepare(directory: &Path, driver: &Path, sdk: &Path) -> Result<(), NotBuilt> {
    let failed = |error: io::Error| NotBuilt::Failed(error.to_string());
    let mut files = Files::new();
    collect(driver, Path::new(""), &mut files).map_err(failed)?;
    collect(sdk, Path::new(SDK), &mut files).map_err(failed)?;
    let manifests = digest(files.iter().filter(|(path, _)| path.ends_with(MANIFEST)));
    let all = digest(files.iter());
    let _lock = lock(directory).map_err(failed)?;
    if is(directory, BUILT, &all) {
        return Ok(());
    }
    let is_installed = is(directory, INSTALLED, &manifests);
    if is_installed {
        clear(directory).map_err(failed)?;
    } else if directory.exists() {
        fs::remove_dir_all(directory).map_err(failed)?;
    }
    write(directory, &files).map_err(failed)?;
    if !is_installed {
        install(directory)?;
        fs::write(directory.join(INSTALLED), manifests).map_err(failed)?;
    }
    ran(npm(directory).args(["run", "--silent", "build"])).map_err(NotBuilt::Failed)?;
    fs::write(directory.join(BUILT), all).map_err(failed)
}

fn npm(directory: &Path) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(directory);
    command
}

/// Installs what is needed to run and build, and not what is needed to develop the SDK.
fn install(directory: &Path) -> Result<(), NotBuilt> {
    let mut command = npm(directory);
    command.args(["install", "--omit=dev", "--ignore-scripts", "--no-package-lock", "--no-audit"]);
    command.args(["--no-fund", "--loglevel=error"]);
    // Where to find the whole log comes last.
    let first = |said: String| said.lines().next().unwrap_or_default().to_owned();
    ran(&mut command)
        .map(|_| ())
        .map_err(|said| NotBuilt::NoToolchain(format!("npm install: {}", first(said))))
}

/// What a package is built from: its manifest, how it is compiled, and its sources.
fn collect(package: &Path, to: &Path, files: &mut Files) -> io::Result<()> {
    for entry in fs::read_dir(package)? {
        let entry = entry?;
        let name = entry.file_name();
        let text = name.to_string_lossy();
        if text == "src" {
            collect_folder(&entry.path(), &to.join(&name), files)?;
        } else if text == MANIFEST || (text.starts_with("tsconfig") && text.ends_with(".json")) {
            files.insert(to.join(&name), fs::read(entry.path())?);
        }
    }
    Ok(())
}

fn collect_folder(folder: &Path, to: &Path, files: &mut Files) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            collect_folder(&entry.path(), &to, files)?;
        } else {
            files.insert(to, fs::read(entry.path())?);
        }
    }
    Ok(())
}

fn digest<'f>(files: impl Iterator<Item = (&'f PathBuf, &'f Vec<u8>)>) -> String {
    let mut hasher = Sha256::new();
    for (path, content) in files {
        let path = path.to_string_lossy();
        hasher.update(format!("{path}\n{}\n", content.len()));
        hasher.update(content);
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn is(directory: &Path, file: &str, digest: &str) -> bool {
    fs::read_to_string(directory.join(file)).is_ok_and(|held| held == digest)
}

/// Removes what was built and what it was built from, and leaves what is installed.
fn clear(directory: &Path) -> io::Result<()> {
    for folder in ["src", "dist", "sdk/src", "sdk/dist"] {
        match fs::remove_dir_all(directory.join(folder)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    match fs::remove_file(directory.join(BUILT)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn write(directory: &Path, files: &Files) -> io::Result<()> {
    for (path, content) in files {
        let path = directory.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, content)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A driver that is built by copying a text of its SDK, and counts how often.
    const DRIVER: &str = r#"{
      "name": "driver",
      "private": true,
      "scripts": { "build": "node src/build.js" },
      "dependencies": { "sdk": "file:sdk" }
    }"#;
    const BUILD: &str = r#"
        const fs = require("node:fs");
        fs.mkdirSync("dist", { recursive: true });
        fs.writeFileSync("dist/says.txt", require("sdk").says);
        fs.appendFileSync("times.txt", "+");
    "#;

    #[test]
    fn builds_what_has_changed_and_installs_what_is_needed() {
        if Command::new("npm").arg("--version").output().is_err() {
            return;
        }
        let root = std::env::temp_dir().join(format!("zeebe-npm-{}", std::process::id()));
        let (directory, driver, sdk) = (root.join("made"), root.join("driver"), root.join("its"));
        let put = |path: PathBuf, text: &str| {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let manifest = |needs: &str| {
            format!(r#"{{ "name": "sdk", "main": "src/index.js", "dependencies": {{{needs}}} }}"#)
        };
        put(driver.join(MANIFEST), DRIVER);
        put(driver.join("src/build.js"), BUILD);
        put(sdk.join(MANIFEST), &manifest(""));
        put(sdk.join("src/index.js"), "exports.says = 'one';");
        put(sdk.join("node_modules/left/behind.js"), "");
        let read = |file: &str| fs::read_to_string(directory.join(file)).unwrap();

        prepare(&directory, &driver, &sdk).unwrap();
        prepare(&directory, &driver, &sdk).unwrap();
        assert_eq!((read("dist/says.txt").as_str(), read("times.txt").as_str()), ("one", "+"));
        assert!(!directory.join("sdk/node_modules").exists());

        put(sdk.join("src/index.js"), "exports.says = 'two';");
        prepare(&directory, &driver, &sdk).unwrap();
        assert_eq!((read("dist/says.txt").as_str(), read("times.txt").as_str()), ("two", "++"));

        put(sdk.join("src/index.js"), "throw new Error('broken');");
        let broken = prepare(&directory, &driver, &sdk).unwrap_err();
        assert!(matches!(&broken, NotBuilt::Failed(why) if why.contains("broken")), "{broken:?}");
        put(sdk.join("src/index.js"), "exports.says = 'two';");
        prepare(&directory, &driver, &sdk).unwrap();
        assert_eq!(read("times.txt"), "+++");

        put(sdk.join(MANIFEST), &manifest(r#""none": "file:no-such-package.tgz""#));
        let missing = prepare(&directory, &driver, &sdk).unwrap_err();
        assert!(matches!(&missing, NotBuilt::NoToolchain(_)), "{missing:?}");
        fs::remove_dir_all(root).unwrap();
    }
}
