//! `languages`: the table of languages and what each can do.

use serde::Serialize;

use super::console::Console;
use zeebe_bindgen::diagnostics::report::Format;
use zeebe_bindgen::language::{Capabilities, Info, registry};

#[derive(Serialize)]
struct Row {
    id: &'static str,
    title: &'static str,
    registry: &'static str,
    package: &'static str,
    capabilities: Vec<&'static str>,
    options: Vec<OptionRow>,
}

#[derive(Serialize)]
struct OptionRow {
    key: &'static str,
    /// The first is the default; none for any text.
    values: &'static [&'static str],
    doc: &'static str,
}

impl Row {
    fn new(info: &Info) -> Self {
        let options = info.options.iter().map(|option| OptionRow {
            key: option.key,
            values: option.values,
            doc: option.doc,
        });
        Self {
            id: info.id,
            title: info.title,
            registry: info.registry,
            package: info.package,
            capabilities: words(info.capabilities),
            options: options.collect(),
        }
    }
}

/// What a language can do, in the order of the documentation.
fn words(capabilities: Capabilities) -> Vec<&'static str> {
    let Capabilities { calls, client_streaming, worker, credentials } = capabilities;
    let all = [
        (calls, "calls"),
        (client_streaming, "client-streaming"),
        (worker, "worker"),
        (credentials, "credentials"),
    ];
    let can = all.into_iter().filter(|(can, _)| *can);
    can.map(|(_, word)| word).collect()
}

pub(super) fn run(console: &Console) {
    let rows = registry().iter().map(|language| Row::new(language.info()));
    let rows: Vec<Row> = rows.collect();
    match console.format {
        Format::Json => console.json(&rows),
        Format::Text | Format::Github => console.data(&table(&rows)),
    }
}

fn table(rows: &[Row]) -> String {
    let heading = ["ID", "LANGUAGE", "PACKAGE", "REGISTRY", "CAN"].map(str::to_owned);
    let rows = rows.iter().map(|row| {
        let can = row.capabilities.join(", ");
        [row.id, row.title, row.package, row.registry, &can].map(str::to_owned)
    });
    let all: Vec<_> = std::iter::once(heading).chain(rows).collect();
    let width = |column: usize| all.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let widths = [0, 1, 2, 3, 4].map(width);
    let lines = all.iter().map(|row| {
        let cells = row.iter().zip(widths);
        let line: String = cells.map(|(cell, w)| format!("{cell:w$}  ")).collect();
        format!("{}\n", line.trim_end())
    });
    lines.collect()
}
