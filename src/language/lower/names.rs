//! Every name of the API in one language: spelled, unique in its scope, or reported.

use std::collections::BTreeMap;

use super::super::model::TypeRef;
use super::super::{Language, Position};
use super::element::{Element, member_element, rename_help};
use super::spelled::{
    EnumNames, FieldNames, MessageNames, Names, OneofNames, RpcNames, SentinelNames,
};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Reported};
use crate::ir::{Message, MessageId};
use crate::naming::{Scope, Speller, Taken};
use crate::semantics::Annotated;

/// Spells everything and reports what cannot be spelled or is spelled twice.
pub(super) fn allocate(
    language: &dyn Language,
    annotated: &Annotated,
    diagnostics: &mut Diagnostics,
) -> Result<Names, Reported> {
    let before = diagnostics.error_count();
    let mut allocator = Allocator {
        language,
        annotated,
        diagnostics,
        speller: Speller::default(),
        types: BTreeMap::new(),
        packages: BTreeMap::new(),
    };
    let mut names = Names::default();
    for (id, message) in annotated.api.messages() {
        let spelled = allocator.message(id, message, &names);
        names.messages.push(spelled);
    }
    allocator.enums(&mut names);
    allocator.services();
    allocator.rpcs(&mut names);
    allocator.keys_and_sentinels(&mut names);
    if allocator.diagnostics.error_count() > before {
        return Err(Reported);
    }
    Ok(names)
}

struct Allocator<'a> {
    language: &'a dyn Language,
    annotated: &'a Annotated,
    diagnostics: &'a mut Diagnostics,
    speller: Speller,
    /// Types and scopes, by the scopes they stand in.
    types: BTreeMap<Vec<String>, Scope>,
    /// The packages that scopes stand for, by those scopes.
    packages: BTreeMap<Vec<String>, String>,
}

