//! Has Cargo build the examples, and learns from it where they are.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::process::Stdio;

use serde_json::Value;
use tokio::process::Command;
use tokio::sync::OnceCell;

type Programs = HashMap<String, PathBuf>;

static PROGRAMS: OnceCell<Programs> = OnceCell::const_new();

/// The program of an example.
pub(crate) async fn program(example: &str) -> io::Result<PathBuf> {
    let programs = PROGRAMS.get_or_try_init(build).await?;
    let program = programs.get(example).cloned();
    program.ok_or_else(|| io::Error::other(format!("there is no example '{example}'")))
}

/// Builds them with the features that the whole workspace has, as its tests do:
/// then they are there already.
async fn build() -> io::Result<Programs> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--workspace", "--examples", "--locked", "--quiet"]);
    cargo.arg("--message-format=json-render-diagnostics");
    cargo.current_dir(env!("CARGO_MANIFEST_DIR")).stderr(Stdio::inherit());
    let output = cargo.output().await?;
    if !output.status.success() {
        return Err(io::Error::other("the examples do not build"));
    }
    let lines = output.stdout.split(|byte| *byte == b'\n');
    Ok(lines.filter_map(|line| built(&serde_json::from_slice(line).ok()?)).collect())
}

/// The name and the program, if a message of Cargo is about an example.
fn built(message: &Value) -> Option<(String, PathBuf)> {
    let target = message.get("target")?;
    let is_example = target.get("kind")?.as_array()?.iter().any(|kind| kind == "example");
    let program = message.get("executable")?.as_str()?;
    is_example.then_some((target.get("name")?.as_str()?.to_owned(), program.into()))
}
