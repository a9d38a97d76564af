//! `client.ts` and `gateway/rpcs.ts`: a method of the client per RPC, and what it hands to the runtime.

use super::super::feature::Feature;
use super::super::model::{IdempotentModel, Many, Model, RpcModel, Wire};
use super::super::requests::{must_be_given, sends_one};
use super::super::{exceptions, markup, policy as shared};
use super::decode::function_name;
use super::encode::request_function;
use super::layout::{STEP, call, fits, generic, import};
use super::messages::push_deprecation;
use super::policy::constant;
use super::raw::{Raw, property};
use super::text::{tag, tsdoc, width};
use super::types::{Types, bracketed, parameters, scalar_type, zero};
use crate::ir::{Api, MessageId, Scalar, Streaming};
use crate::render::Template;
use crate::semantics::facts::Deadline;

/// `client.ts`.
#[derive(Template)]
#[template(path = "typescript/src/client.ts.j2")]
pub(super) struct ClientFile {
    imports: Vec<String>,
    calls: Vec<CallView>,
    deploy: bool,
    readiness: bool,
    results: bool,
}

/// `gateway/rpcs.ts`.
#[derive(Template)]
#[template(path = "typescript/src/gateway/rpcs.ts.j2")]
pub(super) struct RpcsFile {
    rpcs: Vec<RpcView>,
    imports: Vec<String>,
    /// Whether an empty reply is made.
    creates: bool,
}

struct CallView {
    docs: Vec<String>,
    signature: Vec<String>,
    result: Vec<String>,
}

struct RpcView {
    constant: String,
    name: String,
    is_stream: bool,
    lines: Vec<String>,
}

impl ClientFile {
    /// The view of a model.
    pub(super) fn new(model: &Model) -> Self {
        let rpcs = model.rpcs.iter().filter(|rpc| sends_one(rpc));
        let calls: Vec<CallView> = rpcs.map(|rpc| call_view(model, rpc)).collect();
        Self {
            imports: imports(model, !calls.is_empty()),
            calls,
            deploy: model.has(Feature::DeployFiles),
            readiness: model.has(Feature::Readiness),
            results: model.has(Feature::AwaitResult),
        }
    }
}

