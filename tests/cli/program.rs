//! The program as such: help, streams, formats, exit codes of wrong command lines.

use crate::{PROTO, Project, lamp, with_lamp};

const COMMANDS: [&str; 9] =
    ["generate", "check", "lint", "diff", "explain", "ir", "languages", "init", "completions"];

#[test]
fn help_and_version_are_data() {
    let project = Project::new();
    for arguments in [&["--help"][..], &["--version"], &["generate", "--help"]] {
        let run = project.run(arguments);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{arguments:?}");
        assert!(!run.stdout.is_empty());
    }
    let help = project.run(&["--help"]).stdout;
    for command in COMMANDS {
        assert!(help.contains(&format!("\n  {command} ")), "{command} in {help}");
    }
}

#[test]
fn a_wrong_command_line_is_exit_code_2() {
    let project = Project::new();
    for arguments in [
        &[][..],
        &["genrate"],
        &["lint", "--frmt", "json"],
        &["generate", "--check", "--dry-run"],
        &["generate", "--check", "--force"],
        &["lint", "-q", "-v"],
        &["diff", "only-one.proto"],
        &["completions", "tcsh"],
        &["generate", "-l", "cobol"],
        &["explain", "Nothing"],
    ] {
        let run = project.run(arguments);
        assert_eq!(run.code, 2, "{arguments:?}");
        assert_eq!(run.stdout, "", "{arguments:?}");
        assert!(!run.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn completions_for_every_shell() {
    let project = Project::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = project.run(&["completions", shell]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{shell}");
        for word in ["zeebe-bindgen", "explain", "undecided"] {
            assert!(run.stdout.contains(word), "{word} for {shell}");
        }
    }
}

#[test]
fn languages_are_listed() {
    let project = Project::new();
    let table = project.run(&["languages"]);
    insta::assert_snapshot!(table.stdout);
    let rows = project.run(&["languages", "--format", "json"]).json();
    assert_eq!(rows[0]["id"], "rust");
    assert!(rows[0]["capabilities"].as_array().is_some_and(|c| c.contains(&"calls".into())));
}

/// A fact about a field that the proto does not have.
fn with_a_vanished_field() -> Project {
    let project = lamp();
    project.write("lamp.toml", &crate::FACTS.replace("state   = {}", "stat    = {}\nstate = {}"));
    project
}

#[test]
fn findings_in_text() {
    let run = with_a_vanished_field().run(&with_lamp(&["lint"]));
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    insta::assert_snapshot!(run.stderr);
}

#[test]
fn findings_in_json() {
    let run = with_a_vanished_field().run(&with_lamp(&["lint", "--format", "json"]));
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    insta::assert_json_snapshot!(run.findings());
}

#[test]
fn findings_for_github() {
    let run = with_a_vanished_field().run(&with_lamp(&["--format", "github", "lint"]));
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(
        run.stderr.starts_with("::error file=lamp.toml,line=20,col=1,title=ZB204::"),
        "{run:?}"
    );
}

#[test]
fn every_format_prints_nothing_but_findings() {
    let project = lamp();
    for format in ["json", "github"] {
        let run = project.run(&with_lamp(&["lint", "--format", format]));
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{format}");
        let run = project.run(&with_lamp(&["generate", "--format", format]));
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{format}");
    }
}

#[test]
fn quiet_keeps_warnings_and_summaries_back_and_verbose_says_more() {
    let project = lamp();
    project
        .write("lamp.proto", &PROTO.replace("int64 fade = 3;", "int64 fade = 3; int32 hue = 4;"));
    let lint = with_lamp(&["lint", "--undecided", "warn"]);
    let run = project.run(&lint);
    assert_eq!(run.code, 0);
    assert!(run.stderr.contains("warning[ZB206]") && run.stderr.contains("no errors"));
    let run = project.run(&[&lint[..], &["-q"]].concat());
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));

    let generate = with_lamp(&["generate", "--undecided", "warn"]);
    let run = project.run(&[&generate[..], &["-v"]].concat());
    assert!(run.stderr.contains("read: lamp.proto\n"), "{}", run.stderr);
    assert!(run.stderr.contains("+ Cargo.toml\n"), "{}", run.stderr);
}

#[test]
fn nothing_is_coloured_outside_a_terminal() {
    let run = with_a_vanished_field().run(&with_lamp(&["lint"]));
    assert!(!run.stderr.contains('\u{1b}'));
}

#[test]
fn lint_finds_names_that_clash_in_a_language_even_when_something_is_undecided() {
    let project = lamp();
    let clashing = "rpc switch(SwitchRequest) returns (SwitchResponse);\n  // Switches";
    project.write("lamp.proto", &PROTO.replace("// Switches", clashing));
    let run = project.run(&with_lamp(&["lint", "--format", "json"]));
    assert_eq!(run.code, 1);
    let findings = run.findings();
    let codes: Vec<_> = findings.iter().map(|f| f["code"].as_str().expect("a code")).collect();
    assert!(codes.contains(&"ZB206") && codes.contains(&"ZB301"), "{codes:?}");
}
