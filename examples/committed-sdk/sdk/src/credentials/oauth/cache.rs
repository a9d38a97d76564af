//! A file that keeps tokens between runs of a program.
//!
//! It is a convenience: whatever is wrong with it is a warning in the log, and a
//! token is fetched instead. It is replaced as a whole, so nobody ever sees half
//! of it, and it is for its owner alone.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::TokenRequest;
use crate::credentials::Secret;

/// The token of one client in a file that may have those of others.
#[derive(Debug, Clone)]
pub(super) struct Cache {
    file: PathBuf,
    key: String,
}

/// What is in the file.
#[derive(Default, Serialize, Deserialize)]
struct Content {
    tokens: BTreeMap<String, Kept>,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    access_token: String,
    /// In seconds since 1970.
    obtained_at: u64,
    expires_at: u64,
}

/// Nothing that this module writes is longer.
const LARGEST: u64 = 1024 * 1024;

impl Cache {
    pub(super) fn new(file: &Path, request: &TokenRequest) -> Self {
        let said = |part: &Option<String>| part.clone().unwrap_or_default();
        let parts = [
            request.server.to_string(),
            request.client_id.clone(),
            said(&request.audience),
            said(&request.scope),
            said(&request.resource),
        ];
        Self { file: file.to_owned(), key: parts.join("\n") }
    }

    /// The token and how long it lasts, if there is one that does.
    pub(super) async fn read(&self) -> Option<(Secret, Duration)> {
        let cache = self.clone();
        let read = tokio::task::spawn_blocking(move || cache.find()).await;
        read.ok().flatten()
    }

    /// Keeps a token.
    pub(super) async fn write(&self, token: &Secret, lasts: Duration) {
        let (cache, token) = (self.clone(), token.clone());
        let now = now();
        let kept = Kept {
            access_token: token.reveal().to_owned(),
            obtained_at: now,
            expires_at: now.saturating_add(lasts.as_secs()),
        };
        let written = tokio::task::spawn_blocking(move || cache.change(Some(kept))).await;
        if written.is_err() {
            tracing::warn!("the file with tokens was not written");
        }
    }

    /// Forgets the token, without waiting for that.
    pub(super) fn forget(&self) {
        let cache = self.clone();
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn_blocking(move || cache.change(None));
        }
    }

    fn find(&self) -> Option<(Secret, Duration)> {
        let content = self.load();
        let kept = content.tokens.get(&self.key)?;
        let now = now();
        // A clock that was set back knows nothing about the token.
        let known = kept.obtained_at <= now && now < kept.expires_at;
        let token = kept.access_token.as_str();
        let fits = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
        (known && fits).then(|| (Secret::new(token), Duration::from_secs(kept.expires_at - now)))
    }

    fn change(&self, kept: Option<Kept>) {
        let mut content = self.load();
        let now = now();
        content.tokens.retain(|key, kept| *key != self.key && kept.expires_at > now);
        if let Some(kept) = kept {
            content.tokens.insert(self.key.clone(), kept);
        } else if !self.file.exists() {
            return;
        }
        if let Err(error) = self.replace(&content) {
            self.warn("cannot be written", &error);
        }
    }

    /// What is in the file, or nothing.
    fn load(&self) -> Content {
        match read_safely(&self.file) {
            Ok(Some(text)) => serde_json::from_slice(&text).unwrap_or_else(|error| {
                self.warn("is damaged and not used", &error);
                Content::default()
            }),
            Ok(None) => Content::default(),
            Err(error) => {
                self.warn("is not used", &error);
                Content::default()
            }
        }
    }

    /// Puts a new file in the place of the old one.
    fn replace(&self, content: &Content) -> io::Result<()> {
        let directory = self.file.parent().filter(|parent| !parent.as_os_str().is_empty());
        let directory = directory.unwrap_or(Path::new("."));
        make_directory(directory)?;
        let name = self.file.file_name().unwrap_or_default().to_string_lossy();
        let nanos = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        let new = directory.join(format!(".{name}.{}.{nanos}", std::process::id()));
        let written = write_new(&new, &serde_json::to_vec_pretty(content)?)
            .and_then(|()| fs::rename(&new, &self.file));
        if written.is_err() {
            let _ = fs::remove_file(&new);
        }
        written
    }

    fn warn(&self, what: &str, error: &dyn std::error::Error) {
        let file = self.file.display();
        tracing::warn!(%file, error = %error, "the file with tokens {what}");
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// The content of a file that nobody else can have written or read.
fn read_safely(file: &Path) -> io::Result<Option<Vec<u8>>> {
    let metadata = match fs::symlink_metadata(file) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if !metadata.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    if metadata.len() > LARGEST {
        return Err(io::Error::other("it is too long"));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = metadata.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            let text = format!("others may read or write it (mode {mode:o}, it has to be 600)");
            return Err(io::Error::other(text));
        }
    }
    fs::read(file).map(Some)
}

/// A directory that is missing is made, for its owner alone.
fn make_directory(directory: &Path) -> io::Result<()> {
    if directory.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(directory)
}

fn write_new(file: &Path, content: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(file)?;
    file.write_all(content)?;
    file.sync_all()
}
