//! Facts about a field: each must fit the field's type and its other facts.

use super::fit;
use super::life::{self, Element, Siblings};
use super::misfit;
use super::vocabulary::Vocabulary;
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::ir::{Cardinality, EnumId, Field, MessageId, Scalar, Type};
use crate::semantics::declared::{Fact, FieldDecl, Mention, OnlyWhenDecl, Overlay};
use crate::semantics::facts::{
    FieldFacts, Meaning, OnlyWhen, Release, Required, SentinelFacts, WireValue,
};
use crate::semantics::lookup::{Context, Found, unknown};

/// A field and everything that its facts are checked against.
pub(super) struct FieldCheck<'a, 'c> {
    pub(super) cx: &'c Context<'a>,
    pub(super) vocabulary: &'c Vocabulary,
    pub(super) message: MessageId,
    pub(super) field: &'c Field,
    /// `Message.field`.
    pub(super) path: String,
    pub(super) facts: &'c FieldDecl,
}

impl FieldCheck<'_, '_> {
    pub(super) fn resolve(
        &self,
        parent: Option<&Fact<Release>>,
        d: &mut Diagnostics,
    ) -> FieldFacts {
        let element = Element {
            kind: "field",
            name: &self.path,
            origin: &self.field.origin,
            siblings: Siblings::Fields(self.message),
            parent,
        };
        let mut stated = Vec::new();
        self.facts.list(&mut stated);
        let required = self.required(d);
        FieldFacts {
            life: life::resolve(self.cx, &element, &self.facts.life, stated, d),
            meaning: self.meaning(d),
            sentinel: self.sentinel(d),
            required,
            tenant: self.text_flag(self.facts.tenant.as_ref(), Repeat::Allowed, d),
            lease: self.text_flag(self.facts.lease.as_ref(), Repeat::Refused, d),
            only_when: self.only_when(d),
        }
    }

    fn type_name(&self) -> String {
        fit::type_name(self.cx.api, self.field)
    }

    /// The finding about a fact that is for other types.
    fn wrong_type(&self, what: &str, stated: Span, what_for: &str) -> Diagnostic {
        let message =
            format!("{what} does not fit field `{}`, which is {}", self.path, self.type_name());
        let finding = misfit(message, stated, self.field.origin.span, "the field");
        finding.help(format!("this is for {what_for}; state what fits the field"))
    }

    fn meaning(&self, d: &mut Diagnostics) -> Option<Meaning> {
        let fact = self.facts.meaning.as_ref()?;
        let keys = &self.vocabulary.keys;
        if let Meaning::Key(name) = &fact.value
            && !self.cx.declared.keys.contains_key(name)
        {
            let names = self.cx.declared.keys.keys().map(String::as_str);
            let mention = Mention { name: name.clone(), span: fact.span };
            d.push(unknown("there is no key", &mention, self.field.origin.span, names));
            return None;
        }
        if let Some(what_for) = fit::meant_for(&fact.value, self.field, keys) {
            d.push(self.wrong_type(&code(fact.key), fact.span, what_for));
            return None;
        }
        Some(fact.value.clone())
    }

    fn required(&self, d: &mut Diagnostics) -> Option<Required> {
        let fact = self.facts.required.as_ref()?;
        if let Some(what_for) = fit::required_for(fact.value, self.field) {
            let what = code(&format!("{} = \"{}\"", fact.key, fact.value.as_str()));
            d.push(self.wrong_type(&what, fact.span, what_for));
            return None;
        }
        if let Some(sentinel) = &self.facts.sentinel {
            let message = format!(
                "field `{}` is required and has a value for callers who say nothing",
                self.path
            );
            let finding = misfit(message, fact.span, Some(sentinel.span), "has a default");
            d.push(finding.help("keep either `required` or `sentinel`"));
            return None;
        }
        Some(fact.value)
    }

    fn text_flag(&self, fact: Option<&Fact<bool>>, repeat: Repeat, d: &mut Diagnostics) -> bool {
        let Some(fact) = fact.filter(|fact| fact.value) else {
            return false;
        };
        let is_text = self.field.ty == Type::Scalar(Scalar::String);
        let is_list = self.field.cardinality == Cardinality::Repeated;
        let fits = match repeat {
            Repeat::Allowed => is_text,
            Repeat::Refused => is_text && !is_list,
        };
        if !fits {
            d.push(self.wrong_type(&code(fact.key), fact.span, "text"));
        }
        fits
    }

