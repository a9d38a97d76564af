//! `gateway/policy.rs`: how the SDK treats each RPC, as data.

use std::time::Duration;

use super::super::model::{Model, RpcModel};
use super::{text, words};
use crate::render::Template;
use crate::semantics::facts::{CallClass, Deadline, Status};

/// The whole file.
#[derive(Template)]
#[template(path = "rust/src/gateway/policy.rs.j2")]
pub(super) struct PolicyFile {
    policies: Vec<PolicyView>,
    durations: bool,
}

struct PolicyView {
    docs: String,
    constant: String,
    name: String,
    path: String,
    class: String,
    retry: Vec<String>,
    deadline: String,
    exempt: bool,
    already_applied: Vec<String>,
    since: String,
    deprecated: Option<String>,
    errors: Vec<ErrorView>,
}

struct ErrorView {
    code: &'static str,
    meaning: String,
}

impl PolicyFile {
    /// The view of a model.
    pub(super) fn new(model: &Model) -> Self {
        let policies: Vec<PolicyView> = model.rpcs.iter().map(|r| policy_view(model, r)).collect();
        Self { durations: policies.iter().any(|p| p.deadline.contains("Duration")), policies }
    }
}

fn policy_view(model: &Model, rpc: &RpcModel) -> PolicyView {
    let errors = rpc.errors.iter().map(|(status, meaning)| ErrorView {
        code: code(*status),
        meaning: text::literal(&text::plain(meaning)),
    });
    PolicyView {
        docs: format!("`{}`.", rpc.proto_name),
        constant: words::constant(&rpc.proto_name),
        name: rpc.proto_name.clone(),
        path: rpc.path.clone(),
        class: class(model, rpc),
        retry: retry(rpc),
        deadline: deadline(&rpc.deadline),
        exempt: rpc.backpressure_exempt,
        already_applied: rpc.after_retry.iter().map(|(s, _)| code(*s).to_owned()).collect(),
        since: rpc.since.clone().unwrap_or_default(),
        deprecated: text::deprecation(&rpc.doc),
        errors: errors.collect(),
    }
}

fn class(model: &Model, rpc: &RpcModel) -> String {
    if let Some(condition) = &rpc.idempotent_if {
        let request = model.message(rpc.request);
        let names = |indices: &[usize], what: &str| {
            let fields = indices.iter().filter_map(|&i| request?.field(i));
            fields.map(|f| format!("{} {what}", f.proto_name)).collect::<Vec<_>>()
        };
        let mut all = names(&condition.set, "is set");
        all.extend(names(&condition.positive, "is above zero"));
        return format!("CallClass::IdempotentIf({:?})", all.join(" and "));
    }
    let class = match rpc.class {
        CallClass::Read => "Read",
        CallClass::Idempotent => "Idempotent",
        CallClass::LastWriteWins => "LastWriteWins",
        CallClass::NonIdempotent => "NonIdempotent",
        CallClass::WorkerLoop => "WorkerLoop",
    };
    format!("CallClass::{class}")
}

/// The fields of the retry rule.
fn retry(rpc: &RpcModel) -> Vec<String> {
    let otherwise = rpc.retry.clone();
    let by_class = match &rpc.idempotent_if {
        Some(condition) => condition.retry.clone(),
        None => otherwise.clone(),
    };
    let mut at_least_once = by_class.clone();
    let more = otherwise.iter().chain(&rpc.at_least_once);
    for status in more {
        if !at_least_once.contains(status) {
            at_least_once.push(*status);
        }
    }
    vec![
        format!("by_class: &{},", codes(&by_class)),
        format!("otherwise: &{},", codes(&otherwise)),
        format!("at_least_once: &{},", codes(&at_least_once)),
    ]
}

fn codes(statuses: &[Status]) -> String {
    format!("[{}]", statuses.iter().map(|s| code(*s)).collect::<Vec<_>>().join(", "))
}

/// The deadline of a call whose RPC says nothing special: the client's own default.
const CLIENT_DEFAULT: Duration = Duration::from_secs(10);

fn deadline(deadline: &Deadline) -> String {
    match deadline {
        Deadline::None => "DeadlineRule::Unlimited".to_owned(),
        Deadline::After(after) if *after == CLIENT_DEFAULT => {
            "DeadlineRule::ClientDefault".to_owned()
        }
        Deadline::After(after) => format!("DeadlineRule::Fixed({})", duration(*after)),
        Deadline::FromField { plus, zero, .. } => format!(
            "DeadlineRule::RequestTimeout {{\n            gateway_default: {},\n            plus: {},\n        }}",
            duration(*zero),
            duration(*plus)
        ),
    }
}

fn duration(duration: Duration) -> String {
    if duration.subsec_millis() == 0 {
        format!("Duration::from_secs({})", duration.as_secs())
    } else {
        format!("Duration::from_millis({})", duration.as_millis())
    }
}

/// tonic's name of a status.
pub(super) fn code(status: Status) -> &'static str {
    match status {
        Status::Cancelled => "Code::Cancelled",
        Status::Unknown => "Code::Unknown",
        Status::InvalidArgument => "Code::InvalidArgument",
        Status::DeadlineExceeded => "Code::DeadlineExceeded",
        Status::NotFound => "Code::NotFound",
        Status::AlreadyExists => "Code::AlreadyExists",
        Status::PermissionDenied => "Code::PermissionDenied",
        Status::ResourceExhausted => "Code::ResourceExhausted",
        Status::FailedPrecondition => "Code::FailedPrecondition",
        Status::Aborted => "Code::Aborted",
        Status::OutOfRange => "Code::OutOfRange",
        Status::Unimplemented => "Code::Unimplemented",
        Status::Internal => "Code::Internal",
        Status::Unavailable => "Code::Unavailable",
        Status::DataLoss => "Code::DataLoss",
        Status::Unauthenticated => "Code::Unauthenticated",
    }
}
