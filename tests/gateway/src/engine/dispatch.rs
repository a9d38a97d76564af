//! From a call and the bytes of its request to the bytes of its answer.

use std::sync::Arc;

use bytes::Bytes;
use prost::Message;
use tonic::Status;

use super::{Engine, Pushed};
use crate::rpc::Rpc;
use crate::status::undecodable;

/// The messages a call is answered.
#[derive(Debug)]
pub(crate) enum Answer {
    One(Bytes),
    Many(Vec<Bytes>),
    Pushed(Pushed),
}

impl Engine {
    /// Answers a call by default.
    pub(crate) async fn answer(
        self: &Arc<Self>,
        rpc: Rpc,
        request: Bytes,
    ) -> Result<Answer, Status> {
        match rpc {
            Rpc::ActivateJobs => self.activate_jobs(decode(request)?).await.map(Answer::Many),
            Rpc::StreamActivatedJobs => {
                self.stream_activated_jobs(decode(request)?).map(Answer::Pushed)
            }
            Rpc::CreateProcessInstanceWithResult => {
                let request = decode(request)?;
                let answer = self.create_process_instance_with_result(request).await?;
                Ok(encode(&answer))
            }
            _ => self.answer_at_once(rpc, request),
        }
    }

    fn answer_at_once(&self, rpc: Rpc, bytes: Bytes) -> Result<Answer, Status> {
        match rpc {
            Rpc::ActivateJobs | Rpc::StreamActivatedJobs | Rpc::CreateProcessInstanceWithResult => {
                Err(Status::internal("answers later"))
            }
            Rpc::Topology => Ok(encode(&self.topology())),
            Rpc::CreateProcessInstance => unary(bytes, |r| self.create_process_instance(r)),
            Rpc::CompleteJob => unary(bytes, |r| self.complete_job(r)),
            Rpc::FailJob => unary(bytes, |r| self.fail_job(r)),
            Rpc::ThrowError => unary(bytes, |r| self.throw_error(r)),
            Rpc::CancelProcessInstance => unary(bytes, |r| self.cancel_process_instance(r)),
            Rpc::EvaluateDecision => unary(bytes, |r| self.evaluate_decision(r)),
            Rpc::DeployProcess => unary(bytes, |r| self.deploy_process(r)),
            Rpc::DeployResource => unary(bytes, |r| self.deploy_resource(r)),
            Rpc::PublishMessage => unary(bytes, |r| self.publish_message(r)),
            Rpc::ResolveIncident => unary(bytes, |r| self.resolve_incident(r)),
            Rpc::SetVariables => unary(bytes, |r| self.set_variables(r)),
            Rpc::UpdateJobRetries => unary(bytes, |r| self.update_job_retries(r)),
            Rpc::UpdateJobTimeout => unary(bytes, |r| self.update_job_timeout(r)),
            Rpc::UpdateJobPriority => unary(bytes, |r| self.update_job_priority(r)),
            Rpc::ModifyProcessInstance => unary(bytes, |r| self.modify_process_instance(r)),
            Rpc::MigrateProcessInstance => unary(bytes, |r| self.migrate_process_instance(r)),
            Rpc::DeleteResource => unary(bytes, |r| self.delete_resource(r)),
            Rpc::BroadcastSignal => unary(bytes, |r| self.broadcast_signal(r)),
            Rpc::EvaluateConditional => unary(bytes, |r| self.evaluate_conditional(r)),
            Rpc::AssignProcessInstanceBusinessId => {
                unary(bytes, |r| self.assign_business_id_to_instance(r))
            }
        }
    }
}

fn unary<Q, A>(
    request: Bytes,
    answer: impl FnOnce(Q) -> Result<A, Status>,
) -> Result<Answer, Status>
where
    Q: Message + Default,
    A: Message,
{
    answer(decode(request)?).map(|message| encode(&message))
}

fn decode<M: Message + Default>(bytes: Bytes) -> Result<M, Status> {
    M::decode(bytes).map_err(|problem| undecodable(&problem))
}

fn encode(message: &impl Message) -> Answer {
    Answer::One(message.encode_to_vec().into())
}
