//! Messages of the API as JSON and back, by their descriptors. Used for
//! replies written in scripts and for the journal; plain dispatch does not
//! pass here.

use bytes::Bytes;
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, MethodDescriptor, SerializeOptions};
use serde_json::Value;

use crate::proto::{ActivatedJob, DESCRIPTORS};
use crate::rpc::{Rpc, SERVICE};

/// The descriptors of all requests and responses.
#[derive(Clone, Debug)]
pub struct Messages {
    methods: Vec<MethodDescriptor>,
}

impl Messages {
    /// Reads the descriptors compiled into this crate.
    ///
    /// # Errors
    /// When they do not describe the service.
    pub fn load() -> Result<Self, String> {
        let pool = DescriptorPool::decode(DESCRIPTORS).map_err(|e| e.to_string())?;
        let service = pool
            .get_service_by_name(SERVICE)
            .ok_or_else(|| format!("no service {SERVICE} in the descriptors"))?;
        Ok(Self { methods: service.methods().collect() })
    }

    /// Names of all calls, as the service definition lists them.
    #[must_use]
    pub fn method_names(&self) -> Vec<String> {
        self.methods.iter().map(|m| m.name().to_owned()).collect()
    }

    /// A request as JSON: 64-bit numbers as text, fields that are unset or
    /// have no presence and their zero value left out.
    #[must_use]
    pub fn request_to_json(&self, rpc: Rpc, bytes: &Bytes) -> Option<Value> {
        let message = DynamicMessage::decode(self.method(rpc)?.input(), bytes.clone()).ok()?;
        message
            .serialize_with_options(
                serde_json::value::Serializer,
                &SerializeOptions::new().skip_default_fields(true),
            )
            .ok()
    }

    /// A response written as JSON, encoded for the wire.
    ///
    /// # Errors
    /// When the JSON does not fit the response message of the call.
    pub fn response_from_json(&self, rpc: Rpc, json: &Value) -> Result<Bytes, String> {
        let method = self.method(rpc).ok_or_else(|| format!("{rpc} is not described"))?;
        DynamicMessage::deserialize(method.output(), json)
            .map(|message| message.encode_to_vec().into())
            .map_err(|problem| format!("{rpc} cannot reply {json}: {problem}"))
    }

    fn method(&self, rpc: Rpc) -> Option<&MethodDescriptor> {
        self.methods.iter().find(|m| m.name() == rpc.name())
    }
}

/// A job written as JSON, with the field names of the API.
pub(crate) fn read_job(json: &Value) -> Result<ActivatedJob, String> {
    let pool = DescriptorPool::decode(DESCRIPTORS).map_err(|e| e.to_string())?;
    let job = pool.get_message_by_name("gateway_protocol.ActivatedJob");
    let job = job.ok_or("no job in the descriptors")?;
    let read = DynamicMessage::deserialize(job, json).map_err(|e| e.to_string())?;
    read.transcode_to().map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::{CompleteJobRequest, CreateProcessInstanceResponse};
    use serde_json::json;

    #[test]
    fn converts_both_ways() {
        let messages = Messages::load().unwrap();
        let request = CompleteJobRequest { job_key: i64::MAX, ..Default::default() };
        let shown = messages.request_to_json(Rpc::CompleteJob, &request.encode_to_vec().into());
        assert_eq!(shown, Some(json!({"jobKey": "9223372036854775807"})));

        let reply = json!({"processInstanceKey": "7", "bpmnProcessId": "pay"});
        let bytes = messages.response_from_json(Rpc::CreateProcessInstance, &reply).unwrap();
        let decoded = CreateProcessInstanceResponse::decode(bytes).unwrap();
        assert_eq!((decoded.process_instance_key, decoded.bpmn_process_id.as_str()), (7, "pay"));
    }

    #[test]
    fn refuses_unknown_fields() {
        let messages = Messages::load().unwrap();
        let problem = messages.response_from_json(Rpc::Topology, &json!({"nope": 1})).unwrap_err();
        assert!(problem.contains("Topology") && problem.contains("nope"), "{problem}");
    }
}
