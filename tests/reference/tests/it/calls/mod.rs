//! Every RPC with every field: what is built through the SDK arrives equal,
//! and what the gateway answers comes back equal.

mod changes;
mod decisions;
mod instances;
mod jobs;
mod messages;
mod outcomes;
mod resources;

use zeebe_mock_gateway::{Messages, Rpc};

/// The test of an RPC. An RPC without one does not compile.
fn test_of(rpc: Rpc) -> fn() {
    match rpc {
        Rpc::ActivateJobs => jobs::activate_jobs,
        Rpc::StreamActivatedJobs => jobs::stream_activated_jobs,
        Rpc::CancelProcessInstance => changes::cancel_process_instance,
        Rpc::CompleteJob => outcomes::complete_job,
        Rpc::CreateProcessInstance => instances::create_process_instance,
        Rpc::CreateProcessInstanceWithResult => instances::create_process_instance_with_result,
        Rpc::EvaluateDecision => decisions::evaluate_decision,
        Rpc::DeployProcess => resources::deploy_process,
        Rpc::DeployResource => resources::deploy_resource,
        Rpc::FailJob => outcomes::fail_job,
        Rpc::ThrowError => outcomes::throw_error,
        Rpc::PublishMessage => messages::publish_message,
        Rpc::ResolveIncident => changes::resolve_incident,
        Rpc::SetVariables => changes::set_variables,
        Rpc::Topology => messages::topology,
        Rpc::UpdateJobRetries => outcomes::update_job_retries,
        Rpc::ModifyProcessInstance => changes::modify_process_instance,
        Rpc::MigrateProcessInstance => changes::migrate_process_instance,
        Rpc::AssignProcessInstanceBusinessId => changes::assign_process_instance_business_id,
        Rpc::UpdateJobTimeout => outcomes::update_job_timeout,
        Rpc::UpdateJobPriority => outcomes::update_job_priority,
        Rpc::DeleteResource => resources::delete_resource,
        Rpc::BroadcastSignal => messages::broadcast_signal,
        Rpc::EvaluateConditional => decisions::evaluate_conditional,
    }
}

#[test]
fn every_rpc_of_the_proto_has_a_test() {
    let mut proto = Messages::load().unwrap().method_names();
    let mut tested: Vec<_> = Rpc::ALL.iter().map(|rpc| rpc.name().to_owned()).collect();
    let mut tests: Vec<_> = Rpc::ALL.iter().map(|rpc| test_of(*rpc) as usize).collect();
    proto.sort();
    tested.sort();
    assert_eq!(tested, proto);
    tests.sort_unstable();
    tests.dedup();
    assert_eq!(tests.len(), proto.len(), "two RPCs share a test");
}
