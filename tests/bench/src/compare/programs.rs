//! The client programs, and running them in turns.

use super::Options;
use super::process::{Client, Server};
use super::table::Line;
use crate::Problem;
use crate::answer::Report;
use crate::sample::Sample;

/// A client program with its arguments.
#[derive(Debug, Clone)]
pub(super) struct Program {
    /// What it is called in the table.
    pub(super) name: &'static str,
    /// The file. Those of peers begin with the name of the peer.
    pub(super) file: &'static str,
    pub(super) arguments: Vec<String>,
    /// Jobs that are measured and jobs before those, for a worker.
    pub(super) jobs: Option<(u64, u64)>,
    /// It waits for a timer of its own most of the time, so that one round
    /// tells as much as many.
    pub(super) sleeps: bool,
}

/// What a run of a program gave.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    pub(super) sample: Sample,
    pub(super) server: Report,
    /// Calls or jobs the server had, those before the measured ones included.
    pub(super) served: u64,
}

impl Program {
    pub(super) fn new(name: &'static str, file: &'static str) -> Self {
        Self { name, file, arguments: Vec::new(), jobs: None, sleeps: false }
    }

    pub(super) fn with(self, arguments: &[&str]) -> Self {
        Self { arguments: arguments.iter().map(|a| (*a).to_owned()).collect(), ..self }
    }

    pub(super) fn jobs(self, jobs: u64, warm_up: u64) -> Self {
        Self { jobs: Some((jobs, warm_up)), ..self }
    }

    pub(super) fn sleeps(self) -> Self {
        Self { sleeps: true, ..self }
    }

    /// Runs it against a server of its own.
    fn run(&self, options: &Options, every: Option<f64>) -> Result<Run, Problem> {
        let mut arguments = self.arguments.clone();
        let mut argument = |name: &str, value: u64| {
            arguments.extend([name.to_owned(), value.to_string()]);
        };
        let served = if let Some((jobs, warm_up)) = self.jobs {
            argument("--jobs", jobs);
            argument("--warm-up", warm_up);
            jobs + warm_up
        } else {
            argument("--calls", options.calls);
            argument("--warm-up", options.calls / 20);
            options.calls + options.calls / 20
        };
        let jobs = if self.jobs.is_some() { served } else { 0 };
        let server = Server::start(options.server_core, jobs, every)?;
        let mut client = Client::start(options, self.file, &server.address, &arguments)?;
        let sample = client.sample()?;
        let report = server.end()?;
        let (told, wanted) = (report.jobs, (jobs, jobs, 0, 0));
        if (told.activated, told.completed, told.again, told.wrong) != wanted {
            return Err(format!("{}: not every job was completed once: {told:?}", self.name).into());
        }
        Ok(Run { sample, server: report, served })
    }
}

/// Runs all programs in turns. Who goes first changes from round to round, so
/// that nobody has the better place.
pub(super) fn run(
    options: &Options,
    programs: &[Program],
    rounds: usize,
    every: Option<f64>,
) -> Result<Vec<Line<Run>>, Problem> {
    let mut lines: Vec<Line<Run>> = programs.iter().map(|p| Line::new(p.name)).collect();
    for round in 0..rounds {
        for turn in 0..programs.len() {
            let which = (round + turn) % programs.len();
            if let (Some(program), Some(line)) = (programs.get(which), lines.get_mut(which))
                && !(program.sleeps && round > 0)
            {
                line.rounds.push(program.run(options, every)?);
            }
        }
    }
    Ok(lines)
}
