//! The names of the API in one language, as lowering allocated them.

use std::collections::BTreeMap;

use super::super::model::TypeRef;

/// The spelled names of everything.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) messages: Vec<MessageNames>,
    pub(super) enums: Vec<EnumNames>,
    /// In the order of [`Annotated::rpcs`].
    pub(super) rpcs: Vec<RpcNames>,
    /// By the name in the semantics.
    pub(super) keys: BTreeMap<String, String>,
    /// In the order of [`Annotated::sentinels`].
    pub(super) sentinels: Vec<SentinelNames>,
}

impl Names {
    /// The spelled name of a key type.
    pub(super) fn key(&self, name: &str) -> String {
        self.keys.get(name).cloned().unwrap_or_default()
    }
}

#[derive(Debug)]
pub(super) struct RpcNames {
    pub(super) method: String,
    pub(super) type_name: String,
}

#[derive(Debug)]
pub(super) struct MessageNames {
    pub(super) type_ref: TypeRef,
    /// The scopes of what is nested in it.
    pub(super) inside: Vec<String>,
    pub(super) fields: Vec<FieldNames>,
    pub(super) oneofs: Vec<OneofNames>,
    pub(super) constructors: Vec<String>,
}

#[derive(Debug, Default)]
pub(super) struct FieldNames {
    pub(super) field: String,
    pub(super) setter: String,
    pub(super) parameter: String,
    pub(super) variant: String,
}

#[derive(Debug)]
pub(super) struct OneofNames {
    pub(super) field: String,
    pub(super) setter: String,
    pub(super) parameter: String,
    pub(super) type_ref: TypeRef,
}

#[derive(Debug)]
pub(super) struct EnumNames {
    pub(super) type_ref: TypeRef,
    pub(super) values: Vec<String>,
}

#[derive(Debug)]
pub(super) struct SentinelNames {
    pub(super) name: String,
    pub(super) values: Vec<String>,
    pub(super) other: String,
}
