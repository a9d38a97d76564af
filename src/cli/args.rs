//! Options that several commands share.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use zeebe_bindgen::diagnostics::report::Format;
use zeebe_bindgen::semantics::Undecided;

/// How the program talks.
#[derive(Debug, Args)]
pub(super) struct Talk {
    /// Form of the findings, and of the data of commands that have more than one form
    #[arg(long, global = true, value_enum, default_value_t = FormatArg::Text, value_name = "FORMAT")]
    pub(super) format: FormatArg,
    /// Print nothing but errors and data
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Say what is read and what happens to each file
    #[arg(short, long, global = true)]
    pub(super) verbose: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatArg {
    /// For people
    Text,
    /// For tools: one object per finding and line
    Json,
    /// For GitHub: workflow commands
    Github,
}

impl From<FormatArg> for Format {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Text => Self::Text,
            FormatArg::Json => Self::Json,
            FormatArg::Github => Self::Github,
        }
    }
}

/// What is read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub(super) struct InputArgs {
    /// A .proto, or a binary descriptor set (.pb, .binpb, .desc); without it that of the config, or
    /// else the embedded gateway.proto
    #[arg(long, value_name = "FILE")]
    pub(super) proto: Option<PathBuf>,
    #[command(flatten)]
    pub(super) beside: BesideProto,
    /// What to do about facts that nobody has stated
    #[arg(long, value_enum, default_value_t = UndecidedArg::Error, value_name = "WHAT")]
    pub(super) undecided: UndecidedArg,
}

/// What is read besides the proto.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub(super) struct BesideProto {
    /// A directory in which imports are looked up
    #[arg(short = 'I', long = "include", value_name = "DIR")]
    pub(super) include: Vec<PathBuf>,
    /// Semantics to lay over the embedded ones and those of the config; the later file wins
    #[arg(long, value_name = "FILE")]
    pub(super) semantics: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum UndecidedArg {
    /// Stop, and print the TOML to add
    Error,
    /// Go on with the most careful choice
    Warn,
}

impl From<UndecidedArg> for Undecided {
    fn from(undecided: UndecidedArg) -> Self {
        match undecided {
            UndecidedArg::Error => Self::Error,
            UndecidedArg::Warn => Self::Warn,
        }
    }
}