/// The lines that import what the client is made of.
fn imports(model: &Model, has_calls: bool) -> Vec<String> {
    let streams = model.rpcs.iter().any(|rpc| rpc.streaming == Streaming::Server);
    let has = |feature| model.has(feature);
    let those = |all: &[(bool, &'static str)]| -> Vec<&'static str> {
        all.iter().filter(|(is_used, _)| *is_used).map(|(_, name)| *name).collect()
    };
    let values = those(&[
        (true, "ClientBase"),
        (has(Feature::DeployFiles), "deployFiles"),
        (has(Feature::AwaitResult), "runProcess"),
        (has(Feature::Readiness), "waitUntilReady"),
    ]);
    let types = those(&[
        (has(Feature::AwaitResult), "ProcessResult"),
        (has(Feature::Readiness), "ReadyOptions"),
        (streams, "ResponseStream"),
        (has(Feature::AwaitResult), "RunOptions"),
    ]);
    let base = "./client/index.js";
    let mut lines = import("import", &values, base);
    if !types.is_empty() {
        lines.extend(import("import type", &types, base));
    }
    if has_calls {
        lines.push("import * as rpcs from \"./gateway/rpcs.js\";".to_owned());
        lines.push("import type { CallOptions } from \"./options.js\";".to_owned());
        lines.push("import type * as types from \"./types.js\";".to_owned());
    }
    lines
}

/// What a call gives, or each item of its stream is.
fn result_id(rpc: &RpcModel) -> MessageId {
    rpc.items.as_ref().map_or(rpc.response, |items| items.item)
}

fn call_view(model: &Model, rpc: &RpcModel) -> CallView {
    let types = Types::outside(model);
    let is_stream = rpc.streaming == Streaming::Server;
    let of = |id| model.message(id).map(|m| parameters(model, m)).unwrap_or_default();
    let (outs, ins) = (of(result_id(rpc)), of(rpc.request));
    // What comes out is stated more often than what goes in, which can be seen from the request.
    let rename = |name: &str| match outs.iter().any(|out| out.name == name) {
        true => format!("{name}In"),
        false => name.to_owned(),
    };
    let declared = outs.iter().map(|out| out.declaration.clone());
    let given = ins.iter().map(|p| p.declaration.replacen(&p.name, &rename(&p.name), 1));
    let declared: Vec<String> = declared.chain(given).collect();
    let out_names: Vec<String> = outs.iter().map(|out| out.name.clone()).collect();
    let in_names: Vec<String> = ins.iter().map(|p| rename(&p.name)).collect();
    let path = |id| types.path(model.message_ref(id));
    let item = format!("{}{}", path(result_id(rpc)), bracketed(&out_names));
    let holder = if is_stream { "ResponseStream" } else { "Promise" };
    let result = format!("{holder}<{item}>");
    let default = if needs_nothing(model, rpc) { " = {}" } else { "" };
    let request = format!("request: {}{}{default}", path(rpc.request), bracketed(&in_names));
    let method = if is_stream { "stream" } else { "unary" };
    let call = format!("return this.{method}(rpcs.{}, request, options)", constant(rpc));
    let options = "options?: CallOptions".to_owned();
    CallView {
        docs: tsdoc(STEP, &docs(model, rpc, is_stream)),
        signature: signature(&rpc.method, &declared, &[request, options], &result),
        result: match outs.is_empty() {
            true => vec![format!("    {call};")],
            false => cast(&call, holder, &item),
        },
    }
}

/// A call whose result holds more than its runtime knows.
fn cast(call: &str, holder: &str, item: &str) -> Vec<String> {
    let line = format!("{call} as {holder}<{item}>;");
    if fits(2 * STEP, &line, 0) {
        return vec![format!("    {line}")];
    }
    vec![format!("    {call} as {holder}<"), format!("      {item}"), "    >;".to_owned()]
}

/// The head of a method. Its type parameters break by themselves.
fn signature(
    method: &str,
    declared: &[String],
    parameters: &[String],
    result: &str,
) -> Vec<String> {
    let mut lines = generic(STEP, method, declared, "(");
    let head = lines.pop().unwrap_or_default();
    let head = head.trim().strip_suffix('(').unwrap_or_default().to_owned();
    lines.extend(call(STEP, &head, parameters, &format!(": {result} {{")));
    lines
}

/// Whether a request may be left out as a whole.
fn needs_nothing(model: &Model, rpc: &RpcModel) -> bool {
    let request = model.message(rpc.request);
    request.is_some_and(|request| {
        request.one_of.is_empty() && !request.fields().any(|field| must_be_given(request, field))
    })
}

fn docs(model: &Model, rpc: &RpcModel, is_stream: bool) -> Vec<String> {
    let room = width(STEP);
    let mut docs = markup::doc(&rpc.doc, &markup::undocumented(&rpc.proto_name), room);
    let treated = shared::in_words(model, rpc, |field| field.parameter.clone());
    markup::push_paragraph(&mut docs, markup::wrap(&treated, room));
    let id = result_id(rpc);
    let name = Types::inside(model).path(model.message_ref(id));
    let returned = if is_stream {
        format!("A stream of `{name}`, opened at its first use; leaving its loop ends the call.")
    } else {
        format!("A `{name}`.")
    };
    let request = Types::inside(model).path(model.message_ref(rpc.request));
    let asked = format!("request - What is asked, a `{request}`.");
    let mut tags = tag("param", &asked, room);
    let different = "options - What is different for this call: its time, its retries, metadata.";
    tags.extend(tag("param", different, room));
    tags.extend(tag("returns", &returned, room));
    let refused = "`ArgumentError`: something of the request cannot be sent; nothing was.";
    tags.extend(tag("throws", refused, room));
    for (status, meaning) in &rpc.errors {
        let text = format!("`{}`: {}", exceptions::class(*status), markup::line(meaning));
        tags.extend(tag("throws", &text, room));
    }
    let others = "`CallError`: what any call can meet.";
    tags.extend(tag("throws", others, room));
    markup::push_paragraph(&mut docs, tags);
    push_deprecation(&mut docs, &rpc.doc, room);
    docs
}

impl RpcsFile {
    /// The view of a model.
    pub(super) fn new(model: &Model, api: &Api, raw: &Raw) -> Self {
        let rpcs = model.rpcs.iter().filter(|rpc| sends_one(rpc));
        let rpcs: Vec<RpcView> = rpcs.map(|rpc| rpc_view(model, api, raw, rpc)).collect();
        let kinds = [("streamRpc", true), ("unaryRpc", false)];
        let used = kinds.iter().filter(|(_, kind)| rpcs.iter().any(|rpc| rpc.is_stream == *kind));
        let names: Vec<&str> = used.map(|(name, _)| *name).collect();
        let mut lines = rpcs.iter().flat_map(|rpc| &rpc.lines);
        let creates = lines.any(|line| line.contains("(create("));
        Self { imports: import("import", &names, "../contract/index.js"), creates, rpcs }
    }
}

fn rpc_view(model: &Model, api: &Api, raw: &Raw, rpc: &RpcModel) -> RpcView {
    let constant = constant(rpc);
    let encode = model.message(rpc.request).map(request_function).unwrap_or_default();
    let decode = model.message(result_id(rpc)).map(function_name).unwrap_or_default();
    let mut lines = vec![
        format!("  policy: policies.{constant},"),
        format!("  request: {},", raw.message(api, rpc.request).schema),
        format!("  response: {},", raw.message(api, rpc.response).schema),
        format!("  encode: encode.{encode},"),
    ];
    let is_stream = rpc.streaming == Streaming::Server;
    if is_stream {
        let items = match &rpc.items {
            Some(items) => wire_field(model, "reply", rpc.response, items.field),
            None => "[reply]".to_owned(),
        };
        lines.push(format!("  items: (reply) => {items},"));
    }
    lines.push(format!("  decode: decode.{decode},"));
    if let Deadline::FromField { field, .. } = rpc.deadline {
        let wire = wire_field(model, "message", rpc.request, field);
        lines.push(format!("  requestTimeoutMs: (message) => Number({wire}),"));
    }
    if let Some(condition) = rpc.idempotent_if.as_ref().filter(|_| !is_stream) {
        lines.extend(condition_lines(&condition_parts(model, rpc, condition)));
    }
    if rpc.streaming == Streaming::Unary && !rpc.after_retry.is_empty() {
        lines.extend(applied(model, api, raw, rpc));
    }
    RpcView { constant, name: rpc.proto_name.clone(), is_stream, lines }
}

fn wire_field(model: &Model, owner: &str, message: MessageId, index: usize) -> String {
    let field = model.message(message).and_then(|message| message.field(index));
    format!("{owner}.{}", field.map(|field| property(&field.stated_name)).unwrap_or_default())
}

/// The result of a call whose work an earlier attempt has done: empty but for the mark.
fn applied(model: &Model, api: &Api, raw: &Raw, rpc: &RpcModel) -> Vec<String> {
    let Some(response) = model.message(rpc.response) else { return Vec::new() };
    if response.fields().next().is_none() {
        return vec!["  alreadyApplied: () => ({ alreadyApplied: true }),".to_owned()];
    }
    let schema = raw.message(api, rpc.response).schema;
    vec![
        "  alreadyApplied: () => ({".to_owned(),
        format!("    ...decode.{}(create({schema})),", function_name(response)),
        "    alreadyApplied: true,".to_owned(),
        "  }),".to_owned(),
    ]
}

/// The parts of the condition under which a call is idempotent, over its message.
fn condition_parts(model: &Model, rpc: &RpcModel, condition: &IdempotentModel) -> Vec<String> {
    let request = model.message(rpc.request);
    let set = condition.set.iter().filter_map(|&index| {
        let field = request?.field(index)?;
        let wire = wire_field(model, "message", rpc.request, index);
        Some(match (field.shape.many, &field.shape.wire) {
            (Many::Optional, _) | (_, Wire::Message(_)) => format!("{wire} !== undefined"),
            (Many::List, _) | (_, Wire::Scalar(Scalar::Bytes)) => format!("{wire}.length > 0"),
            (Many::Map(_), _) => format!("Object.keys({wire}).length > 0"),
            (_, Wire::Scalar(Scalar::Bool)) => wire,
            (_, Wire::Scalar(scalar)) => format!("{wire} !== {}", zero(*scalar)),
            (_, Wire::Enum(_)) => format!("{wire} !== 0"),
        })
    });
    let positive = condition.positive.iter().map(|&index| {
        let wire = wire_field(model, "message", rpc.request, index);
        let scalar = request.and_then(|r| r.field(index)).map(|f| f.shape.wire);
        let is_long = matches!(scalar, Some(Wire::Scalar(s)) if scalar_type(s) == "bigint");
        format!("{wire} > {}", if is_long { "0n" } else { "0" })
    });
    set.chain(positive).collect()
}

fn condition_lines(parts: &[String]) -> Vec<String> {
    let flat = parts.join(" && ");
    let line = format!("condition: (message) => {flat},");
    if fits(STEP, &line, 0) {
        return vec![format!("  {line}")];
    }
    let mut lines = vec!["  condition: (message) =>".to_owned()];
    if fits(2 * STEP, &flat, 1) {
        lines.push(format!("    {flat},"));
    } else {
        let last = parts.len().saturating_sub(1);
        let end = |index| if index < last { " &&" } else { "," };
        let parts = parts.iter().enumerate();
        lines.extend(parts.map(|(index, part)| format!("    {part}{}", end(index))));
    }
    lines
}
