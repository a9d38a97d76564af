//! What an API may ask for and the Python SDK does not have, and names that only Python puts side by
//! side: each is a finding.

use super::super::model::{FieldModel, Kind, Many, Member, MessageModel, Model};
use super::types::python_scalar;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Reported, Span};
use crate::ir::{Api, Streaming};
use crate::naming::{Scope, Taken};
use crate::semantics::facts::{InstantKind, Required};

/// Reports everything that cannot be printed as Python.
///
/// # Errors
/// [`Reported`] when there is anything.
pub(super) fn check(
    model: &Model,
    api: &Api,
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    let before = diagnostics.error_count();
    for rpc in &model.rpcs {
        if matches!(rpc.streaming, Streaming::Client | Streaming::Bidi) {
            let span = api.rpcs().find(|r| r.path == rpc.path).and_then(|r| r.origin.span);
            let text =
                format!("`{}` cannot be called from Python: its client streams", rpc.proto_name);
            let finding = Diagnostic::error(Code::Unsupported, text).at(span, "");
            diagnostics.push(finding.help("leave the RPC out, or generate for another language"));
        }
    }
    for message in model.messages() {
        check_names(message, api, diagnostics);
        let fields = &api.message(message.id).fields;
        let span = |field: &FieldModel| fields.get(field.index).and_then(|f| f.origin.span);
        let mut refuse = |field: &FieldModel, what: &str, span: Option<Span>| {
            let path = format!("{}.{}", message.proto_path, field.proto_name);
            let text = format!("`{path}` cannot be printed in Python: {what}");
            let help = format!("state another fact about `{path}`, or none");
            let finding = Diagnostic::error(Code::Unsupported, text).at(span, "");
            diagnostics.push(finding.help(help));
        };
        for field in message.fields() {
            for what in missing(model, message, field) {
                refuse(field, what, span(field));
            }
        }
    }
    if diagnostics.error_count() > before { Err(Reported) } else { Ok(()) }
}

/// The members of a oneof are attributes beside the other fields.
fn check_names(message: &MessageModel, api: &Api, diagnostics: &mut Diagnostics) {
    let fields = &api.message(message.id).fields;
    let mut scope = Scope::default();
    for field in message.fields() {
        let path = format!("{}.{}", message.proto_path, field.proto_name);
        let span = fields.get(field.index).and_then(|f| f.origin.span);
        let taken = Taken { by: path.clone(), span, renamed_by: Some(path.clone()) };
        if let Err(first) = scope.take(&field.parameter, taken) {
            let name = &field.parameter;
            let text = format!("`{}` and `{path}` are both spelled `{name}` in Python", first.by);
            let help = format!(
                "state `name = \"anotherName\"` for `{path}` in a file given with --semantics"
            );
            let finding = Diagnostic::error(Code::NameClash, text);
            diagnostics.push(finding.at(span, "second").at(first.span, "first").help(help));
        }
    }
}

fn missing(model: &Model, message: &MessageModel, field: &FieldModel) -> Vec<&'static str> {
    let mut all = Vec::new();
    let kind = match &field.shape.kind {
        Kind::Sentinel(index) => model.sentinels.get(*index).map(|sentinel| &sentinel.inner),
        kind => Some(kind),
    };
    match kind {
        Some(Kind::Duration(scalar)) if python_scalar(*scalar) != "int" => {
            all.push("the runtime counts durations in whole numbers");
        }
        Some(Kind::Instant(InstantKind::EpochMs, scalar)) if python_scalar(*scalar) != "int" => {
            all.push("the runtime counts instants in whole numbers");
        }
        Some(_) | None => {}
    }
    if field.required == Some(Required::NonEmpty) && matches!(kind, Some(Kind::Json(_))) {
        all.push("JSON has no emptiness that could be required");
    }
    let is_in_oneof = message.members.iter().any(|member| match member {
        Member::Oneof(oneof) => oneof.variants.iter().any(|v| v.index == field.index),
        Member::Field(_) => false,
    });
    let is_single = matches!(field.shape.many, Many::One | Many::List) && !is_in_oneof;
    if field.tenant && !is_single {
        all.push("a tenant is a text or a list of texts, without presence");
    }
    let is_parameter = message.constructors.iter().any(|c| c.fields.contains(&field.index));
    let is_in_group = message.one_of.iter().any(|group| group.contains(&field.index));
    if is_in_oneof && (is_parameter || is_in_group || field.required.is_some()) {
        all.push("a member of a oneof is not asked for by itself");
    }
    all
}
