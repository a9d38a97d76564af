//! From proto files, or a binary descriptor set, to a resolved descriptor set with source positions.
//!
//! The only stage that names protox. It finds files and reports what the compiler found wrong; it
//! knows nothing about what a service or a message means.

mod errors;
mod limits;
mod resolver;

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use prost::Message as _;
use prost_types::FileDescriptorSet;
use protox::prost_reflect::DescriptorPool;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Reported, SourceId, SourceMap};
use crate::text;
use resolver::Loader;

/// The gateway's API as of the release that this version of the generator was made for.
pub const EMBEDDED_PROTO: &str = include_str!("../../proto/gateway.proto");

/// The name under which messages speak of the embedded proto.
pub const EMBEDDED_NAME: &str = "gateway.proto";

/// What to do about a file that is something else.
pub(crate) const PROTO3: &str =
    "start the file with `syntax = \"proto3\";` and use proto3 features only";

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
    let Some(path) = &input.proto else {
        return compile_embedded(diagnostics);
    };
    match kind_of(path).map_err(|why| diagnostics.fail(why))? {
        Kind::Text => compile_file(path, &input.includes, diagnostics),
        Kind::DescriptorSet => read_descriptor_set(path, diagnostics),
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

/// What a file is by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    DescriptorSet,
}

fn kind_of(path: &Path) -> Result<Kind, Diagnostic> {
    let metadata = std::fs::metadata(path).map_err(|e| unreadable(path, &text::why(&e)))?;
    if metadata.is_dir() {
        return Err(unreadable(path, "it is a directory")
            .help("give the `.proto` in it that declares the gateway's service"));
    }
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    match extension.to_ascii_lowercase().as_str() {
        "proto" => Ok(Kind::Text),
        "pb" | "binpb" | "desc" => Ok(Kind::DescriptorSet),
        _ => Err(unreadable(path, "its name does not tell what it is").help(
            "call it `.proto` if it is text, and `.pb`, `.binpb` or `.desc` if it is a binary descriptor set",
        )),
    }
}

fn compile_file(
    path: &Path,
    includes: &[PathBuf],
    diagnostics: &mut Diagnostics,
) -> Result<Compiled, Reported> {
    let before = diagnostics.error_count();
    for directory in includes.iter().filter(|d| !d.is_dir()) {
        let message = format!("cannot look up imports in {}: it is no directory", shown(directory));
        let finding = Diagnostic::error(Code::InputUnreadable, message);
        diagnostics.push(finding.help("check what is given with -I or as `include` in the config"));
    }
    if diagnostics.error_count() > before {
        return Err(Reported);
    }
    let path = without_dots(path);
    let mut directories: Vec<PathBuf> = includes.iter().map(|d| without_dots(d)).collect();
    if !directories.iter().any(|d| path.starts_with(d)) {
        directories.push(path.parent().map_or_else(PathBuf::new, Path::to_path_buf));
    }
    let name = directories.iter().find_map(|d| path.strip_prefix(d).ok()).unwrap_or(&path);
    let name = name.to_path_buf();
    run(Loader::with_directories(directories), &name, diagnostics)
}

/// The path without `.`, so that a directory and what is below it begin alike.
fn without_dots(path: &Path) -> PathBuf {
    path.components().filter(|c| *c != Component::CurDir).collect()
}

fn run(loader: Loader, name: &Path, diagnostics: &mut Diagnostics) -> Result<Compiled, Reported> {
    let seen = loader.seen();
    let directories = loader.directories().to_vec();
    let mut compiler = protox::Compiler::with_file_resolver(loader);
    compiler.include_imports(true).include_source_info(true);
    let outcome = compiler.open_file(name).map(|_| ());
    let mut sources = BTreeMap::new();
    let mut paths = Vec::new();
    for file in seen.take() {
        if let Some(broken_at) = file.broken_at {
            return Err(text::not_utf8(&file.display, file.text, broken_at, diagnostics));
        }
        let id = diagnostics.sources.add(file.display, file.text);
        sources.insert(file.name, id);
        paths.extend(file.path);
    }
    if let Err(error) = outcome {
        return Err(errors::report(&error, &sources, &directories, diagnostics));
    }
    let files = compiler.files();
    let roots = files.filter(|f| !f.is_import()).map(|f| f.name().to_owned()).collect();
    let set = compiler.file_descriptor_set();
    limits::check(&set, diagnostics)?;
    Ok(Compiled { set, roots, sources, paths })
}

fn read_descriptor_set(path: &Path, diagnostics: &mut Diagnostics) -> Result<Compiled, Reported> {
    let bytes = std::fs::read(path);
    let bytes = bytes.map_err(|e| diagnostics.fail(unreadable(path, &text::why(&e))))?;
    let compiled = compile_bytes(&shown(path), &bytes, diagnostics)?;
    Ok(Compiled { paths: vec![path.to_path_buf()], ..compiled })
}

/// Reads a descriptor set that is not on disk, as tests and fuzzing do.
///
/// # Errors
/// [`Reported`] when it does not decode, is incomplete, or has what no proto can have.
pub fn compile_bytes(
    name: &str,
    bytes: &[u8],
    diagnostics: &mut Diagnostics,
) -> Result<Compiled, Reported> {
    let invalid = |what: String| {
        let message = format!("{name} is not a usable descriptor set: {what}");
        Diagnostic::error(Code::DescriptorInvalid, message).help(
            "write it with `protoc --include_imports --include_source_info -o FILE` or `buf build -o FILE`",
        )
    };
    let set =
        FileDescriptorSet::decode(bytes).map_err(|e| diagnostics.fail(invalid(e.to_string())))?;
    if set.file.is_empty() {
        return Err(diagnostics.fail(invalid("it has no files".to_owned())));
    }
    limits::check_syntax(&set, diagnostics)?;
    let pool = DescriptorPool::from_file_descriptor_set(set)
        .map_err(|e| diagnostics.fail(invalid(e.to_string())))?;
    // With every type resolved and named in full, which a descriptor set may leave open.
    let set = FileDescriptorSet { file: pool.file_descriptor_protos().cloned().collect() };
    limits::check(&set, diagnostics)?;
    let roots = roots_of(&set);
    Ok(Compiled { set, roots, sources: BTreeMap::new(), paths: Vec::new() })
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

fn unreadable(path: &Path, why: &str) -> Diagnostic {
    text::unreadable(&shown(path), why)
        .help("check the path given with --proto or as `proto` in the config")
}

/// A path as messages show it.
fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
