//! Comments and places of elements, from the descriptor's source info.

use std::collections::HashMap;

use prost_types::FileDescriptorProto;
use prost_types::source_code_info::Location;

use super::Origin;
use crate::diagnostics::{SourceId, SourceMap, Span};

/// Field numbers of `descriptor.proto`, of which the paths in source info are made.
pub(crate) mod tag {
    pub(crate) const FILE_MESSAGE: i32 = 4;
    pub(crate) const FILE_ENUM: i32 = 5;
    pub(crate) const FILE_SERVICE: i32 = 6;
    pub(crate) const FILE_PACKAGE: i32 = 2;
    pub(crate) const FILE_SYNTAX: i32 = 12;
    pub(crate) const MESSAGE_FIELD: i32 = 2;
    pub(crate) const MESSAGE_NESTED: i32 = 3;
    pub(crate) const MESSAGE_ENUM: i32 = 4;
    pub(crate) const MESSAGE_ONEOF: i32 = 8;
    pub(crate) const ENUM_VALUE: i32 = 2;
    pub(crate) const SERVICE_METHOD: i32 = 2;
    /// The name of every kind of element has number 1.
    pub(super) const NAME: i32 = 1;
}

/// Looks up what one file says about its elements.
pub(super) struct Docs<'a> {
    locations: HashMap<&'a [i32], &'a Location>,
    source: Option<SourceId>,
    sources: &'a SourceMap,
}

impl<'a> Docs<'a> {
    pub(super) fn new(
        file: &'a FileDescriptorProto,
        source: Option<SourceId>,
        sources: &'a SourceMap,
    ) -> Self {
        let info = file.source_code_info.iter().flat_map(|i| &i.location);
        Self { locations: info.map(|l| (l.path.as_slice(), l)).collect(), source, sources }
    }

    /// Comment and place of the element at a path.
    pub(super) fn origin(&self, path: &[i32], deprecated: bool) -> Origin {
        let location = self.locations.get(path);
        let mut name_path = path.to_vec();
        name_path.push(tag::NAME);
        let name = self.locations.get(name_path.as_slice()).or(location);
        Origin {
            doc: location.map_or_else(String::new, |l| comment(l)),
            span: name.and_then(|l| self.span(l)),
            deprecated,
        }
    }

    fn span(&self, location: &Location) -> Option<Span> {
        let id = self.source?;
        let source = self.sources.get(id)?;
        let at = |index: usize| {
            let number = location.span.get(index).copied();
            number.and_then(|n| usize::try_from(n).ok())
        };
        let (start_line, start_column) = (at(0)?, at(1)?);
        let (end_line, end_column) = match location.span.len() {
            3 => (start_line, at(2)?),
            _ => (at(2)?, at(3)?),
        };
        let start = source.offset(start_line, start_column);
        let end = source.offset(end_line, end_column);
        Some(Span::new(id, start..end))
    }
}

/// The comment of an element: the one above it, or else the one behind it.
fn comment(location: &Location) -> String {
    let leading = location.leading_comments.as_deref();
    let text = leading.or(location.trailing_comments.as_deref());
    let text = text.unwrap_or_default().replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let lines = lines.iter().map(|l| l.strip_prefix(' ').unwrap_or(l));
    lines.collect::<Vec<_>>().join("\n").trim_matches('\n').trim_end().to_owned()
}
