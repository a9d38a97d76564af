//! Facts as the files state them, each with its place.
//!
//! Names are still text and nothing is checked against the proto. How one file is laid over another
//! is written here once, in [`Overlay`]; reading is in `parse`, checking in `resolve`.

use std::collections::BTreeMap;
use std::time::Duration;

use super::facts::{
    AfterRetry, CallClass, Meaning, Release, Required, Stated, Status, WireValue, ZeroValue,
};
use crate::diagnostics::Span;

/// A value that a file states under a key.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fact<T> {
    /// The key in the file.
    pub(super) key: &'static str,
    /// What it is set to.
    pub(super) value: T,
    /// The key, and the value when it is short.
    pub(super) span: Span,
}

/// A name that a file mentions.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    pub(super) name: String,
    pub(super) span: Span,
}

impl PartialEq for Mention {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// Facts that later files can be laid over.
pub(super) trait Overlay {
    /// Takes over what is stated later, fact by fact.
    fn overlay(&mut self, later: Self);

    /// Adds what is stated about the element itself, without its parts.
    fn list(&self, stated: &mut Vec<Stated>);

    /// Adds the places of facts that both state, but not alike.
    fn clashes(&self, other: &Self, found: &mut Vec<(Stated, Stated)>);
}

impl<T: PartialEq> Overlay for Option<Fact<T>> {
    fn overlay(&mut self, later: Self) {
        if later.is_some() {
            *self = later;
        }
    }

    fn list(&self, stated: &mut Vec<Stated>) {
        stated.extend(self.as_ref().map(Fact::stated));
    }

    fn clashes(&self, other: &Self, found: &mut Vec<(Stated, Stated)>) {
        if let (Some(one), Some(two)) = (self, other)
            && one.value != two.value
        {
            found.push((one.stated(), two.stated()));
        }
    }
}

impl<T> Fact<T> {
    pub(super) fn stated(&self) -> Stated {
        Stated { fact: self.key, span: self.span }
    }
}

/// Facts by status, each a fact of its own.
pub(super) type ByStatus<T> = BTreeMap<Status, Fact<T>>;

impl<T: PartialEq> Overlay for ByStatus<T> {
    fn overlay(&mut self, later: Self) {
        self.extend(later);
    }

    fn list(&self, stated: &mut Vec<Stated>) {
        stated.extend(self.values().map(Fact::stated));
    }

    fn clashes(&self, _other: &Self, _found: &mut Vec<(Stated, Stated)>) {}
}

/// Where an element is named, in the order of the files.
pub(super) type Places = Vec<Span>;

impl Overlay for Places {
    fn overlay(&mut self, later: Self) {
        self.extend(later);
    }

    fn list(&self, _stated: &mut Vec<Stated>) {}

    fn clashes(&self, _other: &Self, _found: &mut Vec<(Stated, Stated)>) {}
}

/// Elements by name: their facts are not facts of what they are part of.
pub(super) type Elements<T> = BTreeMap<String, T>;

impl<T: Overlay> Overlay for Elements<T> {
    fn overlay(&mut self, later: Self) {
        for (name, later) in later {
            match self.entry(name) {
                std::collections::btree_map::Entry::Occupied(mut known) => {
                    known.get_mut().overlay(later);
                }
                std::collections::btree_map::Entry::Vacant(free) => {
                    free.insert(later);
                }
            }
        }
    }

    fn list(&self, _stated: &mut Vec<Stated>) {}

    fn clashes(&self, _other: &Self, _found: &mut Vec<(Stated, Stated)>) {}
}

macro_rules! declared {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $ty:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default)]
        pub(super) struct $name { $($(#[$field_doc])* pub(super) $field: $ty,)* }

        impl Overlay for $name {
            fn overlay(&mut self, later: Self) { $(self.$field.overlay(later.$field);)* }

            fn list(&self, stated: &mut Vec<Stated>) { $(self.$field.list(stated);)* }

            fn clashes(&self, other: &Self, found: &mut Vec<(Stated, Stated)>) {
                $(self.$field.clashes(&other.$field, found);)*
            }
        }
    )*};
}

