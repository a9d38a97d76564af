//! `client.py`, `aio.py` and `_gateway/rpcs.py`: a method of both clients per RPC, and what they hand
//! to the runtime.

use super::super::feature::Feature;
use super::super::model::{IdempotentModel, Many, Model, RpcModel, Wire};
use super::super::requests::{must_be_given, sends_one, uses_context};
use super::super::{exceptions, markup, policy as shared};
use super::decode::raw_field;
use super::encode::{function, request_function};
use super::layout::{call, parameter};
use super::messages::{notes, push_deprecation};
use super::policy::constant;
use super::raw::names::Names;
use super::text::{docstring, literal, long_literal, width, words};
use super::types::Types;
use crate::ir::{Api, MessageId, Scalar, Streaming};
use crate::render::Template;
use crate::semantics::facts::Deadline;

/// `client.py`.
#[derive(Template)]
#[template(path = "python/src/zeebe_sdk/client.py.j2")]
pub(super) struct ClientFile {
    calls: Vec<CallView>,
    imports: Imports,
    bases: Vec<BaseView>,
}

/// `aio.py`.
#[derive(Template)]
#[template(path = "python/src/zeebe_sdk/aio.py.j2")]
pub(super) struct AsyncClientFile {
    calls: Vec<CallView>,
    imports: Imports,
    bases: Vec<BaseView>,
}

/// `_gateway/rpcs.py`.
#[derive(Template)]
#[template(path = "python/src/zeebe_sdk/_gateway/rpcs.py.j2")]
pub(super) struct RpcsFile {
    rpcs: Vec<RpcView>,
}

struct CallView {
    deprecated: Vec<String>,
    signature: Vec<String>,
    docs: Vec<String>,
    message: Vec<String>,
    result: Vec<String>,
}

/// What a client inherits beside its calls.
struct BaseView {
    module: &'static str,
    name: &'static str,
}

struct RpcView {
    constant: String,
    request: String,
    response: String,
    decode: String,
    items: Option<String>,
    already_applied: Option<String>,
}

struct Imports {
    collections: Vec<&'static str>,
    datetimes: Vec<&'static str>,
    contract: Vec<&'static str>,
    values: bool,
    keys: bool,
    types: bool,
    variables: bool,
    deprecated: bool,
    streams: bool,
}

/// Which of the twins is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Twin {
    Sync,
    Async,
}

impl ClientFile {
    /// The view of a model, with the docstrings of its calls.
    pub(super) fn new(model: &Model, api: &Api, docs: &[Vec<String>]) -> Self {
        let calls = calls(model, api, Twin::Sync, docs);
        Self { imports: Imports::of(&calls), calls, bases: bases(model, Twin::Sync) }
    }
}

impl AsyncClientFile {
    /// The view of a model, with the docstrings of its calls.
    pub(super) fn new(model: &Model, api: &Api, docs: &[Vec<String>]) -> Self {
        let calls = calls(model, api, Twin::Async, docs);
        Self { imports: Imports::of(&calls), calls, bases: bases(model, Twin::Async) }
    }
}

