//! One answer to one situation, and files of them.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::EngineError;

/// What a gateway answered in a situation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// The call.
    pub rpc: String,
    /// The situation; unique within a call.
    pub situation: String,
    /// The name of the status.
    pub status: String,
    /// Whether the status came with details.
    pub details: bool,
    /// The reply, if there is one. Numbers that differ from run to run, such
    /// as keys and times, are `#`.
    pub reply: Option<String>,
}

impl Observation {
    /// Whether this is the answer to this call in this situation.
    #[must_use]
    pub fn is(&self, rpc: &str, situation: &str) -> bool {
        self.rpc == rpc && self.situation == situation
    }

    /// Whether this is the same call in the same situation.
    #[must_use]
    pub fn is_about(&self, other: &Self) -> bool {
        self.is(&other.rpc, &other.situation)
    }
}

/// Reads a file of observations.
///
/// # Errors
///
/// If there is none at this path.
pub fn read(path: &Path) -> Result<Vec<Observation>, EngineError> {
    let failed = |why: String| EngineError::failed(&path.to_string_lossy(), why);
    let text = std::fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
    let rows = text.lines().map(serde_json::from_str);
    rows.collect::<Result<_, _>>().map_err(|error| failed(error.to_string()))
}

/// Writes a file of observations.
///
/// # Errors
///
/// If it cannot be written.
pub fn write(path: &Path, rows: &[Observation]) -> Result<(), EngineError> {
    let failed = |why: String| EngineError::failed(&path.to_string_lossy(), why);
    let lines = rows.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>();
    let lines = lines.map_err(|error| failed(error.to_string()))?;
    std::fs::write(path, lines.join("\n") + "\n").map_err(|error| failed(error.to_string()))
}
