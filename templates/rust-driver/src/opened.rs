//! Streams that one line opens and others read.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Mutex as AsyncMutex;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use zeebe_sdk::Error;

use crate::calls::Items;
use crate::errors;

/// A stream that several lines can refer to.
pub(crate) type Stream = Arc<AsyncMutex<Opened>>;

/// A stream. It opens by itself: gateways answer nothing before the first item.
pub(crate) enum Opened {
    /// Not yet, as far as anybody looked.
    Opening(JoinHandle<Result<Box<dyn Items>, Error>>),
    /// Yes.
    Open(Box<dyn Items>),
    /// It ended.
    Ended,
}

impl Drop for Opened {
    fn drop(&mut self) {
        if let Self::Opening(task) = self {
            task.abort();
        }
    }
}

impl Opened {
    /// The next item; none at the end. It may be dropped before it is done.
    async fn next(&mut self) -> Option<Result<Value, Error>> {
        if let Self::Opening(task) = self {
            match task.await {
                Ok(Ok(items)) => *self = Self::Open(items),
                Ok(Err(error)) => {
                    *self = Self::Ended;
                    return Some(Err(error));
                }
                Err(_) => *self = Self::Ended,
            }
        }
        match self {
            Self::Open(items) => items.next().await,
            Self::Opening(_) | Self::Ended => None,
        }
    }
}

/// Reads items until there are enough, the stream has ended, or the time is up.
pub(crate) async fn read(stream: &Stream, wanted: usize, within: Duration) -> Value {
    let mut stream = stream.lock().await;
    let (mut items, mut end) = (Vec::new(), Value::Null);
    let reading = async {
        while items.len() < wanted {
            match stream.next().await {
                Some(Ok(item)) => items.push(item),
                Some(Err(error)) => return json!({"error": errors::error(&error)}),
                None => return json!("ok"),
            }
        }
        Value::Null
    };
    if let Ok(ended) = timeout(within, reading).await {
        end = ended;
    }
    json!({"items": items, "end": end})
}
