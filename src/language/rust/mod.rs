//! Rust: the crate `zeebe-sdk` on tonic and prost.

mod words;

use super::model::Model;
use super::target::Target;
use super::{Capabilities, Info, Language, Position};
use crate::diagnostics::{Diagnostics, Reported};
use crate::naming::Spelling;
use crate::render::FileSet;
use crate::semantics::Annotated;

/// The Rust backend.
#[derive(Debug)]
pub(super) struct Rust;

static INFO: Info = Info {
    id: "rust",
    title: "Rust",
    registry: "crates.io",
    package: "zeebe-sdk",
    capabilities: Capabilities {
        calls: true,
        client_streaming: true,
        worker: false,
        credentials: false,
    },
    options: &[],
};

impl Language for Rust {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn spelling(&self, position: Position) -> &'static Spelling {
        words::spelling(position)
    }

    fn check_package_name(&self, name: &str) -> Result<(), &'static str> {
        let ok = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let starts = name.starts_with(|c: char| c.is_ascii_alphabetic());
        if starts && name.len() <= 64 && name.chars().all(ok) {
            Ok(())
        } else {
            Err(
                "a crate name starts with a letter and has letters, digits, `-` and `_`, at most 64",
            )
        }
    }

    fn render(
        &self,
        _annotated: &Annotated,
        _model: &Model,
        _target: &Target,
        _diagnostics: &mut Diagnostics,
    ) -> Result<FileSet, Reported> {
        Ok(FileSet::default())
    }
}
