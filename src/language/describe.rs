//! Types of a model in words, for people who compare or look up: no language's syntax.

use super::model::{Kind, Many, Model, Shape, TypeRef};
use crate::semantics::facts::{InstantKind, JsonKind};

impl Model {
    /// What a field holds, in words and with the spelled names of types.
    #[must_use]
    pub fn describe(&self, shape: &Shape) -> String {
        let one = self.describe_kind(&shape.kind);
        match shape.many {
            Many::One => one,
            Many::Optional => format!("optional {one}"),
            Many::NoneIfZero => format!("{one} or none"),
            Many::List => format!("list of {one}"),
            Many::Map(key) => format!("map from {} to {one}", key.keyword()),
        }
    }

    /// What a single value is.
    #[must_use]
    pub fn describe_kind(&self, kind: &Kind) -> String {
        match kind {
            Kind::Scalar(scalar, _) => scalar.keyword().to_owned(),
            Kind::Json(JsonKind::Object) => "JSON object".to_owned(),
            Kind::Json(JsonKind::Any) => "JSON value".to_owned(),
            Kind::Key(name) => name.clone(),
            Kind::Duration(_) => "duration".to_owned(),
            Kind::Instant(InstantKind::EpochMs, _) => "instant".to_owned(),
            Kind::Instant(InstantKind::Iso8601, _) => "ISO 8601 instant".to_owned(),
            Kind::Sentinel(index) => {
                let sentinel = self.sentinels.get(*index);
                sentinel.map_or_else(String::new, |s| s.name.clone())
            }
            Kind::Message(id) => self.message_ref(*id).to_string(),
            Kind::Enum(id) => self.enum_ref(*id).to_string(),
        }
    }
}

/// The scopes and the name, with dots.
impl std::fmt::Display for TypeRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for scope in &self.scopes {
            write!(f, "{scope}.")?;
        }
        f.write_str(&self.name)
    }
}
