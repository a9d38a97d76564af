//! What an API may ask for and the Python SDK does not have, and names that only Python puts side by
//! side: each is a finding.

use super::super::model::Model;
use super::super::support::{self, Times};
use super::types::python_scalar;
use crate::diagnostics::{Diagnostics, Reported};
use crate::ir::Api;

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
    support::check_streams("Python", model, api, diagnostics);
    support::check_members("Python", model, api, diagnostics);
    // A finding about a field is the shared check's; both are reported.
    let fields = support::check("Python", &TIMES, model, api, diagnostics);
    if diagnostics.error_count() > before { Err(Reported) } else { fields }
}
