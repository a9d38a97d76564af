//! What it costs to import something, beside the start of the language itself.

use std::process::{Command, Stdio};
use std::time::Instant;

use super::Options;
use super::process::cpu_of_children;
use super::table::{Column, Line, print};
use crate::Problem;

/// Rounds of what takes but a moment.
const ROUNDS: usize = 21;

/// How a language runs a program of one line.
pub(super) struct Start<'a> {
    /// The language.
    pub(super) language: &'static str,
    /// A program that does nothing.
    pub(super) nothing: &'a str,
    /// Runs a program.
    pub(super) command: &'a dyn Fn(&str) -> Command,
}

/// What an import takes, in milliseconds.
#[derive(Debug, Clone, Copy)]
struct Import {
    wall: f64,
    cpu: f64,
}

/// Imports each thing by its program, in turns, and prints what it costs.
pub(super) fn compare(
    options: &Options,
    start: &Start<'_>,
    things: &[(&'static str, &str)],
    goal: &str,
) -> Result<(), Problem> {
    let mut lines: Vec<Line<Import>> = things.iter().map(|(name, _)| Line::new(name)).collect();
    // Whatever is compiled is kept after the first time.
    for (_, text) in things {
        import(start, text)?;
    }
    let rounds = options.rounds.max(ROUNDS);
    for _ in 0..rounds {
        let nothing = import(start, start.nothing)?;
        for ((_, text), line) in things.iter().zip(&mut lines) {
            let whole = import(start, text)?;
            let (wall, cpu) = (whole.wall - nothing.wall, whole.cpu - nothing.cpu);
            line.rounds.push(Import { wall, cpu });
        }
    }
    let columns: [Column<Import>; 2] = [
        Column::less("ms", |import| Some(import.wall)),
        Column::less("of CPU, ms", |import| Some(import.cpu)),
    ];
    let language = start.language;
    let title = format!("importing, beside {language}'s own start, medians of {rounds} rounds");
    print(&title, &columns, &lines, goal);
    Ok(())
}

/// Runs a program of one line.
fn import(start: &Start<'_>, text: &str) -> Result<Import, Problem> {
    let (cpu, since) = (cpu_of_children()?, Instant::now());
    let status = (start.command)(text).stdin(Stdio::null()).status()?;
    let wall = since.elapsed().as_secs_f64() * 1_000.0;
    if !status.success() {
        return Err(format!("{text}: {status}").into());
    }
    Ok(Import { wall, cpu: cpu_of_children()? - cpu })
}
