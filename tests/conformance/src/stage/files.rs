//! Steps about files.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{Stage, answers};
use crate::scenario::{DeployFiles, FileCheck, WriteFile};
use crate::value::make::make;

impl Stage<'_> {
    pub(super) fn write(&self, file: &WriteFile) -> Result<(), String> {
        let path = make(&Value::from(file.path.as_str()), &self.saved)?;
        let path = Path::new(path.as_str().unwrap_or_default());
        let content = make(&file.base64, &self.saved)?;
        let content = STANDARD.decode(content.as_str().unwrap_or_default());
        let content = content.map_err(|error| error.to_string())?;
        std::fs::create_dir_all(path.parent().unwrap_or(path))
            .and_then(|()| std::fs::write(path, content))
            .map_err(|error| format!("{}: {error}", path.display()))
    }

    pub(super) async fn deploy_files(&self, files: &DeployFiles) -> Result<(), String> {
        let paths = make(&Value::from(files.paths.clone()), &self.saved)?;
        let line = json!({"do": "deploy_files", "client": files.client, "paths": paths});
        match (&files.error, self.ask(line).await?) {
            (None, Ok(_)) => Ok(()),
            (None, Err(error)) => Err(format!("expected success, found {error}")),
            (Some(_), Ok(said)) => Err(format!("expected an error, found {said}")),
            (Some(expected), Err(error)) => answers::error(&make(expected, &self.saved)?, &error),
        }
    }

    pub(super) fn file(&self, check: &FileCheck) -> Result<(), String> {
        let path = make(&Value::from(check.path.as_str()), &self.saved)?;
        let path = path.as_str().unwrap_or_default();
        let metadata = std::fs::metadata(path).map_err(|error| format!("{path}: {error}"))?;
        if let Some(mode) = &check.mode {
            has_mode(&metadata, mode).map_err(|problem| format!("{path}: {problem}"))?;
        }
        if metadata.is_dir() {
            return Ok(());
        }
        let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
        if let Some(part) = check.contains.iter().find(|part| !text.contains(part.as_str())) {
            return Err(format!("{path} lacks `{part}`"));
        }
        match check.lacks.iter().find(|part| text.contains(part.as_str())) {
            Some(part) => Err(format!("{path} has `{part}` in it")),
            None => Ok(()),
        }
    }
}

#[cfg(unix)]
fn has_mode(metadata: &std::fs::Metadata, expected: &str) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;

    let found = format!("{:o}", metadata.permissions().mode() & 0o777);
    match found == expected {
        true => Ok(()),
        false => Err(format!("expected the mode {expected}, found {found}")),
    }
}

#[cfg(not(unix))]
fn has_mode(_: &std::fs::Metadata, _: &str) -> Result<(), String> {
    Ok(())
}
