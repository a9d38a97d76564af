//! A job that is made up, and what a handler does with it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::recorder::Recorder;
use crate::gateway::ActivatedJob;
use crate::keys::JobKey;
use crate::worker::{Fetch, Handler, Job, JobFailure, Outcome, attempt, erase};
use crate::{IntoVariables, Variables};

/// A job to test a handler with, without a worker and a gateway.
///
/// What happens to the handler is what a worker would do: it gets only the
/// variables that its arguments ask for, arguments that cannot be made and
/// panics fail the job, and a job has one outcome.
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use serde_json::json;
/// use zeebe_sdk::testing::TestJob;
/// use zeebe_sdk::worker::{BpmnError, JobError, State, Vars};
///
/// #[derive(Deserialize)]
/// struct Order {
///     total: u64,
/// }
///
/// #[derive(Serialize, Deserialize)]
/// struct Charged {
///     left: u64,
/// }
///
/// async fn charge(
///     Vars(order): Vars<Order>,
///     State(balance): State<u64>,
/// ) -> Result<Charged, JobError> {
///     let left = balance.checked_sub(order.total).ok_or(BpmnError::new("no-funds"))?;
///     Ok(Charged { left })
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let job = TestJob::new("charge-card").variables(json!({"total": 30}));
///
/// let outcome = job.run_with(charge, 100).await;
/// assert_eq!(outcome.variables_as::<Charged>()?.left, 70);
///
/// let outcome = job.run_with(charge, 20).await;
/// assert!(outcome.as_bpmn_error().is_some_and(|error| error.code == "no-funds"));
///
/// let outcome = TestJob::new("charge-card").run_with(charge, 20).await;
/// let failure = outcome.as_failure().ok_or("must fail without a total")?;
/// assert!(failure.message.starts_with("variables: missing field `total`"));
/// # Ok(())
/// # }
/// ```
///
/// The outcome of a handler that reports in person is what it has reported:
///
/// ```
/// use std::time::Duration;
/// use zeebe_sdk::testing::TestJob;
/// use zeebe_sdk::worker::{Job, JobError, JobFailure, Reported};
///
/// async fn give_up(job: Job) -> Result<Reported, JobError> {
///     job.extend(Duration::from_secs(60)).await?;
///     Ok(job.fail(JobFailure::new("out of paper").retries(0)).await?)
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let job = TestJob::new("print");
/// let outcome = job.run(give_up).await;
/// assert!(outcome.as_failure().is_some_and(|failure| failure.retries == Some(0)));
/// assert_eq!(job.extensions(), [Duration::from_secs(60)]);
/// # }
/// ```
#[derive(Debug)]
#[must_use]
pub struct TestJob {
    activated: ActivatedJob,
    reserved: Duration,
    fetch: Option<Fetch>,
    cancellation: CancellationToken,
    extensions: Mutex<Vec<Duration>>,
}

impl TestJob {
    /// A job of this type with the key 1, 3 retries, no variables and no
    /// headers, reserved for 5 minutes.
    pub fn new(job_type: impl Into<String>) -> Self {
        let activated = ActivatedJob {
            key: JobKey::from(1),
            r#type: job_type.into(),
            retries: 3,
            ..ActivatedJob::default()
        };
        Self {
            activated,
            reserved: Duration::from_secs(300),
            fetch: None,
            cancellation: CancellationToken::new(),
            extensions: Mutex::default(),
        }
    }

    /// Sets the key.
    pub fn key(self, key: impl Into<JobKey>) -> Self {
        self.with(|job| job.key = key.into())
    }

    /// Sets all variables that the job can see.
    pub fn variables(self, variables: impl IntoVariables) -> Self {
        self.with(|job| job.variables = variables.into_variables())
    }

    /// Sets the headers that the model defines.
    pub fn headers(self, headers: impl IntoVariables) -> Self {
        self.with(|job| job.custom_headers = headers.into_variables())
    }

    /// Sets the number of retries left.
    pub fn retries(self, retries: i32) -> Self {
        self.with(|job| job.retries = retries)
    }

    /// Sets anything else of the job.
    ///
    /// ```
    /// # use zeebe_sdk::testing::TestJob;
    /// let last_try = TestJob::new("print").with(|job| job.retries = 1);
    /// # let _ = last_try;
    /// ```
    pub fn with(mut self, set: impl FnOnce(&mut ActivatedJob)) -> Self {
        set(&mut self.activated);
        self
    }

    /// Sets how long the job is reserved, counted from each run.
    pub fn reserved_for(mut self, reserved: Duration) -> Self {
        self.reserved = reserved;
        self
    }

