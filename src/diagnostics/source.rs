//! Sources and spans: which text a finding points into, and where.

use std::ops::Range;
use std::sync::Arc;

/// One text that was read in this run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// A byte range of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The text it points into.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// A span over a byte range.
    #[must_use]
    pub fn new(source: SourceId, range: Range<usize>) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { source, start: clamp(range.start), end: clamp(range.end) }
    }
}

/// A line and a column, both counted from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// One text with the name users know it by.
#[derive(Debug, Clone)]
pub struct Source {
    name: String,
    text: Arc<str>,
    line_starts: Vec<usize>,
}

impl Source {
    /// The name shown in messages: a path as the user gave it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The byte offset of a position counted from 0, as descriptors count them.
    #[must_use]
    pub fn offset(&self, line: usize, column: usize) -> usize {
        let start = self.line_starts.get(line).copied();
        start.map_or(self.text.len(), |s| (s + column).min(self.text.len()))
    }

    /// Line and column of a byte offset.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_starts.partition_point(|s| *s <= offset).max(1);
        let start = self.line_starts.get(line - 1).copied().unwrap_or(0);
        let column = self.text[start..offset].chars().count() + 1;
        Position { line, column }
    }
}

/// All texts of a run.
#[derive(Debug, Default)]
pub struct SourceMap {
    sources: Vec<Source>,
}

impl SourceMap {
    /// Adds a text under the name that messages will show.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> SourceId {
        let text = text.into();
        let breaks = text.match_indices('\n').map(|(i, _)| i + 1);
        let line_starts = std::iter::once(0).chain(breaks).collect();
        let id = SourceId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX));
        self.sources.push(Source { name: name.into(), text, line_starts });
        id
    }

    /// The source behind an id; `None` only for an id of another map.
    #[must_use]
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.sources.get(usize::try_from(id.0).ok()?)
    }

    /// What stands on a line, counted from 1, of the source of a name.
    #[must_use]
    pub fn line(&self, name: &str, line: usize) -> Option<Span> {
        let index = self.sources.iter().position(|source| source.name == name)?;
        let source = &self.sources[index];
        let start = *source.line_starts.get(line.checked_sub(1)?)?;
        let text = source.text[start..].lines().next().unwrap_or_default();
        let from = start + (text.len() - text.trim_start().len());
        let id = SourceId(u32::try_from(index).ok()?);
        Some(Span::new(id, from..(start + text.trim_end().len()).max(from)))
    }

    /// `file:line`, the short way to say where something stands.
    #[must_use]
    pub fn locate(&self, span: Span) -> String {
        self.get(span.source).map_or_else(String::new, |source| {
            let line = source.position(span.start as usize).line;
            format!("{}:{line}", source.name())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_lines_from_one() {
        let mut map = SourceMap::default();
        let id = map.add("a.proto", "äb\ncd\n");
        let source = map.get(id).expect("just added");
        assert_eq!(source.position(0), Position { line: 1, column: 1 });
        assert_eq!(source.position(2), Position { line: 1, column: 2 });
        assert_eq!(source.position(1), Position { line: 1, column: 1 });
        assert_eq!(source.position(5), Position { line: 2, column: 2 });
        assert_eq!(source.position(99), Position { line: 3, column: 1 });
        assert_eq!(map.locate(Span::new(id, 5..6)), "a.proto:2");
    }

    #[test]
    fn a_line_is_what_stands_on_it() {
        let mut map = SourceMap::default();
        let id = map.add("a.proto", "a\n  bc \n\n");
        assert_eq!(map.line("a.proto", 2), Some(Span::new(id, 4..6)));
        assert_eq!(map.line("a.proto", 3), Some(Span::new(id, 8..8)));
        assert_eq!(map.line("a.proto", 0), None);
        assert_eq!(map.line("b.proto", 1), None);
    }
}
