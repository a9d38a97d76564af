//! The comments of a proto as protoc-gen-es prints them.

use std::collections::HashMap;

use prost_types::FileDescriptorProto;
use prost_types::source_code_info::Location;

use super::super::super::markup::visible;
use crate::ir::tag;

/// The comments of the elements of a file, by their paths in it.
pub(super) struct Comments<'a> {
    locations: HashMap<&'a [i32], &'a Location>,
}

impl<'a> Comments<'a> {
    /// What the source info of a file says.
    pub(super) fn of(file: &'a FileDescriptorProto) -> Self {
        let info = file.source_code_info.iter().flat_map(|info| &info.location);
        let mut locations: HashMap<&[i32], &Location> = HashMap::new();
        for location in info {
            locations.entry(&location.path).or_insert(location);
        }
        Self { locations }
    }

    /// The comment of an element and what it was made from.
    pub(super) fn doc(&self, path: &[i32], from: &str, is_deprecated: bool) -> String {
        let mut text = String::new();
        if let Some(location) = self.locations.get(path) {
            let leading = location.leading_comments.as_deref();
            let trailing = location.trailing_comments.as_deref();
            for comment in [leading, trailing].into_iter().flatten() {
                if !text.is_empty() {
                    text.push_str("\n\n");
                }
                text.push_str(&normal(comment));
                if text.ends_with('\n') {
                    text.pop();
                }
            }
        }
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let lines = text.split('\n').map(|line| line.strip_prefix(' ').unwrap_or(line));
        let mut text = lines.collect::<Vec<_>>().join("\n");
        text.push_str("@generated from ");
        text.push_str(from);
        if is_deprecated {
            text.push_str("\n@deprecated");
        }
        text
    }

    /// The comments above the syntax and above the package, each as lines.
    pub(super) fn of_file(&self) -> [String; 2] {
        [tag::FILE_SYNTAX, tag::FILE_PACKAGE].map(|number| {
            let mut out = String::new();
            let Some(location) = self.locations.get([number].as_slice()) else { return out };
            let detached = location.leading_detached_comments.iter();
            for comment in detached.chain(&location.leading_comments) {
                let comment = normal(comment);
                let comment = comment.strip_suffix('\n').unwrap_or(&comment);
                out.extend(comment.split('\n').map(|line| format!("//{}\n", shown(line))));
                out.push('\n');
            }
            out
        })
    }
}

/// Lines end as they end in every generated file.
fn normal(comment: &str) -> String {
    comment.replace("\r\n", "\n").replace('\r', "\n")
}

/// What nobody would see is written out: in some programs it would also end the comment.
fn shown(line: &str) -> String {
    line.split('\t').map(visible).collect::<Vec<_>>().join("\t")
}

/// A documentation comment.
pub(super) fn block(text: &str, indent: &str) -> String {
    let lines = text.split('\n').map(|line| match shown(line).replace("*/", "*\\/") {
        line if line.is_empty() => format!("{indent} *\n"),
        line => format!("{indent} * {line}\n"),
    });
    format!("{indent}/**\n{}{indent} */", lines.collect::<String>())
}
