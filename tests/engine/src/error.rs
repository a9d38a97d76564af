//! Why there is no engine, and what follows for the test that wants one.

use std::fmt;

/// Why there is no engine.
#[derive(Clone)]
pub enum EngineError {
    /// Something that has to be installed is not there.
    Missing(String),
    /// Everything is there, and it does not work.
    Failed(String),
}

impl EngineError {
    pub(crate) fn failed(what: &str, why: impl fmt::Display) -> Self {
        Self::Failed(format!("{what}: {why}"))
    }
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(what) => write!(f, "there is no {what}"),
            Self::Failed(why) => f.write_str(why),
        }
    }
}

/// As it is displayed: logs of engines have many lines, and tests show errors
/// so.
impl fmt::Debug for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl std::error::Error for EngineError {}

/// The engine, or nothing if its test is to be skipped because something is
/// not installed. With `REQUIRE_TOOLCHAINS` set nothing is skipped.
///
/// # Errors
///
/// If there ought to be an engine.
pub fn available<T>(engine: Result<T, EngineError>) -> Result<Option<T>, EngineError> {
    match engine {
        Ok(engine) => Ok(Some(engine)),
        Err(EngineError::Missing(what)) if std::env::var_os("REQUIRE_TOOLCHAINS").is_none() => {
            println!("skipped: there is no {what}");
            Ok(None)
        }
        Err(EngineError::Missing(what)) => {
            Err(EngineError::Failed(format!("there is no {what}, and REQUIRE_TOOLCHAINS is set")))
        }
        Err(error) => Err(error),
    }
}
