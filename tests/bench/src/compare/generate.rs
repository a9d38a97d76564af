//! The generator beside `buf generate` with one local plugin.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::Options;
use super::process::cpu_of_children;
use super::table::{Column, Line, print};
use crate::Problem;

/// What a run of a generator costs, in milliseconds.
#[derive(Debug, Clone, Copy)]
struct Cost {
    wall: f64,
    cpu: f64,
}

/// What a round costs.
#[derive(Debug, Clone, Copy)]
struct Round {
    cold: Cost,
    again: Cost,
}

pub(super) fn compare(options: &Options) -> Result<(), Problem> {
    let out = std::path::absolute(&options.out)?;
    let (mut other, mut ours) = (Line::new("buf, es"), Line::new("bindgen"));
    remove(&out)?;
    for round in 0..options.rounds {
        // A directory of its own: some file systems are slow to make files where others were just removed.
        let out = out.join(round.to_string());
        fs::create_dir_all(&out)?;
        let (ours_out, buf_out) = (out.join("ours"), out.join("buf"));
        let (cold, again) = (bindgen(options, &ours_out)?, bindgen(options, &ours_out)?);
        ours.rounds.push(Round { cold: run(cold)?, again: run(again)? });
        if options.buf.is_some() {
            let (cold, again) = (buf(options, &buf_out)?, buf(options, &buf_out)?);
            other.rounds.push(Round { cold: run(cold)?, again: run(again)? });
        }
    }
    remove(&out)?;
    let title = format!(
        "generate: everything, each in a fresh process, medians of {} rounds",
        options.rounds
    );
    let columns: [Column<Round>; 4] = [
        Column::less("to an empty directory, ms", |round| Some(round.cold.wall)),
        Column::less("of CPU, ms", |round| Some(round.cold.cpu)),
        Column::less("again with nothing to do, ms", |round| Some(round.again.wall)),
        Column::less("of CPU, ms", |round| Some(round.again.cpu)),
    ];
    let goal = "the goal for bindgen is 20 and 25 ms, and 10 ms with nothing to do";
    print(&title, &columns, &[other, ours], goal);
    Ok(())
}

/// Every language, to one directory.
fn bindgen(options: &Options, out: &Path) -> Result<Command, Problem> {
    let program = options.bindgen.as_ref().ok_or("--bindgen is missing")?;
    let mut command = Command::new(std::path::absolute(program)?);
    command.arg("generate").arg("-o").arg(out);
    Ok(command)
}

fn buf(options: &Options, out: &Path) -> Result<Command, Problem> {
    let program = options.buf.as_ref().ok_or("--buf is missing")?;
    let template = options.template.as_ref().ok_or("--template is missing")?;
    let mut command = Command::new(std::path::absolute(program)?);
    command.arg("generate").arg(std::path::absolute(&options.proto)?);
    command.arg("--template").arg(std::path::absolute(template)?).arg("-o").arg(out);
    Ok(command)
}

/// Runs a generator to its end. No config is found from where it runs.
fn run(mut command: Command) -> Result<Cost, Problem> {
    command.current_dir(std::env::temp_dir()).stdin(Stdio::null()).stdout(Stdio::null());
    command.stderr(Stdio::piped());
    let (cpu, since) = (cpu_of_children()?, Instant::now());
    let output = command.output()?;
    let wall = since.elapsed().as_secs_f64() * 1_000.0;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{:?}: {}\n{said}", command.get_program(), output.status).into());
    }
    Ok(Cost { wall, cpu: cpu_of_children()? - cpu })
}

fn remove(directory: &Path) -> Result<(), Problem> {
    match fs::remove_dir_all(directory) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
