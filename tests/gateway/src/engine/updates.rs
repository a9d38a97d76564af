//! What operators change about jobs: retries, timeout, priority, incidents.

use tonic::Status;

use super::Engine;
use super::jobs::Stage;
use super::lives::JobStep;
use super::state::State;
use crate::proto::{
    ResolveIncidentRequest, ResolveIncidentResponse, UpdateJobPriorityRequest,
    UpdateJobPriorityResponse, UpdateJobRetriesRequest, UpdateJobRetriesResponse,
    UpdateJobTimeoutRequest, UpdateJobTimeoutResponse,
};
use crate::status::{invalid, invalid_state, not_found};

impl Engine {
    pub(crate) fn update_job_retries(
        &self,
        request: UpdateJobRetriesRequest,
    ) -> Result<UpdateJobRetriesResponse, Status> {
        let command = "UPDATE_RETRIES";
        let mut state = self.state();
        let (key, retries) = (request.job_key, request.retries);
        state.check_key(key)?;
        if retries < 1 {
            let reason =
                format!("the job with key '{key}' needs positive retries, not '{retries}'");
            return Err(invalid(command, reason));
        }
        state.check_update(key, command, request.lease_token.as_deref())?;
        if let Some(job) = state.jobs.get_mut(key) {
            job.retries = retries;
        }
        Ok(UpdateJobRetriesResponse {})
    }

    pub(crate) fn update_job_timeout(
        &self,
        request: UpdateJobTimeoutRequest,
    ) -> Result<UpdateJobTimeoutResponse, Status> {
        let command = "UPDATE_TIMEOUT";
        let mut state = self.state();
        let key = request.job_key;
        state.check_update(key, command, request.lease_token.as_deref())?;
        if state.job(key, command)?.stage != Stage::Activated {
            let reason = format!("the job with key '{key}' is not activated and has no deadline");
            return Err(invalid_state(command, reason));
        }
        state.set_due(key, request.timeout);
        state.note(key, JobStep::Extended { timeout: request.timeout });
        Ok(UpdateJobTimeoutResponse {})
    }

    pub(crate) fn update_job_priority(
        &self,
        request: UpdateJobPriorityRequest,
    ) -> Result<UpdateJobPriorityResponse, Status> {
        let command = "UPDATE_PRIORITY";
        let mut state = self.state();
        let key = request.job_key;
        state.check_key(key)?;
        let Some(priority) = request.priority else {
            return Err(invalid(command, format!("no priority is given for job '{key}'")));
        };
        state.check_update(key, command, request.lease_token.as_deref())?;
        let waits = !state.jobs.is_out(key);
        state.jobs.take_out(key);
        if let Some(job) = state.jobs.get_mut(key) {
            job.priority = priority;
        }
        if waits {
            state.jobs.line_up(key);
        }
        Ok(UpdateJobPriorityResponse {})
    }

    /// Ends an incident: its job is available again.
    pub(crate) fn resolve_incident(
        &self,
        request: ResolveIncidentRequest,
    ) -> Result<ResolveIncidentResponse, Status> {
        let mut state = self.state();
        let key = request.incident_key;
        state.check_key(key)?;
        let Some(job) = state.incidents.remove(&key) else {
            return Err(not_found("RESOLVE", format!("there is no incident with key '{key}'")));
        };
        if let Some(job) = state.jobs.get_mut(job) {
            job.incident = None;
        }
        state.note(job, JobStep::Resolved);
        state.make_available(job);
        Ok(ResolveIncidentResponse {})
    }
}

impl State {
    /// Operators need no lease token; one that is given must be current.
    fn check_update(&self, key: i64, command: &str, token: Option<&str>) -> Result<(), Status> {
        let job = self.job(key, command)?;
        match token {
            Some(token) => job.check_lease(command, Some(token)),
            None => Ok(()),
        }
    }
}
