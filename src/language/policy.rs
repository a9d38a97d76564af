//! How an SDK treats an RPC, worked out once: what every language prints as data and says in its docs.

use std::time::Duration;

use super::model::{FieldModel, IdempotentModel, Model, RpcModel};
use crate::semantics::facts::{CallClass, Deadline, Status};

/// After which statuses a call is sent again.
pub(super) struct Repeats {
    /// If a second execution does no harm.
    pub(super) idempotent: Vec<Status>,
    /// If it would do the work twice.
    pub(super) otherwise: Vec<Status>,
    /// If it would do the work twice and the caller accepts that.
    pub(super) at_least_once: Vec<Status>,
}

impl Repeats {
    /// The rule of an RPC.
    pub(super) fn of(rpc: &RpcModel) -> Self {
        let otherwise = rpc.retry.clone();
        let idempotent = match &rpc.idempotent_if {
            Some(condition) => condition.retry.clone(),
            None => otherwise.clone(),
        };
        let mut at_least_once = otherwise.clone();
        for status in &rpc.at_least_once {
            if !at_least_once.contains(status) {
                at_least_once.push(*status);
            }
        }
        Self { idempotent, otherwise, at_least_once }
    }
}

/// What the mark on the result of a repeated call says.
pub(super) const ALREADY_APPLIED: &str = "The gateway refused a repeated attempt because an earlier \
                                          one, whose answer was lost, had worked: the call is a \
                                          success, and nothing else is known about it.";

/// How long a call may take when its caller says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    /// As long as the client says.
    ClientDefault,
    /// This long.
    Fixed(Duration),
    /// As long as the request lets the gateway wait, and more.
    RequestTimeout {
        /// How long the gateway waits if the request does not say.
        gateway_default: Duration,
        /// How much more.
        plus: Duration,
    },
    /// As long as it takes.
    Unlimited,
}

/// The deadline of a call whose RPC says nothing special: the client's own default.
const CLIENT_DEFAULT: Duration = Duration::from_secs(10);

impl Limit {
    /// The limit that a deadline is.
    pub(super) fn of(deadline: &Deadline) -> Self {
        match deadline {
            Deadline::None => Self::Unlimited,
            Deadline::After(after) if *after == CLIENT_DEFAULT => Self::ClientDefault,
            Deadline::After(after) => Self::Fixed(*after),
            Deadline::FromField { plus, zero, .. } => {
                Self::RequestTimeout { gateway_default: *zero, plus: *plus }
            }
        }
    }
}

/// The condition under which a call is idempotent, as people read it: each field as `shown` spells it.
pub(super) fn condition(
    model: &Model,
    rpc: &RpcModel,
    condition: &IdempotentModel,
    shown: impl Fn(&FieldModel) -> String,
) -> String {
    let request = model.message(rpc.request);
    let names = |indices: &[usize], what: &str| {
        let fields = indices.iter().filter_map(|&index| request?.field(index));
        fields.map(|field| format!("{} {what}", shown(field))).collect::<Vec<_>>()
    };
    let mut all = names(&condition.set, "is set");
    all.extend(names(&condition.positive, "is above zero"));
    all.join(" and ")
}

/// What the policy of an RPC means for its caller, in sentences of Markdown.
pub(super) fn in_words(
    model: &Model,
    rpc: &RpcModel,
    shown: impl Fn(&FieldModel) -> String,
) -> String {
    let mut text = match &rpc.deadline {
        Deadline::None => "Deadline: none, unless the call is given one.".to_owned(),
        Deadline::After(_) => "Deadline: the client's.".to_owned(),
        Deadline::FromField { plus, .. } => format!(
            "Deadline: the time that the request lets the gateway wait, and {} s.",
            plus.as_secs()
        ),
    };
    text.push(' ');
    text += &match (&rpc.idempotent_if, rpc.class) {
        (Some(of), _) => format!(
            "Sent again after transient failures if {}, otherwise only when it was not executed.",
            condition(model, rpc, of, |field| format!("`{}`", shown(field)))
        ),
        (None, CallClass::Read | CallClass::Idempotent) => {
            "Sent again after transient failures.".to_owned()
        }
        (None, CallClass::LastWriteWins) => {
            "Sent again when the gateway was not reached or pushed it back.".to_owned()
        }
        (None, CallClass::NonIdempotent) => {
            "Sent again only when it was not executed, so that nothing is done twice.".to_owned()
        }
        (None, CallClass::WorkerLoop) => {
            "Sent once: whether to ask again is up to the loop around the call.".to_owned()
        }
    };
    if !rpc.after_retry.is_empty() {
        text += " A repetition that finds the work done is a success, with `already_applied`.";
    }
    if rpc.backpressure_exempt {
        text += " Never waits in line.";
    }
    text
}
