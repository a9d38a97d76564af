//! `_gateway/jobs.py`: what the job worker asks of the API, with the fields that this API has.

use super::super::feature::Feature;
use super::super::markup;
use super::super::model::{FieldModel, MessageModel, Model};
use super::decode::Reader;
use super::messages::push_deprecation;
use super::text::{docstring, width};
use super::types::Types;
use crate::ir::Api;
use crate::render::Template;

/// The whole file.
#[derive(Template)]
#[template(path = "python/src/zeebe_sdk/_gateway/jobs.py.j2")]
pub(super) struct JobsFile {
    fields: Vec<FieldView>,
    streams: bool,
    tenants: bool,
    leases: bool,
    extension: bool,
    results: bool,
    datetimes: bool,
    decodes: bool,
}

struct FieldView {
    name: String,
    annotation: String,
    docs: Vec<String>,
    value: Vec<String>,
}

impl JobsFile {
    /// What of the job worker the API has.
    pub(super) fn new(model: &Model, api: &Api) -> Self {
        let messages = model.messages();
        let job = messages.into_iter().find(|message| message.proto_path == "ActivatedJob");
        let fields = job.into_iter().flat_map(|job| job.fields().map(move |f| (job, f)));
        let fields: Vec<_> = fields.map(|(job, f)| field_view(model, api, job, f)).collect();
        Self {
            streams: model.has(Feature::JobStreams),
            tenants: model.has(Feature::JobTenants),
            leases: model.has(Feature::JobLeases),
            extension: model.has(Feature::JobExtension),
            results: model.has(Feature::JobResults),
            datetimes: fields.iter().any(|field| field.annotation.contains("datetime")),
            decodes: fields
                .iter()
                .any(|field| field.value.iter().any(|line| line.contains("_decode."))),
            fields,
        }
    }
}

fn field_view(model: &Model, api: &Api, job: &MessageModel, field: &FieldModel) -> FieldView {
    let room = width(8);
    let mut docs = markup::doc(&field.doc, &markup::undocumented(&field.proto_name), room);
    push_deprecation(&mut docs, &field.doc, room);
    let reader = Reader { model, api, owner: "self._message", functions: "_decode." };
    let value = reader.value(job, field);
    let annotation = Types::outside(model).held(&field.shape);
    FieldView {
        name: field.name.clone(),
        docs: docstring(8, &docs),
        value: value.statement(8, &format!("value: {annotation} = ")),
        annotation,
    }
}
