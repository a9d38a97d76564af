//! What an API may ask for and the Python SDK does not have, and names that only Python puts side by
//! side: each is a finding.

use super::super::model::{MessageModel, Model};
use super::super::support::{self, Times};
use super::types::python_scalar;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Reported};
use crate::ir::{Api, Streaming};
use crate::naming::{Scope, Taken};

/// Milliseconds become `timedelta` and `datetime`.
const TIMES: Times = Times { fit: |scalar| python_scalar(scalar) == "int", what: "whole numbers" };

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
    }
    // A finding about a field is the shared check's; both are reported.
    let fields = support::check("Python", &TIMES, model, api, diagnostics);
    if diagnostics.error_count() > before { Err(Reported) } else { fields }
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
