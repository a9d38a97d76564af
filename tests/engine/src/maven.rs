//! The engines' files, fetched with Maven.

use std::ffi::OsString;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::java::Jdk;
use crate::{EngineError, cache};

/// The release that is tested; `src/bin/compare` prints it too.
pub(crate) const BROKER: &str = "8.6.0";
/// As in `newest/pom.xml`.
pub(crate) const NEWEST: &str = "8.8.21";

const PLUGIN: &str = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1";
const POM: &str = include_str!("../newest/pom.xml");
const MAIN: &str = include_str!("../newest/NewestEngine.java");

/// The directory into which the broker has been unpacked.
pub(crate) fn broker(jdk: &Jdk) -> Result<PathBuf, EngineError> {
    let name = format!("camunda-zeebe-{BROKER}");
    let unpacked = cache::provide(&name, |directory| {
        let artifact = format!("-Dartifact=io.camunda:camunda-zeebe:{BROKER}:tar.gz");
        let output = assignment("-DoutputDirectory=", directory);
        maven(jdk, &[format!("{PLUGIN}:unpack").into(), artifact.into(), output])
    })?;
    Ok(unpacked.join(name))
}

/// A directory with `lib` and `classes`, the class path of the newest engine.
pub(crate) fn newest(jdk: &Jdk) -> Result<PathBuf, EngineError> {
    let mut hasher = DefaultHasher::new();
    (POM, MAIN, &jdk.home).hash(&mut hasher);
    let name = format!("newest-engine-{NEWEST}-{:016x}", hasher.finish());
    cache::provide(&name, |directory| {
        let failed = |error| EngineError::failed("the newest engine", error);
        std::fs::write(directory.join("pom.xml"), POM).map_err(failed)?;
        std::fs::write(directory.join("NewestEngine.java"), MAIN).map_err(failed)?;
        let lib = directory.join("lib");
        let pom = directory.join("pom.xml");
        let goal = format!("{PLUGIN}:copy-dependencies");
        let output = assignment("-DoutputDirectory=", &lib);
        let scope = "-DincludeScope=runtime";
        maven(jdk, &["-f".into(), pom.into(), goal.into(), scope.into(), output])?;
        let mut compiler = Command::new(jdk.program("javac"));
        compiler.arg("-cp").arg(lib.join("*")).arg("-d").arg(directory.join("classes"));
        run(compiler.arg(directory.join("NewestEngine.java")))
    })
}

fn assignment(name: &str, path: &Path) -> OsString {
    let mut text = OsString::from(name);
    text.push(path);
    text
}

fn maven(jdk: &Jdk, arguments: &[OsString]) -> Result<(), EngineError> {
    let mut command = Command::new("mvn");
    command.args(["--batch-mode", "--quiet"]).args(arguments).env("JAVA_HOME", &jdk.home);
    run(&mut command)
}

fn run(command: &mut Command) -> Result<(), EngineError> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = match command.output() {
        Ok(output) => output,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(EngineError::Missing(program));
        }
        Err(error) => return Err(EngineError::failed(&program, error)),
    };
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    Err(EngineError::Missing(format!("engine: `{program}` fails ({})\n{said}", output.status)))
}
