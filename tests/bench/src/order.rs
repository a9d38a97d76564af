//! The objects that every program encodes and decodes.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

/// The variables of every instance and of every job: a small object.
#[derive(Debug, Serialize)]
pub struct Order {
    /// Differs from call to call.
    pub id: u64,
    /// Text.
    pub customer: &'static str,
    /// A number with a fraction.
    pub total: f64,
    /// A list.
    pub items: [&'static str; 2],
}

impl Order {
    /// The object of one call or job.
    #[must_use]
    pub fn new(id: u64) -> Self {
        Self { id, customer: "Ada Lovelace", total: 129.95, items: ["tea", "biscuits"] }
    }

    /// The object as the server writes it, which is quicker than a serializer.
    pub(crate) fn json(&self, available: Option<u64>) -> String {
        let Self { id, customer, total, items: [first, second] } = self;
        let mut json = String::with_capacity(128);
        // Writing to a string does not fail.
        let _ = write!(
            json,
            r#"{{"id":{id},"customer":"{customer}","total":{total},"items":["{first}","{second}"]"#
        );
        if let Some(available) = available {
            let _ = write!(json, r#","available":{available}"#);
        }
        json.push('}');
        json
    }
}

/// What a handler reads: an [`Order`].
#[derive(Debug, Deserialize)]
pub struct Received {
    /// Differs from job to job.
    pub id: u64,
    /// Text.
    pub customer: String,
    /// A number with a fraction.
    pub total: f64,
    /// A list.
    pub items: Vec<String>,
    /// When the job became available, in the nanoseconds of
    /// [`now`](crate::sample::now), if jobs come one at a time.
    pub available: Option<u64>,
}

/// What a job is completed with: two keys.
#[derive(Debug, Serialize)]
pub struct Approval {
    /// Differs from job to job.
    pub order: u64,
    /// Whether all is well.
    pub approved: bool,
}
