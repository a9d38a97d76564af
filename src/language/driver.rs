//! What the driver of every language is printed from: a program that makes the calls that it is told,
//! so that one suite can judge every SDK.

use super::OptionInfo;
use super::feature::Feature;
use super::model::{EnumModel, MessageModel, Model, RpcModel};
use crate::ir::Streaming;

/// The word for a driver among the values of the option `layout`.
pub(super) const LAYOUT: &str = "driver";

/// The option that says where the SDK is that a driver drives.
pub(super) const SDK: OptionInfo = OptionInfo {
    key: "sdk",
    values: &[],
    doc: "for the layout `driver`: where the package of the SDK is, `../sdk` unless said",
};
/// Its value when it is not stated.
pub(super) const BESIDE: &str = "../sdk";

/// The calls that one line can tell, and the types in what they send and receive.
pub(super) struct Driven<'m> {
    /// Every RPC whose client sends one message.
    pub(super) calls: Vec<Call<'m>>,
    /// What is read from JSON.
    pub(super) sent: Vec<&'m MessageModel>,
    /// What is shown as JSON.
    pub(super) received: Vec<&'m MessageModel>,
    /// What is read and shown.
    pub(super) enums: Vec<&'m EnumModel>,
}

/// A call of an RPC.
pub(super) struct Call<'m> {
    /// The RPC.
    pub(super) rpc: &'m RpcModel,
    /// It answers with a stream.
    pub(super) is_stream: bool,
}

impl<'m> Driven<'m> {
    /// What there is in an API.
    ///
    /// # Errors
    /// When the API lacks what the steps of the suite are about.
    pub(super) fn of(model: &'m Model) -> Result<Self, String> {
        let needed = [
            (Feature::Jobs, "jobs"),
            (Feature::DeployFiles, "deployments"),
            (Feature::Readiness, "waiting until a gateway is ready"),
        ];
        if let Some((_, what)) = needed.iter().find(|(feature, _)| !model.has(*feature)) {
            return Err(format!("a driver has steps about {what}, which this API lacks"));
        }
        let messages = model.messages();
        Ok(Self {
            calls: model.rpcs.iter().filter_map(call).collect(),
            sent: messages.iter().copied().filter(|message| message.sent).collect(),
            received: messages.iter().copied().filter(|message| message.received).collect(),
            enums: model.enums(),
        })
    }
}

/// Who streams requests has more to say than one line tells.
fn call(rpc: &RpcModel) -> Option<Call<'_>> {
    match rpc.streaming {
        Streaming::Unary => Some(Call { rpc, is_stream: false }),
        Streaming::Server => Some(Call { rpc, is_stream: true }),
        Streaming::Client | Streaming::Bidi => None,
    }
}
