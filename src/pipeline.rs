//! The pipeline: every stage, in order, on one screen.
//!
//! [`read`] goes from files to the annotated API, [`plan`] by way of files in memory to what is to be
//! done, [`write()`] to the disk; [`check`] only compares. From the annotated API on, the SDKs are
//! worked on side by side. Which inputs and targets there are is for the callers: the command line and
//! [`Generator`](crate::Generator).

use std::path::PathBuf;
use std::{panic, thread};

use crate::diagnostics::{Diagnostics, Reported};
use crate::inputs::{self, Inputs};
use crate::language::target::Target;
use crate::language::{self, Language};
use crate::output::{self, CheckReport, Digest, Overwrite, Plan, Provenance, Summary};
use crate::render::FileSet;
use crate::semantics::{self, Annotated};

/// One SDK to make.
#[derive(Clone)]
pub struct Job {
    /// Its language.
    pub language: &'static dyn Language,
    /// Its package and options.
    pub target: Target,
    /// The directory it goes to.
    pub out: PathBuf,
}

/// The annotated API and what it was made from.
#[derive(Debug)]
pub struct Loaded {
    /// What backends see.
    pub annotated: Annotated,
    /// The files read from disk.
    pub paths: Vec<PathBuf>,
    /// Digest of the proto.
    pub proto_digest: Digest,
    /// Digest of the semantics.
    pub semantics_digest: Digest,
}

/// From files to the annotated API.
///
/// # Errors
/// [`Reported`] when an input cannot be read, is not valid, or leaves a needed fact undecided.
pub fn read(inputs: &Inputs, d: &mut Diagnostics) -> Result<Loaded, Reported> {
    let sources = inputs::open(inputs, d)?;
    let annotated = semantics::annotate(sources.api, &sources.layers, inputs.undecided, d)?;
    Ok(Loaded {
        annotated,
        paths: sources.paths,
        proto_digest: sources.proto_digest,
        semantics_digest: sources.semantics_digest,
    })
}

/// From the annotated API to what is to be done for every SDK. Nothing is written.
///
/// # Errors
/// [`Reported`] when an SDK cannot be made, or when something is in the way of one; all of it is
/// reported.
pub fn plan(
    loaded: &Loaded,
    jobs: &[Job],
    overwrite: Overwrite,
    d: &mut Diagnostics,
) -> Result<Vec<Plan>, Reported> {
    let plan = |job: &Job, files: &FileSet, d: &mut Diagnostics| {
        output::plan(&job.out, files, &provenance(loaded, job), overwrite, d)
    };
    each(loaded, jobs, plan, d)?.into_iter().collect()
}

/// Carries the plans out.
///
/// # Errors
/// [`Reported`] when writing one of them fails; every file is whole all the same.
pub fn write(plans: &[Plan], d: &mut Diagnostics) -> Result<Vec<Summary>, Reported> {
    side_by_side(plans, output::write, d).into_iter().collect()
}

/// Compares every SDK as it would be made with the disk. Differences are in the diagnostics.
///
/// # Errors
/// [`Reported`] when an SDK cannot be made.
pub fn check(
    loaded: &Loaded,
    jobs: &[Job],
    d: &mut Diagnostics,
) -> Result<Vec<CheckReport>, Reported> {
    let check = |job: &Job, files: &FileSet, d: &mut Diagnostics| {
        output::check(&job.out, files, &provenance(loaded, job), d)
    };
    each(loaded, jobs, check, d)
}

fn provenance(loaded: &Loaded, job: &Job) -> Provenance {
    Provenance {
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        proto_digest: loaded.proto_digest,
        semantics_digest: loaded.semantics_digest,
        options: job.target.stated(),
        language: job.language.info().id.to_owned(),
    }
}

/// Makes the files of each SDK and goes on with them. What is found on going on is reported only if
/// every SDK could be made.
fn each<T: Send>(
    loaded: &Loaded,
    jobs: &[Job],
    go_on: impl Fn(&Job, &FileSet, &mut Diagnostics) -> T + Sync,
    d: &mut Diagnostics,
) -> Result<Vec<T>, Reported> {
    let make = |job: &Job, d: &mut Diagnostics| {
        let files = language::generate(job.language, &loaded.annotated, &job.target, d)?;
        let mut beyond = Diagnostics::new();
        let result = go_on(job, &files, &mut beyond);
        Ok((result, beyond))
    };
    let made = side_by_side(jobs, make, d).into_iter().collect::<Result<Vec<_>, Reported>>()?;
    let reported = made.into_iter().map(|(result, beyond)| {
        d.append(beyond);
        result
    });
    Ok(reported.collect())
}

/// Does the work for every item at the same time, the last one on this thread. Results and findings
/// are in the order of the items, whichever is done first.
fn side_by_side<I: Sync, T: Send>(
    items: &[I],
    work: impl Fn(&I, &mut Diagnostics) -> T + Sync,
    d: &mut Diagnostics,
) -> Vec<T> {
    let Some((last, others)) = items.split_last() else {
        return Vec::new();
    };
    let work = |item| {
        let mut d = Diagnostics::new();
        (work(item, &mut d), d)
    };
    let results = thread::scope(|scope| {
        let work = &work;
        let others: Vec<_> = others.iter().map(|item| scope.spawn(move || work(item))).collect();
        let last = work(last);
        let joined = others.into_iter().map(|thread| {
            let result = thread.join();
            result.unwrap_or_else(|panic| panic::resume_unwind(panic))
        });
        joined.chain([last]).collect::<Vec<_>>()
    });
    let reported = results.into_iter().map(|(result, found)| {
        d.append(found);
        result
    });
    reported.collect()
}
