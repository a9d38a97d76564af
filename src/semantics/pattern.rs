//! Facts by pattern: which fields a pattern matches, which pattern wins, and what a field ends up with.

use super::declared::{Declared, FieldDecl, MessageDecl, Overlay};
use super::facts::Stated;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::ir::Message;

/// The facts about one field of the proto, from patterns and from the field's own entry.
#[derive(Debug)]
pub(super) struct Effective {
    /// The facts.
    pub(super) facts: FieldDecl,
    /// Whether the field has an entry of its own.
    pub(super) listed: bool,
}

/// The patterns of the files, the more exact one later.
#[derive(Debug)]
pub(super) struct Patterns<'a> {
    patterns: Vec<Pattern<'a>>,
}

#[derive(Debug)]
struct Pattern<'a> {
    text: &'a str,
    exactness: usize,
    facts: &'a FieldDecl,
}

impl<'a> Patterns<'a> {
    pub(super) fn new(declared: &'a Declared) -> Self {
        let patterns = declared.patterns.iter().map(|(text, facts)| Pattern {
            text,
            exactness: text.chars().filter(|c| *c != '*').count(),
            facts,
        });
        let mut patterns: Vec<Pattern<'a>> = patterns.collect();
        patterns.sort_by(|a, b| (a.exactness, &a.facts.at).cmp(&(b.exactness, &b.facts.at)));
        Self { patterns }
    }

    /// What is known about each field of a message. Patterns are about the API's own messages.
    pub(super) fn fields(
        &self,
        message: &Message,
        declared: Option<&MessageDecl>,
        d: &mut Diagnostics,
    ) -> Vec<Effective> {
        let fields = message.fields.iter().map(|field| {
            let listed = declared.and_then(|message| message.fields.get(&field.name));
            let path = format!("{}.{}", message.path, field.name);
            let patterns = if message.imported { &[][..] } else { &self.patterns };
            effective(&path, patterns, listed, d)
        });
        fields.collect()
    }

    /// Warns about patterns that match none of these fields, given as `Message.field`.
    pub(super) fn report_unused(&self, fields: &[String], d: &mut Diagnostics) {
        for pattern in &self.patterns {
            if fields.iter().any(|field| matches(pattern.text, field)) {
                continue;
            }
            let message = format!("the pattern `{}` matches no field", pattern.text);
            let place = pattern.facts.at.last().copied();
            let finding = Diagnostic::warning(Code::PatternUnused, message).at(place, "");
            d.push(
                finding.help("a pattern is over `Message.field`, where `*` stands for anything"),
            );
        }
    }
}

/// What patterns and a field's own entry say together.
fn effective(
    path: &str,
    patterns: &[Pattern<'_>],
    listed: Option<&FieldDecl>,
    d: &mut Diagnostics,
) -> Effective {
    let matching = patterns.iter().filter(|p| matches(p.text, path));
    let matching: Vec<&Pattern<'_>> = matching.collect();
    let mut facts = FieldDecl::default();
    for pattern in &matching {
        facts.overlay(pattern.facts.clone());
    }
    if let Some(own) = listed {
        facts.overlay(own.clone());
    }
    report_ties(path, &matching, &facts, d);
    Effective { facts, listed: listed.is_some() }
}

/// Two patterns of one file that are equally exact must not say different things about a field,
/// unless something more exact settles it.
fn report_ties(path: &str, matching: &[&Pattern<'_>], outcome: &FieldDecl, d: &mut Diagnostics) {
    let mut in_effect = Vec::new();
    outcome.list(&mut in_effect);
    for (index, one) in matching.iter().enumerate() {
        for two in matching.iter().skip(index + 1) {
            if one.exactness != two.exactness || source(one) != source(two) {
                continue;
            }
            let mut clashes: Vec<(Stated, Stated)> = Vec::new();
            one.facts.clashes(two.facts, &mut clashes);
            clashes.retain(|(_, winner)| in_effect.contains(winner));
            for (first, second) in clashes {
                let message = format!(
                    "the patterns `{}` and `{}` are equally exact and contradict each other about `{path}`",
                    one.text, two.text
                );
                let finding = Diagnostic::error(Code::FactContradiction, message)
                    .at(Some(second.span), "one says this")
                    .at(Some(first.span), "the other says this");
                let help = format!("list the field `{path}` with what is right for it");
                d.push(finding.help(help));
            }
        }
    }
}

fn source(pattern: &Pattern<'_>) -> Option<crate::diagnostics::SourceId> {
    pattern.facts.at.last().map(|span| span.source)
}

/// Whether the whole text is as the pattern says; linear in practice, quadratic at worst.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut read) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while read < text.len() {
        if pattern.get(at) == Some(&b'*') {
            star = Some((at, read));
            at += 1;
        } else if pattern.get(at) == text.get(read) {
            at += 1;
            read += 1;
        } else if let Some((behind, taken)) = star {
            star = Some((behind, taken + 1));
            at = behind + 1;
            read = taken + 1;
        } else {
            return false;
        }
    }
    pattern.iter().skip(at).all(|c| *c == b'*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_anything_and_the_whole_text_must_match() {
        assert!(matches("*.tenantId", "CompleteJobRequest.tenantId"));
        assert!(matches("*Request.tenantId", "A.BRequest.tenantId"));
        assert!(matches("*", "A.b"));
        assert!(matches("A.b", "A.b"));
        assert!(matches("A*b*", "A.bb"));
        assert!(matches("*a*a*", "aa"));
        assert!(!matches("*.tenantId", "X.tenantIds"));
        assert!(!matches("A.b", "A.bc"));
        assert!(!matches("*a*a*a", "aa"));
        assert!(!matches("", "A.b"));
    }

    #[test]
    fn many_stars_do_not_explode() {
        let pattern = "*a".repeat(200) + "b";
        assert!(!matches(&pattern, &"a".repeat(2_000)));
    }
}
