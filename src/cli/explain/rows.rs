//! What is known about an element, resolved: one row per thing that there is to say.

use super::find::{Member, Subject};
use zeebe_bindgen::export::{
    Deadline, Deprecation, Document, Enum, Field, FieldType, Key, Meaning, Message, Presence, Rpc,
    Sentinel, Stated, Streaming, WireValue,
};

/// A heading and what is to be said under it.
pub(super) type Row = (String, String);

/// The rows of an element.
pub(super) fn rows(subject: &Subject<'_>, document: &Document) -> Vec<Row> {
    let mut rows = Rows { document, rows: Vec::new() };
    match subject {
        Subject::Rpc(rpc) => rows.rpc(rpc),
        Subject::Message(message) => rows.message(message),
        Subject::Field(field) => rows.field(field.part),
        Subject::Oneof(oneof) => rows.push("fields", oneof.part.fields.join(", ")),
        Subject::Enum(item) => rows.enumeration(item),
        Subject::Value(Member { part: value, .. }) => {
            rows.life(value.since.as_deref(), value.deprecated.as_ref());
            rows.optional("same as", value.alias_of.as_deref());
        }
        Subject::Key(key) => rows.key(key),
        Subject::Sentinel(sentinel) => rows.sentinel(sentinel),
    }
    rows.rows
}

/// What is stated about the class of an RPC.
pub(super) fn class_facts<'a>(subject: &Subject<'_>, document: &'a Document) -> &'a [Stated] {
    let class = match subject {
        Subject::Rpc(rpc) => document.classes.iter().find(|class| class.name == rpc.class),
        Subject::Message(_)
        | Subject::Field(_)
        | Subject::Oneof(_)
        | Subject::Enum(_)
        | Subject::Value(_)
        | Subject::Key(_)
        | Subject::Sentinel(_) => None,
    };
    class.map_or(&[], |class| &class.facts)
}

/// The element as the proto declares it.
pub(super) fn declaration(subject: &Subject<'_>, document: &Document) -> String {
    match subject {
        Subject::Rpc(rpc) => {
            let [request, response] = [&rpc.request, &rpc.response].map(|n| document.local(n));
            let (client, server) = match rpc.streaming {
                Streaming::Unary => ("", ""),
                Streaming::Server => ("", "stream "),
                Streaming::Client => ("stream ", ""),
                Streaming::Bidi => ("stream ", "stream "),
            };
            let name = &rpc.name;
            format!("rpc {name}({client}{request}) returns ({server}{response})")
        }
        Subject::Message(message) => format!("message {}", message.name),
        Subject::Field(Member { part: field, .. }) => {
            let ty = document.type_of(field);
            let label = match (field.presence, &field.oneof, &field.ty) {
                (Presence::Implicit, _, _) | (_, Some(_), _) => "",
                (_, None, FieldType::Map { .. }) => "",
                (Presence::Explicit, None, FieldType::Message { .. }) => "",
                (Presence::Explicit, None, _) => "optional ",
                (Presence::Repeated, None, _) => "repeated ",
            };
            format!("{label}{ty} {} = {}", field.name, field.number)
        }
        Subject::Oneof(oneof) => format!("oneof {}", oneof.part.name),
        Subject::Enum(item) => format!("enum {}", item.name),
        Subject::Value(value) => format!("{} = {}", value.part.name, value.part.number),
        Subject::Key(key) => format!("key {}", key.name),
        Subject::Sentinel(sentinel) => format!("sentinel {}", sentinel.name),
    }
}

struct Rows<'a> {
    document: &'a Document,
    rows: Vec<Row>,
}

