//! What an API may ask for and the TypeScript SDK does not have, and names that only TypeScript puts
//! side by side: each is a finding.

use super::super::model::Model;
use super::super::support::{self, Times};
use super::types::{flat_name, is_long};
use crate::diagnostics::{Diagnostics, Reported, Span};
use crate::ir::Api;

/// Milliseconds are bigints in messages.
const TIMES: Times = Times { fit: is_long, what: "64 bits" };

const TITLE: &str = "TypeScript";

/// Reports everything that cannot be printed as TypeScript.
///
/// # Errors
/// [`Reported`] when there is anything.
pub(super) fn check(
    model: &Model,
    api: &Api,
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    let before = diagnostics.error_count();
    support::check_streams(TITLE, model, api, diagnostics);
    support::check_members(TITLE, model, api, diagnostics);
    support::check_together(TITLE, named(model, api), diagnostics);
    let fields = support::check(TITLE, &TIMES, model, api, diagnostics);
    if diagnostics.error_count() > before { Err(Reported) } else { fields }
}

/// What the root of the package exports of the API: name, element, place.
fn named(model: &Model, api: &Api) -> Vec<(String, String, Option<Span>)> {
    let messages = model.messages().into_iter().map(|message| {
        let span = api.message(message.id).origin.span;
        (flat_name(&message.name), message.proto_path.clone(), span)
    });
    let enums = model.enums().into_iter().map(|item| {
        let span = api.enumeration(item.id).origin.span;
        (flat_name(&item.name), item.proto_path.clone(), span)
    });
    let keys = model.keys.iter();
    let keys = keys.map(|key| (key.name.clone(), format!("key {}", key.proto_name), None));
    let values = model.sentinels.iter();
    let values =
        values.map(|value| (value.name.clone(), format!("sentinel {}", value.proto_name), None));
    messages.chain(enums).chain(keys).chain(values).collect()
}
