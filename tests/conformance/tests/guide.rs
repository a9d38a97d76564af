//! The guides are true: scripts of that to the mock gateway can be played, its commands and its whole
//! test are run as they stand there, and so is the driver of the other.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use regex::Regex;
use zeebe_conformance::driver::{self, NotBuilt};
use zeebe_conformance::run::{self, Options};
use zeebe_conformance::scenario::Engine;
use zeebe_mock_gateway::{MockGateway, Rpc, RpcScript, Script};

/// A block of code: ```` ```language name ````.
struct Block {
    language: String,
    name: String,
    content: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn guide() -> String {
    page("docs/mock-gateway.md")
}

fn page(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

fn blocks(text: &str) -> Vec<Block> {
    // What stands between fences is outside and inside by turns.
    let fenced = text.split("\n```").skip(1).step_by(2);
    fenced
        .map(|block| {
            let (head, content) = block.split_once('\n').unwrap();
            let (language, name) = head.split_once(' ').unwrap_or((head, ""));
            Block { language: language.into(), name: name.into(), content: format!("{content}\n") }
        })
        .collect()
}

/// Where this build puts programs.
fn binaries() -> PathBuf {
    let own = env::current_exe().unwrap();
    own.ancestors().nth(2).unwrap().to_owned()
}

/// A directory with the files of the guide, and the gateway on the path.
struct Place {
    directory: PathBuf,
    path: String,
}

impl Place {
    fn new(name: &str, blocks: &[Block]) -> Self {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&directory);
        fs::create_dir_all(&directory).unwrap();
        for block in blocks.iter().filter(|block| block.name.contains('.')) {
            fs::write(directory.join(&block.name), &block.content).unwrap();
        }
        let profile = if cfg!(debug_assertions) { "dev" } else { "release" };
        let build = ["build", "--quiet", "--profile", profile, "-p", "zeebe-mock-gateway"];
        let built = Command::new(env!("CARGO")).args(build).current_dir(root()).status().unwrap();
        assert!(built.success());
        let path = format!("{}:{}", binaries().display(), env::var("PATH").unwrap());
        Self { directory, path }
    }

    fn run(&self, command: &mut Command) {
        let command = command.current_dir(&self.directory).env("PATH", &self.path);
        let Output { status, stdout, stderr } = command.output().unwrap();
        let (out, err) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
        assert!(status.success(), "{command:?}\n{out}\n{err}");
    }

    fn shell(&self, block: &Block) {
        let options = ["-e", "-u", "-o", "pipefail", "-c"];
        self.run(Command::new("bash").args(options).arg(&block.content));
    }
}

/// What is not there is no reason to fail, unless all must be.
fn is_missing(tool: &str) -> bool {
    let is_there = Command::new(tool).arg("--version").output().is_ok();
    assert!(is_there || env::var_os("REQUIRE_TOOLCHAINS").is_none(), "there is no `{tool}`");
    if !is_there {
        println!("skipped: there is no `{tool}`");
    }
    !is_there
}

#[test]
fn its_scripts_are_scripts() {
    let guide = guide();
    let blocks = blocks(&guide);
    let scripts: Vec<_> = blocks.iter().filter(|block| block.language == "json").collect();
    assert_eq!(scripts.len(), 2);
    for script in scripts {
        let parsed: Result<Script, _> = serde_json::from_str(&script.content);
        assert!(parsed.is_ok(), "{}: {parsed:?}", script.name);
    }
}

#[tokio::test]
async fn its_faults_can_be_played() {
    let guide = guide();
    let rows = guide.lines().filter_map(|line| line.split_once("| `{"));
    let faults: Vec<_> =
        rows.map(|(_, rest)| format!("{{{}", rest.trim_end_matches("` |"))).collect();
    assert_eq!(faults.len(), 8);
    let gateway = MockGateway::start().await.unwrap();
    for fault in faults {
        let script: RpcScript =
            serde_json::from_str(&fault).unwrap_or_else(|error| panic!("{fault}: {error}"));
        gateway
            .script(Rpc::ActivateJobs, &script)
            .unwrap_or_else(|error| panic!("{fault}: {error}"));
    }
}

#[cfg(unix)]
#[test]
fn its_commands_do_what_it_says() {
    if is_missing("jq") || is_missing("bash") {
        return;
    }
    let guide = guide();
    let blocks = blocks(&guide);
    let place = Place::new("guide", &blocks);
    let mut commands =
        blocks.iter().filter(|block| block.language == "sh" && block.name.is_empty());
    place.shell(commands.next().unwrap());
    place.shell(commands.next().unwrap());
    assert!(commands.next().is_none());
}

/// The Python that has pyzeebe, unless it is not to be had.
fn python() -> Option<PathBuf> {
    let language = driver::find("pyzeebe").unwrap();
    match driver::build(language) {
        Err(NotBuilt::NoToolchain(tool)) if env::var_os("REQUIRE_TOOLCHAINS").is_none() => {
            println!("skipped: there is no `{tool}`");
            None
        }
        built => {
            built.unwrap();
            Some(driver::python(language))
        }
    }
}

#[cfg(unix)]
#[test]
fn its_test_passes_and_leaves_a_journal() {
    let Some(python) = python() else { return };
    let guide = guide();
    let blocks = blocks(&guide);
    let place = Place::new("guide-test", &blocks);
    place.run(Command::new(python).args(["-m", "unittest", "test_charge.py"]));
    if !is_missing("jq") {
        let after = blocks.iter().find(|block| block.name == "after").unwrap();
        place.shell(after);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_smallest_driver_passes_one_scenario_and_not_another() {
    let Some(python) = python() else { return };
    let page = page("docs/conformance-drivers.md");
    let blocks = blocks(&page);
    let smallest = blocks.iter().find(|block| block.name == "smallest.py").unwrap();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("smallest.py");
    fs::write(&file, &smallest.content).unwrap();
    let command = format!("{} {}", python.display(), file.display());
    let options = Options {
        languages: vec![driver::of_command(&command)],
        filter: Some(Regex::new("^(C04|C25)$").unwrap()),
        engine: Engine::Mock,
        repeat: 1,
        at_once: 2,
        record: false,
        require_toolchains: false,
    };
    let report = run::run(&options).await.unwrap_or_else(|error| panic!("{error}"));
    let cases = &report.languages[0].cases;
    let verdicts: Vec<_> = cases.iter().map(|case| (&*case.name, case.verdict.name())).collect();
    assert_eq!(verdicts, [("C04", "passed"), ("C25", "failed")], "{report}");
}
