//! What a new config looks like: everything that can be set, with a comment.

use crate::language::target::{DEFAULT_LICENSE, DEFAULT_VERSION};
use crate::language::{self, Language};

/// The longest line of a comment.
const WIDTH: usize = 100;

const HEAD: &str = "\
# What zeebe-bindgen generates for this project. Paths are relative to this file.
#
#   zeebe-bindgen generate    writes the packages below
#   zeebe-bindgen check       fails when one of them is not up to date: for CI

# The proto, as text or as a binary descriptor set. Without it: the gateway.proto that zeebe-bindgen
# was made for.
# proto = \"proto/gateway.proto\"

# Directories in which imports of the proto are looked up, besides its own.
# include = [\"proto\"]

# Facts that are laid over the built-in ones, the later file over the earlier: for elements of a newer
# proto, or to decide something differently.
# semantics = [\"gateway.semantics.toml\"]
";

/// The text of a new config: a target for the first language, and one in comments for each other.
#[must_use]
pub fn commented() -> String {
    let mut text = HEAD.to_owned();
    text.push_str("\n# One per package.\n");
    for (index, language) in language::registry().iter().enumerate() {
        let target = target(*language);
        match index {
            0 => text.push_str(&target),
            _ => target.lines().for_each(|line| comment(line, &mut text)),
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn target(language: &dyn Language) -> String {
    let info = language.info();
    let mut text = format!(
        "[[target]]
language = \"{id}\"
out = \"generated/{id}\"
# The package, in {registry}.
# package.name = \"{name}\"
# package.version = \"{DEFAULT_VERSION}\"
# package.license = \"{DEFAULT_LICENSE}\"
# package.repository = \"https://example.com/my/repository\"
",
        id = info.id,
        name = info.package,
        registry = info.registry,
    );
    for option in info.options {
        wrap(option.doc, &mut text);
        let value = option.values.first().copied().unwrap_or_default();
        text.push_str(&format!("# {} = \"{value}\"\n", option.key));
    }
    text
}

/// A comment of as many lines as it takes.
fn wrap(doc: &str, text: &mut String) {
    let mut line = "#".to_owned();
    for word in doc.split_whitespace() {
        if line.len() + word.len() >= WIDTH {
            text.push_str(&line);
            text.push('\n');
            "#".clone_into(&mut line);
        }
        line.push(' ');
        line.push_str(word);
    }
    text.push_str(&line);
    text.push_str(".\n");
}

fn comment(line: &str, text: &mut String) {
    let line = line
        .strip_prefix("# ")
        .map_or_else(|| format!("# {line}"), |commented| format!("#   {commented}"));
    text.push_str(line.trim_end());
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::parse::parse;
    use crate::diagnostics::Diagnostics;

    #[test]
    fn is_valid_as_it_is_and_with_every_comment_taken_away() {
        let text = commented();
        let mut d = Diagnostics::new();
        let config = parse(Path::new(""), "c", &text, &mut d).expect("valid");
        assert_eq!(config.targets.len(), 1);

        let settings = text.lines().map(|line| {
            let inner = line.trim_start_matches(['#', ' ']);
            let setting = inner.starts_with("[[") || inner.contains(" = ");
            if setting { inner } else { "" }
        });
        let all = settings.collect::<Vec<_>>().join("\n");
        let config = parse(Path::new(""), "c", &all, &mut d);
        assert_eq!(d.found(), []);
        let targets = config.expect("valid").targets;
        assert_eq!(targets.len(), language::registry().len());
    }
}
