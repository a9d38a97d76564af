//! The processes, decisions and forms that are deployed. Each is written with
//! an id in place of `PROCESS`, so that tests on one engine do not meet: their
//! job types, messages and signals begin with it too.

const PAY: &str = include_str!("../resources/pay.bpmn");

/// What the event that catches the error has, to hand variables on.
const MAPPED: &str = r#"<extensionElements><zeebe:ioMapping>
        <zeebe:output source="=reason" target="cause"/>
      </zeebe:ioMapping></extensionElements>
      <outgoing>f3</outgoing>"#;

/// A kind of resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    /// The task `charge`, whose error `broke` leads to the task `repair`.
    Pay,
    /// As `Pay`, but the variable `reason` of the error goes on as `cause`.
    Mapped,
    /// Ends when it has started.
    Empty,
    /// Waits for the message `paid` about its variable `order`, then has the
    /// task `ship`.
    Message,
    /// Starts at the signal `alarm`, and has the task `leave`.
    Signal,
    /// An incident without the variable `total`; above 100 the task `check`.
    Incident,
    /// The task `before`, then `left` and `right` at once in the sub-process
    /// `sub`.
    Nested,
    /// The task `charge` with the listener `started`, then a user task with
    /// the listener `assigning`.
    Listeners,
    /// A dish for the variable `season`.
    Dish,
    /// A form.
    Approval,
}

impl Model {
    /// The kind of this name, such as `pay`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "pay" => Self::Pay,
            "mapped" => Self::Mapped,
            "empty" => Self::Empty,
            "message" => Self::Message,
            "signal" => Self::Signal,
            "incident" => Self::Incident,
            "nested" => Self::Nested,
            "listeners" => Self::Listeners,
            "dish" => Self::Dish,
            "approval" => Self::Approval,
            _ => return None,
        })
    }

    /// The resource with an id of its own.
    #[must_use]
    pub fn content(self, id: &str) -> String {
        let text = match self {
            Self::Pay => PAY,
            Self::Mapped => &PAY.replace("<outgoing>f3</outgoing>", MAPPED),
            Self::Empty => include_str!("../resources/empty.bpmn"),
            Self::Message => include_str!("../resources/message.bpmn"),
            Self::Signal => include_str!("../resources/signal.bpmn"),
            Self::Incident => include_str!("../resources/incident.bpmn"),
            Self::Nested => include_str!("../resources/nested.bpmn"),
            Self::Listeners => include_str!("../resources/listeners.bpmn"),
            Self::Dish => include_str!("../resources/dish.dmn"),
            Self::Approval => include_str!("../resources/approval.form"),
        };
        text.replace("PROCESS", id)
    }

    /// The name under which it is deployed.
    #[must_use]
    pub fn name(self, id: &str) -> String {
        let extension = match self {
            Self::Dish => "dmn",
            Self::Approval => "form",
            _ => "bpmn",
        };
        format!("{id}.{extension}")
    }
}
