//! The rules: which module may name which, which library belongs to which stage, who writes files.

use crate::scan::Mention;

/// A module of the crate and the modules it may name, beside itself.
///
/// Read it from the top: what comes later may name what comes earlier, never the other way round.
pub(crate) const MODULES: &[(&str, &[&str])] = &[
    ("diagnostics", &[]),
    ("table", &["diagnostics"]),
    ("text", &["diagnostics"]),
    ("compile", &["diagnostics", "text"]),
    ("ir", &["diagnostics", "compile"]),
    ("semantics", &["diagnostics", "table", "compile", "ir"]),
    ("naming", &["diagnostics"]),
    ("render", &[]),
    ("language", &["diagnostics", "ir", "semantics", "naming", "render"]),
    ("output", &["diagnostics", "render"]),
    ("export", &["diagnostics", "ir", "semantics"]),
    ("diff", &["diagnostics", "ir", "semantics", "language", "export"]),
    ("config", &["diagnostics", "table", "text", "language"]),
    ("inputs", &["diagnostics", "text", "compile", "ir", "semantics", "output"]),
    ("pipeline", &["diagnostics", "inputs", "semantics", "language", "render", "output"]),
    (
        "generator",
        &["diagnostics", "inputs", "semantics", "language", "render", "output", "pipeline"],
    ),
    (
        "cli",
        &[
            "diagnostics",
            "compile",
            "ir",
            "semantics",
            "naming",
            "render",
            "language",
            "output",
            "export",
            "diff",
            "config",
            "inputs",
            "pipeline",
        ],
    ),
];

/// A library, as code names it, and the places of the one stage that may.
pub(crate) const LIBRARIES: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["diagnostics"]),
    ("strsim", &["diagnostics"]),
    ("toml", &["table"]),
    ("protox", &["compile"]),
    ("miette", &["compile"]),
    ("prost", &["compile", "language/descriptors"]),
    ("prost_types", &["compile", "ir", "language/descriptors", "language/typescript/raw"]),
    ("heck", &["naming"]),
    ("askama", &["render"]),
    ("base64", &["language/typescript/raw"]),
    ("prost_build", &["language/rust"]),
    ("tonic_prost_build", &["language/rust"]),
    ("sha2", &["output"]),
    ("similar", &["output"]),
    ("tempfile", &["output"]),
    ("schemars", &["export", "diff"]),
    // Data that leaves the program as JSON: findings, the lock, the annotated API, tables.
    ("serde", &["diagnostics", "output", "export", "diff", "cli"]),
    ("serde_json", &["diagnostics", "output", "export", "diff", "cli"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("mimalloc", &["cli"]),
];

/// Libraries of what is generated, and of nothing in the generator.
pub(crate) const NOWHERE: &[&str] = &["tonic", "tokio", "hyper"];

/// What changes the disk, in `std::fs`.
const WRITERS: &[&str] = &[
    "write",
    "create_dir",
    "create_dir_all",
    "remove_file",
    "remove_dir",
    "remove_dir_all",
    "rename",
    "copy",
    "hard_link",
    "set_permissions",
    "OpenOptions",
    "DirBuilder",
];
/// And of the functions of `File`.
const FILE_WRITERS: &[&str] = &["create", "create_new", "options"];

/// What is wrong with a mention in a file of the module `module`, with the way out.
pub(crate) fn broken(module: &[&str], mention: &Mention) -> Option<String> {
    imports(module, mention)
        .or_else(|| languages(module, mention))
        .or_else(|| libraries(module, mention))
        .or_else(|| writing(module, mention))
}

fn imports(module: &[&str], mention: &Mention) -> Option<String> {
    let [root, target, ..] = mention.path.as_slice() else { return None };
    let own = *module.first()?;
    if root != "crate" || own == target || !is_module(target) {
        return None;
    }
    let Some((_, allowed)) = MODULES.iter().find(|(name, _)| *name == own) else {
        return Some(format!(
            "module `{own}` has no row in MODULES (tests/architecture/rules.rs): add one that says what it may name"
        ));
    };
    if allowed.contains(&target.as_str()) {
        return None;
    }
    let allowed = if allowed.is_empty() { "nothing".to_owned() } else { allowed.join(", ") };
    Some(format!(
        "`{own}` names `{}`, but may name {allowed} only: move what both need to the earlier stage, or pass it in",
        mention.text()
    ))
}

/// Whether a name is a module of ours; `crate::Generator` is not.
fn is_module(name: &str) -> bool {
    name.starts_with(|c: char| c.is_lowercase())
}

/// The parts of `language` that every language uses.
pub(crate) const SHARED_BY_LANGUAGES: &[&str] = &[
    "defaults",
    "descriptors",
    "docs",
    "driver",
    "exceptions",
    "feature",
    "layout",
    "lower",
    "markup",
    "model",
    "parts",
    "policy",
    "readme",
    "requests",
    "settings",
    "support",
    "target",
];

fn languages(module: &[&str], mention: &Mention) -> Option<String> {
    let ["language", own, ..] = module else { return None };
    if SHARED_BY_LANGUAGES.contains(own) && mention.path.get(1).is_none_or(|s| s != "language") {
        return None;
    }
    let [root, stage, other, ..] = mention.path.as_slice() else { return None };
    let is_other = root == "crate" && stage == "language" && other != own && is_module(other);
    let is_shared =
        SHARED_BY_LANGUAGES.contains(&other.as_str()) || FUNCTIONS.contains(&other.as_str());
    (is_other && !is_shared).then(|| {
        format!(
            "`language/{own}` names `{}`: what two languages need moves to a file of its own beside `model.rs`",
            mention.text()
        )
    })
}

/// Functions of `language/mod.rs` itself.
const FUNCTIONS: &[&str] = &["registry", "find", "generate"];

fn libraries(module: &[&str], mention: &Mention) -> Option<String> {
    let library = mention.path.first()?.as_str();
    let place = module.join("/");
    if NOWHERE.contains(&library) && mention.path.len() > 1 {
        return Some(format!(
            "`{}` is of the SDKs, not of the generator: nothing here opens a connection",
            mention.text()
        ));
    }
    let (_, owners) = LIBRARIES.iter().find(|(name, _)| *name == library)?;
    let is_path = mention.path.len() > 1;
    let is_owner = owners.iter().any(|o| place == *o || place.starts_with(&format!("{o}/")));
    (is_path && !is_owner).then(|| {
        format!(
            "`{}` is named in `{place}`, but `{library}` belongs to {}: let that stage offer what is needed",
            mention.text(),
            owners.join(", ")
        )
    })
}

fn writing(module: &[&str], mention: &Mention) -> Option<String> {
    if module.first() == Some(&"output") {
        return None;
    }
    let pairs = mention.path.windows(2);
    let writes = |pair: &[String]| match pair {
        [module, name] if module == "fs" => WRITERS.contains(&name.as_str()) || name == "*",
        [ty, name] => ty == "File" && FILE_WRITERS.contains(&name.as_str()),
        _ => false,
    };
    pairs.into_iter().any(writes).then(|| {
        format!(
            "`{}` changes the disk; only `output` may: call it, or let it offer what is needed",
            mention.text()
        )
    })
}
