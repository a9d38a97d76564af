//! Keeping a second generation out of an output directory while one is writing into it. The guard
//! is the operating system's: it ends with the process, however that ends.
//!
//! On Unix the directory itself is locked, so that there is no guard file to leave behind or to
//! lose a race for. Windows cannot lock a directory; there it is a file that nobody else can open
//! and that the system deletes with its last handle.

use std::fs::File;
use std::io;
use std::path::Path;

/// Held as long as this lives.
#[derive(Debug)]
pub(super) struct Guard {
    _held: File,
}

/// How an attempt to get the guard ended.
#[derive(Debug)]
pub(super) enum Guarding {
    Held(Guard),
    /// Another generation has it.
    Busy,
    /// The file system cannot do it.
    Unsupported(io::Error),
}

#[cfg(unix)]
pub(super) fn take(dir: &Path) -> io::Result<Guarding> {
    use std::fs::TryLockError;

    let held = File::open(dir)?;
    Ok(match held.try_lock() {
        Ok(()) => Guarding::Held(Guard { _held: held }),
        Err(TryLockError::WouldBlock) => Guarding::Busy,
        Err(TryLockError::Error(error)) => Guarding::Unsupported(error),
    })
}

#[cfg(windows)]
pub(super) fn take(dir: &Path) -> io::Result<Guarding> {
    use std::fs::OpenOptions;
    use std::os::windows::fs::OpenOptionsExt;

    const GENERIC_WRITE: u32 = 0x4000_0000;
    const DELETE: u32 = 0x0001_0000;
    const FILE_FLAG_DELETE_ON_CLOSE: u32 = 0x0400_0000;
    const ERROR_SHARING_VIOLATION: i32 = 32;

    let opened = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .access_mode(GENERIC_WRITE | DELETE)
        .share_mode(0)
        .custom_flags(FILE_FLAG_DELETE_ON_CLOSE)
        .open(dir.join(super::path::GUARD_NAME));
    match opened {
        Ok(held) => Ok(Guarding::Held(Guard { _held: held })),
        Err(error) if error.raw_os_error() == Some(ERROR_SHARING_VIOLATION) => Ok(Guarding::Busy),
        Err(error) => Err(error),
    }
}

#[cfg(not(any(unix, windows)))]
pub(super) fn take(_dir: &Path) -> io::Result<Guarding> {
    Ok(Guarding::Unsupported(io::ErrorKind::Unsupported.into()))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_second_guard_waits_for_the_end_of_the_first() {
        let dir = tempfile::tempdir().expect("a directory");
        let first = take(dir.path()).expect("a guard");
        assert!(matches!(first, Guarding::Held(_)));
        assert!(matches!(take(dir.path()), Ok(Guarding::Busy)));
        drop(first);
        assert!(matches!(take(dir.path()), Ok(Guarding::Held(_))));
        assert_eq!(dir.path().read_dir().expect("readable").count(), 0);
    }
}
