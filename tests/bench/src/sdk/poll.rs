//! The worker, which polls.

use crate::Problem;
use crate::work::{Handler, Work, Worker};

/// The worker, which polls.
#[derive(Debug)]
pub struct Poll;

impl Worker for Poll {
    async fn run(work: Work, handler: Handler) -> Result<(), Problem> {
        super::work(&work, handler, |worker| worker).await
    }
}
