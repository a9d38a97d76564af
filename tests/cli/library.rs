//! The library as a build script uses it. What depends on the environment of a build script runs in a
//! process of its own: this test program once more, with [`in_a_build_script`] alone.

use std::process::Command;

use zeebe_bindgen::Generator;
use zeebe_bindgen::semantics::Undecided;

use crate::{Project, Run, lamp, outcome};

fn generator(project: &Project) -> Generator {
    Generator::new().proto(project.path("lamp.proto")).semantics(project.path("lamp.toml"))
}

#[test]
fn generates_and_reports() {
    let project = lamp();
    let generator = generator(&project)
        .language("rust")
        .package_name("lamp-sdk")
        .package_version("2.0.0")
        .out_dir(project.path("sdk"));
    let report = generator.generate().expect("generated");
    assert!(report.summary.created > 5);
    assert_eq!(report.inputs, [project.path("lamp.proto"), project.path("lamp.toml")]);
    assert_eq!(report.warnings, Vec::<String>::new());
    assert!(project.read("sdk/Cargo.toml").contains("name = \"lamp-sdk\""));
    let again = generator.generate().expect("generated");
    assert_eq!((again.summary.created, again.summary.updated), (0, 0));
}

#[test]
fn an_error_says_everything() {
    let project = lamp();
    project.write(
        "lamp.proto",
        &crate::PROTO.replace("int64 fade = 3;", "int64 fade = 3; int32 hue = 4;"),
    );
    let error = generator(&project).out_dir(project.path("sdk")).generate().expect_err("undecided");
    assert_eq!(error.diagnostics().exit_code(), 6);
    for text in [error.to_string(), format!("{error:?}")] {
        assert!(
            text.contains("SwitchRequest.hue") && text.contains("number = \"count\""),
            "{text}"
        );
    }
    let error = Generator::new().language("cobol").generate().expect_err("no such language");
    assert!(error.to_string().contains("there is no language `cobol`"), "{error}");
}

/// Runs `build` as a build script.
fn build_script(project: &Project, build: &str) -> Run {
    let mut command = Command::new(std::env::current_exe().expect("a program"));
    command.args(["--exact", "library::in_a_build_script", "--nocapture"]);
    command.current_dir(project.path("")).env("ZEEBE_BINDGEN_TEST_BUILD", build);
    outcome(command.env("OUT_DIR", project.path("out")).env("CARGO_MANIFEST_DIR", project.path("")))
}

#[test]
fn in_a_build_script() {
    let Ok(build) = std::env::var("ZEEBE_BINDGEN_TEST_BUILD") else {
        return;
    };
    let generator = match build.as_str() {
        "embedded" => Generator::new(),
        _ => Generator::new().proto("lamp.proto").semantics("lamp.toml"),
    };
    let report = generator.undecided(Undecided::Warn).generate().expect("generated");
    report.print_rerun_if_changed();
    report.print_warnings();
}

fn instructions(run: &Run) -> Vec<&str> {
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    run.stdout.lines().filter(|line| line.starts_with("cargo:")).collect()
}

#[test]
fn tells_cargo_what_to_watch() {
    let run = build_script(&lamp(), "proto");
    assert_eq!(
        instructions(&run),
        ["cargo::rerun-if-changed=lamp.proto", "cargo::rerun-if-changed=lamp.toml"]
    );
    // A file that does not exist would make Cargo build again and again.
    assert_eq!(instructions(&build_script(&lamp(), "embedded")), Vec::<&str>::new());
}

#[test]
fn passes_warnings_on_to_cargo() {
    let project = lamp();
    project.write("lamp.proto", &crate::PROTO.replace("fade = 3;", "fade = 3; int32 hue = 4;"));
    let run = build_script(&project, "proto");
    let warning = instructions(&run)[2];
    assert!(
        warning.starts_with("cargo::warning=zeebe-bindgen: field `SwitchRequest.hue`"),
        "{run:?}"
    );
}

#[test]
fn nothing_below_out_dir_is_in_the_way() {
    let project = lamp();
    project.write("out/zeebe-sdk/Cargo.toml", "left behind by another version");
    build_script(&project, "proto");
    assert!(project.read("out/zeebe-sdk/Cargo.toml").contains("[package]"));
    project.write("out/zeebe-sdk/Cargo.toml", "edited");
    build_script(&project, "proto");
    assert!(project.read("out/zeebe-sdk/Cargo.toml").contains("[package]"));
    project.write("out/zeebe-sdk/zeebe-bindgen.lock", "torn");
    assert_eq!(build_script(&project, "proto").code, 0);
}
