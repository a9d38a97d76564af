//! The rows of tables that the README of every package has.

use super::model::Model;
use super::settings::SETTINGS;
use crate::render::FileSet;

/// A setting of the client.
pub(super) struct SettingLine {
    /// Its name, as code.
    pub(super) name: String,
    /// The variables that give it, as code.
    pub(super) variables: String,
    /// Its default, as code.
    pub(super) default: String,
    /// What it means.
    pub(super) doc: &'static str,
}

/// Every setting, with names in lower case words.
pub(super) fn settings() -> Vec<SettingLine> {
    let code = |text: &str| format!("`{text}`");
    let lines = SETTINGS.iter().map(|setting| SettingLine {
        name: code(setting.name),
        variables: setting.variables.iter().map(|v| code(v)).collect::<Vec<_>>().join(", "),
        default: setting.default.map(code).unwrap_or_default(),
        doc: setting.doc,
    });
    lines.collect()
}

/// An RPC.
pub(super) struct RpcLine {
    /// As in the proto.
    pub(super) name: String,
    /// The method of the client.
    pub(super) method: String,
    /// The first release that has it.
    pub(super) since: String,
}

/// Every RPC.
pub(super) fn rpcs(model: &Model) -> Vec<RpcLine> {
    let rpcs = model.rpcs.iter().map(|rpc| RpcLine {
        name: rpc.proto_name.clone(),
        method: rpc.method.clone(),
        since: rpc.since.clone().unwrap_or_default(),
    });
    rpcs.collect()
}

/// Links to the programs in `examples/` with this ending.
pub(super) fn examples(files: &FileSet, ending: &str) -> String {
    let links = files.iter().filter_map(|(path, _)| {
        let name = path.strip_prefix("examples/")?.strip_suffix(ending)?;
        Some(format!("[`{name}`]({path})"))
    });
    links.collect::<Vec<_>>().join(", ")
}
