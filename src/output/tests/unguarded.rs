//! The finding about a file system without locks, which no other test can have. Its snapshots are
//! with those of the other findings, under `tests/fixtures/bad`.

use std::io::ErrorKind;
use std::path::Path;

use super::super::obstacle;
use crate::diagnostics::Diagnostics;
use crate::diagnostics::report::{Format, render};

#[test]
fn a_file_system_that_cannot_keep_a_second_run_out() {
    let mut d = Diagnostics::new();
    d.push(obstacle::unguarded(Path::new("sdk"), &ErrorKind::Unsupported.into()));
    let json: serde_json::Value =
        serde_json::from_str(&render(&d, Format::Json, false)).expect("an object");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../../tests/fixtures/bad/zb509-unguarded");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::assert_snapshot!("text", render(&d, Format::Text, false));
        insta::assert_snapshot!("json", serde_json::to_string_pretty(&json).expect("JSON"));
    });
}
