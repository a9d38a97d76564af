//! How findings look: text with the source line for people, JSON for tools, workflow commands for
//! GitHub. Nothing here decides anything.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

use super::{Diagnostic, Diagnostics, Severity, SourceId, SourceMap, Span};

/// In which form findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For people, with source lines.
    #[default]
    Text,
    /// One JSON object per finding and line.
    Json,
    /// GitHub workflow commands, which annotate the lines of a pull request.
    Github,
}

/// All findings in one form. Ends with a newline unless there is nothing to say.
#[must_use]
pub fn render(diagnostics: &Diagnostics, format: Format, color: bool) -> String {
    let found = diagnostics.found().iter();
    let texts = found.map(|finding| one(finding, &diagnostics.sources, format, color));
    join(&texts.collect::<Vec<_>>(), format)
}

/// Several findings, each from [`one`], apart from each other as their form has it. Ends with a newline
/// unless there are none.
#[must_use]
pub fn join(findings: &[String], format: Format) -> String {
    let between = match format {
        Format::Text => "\n\n",
        Format::Json | Format::Github => "\n",
    };
    let end = if findings.is_empty() { "" } else { "\n" };
    findings.join(between) + end
}

/// One finding in one form, without a newline at the end.
#[must_use]
pub fn one(diagnostic: &Diagnostic, sources: &SourceMap, format: Format, color: bool) -> String {
    match format {
        Format::Text => text(diagnostic, sources, color),
        Format::Json => json(diagnostic, sources),
        Format::Github => github(diagnostic, sources),
    }
}

fn text(diagnostic: &Diagnostic, sources: &SourceMap, color: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(printable(&diagnostic.message)).id(diagnostic.code.as_str());
    let mut group = Group::with_title(title);
    for id in mentioned(diagnostic) {
        let Some(source) = sources.get(id) else {
            continue;
        };
        let labels = diagnostic.labels.iter().enumerate();
        let annotations =
            labels.filter(|(_, label)| label.span.source == id).map(|(index, label)| {
                let kind =
                    if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
                let annotation = kind.span(snippet_range(source.text(), label.span));
                match label.text.as_str() {
                    "" => annotation,
                    text => annotation.label(printable(text)),
                }
            });
        let snippet = Snippet::source(source.text()).path(source.name());
        group = group.element(snippet.annotations(annotations));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(printable(help)));
    }
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut out = renderer.render(&[group]).to_string();
    if let Some(patch) = &diagnostic.patch {
        out.push_str("\n\n");
        out.push_str(patch.trim_end());
    }
    out
}

/// The sources that a finding has labels in, that of the first label first.
fn mentioned(diagnostic: &Diagnostic) -> Vec<SourceId> {
    diagnostic.labels.iter().fold(Vec::new(), |mut ids, label| {
        if !ids.contains(&label.span.source) {
            ids.push(label.span.source);
        }
        ids
    })
}

/// A range that lies on character boundaries and is never empty past the end.
fn snippet_range(text: &str, span: Span) -> std::ops::Range<usize> {
    let floor = |n: u32| {
        let mut n = (n as usize).min(text.len());
        while !text.is_char_boundary(n) {
            n -= 1;
        }
        n
    };
    let start = floor(span.start);
    start..floor(span.end).max(start)
}

/// Control and direction characters made visible, so that a message cannot rewrite the terminal.
#[must_use]
pub fn printable(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        if (c.is_control() && c != '\n' && c != '\t') || is_invisible(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
        out
    })
}

/// Zero-width and direction-changing characters, the fillers that look like nothing, and all others
/// that Unicode calls ignorable: they make text read differently from what it is. The selectors of
/// emoji and of variants of a glyph (U+FE00 to U+FE0F) change only how a character looks.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    labels: Vec<JsonLabel<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    patch: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonLabel<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    text: &'a str,
}

fn json(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let labels = diagnostic.labels.iter().filter_map(|label| {
        let source = sources.get(label.span.source)?;
        let start = source.position(label.span.start as usize);
        let end = source.position(label.span.end as usize);
        Some(JsonLabel {
            file: source.name(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            text: &label.text,
        })
    });
    let finding = JsonFinding {
        code: diagnostic.code.as_str(),
        severity: diagnostic.severity.as_str(),
        message: &diagnostic.message,
        labels: labels.collect(),
        help: diagnostic.help.as_deref(),
        patch: diagnostic.patch.as_deref(),
    };
    serde_json::to_string(&finding).unwrap_or_default()
}

fn github(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let mut properties = Vec::new();
    if let Some(label) = diagnostic.labels.first()
        && let Some(source) = sources.get(label.span.source)
    {
        let start = source.position(label.span.start as usize);
        properties.push(format!("file={}", github_property(source.name())));
        properties.push(format!("line={}", start.line));
        properties.push(format!("col={}", start.column));
    }
    properties.push(format!("title={}", diagnostic.code.as_str()));
    let mut message = diagnostic.message.clone();
    for extra in [&diagnostic.help, &diagnostic.patch].into_iter().flatten() {
        message.push('\n');
        message.push_str(extra);
    }
    format!(
        "::{} {}::{}",
        diagnostic.severity.as_str(),
        properties.join(","),
        github_data(&message)
    )
}

/// Escaping of a workflow command's message, as the runner undoes it.
fn github_data(text: &str) -> String {
    printable(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escaping of a workflow command's property.
fn github_property(text: &str) -> String {
    github_data(text).replace(':', "%3A").replace(',', "%2C")
}
