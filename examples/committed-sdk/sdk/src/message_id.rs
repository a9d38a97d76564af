//! Message IDs that the SDK makes up.

use uuid::Uuid;

use crate::gateway::PublishMessageRequest;

impl PublishMessageRequest {
    /// Gives the message an ID of its own, a random UUID, so that it is
    /// published once however often the request is sent.
    ///
    /// The gateway remembers an ID as long as the message lives, so this takes
    /// a [`time_to_live`](Self::time_to_live) above zero; without one the ID
    /// protects nothing, and the SDK treats the call like one without an ID.
    /// With one, it repeats the call after a failure with an unknown outcome,
    /// too. Clones of the request have the same ID.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # use zeebe_sdk::{Client, Error};
    /// # use zeebe_sdk::gateway::PublishMessageRequest;
    /// # async fn example(client: Client) -> Result<(), Error> {
    /// let paid = PublishMessageRequest::new("paid", "order-42")
    ///     .time_to_live(Duration::from_secs(60))
    ///     .generated_message_id();
    /// client.publish_message(paid).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn generated_message_id(self) -> Self {
        self.message_id(Uuid::new_v4().to_string())
    }
}
