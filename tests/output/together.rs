//! Two generations at once.

use std::thread;

use zeebe_bindgen::diagnostics::{Code, Diagnostics};
use zeebe_bindgen::{output, pipeline};

use crate::sandbox::{OWNED_ONLY, Sandbox, files};

#[cfg(unix)]
#[test]
fn the_second_fails_at_once_while_the_first_is_writing() {
    let sandbox = Sandbox::with(&[("a.rs", "1\n")]);
    let first = std::fs::File::open(sandbox.dir()).expect("opened");
    first.lock().expect("locked");
    let found = sandbox.refuse(&[("a.rs", "2\n")], OWNED_ONLY);
    crate::sandbox::assert_said(&sandbox, &found, &[(Code::LockHeld, "another zeebe-bindgen")]);
    // What needs no writing needs no lock.
    sandbox.generate(&[("a.rs", "1\n")]);
    drop(first);
    sandbox.generate(&[("a.rs", "2\n")]);
}

#[test]
fn a_plan_that_was_overtaken_is_not_carried_out() {
    let sandbox = Sandbox::with(&[("a.rs", "1\n")]);
    let plan = sandbox.plan(&[("a.rs", "2\n"), ("b.rs", "2\n")], OWNED_ONLY);
    sandbox.generate(&[("a.rs", "3\n"), ("c.rs", "3\n")]);
    let before = sandbox.tree();
    let mut found = Diagnostics::new();
    assert!(output::write(&plan, &mut found).is_err());
    assert_eq!(found.found()[0].code, Code::LockHeld);
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn what_keeps_one_directory_from_being_written_keeps_no_other() {
    let (overtaken, quiet) = (Sandbox::with(&[("a.rs", "1\n")]), Sandbox::with(&[("a.rs", "1\n")]));
    let plans = [&overtaken, &quiet].map(|sandbox| sandbox.plan(&[("a.rs", "2\n")], OWNED_ONLY));
    overtaken.generate(&[("a.rs", "3\n")]);
    let mut found = Diagnostics::new();
    assert!(pipeline::write(&plans, &mut found).is_err());
    let [finding] = found.found() else { panic!("{:?}", found.found()) };
    assert_eq!(finding.code, Code::LockHeld);
    assert_eq!((overtaken.read("a.rs"), quiet.read("a.rs")), ("3\n".to_owned(), "2\n".to_owned()));
}

#[test]
fn any_number_of_them_never_mix_their_files() {
    let sandbox = Sandbox::with(&[("a.rs", "0\n")]);
    let dir = sandbox.dir();
    thread::scope(|scope| {
        for number in 1..=4 {
            let (dir, provenance) = (&dir, &sandbox.provenance);
            scope.spawn(move || {
                let content = format!("{number}\n");
                let own = format!("only/{number}.rs");
                let files = files(&[("a.rs", &content), ("b.rs", &content), (&own, &content)]);
                for _ in 0..30 {
                    let mut found = Diagnostics::new();
                    let plan = output::plan(dir, &files, provenance, OWNED_ONLY, &mut found);
                    let _ = plan.and_then(|plan| output::write(&plan, &mut found));
                    let said = found.found();
                    assert!(said.iter().all(|f| f.code == Code::LockHeld), "{said:?}");
                }
            });
        }
    });
    let winner = sandbox.read("a.rs");
    let own = format!("only/{}.rs", winner.trim());
    assert_eq!(sandbox.read("b.rs"), winner);
    assert_eq!(sandbox.names(), ["a.rs", "b.rs", "only/", &own]);
}
