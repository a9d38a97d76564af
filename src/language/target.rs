//! What a user states about one SDK: its package and the language's own options.

use std::collections::BTreeMap;

use super::{Info, Language};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Reported, Span, nearest};

/// One SDK to generate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    /// The package's metadata.
    pub package: Package,
    /// The language's own options by key.
    pub options: BTreeMap<String, String>,
    /// Where the target was stated, for findings about it.
    pub span: Option<Span>,
    /// Where its values were stated, by key as in [`Self::stated`].
    pub value_spans: BTreeMap<String, Span>,
}

/// The metadata of a package; what is `None` gets the default of the language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Package {
    /// Name in the registry of the ecosystem.
    pub name: Option<String>,
    /// Semantic version.
    pub version: Option<String>,
    /// SPDX expression.
    pub license: Option<String>,
    /// URL of the source repository.
    pub repository: Option<String>,
}

/// The version of a package whose user states none.
pub const DEFAULT_VERSION: &str = "0.1.0";
/// The licence of a package whose user states none.
pub const DEFAULT_LICENSE: &str = "Apache-2.0";

impl Target {
    /// The package name, stated or the language's default.
    #[must_use]
    pub fn name<'a>(&'a self, language: &dyn Language) -> &'a str {
        self.package.name.as_deref().unwrap_or(language.info().package)
    }

    /// The version, stated or the default.
    #[must_use]
    pub fn version(&self) -> &str {
        self.package.version.as_deref().unwrap_or(DEFAULT_VERSION)
    }

    /// The licence, stated or the default.
    #[must_use]
    pub fn license(&self) -> &str {
        self.package.license.as_deref().unwrap_or(DEFAULT_LICENSE)
    }

    /// Everything that changes the output, by key, for the lock.
    #[must_use]
    pub fn stated(&self) -> BTreeMap<String, String> {
        let package = [
            ("package.name", &self.package.name),
            ("package.version", &self.package.version),
            ("package.license", &self.package.license),
            ("package.repository", &self.package.repository),
        ];
        let package = package.into_iter().filter_map(|(k, v)| Some((k.to_owned(), v.clone()?)));
        package.chain(self.options.clone()).collect()
    }
}

/// Checks a target against its language.
///
/// # Errors
/// [`Reported`] for an option that the language does not have or a value its ecosystem refuses.
pub fn check(
    language: &dyn Language,
    target: &Target,
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    let info = language.info();
    let before = diagnostics.error_count();
    let mut refuse = |key: &str, message: String, help: String| {
        let finding = Diagnostic::error(Code::PackageOption, message);
        let finding = match target.value_spans.get(key) {
            Some(span) => finding.at(Some(*span), ""),
            None => finding.at(target.span, "in this target"),
        };
        diagnostics.push(finding.help(help));
    };
    if let Err(why) = language.check_package_name(target.name(language)) {
        let name = target.name(language);
        refuse(
            "package.name",
            format!("`{name}` is no package name for {}", info.title),
            why.to_owned(),
        );
    }
    if !is_semver(target.version()) {
        let message = format!("`{}` is not a semantic version", target.version());
        refuse(
            "package.version",
            message,
            "write it as MAJOR.MINOR.PATCH, such as 1.4.0".to_owned(),
        );
    }
    for (key, value) in target.stated() {
        if value.chars().any(char::is_control) {
            let message = format!("the value of `{key}` holds a control character");
            refuse(&key, message, "write it on one line".to_owned());
        }
    }
    for (key, value) in &target.options {
        match info.options.iter().find(|option| option.key == key) {
            Some(option)
                if !option.values.is_empty() && !option.values.contains(&value.as_str()) =>
            {
                let message = format!("`{value}` is no value of `{key}`");
                refuse(key, message, format!("allowed: {}", option.values.join(", ")));
            }
            Some(_) => {}
            None => {
                refuse(key, format!("{} has no option `{key}`", info.title), no_option(info, key))
            }
        }
    }
    if diagnostics.error_count() > before {
        return Err(Reported);
    }
    Ok(())
}

fn no_option(info: &Info, key: &str) -> String {
    let known = || info.options.iter().map(|o| o.key);
    match nearest(key, known()) {
        Some(name) => format!("did you mean `{name}`?"),
        None if info.options.is_empty() => format!("{} has no options of its own", info.title),
        None => format!("{} has: {}", info.title, known().collect::<Vec<_>>().join(", ")),
    }
}

fn is_semver(version: &str) -> bool {
    let (core, rest) = match version.find(['-', '+']) {
        Some(at) => version.split_at(at),
        None => (version, ""),
    };
    let numbers: Vec<&str> = core.split('.').collect();
    let number = |n: &&str| {
        !n.is_empty()
            && n.bytes().all(|b| b.is_ascii_digit())
            && (n.len() == 1 || !n.starts_with('0'))
    };
    let suffix = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
    numbers.len() == 3 && numbers.iter().all(number) && rest.len() != 1 && rest.chars().all(suffix)
}
