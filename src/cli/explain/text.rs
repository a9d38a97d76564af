//! An explanation as text.

use super::Explanation;
use super::rows::{self, Row};
use zeebe_bindgen::diagnostics::report::printable;
use zeebe_bindgen::export::{Document, Source, Stated};

/// The whole text, with a newline at its end.
pub(super) fn text(explanation: &Explanation<'_>, document: &Document) -> String {
    let subject = &explanation.subject;
    let mut out = format!("{} {}", subject.kind(), explanation.name);
    if let Some(source) = subject.source() {
        out.push_str(&format!("    {}", at(source)));
    }
    out.push_str(&format!("\n  {}\n", rows::declaration(subject, document)));
    if !subject.doc().is_empty() {
        out.push('\n');
        for line in subject.doc().lines() {
            out.push_str(format!("  {line}").trim_end());
            out.push('\n');
        }
    }
    section("known", &rows::rows(subject, document), &mut out);
    section("stated", &stated(subject.facts()), &mut out);
    section("stated of its class", &stated(rows::class_facts(subject, document)), &mut out);
    let spelled = explanation.spelled.iter().map(|spelled| {
        let holds = spelled.holds.as_ref();
        let holds = holds.map_or_else(String::new, |holds| format!(": {holds}"));
        let text = format!("{} {}{holds}", spelled.position, spelled.name);
        (spelled.language.to_owned(), text)
    });
    section("spelled", &spelled.collect::<Vec<_>>(), &mut out);
    printable(&out)
}

/// Facts by the line they are stated on, in the order of the files.
fn stated(facts: &[Stated]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut facts: Vec<&Stated> = facts.iter().collect();
    facts.sort_by_key(|fact| (&fact.source.file, fact.source.line));
    for fact in facts {
        let row = (at(&fact.source), fact.text.clone());
        if rows.last() != Some(&row) {
            rows.push(row);
        }
    }
    rows
}

fn at(source: &Source) -> String {
    format!("{}:{}", source.file, source.line)
}

fn section(title: &str, rows: &[Row], out: &mut String) {
    if rows.is_empty() {
        return;
    }
    out.push_str(&format!("\n{title}\n"));
    let width = rows.iter().map(|(heading, _)| heading.len()).max();
    let width = width.unwrap_or(0);
    let mut last = "";
    for (heading, text) in rows {
        let shown = if heading == last { "" } else { heading };
        out.push_str(&format!("  {shown:width$}  {text}\n"));
        last = heading;
    }
}
