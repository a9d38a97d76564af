//! What facts may ask for and SDKs do not have: each is a finding that names the field.

use super::model::{FieldModel, Kind, Many, Member, MessageModel, Model};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Reported, Span};
use crate::ir::{Api, Scalar};
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
