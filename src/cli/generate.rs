//! `generate`: write SDKs, or tell what would be written.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::args::InputArgs;
use super::console::Console;
use super::project;
use zeebe_bindgen::diagnostics::report::Format;
use zeebe_bindgen::diagnostics::{Code, Diagnostic, Diagnostics, Reported};
use zeebe_bindgen::output::{Action, CheckReport, Overwrite, Plan};
use zeebe_bindgen::pipeline::{self, Job, Loaded};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: InputArgs,
    /// A language; may be repeated. Without it the targets of the config, or else every language
    #[arg(short, long = "language", value_name = "LANG")]
    language: Vec<String>,
    /// The directory to write into; with several languages, the parent of one directory each
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write nothing, and fail when something is not as it would be written
    #[arg(long, conflicts_with_all = ["dry_run", "diff", "force", "adopt"])]
    check: bool,
    /// Write nothing, and print what would be done
    #[arg(long)]
    dry_run: bool,
    /// Print the changes to files as diffs
    #[arg(long)]
    diff: bool,
    /// Overwrite edited files and files of others
    #[arg(long)]
    force: bool,
    /// Take over files that are not in the lock but have the content that would be written
    #[arg(long)]
    adopt: bool,
}

pub(super) fn run(
    arguments: &Arguments,
    console: &Console,
    d: &mut Diagnostics,
) -> Result<(), Reported> {
    let config = project::find_config(console, d)?;
    let languages = &arguments.language;
    let jobs = project::jobs(languages, arguments.out.as_deref(), config.as_ref(), d)?;
    if jobs.is_empty() {
        return Err(d.fail(no_targets()));
    }
    let inputs = project::inputs(&arguments.input, config.as_ref());
    let loaded = pipeline::read(&inputs, d)?;
    for path in &loaded.paths {
        console.detail(&format!("read: {}", path.display()));
    }
    if arguments.check {
        return check(&loaded, &jobs, console, d);
    }
    let overwrite = Overwrite { force: arguments.force, adopt: arguments.adopt };
    let plans = pipeline::plan(&loaded, &jobs, overwrite, d)?;
    let mode = match arguments.dry_run {
        true => Mode::DryRun,
        false => Mode::Write,
    };
    if mode == Mode::Write {
        pipeline::write(&plans, d)?;
    }
    let show = Show { mode, diff: arguments.diff };
    show.plans(&jobs, &plans, console);
    // The process ends now; taking all of this apart first would only cost time.
    std::mem::forget((loaded, plans));
    Ok(())
}

fn no_targets() -> Diagnostic {
    Diagnostic::error(Code::ConfigInvalid, "the config has no target")
        .help("add a [[target]] with `language` and `out`, or name a language with -l")
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Write,
    DryRun,
}

/// How a run is told.
struct Show {
    mode: Mode,
    diff: bool,
}

#[derive(Serialize)]
struct Outcome<'a> {
    targets: Vec<TargetOutcome<'a>>,
}

#[derive(Serialize)]
struct TargetOutcome<'a> {
    language: &'static str,
    out: String,
    files: Vec<FileOutcome<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<String>,
}

#[derive(Serialize)]
struct FileOutcome<'a> {
    path: &'a str,
    action: &'static str,
}

impl Show {
    fn plans(&self, jobs: &[Job], plans: &[Plan], console: &Console) {
        let all = jobs.iter().zip(plans);
        match console.format {
            Format::Json => {
                let targets = all.map(|(job, plan)| self.outcome(job, plan)).collect();
                console.json(&Outcome { targets });
            }
            Format::Text | Format::Github => {
                all.for_each(|(job, plan)| self.text(job, plan, console))
            }
        }
    }

    /// What is asked for is data; what was done is a message.
    fn text(&self, job: &Job, plan: &Plan, console: &Console) {
        let out = shown(job);
        match self.mode {
            Mode::DryRun => console.data(&format!("{out}:\n{plan}")),
            Mode::Write => {
                console.detail(&plan.to_string());
                console.say(&format!("{out}: {}", plan.summary()));
            }
        }
        if self.diff {
            console.data(&plan.diff());
        }
    }

    fn outcome<'a>(&self, job: &Job, plan: &'a Plan) -> TargetOutcome<'a> {
        let files = plan.actions().map(|(path, action)| FileOutcome { path, action: word(action) });
        TargetOutcome {
            language: job.language.info().id,
            out: shown(job),
            files: files.collect(),
            diff: self.diff.then(|| plan.diff()),
        }
    }
}

fn word(action: Action) -> &'static str {
    match action {
        Action::Create => "create",
        Action::Update => "update",
        Action::Keep => "keep",
        Action::Remove => "remove",
        Action::Forget => "forget",
    }
}

fn shown(job: &Job) -> String {
    job.out.to_string_lossy().replace('\\', "/")
}

#[derive(Serialize)]
struct Checked<'a> {
    targets: Vec<TargetChecked<'a>>,
}

#[derive(Serialize)]
struct TargetChecked<'a> {
    language: &'static str,
    out: String,
    files: usize,
    drifts: Vec<FileDrift<'a>>,
}

#[derive(Serialize)]
struct FileDrift<'a> {
    path: &'a str,
    kind: &'static str,
}

/// Compares with the disk; what differs is in the findings.
pub(super) fn check(
    loaded: &Loaded,
    jobs: &[Job],
    console: &Console,
    d: &mut Diagnostics,
) -> Result<(), Reported> {
    let reports = pipeline::check(loaded, jobs, d)?;
    let all = jobs.iter().zip(&reports);
    match console.format {
        Format::Json => {
            let targets = all.map(|(job, report)| checked(job, report)).collect();
            console.json(&Checked { targets });
        }
        Format::Text | Format::Github => {
            for (job, report) in all {
                console.say(&format!("{}: {}", shown(job), verdict(report)));
            }
        }
    }
    Ok(())
}

fn checked<'a>(job: &Job, report: &'a CheckReport) -> TargetChecked<'a> {
    let drifts = report
        .drifts
        .iter()
        .map(|drift| FileDrift { path: &drift.path, kind: drift.kind.as_str() });
    TargetChecked {
        language: job.language.info().id,
        out: shown(job),
        files: report.files,
        drifts: drifts.collect(),
    }
}

fn verdict(report: &CheckReport) -> String {
    match report.drifts.len() {
        0 => format!("{} files, all current", report.files),
        n => format!("{} files, {n} differences", report.files),
    }
}
