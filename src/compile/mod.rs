//! From proto files, or a binary descriptor set, to a resolved descriptor set with source positions.
//!
//! The only stage that names protox. It finds files and reports what the compiler found wrong; it
//! knows nothing about what a service or a message means.

mod errors;
mod resolver;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use prost::Message as _;
use prost_types::FileDescriptorSet;
use protox::prost_reflect::DescriptorPool;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Reported, SourceId, SourceMap};
use resolver::Loader;

/// The gateway's API as of the release that this version of the generator was made for.
pub const EMBEDDED_PROTO: &str = include_str!("../../proto/gateway.proto");

/// The name under which messages speak of the embedded proto.
pub const EMBEDDED_NAME: &str = "gateway.proto";

/// What to compile.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// A `.proto`, or a binary descriptor set (`.pb`, `.binpb`, `.desc`). `None`: the embedded proto.
    pub proto: Option<PathBuf>,
    /// Directories in which imports are looked up, before the directory of the proto itself.
    pub includes: Vec<PathBuf>,
}

/// A resolved descriptor set and the texts it came from.
#[derive(Debug)]
pub struct Compiled {
    /// Every file, imports before the files that import them.
    pub set: FileDescriptorSet,
    /// The files that were asked for, as opposed to imported.
    pub roots: Vec<String>,
    /// The text of each file whose text is known.
    pub sources: BTreeMap<String, SourceId>,
    /// The files that were read from disk, for build scripts that watch them.
    pub paths: Vec<PathBuf>,
}

impl Compiled {
    /// What was compiled, for a digest: the texts in the order of their names, or the descriptor set
    /// itself where there is no text. Line endings are those of LF, and no path is part of it.
    #[must_use]
    pub fn contents(&self, sources: &SourceMap) -> Vec<Vec<u8>> {
        let texts = self.sources.values().filter_map(|id| sources.get(*id));
        let texts: Vec<_> =
            texts.map(|source| source.text().replace("\r\n", "\n").into_bytes()).collect();
        if texts.is_empty() { vec![self.set.encode_to_vec()] } else { texts }
    }
}

/// Compiles the input.
///
/// # Errors
/// [`Reported`] when a file cannot be read, does not parse or does not resolve.
pub fn compile(input: &Input, diagnostics: &mut Diagnostics) -> Result<Compiled, Reported> {
    match &input.proto {
        None => compile_embedded(diagnostics),
        Some(path) if is_descriptor_set(path) => read_descriptor_set(path, diagnostics),
        Some(path) => compile_file(path, &input.includes, diagnostics),
    }
}

/// Compiles proto text that is not on disk, as tests and fuzzing do.
///
/// # Errors
/// As [`compile`].
pub fn compile_text(
    name: &str,
    text: &str,
    diagnostics: &mut Diagnostics,
) -> Result<Compiled, Reported> {
    run(Loader::with_text(name, text), Path::new(name), diagnostics)
}

fn compile_embedded(diagnostics: &mut Diagnostics) -> Result<Compiled, Reported> {
    compile_text(EMBEDDED_NAME, EMBEDDED_PROTO, diagnostics)
}

fn is_descriptor_set(path: &Path) -> bool {
    let extension = path.extension().and_then(|e| e.to_str());
    extension.is_some_and(|e| ["pb", "binpb", "desc"].iter().any(|x| e.eq_ignore_ascii_case(x)))
}

fn compile_file(
    path: &Path,
    includes: &[PathBuf],
    diagnostics: &mut Diagnostics,
) -> Result<Compiled, Reported> {
    if let Err(error) = std::fs::metadata(path) {
        return Err(diagnostics.fail(unreadable(path, &error)));
    }
    let mut directories = includes.to_vec();
    let own = path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    if !directories.iter().any(|d| path.starts_with(d)) {
        directories.push(own);
    }
    let name =
        directories.iter().find_map(|d| path.strip_prefix(d).ok()).unwrap_or(path).to_path_buf();
    run(Loader::with_directories(directories), &name, diagnostics)
}

fn run(loader: Loader, name: &Path, diagnostics: &mut Diagnostics) -> Result<Compiled, Reported> {
    let seen = loader.seen();
    let mut compiler = protox::Compiler::with_file_resolver(loader);
    compiler.include_imports(true).include_source_info(true);
    let outcome = compiler.open_file(name).map(|_| ());
    let mut sources = BTreeMap::new();
    let mut paths = Vec::new();
    for file in seen.take() {
        let id = diagnostics.sources.add(file.display, file.text);
        sources.insert(file.name, id);
        paths.extend(file.path);
    }
    if let Err(error) = outcome {
        return Err(errors::report(&error, &sources, diagnostics));
    }
    let files = compiler.files();
    let roots = files.filter(|f| !f.is_import()).map(|f| f.name().to_owned()).collect();
    Ok(Compiled { set: compiler.file_descriptor_set(), roots, sources, paths })
}

fn read_descriptor_set(path: &Path, diagnostics: &mut Diagnostics) -> Result<Compiled, Reported> {
    let bytes = std::fs::read(path).map_err(|e| diagnostics.fail(unreadable(path, &e)))?;
    let invalid = |what: String| {
        let message = format!("{} is not a usable descriptor set: {what}", path.display());
        Diagnostic::error(Code::DescriptorInvalid, message).help(
            "write it with `protoc --include_imports --include_source_info -o FILE` or `buf build -o FILE`",
        )
    };
    let set = FileDescriptorSet::decode(bytes.as_slice())
        .map_err(|e| diagnostics.fail(invalid(e.to_string())))?;
    DescriptorPool::from_file_descriptor_set(set.clone())
        .map_err(|e| diagnostics.fail(invalid(e.to_string())))?;
    let roots = roots_of(&set);
    Ok(Compiled { set, roots, sources: BTreeMap::new(), paths: vec![path.to_path_buf()] })
}

/// A descriptor set does not say which files were asked for: those with a service are, or else the
/// last one, since imports come first.
fn roots_of(set: &FileDescriptorSet) -> Vec<String> {
    let with_service = set.file.iter().filter(|f| !f.service.is_empty());
    let mut roots: Vec<String> = with_service.map(|f| f.name().to_owned()).collect();
    if roots.is_empty() {
        roots.extend(set.file.last().map(|f| f.name().to_owned()));
    }
    roots
}

fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    let message = format!("cannot read {}: {error}", path.display());
    Diagnostic::error(Code::InputUnreadable, message).help("check the path given with --proto")
}
