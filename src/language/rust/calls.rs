//! `gateway/calls.rs` and `gateway/rpcs.rs`: a method of the client per RPC, and the type behind it.

use super::super::model::{Many, Model, RpcModel, Wire};
use super::super::{markup, policy as shared};
use super::layout::{behind_slashes, import, list};
use super::text;
use super::types::{self, Types};
use super::{policy, raw_names};
use crate::ir::{Api, MessageId, Scalar, Streaming};
use crate::render::Template;
use crate::semantics::facts::Deadline;

/// `gateway/calls.rs`.
#[derive(Template)]
#[template(path = "rust/src/gateway/calls.rs.j2")]
pub(super) struct CallsFile {
    calls: Vec<CallView>,
    stubs: Vec<StubView>,
    streams_requests: bool,
    streams_responses: bool,
}

/// The stub of a service.
struct StubView {
    method: String,
    service: String,
    path: String,
}

/// `gateway/rpcs.rs`.
#[derive(Template)]
#[template(path = "rust/src/gateway/rpcs.rs.j2")]
pub(super) struct RpcsFile {
    rpcs: Vec<RpcView>,
    streams_requests: bool,
    imports: Vec<String>,
}

struct CallView {
    docs: Vec<String>,
    deprecated: Vec<String>,
    signature: Vec<String>,
    constructed: String,
}

struct RpcView {
    doc: String,
    name: String,
    request: String,
    output: String,
    policy: String,
    /// The method of the dispatcher.
    dispatch: &'static str,
    /// The trait of its shape.
    shape: &'static str,
    streams_requests: bool,
    /// What a stream yields and what then travels.
    item: Option<StreamView>,
    request_timeout: Option<String>,
    condition: Option<String>,
    already_applied: bool,
    /// Its shape asks for nothing more.
    is_plain: bool,
}

struct StreamView {
    item: String,
    wire: String,
    items: String,
}

impl CallsFile {
    /// The view of a model.
    pub(super) fn new(model: &Model, api: &Api) -> Self {
        Self {
            calls: model.rpcs.iter().map(|rpc| call_view(model, rpc)).collect(),
            stubs: stubs(model, api),
            streams_requests: model.rpcs.iter().any(streams_requests),
            streams_responses: model.rpcs.iter().any(|rpc| {
                streams_requests(rpc) && output(model, rpc).starts_with("ResponseStream")
            }),
        }
    }
}

/// One service has the stub `raw`, several have one each.
fn stubs(model: &Model, api: &Api) -> Vec<StubView> {
    let is_call = |name: &str| model.rpcs.iter().any(|rpc| rpc.method == name);
    let services = api.services.iter();
    services
        .map(|service| {
            let mut method = match api.services.len() {
                1 => "raw".to_owned(),
                _ => format!("raw_{}", types::shown(&raw_names::field(&service.name))),
            };
            while is_call(&method) {
                method.push('_');
            }
            StubView {
                method,
                service: service.full_name.clone(),
                path: raw_names::client(service),
            }
        })
        .collect()
}

impl RpcsFile {
    /// The view of a model.
    pub(super) fn new(model: &Model, api: &Api) -> Self {
        let rpcs: Vec<RpcView> = model.rpcs.iter().map(|rpc| rpc_view(model, api, rpc)).collect();
        let mut imports: Vec<&str> = rpcs.iter().map(|rpc| rpc.shape).collect();
        imports.extend(["Dispatch", "Pending", "Rpc", "RpcPolicy"]);
        let reads_wire = |rpc: &RpcView| rpc.request_timeout.is_some() || rpc.condition.is_some();
        if rpcs.iter().any(reads_wire) {
            imports.push("IntoWire");
        }
        if rpcs.iter().any(|rpc| rpc.item.is_some()) {
            imports.push("decode");
        }
        imports.sort_unstable();
        imports.dedup();
        let mut own = vec!["gateway"];
        if rpcs.iter().any(|rpc| rpc.output.starts_with("ResponseStream")) {
            own.insert(0, "ResponseStream");
        }
        if rpcs.iter().any(|rpc| rpc.item.is_some()) {
            own.push("raw");
        }
        let names = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect::<Vec<_>>();
        let mut lines = import("crate::contract", &names(imports));
        lines.extend(import("crate", &names(own)));
        Self { streams_requests: model.rpcs.iter().any(streams_requests), imports: lines, rpcs }
    }
}

fn streams_requests(rpc: &RpcModel) -> bool {
    matches!(rpc.streaming, Streaming::Client | Streaming::Bidi)
}

fn type_of(model: &Model, id: MessageId) -> String {
    format!("gateway::{}", Types::new(model, &[]).path(model.message_ref(id)))
}

fn call_view(model: &Model, rpc: &RpcModel) -> CallView {
    let request = type_of(model, rpc.request);
    let name = &rpc.type_name;
    let (method, request, result) = if streams_requests(rpc) {
        let stream = format!("impl Stream<Item = {request}> + Send + 'static");
        let marker = format!("impl Rpc<Output = {}>", output(model, rpc));
        (rpc.method.clone(), stream, marker)
    } else {
        (rpc.method.clone(), request, format!("rpcs::{name}"))
    };
    let parameters = ["&self".to_owned(), format!("request: {request}")];
    let tail = format!(" -> Call<{result}> {{");
    CallView {
        docs: behind_slashes(docs(model, rpc)),
        deprecated: text::deprecation(&rpc.doc, 4),
        signature: list(4, &format!("pub fn {method}"), &parameters, &tail),
        constructed: if streams_requests(rpc) {
            format!("self.call::<rpcs::{name}<_>>(request)")
        } else {
            "self.call(request)".to_owned()
        },
    }
}