    /// Sets the variables that the worker asks for, where yours is set to
    /// others than the arguments of the handler say.
    pub fn fetch(mut self, fetch: Fetch) -> Self {
        self.fetch = Some(fetch);
        self
    }

    /// Sets the token that stands for the worker giving the job up.
    pub fn cancelled_by(mut self, token: CancellationToken) -> Self {
        self.cancellation = token;
        self
    }

    /// Runs a handler of a worker without state.
    pub async fn run<Args, H>(&self, handler: H) -> Outcome
    where
        Args: 'static,
        H: Handler<Args, ()>,
    {
        self.run_with(handler, ()).await
    }

    /// Runs a handler of a worker with this state.
    pub async fn run_with<Args, S, H>(&self, handler: H, state: S) -> Outcome
    where
        Args: 'static,
        S: Send + Sync + 'static,
        H: Handler<Args, S>,
    {
        let task = erase(handler, state);
        let recorder = Arc::new(Recorder::default());
        let fetch = self.fetch.clone().unwrap_or_else(|| task.fetch());
        let outcome = match self.activate(&fetch) {
            Ok(activated) => {
                let now = Instant::now();
                let expires = now.checked_add(self.reserved).unwrap_or(now);
                let job = Job::new(activated, expires, self.cancellation.clone(), recorder.clone());
                attempt(&*task, job).await
            }
            Err(failure) => Outcome::Fail(failure),
        };
        let seen = recorder.take();
        *self.extensions.lock().unwrap_or_else(PoisonError::into_inner) = seen.extensions;
        seen.outcome.unwrap_or(outcome)
    }

