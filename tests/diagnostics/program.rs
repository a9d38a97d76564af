//! Running the program and putting what it printed into the form of a snapshot.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// What a run gave.
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs the program in a directory.
pub(crate) fn run(directory: &Path, arguments: &[String]) -> Outcome {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zeebe-bindgen"));
    command.current_dir(directory).args(arguments);
    let output = command.env_remove("OUT_DIR").output().expect("the program runs");
    let text = |bytes: Vec<u8>| neutral(&String::from_utf8(bytes).expect("text"));
    Outcome {
        code: output.status.code().expect("an exit code"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// Takes out what the operating system says, which differs from one to the next:
/// `: No such file or directory (os error 2)`.
fn neutral(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(" (os error ") {
        let (said, _) = before.rsplit_once(": ").expect("a colon before what the system says");
        let (_, behind) = after.split_once(')').expect("a closing parenthesis");
        out.push_str(said);
        out.push_str(": …");
        rest = behind;
    }
    out + rest
}

impl Outcome {
    /// What a person sees in a terminal, after the command they typed.
    pub(crate) fn terminal(&self, arguments: &[String]) -> String {
        let mut out = format!("$ zeebe-bindgen {}\n{}", arguments.join(" "), self.stderr);
        if !self.stdout.is_empty() {
            out.push_str(&format!("\non standard output:\n\n{}", self.stdout));
        }
        out + &format!("\nexit code {}\n", self.code)
    }

    /// The findings of a run with `--format json`.
    pub(crate) fn findings(&self) -> Vec<Value> {
        let lines = self.stderr.lines();
        lines.map(|line| serde_json::from_str(line).expect("an object on each line")).collect()
    }
}
