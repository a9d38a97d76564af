//! A process that generates over and over is killed at any moment, as often as patience allows.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, thread};

use zeebe_bindgen::diagnostics::Diagnostics;
use zeebe_bindgen::output::{self, LOCK_NAME};

use crate::sandbox::{OWNED_ONLY, Sandbox, files};

/// Marks the argument that tells the child where to generate.
const CHILD: &str = "generate-into=";

/// Nothing takes longer, not even on a busy machine; a child that lost its parent ends then.
const PATIENCE: Duration = Duration::from_secs(20);

/// Two generations that share files, drop files and swap a file for a directory.
fn generations() -> [Vec<(String, String)>; 2] {
    [1, 2].map(|generation| {
        let shared =
            (0..20).map(|n| (format!("src/m{n}/f.rs"), format!("{generation}\n").repeat(2000)));
        let own = (0..10).map(|n| (format!("own{generation}/f{n}.rs"), "own\n".repeat(100)));
        let swapped = [1 == generation, 2 == generation].map(|file| if file { "" } else { "/in" });
        let swapped = ["x", "y"].into_iter().zip(swapped);
        let swapped = swapped.map(|(name, rest)| (format!("{name}{rest}"), "swap\n".to_owned()));
        shared.chain(own).chain(swapped).collect()
    })
}

fn borrowed(entries: &[(String, String)]) -> Vec<(&str, &str)> {
    entries.iter().map(|(path, content)| (path.as_str(), content.as_str())).collect()
}

/// The child: without its argument, as in an ordinary run of all tests, it does nothing.
#[test]
fn child() {
    let Some(dir) = env::args().find_map(|arg| arg.strip_prefix(CHILD).map(str::to_owned)) else {
        return;
    };
    let provenance = Sandbox::new().provenance;
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        for entries in generations() {
            let files = files(&borrowed(&entries));
            let mut found = Diagnostics::new();
            let plan = output::plan(dir.as_ref(), &files, &provenance, OWNED_ONLY, &mut found);
            let _ = plan.and_then(|plan| output::write(&plan, &mut found));
        }
    }
}

#[test]
fn a_killed_run_leaves_every_file_whole_and_the_next_one_completes_it() {
    let sandbox = Sandbox::new();
    let generations = generations();
    let contents = [1, 2].map(|generation| format!("{generation}\n").repeat(2000));
    let mut interrupted = 0;
    for round in 0..40 {
        kill_after(&sandbox, Duration::from_micros(round * 977 % 13_000));
        for (name, content) in sandbox.tree() {
            if name.starts_with("src/") && name.ends_with("/f.rs") {
                assert!(contents.iter().any(|c| c.as_bytes() == content), "{name} is torn");
            }
        }
        interrupted += usize::from(sandbox.read(LOCK_NAME).contains("\"pending\""));
        let entries = borrowed(&generations[usize::from(round % 2 == 0)]);
        sandbox.generate(&entries);
        assert_eq!(sandbox.tree(), Sandbox::with(&entries).tree());
    }
    assert!(interrupted > 0, "no round hit a run while it was writing");
}

/// A child that does not outlive the test, however that ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // A child that has ended by itself cannot be killed, which is fine.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the child and kills it some time after it has begun to write.
fn kill_after(sandbox: &Sandbox, delay: Duration) {
    let this = env::current_exe().expect("this program");
    let child = Command::new(this)
        .args(["--exact", "killed::child"])
        .arg(format!("{CHILD}{}", sandbox.dir().display()))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("started");
    let _running = Running(child);
    let lock = || std::fs::read(sandbox.dir().join(LOCK_NAME)).ok();
    let before = lock();
    let start = Instant::now();
    while lock() == before {
        assert!(start.elapsed() < PATIENCE, "the child does nothing");
        thread::sleep(Duration::from_millis(1));
    }
    thread::sleep(delay);
}
