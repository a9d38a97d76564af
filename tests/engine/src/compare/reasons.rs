//! Why the mock gateway answers differently from the broker where it does.

/// Call, situation, reason.
pub const REASONS: &[(&str, &str, &str)] = &[
    ("EvaluateDecision", "by id", SET_BEFOREHAND),
    ("EvaluateDecision", "by key", SET_BEFOREHAND),
    ("EvaluateDecision", "id and key", SET_BEFOREHAND),
    ("ModifyProcessInstance", "ancestor 0, its scope active twice", ONE_SCOPE),
    ("ModifyProcessInstance", "ancestor -1, its scope active twice", ONE_SCOPE),
];

const SET_BEFOREHAND: &str =
    "it evaluates no decision; its settings say the result, without the rules and inputs";

const ONE_SCOPE: &str = "it knows no instances of sub-processes, so none is ambiguous";
