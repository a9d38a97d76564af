//! Reads a source file as tokens and lists what it names. Comments, strings and test code are left
//! out, so that a rule is only ever broken by code that is shipped.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A path that a file names, such as `crate::ir::Api` or `std::fs::write`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mention {
    /// The segments; `self` and `super` are resolved, so that the first is `crate`, a crate's name,
    /// or a name of the file's own scope.
    pub(crate) path: Vec<String>,
    /// Counted from 1.
    pub(crate) line: usize,
}

impl Mention {
    /// The path as it is written in Rust.
    pub(crate) fn text(&self) -> String {
        self.path.join("::")
    }
}

/// Every path of a file. `module` is where the file stands in the crate: `["language", "rust"]`.
pub(crate) fn mentions(text: &str, module: &[&str]) -> Result<Vec<Mention>, String> {
    let tokens: TokenStream = text.parse().map_err(|e| format!("does not lex: {e}"))?;
    let mut found = Vec::new();
    walk(tokens, module, &mut found);
    Ok(found)
}

fn walk(tokens: TokenStream, module: &[&str], found: &mut Vec<Mention>) {
    let tokens = without_tests(tokens.into_iter().collect());
    let mut at = 0;
    while at < tokens.len() {
        let end = match &tokens[at] {
            TokenTree::Ident(_) => path(&tokens, at, &[], module, found),
            TokenTree::Punct(_) if colons(&tokens, at) => path(&tokens, at + 2, &[], module, found),
            TokenTree::Group(group) => {
                walk(group.stream(), module, found);
                at + 1
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => at + 1,
        };
        at = end.max(at + 1);
    }
}

/// Reads a path that starts at `at`, with the segments before it; gives the token behind it.
fn path(
    tokens: &[TokenTree],
    at: usize,
    before: &[String],
    module: &[&str],
    found: &mut Vec<Mention>,
) -> usize {
    let mut segments = before.to_vec();
    let mut at = at;
    let mut line = 0;
    loop {
        match tokens.get(at) {
            Some(TokenTree::Ident(ident)) => {
                line = ident.span().start().line;
                segments.push(ident.to_string());
                at += 1;
            }
            // `use crate::{ir, naming::Case};`: every branch is a path of its own.
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                branches(group.stream(), &segments, module, found);
                return at + 1;
            }
            Some(token) if is_punct(token, '*') && segments.len() > before.len() => {
                segments.push("*".to_owned());
                at += 1;
                break;
            }
            _ => break,
        }
        if !colons(tokens, at) {
            break;
        }
        at += 2;
    }
    if segments.len() > before.len() {
        found.push(Mention { path: resolve(segments, module), line });
    }
    at
}

fn branches(stream: TokenStream, before: &[String], module: &[&str], found: &mut Vec<Mention>) {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    for branch in tokens.split(|t| is_punct(t, ',')) {
        path(branch, 0, before, module, found);
    }
}

fn colons(tokens: &[TokenTree], at: usize) -> bool {
    let colon = |at: usize| tokens.get(at).is_some_and(|t| is_punct(t, ':'));
    colon(at) && colon(at + 1)
}

fn is_punct(token: &TokenTree, c: char) -> bool {
    matches!(token, TokenTree::Punct(p) if p.as_char() == c)
}

/// Makes a path that starts with `self` or `super` start with `crate`.
fn resolve(segments: Vec<String>, module: &[&str]) -> Vec<String> {
    let own = usize::from(segments.first().is_some_and(|s| s == "self") && segments.len() > 1);
    let ups = segments.iter().skip(own).take_while(|s| *s == "super").count();
    if ups == 0 && own == 0 {
        return segments;
    }
    let kept = module.len().saturating_sub(ups);
    let outer = module[..kept].iter().map(|s| (*s).to_owned());
    let inner = segments.into_iter().skip(ups + own);
    std::iter::once("crate".to_owned()).chain(outer).chain(inner).collect()
}

/// Drops `#[cfg(test)]` with the item behind it.
fn without_tests(tokens: Vec<TokenTree>) -> Vec<TokenTree> {
    let mut kept = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_hash = is_punct(&token, '#');
        let starts_test = matches!(tokens.peek(), Some(TokenTree::Group(g))
            if is_hash && g.to_string().replace(' ', "") == "[cfg(test)]");
        if !starts_test {
            kept.push(token);
            continue;
        }
        // The attribute itself, then everything up to the end of the item.
        tokens.next();
        for token in tokens.by_ref() {
            let is_body =
                matches!(&token, TokenTree::Group(g) if g.delimiter() == Delimiter::Brace);
            if is_body || is_punct(&token, ';') {
                break;
            }
        }
    }
    kept
}
