//! The calls of the API: their names, paths, shapes and the release each came
//! with. What a call does lives in [`crate::engine`].

use std::fmt;

use serde::Deserialize;

use crate::version::Version;

/// Path prefix of every call.
pub(crate) const SERVICE: &str = "gateway_protocol.Gateway";

macro_rules! rpcs {
    ($($name:ident ($major:literal, $minor:literal)),* $(,)?) => {
        /// One call of the API.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[allow(missing_docs)]
        pub enum Rpc { $($name),* }

        impl Rpc {
            /// Every call, in the order of their numbers.
            pub const ALL: [Self; [$(stringify!($name)),*].len()] = [$(Self::$name),*];

            /// Name as in the service definition.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),* }
            }

            /// Request path.
            #[must_use]
            pub const fn path(self) -> &'static str {
                match self {
                    $(Self::$name => concat!("/gateway_protocol.Gateway/", stringify!($name))),*
                }
            }

            /// Release that brought this call, as major and minor number.
            #[must_use]
            pub const fn since(self) -> (u32, u32) {
                match self { $(Self::$name => ($major, $minor)),* }
            }

            /// The call with this name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $(stringify!($name) => Some(Self::$name),)*
                    _ => None,
                }
            }
        }
    };
}

rpcs! {
    ActivateJobs(8, 0),
    StreamActivatedJobs(8, 3),
    CancelProcessInstance(8, 0),
    CompleteJob(8, 0),
    CreateProcessInstance(8, 0),
    CreateProcessInstanceWithResult(8, 0),
    EvaluateDecision(8, 2),
    DeployProcess(8, 0),
    DeployResource(8, 0),
    FailJob(8, 0),
    ThrowError(8, 0),
    PublishMessage(8, 0),
    ResolveIncident(8, 0),
    SetVariables(8, 0),
    Topology(8, 0),
    UpdateJobRetries(8, 0),
    ModifyProcessInstance(8, 1),
    MigrateProcessInstance(8, 4),
    AssignProcessInstanceBusinessId(8, 10),
    UpdateJobTimeout(8, 4),
    UpdateJobPriority(8, 10),
    DeleteResource(8, 2),
    BroadcastSignal(8, 2),
    EvaluateConditional(8, 9),
}

impl Rpc {
    /// The call a request path names.
    #[must_use]
    pub fn from_path(path: &str) -> Option<Self> {
        let name = path.strip_prefix('/')?.strip_prefix(SERVICE)?;
        Self::from_name(name.strip_prefix('/')?)
    }

    /// Whether the answer is a stream of messages.
    #[must_use]
    pub const fn is_stream(self) -> bool {
        matches!(self, Self::ActivateJobs | Self::StreamActivatedJobs)
    }

    /// Whether a gateway of this release knows the call.
    #[must_use]
    pub fn is_known_to(self, version: &Version) -> bool {
        let (major, minor) = self.since();
        version.is_at_least(major, minor)
    }
}

impl fmt::Display for Rpc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::Rpc;
    use crate::json::Messages;

    #[test]
    fn names_every_call_of_the_api() {
        let described = Messages::load().unwrap();
        assert_eq!(described.method_names().len(), Rpc::ALL.len());
        for name in described.method_names() {
            let rpc = Rpc::from_name(&name).unwrap();
            assert_eq!(Rpc::from_path(rpc.path()), Some(rpc));
        }
        assert_eq!(Rpc::from_path("/other.Service/Topology"), None);
    }
}