    fn sentinel(&self, d: &mut Diagnostics) -> Option<String> {
        let fact = self.facts.sentinel.as_ref()?;
        if !self.cx.declared.sentinels.contains_key(&fact.value) {
            let names = self.cx.declared.sentinels.keys().map(String::as_str);
            let mention = Mention { name: fact.value.clone(), span: fact.span };
            d.push(unknown("there is no sentinel", &mention, self.field.origin.span, names));
            return None;
        }
        let sentinel = self.vocabulary.sentinels.get(&fact.value)?;
        match sentinel.values.first()?.wire {
            WireValue::EmptyList => self.list_sentinel(fact, d),
            WireValue::Number(_) => self.number_sentinel(fact, sentinel, d),
        }
    }

    fn list_sentinel(&self, fact: &Fact<String>, d: &mut Diagnostics) -> Option<String> {
        if self.field.cardinality == Cardinality::Repeated {
            return Some(fact.value.clone());
        }
        d.push(self.wrong_type(&code(fact.key), fact.span, "repeated fields"));
        None
    }

    fn number_sentinel(
        &self,
        fact: &Fact<String>,
        sentinel: &SentinelFacts,
        d: &mut Diagnostics,
    ) -> Option<String> {
        let range = match self.field.ty {
            Type::Scalar(scalar) if self.field.cardinality != Cardinality::Repeated => {
                fit::range(scalar)
            }
            Type::Scalar(_) | Type::Message(_) | Type::Enum(_) | Type::Map(..) => None,
        };
        let Some(range) = range else {
            let what_for = "keys, durations and numbers";
            d.push(self.wrong_type(&code(fact.key), fact.span, what_for));
            return None;
        };
        for value in &sentinel.values {
            if let WireValue::Number(number) = value.wire
                && !range.contains(&number.into())
            {
                let what = format!("`{}` with {} = {number}", fact.value, value.name);
                let what_for = "types that have all of its values";
                d.push(self.wrong_type(&what, fact.span, what_for));
            }
        }
        self.goes_with_sentinel(fact, d).then(|| fact.value.clone())
    }

    /// Whether the field's meaning is one that numbers with names go with. One that is not stated is
    /// reported elsewhere.
    fn goes_with_sentinel(&self, sentinel: &Fact<String>, d: &mut Diagnostics) -> bool {
        let Some(meaning) = &self.facts.meaning else {
            return false;
        };
        let goes = match &meaning.value {
            Meaning::Key(_) | Meaning::DurationMs | Meaning::Number(_) => true,
            Meaning::Json(_) | Meaning::PlainText | Meaning::Instant(_) => false,
        };
        if !goes {
            let message = format!(
                "`{}` and `{}` do not go together in field `{}`",
                sentinel.key, meaning.key, self.path
            );
            let finding = misfit(message, sentinel.span, Some(meaning.span), "the meaning");
            d.push(finding.help("a sentinel goes with key, duration and number"));
        }
        goes
    }

    fn only_when(&self, d: &mut Diagnostics) -> Option<OnlyWhen> {
        let fact = self.facts.only_when.as_ref()?;
        let condition = &fact.value;
        let index = match self.cx.field(self.message, &condition.field, d) {
            Found::Here(index) => index,
            Found::Elsewhere | Found::Unknown => return None,
        };
        let id = self.condition_enum(index, condition, d)?;
        let values =
            condition.is.iter().filter_map(|mention| match self.cx.value(id, mention, d) {
                Found::Here(value) => Some(value),
                Found::Elsewhere | Found::Unknown => None,
            });
        let values: Vec<usize> = values.collect();
        (!values.is_empty()).then_some(OnlyWhen { field: index, values })
    }

    fn condition_enum(
        &self,
        index: usize,
        condition: &OnlyWhenDecl,
        d: &mut Diagnostics,
    ) -> Option<EnumId> {
        let message = self.cx.api.message(self.message);
        let other = message.fields.get(index)?;
        if let (Type::Enum(id), Cardinality::Implicit | Cardinality::Explicit) =
            (other.ty, other.cardinality)
        {
            return Some(id);
        }
        let message = format!(
            "`only_when` of field `{}` asks about `{}`, which is {}",
            self.path,
            other.name,
            fit::type_name(self.cx.api, other)
        );
        let place = other.origin.span;
        let finding = misfit(message, condition.field.span, place, "the field asked about");
        d.push(finding.help("name a field that holds one enum value"));
        None
    }
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

/// Whether a fact about text may be about a list of texts.
#[derive(Clone, Copy)]
enum Repeat {
    Allowed,
    Refused,
}