declared! {
    /// Everything that one file states, or several laid over each other.
    Declared {
        gateway: Option<Fact<Release>>,
        inherit: Option<Fact<bool>>,
        classes: Elements<ClassDecl>,
        keys: Elements<KeyDecl>,
        sentinels: Elements<SentinelDecl>,
        patterns: Elements<FieldDecl>,
        rpcs: Elements<RpcDecl>,
        messages: Elements<MessageDecl>,
        enums: Elements<EnumDecl>,
    }

    /// What a call class means.
    ClassDecl {
        at: Places,
        doc: Option<Fact<String>>,
        retry: Option<Fact<Vec<Status>>>,
        at_least_once: Option<Fact<Vec<Status>>>,
        before_sending: Option<Fact<bool>>,
    }

    /// A kind of key.
    KeyDecl {
        at: Places,
        is_text: Option<Fact<bool>>,
        doc: Option<Fact<String>>,
        accepts: Option<Fact<Vec<Mention>>>,
    }

    /// Values with a meaning of their own.
    SentinelDecl {
        at: Places,
        doc: Option<Fact<String>>,
        default: Option<Fact<String>>,
        values: Elements<NamedDecl>,
        other: OtherDecl,
    }

    /// One of these values.
    NamedDecl {
        at: Places,
        wire: Option<Fact<WireValue>>,
        doc: Option<Fact<String>>,
    }

    /// All other values.
    OtherDecl {
        name: Option<Fact<String>>,
        doc: Option<Fact<String>>,
        min: Option<Fact<i64>>,
    }

    /// What every kind of element can have.
    LifeDecl {
        since: Option<Fact<Release>>,
        removed: Option<Fact<Release>>,
        deprecated: Option<Fact<String>>,
        replaced_by: Option<Fact<String>>,
        name: Option<Fact<String>>,
    }

    /// An RPC.
    RpcDecl {
        at: Places,
        life: LifeDecl,
        class: Option<Fact<CallClass>>,
        deadline: Option<Fact<DeadlineDecl>>,
        retry: Option<Fact<Vec<Status>>>,
        idempotent_if: Option<Fact<IdempotentIfDecl>>,
        backpressure_exempt: Option<Fact<bool>>,
        after_retry: ByStatus<AfterRetry>,
        items: Option<Fact<String>>,
        errors: ByStatus<String>,
    }

    /// A message.
    MessageDecl {
        at: Places,
        life: LifeDecl,
        constructors: Option<Fact<Vec<ConstructorDecl>>>,
        one_of: Option<Fact<Vec<Vec<Mention>>>>,
        fields: Elements<FieldDecl>,
    }

    /// A field, or every field that a pattern matches.
    FieldDecl {
        at: Places,
        life: LifeDecl,
        meaning: Option<Fact<Meaning>>,
        sentinel: Option<Fact<String>>,
        required: Option<Fact<Required>>,
        tenant: Option<Fact<bool>>,
        lease: Option<Fact<bool>>,
        only_when: Option<Fact<OnlyWhenDecl>>,
    }

    /// An enum.
    EnumDecl {
        at: Places,
        life: LifeDecl,
        zero: Option<Fact<ZeroValue>>,
        values: Elements<ValueDecl>,
    }

    /// A value of an enum.
    ValueDecl {
        at: Places,
        life: LifeDecl,
    }
}

impl Declared {
    /// Drops everything that describes one API; what call classes mean holds for every API.
    pub(super) fn keep_classes(self) -> Self {
        Self { gateway: self.gateway, classes: self.classes, ..Self::default() }
    }
}

/// A deadline as stated.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum DeadlineDecl {
    None,
    After(Duration),
    FromField { from: Mention, plus: Duration, zero: Duration },
}

/// The condition of `idempotent_if`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct IdempotentIfDecl {
    pub(super) set: Vec<Mention>,
    pub(super) positive: Vec<Mention>,
}

/// A named constructor.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ConstructorDecl {
    pub(super) name: Mention,
    pub(super) fields: Vec<Mention>,
}

/// The condition of `only_when`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OnlyWhenDecl {
    pub(super) field: Mention,
    pub(super) is: Vec<Mention>,
}
