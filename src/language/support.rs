//! What facts may ask for and SDKs do not have: each is a finding that names the field.

use super::model::{FieldModel, Kind, Many, Member, MessageModel, Model};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Reported, Span};
use crate::ir::{Api, Scalar, Streaming};
use crate::naming::{Scope, Taken};
use crate::semantics::facts::{InstantKind, Required};

/// What the runtime of a language can count time in.
pub(super) struct Times {
    /// Whether milliseconds may be of this scalar.
    pub(super) fit: fn(Scalar) -> bool,
    /// What they have to be, as people read it.
    pub(super) what: &'static str,
}

/// Reports every field that a language cannot print.
///
/// # Errors
/// [`Reported`] when there is one.
pub(super) fn check(
    title: &str,
    times: &Times,
    model: &Model,
    api: &Api,
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    let before = diagnostics.error_count();
    for message in model.messages() {
        let fields = &api.message(message.id).fields;
        let span = |field: &FieldModel| fields.get(field.index).and_then(|f| f.origin.span);
        let mut refuse = |field: &FieldModel, what: &str, span: Option<Span>| {
            let path = format!("{}.{}", message.proto_path, field.proto_name);
            let text = format!("`{path}` cannot be printed in {title}: {what}");
            let help = format!("state another fact about `{path}`, or none");
            let finding = Diagnostic::error(Code::Unsupported, text).at(span, "");
            diagnostics.push(finding.help(help));
        };
        for field in message.fields() {
            for what in missing(times, model, message, field) {
                refuse(field, &what, span(field));
            }
        }
    }
    if diagnostics.error_count() > before { Err(Reported) } else { Ok(()) }
}

/// Reports every call whose client streams, for a language that has none.
pub(super) fn check_streams(title: &str, model: &Model, api: &Api, diagnostics: &mut Diagnostics) {
    for rpc in &model.rpcs {
        if matches!(rpc.streaming, Streaming::Client | Streaming::Bidi) {
            let span = api.rpcs().find(|r| r.path == rpc.path).and_then(|r| r.origin.span);
            let text =
                format!("`{}` cannot be called from {title}: its client streams", rpc.proto_name);
            let finding = Diagnostic::error(Code::Unsupported, text).at(span, "");
            diagnostics.push(finding.help("leave the RPC out, or generate for another language"));
        }
    }
}

/// Reports names that meet where the members of a oneof stand beside the other fields.
pub(super) fn check_members(title: &str, model: &Model, api: &Api, diagnostics: &mut Diagnostics) {
    for message in model.messages() {
        let fields = &api.message(message.id).fields;
        let names = message.fields().map(|field| {
            let path = format!("{}.{}", message.proto_path, field.proto_name);
            let span = fields.get(field.index).and_then(|f| f.origin.span);
            (field.parameter.clone(), path, span)
        });
        check_together(title, names.collect(), diagnostics);
    }
}

/// Reports elements that get one name in one place. Each has its name, what it is in the proto, and
/// where it stands there.
pub(super) fn check_together(
    title: &str,
    elements: Vec<(String, String, Option<Span>)>,
    diagnostics: &mut Diagnostics,
) {
    let mut scope = Scope::default();
    for (name, path, span) in elements {
        let taken = Taken { by: path.clone(), span, renamed_by: Some(path.clone()) };
        if let Err(first) = scope.take(&name, taken) {
            let text = format!("`{}` and `{path}` are both spelled `{name}` in {title}", first.by);
            // Nothing renames what has no place in the proto.
            let renamed = if span.is_some() { &path } else { &first.by };
            let help = format!(
                "state `name = \"anotherName\"` for `{renamed}` in a file given with --semantics"
            );
            let finding = Diagnostic::error(Code::NameClash, text);
            diagnostics.push(finding.at(span, "second").at(first.span, "first").help(help));
        }
    }
}

fn missing(
    times: &Times,
    model: &Model,
    message: &MessageModel,
    field: &FieldModel,
) -> Vec<String> {
    let mut all = Vec::new();
    let kind = match &field.shape.kind {
        Kind::Sentinel(index) => model.sentinels.get(*index).map(|sentinel| &sentinel.inner),
        kind => Some(kind),
    };
    match kind {
        Some(Kind::Duration(scalar)) if !(times.fit)(*scalar) => {
            all.push(format!("the runtime counts durations in {}", times.what));
        }
        Some(Kind::Instant(InstantKind::EpochMs, scalar)) if !(times.fit)(*scalar) => {
            all.push(format!("the runtime counts instants in {}", times.what));
        }
        Some(_) | None => {}
    }
    if field.required == Some(Required::NonEmpty) && matches!(kind, Some(Kind::Json(_))) {
        all.push("JSON has no emptiness that could be required".to_owned());
    }
    let is_in_oneof = message.members.iter().any(|member| match member {
        Member::Oneof(oneof) => oneof.variants.iter().any(|v| v.index == field.index),
        Member::Field(_) => false,
    });
    let is_single = matches!(field.shape.many, Many::One | Many::List) && !is_in_oneof;
    if field.tenant && !is_single {
        all.push("a tenant is a text or a list of texts, without presence".to_owned());
    }
    let is_parameter = message.constructors.iter().any(|c| c.fields.contains(&field.index));
    let is_in_group = message.one_of.iter().any(|group| group.contains(&field.index));
    if is_in_oneof && (is_parameter || is_in_group || field.required.is_some()) {
        all.push("a member of a oneof is not asked for by itself".to_owned());
    }
    all
}
