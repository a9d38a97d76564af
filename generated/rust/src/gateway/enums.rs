//! The enums of the API. Each keeps numbers that it does not know.

use crate::contract::open_enum;

open_enum! {
    /// Where the tenants come from whose jobs are taken.
    ///
    /// Since gateway 8.9.
    pub enum TenantFilter {
        /// From the request.
        Provided = 0 as "PROVIDED",
        /// From the caller: the tenants that the authenticated caller is
        /// assigned to.
        Assigned = 1 as "ASSIGNED",
    }
}

/// Enums of [`ActivatedJob`](super::ActivatedJob).
pub mod activated_job {
    use crate::contract::open_enum;

    open_enum! {
        /// What a job comes from.
        ///
        /// Since gateway 8.8.
        pub enum JobKind {
            /// A BPMN element.
            BpmnElement = 0 as "BPMN_ELEMENT",
            /// An execution listener.
            ExecutionListener = 1 as "EXECUTION_LISTENER",
            /// A user task listener.
            TaskListener = 2 as "TASK_LISTENER",
            /// An ad-hoc sub-process.
            AdHocSubProcess = 3 as "AD_HOC_SUB_PROCESS",
        }
    }

    open_enum! {
        /// The event that a listener serves.
        ///
        /// Since gateway 8.8.
        pub enum ListenerEventType {
            /// A user task is assigned.
            Assigning = 0 as "ASSIGNING",
            /// A user task is cancelled.
            Canceling = 1 as "CANCELING",
            /// A user task is completed.
            Completing = 2 as "COMPLETING",
            /// A user task is created.
            Creating = 3 as "CREATING",
            /// An element ends.
            End = 4 as "END",
            /// An element starts.
            Start = 5 as "START",
            /// No event.
            Unspecified = 6 as "UNSPECIFIED",
            /// A user task is updated.
            Updating = 7 as "UPDATING",
            /// Before everything else. Since gateway 8.10.
            BeforeAll = 8 as "BEFORE_ALL",
            /// An element is cancelled. Since gateway 8.10.
            Cancel = 9 as "CANCEL",
        }
    }
}

/// Enums of [`Partition`](super::Partition).
pub mod partition {
    use crate::contract::open_enum;

    open_enum! {
        /// How well a partition of a broker is.
        pub enum PartitionBrokerHealth {
            /// It works.
            Healthy = 0 as "HEALTHY",
            /// It does not work as it should.
            Unhealthy = 1 as "UNHEALTHY",
            /// It does not work any more.
            Dead = 2 as "DEAD",
        }
    }

    open_enum! {
        /// What a broker does for a partition.
        pub enum PartitionBrokerRole {
            /// It processes and replicates.
            Leader = 0 as "LEADER",
            /// It keeps a copy.
            Follower = 1 as "FOLLOWER",
            /// It takes no part.
            Inactive = 2 as "INACTIVE",
        }
    }
}
