//! The config and the command line together: what is read, and which SDKs there are.

use std::path::{Path, PathBuf};

use super::args::{BesideProto, InputArgs};
use super::console::Console;
use zeebe_bindgen::compile::Input;
use zeebe_bindgen::config::{self, Config, ConfigTarget};
use zeebe_bindgen::diagnostics::{Diagnostics, Reported, Span};
use zeebe_bindgen::inputs::Inputs;
use zeebe_bindgen::language::target::Target;
use zeebe_bindgen::language::{self, Language};
use zeebe_bindgen::pipeline::Job;
use zeebe_bindgen::semantics::Undecided;

/// Where SDKs go when nobody says where.
const DEFAULT_OUT: &str = "generated";

/// The config of the project, if there is one.
pub(super) fn find_config(
    console: &Console,
    d: &mut Diagnostics,
) -> Result<Option<Config>, Reported> {
    // A working directory that is gone has no config.
    let Ok(here) = std::env::current_dir() else {
        return Ok(None);
    };
    let Some(path) = config::find(&here) else {
        return Ok(None);
    };
    let base = path.parent().map_or_else(PathBuf::new, |dir| way(&here, dir));
    console.detail(&format!("config: {}", path.display()));
    config::load(&path, &base, d).map(Some)
}

/// From a directory to one above it: `../..`, or nothing for itself. Paths in messages then read as
/// people would write them, and are the same on every machine.
fn way(here: &Path, above: &Path) -> PathBuf {
    let levels = here.ancestors().take_while(|dir| *dir != above);
    levels.map(|_| "..").collect()
}

/// What a command reads: what the command line says, and where it says nothing, the config.
pub(super) fn inputs(arguments: &InputArgs, config: Option<&Config>) -> Inputs {
    let mut inputs = beside_proto(&arguments.beside, config);
    let configured = config.and_then(|config| config.proto.clone());
    inputs.proto.proto = arguments.proto.clone().or(configured);
    inputs.undecided = arguments.undecided.into();
    inputs
}

/// The same for a command that is given its protos in another way.
pub(super) fn beside_proto(arguments: &BesideProto, config: Option<&Config>) -> Inputs {
    let from_config = |of: fn(&Config) -> &Vec<PathBuf>| config.map_or(&[][..], |c| of(c));
    Inputs {
        proto: Input {
            proto: None,
            includes: [&arguments.include, from_config(|c| &c.include)].concat(),
        },
        semantics: [from_config(|c| &c.semantics), &arguments.semantics].concat(),
        undecided: Undecided::Error,
    }
}

/// An SDK to make and where its directory was stated.
struct Wanted {
    language: &'static dyn Language,
    target: Target,
    out: PathBuf,
    out_span: Option<Span>,
}

impl Wanted {
    fn by_default(language: &'static dyn Language) -> Self {
        Self {
            language,
            target: Target::default(),
            out: Path::new(DEFAULT_OUT).join(language.info().id),
            out_span: None,
        }
    }
}

impl From<&ConfigTarget> for Wanted {
    fn from(target: &ConfigTarget) -> Self {
        Self {
            language: target.language,
            target: target.target.clone(),
            out: target.out.clone(),
            out_span: Some(target.out_span),
        }
    }
}

/// The SDKs to make: those of the languages given, with what the config says about them; without
/// languages those of the config; without a config one for every language.
pub(super) fn jobs(
    languages: &[String],
    out: Option<&Path>,
    config: Option<&Config>,
    d: &mut Diagnostics,
) -> Result<Vec<Job>, Reported> {
    let mut wanted = wanted(languages, config, d)?;
    if let Some(dir) = out {
        let several = wanted.len() > 1;
        for target in &mut wanted {
            target.out = match several {
                true => dir.join(target.language.info().id),
                false => dir.to_path_buf(),
            };
        }
    }
    let outs: Vec<_> =
        wanted.iter().map(|target| (target.out.as_path(), target.out_span)).collect();
    config::refuse_overlaps(&outs, d)?;
    let jobs = wanted.into_iter().map(|wanted| Job {
        language: wanted.language,
        target: wanted.target,
        out: wanted.out,
    });
    Ok(jobs.collect())
}

fn wanted(
    languages: &[String],
    config: Option<&Config>,
    d: &mut Diagnostics,
) -> Result<Vec<Wanted>, Reported> {
    let configured = config.map_or(&[][..], |config| &config.targets);
    if languages.is_empty() {
        return Ok(match config {
            Some(_) => configured.iter().map(Wanted::from).collect(),
            None => {
                language::registry().iter().map(|language| Wanted::by_default(*language)).collect()
            }
        });
    }
    let mut wanted: Vec<Wanted> = Vec::new();
    let mut result = Ok(());
    for (index, id) in languages.iter().enumerate() {
        if languages[..index].contains(id) {
            continue;
        }
        let Ok(language) = language::require(id, None, d) else {
            result = Err(Reported);
            continue;
        };
        let own = configured.iter().filter(|t| t.language.info().id == id);
        let before = wanted.len();
        wanted.extend(own.map(Wanted::from));
        if wanted.len() == before {
            wanted.push(Wanted::by_default(language));
        }
    }
    result.map(|()| wanted)
}
