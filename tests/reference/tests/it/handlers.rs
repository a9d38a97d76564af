//! What handlers return for the jobs of listeners and of ad-hoc sub-processes.

use serde_json::{Value, json};
use zeebe_sdk::gateway::{JobResult, JobResultActivateElement, JobResultCorrections};
use zeebe_sdk::testing::TestJob;
use zeebe_sdk::worker::{Completion, Job, JobError, Reported};

fn denied() -> JobResult {
    JobResult::default().denied(true).denied_reason("no receipt")
}

#[tokio::test]
async fn a_job_result_is_a_return_value() {
    async fn bare() -> JobResult {
        denied()
    }
    async fn fallible() -> Result<JobResult, JobError> {
        Ok(denied())
    }
    async fn by_hand(job: Job) -> Result<Reported, JobError> {
        Ok(job.complete(denied()).await?)
    }
    let job = TestJob::new("review");
    for outcome in [job.run(bare).await, job.run(fallible).await, job.run(by_hand).await] {
        let completion = outcome.as_completion().unwrap();
        assert_eq!(completion.result, Some(denied()));
        assert_eq!(completion.variables, None);
    }
}

#[tokio::test]
async fn a_job_result_goes_with_variables() {
    async fn correct() -> Result<Completion, JobError> {
        let corrections = JobResultCorrections::default().assignee("ada").priority(80);
        let result = JobResult::default().corrections(corrections);
        Ok(Completion::new(json!({"reviewed": true})).result(result))
    }
    let outcome = TestJob::new("review").run(correct).await;
    assert_eq!(outcome.variables_as::<Value>().unwrap(), json!({"reviewed": true}));
    let result = outcome.as_completion().unwrap().result.as_ref().unwrap();
    assert_eq!(result.corrections.as_ref().unwrap().assignee.as_deref(), Some("ada"));
}

#[tokio::test]
async fn elements_to_activate_have_variables_of_their_own() {
    async fn next() -> JobResult {
        let call = JobResultActivateElement::new("call-back").variables(json!({"at": 9}));
        JobResult::default().activate_elements([call])
    }
    let outcome = TestJob::new("agent").run(next).await;
    let result = outcome.as_completion().unwrap().result.as_ref().unwrap();
    assert_eq!(result.activate_elements[0].variables.get("at").unwrap(), Some(9));
}
