//! A process from its start to its end as one call, with a typed result.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use crate::contract::{Dispatch, Pending, Rpc, RpcPolicy};
use crate::gateway::{
    CreateProcessInstanceRequest, CreateProcessInstanceWithResultRequest,
    CreateProcessInstanceWithResultResponse, rpcs,
};
use crate::{Call, Client, Error, VariablesError};

/// A process instance that has completed, and its variables as a `T`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ProcessResult<T> {
    /// The variables at the end of the instance.
    pub variables: T,
    /// What the gateway says about the instance.
    pub instance: CreateProcessInstanceWithResultResponse,
}

/// The call behind [`Client::run_process`].
#[derive(Debug)]
pub struct RunProcess<T> {
    variables: PhantomData<fn() -> T>,
}

impl Client {
    /// Starts an instance, waits until it has completed, and gives its
    /// variables as a `T`.
    ///
    /// It is
    /// [`create_process_instance_with_result`](Self::create_process_instance_with_result),
    /// and takes the same request where the wait or the variables to fetch are
    /// to be chosen.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// use serde::Deserialize;
    /// use serde_json::json;
    /// use zeebe_sdk::gateway::{
    ///     CreateProcessInstanceRequest, CreateProcessInstanceWithResultRequest,
    /// };
    /// # use zeebe_sdk::{Client, Error};
    ///
    /// #[derive(Deserialize)]
    /// struct Receipt {
    ///     paid: u32,
    /// }
    ///
    /// # async fn example(client: Client) -> Result<(), Error> {
    /// let order = CreateProcessInstanceRequest::by_bpmn_process_id("order")
    ///     .variables(json!({"total": 42}));
    /// let result = client.run_process::<Receipt>(order.clone()).await?;
    /// println!("{} paid {}", result.instance.process_instance_key, result.variables.paid);
    ///
    /// let patiently = CreateProcessInstanceWithResultRequest::new(order)
    ///     .request_timeout(Duration::from_secs(120));
    /// let result = client.run_process::<Receipt>(patiently).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of the call. After `DEADLINE_EXCEEDED` the instance most likely
    /// runs on, and its key is unknown: do not start it again unchecked.
    /// [`Error::Variables`] if the instance has completed and its variables are
    /// not a `T`; the error names the instance.
    pub fn run_process<T: DeserializeOwned + Send + 'static>(
        &self,
        request: impl Into<CreateProcessInstanceWithResultRequest>,
    ) -> Call<RunProcess<T>> {
        self.call(request.into())
    }
}

impl From<CreateProcessInstanceRequest> for CreateProcessInstanceWithResultRequest {
    fn from(request: CreateProcessInstanceRequest) -> Self {
        Self::default().request(request)
    }
}

impl<T: DeserializeOwned + Send + 'static> Rpc for RunProcess<T> {
    type Request = CreateProcessInstanceWithResultRequest;
    type Output = ProcessResult<T>;

    const POLICY: &'static RpcPolicy = rpcs::CreateProcessInstanceWithResult::POLICY;

    fn start(request: Self::Request, dispatch: Dispatch) -> Pending<Self::Output> {
        let reply = dispatch.unary::<rpcs::CreateProcessInstanceWithResult>(request);
        Box::pin(async move {
            let instance = reply.await?;
            match instance.variables.deserialize() {
                Ok(variables) => Ok(ProcessResult { variables, instance }),
                Err(error) => Err(misfit(&instance, &error)),
            }
        })
    }
}

fn misfit(instance: &CreateProcessInstanceWithResultResponse, error: &VariablesError) -> Error {
    let (problem, key) = (error.problem(), instance.process_instance_key);
    let text = format!("{problem}; the process instance {key} has completed");
    VariablesError::new(error.path(), text).into()
}
