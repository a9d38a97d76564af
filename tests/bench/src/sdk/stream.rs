//! The worker, which streams, and polls beside it.

use crate::Problem;
use crate::work::{Handler, Work, Worker};

/// The worker, which streams, and polls beside it.
#[derive(Debug)]
pub struct Stream;

impl Worker for Stream {
    async fn run(work: Work, handler: Handler) -> Result<(), Problem> {
        super::work(&work, handler, |worker| worker.stream(true)).await
    }
}
