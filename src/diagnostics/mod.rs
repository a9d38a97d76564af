//! Findings: what every stage reports, and the collector they go to.
//!
//! A stage never prints and never stops at the first problem. It pushes [`Diagnostic`]s and, when
//! it cannot go on, returns [`Reported`]. How findings look on a terminal, in JSON or in a GitHub
//! log lives in [`report`]; where text came from lives in [`source`]; the closed list of codes in
//! [`code`].

pub mod code;
mod nearest;
pub mod report;
pub mod source;

pub use code::Code;
pub use nearest::nearest;
pub use source::{SourceId, SourceMap, Span};

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is written while there is one of these.
    Error,
    /// Generation goes on; the user should look.
    Warning,
}

impl Severity {
    /// The word used in every output format.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A place in a source and what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What; may be empty when the message says it all.
    pub text: String,
}

/// One finding: what is wrong, where, and the way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code, documented in `docs/diagnostics.md`.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// One sentence without a full stop.
    pub message: String,
    /// The first label is the primary place.
    pub labels: Vec<Label>,
    /// The way out, as an instruction to the user.
    pub help: Option<String>,
    /// Text to paste, such as the TOML that decides an undecided fact.
    pub patch: Option<String>,
}

impl Diagnostic {
    /// A finding that stops generation.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message.into())
    }

    /// A finding that does not stop generation.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message.into())
    }

    fn new(code: Code, severity: Severity, message: String) -> Self {
        Self { code, severity, message, labels: Vec::new(), help: None, patch: None }
    }

    /// Adds a place. A finding about something without a place (an option, a directory) has none.
    #[must_use]
    pub fn at(mut self, span: Option<Span>, text: impl Into<String>) -> Self {
        if let Some(span) = span {
            self.labels.push(Label { span, text: text.into() });
        }
        self
    }

    /// Says how to go on.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Attaches text that the user can paste.
    #[must_use]
    pub fn patch(mut self, patch: impl Into<String>) -> Self {
        self.patch = Some(patch.into());
        self
    }
}

/// A stage could not go on; the reason is in the collector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reported;

/// Every source read in a run and everything found in it.
#[derive(Debug, Default)]
pub struct Diagnostics {
    /// The texts that spans point into.
    pub sources: SourceMap,
    found: Vec<Diagnostic>,
}

impl Diagnostics {
    /// An empty collector.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding. The same finding twice is kept once.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if !self.found.contains(&diagnostic) {
            self.found.push(diagnostic);
        }
    }

    /// Adds the findings of another collector, whose sources are the same or none.
    pub fn append(&mut self, other: Self) {
        other.found.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }

    /// Adds a finding and gives the marker to return.
    pub fn fail(&mut self, diagnostic: Diagnostic) -> Reported {
        self.push(diagnostic);
        Reported
    }

    /// Everything found so far, in the order it was found.
    #[must_use]
    pub fn found(&self) -> &[Diagnostic] {
        &self.found
    }

    /// How many errors were found.
    #[must_use]
    pub fn error_count(&self) -> usize {
        let errors = self.found.iter();
        errors.filter(|d| d.severity == Severity::Error).count()
    }

    /// `Err` as soon as an error was found, so that a stage can end with it.
    ///
    /// # Errors
    /// [`Reported`] when there is at least one error.
    pub fn checkpoint(&self) -> Result<(), Reported> {
        if self.error_count() == 0 { Ok(()) } else { Err(Reported) }
    }

    /// The process exit code that these findings ask for: 0 without errors, else that of the first
    /// error in the order of how much it needs from the user.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        let errors = self.found.iter();
        errors
            .filter(|d| d.severity == Severity::Error)
            .map(|d| d.code.exit_code())
            .min_by_key(|code| code::EXIT_PRECEDENCE.iter().position(|p| p == code))
            .unwrap_or(0)
    }
}