fn docs(model: &Model, rpc: &RpcModel) -> Vec<String> {
    let fallback = format!("`{}` of the proto, which does not say more.", rpc.proto_name);
    let mut docs = text::doc(&rpc.doc, &fallback);
    let treated = shared::in_words(model, rpc, |field| types::shown(&field.name).to_owned());
    markup::push_paragraph(&mut docs, text::wrap(&treated));
    markup::push_paragraph(&mut docs, vec!["# Errors".to_owned()]);
    if rpc.errors.is_empty() {
        let line = "Those that any call can have; see [`Error`](crate::Error).".to_owned();
        markup::push_paragraph(&mut docs, vec![line]);
        return docs;
    }
    let line = "Those that any call can have; see [`Error`](crate::Error). And for this call:";
    markup::push_paragraph(&mut docs, vec![line.to_owned()]);
    let bullets = rpc.errors.iter().flat_map(|(s, meaning)| text::bullet(s.as_str(), meaning));
    markup::push_paragraph(&mut docs, bullets.collect());
    docs
}

fn output(model: &Model, rpc: &RpcModel) -> String {
    let item = rpc.items.as_ref().map_or(rpc.response, |items| items.item);
    match rpc.streaming {
        Streaming::Unary | Streaming::Client => type_of(model, rpc.response),
        Streaming::Server | Streaming::Bidi => format!("ResponseStream<{}>", type_of(model, item)),
    }
}

fn rpc_view(model: &Model, api: &Api, rpc: &RpcModel) -> RpcView {
    let (shape, dispatch) = match rpc.streaming {
        Streaming::Unary => ("Unary", "unary"),
        Streaming::Server => ("ServerStreaming", "server_streaming"),
        Streaming::Client => ("ClientStreaming", "client_streaming"),
        Streaming::Bidi => ("BidiStreaming", "bidi_streaming"),
    };
    let streams_responses = matches!(rpc.streaming, Streaming::Server | Streaming::Bidi);
    let mut view = RpcView {
        doc: format!("The RPC behind [`Client::{0}`](crate::Client::{0}).", rpc.method),
        name: rpc.type_name.clone(),
        request: type_of(model, rpc.request),
        output: output(model, rpc),
        policy: policy::constant(rpc),
        dispatch,
        shape,
        streams_requests: streams_requests(rpc),
        item: streams_responses.then(|| stream_view(model, api, rpc)),
        request_timeout: request_timeout(model, rpc),
        condition: condition(model, rpc),
        already_applied: rpc.streaming == Streaming::Unary && !rpc.after_retry.is_empty(),
        is_plain: false,
    };
    let asks = [view.request_timeout.is_some(), view.condition.is_some(), view.item.is_some()];
    view.is_plain = !view.already_applied && !asks.contains(&true);
    view
}

fn stream_view(model: &Model, api: &Api, rpc: &RpcModel) -> StreamView {
    let response = model.message(rpc.response);
    let (item, items) = match &rpc.items {
        Some(items) => {
            let field = response.and_then(|response| response.field(items.field));
            let name = field.map_or_else(String::new, types::wire_field);
            (items.item, format!("reply.{name}.into_iter().map(decode)"))
        }
        None => (rpc.response, "std::iter::once(decode(reply))".to_owned()),
    };
    StreamView {
        item: type_of(model, item),
        wire: raw_names::path(
            &api.message(rpc.response).package,
            response.map_or("", |response| response.stated_path.as_str()),
        ),
        items,
    }
}

fn request_timeout(model: &Model, rpc: &RpcModel) -> Option<String> {
    let Deadline::FromField { field, .. } = rpc.deadline else {
        return None;
    };
    let field = model.message(rpc.request)?.field(field)?;
    Some(types::wire_field(field))
}

/// The condition under which a call is idempotent, over its wire form.
fn condition(model: &Model, rpc: &RpcModel) -> Option<String> {
    let condition = rpc.idempotent_if.as_ref()?;
    let request = model.message(rpc.request)?;
    let set = condition.set.iter().filter_map(|&index| {
        let field = request.field(index)?;
        let wire = format!("wire.{}", types::wire_field(field));
        Some(match (field.shape.many, &field.shape.wire) {
            (Many::Optional, _) => format!("{wire}.is_some()"),
            (_, Wire::Scalar(Scalar::String | Scalar::Bytes)) | (Many::List | Many::Map(_), _) => {
                format!("!{wire}.is_empty()")
            }
            (Many::One | Many::NoneIfZero, Wire::Scalar(Scalar::Bool)) => wire,
            (_, Wire::Scalar(Scalar::Float | Scalar::Double)) => format!("{wire} != 0.0"),
            (Many::One | Many::NoneIfZero, _) => format!("{wire} != 0"),
        })
    });
    let positive = condition.positive.iter().filter_map(|&index| {
        let field = request.field(index)?;
        Some(format!("wire.{} > 0", types::wire_field(field)))
    });
    Some(set.chain(positive).collect::<Vec<_>>().join(" && "))
}
