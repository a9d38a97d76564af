//! Whether user code still compiles: what users of one language write, in both protos.
//!
//! Every name that user code can mention is taken from the lowered model, with the type it has. Code
//! breaks when a name is gone or has another type. New names break nothing: SDKs are made so that new
//! fields, values and calls do not.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::diagnostics::Diagnostics;
use crate::ir::Streaming;
use crate::language::lower::lower;
use crate::language::model::{FieldModel, Member, MessageModel, Model, OneofModel, RpcModel};
use crate::language::{Language, registry};
use crate::semantics::Annotated;

/// What changes for users of one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LanguageDiff {
    /// Its word on the command line.
    pub language: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// Whether code that compiles with the old SDK compiles with the new one.
    pub compiles: bool,
    /// Why it does not.
    pub reasons: Vec<String>,
}

/// Compares for every language.
pub(super) fn compare(old: &Annotated, new: &Annotated) -> Vec<LanguageDiff> {
    let languages = registry().iter();
    languages
        .map(|language| {
            let reasons = reasons(*language, old, new);
            LanguageDiff {
                language: language.info().id,
                title: language.info().title,
                compiles: reasons.is_empty(),
                reasons,
            }
        })
        .collect()
}

fn reasons(language: &dyn Language, old: &Annotated, new: &Annotated) -> Vec<String> {
    // Where there was no SDK, there is no user code.
    let Ok(old) = lower(language, old, &mut Diagnostics::new()) else {
        return Vec::new();
    };
    let mut found = Diagnostics::new();
    let Ok(new) = lower(language, new, &mut found) else {
        let found = found.found().iter();
        return found.map(|f| f.message.clone()).collect();
    };
    let [old, new] = [Surface::of(&old), Surface::of(&new)];
    old.broken_by(&new)
}

/// Everything that user code can mention.
#[derive(Debug, Default)]
struct Surface {
    /// What is said of it, by what it is a part of and its name; what is part of nothing is first.
    names: BTreeMap<(Option<String>, String), String>,
}

impl Surface {
    fn of(model: &Model) -> Self {
        let mut surface = Self::default();
        for rpc in &model.rpcs {
            surface.top(&format!("{}()", rpc.method), call(model, rpc));
        }
        for message in model.messages() {
            surface.message(model, message);
        }
        for item in model.enums() {
            let name = item.name.to_string();
            surface.top(&name, "an enum");
            for value in &item.values {
                surface.part(&name, &value.name, "a value");
            }
        }
        surface.values(model);
        surface
    }

    fn top(&mut self, name: &str, is: impl Into<String>) {
        self.names.insert((None, name.to_owned()), is.into());
    }

    fn part(&mut self, whole: &str, name: &str, is: impl Into<String>) {
        let key = (Some(whole.to_owned()), name.to_owned());
        self.names.insert(key, is.into());
    }

    fn message(&mut self, model: &Model, message: &MessageModel) {
        let name = message.name.to_string();
        self.top(&name, "a message");
        for member in &message.members {
            match member {
                Member::Field(field) => self.field(model, message, field),
                Member::Oneof(oneof) => {
                    let is = format!("optional {}", oneof.type_ref);
                    self.part(&name, &oneof.name, is);
                    self.oneof(model, oneof);
                }
            }
        }
        if message.marks_already_applied {
            self.part(&name, "the mark that it was applied before", "a flag");
        }
        if !message.sent {
            return;
        }
        for constructor in &message.constructors {
            let fields = constructor.fields.iter();
            let fields = fields.filter_map(|&index| message.field(index));
            let parameters = fields
                .map(|field| format!("{}: {}", field.parameter, model.describe(&field.shape)));
            let parameters: Vec<String> = parameters.collect();
            let is = format!("a constructor from ({})", parameters.join(", "));
            self.part(&name, &constructor.name, is);
        }
        if message.constructors.is_empty() {
            self.part(&name, "the empty constructor", "there");
        }
    }

    fn field(&mut self, model: &Model, message: &MessageModel, field: &FieldModel) {
        let name = message.name.to_string();
        let is = model.describe(&field.shape);
        if message.sent && field.setter != field.name {
            self.part(&name, &format!("{}()", field.setter), is.clone());
        }
        self.part(&name, &field.name, is);
    }

    fn oneof(&mut self, model: &Model, oneof: &OneofModel) {
        let name = oneof.type_ref.to_string();
        self.top(&name, "a oneof");
        for variant in &oneof.variants {
            self.part(&name, &variant.name, model.describe(&variant.shape));
        }
    }

    fn values(&mut self, model: &Model) {
        for key in &model.keys {
            let is = if key.is_text { "a text key" } else { "a number key" };
            self.top(&key.name, is);
            for accepted in &key.accepts {
                self.part(&key.name, &format!("the conversion from {accepted}"), "there");
            }
        }
        for sentinel in &model.sentinels {
            let inner = model.describe_kind(&sentinel.inner);
            let other = if sentinel.is_list { format!("list of {inner}") } else { inner };
            self.top(&sentinel.name, "named values");
            for value in &sentinel.values {
                self.part(&sentinel.name, &value.name, "a value");
            }
            self.part(&sentinel.name, &sentinel.other, other);
        }
    }

    /// Why code that mentions all of this does not compile with another surface.
    fn broken_by(&self, new: &Self) -> Vec<String> {
        let mut reasons = Vec::new();
        for ((whole, name), was) in &self.names {
            let whole_is_gone = |whole: &String| !new.has(whole);
            if whole.as_ref().is_some_and(whole_is_gone) {
                continue;
            }
            let shown = match whole {
                Some(whole) => format!("{whole}.{name}"),
                None => name.clone(),
            };
            match new.names.get(&(whole.clone(), name.clone())) {
                None => reasons.push(format!("`{shown}` is gone")),
                Some(is) if is != was => reasons.push(format!("`{shown}` was {was} and is {is}")),
                Some(_) => {}
            }
        }
        reasons
    }

    fn has(&self, name: &str) -> bool {
        self.names.contains_key(&(None, name.to_owned()))
    }
}

/// What a call takes and gives.
fn call(model: &Model, rpc: &RpcModel) -> String {
    let request = model.message_ref(rpc.request);
    let response = match &rpc.items {
        Some(items) => model.message_ref(items.item),
        None => model.message_ref(rpc.response),
    };
    match rpc.streaming {
        Streaming::Unary => format!("{request} -> {response}"),
        Streaming::Server => format!("{request} -> stream of {response}"),
        Streaming::Client => format!("stream of {request} -> {response}"),
        Streaming::Bidi => format!("stream of {request} -> stream of {response}"),
    }
}
