//! `_gateway/policy.py`: how the SDK treats each RPC, as data.

use std::time::Duration;

use super::super::markup;
use super::super::model::{Model, RpcModel};
use super::super::policy::{self, Limit, Repeats};
use super::layout::{call, tuple};
use super::text::{literal, long_literal};
use crate::render::Template;
use crate::semantics::facts::{CallClass, Status};

/// The whole file.
#[derive(Template)]
#[template(path = "python/src/zeebe_sdk/_gateway/policy.py.j2")]
pub(super) struct PolicyFile {
    policies: Vec<PolicyView>,
    all: Vec<String>,
    imports: Vec<&'static str>,
}

struct PolicyView {
    constant: String,
    lines: Vec<String>,
}

impl PolicyFile {
    /// The view of a model.
    pub(super) fn new(model: &Model) -> Self {
        let policies: Vec<PolicyView> = model.rpcs.iter().map(|r| policy_view(model, r)).collect();
        let names: Vec<String> = policies.iter().map(|p| p.constant.clone()).collect();
        let lines = || policies.iter().flat_map(|p| &p.lines);
        let all = [
            "CallClass",
            "ClientDefault",
            "Fixed",
            "RequestTimeout",
            "RetryRule",
            "RpcPolicy",
            "StatusCode",
            "Unlimited",
        ];
        let uses = |name: &&str| {
            let marks = [format!("{name}("), format!("{name}.")];
            *name == "RpcPolicy" || lines().any(|line| marks.iter().any(|m| line.contains(m)))
        };
        let all_names = tuple(0, "POLICIES: tuple[RpcPolicy, ...] = ", &names, "");
        Self { imports: all.into_iter().filter(uses).collect(), all: all_names, policies }
    }
}

/// The constant that holds something of an RPC: like the method, which is unique, in capitals.
pub(super) fn constant(rpc: &RpcModel) -> String {
    let name = rpc.method.to_uppercase();
    if name == "POLICIES" { "POLICIES_".to_owned() } else { name }
}

fn policy_view(model: &Model, rpc: &RpcModel) -> PolicyView {
    let mut lines = vec![
        format!("    name={},", literal(&rpc.proto_name)),
        format!("    path={},", literal(&rpc.path)),
        format!("    call_class=CallClass.{},", class(rpc)),
    ];
    if let Some(condition) = &rpc.idempotent_if {
        let words = policy::condition(model, rpc, condition, |field| field.proto_name.clone());
        lines.extend(long_literal(4, "condition=", &words, ","));
    }
    lines.extend(retry(rpc));
    lines.extend(deadline(Limit::of(&rpc.deadline)));
    if rpc.backpressure_exempt {
        lines.push("    backpressure_exempt=True,".to_owned());
    }
    if !rpc.after_retry.is_empty() {
        let statuses: Vec<Status> = rpc.after_retry.iter().map(|(status, _)| *status).collect();
        lines.extend(statuses_line(4, "already_applied=", &statuses));
    }
    if let Some(since) = &rpc.since {
        lines.push(format!("    since={},", literal(since)));
    }
    if let Some(note) = markup::deprecation_plain(&rpc.doc) {
        lines.extend(long_literal(4, "deprecated=", &note, ","));
    }
    lines.extend(errors(rpc));
    PolicyView { constant: constant(rpc), lines }
}

fn class(rpc: &RpcModel) -> &'static str {
    match (&rpc.idempotent_if, rpc.class) {
        (Some(_), _) => "IDEMPOTENT_IF",
        (None, CallClass::Read) => "READ",
        (None, CallClass::Idempotent) => "IDEMPOTENT",
        (None, CallClass::LastWriteWins) => "LAST_WRITE_WINS",
        (None, CallClass::NonIdempotent) => "NON_IDEMPOTENT",
        (None, CallClass::WorkerLoop) => "WORKER_LOOP",
    }
}

fn retry(rpc: &RpcModel) -> Vec<String> {
    let repeats = Repeats::of(rpc);
    let rules = [
        ("idempotent=", repeats.idempotent),
        ("otherwise=", repeats.otherwise),
        ("at_least_once=", repeats.at_least_once),
    ];
    let rules = rules.iter().filter(|(_, statuses)| !statuses.is_empty());
    let rules: Vec<String> = rules
        .map(|(head, statuses)| {
            let line = statuses_line(8, head, statuses).join("\n");
            let lines =
                line.trim_end_matches(',').lines().map(|line| line.get(8..).unwrap_or(line));
            lines.collect::<Vec<_>>().join("\n")
        })
        .collect();
    match rules.as_slice() {
        [] => Vec::new(),
        rules => call(4, "retry=RetryRule", rules, ","),
    }
}

fn statuses_line(indent: usize, head: &str, statuses: &[Status]) -> Vec<String> {
    let codes: Vec<String> = statuses.iter().map(|status| code(*status)).collect();
    let pad = " ".repeat(indent);
    let line = format!("{pad}{head}frozenset({{{}}}),", codes.join(", "));
    if line.chars().count() <= super::layout::WIDTH {
        return vec![line];
    }
    let first = [format!("{pad}{head}frozenset("), format!("{pad}    {{")];
    let codes = codes.into_iter().map(|code| format!("{pad}        {code},"));
    let last = [format!("{pad}    }}"), format!("{pad}),")];
    first.into_iter().chain(codes).chain(last).collect()
}

fn deadline(limit: Limit) -> Vec<String> {
    let rule = match limit {
        Limit::ClientDefault => "ClientDefault()".to_owned(),
        Limit::Unlimited => "Unlimited()".to_owned(),
        Limit::Fixed(after) => format!("Fixed({})", seconds(after)),
        Limit::RequestTimeout { gateway_default, plus } => format!(
            "RequestTimeout(gateway_default={}, plus={})",
            seconds(gateway_default),
            seconds(plus)
        ),
    };
    vec![format!("    deadline={rule},")]
}

/// A duration in seconds, as Python writes a float.
pub(super) fn seconds(duration: Duration) -> String {
    let text = duration.as_secs_f64().to_string();
    if text.contains('.') { text } else { format!("{text}.0") }
}

fn errors(rpc: &RpcModel) -> Vec<String> {
    if rpc.errors.is_empty() {
        return Vec::new();
    }
    let lines = rpc.errors.iter().flat_map(|(status, meaning)| {
        long_literal(8, &format!("{}: ", code(*status)), &markup::plain(meaning), ",")
    });
    let first = std::iter::once("    errors={".to_owned());
    first.chain(lines).chain(["    },".to_owned()]).collect()
}

/// grpcio's name of a status.
pub(super) fn code(status: Status) -> String {
    format!("StatusCode.{}", status.as_str())
}