impl Imports {
    fn of(calls: &[CallView]) -> Self {
        let lines = calls.iter().flat_map(|call| &call.signature);
        let words = words(lines.map(String::as_str));
        let those = |all: &[&'static str]| -> Vec<&'static str> {
            all.iter().copied().filter(|word| words.contains(word)).collect()
        };
        Self {
            collections: those(&["Mapping", "Sequence"]),
            datetimes: those(&["datetime", "timedelta"]),
            contract: those(&["UNSET", "Unset"]),
            values: words.contains("_values"),
            keys: words.contains("_keys"),
            types: words.contains("_types"),
            variables: words.contains("Variables"),
            deprecated: calls.iter().any(|call| !call.deprecated.is_empty()),
            streams: words.contains("AsyncStream") || words.contains("Stream"),
        }
    }
}

/// What clients inherit, outermost first.
fn bases(model: &Model, twin: Twin) -> Vec<BaseView> {
    let helpers = [
        (Feature::DeployFiles, "deploy", "Deploy", "AsyncDeploy"),
        (Feature::Readiness, "readiness", "Readiness", "AsyncReadiness"),
        (Feature::AwaitResult, "run_process", "RunProcess", "AsyncRunProcess"),
    ];
    let helpers = helpers.into_iter().filter(|(feature, ..)| model.has(*feature));
    let helpers = helpers.map(|(_, module, name, other)| BaseView {
        module,
        name: match twin {
            Twin::Sync => name,
            Twin::Async => other,
        },
    });
    helpers.collect()
}

/// The docstrings of the calls of both clients.
pub(super) fn docstrings(model: &Model) -> Vec<Vec<String>> {
    let rpcs = model.rpcs.iter().filter(|rpc| sends_one(rpc));
    rpcs.map(|rpc| docstring(8, &docs(model, rpc))).collect()
}

fn calls(model: &Model, api: &Api, twin: Twin, docs: &[Vec<String>]) -> Vec<CallView> {
    let rpcs = model.rpcs.iter().filter(|rpc| sends_one(rpc));
    rpcs.zip(docs).map(|(rpc, docs)| call_view(model, api, rpc, twin, docs)).collect()
}

fn call_view(model: &Model, api: &Api, rpc: &RpcModel, twin: Twin, docs: &[String]) -> CallView {
    let types = Types::outside(model);
    let mut parameters = vec!["self".to_owned(), "*".to_owned()];
    let mut arguments = Vec::new();
    if uses_context(model, rpc.request) {
        arguments.push("self._encode_context".to_owned());
    }
    if let Some(request) = model.message(rpc.request) {
        for field in request.fields() {
            let given = types.given(request, field);
            let default = given.default.as_deref();
            parameters.push(parameter(8, &field.parameter, &given.annotation, default));
            arguments.push(field.parameter.clone());
        }
    }
    parameters.push("options: CallOptions | None = None".to_owned());
    let is_stream = rpc.streaming == Streaming::Server;
    let result = result(model, rpc);
    let (keyword, result) = match (is_stream, twin) {
        (false, Twin::Sync) => ("def", result),
        (false, Twin::Async) => ("async def", result),
        (true, Twin::Sync) => ("def", format!("Stream[{result}]")),
        (true, Twin::Async) => ("def", format!("AsyncStream[{result}]")),
    };
    let head = format!("{keyword} {}", rpc.method);
    let request = format!("encoded = _gateway.requests.{}", request_function(rpc));
    CallView {
        deprecated: deprecated(rpc),
        signature: call(4, &head, &parameters, &format!(" -> {result}:")),
        docs: docs.to_vec(),
        message: call(8, &request, &arguments, ""),
        result: handed_over(model, api, rpc, twin),
    }
}

fn deprecated(rpc: &RpcModel) -> Vec<String> {
    let Some(note) = markup::deprecation_plain(&rpc.doc) else { return Vec::new() };
    let line = format!("    @deprecated({})", literal(&note));
    if line.chars().count() <= super::layout::WIDTH {
        return vec![line];
    }
    let mut lines = long_literal(4, "@deprecated", &note, "");
    if lines.len() == 1 {
        lines = vec![line];
    }
    lines
}

/// The statement that hands the message to the runtime.
fn handed_over(model: &Model, api: &Api, rpc: &RpcModel, twin: Twin) -> Vec<String> {
    let mut arguments = vec![
        format!("_gateway.rpcs.{}", constant(rpc)),
        "encoded".to_owned(),
        "options".to_owned(),
    ];
    if let Some(field) = request_timeout(model, api, rpc) {
        arguments.push(format!("request_timeout_ms={field}"));
    }
    if let Some(condition) = rpc.idempotent_if.as_ref() {
        let condition = self::condition(model, api, rpc, condition);
        arguments.push(format!("condition={condition}"));
    }
    let head = match (rpc.streaming == Streaming::Server, twin) {
        (true, _) => "return self._stream",
        (false, Twin::Sync) => "return self._unary",
        (false, Twin::Async) => "return await self._unary",
    };
    call(8, head, &arguments, "")
}

fn wire_field(api: &Api, owner: &str, message: MessageId, index: usize) -> String {
    let fields = &api.message(message).fields;
    let name = fields.get(index).map_or("", |field| field.name.as_str());
    raw_field(owner, name)
}

fn request_timeout(_: &Model, api: &Api, rpc: &RpcModel) -> Option<String> {
    match rpc.deadline {
        Deadline::FromField { field, .. } => Some(wire_field(api, "encoded", rpc.request, field)),
        Deadline::None | Deadline::After(_) => None,
    }
}

/// The condition under which a call is idempotent, over its message.
fn condition(model: &Model, api: &Api, rpc: &RpcModel, condition: &IdempotentModel) -> String {
    let request = model.message(rpc.request);
    let set = condition.set.iter().filter_map(|&index| {
        let field = request?.field(index)?;
        let wire = wire_field(api, "encoded", rpc.request, index);
        let name = api.message(rpc.request).fields.get(index).map_or("", |f| f.name.as_str());
        Some(match (field.shape.many, &field.shape.wire) {
            (Many::Optional, _) => format!("encoded.HasField(\"{name}\")"),
            (Many::List | Many::Map(_), _) => format!("len({wire}) > 0"),
            (_, Wire::Scalar(Scalar::String)) => format!("{wire} != \"\""),
            (_, Wire::Scalar(Scalar::Bytes)) => format!("{wire} != b\"\""),
            (_, Wire::Scalar(Scalar::Bool)) => wire,
            (_, _) => format!("{wire} != 0"),
        })
    });
    let positive = condition.positive.iter();
    let positive =
        positive.map(|&index| format!("{} > 0", wire_field(api, "encoded", rpc.request, index)));
    set.chain(positive).collect::<Vec<_>>().join(" and ")
}

/// What a call gives, or each item of its stream is.
fn result(model: &Model, rpc: &RpcModel) -> String {
    let id = rpc.items.as_ref().map_or(rpc.response, |items| items.item);
    Types::outside(model).path(model.message_ref(id))
}

fn docs(model: &Model, rpc: &RpcModel) -> Vec<String> {
    let is_stream = rpc.streaming == Streaming::Server;
    let room = width(8);
    let mut docs = markup::doc(&rpc.doc, &markup::undocumented(&rpc.proto_name), room);
    let treated = shared::in_words(model, rpc, |field| field.parameter.clone());
    markup::push_paragraph(&mut docs, markup::wrap(&treated, room));
    push_deprecation(&mut docs, &rpc.doc, room);
    markup::push_paragraph(&mut docs, arguments(model, rpc));
    let id = rpc.items.as_ref().map_or(rpc.response, |items| items.item);
    let name = model.message_ref(id);
    let returned = if is_stream {
        format!("A stream of `types.{name}`, opened at its first use; close it to end the call.")
    } else {
        format!("A `types.{name}`.")
    };
    let mut returns = vec!["Returns:".to_owned()];
    returns.extend(markup::wrap(&returned, room - 4).iter().map(|line| format!("    {line}")));
    markup::push_paragraph(&mut docs, returns);
    markup::push_paragraph(&mut docs, raises(rpc));
    docs
}

/// The section about what the call takes.
fn arguments(model: &Model, rpc: &RpcModel) -> Vec<String> {
    let types = Types::outside(model);
    let mut out = vec!["Args:".to_owned()];
    let mut push = |name: &str, text: String| {
        out.extend(entry(name, &text));
    };
    if let Some(request) = model.message(rpc.request) {
        for field in request.fields() {
            let mut text: Vec<String> = field.doc.paragraphs.iter().map(markup::line).collect();
            if text.is_empty() {
                text.push(markup::undocumented(&field.proto_name));
            }
            if let Some(since) = &field.doc.since {
                text.push(format!("Since gateway {since}."));
            }
            text.extend(markup::deprecation(&field.doc).map(|note| format!("Deprecated: {note}")));
            text.extend(notes(&types, request, field));
            if must_be_given(request, field) && field.required.is_some() {
                text.push("Required.".to_owned());
            }
            push(&field.parameter, text.join(" "));
        }
    }
    push("options", "What is different for this call: its time, its retries, metadata.".to_owned());
    out
}

/// An entry of a section, its further lines indented.
fn entry(name: &str, text: &str) -> Vec<String> {
    let lines = markup::wrap(&format!("{name}: {text}"), width(8) - 4).into_iter().enumerate();
    let indented = |(index, line)| match index {
        0 => format!("    {line}"),
        _ => format!("        {line}"),
    };
    lines.map(indented).collect()
}

/// The section about what the call raises.
fn raises(rpc: &RpcModel) -> Vec<String> {
    let mut out = vec!["Raises:".to_owned()];
    let mut push = |name: &str, text: &str| {
        out.extend(entry(name, text));
    };
    push("ArgumentError", "An argument cannot be sent; nothing was.");
    for (status, meaning) in &rpc.errors {
        push(exceptions::class(*status), &markup::line(meaning));
    }
    push("CallError", "What any call can meet; see `zeebe_sdk.errors`.");
    out
}

impl RpcsFile {
    /// The view of a model.
    pub(super) fn new(model: &Model, api: &Api) -> Self {
        let names = Names::new(api);
        let rpcs = model.rpcs.iter().filter(|rpc| sends_one(rpc));
        Self { rpcs: rpcs.map(|rpc| rpc_view(model, api, &names, rpc)).collect() }
    }
}

fn rpc_view(model: &Model, api: &Api, names: &Names<'_>, rpc: &RpcModel) -> RpcView {
    let id = rpc.items.as_ref().map_or(rpc.response, |items| items.item);
    let decode = model.message(id).map(function).unwrap_or_default();
    let items = rpc.items.as_ref().map(|items| {
        let field = wire_field(api, "message", rpc.response, items.field);
        format!("lambda message: {field}")
    });
    let applied = rpc.streaming == Streaming::Unary && !rpc.after_retry.is_empty();
    let result = result(model, rpc);
    RpcView {
        constant: constant(rpc),
        request: names.message(rpc.request).value,
        response: names.message(rpc.response).value,
        decode: format!("_decode.{decode}"),
        items,
        already_applied: applied.then(|| format!("lambda: {result}(already_applied=True)")),
    }
}
