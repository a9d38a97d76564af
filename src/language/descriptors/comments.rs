//! Comments go along with what is kept of a file: source info knows elements by their indices.

use prost_types::source_code_info::Location;
use prost_types::{DescriptorProto, FileDescriptorProto, SourceCodeInfo};

use crate::ir::tag;

/// The source info of a file for what was kept of it under its own names.
pub(super) fn moved(
    file: &FileDescriptorProto,
    kept: &FileDescriptorProto,
) -> Option<SourceCodeInfo> {
    let info = file.source_code_info.as_ref()?;
    let locations = info.location.iter();
    let locations = locations
        .filter_map(|old| Some(Location { path: in_file(file, kept, &old.path)?, ..old.clone() }));
    Some(SourceCodeInfo { location: locations.collect() })
}

fn in_file(
    file: &FileDescriptorProto,
    kept: &FileDescriptorProto,
    path: &[i32],
) -> Option<Vec<i32>> {
    match path {
        [tag::FILE_MESSAGE, at, rest @ ..] => {
            let rest = in_message(&file.message_type, &kept.message_type, *at, rest)?;
            Some([&[tag::FILE_MESSAGE], rest.as_slice()].concat())
        }
        [tag::FILE_ENUM, at, rest @ ..] => {
            let at = found(&file.enum_type, &kept.enum_type, *at, |e| e.name())?;
            Some([&[tag::FILE_ENUM, at], rest].concat())
        }
        [tag::FILE_SERVICE, at, rest @ ..] => {
            let at = found(&file.service, &kept.service, *at, |s| s.name())?;
            Some([&[tag::FILE_SERVICE, at], rest].concat())
        }
        path => Some(path.to_vec()),
    }
}

/// A path that begins with the index of a message.
fn in_message(
    all: &[DescriptorProto],
    kept: &[DescriptorProto],
    at: i32,
    rest: &[i32],
) -> Option<Vec<i32>> {
    let index = found(all, kept, at, |m| m.name())?;
    let old = all.get(usize::try_from(at).ok()?)?;
    let new = kept.get(usize::try_from(index).ok()?)?;
    let rest = match rest {
        [tag::MESSAGE_NESTED, at, rest @ ..] => {
            let rest = in_message(&old.nested_type, &new.nested_type, *at, rest)?;
            [&[tag::MESSAGE_NESTED], rest.as_slice()].concat()
        }
        [tag::MESSAGE_ENUM, at, rest @ ..] => {
            let at = found(&old.enum_type, &new.enum_type, *at, |e| e.name())?;
            [&[tag::MESSAGE_ENUM, at], rest].concat()
        }
        // Fields are kept together, or none of them.
        [tag::MESSAGE_FIELD | tag::MESSAGE_ONEOF, ..] if old.field.len() != new.field.len() => {
            return None;
        }
        rest => rest.to_vec(),
    };
    Some([&[index], rest.as_slice()].concat())
}

/// Where the element with an index went.
fn found<T>(all: &[T], kept: &[T], at: i32, name: impl Fn(&T) -> &str) -> Option<i32> {
    let wanted = name(all.get(usize::try_from(at).ok()?)?);
    i32::try_from(kept.iter().position(|element| name(element) == wanted)?).ok()
}
