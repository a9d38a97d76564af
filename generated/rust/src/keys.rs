//! Keys: the names that the cluster gives to things, one type per kind of
//! thing, so that none is taken for another.

use crate::contract::integer_key;

integer_key! {
    /// Names a version of a decision.
    pub struct DecisionKey;
}

integer_key! {
    /// Names a version of a decision requirements graph.
    pub struct DecisionRequirementsKey;
}

integer_key! {
    /// Names a deployment.
    pub struct DeploymentKey;
}

integer_key! {
    /// Names an element instance: one execution of an element.
    pub struct ElementInstanceKey;
}

integer_key! {
    /// Names a version of a form.
    pub struct FormKey;
}

integer_key! {
    /// Names a job.
    pub struct JobKey;
}

integer_key! {
    /// Names a published message.
    pub struct MessageKey;
}

integer_key! {
    /// Names a version of a process.
    pub struct ProcessDefinitionKey;
}

integer_key! {
    /// Names a process instance.
    pub struct ProcessInstanceKey;
}

integer_key! {
    /// Names a user task.
    pub struct UserTaskKey;
}
