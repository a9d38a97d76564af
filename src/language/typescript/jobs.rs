//! `gateway/jobs.ts`: what the job worker asks of the API, with the fields that this API has.

use super::super::feature::Feature;
use super::super::markup;
use super::super::model::{FieldModel, Kind, Member, MessageModel, Model};
use super::decode::Reader;
use super::encode::absent;
use super::imports::Code;
use super::layout::STEP;
use super::messages::push_deprecation;
use super::raw::{self, Raw};
use super::text::{tsdoc, width};
use super::types::Types;
use crate::ir::Api;
use crate::render::Template;

/// The whole file.
#[derive(Template)]
#[template(path = "typescript/src/gateway/jobs.ts.j2")]
pub(super) struct JobsFile {
    fields: Vec<FieldView>,
    poll: RequestView,
    stream: RequestView,
    complete: RequestView,
    fail: RequestView,
    throw: RequestView,
    extend: RequestView,
    streams: bool,
    tenants: bool,
    leases: bool,
    extension: bool,
    results: bool,
    contract: String,
    keys: bool,
    types: bool,
    decode: bool,
    enums: bool,
    duration: bool,
}

/// What the template does not know of a request.
#[derive(Default)]
struct RequestView {
    type_name: String,
    /// The fields that the worker says nothing of, as they are in a message without them. A literal
    /// with all fields is written several times as fast as a copy of one with some changed.
    rest: Vec<String>,
}

struct FieldView {
    name: String,
    ty: String,
    docs: Vec<String>,
    value: Vec<String>,
}

impl JobsFile {
    /// What of the job worker the API has.
    pub(super) fn new(model: &Model, api: &Api, raw: &Raw) -> Self {
        let messages = model.messages();
        let job = messages.into_iter().find(|message| message.proto_path == "ActivatedJob");
        let fields = job.into_iter().flat_map(|job| job.fields().map(move |f| (job, f)));
        // Variables and headers are read by the worker, as what its users say they are.
        let fields = fields.filter(|(_, field)| !matches!(field.shape.kind, Kind::Json(_)));
        let fields = fields.map(|(job, f)| field_view(model, api, raw, job, f));
        let fields: Vec<FieldView> = fields.collect();
        let code = fields.iter().flat_map(|f| f.value.iter().chain([&f.ty]));
        let code = Code::of(code);
        let contract = code.those(&["keyOf", "wire"]);
        let results = model.has(Feature::JobResults);
        let tenants = model.has(Feature::JobTenants).then_some("tenantIds");
        let lease = model.has(Feature::JobLeases);
        let wanted = tenants.into_iter().chain(lease.then_some("withLease"));
        let wanted: Vec<&str> = wanted.chain(WANTED).collect();
        let token = lease.then_some("leaseToken");
        let result = results.then_some("result");
        let request = |name: &str, known: &[&str], more: &[&str]| {
            let known: Vec<&str> = known.iter().chain(more).copied().collect();
            request_view(model, api, name, &known)
        };
        let token: Vec<&str> = token.into_iter().collect();
        let ends: Vec<&str> = result.into_iter().chain(token.iter().copied()).collect();
        Self {
            poll: request("ActivateJobsRequest", &["maxJobsToActivate", "requestTimeout"], &wanted),
            stream: request("StreamActivatedJobsRequest", &[], &wanted),
            complete: request("CompleteJobRequest", &["jobKey", "variables"], &ends),
            fail: request("FailJobRequest", FAILURE, &token),
            throw: request("ThrowErrorRequest", ERROR, &token),
            extend: request("UpdateJobTimeoutRequest", &["jobKey", "timeout"], &token),
            streams: model.has(Feature::JobStreams),
            tenants: tenants.is_some(),
            leases: lease,
            extension: model.has(Feature::JobExtension),
            results,
            contract: contract.join(", "),
            keys: code.uses_module("keys"),
            types: results || code.uses_module("types"),
            decode: code.uses_module("decode"),
            enums: code.uses_module("enums"),
            duration: code.names("Duration"),
            fields,
        }
    }
}

/// What the worker says of the jobs that it wants, in polls and streams alike.
const WANTED: [&str; 4] = ["type", "worker", "timeout", "fetchVariable"];
const FAILURE: &[&str] = &["jobKey", "retries", "errorMessage", "retryBackOff", "variables"];
const ERROR: &[&str] = &["jobKey", "errorCode", "errorMessage", "variables"];

/// A request of which the template prints the fields that are known.
fn request_view(model: &Model, api: &Api, name: &str, known: &[&str]) -> RequestView {
    let messages = model.messages();
    let Some(message) = messages.into_iter().find(|message| message.proto_path == name) else {
        return RequestView::default();
    };
    let rest = message.members.iter().filter_map(|member| match member {
        Member::Field(field) if known.contains(&field.proto_name.as_str()) => None,
        Member::Field(field) => {
            let name = raw::property(&field.stated_name);
            Some(format!("{name}: {},", absent(field)))
        }
        Member::Oneof(oneof) => {
            Some(format!("{}: {{ case: undefined }},", raw::property(&oneof.proto_name)))
        }
    });
    let type_name = api.message(message.id).full_name().to_string();
    RequestView { type_name, rest: rest.collect() }
}

fn field_view(
    model: &Model,
    api: &Api,
    raw: &Raw,
    job: &MessageModel,
    field: &FieldModel,
) -> FieldView {
    let room = width(STEP);
    let mut docs = markup::doc(&field.doc, &markup::undocumented(&field.proto_name), room);
    push_deprecation(&mut docs, &field.doc, room);
    let reader = Reader { model, api, raw, owner: "this.#message", functions: "decode." };
    let value = reader.value(job, field);
    FieldView {
        name: field.parameter.clone(),
        ty: Types::outside(model).held(&field.shape, None).join(" | "),
        docs: tsdoc(STEP, &docs),
        value: value.statement(2 * STEP, "return "),
    }
}