    /// For how long the handler has prolonged the reservation, each time, in
    /// the last run.
    pub fn extensions(&self) -> Vec<Duration> {
        self.extensions.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The job as it is, before any worker has it.
    #[cfg(feature = "testing")]
    pub(super) fn into_activated(self) -> ActivatedJob {
        self.activated
    }

    /// The job as the gateway would send it to a worker that asks for these
    /// variables.
    fn activate(&self, fetch: &Fetch) -> Result<ActivatedJob, JobFailure> {
        let made_up = |problem| JobFailure::new(format!("the job of the test: {problem}"));
        for (name, json) in
            [("variables", &self.activated.variables), ("headers", &self.activated.custom_headers)]
        {
            if let Some(refusal) = json.refusal() {
                return Err(made_up(refusal.at(name).to_string()));
            }
        }
        let variables = fetched(&self.activated.variables, fetch);
        Ok(ActivatedJob {
            variables: variables.map_err(|error| made_up(error.to_string()))?,
            ..self.activated.clone()
        })
    }
}

/// Those of the variables that are asked for.
pub(super) fn fetched(all: &Variables, fetch: &Fetch) -> Result<Variables, crate::VariablesError> {
    let names: &[String] = match fetch {
        Fetch::All => return Ok(all.clone()),
        Fetch::Only(names) => names,
        Fetch::Nothing => &[],
    };
    let mut some: Map<String, Value> = all.deserialize()?;
    let before = some.len();
    some.retain(|name, _| names.contains(name));
    // The text is left alone where it may be: it has what a `Value` may not.
    if some.len() == before { Ok(all.clone()) } else { Variables::try_new(&some) }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde::Deserialize;
    use serde_json::{Value, json};
    use tokio_util::sync::CancellationToken;

    use super::TestJob;
    use crate::keys::JobKey;
    use crate::worker::{BpmnError, Fetch, Job, JobError, JobFailure, Outcome, Reported, Vars};
    use crate::{Error, Variables};

    #[derive(Deserialize)]
    struct A {
        #[expect(dead_code, reason = "only its name counts")]
        a: Option<u64>,
    }

    async fn seen(_: Vars<A>, job: Job) -> Variables {
        job.variables.clone()
    }

    #[tokio::test]
    async fn gives_only_what_is_asked_for() {
        let job = || TestJob::new("t").variables(json!({"b": 1, "a": u64::MAX}));
        let text = |outcome: Outcome| outcome.variables().unwrap().as_json().to_owned();
        assert_eq!(text(job().run(seen).await), format!(r#"{{"a":{}}}"#, u64::MAX));
        assert_eq!(text(job().fetch(Fetch::Nothing).run(seen).await), "{}");
        let all = job().fetch(Fetch::All).run(seen).await;
        assert_eq!(all.variables(), Some(&job().activated.variables));
    }

    #[tokio::test]
    async fn is_the_job_that_was_made_up() {
        async fn check(job: Job) -> Result<(), JobError> {
            assert_eq!((job.key, &*job.r#type, job.retries), (JobKey::from(5), "t", 2));
            assert_eq!(job.worker, "me");
            assert_eq!(job.headers_as::<Value>()?, json!({"h": "1"}));
            assert_eq!(job.variables_as::<Value>()?, json!({"v": 1}));
            assert!(job.expires_in() > Duration::from_secs(9));
            assert!(job.expires_in() <= Duration::from_secs(10));
            assert!(job.cancellation().is_cancelled());
            Ok(())
        }
        let token = CancellationToken::new();
        token.cancel();
        let job = TestJob::new("t").key(5).retries(2).headers(json!({"h": "1"}));
        let job = job.variables(json!({"v": 1})).with(|job| job.worker = "me".to_owned());
        let job = job.reserved_for(Duration::from_secs(10)).cancelled_by(token);
        let outcome = job.run(check).await;
        assert!(outcome.as_completion().is_some(), "{outcome:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn an_extension_counts_from_when_it_is_asked_for() {
        async fn extend(job: Job) -> Result<(), Error> {
            tokio::time::sleep(Duration::from_secs(200)).await;
            assert_eq!(job.expires_in(), Duration::from_secs(100));
            job.extend(Duration::from_secs(150)).await?;
            assert_eq!(job.expires_in(), Duration::from_secs(150));
            tokio::time::sleep(Duration::from_secs(151)).await;
            assert_eq!(job.expires_in(), Duration::ZERO);
            job.extend(Duration::MAX).await
        }
        let job = TestJob::new("t");
        assert!(job.run(extend).await.as_completion().is_some());
        assert_eq!(job.extensions(), [Duration::from_secs(150), Duration::MAX]);
    }

    #[tokio::test]
    async fn the_outcome_is_what_the_handler_has_reported() {
        async fn complete(job: Job) -> Result<Reported, Error> {
            job.complete(json!({"a": 1})).await
        }
        async fn fail(job: Job) -> Result<Reported, Error> {
            job.fail("no").await
        }
        async fn throw(job: Job) -> Result<Reported, Error> {
            let reported = job.throw(BpmnError::new("c")).await?;
            assert!(!reported.is_lost());
            Ok(reported)
        }
        let job = TestJob::new("t");
        assert_eq!(job.run(complete).await.variables_as::<Value>().unwrap(), json!({"a": 1}));
        assert_eq!(job.run(fail).await.as_failure(), Some(&JobFailure::new("no")));
        assert_eq!(job.run(throw).await.as_bpmn_error(), Some(&BpmnError::new("c")));
    }

    #[tokio::test]
    async fn the_first_report_counts() {
        async fn twice(one: Job, two: Job) -> Result<Reported, Error> {
            let _first = one.complete(json!({"a": 1})).await?;
            two.fail("no").await
        }
        async fn panics(job: Job) -> Result<Reported, Error> {
            let _reported = job.complete(json!({"a": 1})).await?;
            panic!("after the end")
        }
        let job = TestJob::new("t");
        for outcome in [job.run(twice).await, job.run(panics).await] {
            assert_eq!(outcome.variables_as::<Value>().unwrap(), json!({"a": 1}));
        }
    }

    #[tokio::test]
    async fn what_cannot_be_sent_is_refused_and_leaves_the_job_open() {
        async fn recovers(job: Job, again: Job) -> Result<Reported, Error> {
            let error = job.complete([1]).await.unwrap_err();
            assert_eq!(
                error.to_string(),
                "CompleteJob: variables: must be a JSON object, not an array"
            );
            again.complete(()).await
        }
        let outcome = TestJob::new("t").run(recovers).await;
        assert!(outcome.as_completion().is_some(), "{outcome:?}");
    }

    #[tokio::test]
    async fn a_job_that_cannot_be_is_said_so() {
        let outcome = TestJob::new("t").headers([1]).run(|| async {}).await;
        let expected = "the job of the test: headers: must be a JSON object, not an array";
        assert_eq!(outcome.as_failure(), Some(&JobFailure::new(expected)));
    }

    #[test]
    fn a_failure_takes_one_retry_and_no_more_than_there_are() {
        let failure = JobFailure::new("no");
        assert_eq!([3, 1, 0, i32::MIN].map(|now| failure.retries_after(now)), [2, 0, 0, 0]);
        assert_eq!(failure.retries(7).retries_after(1), 7);
    }
}
