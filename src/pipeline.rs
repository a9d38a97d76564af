//! The pipeline: every stage, in order, on one screen.
//!
//! [`read`] goes from files to the annotated API, [`plan`] by way of files in memory to what is to be
//! done, [`write()`] to the disk; [`check`] only compares. From the annotated API on, the SDKs are
//! worked on side by side. Which inputs and targets there are is for the callers: the command line and
//! [`Generator`](crate::Generator).

use std::num::NonZero;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{iter, panic, thread};

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
    let results: Vec<_> = match plans.iter().all(Plan::is_current) {
        // What is looked at only is not worth a thread.
        true => plans.iter().map(|plan| output::write(plan, d)).collect(),
        // What is written waits for the disk more than it works.
        false => on_threads(plans.len(), plans, output::write, d),
    };
    results.into_iter().collect()
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

/// Does the work for every item, as many at the same time as there are cores. Results and findings are
/// in the order of the items, whichever is done first.
fn side_by_side<I: Sync, T: Send>(
    items: &[I],
    work: impl Fn(&I, &mut Diagnostics) -> T + Sync,
    d: &mut Diagnostics,
) -> Vec<T> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    on_threads(cores, items, work, d)
}

/// The same on this many threads, one of which is this one. A thread that is done with an item takes
/// the next, in memory that it has at hand already.
fn on_threads<I: Sync, T: Send>(
    threads: usize,
    items: &[I],
    work: impl Fn(&I, &mut Diagnostics) -> T + Sync,
    d: &mut Diagnostics,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let take = || {
        let index = next.fetch_add(1, Ordering::Relaxed);
        let mut d = Diagnostics::new();
        let result = work(items.get(index)?, &mut d);
        Some((index, result, d))
    };
    let take_all = || iter::from_fn(take).collect::<Vec<_>>();
    let mut done = thread::scope(|scope| {
        let others = (1..threads.min(items.len())).map(|_| scope.spawn(take_all));
        let others: Vec<_> = others.collect();
        let mut done = take_all();
        for thread in others {
            done.extend(thread.join().unwrap_or_else(|panic| panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_by_key(|(index, ..)| *index);
    let reported = done.into_iter().map(|(_, result, found)| {
        d.append(found);
        result
    });
    reported.collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::time::Duration;

    use super::*;
    use crate::diagnostics::{Code, Diagnostic};

    fn finding(item: usize) -> Diagnostic {
        Diagnostic::warning(Code::Unsupported, format!("item {item}"))
    }

    #[test]
    fn results_and_findings_are_in_order_however_many_threads_there_are() {
        let items: Vec<usize> = (0..20).collect();
        let work = |item: &usize, d: &mut Diagnostics| {
            // The first are done last.
            thread::sleep(Duration::from_millis(20_u64.saturating_sub(*item as u64)));
            d.push(finding(*item));
            item * 2
        };
        for threads in [1, 2, 3, 50] {
            let mut d = Diagnostics::new();
            let results = on_threads(threads, &items, work, &mut d);
            assert_eq!(results, items.iter().map(|item| item * 2).collect::<Vec<_>>());
            let expected: Vec<_> = items.iter().map(|item| finding(*item)).collect();
            assert_eq!(d.found(), expected, "{threads} threads");
        }
    }

    #[test]
    fn threads_work_at_the_same_time() {
        let both = Barrier::new(2);
        let work = |_: &(), _: &mut Diagnostics| both.wait().is_leader();
        let leaders = on_threads(2, &[(), ()], work, &mut Diagnostics::new());
        assert_eq!(leaders.into_iter().filter(|leader| *leader).count(), 1);
    }
}
