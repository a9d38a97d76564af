//! `explain`: where something comes from, what is known about it, and how it is spelled.
//!
//! `find` looks the name up, `spell` asks the languages, `rows` and `text` print.

mod find;
mod rows;
mod spell;
mod text;

use clap::Args;
use serde::Serialize;

use super::args::InputArgs;
use super::console::Console;
use super::project;
use find::Subject;
use spell::Spelled;
use zeebe_bindgen::diagnostics::report::Format;
use zeebe_bindgen::diagnostics::{Code, Diagnostic, Diagnostics, Reported, nearest};
use zeebe_bindgen::{export, pipeline};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// An RPC, Message, Message.field, Enum, Enum.VALUE, or the name of a key or a sentinel
    name: String,
    #[command(flatten)]
    input: InputArgs,
}

/// One element of that name; an RPC and a message may share it.
#[derive(Serialize)]
struct Explanation<'a> {
    name: String,
    #[serde(flatten)]
    subject: Subject<'a>,
    spelled: Vec<Spelled>,
}

pub(super) fn run(
    arguments: &Arguments,
    console: &Console,
    d: &mut Diagnostics,
) -> Result<(), Reported> {
    let config = project::find_config(console, d)?;
    let inputs = project::inputs(&arguments.input, config.as_ref());
    let loaded = pipeline::read(&inputs, d)?;
    let document = export::document(&loaded.annotated, &d.sources);
    let found = find::find(&document, &arguments.name);
    if found.is_empty() {
        return Err(d.fail(unknown(&arguments.name, &find::names(&document))));
    }
    let models = spell::models(&loaded.annotated);
    let explanations = found.into_iter().map(|subject| Explanation {
        name: find::short(&document, &subject),
        spelled: spell::spell(&subject, &loaded.annotated, &models),
        subject,
    });
    let explanations: Vec<Explanation<'_>> = explanations.collect();
    match console.format {
        Format::Json => console.json(&explanations),
        Format::Text | Format::Github => {
            let texts = explanations.iter().map(|e| text::text(e, &document));
            console.data(&texts.collect::<Vec<_>>().join("\n"));
        }
    }
    Ok(())
}

fn unknown(name: &str, known: &[String]) -> Diagnostic {
    let message = format!("there is no RPC, message, field, enum, key or sentinel `{name}`");
    let help = match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`zeebe-bindgen ir` lists everything that there is".to_owned(),
    };
    Diagnostic::error(Code::NameUnknown, message).help(help)
}
