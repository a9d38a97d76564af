//! `diff`: what changed between two protos, and whether user code still compiles.

use std::path::{Path, PathBuf};

use clap::Args;

use super::args::BesideProto;
use super::console::Console;
use super::project;
use zeebe_bindgen::diagnostics::report::{Format, printable};
use zeebe_bindgen::diagnostics::{Code, Diagnostic, Diagnostics, Reported, SourceMap};
use zeebe_bindgen::diff::{self, Breaks, Change, Diff, LanguageDiff, Side};
use zeebe_bindgen::export::{self, Source};
use zeebe_bindgen::inputs::{self, Inputs};
use zeebe_bindgen::semantics::{Annotated, annotate_leniently};

/// How many reasons a language gets in the text.
const REASONS_SHOWN: usize = 12;

/// How many changes the finding points at; all of them are in the data.
const PLACES_SHOWN: usize = 5;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The proto that users have now
    old: PathBuf,
    /// The proto that they are to get
    new: PathBuf,
    #[command(flatten)]
    beside: BesideProto,
}

pub(super) fn run(
    arguments: &Arguments,
    console: &Console,
    d: &mut Diagnostics,
) -> Result<(), Reported> {
    let config = project::find_config(console, d)?;
    let inputs = project::beside_proto(&arguments.beside, config.as_ref());
    let old = read(&inputs, &arguments.old, d);
    let new = read(&inputs, &arguments.new, d);
    let (old, new) = (old?, new?);
    let [old_document, new_document] = [&old, &new].map(|a| export::document(a, &d.sources));
    let diff = diff::diff(
        &Side { document: &old_document, annotated: &old },
        &Side { document: &new_document, annotated: &new },
    );
    match console.format {
        Format::Json => console.json(&diff),
        Format::Text | Format::Github => console.data(&printable(&text(&diff))),
    }
    if diff.is_breaking() {
        let verdict = verdict(&diff, &d.sources);
        d.push(verdict);
    }
    Ok(())
}

/// One side. What the semantics leave open of it is no obstacle to comparing.
fn read(inputs: &Inputs, proto: &Path, d: &mut Diagnostics) -> Result<Annotated, Reported> {
    let mut inputs = inputs.clone();
    inputs.proto.proto = Some(proto.to_path_buf());
    let sources = inputs::open(&inputs, d)?;
    annotate_leniently(sources.api, &sources.layers, d)
}

fn verdict(diff: &Diff, sources: &SourceMap) -> Diagnostic {
    let languages = diff.languages.iter().filter(|language| !language.compiles);
    let titles: Vec<&str> = languages.map(|language| language.title).collect();
    let changes = match diff.breaking.len() {
        1 => "1 breaking change".to_owned(),
        n => format!("{n} breaking changes"),
    };
    let code = match titles.as_slice() {
        [] => "user code stays as it is in every language".to_owned(),
        titles if titles.len() == diff.languages.len() => {
            "user code has to change in every language".to_owned()
        }
        titles => format!("user code has to change in {}", titles.join(", ")),
    };
    let finding = Diagnostic::error(Code::BreakingChange, format!("{changes}; {code}"))
        .help("release the SDKs with a new major version, or keep what is there");
    diff.breaking.iter().take(PLACES_SHOWN).fold(finding, |finding, change| {
        let source = change.new.as_ref().or(change.old.as_ref());
        let place = source.and_then(|source| sources.line(&source.file, source.line));
        finding.at(place, change.what.as_str())
    })
}

fn text(diff: &Diff) -> String {
    let sections = [
        ("breaking", &diff.breaking),
        ("behaviour", &diff.behaviour),
        ("additive", &diff.additive),
        ("docs", &diff.docs),
    ];
    let mut out = String::new();
    for (title, changes) in sections {
        section(title, changes, &mut out);
    }
    if out.is_empty() {
        out.push_str("nothing changed\n\n");
    }
    out.push_str("user code\n");
    for language in &diff.languages {
        verdict_of(language, &mut out);
    }
    out
}

fn section(title: &str, changes: &[Change], out: &mut String) {
    if changes.is_empty() {
        return;
    }
    out.push_str(&format!("{title}\n"));
    let width = changes.iter().map(|change| change.element.chars().count()).max().unwrap_or(0);
    for change in changes {
        let breaks: Vec<&str> = change.breaks.iter().map(|b: &Breaks| b.as_str()).collect();
        let breaks =
            if breaks.is_empty() { String::new() } else { format!(" [{}]", breaks.join(", ")) };
        let line = format!("  {:width$}  {}{breaks}{}\n", change.element, change.what, at(change));
        out.push_str(&line);
    }
    out.push('\n');
}

fn at(change: &Change) -> String {
    let source = change.new.as_ref().or(change.old.as_ref());
    source.map_or_else(String::new, |Source { file, line }| format!("  ({file}:{line})"))
}

fn verdict_of(language: &LanguageDiff, out: &mut String) {
    let verdict =
        if language.compiles { "user code stays as it is" } else { "user code has to change" };
    out.push_str(&format!("  {}: {verdict}\n", language.title));
    for reason in language.reasons.iter().take(REASONS_SHOWN) {
        out.push_str(&format!("    {reason}\n"));
    }
    let more = language.reasons.len().saturating_sub(REASONS_SHOWN);
    if more > 0 {
        out.push_str(&format!("    and {more} more, which --format json lists\n"));
    }
}
