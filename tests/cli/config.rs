//! `zeebe-bindgen.toml`, and `init`, which writes one.

use crate::{Project, lamp};

const CONFIG: &str = "\
proto = \"lamp.proto\"
semantics = [\"lamp.toml\"]

[[target]]
language = \"rust\"
out = \"sdk/rust\"
package = { name = \"lamp-sdk\", version = \"1.2.3\" }
";

fn project(config: &str) -> Project {
    let project = lamp();
    project.write("zeebe-bindgen.toml", config);
    project
}

#[test]
fn is_found_upwards_and_its_paths_are_relative_to_it() {
    let project = project(CONFIG);
    project.write("deep/down/file", "");
    let run = project.run_in("deep/down", &["generate"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.starts_with("../../sdk/rust: "), "{}", run.stderr);
    let manifest = project.read("sdk/rust/Cargo.toml");
    assert!(manifest.contains("name = \"lamp-sdk\"") && manifest.contains("version = \"1.2.3\""));
    assert_eq!(project.run(&["check"]).code, 0);
}

#[test]
fn the_command_line_wins_over_it() {
    let project = project(CONFIG);
    project.write("other.proto", &crate::PROTO.replace("Switches a lamp", "Turns a lamp"));
    let run = project.run(&["ir", "--proto", "other.proto"]);
    assert!(run.stdout.contains("Turns a lamp"), "{}", run.stderr);
    let run = project.run(&["generate", "-l", "rust", "-o", "elsewhere"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    // What the config says about the language still holds.
    assert!(project.read("elsewhere/Cargo.toml").contains("name = \"lamp-sdk\""));
}

#[test]
fn mistakes_are_shown_where_they_stand() {
    let config = CONFIG.replace("semantics", "semantic").replace("version", "verison");
    let config = config.replace("out = ", "outt = ").replace("proto\"\n", "proto\"\ninclude = 7\n");
    let run = project(&config).run(&["generate"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    insta::assert_snapshot!(run.stderr);
}

#[test]
fn an_unknown_language_is_exit_code_2() {
    let run = project(&CONFIG.replace("\"rust\"", "\"rsut\"")).run(&["generate"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("did you mean `rust`?"), "{}", run.stderr);
}

#[test]
fn text_that_is_no_toml_is_refused() {
    let run = project("proto = ").run(&["lint"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("zeebe-bindgen.toml:1"), "{}", run.stderr);
}

#[test]
fn targets_must_not_overlap() {
    for second in ["sdk/rust", "sdk", "sdk/rust/inner", "./sdk/../sdk/rust"] {
        let more = format!("\n[[target]]\nlanguage = \"rust\"\nout = \"{second}\"\n");
        let run = project(&(CONFIG.to_owned() + &more)).run(&["generate", "--format", "json"]);
        assert_eq!(run.code, 1, "{second}");
        let findings = run.findings();
        assert_eq!(findings[0]["code"], "ZB402");
        let lines = [0, 1].map(|label| findings[0]["labels"][label]["line"].clone());
        assert_eq!(lines, [11, 6]);
    }
}

#[cfg(unix)]
#[test]
fn targets_must_not_overlap_through_a_link() {
    let more = "\n[[target]]\nlanguage = \"rust\"\nout = \"link/rust\"\n";
    let project = project(&(CONFIG.to_owned() + more));
    std::fs::create_dir(project.path("sdk")).expect("made");
    std::os::unix::fs::symlink("sdk", project.path("link")).expect("linked");
    let run = project.run(&["generate"]);
    assert!(run.code == 1 && run.stderr.contains("ZB402"), "{}", run.stderr);
}

#[test]
fn a_config_without_targets_generates_nothing() {
    let run = project("proto = \"lamp.proto\"\nsemantics = [\"lamp.toml\"]\n").run(&["generate"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("the config has no target"), "{}", run.stderr);
}

#[test]
fn check_needs_one() {
    let run = Project::new().run(&["check"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("ZB403"), "{}", run.stderr);
}

#[test]
fn init_writes_one_that_works() {
    let project = Project::new();
    let run = project.run(&["init"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    insta::assert_snapshot!(project.read("zeebe-bindgen.toml"));
    let run = project.run(&["generate"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(project.run(&["check"]).code, 0);
}

#[test]
fn init_never_overwrites() {
    let project = Project::new();
    project.write("zeebe-bindgen.toml", "# mine\n");
    let run = project.run(&["init"]);
    assert_eq!(run.code, 5);
    assert!(run.stderr.contains("exists already"), "{}", run.stderr);
    assert_eq!(project.read("zeebe-bindgen.toml"), "# mine\n");
}