impl Rows<'_> {
    fn push(&mut self, heading: impl Into<String>, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.rows.push((heading.into(), text));
        }
    }

    fn optional(&mut self, heading: &str, text: Option<&str>) {
        self.push(heading, text.unwrap_or_default());
    }

    fn flag(&mut self, heading: &str, is_set: bool, text: &str) {
        self.push(heading, if is_set { text } else { "" });
    }

    fn life(&mut self, since: Option<&str>, deprecated: Option<&Deprecation>) {
        self.optional("since", since);
        if let Some(deprecated) = deprecated {
            self.push("deprecated", &deprecated.reason);
            self.optional("replaced by", deprecated.replaced_by.as_deref());
        }
    }

    fn rpc(&mut self, rpc: &Rpc) {
        self.push("path", &rpc.path);
        self.life(rpc.since.as_deref(), rpc.deprecated.as_ref());
        let mut classes = self.document.classes.iter();
        let class = classes.find(|class| class.name == rpc.class);
        let doc = class.map_or_else(String::new, |class| format!(": {}", class.doc));
        self.push("class", format!("{}{doc}", rpc.class));
        let retry = match rpc.retry.as_slice() {
            [] => "nothing".to_owned(),
            retry => retry.join(", "),
        };
        self.push("repeated after", retry);
        self.push("at-least-once", rpc.at_least_once.join(", "));
        self.flag("not sent", rpc.before_sending, "repeated as well");
        if let Some(condition) = &rpc.idempotent_if {
            let set = condition.set.iter().map(|f| format!("`{f}` is set"));
            let positive = condition.positive.iter().map(|f| format!("`{f}` is above zero"));
            let all: Vec<String> = set.chain(positive).collect();
            self.push("idempotent if", all.join(" and "));
        }
        self.push("deadline", deadline(&rpc.deadline));
        self.flag("backpressure", rpc.backpressure_exempt, "exempt");
        for (status, meaning) in &rpc.after_retry {
            self.push("after a retry", format!("{status} means {meaning}"));
        }
        self.optional("streams the items of", rpc.items.as_deref());
        for (status, meaning) in &rpc.errors {
            self.push(*status, meaning);
        }
    }

    fn message(&mut self, message: &Message) {
        self.life(message.since.as_deref(), message.deprecated.as_ref());
        let document = self.document;
        let rpcs = document.services.iter().flat_map(|s| &s.rpcs);
        for rpc in rpcs {
            let name = rpc.name.as_str();
            self.flag("request of", rpc.request == message.full_name, name);
            self.flag("response of", rpc.response == message.full_name, name);
        }
        for field in &message.fields {
            let mut text = document.type_of(field);
            if let Some(meaning) = &field.meaning {
                text = format!("{text}, {}", describe(meaning));
            }
            if let Some(sentinel) = &field.sentinel {
                text = format!("{text}, sentinel {sentinel}");
            }
            self.push(&field.name, text);
        }
        for constructor in &message.constructors {
            let text = format!("{}({})", constructor.name, constructor.fields.join(", "));
            self.push("constructor", text);
        }
        for group in &message.one_of {
            self.push("at least one of", group.join(", "));
        }
    }

    fn field(&mut self, field: &Field) {
        self.life(field.since.as_deref(), field.deprecated.as_ref());
        self.optional("oneof", field.oneof.as_deref());
        self.push(
            "presence",
            match field.presence {
                Presence::Implicit => "absent is zero",
                Presence::Explicit => "absent is not zero",
                Presence::Repeated => "",
            },
        );
        self.push("meaning", field.meaning.as_ref().map_or_else(String::new, describe));
        self.optional("sentinel", field.sentinel.as_deref());
        self.optional("required", field.required);
        self.flag("tenant", field.tenant, "filled from the client's default");
        self.flag("lease", field.lease, "carried from the job to its outcome");
        if let Some(condition) = &field.only_when {
            let text = format!("{} is {}", condition.field, condition.is.join(" or "));
            self.push("only when", text);
        }
    }

    fn enumeration(&mut self, item: &Enum) {
        self.life(item.since.as_deref(), item.deprecated.as_ref());
        self.optional("zero", item.zero);
        for value in &item.values {
            self.push(&value.name, value.number.to_string());
        }
    }

    fn key(&mut self, key: &Key) {
        self.push("type", key.ty);
        self.push("accepts", key.accepts.join(", "));
        let holds = |field: &Field| matches!(&field.meaning, Some(Meaning::Key { key: name }) if *name == key.name);
        self.users(holds);
    }

    fn sentinel(&mut self, sentinel: &Sentinel) {
        for value in &sentinel.values {
            let wire = match &value.wire {
                WireValue::Number { value } => value.as_str(),
                WireValue::EmptyList => "the empty list",
            };
            self.push(&value.name, format!("{wire}: {}", value.doc));
        }
        let other = &sentinel.other;
        let min = other.min.as_ref().map_or_else(String::new, |min| format!("from {min}: "));
        self.push(&other.name, format!("{min}{}", other.doc));
        self.push("default", &sentinel.default);
        self.users(|field| field.sentinel.as_ref() == Some(&sentinel.name));
    }

    fn users(&mut self, uses: impl Fn(&Field) -> bool) {
        let document = self.document;
        for message in &document.messages {
            for field in message.fields.iter().filter(|field| uses(field)) {
                let name = document.local(&message.full_name);
                self.push("used by", format!("{name}.{}", field.name));
            }
        }
    }
}

fn deadline(deadline: &Deadline) -> String {
    match deadline {
        Deadline::None => "none".to_owned(),
        Deadline::After { ms } => format!("{ms} ms"),
        Deadline::FromField { field, plus_ms, zero_ms } => {
            format!("`{field}` and {plus_ms} ms; 0 counts as {zero_ms} ms")
        }
    }
}

fn describe(meaning: &Meaning) -> String {
    match meaning {
        Meaning::Json { root } => format!("JSON, {root}"),
        Meaning::PlainText => "plain text".to_owned(),
        Meaning::Key { key } => format!("key {key}"),
        Meaning::DurationMs => "duration in milliseconds".to_owned(),
        Meaning::Instant { format } => format!("instant, {format}"),
        Meaning::Number { counts } => format!("number, {counts}"),
    }
}
