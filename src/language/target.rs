//! What a user states about one SDK: its package and the language's own options.

use std::collections::BTreeMap;

use super::{Info, Language};
use crate::diagnostics::report::is_invisible;
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
        if let Some(c) = value.chars().find(|c| c.is_control() || is_invisible(*c)) {
            let message = format!("the value of `{key}` holds {}", c.escape_unicode());
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

/// The numbers of a semantic version, what names it as a pre-release, and what names the build.
pub(super) fn version_parts(version: &str) -> (&str, Option<&str>, Option<&str>) {
    let (version, build) = match version.split_once('+') {
        Some((version, build)) => (version, Some(build)),
        None => (version, None),
    };
    match version.split_once('-') {
        Some((core, pre)) => (core, Some(pre), build),
        None => (version, None, build),
    }
}

/// As semver.org defines it, with numbers that fit 64 bits, as registries ask for.
fn is_semver(version: &str) -> bool {
    let (core, pre, build) = version_parts(version);
    let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let no_zero_before = |part: &str| part.len() == 1 || !part.starts_with('0');
    let number =
        |part: &str| is_number(part) && no_zero_before(part) && part.parse::<u64>().is_ok();
    let word = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    core.split('.').count() == 3
        && core.split('.').all(number)
        && build.is_none_or(|build| build.split('.').all(word))
        && pre.is_none_or(|pre| {
            pre.split('.').all(|part| word(part) && (!is_number(part) || no_zero_before(part)))
        })
}

#[cfg(test)]
mod tests {
    use super::is_semver;

    #[test]
    fn versions_are_what_registries_take() {
        for good in ["0.0.0", "1.2.3", "1.0.0-rc.1", "1.0.0-0a", "1.0.0-a-b+7.x", "1.0.0+007"] {
            assert!(is_semver(good), "{good}");
        }
        for bad in [
            "",
            "1",
            "1.0",
            "1.0.0.0",
            "01.0.0",
            "1.0.0-",
            "1.0.0+",
            "1.0.0-01",
            "1.0.0-a..b",
            "1.0.0-+",
            "1.0.0+a+b",
            "v1.0.0",
            "1.0.0 ",
            "1.0.\u{661}",
            "1.0.18446744073709551616",
        ] {
            assert!(!is_semver(bad), "{bad}");
        }
    }
}
