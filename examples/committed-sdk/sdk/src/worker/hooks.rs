//! The functions that a user gives to a worker, so called that a panic in one
//! harms nobody.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::{Observer, WorkerError};

type OnError = dyn Fn(&WorkerError) + Send + Sync;

/// Who is told what happens.
#[derive(Clone, Default)]
pub(super) struct Hooks {
    pub(super) observer: Option<Arc<dyn Observer>>,
    pub(super) on_error: Option<Arc<OnError>>,
}

impl Hooks {
    /// Tells the observer.
    pub(super) fn observe(&self, event: impl FnOnce(&dyn Observer)) {
        if let Some(observer) = &self.observer {
            guarded("the observer", || event(&**observer));
        }
    }

    /// Tells the error callback, and the log.
    pub(super) fn error(&self, error: &WorkerError) {
        tracing::error!("{error}");
        if let Some(on_error) = &self.on_error {
            guarded("the error callback", || on_error(error));
        }
    }
}

fn guarded(who: &'static str, call: impl FnOnce()) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(call)) {
        tracing::error!(message = panic_text(&*panic), "{who} of a worker panicked");
    }
}

/// What a panic says.
pub(super) fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let said = panic.downcast_ref::<&str>().copied();
    said.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hooks")
            .field("observer", &self.observer.is_some())
            .field("on_error", &self.on_error.is_some())
            .finish()
    }
}
