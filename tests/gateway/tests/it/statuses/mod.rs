//! Which status answers which situation, call by call: what a real gateway
//! answers is the truth, and where they differ, the mock is wrong.

use std::fmt::Debug;

use tonic::{Code, Response, Status};

/// Lies in partition 0, which never exists.
pub(crate) const NOWHERE: i64 = 12_345;
/// Lies in partition 99.
pub(crate) const FAR: i64 = 99 << 51;
/// Lies in partition 1, but was never given out.
pub(crate) const UNUSED: i64 = (1 << 51) + 999_999;

pub(crate) type Answered<T> = Result<Response<T>, Status>;

#[track_caller]
pub(crate) fn ok<T: Debug>(situation: &str, answered: Answered<T>) -> T {
    match answered {
        Ok(response) => response.into_inner(),
        Err(status) => panic!("{situation}: {status:?}"),
    }
}

/// A refusal with details, whose text names something.
#[track_caller]
pub(crate) fn refused<T: Debug>(situation: &str, answered: Answered<T>, code: Code, part: &str) {
    let status = answered.expect_err(situation);
    assert_eq!(status.code(), code, "{situation}: {status:?}");
    assert!(status.message().contains(part), "{situation}: {status:?}");
    let details = status.details();
    assert!(!details.is_empty(), "{situation} has no details");
    assert_eq!(details[..2], [8, code as u8], "{situation}");
}

macro_rules! bad_variables {
    ($client:ident . $call:ident, $request:expr) => {
        let request = $request;
        for (text, part) in [
            ("[]", "ARRAY"),
            ("1", "INTEGER"),
            ("{a", "Invalid JSON"),
            (r#"{"a":NaN}"#, "Invalid JSON"),
        ] {
            let mut request = Clone::clone(&request);
            request.variables = text.to_owned();
            let answered = $client.$call(request).await;
            crate::statuses::refused(
                stringify!($call),
                answered,
                tonic::Code::InvalidArgument,
                part,
            );
        }
    };
}

macro_rules! by_key {
    ($client:ident . $call:ident, $field:ident, $request:expr) => {
        let request = $request;
        for (key, code, part) in [
            (0, tonic::Code::Unavailable, "partition 0"),
            (crate::statuses::NOWHERE, tonic::Code::Unavailable, "partition 0"),
            (crate::statuses::FAR, tonic::Code::Unavailable, "partition 99"),
            (crate::statuses::UNUSED, tonic::Code::NotFound, "2251799814685247"),
        ] {
            let mut request = Clone::clone(&request);
            request.$field = key;
            crate::statuses::refused(stringify!($call), $client.$call(request).await, code, part);
        }
    };
}

macro_rules! foreign_tenant {
    ($client:ident . $call:ident, $request:expr) => {
        let mut request = $request;
        request.tenant_id = "acme".to_owned();
        let answered = $client.$call(request).await;
        crate::statuses::refused(
            stringify!($call),
            answered,
            tonic::Code::InvalidArgument,
            "multi-tenancy is disabled",
        );
    };
}

mod instances;
mod jobs;
mod resources;
