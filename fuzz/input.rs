//! One input of the fuzzer: a proto, a line, and facts about it; and the whole generator over it.
//!
//! The fuzz target and the ordinary test over the stored seeds both include this file.

use zeebe_bindgen::compile;
use zeebe_bindgen::diagnostics::report::{Format, render};
use zeebe_bindgen::diagnostics::{Diagnostics, Reported};
use zeebe_bindgen::ir;
use zeebe_bindgen::language::target::Target;
use zeebe_bindgen::language::{self, Language};
use zeebe_bindgen::semantics::{self, Annotated, Layer, Undecided};

/// Between the proto and the facts.
pub const SEPARATOR: &str = "\n--- facts ---\n";

/// Compiles, annotates and prints in every language, then prints what was found. Whatever the input
/// is, this returns.
pub fn run(input: &str) {
    let (proto, facts) = input.split_once(SEPARATOR).unwrap_or((input, "format = 1\n"));
    let mut d = Diagnostics::new();
    if let Ok(annotated) = annotate(proto, facts, &mut d) {
        for language in language::registry() {
            generate(*language, &annotated, &mut d);
        }
    }
    for format in [Format::Text, Format::Json, Format::Github] {
        drop(render(&d, format, false));
    }
}

fn annotate(proto: &str, facts: &str, d: &mut Diagnostics) -> Result<Annotated, Reported> {
    let compiled = compile::compile_text("input.proto", proto, d)?;
    let api = ir::build(&compiled, d)?;
    let layers = [Layer::user("input.semantics.toml", facts)];
    semantics::annotate(api, &layers, Undecided::Warn, d)
}

fn generate(language: &dyn Language, annotated: &Annotated, d: &mut Diagnostics) {
    let before = d.error_count();
    let outcome = language::generate(language, annotated, &Target::default(), d);
    // What is refused is said; what is printed was not found wrong.
    assert_eq!(outcome.is_err(), d.error_count() > before, "an error without a finding");
}
