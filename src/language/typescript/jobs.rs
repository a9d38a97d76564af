//! `gateway/jobs.ts`: what the job worker asks of the API, with the fields that this API has.

use super::super::feature::Feature;
use super::super::markup;
use super::super::model::{FieldModel, Kind, MessageModel, Model};
use super::decode::Reader;
use super::imports::Code;
use super::layout::STEP;
use super::messages::push_deprecation;
use super::raw::Raw;
use super::text::{tsdoc, width};
use super::types::Types;
use crate::ir::Api;
use crate::render::Template;

/// The whole file.
#[derive(Template)]
#[template(path = "typescript/src/gateway/jobs.ts.j2")]
pub(super) struct JobsFile {
    fields: Vec<FieldView>,
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
        Self {
            streams: model.has(Feature::JobStreams),
            tenants: model.has(Feature::JobTenants),
            leases: model.has(Feature::JobLeases),
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
