//! The same input gives the same bytes, whatever is around it.

use crate::{Project, lamp, outcome, with_lamp};

type Files = Vec<(std::path::PathBuf, Vec<u8>)>;

fn generate(project: &Project, key: &str, value: &str) -> Files {
    let run = project.run_with(&with_lamp(&["generate"]), key, value);
    assert_eq!(run.code, 0, "{}", run.stderr);
    project.files("generated")
}

#[test]
fn in_any_directory_at_any_time_in_any_environment() {
    let expected = generate(&lamp(), "TZ", "UTC");
    assert!(expected.len() > 5);
    for (key, value) in [
        ("TZ", "Pacific/Chatham"),
        ("LC_ALL", "tr_TR.UTF-8"),
        ("HOME", "/nowhere"),
        ("USER", "somebody"),
        ("SOURCE_DATE_EPOCH", "1"),
        ("RUST_MIN_STACK", "8388608"),
    ] {
        assert_eq!(generate(&lamp(), key, value), expected, "{key}");
    }
    let project = lamp();
    let run = outcome(project.command(&with_lamp(&["generate"])).env_clear());
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(project.files("generated"), expected);
}

/// One core or many: what runs side by side is put together in order.
#[cfg(target_os = "linux")]
#[test]
fn on_one_core_as_on_many() {
    let project = lamp();
    let program = env!("CARGO_BIN_EXE_zeebe-bindgen");
    let mut command = std::process::Command::new("taskset");
    command.args(["-c", "0", program]).args(with_lamp(&["generate"]));
    let Ok(output) = command.current_dir(project.path("")).output() else {
        return;
    };
    assert!(output.status.success());
    assert_eq!(project.files("generated"), generate(&lamp(), "TZ", "UTC"));
}

#[test]
fn of_everything_that_is_printed() {
    let [first, second] = [lamp(), lamp()];
    for arguments in [&["ir"][..], &["explain", "Switch"], &["generate", "--dry-run"]] {
        assert_eq!(first.run(&with_lamp(arguments)), second.run(&with_lamp(arguments)));
    }
    assert_eq!(first.run(&["ir", "--schema"]), second.run(&["ir", "--schema"]));
}

#[test]
fn with_lf_and_nothing_of_the_machine_in_them() {
    let project = lamp();
    let directory = project.path("").to_string_lossy().into_owned();
    for (path, bytes) in generate(&project, "TZ", "UTC") {
        assert!(!bytes.contains(&b'\r'), "{}", path.display());
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(directory.trim_end_matches('/')), "{}", path.display());
    }
}
