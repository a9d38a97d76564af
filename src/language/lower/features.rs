//! What an SDK can do beyond plain calls, judged by what the API has.
//!
//! A feature is code that names calls and fields. It comes with an SDK only if the API has all of
//! them, with the meaning that the code counts on; older gateways and forks go without, or with less.

use super::super::feature::Feature;
use super::super::model::{FieldModel, Kind, Many, MessageModel, Model};
use crate::ir::{Scalar, Streaming};
use crate::semantics::facts::JsonKind;
use Need::{Also, Call, Field, Items};

/// Something that a feature counts on.
#[derive(Debug, Clone, Copy)]
enum Need {
    /// Another feature.
    Also(Feature),
    /// A call of this shape.
    Call(&'static str, Streaming),
    /// A call that streams these items.
    Items(&'static str, &'static str),
    /// A field of a message, each as in the proto.
    Field(&'static str, &'static str, What),
}

/// What a field holds.
#[derive(Debug, Clone, Copy)]
enum What {
    Scalar(Scalar),
    OptionalText,
    Texts,
    Variables,
    Key(&'static str),
    Duration,
    Instant,
    Named(&'static str),
    OptionalOne(&'static str),
    Several(&'static str),
    Choice(&'static str),
}

const TEXT: What = What::Scalar(Scalar::String);
const INT32: What = What::Scalar(Scalar::Int32);
const FLAG: What = What::Scalar(Scalar::Bool);

/// What each feature counts on.
fn needs(feature: Feature) -> &'static [Need] {
    match feature {
        Feature::Jobs => &[
            Items("ActivateJobs", "ActivatedJob"),
            Call("CompleteJob", Streaming::Unary),
            Call("FailJob", Streaming::Unary),
            Call("ThrowError", Streaming::Unary),
            Field("ActivateJobsRequest", "type", TEXT),
            Field("ActivateJobsRequest", "worker", TEXT),
            Field("ActivateJobsRequest", "timeout", What::Duration),
            Field("ActivateJobsRequest", "maxJobsToActivate", INT32),
            Field("ActivateJobsRequest", "fetchVariable", What::Named("FetchVariables")),
            Field("ActivateJobsRequest", "requestTimeout", What::Named("RequestTimeout")),
            Field("ActivateJobsResponse", "jobs", What::Several("ActivatedJob")),
            Field("ActivatedJob", "key", What::Key("JobKey")),
            Field("ActivatedJob", "worker", TEXT),
            Field("ActivatedJob", "deadline", What::Instant),
            Field("ActivatedJob", "type", TEXT),
            Field("ActivatedJob", "retries", INT32),
            Field("ActivatedJob", "variables", What::Variables),
            Field("ActivatedJob", "customHeaders", What::Variables),
            Field("CompleteJobRequest", "jobKey", What::Key("JobKey")),
            Field("CompleteJobRequest", "variables", What::Variables),
            Field("FailJobRequest", "jobKey", What::Key("JobKey")),
            Field("FailJobRequest", "retries", INT32),
            Field("FailJobRequest", "errorMessage", TEXT),
            Field("FailJobRequest", "retryBackOff", What::Duration),
            Field("FailJobRequest", "variables", What::Variables),
            Field("ThrowErrorRequest", "jobKey", What::Key("JobKey")),
            Field("ThrowErrorRequest", "errorCode", TEXT),
            Field("ThrowErrorRequest", "errorMessage", TEXT),
            Field("ThrowErrorRequest", "variables", What::Variables),
        ],
        Feature::JobStreams => &[
            Also(Feature::Jobs),
            Items("StreamActivatedJobs", "ActivatedJob"),
            Field("StreamActivatedJobsRequest", "type", TEXT),
            Field("StreamActivatedJobsRequest", "worker", TEXT),
            Field("StreamActivatedJobsRequest", "timeout", What::Duration),
            Field("StreamActivatedJobsRequest", "fetchVariable", What::Named("FetchVariables")),
        ],
        Feature::JobTenants => &[
            Also(Feature::Jobs),
            Field("ActivateJobsRequest", "tenantIds", What::Texts),
            Field("StreamActivatedJobsRequest", "tenantIds", What::Texts),
        ],
        Feature::JobExtension => &[
            Also(Feature::Jobs),
            Call("UpdateJobTimeout", Streaming::Unary),
            Field("UpdateJobTimeoutRequest", "jobKey", What::Key("JobKey")),
            Field("UpdateJobTimeoutRequest", "timeout", What::Duration),
        ],
        Feature::JobResults => &[
            Also(Feature::Jobs),
            Field("CompleteJobRequest", "result", What::OptionalOne("JobResult")),
        ],
        Feature::JobLeases => &[
            Also(Feature::JobStreams),
            Also(Feature::JobExtension),
            Field("ActivateJobsRequest", "withLease", FLAG),
            Field("StreamActivatedJobsRequest", "withLease", FLAG),
            Field("ActivatedJob", "leaseToken", What::OptionalText),
            Field("CompleteJobRequest", "leaseToken", What::OptionalText),
            Field("FailJobRequest", "leaseToken", What::OptionalText),
            Field("ThrowErrorRequest", "leaseToken", What::OptionalText),
            Field("UpdateJobTimeoutRequest", "leaseToken", What::OptionalText),
        ],
        Feature::DeployFiles => &[
            Call("DeployResource", Streaming::Unary),
            Field("DeployResourceRequest", "resources", What::Several("Resource")),
            Field("Resource", "name", TEXT),
            Field("Resource", "content", What::Scalar(Scalar::Bytes)),
        ],
        Feature::AwaitResult => &[
            Call("CreateProcessInstanceWithResult", Streaming::Unary),
            Field(
                "CreateProcessInstanceWithResultRequest",
                "request",
                What::OptionalOne("CreateProcessInstanceRequest"),
            ),
            Field(
                "CreateProcessInstanceWithResultRequest",
                "requestTimeout",
                What::Named("ResultTimeout"),
            ),
            Field("CreateProcessInstanceWithResultResponse", "variables", What::Variables),
            Field(
                "CreateProcessInstanceWithResultResponse",
                "processInstanceKey",
                What::Key("ProcessInstanceKey"),
            ),
        ],
        Feature::MessageIds => &[
            Call("PublishMessage", Streaming::Unary),
            Field("PublishMessageRequest", "messageId", TEXT),
            Field("PublishMessageRequest", "timeToLive", What::Duration),
        ],
        Feature::Readiness => &[
            Call("Topology", Streaming::Unary),
            Field("TopologyResponse", "partitionsCount", INT32),
            Field("TopologyResponse", "brokers", What::Several("BrokerInfo")),
            Field("BrokerInfo", "partitions", What::Several("Partition")),
            Field("Partition", "partitionId", INT32),
            Field("Partition", "role", What::Choice("Partition.PartitionBrokerRole")),
            Field("Partition", "health", What::Choice("Partition.PartitionBrokerHealth")),
        ],
    }
}

/// The features that the API of a model has.
pub(super) fn features(model: &Model) -> Vec<Feature> {
    Feature::ALL.iter().copied().filter(|feature| has(model, *feature)).collect()
}

fn has(model: &Model, feature: Feature) -> bool {
    needs(feature).iter().all(|need| match *need {
        Also(other) => has(model, other),
        Call(name, streaming) => {
            model.rpcs.iter().any(|rpc| rpc.proto_name == name && rpc.streaming == streaming)
        }
        Items(name, item) => model.rpcs.iter().any(|rpc| {
            let sends = rpc.items.as_ref().map_or(rpc.response, |items| items.item);
            let is_item = model.message(sends).is_some_and(|m| m.proto_path == item);
            rpc.proto_name == name && rpc.streaming == Streaming::Server && is_item
        }),
        Field(message, name, what) => {
            field(model, message, name).is_some_and(|field| holds(model, field, what))
        }
    })
}

/// The field, unless a fact renames it or its message: the code counts on the names of the proto.
fn field<'m>(model: &'m Model, message: &str, name: &str) -> Option<&'m FieldModel> {
    let messages = model.messages();
    let of = |m: &&&MessageModel| {
        m.proto_path == message && m.stated_path == message && m.name.scopes.is_empty()
    };
    let message = messages.iter().find(of)?;
    message.fields().find(|field| field.proto_name == name && field.stated_name == name)
}

fn holds(model: &Model, field: &FieldModel, what: What) -> bool {
    let shape = &field.shape;
    let message = |path: &str| match shape.kind {
        Kind::Message(id) => model.message(id).is_some_and(|m| m.proto_path == path),
        _ => false,
    };
    let many = shape.many;
    match what {
        What::Scalar(scalar) => {
            many == Many::One && matches!(shape.kind, Kind::Scalar(s, _) if s == scalar)
        }
        What::OptionalText => {
            many == Many::Optional && matches!(shape.kind, Kind::Scalar(Scalar::String, _))
        }
        What::Texts => many == Many::List && matches!(shape.kind, Kind::Scalar(Scalar::String, _)),
        What::Variables => many == Many::One && shape.kind == Kind::Json(JsonKind::Object),
        What::Key(key) => many == Many::One && is_key(model, &shape.kind, key),
        What::Duration => many == Many::One && matches!(shape.kind, Kind::Duration(_)),
        What::Instant => many == Many::One && matches!(shape.kind, Kind::Instant(..)),
        What::Named(name) => match shape.kind {
            Kind::Sentinel(index) => {
                model.sentinels.get(index).is_some_and(|s| s.proto_name == name)
            }
            _ => false,
        },
        What::OptionalOne(path) => many == Many::Optional && message(path),
        What::Several(path) => many == Many::List && message(path),
        What::Choice(path) => match shape.kind {
            Kind::Enum(id) => model.enums().iter().any(|e| e.id == id && e.proto_path == path),
            _ => false,
        },
    }
}

fn is_key(model: &Model, kind: &Kind, name: &str) -> bool {
    let Kind::Key(spelled) = kind else { return false };
    model.keys.iter().any(|key| key.proto_name == name && key.name == *spelled)
}
