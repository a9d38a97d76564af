//! The layout `driver`: a program that makes the calls that it is told on standard input, so that a
//! suite for every language can judge the SDK. What it does around the calls is copied; which calls,
//! messages and fields there are is printed here.

use super::super::driver::{BESIDE, Call, Driven};
use super::super::model::{EnumModel, Member, MessageModel, Model};
use super::super::target::Target;
use super::Rust;
use super::layout::{arm, list, version_order};
use super::text;
use super::types::{Types, rust_scalar};
use crate::render::{FileSet, Template, copied, print};

/// The folder of its templates.
const TEMPLATES: &str = "rust-driver";

/// The whole program.
pub(super) fn files(language: &Rust, model: &Model, target: &Target) -> Result<FileSet, String> {
    let driven = Driven::of(model)?;
    let mut files = FileSet::default();
    for (path, content) in copied(TEMPLATES) {
        files.insert(path, content);
    }
    print(&mut files, "Cargo.toml", &Manifest::new(language, target))?;
    print(&mut files, "src/gateway.rs", &Gateway::new(&driven))?;
    print(&mut files, "src/messages.rs", &Messages::new(model, &driven))?;
    Ok(files)
}

/// `Cargo.toml`.
#[derive(Template)]
#[template(path = "rust-driver/Cargo.toml.j2")]
struct Manifest {
    name: String,
    version: String,
    license: String,
    sdk: String,
}

impl Manifest {
    fn new(language: &Rust, target: &Target) -> Self {
        let sdk = target.options.get("sdk").map_or(BESIDE, String::as_str);
        Self {
            name: text::literal(target.name(language)),
            version: text::literal(target.version()),
            license: text::literal(target.license()),
            sdk: text::literal(sdk),
        }
    }
}

/// `src/gateway.rs`: a call of each RPC by its name.
#[derive(Template)]
#[template(path = "rust-driver/src/gateway.rs.j2")]
struct Gateway {
    calls: Vec<CallView>,
}

struct CallView {
    name: String,
    arm: String,
}

impl Gateway {
    fn new(driven: &Driven<'_>) -> Self {
        Self { calls: driven.calls.iter().map(call_view).collect() }
    }
}

fn call_view(call: &Call<'_>) -> CallView {
    let shape = if call.is_stream { "items" } else { "reply" };
    let value = format!("{shape}(given, options, |request| client.{}(request))", call.rpc.method);
    let arm = arm(8, &format!("{:?}", call.rpc.proto_name), &value);
    CallView { name: call.rpc.proto_name.clone(), arm }
}

/// `src/messages.rs`: every message, enum, key and named value from JSON and to JSON.
#[derive(Template)]
#[template(path = "rust-driver/src/messages.rs.j2")]
struct Messages {
    sent: Vec<MessageView>,
    received: Vec<MessageView>,
    enums: Vec<EnumView>,
    integer_keys: Vec<String>,
    text_keys: Vec<String>,
    named: Vec<NamedView>,
}

struct MessageView {
    name: String,
    lines: Vec<String>,
}

struct EnumView {
    name: String,
    values: Vec<(String, i32)>,
}

struct NamedView {
    name: String,
    wire: String,
}

impl Messages {
    fn new(model: &Model, driven: &Driven<'_>) -> Self {
        let types = Types::new(model, &[]);
        let keys = |is_text: bool| {
            let keys = model.keys.iter().filter(move |key| key.is_text == is_text);
            let mut names: Vec<String> = keys.map(|key| key.name.clone()).collect();
            names.sort_by(|a, b| version_order(a, b));
            names
        };
        let named = model.sentinels.iter().map(|sentinel| {
            let scalar = rust_scalar(sentinel.wire);
            let wire = if sentinel.is_list { format!("Vec<{scalar}>") } else { scalar.to_owned() };
            NamedView { name: sentinel.name.clone(), wire }
        });
        Self {
            sent: driven.sent.iter().map(|message| read_view(&types, message)).collect(),
            received: driven.received.iter().map(|message| write_view(&types, message)).collect(),
            enums: driven.enums.iter().map(|item| enum_view(&types, item)).collect(),
            integer_keys: keys(false),
            text_keys: keys(true),
            named: named.collect(),
        }
    }
}

fn read_view(types: &Types<'_>, message: &MessageModel) -> MessageView {
    let line = |head: &str, arguments: &[String]| list(8, head, arguments, "?;");
    let lines = message.members.iter().flat_map(|member| match member {
        Member::Field(field) => {
            let place = format!("&mut message.{}", field.name);
            line("given.field", &[format!("{:?}", field.json_name()), place])
        }
        Member::Oneof(oneof) => {
            let choices = oneof.variants.iter().flat_map(|field| {
                let variant = format!("gateway::{}::{}", types.path(&oneof.type_ref), field.name);
                let place = format!("&mut message.{}", oneof.name);
                line("given.choice", &[format!("{:?}", field.json_name()), variant, place])
            });
            choices.collect()
        }
    });
    MessageView { name: types.path(&message.name), lines: lines.collect() }
}

fn write_view(types: &Types<'_>, message: &MessageModel) -> MessageView {
    let line = |indent, arguments: &[String]| list(indent, "out.field", arguments, ";");
    let mut lines = Vec::new();
    for member in &message.members {
        match member {
            Member::Field(field) => {
                let name = format!("{:?}", field.json_name());
                lines.extend(line(8, &[name, format!("&self.{}", field.name)]));
            }
            Member::Oneof(oneof) => {
                lines.push(format!("        match &self.{} {{", oneof.name));
                for field in &oneof.variants {
                    let variant =
                        format!("gateway::{}::{}", types.path(&oneof.type_ref), field.name);
                    lines.push(format!("            Some({variant}(value)) => {{"));
                    let name = format!("{:?}", field.json_name());
                    lines.extend(line(16, &[name, "value".to_owned()]));
                    lines.push("            }".to_owned());
                }
                lines.push("            Some(_) | None => {}".to_owned());
                lines.push("        }".to_owned());
            }
        }
    }
    if message.marks_already_applied {
        lines.extend(line(
            8,
            &["\"already_applied\"".to_owned(), "&self.already_applied".to_owned()],
        ));
    }
    MessageView { name: types.path(&message.name), lines }
}

fn enum_view(types: &Types<'_>, item: &EnumModel) -> EnumView {
    let values = item.values.iter().map(|value| (value.proto_name.clone(), value.number));
    EnumView { name: types.path(&item.name), values: values.collect() }
}