impl Allocator<'_> {
    fn spell(&mut self, element: &Element<'_>, position: Position) -> String {
        let spelling = self.language.spelling(position);
        if let Some(name) = self.speller.spell(spelling, element.name) {
            return name;
        }
        let title = self.language.info().title;
        let message = format!(
            "`{}` cannot be spelled in {title}: `{}` has neither a letter nor a digit",
            element.path, element.name
        );
        self.diagnostics.push(
            Diagnostic::error(Code::NameUnusable, message)
                .at(element.span, "needs another name")
                .help(rename_help(element.renamed_by.as_deref())),
        );
        String::new()
    }

    fn take(&mut self, scope: &mut Scope, name: &str, element: &Element<'_>) {
        if let Err(first) = scope.take(name, element.taken()) {
            self.clash(name, element, &first);
        }
    }

    fn clash(&mut self, name: &str, element: &Element<'_>, first: &Taken) {
        let title = self.language.info().title;
        let message =
            format!("`{}` and `{}` are both spelled `{name}` in {title}", first.by, element.path);
        let renamed_by = element.renamed_by.as_deref().or(first.renamed_by.as_deref());
        self.diagnostics.push(
            Diagnostic::error(Code::NameClash, message)
                .at(element.span, "second")
                .at(first.span, "first")
                .help(rename_help(renamed_by)),
        );
    }

    fn named(&mut self, scope: &mut Scope, element: &Element<'_>, position: Position) -> String {
        let name = self.spell(element, position);
        self.take_unless_empty(scope, &name, element);
        name
    }

    /// What cannot be spelled has been reported, and takes nothing.
    fn take_unless_empty(&mut self, scope: &mut Scope, name: &str, element: &Element<'_>) {
        if !name.is_empty() {
            self.take(scope, name, element);
        }
    }

    /// Spells a type, and takes its name in the scopes it stands in.
    fn type_ref(&mut self, scopes: Vec<String>, element: &Element<'_>) -> TypeRef {
        let mut scope = self.types.remove(&scopes).unwrap_or_default();
        let name = self.named(&mut scope, element, Position::Type);
        self.types.insert(scopes.clone(), scope);
        TypeRef { scopes, name }
    }

    /// The scopes that a type of a package stands in when it is not nested: none for the API's own.
    fn package_scopes(&mut self, package: &str) -> Vec<String> {
        let mut scopes: Vec<String> = Vec::new();
        if package != self.annotated.api.package {
            let mut end = 0;
            for segment in package.split('.').filter(|s| !s.is_empty()) {
                end += segment.len();
                let element = Element::fixed(segment, format!("package {package}"), None);
                let name = self.spell(&element, Position::Scope);
                let outer = scopes.clone();
                scopes.push(name.clone());
                // Packages may share their first segments: those are one scope, called as the first
                // of them.
                let part = || format!("package {}", &package[..end]);
                let path = self.packages.entry(scopes.clone()).or_insert_with(part).clone();
                self.take_in(&outer, &name, &Element { path, ..element });
                end += 1;
            }
        }
        scopes
    }

    /// The scope inside a message. Where scopes are spelled as types, it is the type itself.
    fn inner_scope(&mut self, outer: &[String], element: &Element<'_>) -> String {
        let name = self.spell(element, Position::Scope);
        let spelling = |position| self.language.spelling(position);
        if spelling(Position::Scope) == spelling(Position::Type) {
            return name;
        }
        let inside = Element {
            name: element.name,
            path: format!("the inside of {}", element.path),
            span: element.span,
            renamed_by: element.renamed_by.clone(),
        };
        self.take_in(outer, &name, &inside);
        name
    }

    fn take_in(&mut self, scopes: &[String], name: &str, element: &Element<'_>) {
        let mut scope = self.types.remove(scopes).unwrap_or_default();
        self.take_unless_empty(&mut scope, name, element);
        self.types.insert(scopes.to_vec(), scope);
    }

    fn scopes_of(
        &mut self,
        parent: Option<MessageId>,
        package: &str,
        names: &Names,
    ) -> Vec<String> {
        match parent.and_then(|id| names.messages.get(id.0)) {
            Some(parent) => parent.inside.clone(),
            None => self.package_scopes(package),
        }
    }

    fn message(&mut self, id: MessageId, message: &Message, names: &Names) -> MessageNames {
        let facts = &self.annotated.messages[id.0];
        let span = message.origin.span;
        let element = Element::new(&message.name, &facts.life, message.path.clone(), span);
        let scopes = self.scopes_of(message.parent, &message.package, names);
        let type_ref = self.type_ref(scopes.clone(), &element);
        let mut inside = scopes.clone();
        if self.has_inside(id) {
            let name = self.inner_scope(&scopes, &element);
            inside.push(name);
        }
        let fields = self.fields(id, message);
        let oneofs = self.oneofs(message, &inside);
        self.variants(message, &fields);
        let constructors = self.constructors(id, message, &fields, &oneofs);
        self.check_members(id, message, &fields, &oneofs);
        MessageNames { type_ref, inside, fields, oneofs, constructors }
    }

    fn has_inside(&self, id: MessageId) -> bool {
        let api = &self.annotated.api;
        !api.message(id).oneofs.is_empty()
            || api.messages.iter().any(|m| m.parent == Some(id))
            || api.enums.iter().any(|e| e.parent == Some(id))
    }

    fn fields(&mut self, id: MessageId, message: &Message) -> Vec<FieldNames> {
        let annotated = self.annotated;
        let facts = &annotated.messages[id.0].fields;
        let fields = message.fields.iter().zip(facts);
        fields
            .map(|(field, facts)| {
                let path = format!("{}.{}", message.path, field.name);
                let element = Element::new(&field.name, &facts.life, path, field.origin.span);
                FieldNames {
                    field: self.spell(&element, Position::Field),
                    setter: self.spell(&element, Position::Setter),
                    parameter: self.spell(&element, Position::Parameter),
                    variant: self.spell(&element, Position::Variant),
                }
            })
            .collect()
    }

    fn oneofs(&mut self, message: &Message, inside: &[String]) -> Vec<OneofNames> {
        let oneofs = message.oneofs.iter();
        oneofs
            .map(|oneof| {
                let path = format!("{}.{}", message.path, oneof.name);
                let element = Element::fixed(&oneof.name, path, oneof.origin.span);
                OneofNames {
                    field: self.spell(&element, Position::Field),
                    setter: self.spell(&element, Position::Setter),
                    parameter: self.spell(&element, Position::Parameter),
                    type_ref: self.type_ref(inside.to_vec(), &element),
                }
            })
            .collect()
    }

    /// Members of a oneof are variants of its type.
    fn variants(&mut self, message: &Message, fields: &[FieldNames]) {
        for oneof in &message.oneofs {
            let mut scope = Scope::default();
            for &member in &oneof.members {
                let element = member_element(message, member);
                self.take_unless_empty(&mut scope, &fields[member].variant, &element);
            }
        }
    }

    /// Constructors and setters are functions of one type.
    fn constructors(
        &mut self,
        id: MessageId,
        message: &Message,
        fields: &[FieldNames],
        oneofs: &[OneofNames],
    ) -> Vec<String> {
        let annotated = self.annotated;
        let mut scope = Scope::default();
        for (index, field) in fields.iter().enumerate() {
            let is_own = message.fields[index].oneof.is_none();
            if is_own {
                let element = member_element(message, index);
                self.take_unless_empty(&mut scope, &field.setter, &element);
            }
        }
        for (oneof, names) in message.oneofs.iter().zip(oneofs) {
            let path = format!("{}.{}", message.path, oneof.name);
            let element = Element::fixed(&oneof.name, path, oneof.origin.span);
            self.take_unless_empty(&mut scope, &names.setter, &element);
        }
        let constructors = annotated.messages[id.0].constructors.iter();
        constructors
            .map(|constructor| {
                let path = format!("constructor {} of {}", constructor.name, message.path);
                let span = message.origin.span;
                let element = Element::fixed(&constructor.name, path, span);
                self.named(&mut scope, &element, Position::Constructor)
            })
            .collect()
    }

    /// The fields and oneofs of a message share one scope.
    fn check_members(
        &mut self,
        id: MessageId,
        message: &Message,
        fields: &[FieldNames],
        oneofs: &[OneofNames],
    ) {
        let mut scope = Scope::default();
        if super::usage::marks_already_applied(self.annotated, id) {
            let path = format!("the mark `already_applied` of {}", message.path);
            let element = Element::fixed("already_applied", path, message.origin.span);
            self.named(&mut scope, &element, Position::Field);
        }
        for (index, names) in fields.iter().enumerate() {
            let is_own = message.fields[index].oneof.is_none();
            if is_own {
                let element = member_element(message, index);
                self.take_unless_empty(&mut scope, &names.field, &element);
            }
        }
        for (oneof, names) in message.oneofs.iter().zip(oneofs) {
            let path = format!("{}.{}", message.path, oneof.name);
            let element = Element::fixed(&oneof.name, path, oneof.origin.span);
            self.take_unless_empty(&mut scope, &names.field, &element);
        }
    }

    fn enums(&mut self, names: &mut Names) {
        let annotated = self.annotated;
        for (id, item) in annotated.api.enums() {
            let facts = &annotated.enums[id.0];
            let span = item.origin.span;
            let element = Element::new(&item.name, &facts.life, item.path.clone(), span);
            let scopes = self.scopes_of(item.parent, &item.package, names);
            let type_ref = self.type_ref(scopes, &element);
            let mut scope = Scope::default();
            let values = item.values.iter().zip(&facts.values);
            let values = values.map(|(value, life)| {
                let path = format!("{}.{}", item.path, value.name);
                let element = Element::new(&value.name, life, path, value.origin.span);
                self.named(&mut scope, &element, Position::Variant)
            });
            let values = values.collect();
            names.enums.push(EnumNames { type_ref, values });
        }
    }

    /// Services and the API's own package: nothing in the model is called like them, but stock stubs
    /// of every language are.
    fn services(&mut self) {
        let api = &self.annotated.api;
        for segment in api.package.split('.').filter(|s| !s.is_empty()) {
            let element = Element::fixed(segment, format!("package {}", api.package), None);
            self.spell(&element, Position::Scope);
        }
        let mut scope = Scope::default();
        for service in &api.services {
            let span = service.origin.span;
            let element = Element::fixed(&service.name, service.full_name.clone(), span);
            self.named(&mut scope, &element, Position::Type);
        }
    }

    fn rpcs(&mut self, names: &mut Names) {
        let annotated = self.annotated;
        let (mut methods, mut types) = (Scope::default(), Scope::default());
        let count = |name: &str| annotated.api.rpcs().filter(|rpc| rpc.name == name).count();
        for (rpc, facts) in annotated.rpcs() {
            let span = rpc.origin.span;
            let element = Element {
                path: rpc.path.clone(),
                // Facts know RPCs by name: one about two of them would rename both.
                renamed_by: (count(&rpc.name) == 1).then(|| rpc.name.clone()),
                ..Element::new(&rpc.name, &facts.life, rpc.name.clone(), span)
            };
            names.rpcs.push(RpcNames {
                method: self.named(&mut methods, &element, Position::Method),
                type_name: self.named(&mut types, &element, Position::Rpc),
            });
        }
    }

    fn keys_and_sentinels(&mut self, names: &mut Names) {
        let annotated = self.annotated;
        let mut scope = Scope::default();
        for name in annotated.keys.keys() {
            let element = Element::fixed(name, format!("key {name}"), None);
            let spelled = self.named(&mut scope, &element, Position::Type);
            names.keys.insert(name.clone(), spelled);
        }
        let mut scope = Scope::default();
        for (name, facts) in &annotated.sentinels {
            let element = Element::fixed(name, format!("sentinel {name}"), None);
            let spelled = self.named(&mut scope, &element, Position::Sentinel);
            let mut variants = Scope::default();
            let others = std::iter::once(&facts.other.name);
            let all = facts.values.iter().map(|v| &v.name).chain(others);
            let mut values: Vec<String> = all
                .map(|value| {
                    let path = format!("sentinel {name}.{value}");
                    let element = Element::fixed(value, path, None);
                    self.named(&mut variants, &element, Position::Variant)
                })
                .collect();
            names.sentinels.push(SentinelNames {
                name: spelled,
                other: values.pop().unwrap_or_default(),
                values,
            });
        }
    }
}
