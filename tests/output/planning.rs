//! What a plan says, and that it writes nothing.

use zeebe_bindgen::output::Action;

use crate::sandbox::{FORCE, OWNED_ONLY, Sandbox};

const BEFORE: &[(&str, &str)] = &[
    ("Cargo.toml", "[package]\n"),
    ("src/lib.rs", "mod a;\nmod b;\n"),
    ("src/old.rs", "// old\n"),
];
const AFTER: &[(&str, &str)] = &[
    ("Cargo.toml", "[package]\n"),
    ("src/lib.rs", "mod a;\nmod c;\n"),
    ("src/new.rs", "// new\n"),
];

#[test]
fn prints_a_line_per_file_and_totals() {
    let sandbox = Sandbox::with(BEFORE);
    let plan = sandbox.plan(AFTER, OWNED_ONLY);
    let expected = "\
= Cargo.toml
~ src/lib.rs
+ src/new.rs
- src/old.rs
~ zeebe-bindgen.lock
1 created, 1 updated, 1 removed, 1 unchanged
";
    assert_eq!(plan.to_string(), expected);
    let actions: Vec<_> = plan.actions().collect();
    assert_eq!(actions[1], ("src/lib.rs", Action::Update));
}

#[test]
fn shows_what_changes_as_diffs() {
    let sandbox = Sandbox::with(BEFORE);
    let expected = "\
--- a/src/lib.rs
+++ b/src/lib.rs
@@ -1,2 +1,2 @@
 mod a;
-mod b;
+mod c;
--- /dev/null
+++ b/src/new.rs
@@ -0,0 +1 @@
+// new
--- a/src/old.rs
+++ /dev/null
@@ -1 +0,0 @@
-// old
";
    assert_eq!(sandbox.plan(AFTER, OWNED_ONLY).diff(), expected);
}

#[test]
fn writes_nothing_and_makes_no_directory() {
    let sandbox = Sandbox::new();
    let plan = sandbox.plan(AFTER, OWNED_ONLY);
    assert!(!plan.is_current());
    assert!(!sandbox.dir().exists());
    let sandbox = Sandbox::with(BEFORE);
    let before = sandbox.tree();
    sandbox.plan(AFTER, FORCE);
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn with_force_shows_the_edits_that_would_be_lost() {
    let sandbox = Sandbox::with(BEFORE);
    sandbox.put("src/lib.rs", "mod edited;\n");
    sandbox.put("src/new.rs", "// mine\n");
    sandbox.put("src/old.rs", "// edited\n");
    let plan = sandbox.plan(AFTER, FORCE);
    let expected = "\
= Cargo.toml
~ src/lib.rs (edited: the edit is lost)
~ src/new.rs (not written by zeebe-bindgen: it is lost)
! src/old.rs (edited: it stays, but is no longer generated)
~ zeebe-bindgen.lock
0 created, 2 updated, 0 removed, 1 unchanged, 1 left in place
";
    assert_eq!(plan.to_string(), expected);
    assert!(plan.diff().contains("-mod edited;\n+mod a;\n"));
}

#[test]
fn says_when_there_is_nothing_to_do() {
    let sandbox = Sandbox::with(BEFORE);
    let plan = sandbox.plan(BEFORE, OWNED_ONLY);
    assert!(plan.is_current());
    assert_eq!(plan.diff(), "");
    assert_eq!(plan.summary().unchanged, 3);
}
