//! Why the mock gateway answers differently from the broker where it does.

/// Call, situation, reason.
pub const REASONS: &[(&str, &str, &str)] = &[];
