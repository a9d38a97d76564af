//! `gateway/policy.rs`: how the SDK treats each RPC, as data.

use std::time::Duration;

use super::super::markup;
use super::super::model::{Model, RpcModel, Text};
use super::super::policy::{self, Limit, Repeats};
use super::layout::{array, braced, import, list};
use super::{text, types};
use crate::render::Template;
use crate::semantics::facts::{CallClass, Status};

/// The whole file.
#[derive(Template)]
#[template(path = "rust/src/gateway/policy.rs.j2")]
pub(super) struct PolicyFile {
    policies: Vec<PolicyView>,
    codes: bool,
    durations: bool,
    imports: Vec<String>,
    all: Vec<String>,
}

struct PolicyView {
    docs: String,
    constant: String,
    name: String,
    path: String,
    class: String,
    retry: Vec<String>,
    deadline: Vec<String>,
    exempt: bool,
    already_applied: Vec<String>,
    since: String,
    deprecated: Vec<String>,
    errors: Vec<String>,
}

impl PolicyView {
    /// Every line that may use what the file imports.
    fn lines(&self) -> impl Iterator<Item = &String> {
        let lines = self.retry.iter().chain(&self.deadline);
        lines.chain(&self.already_applied).chain(&self.errors)
    }
}

impl PolicyFile {
    /// The view of a model.
    pub(super) fn new(model: &Model) -> Self {
        let policies: Vec<PolicyView> = model.rpcs.iter().map(|r| policy_view(model, r)).collect();
        let lines = policies.iter().flat_map(PolicyView::lines);
        let lines: Vec<&String> = lines.collect();
        let uses = |name: &str| lines.iter().any(|line| line.contains(name));
        let mut imports = vec!["CallClass", "DeadlineRule"];
        if uses("DocumentedError {") {
            imports.push("DocumentedError");
        }
        imports.extend(["RetryRule", "RpcPolicy"]);
        let imports: Vec<String> = imports.into_iter().map(str::to_owned).collect();
        let names: Vec<String> = policies.iter().map(|p| format!("&{}", p.constant)).collect();
        let head = format!("pub static POLICIES: [&RpcPolicy; {}] = ", names.len());
        Self {
            codes: uses("Code::"),
            durations: uses("Duration::"),
            imports: import("crate::contract", &imports),
            all: array(0, &head, &names, ";"),
            policies,
        }
    }
}

fn policy_view(model: &Model, rpc: &RpcModel) -> PolicyView {
    PolicyView {
        docs: format!("`{}`.", rpc.proto_name),
        constant: constant(rpc),
        name: rpc.proto_name.clone(),
        path: rpc.path.clone(),
        class: class(model, rpc),
        retry: retry(rpc),
        deadline: deadline(Limit::of(&rpc.deadline)),
        exempt: rpc.backpressure_exempt,
        already_applied: array(4, "already_applied: &", &already_applied(rpc), ","),
        since: rpc.since.clone().unwrap_or_default(),
        deprecated: match markup::deprecation_plain(&rpc.doc) {
            Some(note) => list(4, "deprecated: Some", &[text::literal(&note)], ","),
            None => vec!["    deprecated: None,".to_owned()],
        },
        errors: errors(rpc),
    }
}

/// The constant that holds an RPC's policy: like the method, which is unique, in capitals.
pub(super) fn constant(rpc: &RpcModel) -> String {
    let name = types::shown(&rpc.method).to_uppercase();
    if name == "POLICIES" { "POLICIES_".to_owned() } else { name }
}

fn already_applied(rpc: &RpcModel) -> Vec<String> {
    rpc.after_retry.iter().map(|(status, _)| code(*status).to_owned()).collect()
}

fn errors(rpc: &RpcModel) -> Vec<String> {
    let one = |indent: usize, head: &str, (status, meaning): &(Status, Text), tail: &str| {
        let meaning = text::literal(&markup::plain(meaning));
        let fields = [format!("code: {}", code(*status)), format!("meaning: {meaning}")];
        braced(indent, &format!("{head}DocumentedError"), &fields, tail)
    };
    match rpc.errors.as_slice() {
        [] => vec!["    errors: &[],".to_owned()],
        // A list of one has its brackets on the lines of the item's braces.
        [error] => one(4, "errors: &[", error, "],"),
        errors => {
            let items = errors.iter().flat_map(|error| one(8, "", error, ","));
            let first = std::iter::once("    errors: &[".to_owned());
            first.chain(items).chain(["    ],".to_owned()]).collect()
        }
    }
}

fn class(model: &Model, rpc: &RpcModel) -> String {
    if let Some(condition) = &rpc.idempotent_if {
        let words = policy::condition(model, rpc, condition, |field| field.proto_name.clone());
        return format!("CallClass::IdempotentIf({words:?})");
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
    let repeats = Repeats::of(rpc);
    let rules = [
        ("idempotent: &", codes(&repeats.idempotent)),
        ("otherwise: &", codes(&repeats.otherwise)),
        ("at_least_once: &", codes(&repeats.at_least_once)),
    ];
    let flat = rules.iter().map(|(head, codes)| format!("{head}[{}]", codes.join(", ")));
    let lines = braced(4, "retry: RetryRule", &flat.collect::<Vec<_>>(), ",");
    if lines.len() == 1 {
        return lines;
    }
    let rules = rules.iter().flat_map(|(head, codes)| array(8, head, codes, ","));
    let first = std::iter::once("    retry: RetryRule {".to_owned());
    first.chain(rules).chain(["    },".to_owned()]).collect()
}

fn codes(statuses: &[Status]) -> Vec<String> {
    statuses.iter().map(|status| code(*status).to_owned()).collect()
}

fn deadline(limit: Limit) -> Vec<String> {
    let rule = match limit {
        Limit::Unlimited => "Unlimited".to_owned(),
        Limit::ClientDefault => "ClientDefault".to_owned(),
        Limit::Fixed(after) => format!("Fixed({})", duration(after)),
        Limit::RequestTimeout { gateway_default, plus } => {
            let zero = format!("gateway_default: {}", duration(gateway_default));
            let fields = [zero, format!("plus: {}", duration(plus))];
            return braced(4, "deadline: DeadlineRule::RequestTimeout", &fields, ",");
        }
    };
    vec![format!("    deadline: DeadlineRule::{rule},")]
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
