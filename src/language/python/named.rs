//! `_gateway/named.py`: how named values, and the ordinary ones beside them, are sent and read.

use super::super::model::{Kind, Model, SentinelModel};
use super::decode::Reader;
use super::encode::{Encoder, sentinel_function};
use super::expression::Expression;
use super::layout::call;
use super::raw::names::Names;
use super::text::literal;
use super::types::{Types, Way, python_scalar};
use crate::ir::Api;
use crate::render::Template;

/// `_gateway/named.py`: a function each way per sentinel.
#[derive(Template)]
#[template(path = "python/src/zeebe_sdk/_gateway/named.py.j2")]
pub(super) struct NamedFile {
    values: Vec<NamedView>,
    collections: bool,
    datetimes: bool,
    keys: bool,
}

struct NamedView {
    name: String,
    table: Vec<String>,
    signature: Vec<String>,
    decode: String,
    held: String,
    sent: Vec<String>,
    read: Vec<String>,
    wire: String,
    is_list: bool,
}

impl NamedFile {
    /// The view of a model.
    pub(super) fn new(model: &Model, api: &Api) -> Self {
        let encoder = Encoder { model, api, names: Names::new(api), functions: "_encode." };
        let values: Vec<_> = model.sentinels.iter().map(|s| encoder.named(s)).collect();
        let uses = |word: &str| {
            values
                .iter()
                .any(|v| v.signature.iter().chain([&v.held]).any(|line| line.contains(word)))
        };
        Self {
            collections: uses("Sequence["),
            datetimes: uses("timedelta"),
            keys: uses("_keys."),
            values,
        }
    }
}

impl Encoder<'_> {
    fn reader(&self) -> Reader<'_> {
        Reader { model: self.model, api: self.api, owner: "", functions: "" }
    }

    fn named(&self, sentinel: &SentinelModel) -> NamedView {
        let types = Types::outside(self.model);
        let index = self.model.sentinels.iter().position(|s| s.name == sentinel.name);
        let kind = Kind::Sentinel(index.unwrap_or_default());
        let each = self.each(&sentinel.inner);
        let wire = python_scalar(sentinel.wire);
        let field = || Expression::text("field");
        let given = Expression::text("value");
        let (sent, read, wire) = if sentinel.is_list {
            let list = Expression::call("_wire.sequence", [field(), given, each]);
            let least = Expression::text(sentinel.min.unwrap_or(0).to_string());
            let empty = sentinel.values.first().map_or("", |value| value.name.as_str());
            let instead = Expression::text(literal(&format!("{}.{empty}", sentinel.name)));
            let sent = Expression::call("_wire.entries", [field(), list, least, instead]);
            let read = self.reader().list(&sentinel.inner, "wire");
            (sent, read, format!("Sequence[{wire}]"))
        } else {
            let one = Expression::call(each.flat(), [field(), given]);
            let sent = match sentinel.min {
                Some(min) => {
                    let min = Expression::text(min.to_string());
                    Expression::call("_wire.at_least", [field(), one, min])
                }
                None => one,
            };
            (sent, self.reader().one(&sentinel.inner, "wire"), wire.to_owned())
        };
        let all = format!("_values.{}", sentinel.name);
        let table = Expression::Each(
            ["{", "}"],
            Box::new(Expression::text("value.value: value")),
            format!("for value in {all}"),
        );
        NamedView {
            table: table.statement(0, &format!("_{}: Final[dict[Any, {all}]] = ", sentinel.name)),
            name: sentinel.name.clone(),
            decode: sentinel_function(sentinel, Way::Out),
            signature: call(
                0,
                &format!("def {}", sentinel_function(sentinel, Way::In)),
                &["field: str".to_owned(), format!("value: {}", types.value(&kind, Way::In))],
                &format!(" -> {wire}:"),
            ),
            held: types.value(&kind, Way::Out),
            sent: sent.statement(4, "return "),
            read: Expression::either(read, "named is None", Expression::text("named"))
                .statement(4, "return "),
            wire,
            is_list: sentinel.is_list,
        }
    }
}
