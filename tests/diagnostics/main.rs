//! Every finding as users see it: one fixture per code under `tests/fixtures/bad`, run through the
//! real program, with what it prints as text and as JSON beside it.
//!
//! [`fixture`] says what such a folder holds, [`program`] runs it, [`snapshots`] compares. Findings
//! that no command line brings about are made in [`beyond`]. [`catalogue`] keeps
//! `docs/diagnostics.md` complete; [`proto`] goes through the mistakes that a proto can have.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod beyond;
mod catalogue;
mod fixture;
mod program;
mod proto;
mod snapshots;

use std::path::{Path, PathBuf};

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}
