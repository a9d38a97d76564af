//! What workers report: complete, fail, throw an error.

use std::sync::Arc;

use tonic::Status;

use super::Engine;
use super::jobs::{Job, Stage};
use super::lives::JobStep;
use super::state::State;
use super::variables::Variables;
use crate::proto::{
    CompleteJobRequest, CompleteJobResponse, FailJobRequest, FailJobResponse, ThrowErrorRequest,
    ThrowErrorResponse,
};
use crate::status::{invalid, invalid_state};

impl Engine {
    /// Completes a job, whether or not its reservation has ended.
    pub(crate) fn complete_job(
        &self,
        request: CompleteJobRequest,
    ) -> Result<CompleteJobResponse, Status> {
        let variables = Variables::read(&request.variables, "COMPLETE")?;
        let mut state = self.state();
        let token = request.lease_token.as_deref();
        let job = state.open_job(request.job_key, "COMPLETE", token)?;
        let place = job.place.clone();
        if let (Some(id), Some(place)) = (&request.business_id, &place) {
            state.assign_business_id(place.instance, id, "COMPLETE")?;
        }
        state.remove_job(request.job_key, JobStep::Completed);
        if let Some(place) = place {
            state.store(place.instance, place.element_instance, variables);
            state.leave(place.instance, place.element_instance, None);
        }
        Ok(CompleteJobResponse {})
    }

    /// Fails a job: it comes back, at once or later, or raises an incident.
    pub(crate) fn fail_job(&self, request: FailJobRequest) -> Result<FailJobResponse, Status> {
        let variables = Variables::read(&request.variables, "FAIL")?;
        let mut state = self.state();
        let key = request.job_key;
        let job = state.open_job(key, "FAIL", request.lease_token.as_deref())?;
        match job.place.clone() {
            Some(place) => {
                state.store_locally(place.instance, place.element_instance, variables);
            }
            None => state.store_at(key, variables),
        }
        if let Some(job) = state.jobs.get_mut(key) {
            job.retries = request.retries;
        }
        let (retries, retry_back_off) = (request.retries, request.retry_back_off);
        state.note(key, JobStep::Failed { retries, retry_back_off });
        if request.retries <= 0 {
            state.raise_incident(key, Stage::Failed);
        } else if request.retry_back_off > 0 {
            state.set_stage(key, Stage::BackingOff);
            state.set_due(key, request.retry_back_off);
        } else {
            state.make_available(key);
        }
        Ok(FailJobResponse {})
    }

    /// Throws an error at a job's element, caught at its boundary or not.
    pub(crate) fn throw_error(
        &self,
        request: ThrowErrorRequest,
    ) -> Result<ThrowErrorResponse, Status> {
        // They belong to the event that catches the error, which has no mappings
        // here that would hand them on.
        Variables::read(&request.variables, "THROW_ERROR")?;
        let mut state = self.state();
        let key = request.job_key;
        let job = state.open_job(key, "THROW_ERROR", request.lease_token.as_deref())?;
        let place = job.place.clone();
        let catching = place.as_ref().and_then(|place| {
            let instance = state.instances.get(&place.instance)?;
            let model = &instance.process.model;
            model.catching(&place.element, &request.error_code).cloned()
        });
        let thrown = JobStep::ErrorThrown { code: request.error_code.into() };
        match (catching, place) {
            (Some(event), Some(place)) => {
                state.remove_job(key, thrown);
                state.leave(place.instance, place.element_instance, Some(event));
            }
            _ => {
                state.note(key, thrown);
                state.raise_incident(key, Stage::ErrorThrown);
            }
        }
        Ok(ThrowErrorResponse {})
    }
}

impl State {
    /// A job that may get an outcome from the holder of this lease token.
    fn open_job(&self, key: i64, command: &str, token: Option<&str>) -> Result<&Job, Status> {
        let job = self.job(key, command)?;
        job.check_open(command)?;
        job.check_lease(command, token)?;
        Ok(job)
    }

    /// Stores variables where their names are known, or else at the root.
    pub(crate) fn store(&mut self, instance: i64, token: i64, variables: Variables) {
        let Some(instance) = self.instances.get_mut(&instance) else {
            return;
        };
        let mut rest = variables;
        if let Some(token) = instance.token(token) {
            let (local, outer) = rest.split_by(&token.variables);
            token.variables.merge(local);
            rest = outer;
        }
        instance.variables.merge(rest);
    }

    /// Stores variables at an active element.
    pub(crate) fn store_locally(&mut self, instance: i64, token: i64, variables: Variables) {
        let instance = self.instances.get_mut(&instance);
        if let Some(token) = instance.and_then(|i| i.token(token)) {
            token.variables.merge(variables);
        }
    }

    /// Stores variables at a job that belongs to no instance.
    fn store_at(&mut self, key: i64, variables: Variables) {
        if let Some(job) = self.jobs.get_mut(key)
            && !variables.is_empty()
        {
            Arc::make_mut(&mut job.variables).merge(variables);
        }
    }

    /// Gives an instance its business id, once.
    pub(crate) fn assign_business_id(
        &mut self,
        key: i64,
        id: &str,
        command: &str,
    ) -> Result<(), Status> {
        if id.is_empty() || id.chars().count() > 256 {
            let reason = "a business id must have 1 to 256 characters";
            return Err(invalid(command, reason));
        }
        if let Some(instance) = self.instances.get_mut(&key) {
            let present = instance.business_id.get_or_insert_with(|| id.to_owned());
            if present != id {
                let reason = format!("the process instance '{key}' has another business id");
                return Err(invalid_state(command, reason));
            }
        }
        Ok(())
    }
}
