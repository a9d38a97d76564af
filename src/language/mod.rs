//! Languages: one trait, one registry, one lowering for all.
//!
//! A language is a folder here and a folder in `templates/`. It answers what only it can know (how
//! names are spelled, which files a package has) and prints a [`model::Model`]. Walking the API,
//! choosing names, finding clashes and resolving what fields mean is [`lower`]'s work, done once for
//! every language.

pub mod defaults;
mod describe;
mod descriptors;
mod docs;
mod driver;
mod exceptions;
pub mod feature;
mod layout;
pub mod lower;
mod markup;
pub mod model;
mod parts;
mod policy;
mod python;
mod readme;
mod requests;
mod rust;
pub mod settings;
mod support;
pub mod target;
mod typescript;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Reported, Span, nearest};
use crate::naming::Spelling;
use crate::render::FileSet;
use crate::semantics::Annotated;
use model::Model;
use target::Target;

/// Where in a program a name stands; each position has its own case and reserved words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Position {
    /// A class, struct, enum or alias.
    Type,
    /// A type that stands for an RPC.
    Rpc,
    /// A type of named values.
    Sentinel,
    /// What nested types stand in: a module or a namespace; or the type of the message that they are
    /// nested in, in a language that gives the same spelling for both.
    Scope,
    /// A field or property.
    Field,
    /// A method that sets a field.
    Setter,
    /// A parameter of a function.
    Parameter,
    /// A method of the client, one per RPC.
    Method,
    /// A function that makes a message from what it needs.
    Constructor,
    /// A value of an enum, a member of a oneof, a named value.
    Variant,
}

impl Position {
    /// Every position.
    pub const ALL: [Self; 10] = [
        Self::Type,
        Self::Rpc,
        Self::Sentinel,
        Self::Scope,
        Self::Field,
        Self::Setter,
        Self::Parameter,
        Self::Method,
        Self::Constructor,
        Self::Variant,
    ];
}

/// What a language's SDK can do; shown by `zeebe-bindgen languages`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// Every RPC as an idiomatic call.
    pub calls: bool,
    /// RPCs in which the client streams.
    pub client_streaming: bool,
    /// The job worker.
    pub worker: bool,
    /// Credentials: OAuth, basic, bearer.
    pub credentials: bool,
}

/// What there is to say about a language without generating anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Info {
    /// The word on the command line and in configs.
    pub id: &'static str,
    /// For people.
    pub title: &'static str,
    /// The package registry of its ecosystem.
    pub registry: &'static str,
    /// The package name when the user states none.
    pub package: &'static str,
    /// What its SDK can do.
    pub capabilities: Capabilities,
    /// Whether requests are made by constructors and setters; otherwise fields are given by their
    /// names.
    pub setters: bool,
    /// Options of a target beyond the package's, with what they mean.
    pub options: &'static [OptionInfo],
}

/// An option of one language's targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OptionInfo {
    /// Key in the config.
    pub key: &'static str,
    /// The values it takes; the first is the default. Empty: any text.
    pub values: &'static [&'static str],
    /// What it does.
    pub doc: &'static str,
}

/// What the generator asks of a language.
pub trait Language: Sync {
    /// Who it is.
    fn info(&self) -> &'static Info;

    /// How names are spelled in a position.
    fn spelling(&self, position: Position) -> &'static Spelling;

    /// Whether a package name is one that its ecosystem accepts; else why not.
    ///
    /// # Errors
    /// One sentence on what a name must be like.
    fn check_package_name(&self, name: &str) -> Result<(), &'static str>;

    /// Prints the package.
    ///
    /// # Errors
    /// [`Reported`] when the language cannot express something; the finding names it.
    fn render(
        &self,
        annotated: &Annotated,
        model: &Model,
        target: &Target,
        diagnostics: &mut Diagnostics,
    ) -> Result<FileSet, Reported>;
}

/// Every language, in the order of the documentation.
#[must_use]
pub fn registry() -> &'static [&'static dyn Language] {
    &[&rust::Rust, &python::Python, &typescript::TypeScript]
}

/// The language of an id.
#[must_use]
pub fn find(id: &str) -> Option<&'static dyn Language> {
    registry().iter().copied().find(|l| l.info().id == id)
}

/// The language of an id that a user wrote, or a finding with the nearest one.
///
/// # Errors
/// [`Reported`] when there is no such language.
pub fn require(
    id: &str,
    span: Option<Span>,
    diagnostics: &mut Diagnostics,
) -> Result<&'static dyn Language, Reported> {
    if let Some(language) = find(id) {
        return Ok(language);
    }
    let ids = || registry().iter().map(|l| l.info().id);
    let help = match nearest(id, ids()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are: {}", ids().collect::<Vec<_>>().join(", ")),
    };
    let message = format!("there is no language `{id}`");
    let finding = Diagnostic::error(Code::LanguageUnknown, message).at(span, "");
    Err(diagnostics.fail(finding.help(help)))
}

/// Generates one package: lowers the API for the language and prints it.
///
/// # Errors
/// [`Reported`] when names clash, the target's options are wrong, or the language cannot express
/// something.
pub fn generate(
    language: &dyn Language,
    annotated: &Annotated,
    target: &Target,
    diagnostics: &mut Diagnostics,
) -> Result<FileSet, Reported> {
    target::check(language, target, diagnostics)?;
    let model = lower::lower(language, annotated, diagnostics)?;
    language.render(annotated, &model, target, diagnostics)
}
