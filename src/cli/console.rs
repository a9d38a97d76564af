//! The two streams: data on standard output, messages on standard error.

use std::cell::Cell;
use std::io::{self, ErrorKind, IsTerminal as _, Write as _};

use serde::Serialize;

use super::args::Talk;
use zeebe_bindgen::diagnostics::report::{self, Format};
use zeebe_bindgen::diagnostics::{Code, Diagnostics, Severity};
use zeebe_bindgen::semantics;

/// How much is said besides findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Volume {
    Quiet,
    Normal,
    Verbose,
}

/// Where everything that is printed goes through.
#[derive(Debug)]
pub(super) struct Console {
    pub(super) format: Format,
    volume: Volume,
    failed: Cell<bool>,
}

impl Console {
    pub(super) fn new(talk: &Talk) -> Self {
        let volume = match (talk.quiet, talk.verbose) {
            (true, _) => Volume::Quiet,
            (false, false) => Volume::Normal,
            (false, true) => Volume::Verbose,
        };
        Self { format: talk.format.into(), volume, failed: Cell::new(false) }
    }

    /// Prints data as it is.
    pub(super) fn data(&self, text: &str) {
        let mut stdout = io::stdout().lock();
        let written = stdout.write_all(text.as_bytes());
        match written.and_then(|()| stdout.flush()) {
            Ok(()) => {}
            // The reader has seen enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
            Err(error) => {
                self.failed.set(true);
                self.to_stderr(&format!("cannot write to standard output: {error}\n"));
            }
        }
    }

    /// Prints data as JSON.
    pub(super) fn json(&self, data: &impl Serialize) {
        match serde_json::to_string_pretty(data) {
            Ok(text) => self.data(&(text + "\n")),
            Err(error) => {
                self.failed.set(true);
                self.to_stderr(&format!("cannot print as JSON: {error}\n"));
            }
        }
    }

    /// Whether something could not be printed.
    pub(super) fn failed(&self) -> bool {
        self.failed.get()
    }

    /// Tells people what was done.
    pub(super) fn say(&self, text: &str) {
        self.message(Volume::Normal, text);
    }

    /// Tells people who asked for it.
    pub(super) fn detail(&self, text: &str) {
        self.message(Volume::Verbose, text);
    }

    fn message(&self, from: Volume, text: &str) {
        if self.volume >= from && self.format == Format::Text {
            self.to_stderr(&format!("{}\n", text.trim_end()));
        }
    }

    /// Prints the findings. The TOML that decides what is undecided is data: all of it in one piece,
    /// so that standard output can go into a file as it is.
    pub(super) fn findings(&self, diagnostics: &Diagnostics) {
        let color = wants_color();
        let mut texts = Vec::new();
        for finding in diagnostics.found() {
            if self.volume == Volume::Quiet && finding.severity == Severity::Warning {
                continue;
            }
            let mut finding = finding.clone();
            if finding.code == Code::Undecided && self.format == Format::Text {
                finding.patch = None;
            }
            texts.push(report::one(&finding, &diagnostics.sources, self.format, color));
        }
        self.to_stderr(&report::join(&texts, self.format));
        if diagnostics.exit_code() == Code::Undecided.exit_code()
            && let Some(patch) = semantics::patch(diagnostics)
        {
            self.data(&format!("format = 1\n\n{patch}"));
        }
    }

    fn to_stderr(&self, text: &str) {
        // There is nowhere left to complain to.
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }
}

/// Colour is for terminals, and for people who have not asked to be spared.
fn wants_color() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    !refused && !dumb && io::stderr().is_terminal()
}
