//! Requests that are refused before anything is sent.

use std::borrow::Cow;
use std::fmt;

use super::one_line;

/// A request that the SDK refuses to send, and why.
///
/// Nothing has reached the gateway. The text names the call, the field and
/// what is wrong with it, e.g. `CompleteJob: variables.items[3].price: NaN is
/// not JSON`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ArgumentError {
    rpc: &'static str,
    path: String,
    problem: Cow<'static, str>,
}

impl ArgumentError {
    /// An error about the value that is just being looked at; who calls adds
    /// the field with [`at`](Self::at).
    pub(crate) fn new(problem: impl Into<Cow<'static, str>>) -> Self {
        Self { rpc: "", path: String::new(), problem: problem.into() }
    }

    /// Puts a field in front of the path.
    #[must_use]
    pub(crate) fn at(mut self, field: &str) -> Self {
        if !self.path.is_empty() && !self.path.starts_with('[') {
            self.path.insert(0, '.');
        }
        self.path.insert_str(0, field);
        self
    }

    /// Puts a position in a list in front of the path.
    #[must_use]
    pub(crate) fn at_index(self, index: usize) -> Self {
        self.at(&format!("[{index}]"))
    }

    /// Says which call was refused.
    #[must_use]
    pub(crate) fn of(mut self, rpc: &'static str) -> Self {
        self.rpc = rpc;
        self
    }

    /// The RPC, as the proto spells it.
    #[must_use]
    pub fn rpc(&self) -> &'static str {
        self.rpc
    }

    /// The path of the field or option, e.g. `variables.items[3].price`; empty
    /// if the whole request is meant.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong with it.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

impl fmt::Display for ArgumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in [self.rpc, &self.path] {
            if !part.is_empty() {
                write!(f, "{}: ", one_line(part))?;
            }
        }
        f.write_str(&one_line(&self.problem))
    }
}

impl std::error::Error for ArgumentError {}

#[cfg(test)]
mod tests {
    use super::ArgumentError;

    #[test]
    fn builds_the_path_from_the_inside_out() {
        let error = ArgumentError::new("must not be empty")
            .at("element_id")
            .at_index(2)
            .at("activate_instructions")
            .of("ModifyProcessInstance");
        assert_eq!(error.path(), "activate_instructions[2].element_id");
        assert_eq!(
            error.to_string(),
            "ModifyProcessInstance: activate_instructions[2].element_id: must not be empty"
        );
    }

    #[test]
    fn leaves_out_what_is_not_known() {
        assert_eq!(ArgumentError::new("no").to_string(), "no");
    }
}
