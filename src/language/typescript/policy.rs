//! `gateway/policies.ts`: how the SDK treats each RPC, as data.

use std::time::Duration;

use super::super::markup;
use super::super::model::{Model, RpcModel};
use super::super::policy::{self, Limit, Repeats};
use super::layout::{WIDTH, array};
use super::text::literal;
use crate::naming::{Case, join};
use crate::render::Template;
use crate::semantics::facts::{CallClass, Status};

/// The whole file.
#[derive(Template)]
#[template(path = "typescript/src/gateway/policies.ts.j2")]
pub(super) struct PoliciesFile {
    policies: Vec<PolicyView>,
    all: Vec<String>,
    statuses: bool,
}

struct PolicyView {
    constant: String,
    name: String,
    lines: Vec<String>,
}

impl PoliciesFile {
    /// The view of a model.
    pub(super) fn new(model: &Model) -> Self {
        let policies: Vec<PolicyView> = model.rpcs.iter().map(|r| policy_view(model, r)).collect();
        let names: Vec<String> = policies.iter().map(|p| p.constant.clone()).collect();
        let mut lines = policies.iter().flat_map(|p| &p.lines);
        let statuses = lines.any(|line| line.contains("Status."));
        let all = array(0, "export const policies: readonly RpcPolicy[] = ", &names, ";");
        Self { all, statuses, policies }
    }
}

/// The constant that holds something of an RPC: like the method, which is unique, in capitals.
pub(super) fn constant(rpc: &RpcModel) -> String {
    join(&rpc.method, Case::ScreamingSnake)
}

fn policy_view(model: &Model, rpc: &RpcModel) -> PolicyView {
    let mut lines = vec![
        format!("  name: {},", literal(&rpc.proto_name)),
        format!("  path: {},", literal(&rpc.path)),
        format!("  callClass: \"{}\",", class(rpc)),
    ];
    if let Some(condition) = &rpc.idempotent_if {
        let words = policy::condition(model, rpc, condition, |field| field.proto_name.clone());
        lines.extend(text(2, "condition", &words));
    }
    lines.extend(retry(rpc));
    lines.extend(deadline(Limit::of(&rpc.deadline)));
    lines.push(format!("  backpressureExempt: {},", rpc.backpressure_exempt));
    let applied: Vec<Status> = rpc.after_retry.iter().map(|(status, _)| *status).collect();
    lines.extend(statuses(2, "alreadyApplied", &applied));
    if let Some(since) = &rpc.since {
        lines.push(format!("  since: {},", literal(since)));
    }
    if let Some(note) = markup::deprecation_plain(&rpc.doc) {
        lines.extend(text(2, "deprecated", &note));
    }
    if rpc.errors.is_empty() {
        lines.push("  errors: {},".to_owned());
    } else {
        lines.push("  errors: {".to_owned());
        for (status, meaning) in &rpc.errors {
            lines.extend(text(4, &format!("[{}]", code(*status)), &markup::plain(meaning)));
        }
        lines.push("  },".to_owned());
    }
    PolicyView { constant: constant(rpc), name: rpc.proto_name.clone(), lines }
}

fn class(rpc: &RpcModel) -> &'static str {
    match (&rpc.idempotent_if, rpc.class) {
        (Some(_), _) => "idempotentIf",
        (None, CallClass::Read) => "read",
        (None, CallClass::Idempotent) => "idempotent",
        (None, CallClass::LastWriteWins) => "lastWriteWins",
        (None, CallClass::NonIdempotent) => "nonIdempotent",
        (None, CallClass::WorkerLoop) => "workerLoop",
    }
}

fn retry(rpc: &RpcModel) -> Vec<String> {
    let repeats = Repeats::of(rpc);
    let mut lines = vec!["  retry: {".to_owned()];
    lines.extend(statuses(4, "idempotent", &repeats.idempotent));
    lines.extend(statuses(4, "otherwise", &repeats.otherwise));
    lines.extend(statuses(4, "atLeastOnce", &repeats.at_least_once));
    lines.push("  },".to_owned());
    lines
}

fn statuses(indent: usize, name: &str, statuses: &[Status]) -> Vec<String> {
    let codes: Vec<String> = statuses.iter().map(|status| code(*status)).collect();
    array(indent, &format!("{name}: "), &codes, ",")
}

fn deadline(limit: Limit) -> Vec<String> {
    match limit {
        Limit::ClientDefault => vec!["  deadline: { kind: \"client\" },".to_owned()],
        Limit::Unlimited => vec!["  deadline: { kind: \"none\" },".to_owned()],
        Limit::Fixed(after) => {
            vec![format!("  deadline: {{ kind: \"fixed\", ms: {} }},", milliseconds(after))]
        }
        Limit::RequestTimeout { gateway_default, plus } => vec![
            "  deadline: {".to_owned(),
            "    kind: \"requestTimeout\",".to_owned(),
            format!("    gatewayDefaultMs: {},", milliseconds(gateway_default)),
            format!("    plusMs: {},", milliseconds(plus)),
            "  },".to_owned(),
        ],
    }
}

/// A duration in milliseconds, in groups of three digits.
pub(super) fn milliseconds(duration: Duration) -> String {
    let whole = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    super::super::defaults::grouped(whole)
}

/// An entry whose value is a text, which stands on a line of its own where it is long.
fn text(indent: usize, name: &str, text: &str) -> Vec<String> {
    let pad = " ".repeat(indent);
    let line = format!("{pad}{name}: {},", literal(text));
    if line.chars().count() <= WIDTH {
        return vec![line];
    }
    vec![format!("{pad}{name}:"), format!("{pad}  {},", literal(text))]
}

fn code(status: Status) -> String {
    format!("Status.{}", status.as_str())
}
