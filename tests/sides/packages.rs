//! Packages on the disk, side by side, for languages whose tools look at one package at a time.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, thread};

use super::Package;

/// Where cargo builds.
pub(super) fn target_directory() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target directory")
}

/// What a check finds in each of the packages of a language, several of them at a time.
pub(super) fn each(
    language: &str,
    suite: &str,
    packages: &[Package],
    check: impl Fn(&Path) -> Vec<String> + Sync,
) -> Vec<String> {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{language}-{suite}"));
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let checked = |package: &Package| {
        let directory = root.join(&package.name);
        write(&directory, package);
        let found = check(&directory).into_iter();
        found.map(|problem| format!("{}: {problem}", package.name)).collect::<Vec<_>>()
    };
    thread::scope(|scope| {
        let chunks = packages.chunks(packages.len().div_ceil(workers).max(1));
        let workers: Vec<_> = chunks
            .map(|chunk| scope.spawn(|| chunk.iter().flat_map(&checked).collect::<Vec<_>>()))
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("no panic")).collect()
    })
}

/// Writes a package, and removes what an earlier run wrote and this one does not.
fn write(directory: &Path, package: &Package) {
    let mut kept = BTreeSet::new();
    for (path, content) in package.files.iter() {
        let path = directory.join(path);
        kept.insert(path.clone());
        if fs::read(&path).is_ok_and(|old| old == content) {
            continue;
        }
        fs::create_dir_all(path.parent().expect("a directory")).expect("can create directories");
        fs::write(path, content).expect("can write");
    }
    let mut open = vec![directory.join("src")];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(&directory).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if !kept.contains(&path) {
                fs::remove_file(&path).expect("can remove");
            }
        }
    }
}
