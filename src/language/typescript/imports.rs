//! What the code of a file names, and so what it imports.

/// The code of a file, in lines.
pub(super) struct Code {
    lines: Vec<String>,
}

impl Code {
    /// These lines, of which texts are no code. There are no escapes in them.
    pub(super) fn of<'a>(lines: impl IntoIterator<Item = &'a String>) -> Self {
        let without_texts =
            |line: &String| line.split('"').step_by(2).collect::<Vec<_>>().join("\"");
        Self { lines: lines.into_iter().map(without_texts).collect() }
    }

    /// Whether a name stands in it that is no property.
    pub(super) fn names(&self, name: &str) -> bool {
        self.lines.iter().any(|line| uses(line, name).next().is_some())
    }

    /// Whether a function is called.
    pub(super) fn calls(&self, name: &str) -> bool {
        self.lines.iter().any(|line| uses(line, name).any(|behind| behind.starts_with('(')))
    }

    /// Whether something of an imported module is named.
    pub(super) fn uses_module(&self, name: &str) -> bool {
        self.lines.iter().any(|line| uses(line, name).any(|behind| behind.starts_with('.')))
    }

    /// Those of these names that stand in it.
    pub(super) fn those(&self, names: &[&'static str]) -> Vec<&'static str> {
        names.iter().copied().filter(|name| self.names(name)).collect()
    }
}

/// What stands behind each use of a name in a line.
fn uses<'a>(line: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    line.match_indices(name).filter_map(move |(at, _)| {
        let (before, behind) = (&line[..at], &line[at + name.len()..]);
        let is_word = !before.ends_with(|c| is_part(c) || c == '.') && !behind.starts_with(is_part);
        is_word.then_some(behind)
    })
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn only_names_that_are_no_properties_and_no_texts_count() {
        let lines = ["  values: message.values.map((one) => keys.of(\"wire.text\")),".to_owned()];
        let code = Code::of(&lines);
        assert!(code.uses_module("keys") && !code.uses_module("values") && !code.names("wire"));
        assert_eq!(code.those(&["one", "message", "on"]), ["one", "message"]);
    }
}
