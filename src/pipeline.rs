//! The pipeline: every stage, in order, on one screen.
//!
//! [`read`] goes from files to the annotated API, [`render`] to files in memory, [`plan`] to what is
//! to be done, [`write()`] and [`check`] to the disk. Which inputs and targets there are is for the
//! callers: the command line and [`Generator`](crate::Generator).

use std::path::PathBuf;

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

/// The files of one SDK in memory.
pub struct Package {
    /// For whom, and where to.
    pub job: Job,
    /// The files.
    pub files: FileSet,
    /// From what they were made.
    pub provenance: Provenance,
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

/// From the annotated API to the files of each SDK. The languages work side by side; what they make
/// and what they report is in the order of the jobs.
///
/// # Errors
/// [`Reported`] when an SDK cannot be made; all reasons of all languages are reported.
pub fn render(
    loaded: &Loaded,
    jobs: &[Job],
    d: &mut Diagnostics,
) -> Result<Vec<Package>, Reported> {
    let results = side_by_side(jobs, |job| {
        let mut d = Diagnostics::new();
        let files = language::generate(job.language, &loaded.annotated, &job.target, &mut d);
        (files, d)
    });
    let mut packages = Vec::new();
    for (job, (files, found)) in jobs.iter().zip(results) {
        found.found().iter().for_each(|f| d.push(f.clone()));
        packages.push(files.map(|files| Package {
            job: job.clone(),
            files,
            provenance: provenance(loaded, job),
        }));
    }
    packages.into_iter().collect()
}

/// Does the work for every job, the last one on this thread, and gives the results in order.
fn side_by_side<T: Send>(jobs: &[Job], work: impl Fn(&Job) -> T + Sync) -> Vec<T> {
    let Some((last, others)) = jobs.split_last() else {
        return Vec::new();
    };
    let work = &work;
    std::thread::scope(|scope| {
        let others = others.iter().map(|job| scope.spawn(move || work(job)));
        let others: Vec<_> = others.collect();
        let last = work(last);
        let joined = others.into_iter().map(|thread| {
            let result = thread.join();
            result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        joined.chain([last]).collect()
    })
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

/// Decides what to do for every package before anything is written.
///
/// # Errors
/// [`Reported`] when something is in the way of any of them; all of it is reported.
pub fn plan(
    packages: &[Package],
    overwrite: Overwrite,
    d: &mut Diagnostics,
) -> Result<Vec<Plan>, Reported> {
    let plans = packages.iter().map(|package| {
        let Package { job, files, .. } = package;
        output::plan(&job.out, files, &package.provenance, overwrite, d)
    });
    let plans: Vec<_> = plans.collect();
    plans.into_iter().collect()
}

/// Carries the plans out.
///
/// # Errors
/// [`Reported`] when writing fails; every file is whole all the same.
pub fn write(plans: &[Plan], d: &mut Diagnostics) -> Result<Vec<Summary>, Reported> {
    plans.iter().map(|plan| output::write(plan, d)).collect()
}

/// Compares every package with the disk. Differences are in the diagnostics.
pub fn check(packages: &[Package], d: &mut Diagnostics) -> Vec<CheckReport> {
    let check =
        |p: &Package, d: &mut Diagnostics| output::check(&p.job.out, &p.files, &p.provenance, d);
    packages.iter().map(|package| check(package, d)).collect()
}
