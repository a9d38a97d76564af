//! Steps that ask the gateway itself, with the bare stub: what the SDK says is what is judged.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::task::JoinSet;
use tokio::time::sleep;
use tonic::Code;
use tonic::transport::{Channel, Endpoint};
use zeebe_mock_gateway::proto::SetVariablesRequest;
use zeebe_mock_gateway::proto::gateway_client::GatewayClient;

use super::Stage;
use crate::scenario::EndedCheck;
use crate::value::make::make;

/// How many instances are asked for at once: fewer than a busy broker pushes back.
const AT_ONCE: usize = 4;

impl Stage<'_> {
    /// Waits until instances have ended: then no variable can be set in them.
    pub(super) async fn ended(&self, check: &EndedCheck) -> Result<(), String> {
        let keys = keys(&make(&check.instances, &self.saved)?)?;
        let endpoint = Endpoint::from_shared(self.gateway.address());
        let channel = endpoint.map_err(|error| error.to_string())?.connect().await;
        let client = GatewayClient::new(channel.map_err(|error| error.to_string())?);
        let until = Instant::now() + Duration::from_millis(check.within_ms);
        let (keys, mut asking) = (Arc::new(keys), JoinSet::new());
        for nth in 0..AT_ONCE {
            let (keys, mut client) = (Arc::clone(&keys), client.clone());
            asking.spawn(async move {
                for key in keys.iter().skip(nth).step_by(AT_ONCE) {
                    has_ended(&mut client, *key, until).await?;
                }
                Ok::<_, String>(())
            });
        }
        while let Some(asked) = asking.join_next().await {
            asked.map_err(|error| error.to_string())??;
        }
        Ok(())
    }
}

async fn has_ended(
    client: &mut GatewayClient<Channel>,
    key: i64,
    until: Instant,
) -> Result<(), String> {
    loop {
        let variables = "{}".to_owned();
        let request =
            SetVariablesRequest { element_instance_key: key, variables, ..Default::default() };
        let found = match client.set_variables(request).await {
            Err(status) if status.code() == Code::NotFound => return Ok(()),
            Err(status) => format!("whether the instance {key} has ended is unknown: {status}"),
            Ok(_) => format!("the instance {key} has not ended"),
        };
        if Instant::now() > until {
            return Err(found);
        }
        sleep(Duration::from_millis(50)).await;
    }
}

/// Keys as scenarios state them: one or a list, each as such or in a reply.
fn keys(instances: &Value) -> Result<Vec<i64>, String> {
    match instances {
        Value::Array(several) => {
            several.iter().map(keys).collect::<Result<Vec<_>, _>>().map(|keys| keys.concat())
        }
        Value::Object(reply) => match reply.get("processInstanceKey") {
            Some(key) => keys(key),
            None => Err("a reply without `processInstanceKey` names no instance".to_owned()),
        },
        Value::String(text) => {
            text.parse().map(|key| vec![key]).map_err(|e| format!("{text}: {e}"))
        }
        other => other.as_i64().map(|key| vec![key]).ok_or_else(|| format!("{other} is no key")),
    }
}
