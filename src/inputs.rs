//! What a run reads: the proto and the files of semantics, with the digests that the lock records.
//!
//! Nothing here says what the semantics mean; that is the next stage of the [pipeline](crate::pipeline).

use std::path::{Path, PathBuf};

use crate::compile::{self, Input};
use crate::diagnostics::{Diagnostics, Reported};
use crate::ir::{self, Api};
use crate::output::Digest;
use crate::semantics::{Layer, Undecided};
use crate::text;

/// What a run reads.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// The proto.
    pub proto: Input,
    /// Semantics laid over the embedded ones, the later file over the earlier.
    pub semantics: Vec<PathBuf>,
    /// What becomes of facts that nobody has stated.
    pub undecided: Undecided,
}

/// Everything read, before the semantics are laid over the API.
#[derive(Debug)]
pub struct Sources {
    /// What the proto says.
    pub api: Api,
    /// The semantics, each over those before it.
    pub layers: Vec<Layer>,
    /// The files read from disk.
    pub paths: Vec<PathBuf>,
    /// Digest of the proto.
    pub proto_digest: Digest,
    /// Digest of the semantics.
    pub semantics_digest: Digest,
}

/// Compiles the proto and reads the semantics.
///
/// # Errors
/// [`Reported`] when an input cannot be read or the proto is not valid.
pub fn open(inputs: &Inputs, diagnostics: &mut Diagnostics) -> Result<Sources, Reported> {
    let compiled = compile::compile(&inputs.proto, diagnostics);
    let layers = read_layers(&inputs.semantics, diagnostics);
    let (compiled, layers) = (compiled?, layers?);
    let texts = layers.iter().map(|layer| unix(&layer.text));
    Ok(Sources {
        api: ir::build(&compiled, diagnostics)?,
        proto_digest: digest(&compiled.contents(&diagnostics.sources)),
        semantics_digest: digest(&texts.collect::<Vec<_>>()),
        layers,
        paths: [compiled.paths, inputs.semantics.clone()].concat(),
    })
}

/// The embedded semantics and the files laid over them.
fn read_layers(files: &[PathBuf], diagnostics: &mut Diagnostics) -> Result<Vec<Layer>, Reported> {
    let mut layers = vec![Ok(Layer::embedded())];
    layers.extend(files.iter().map(|path| read_layer(path, diagnostics)));
    layers.into_iter().collect()
}

fn read_layer(path: &Path, diagnostics: &mut Diagnostics) -> Result<Layer, Reported> {
    let name = path.to_string_lossy().replace('\\', "/");
    let help = "check the path given with --semantics or as `semantics` in the config";
    let text = text::read(path, &name, help, diagnostics)?;
    Ok(Layer::user(name, text))
}

/// Text as it enters a digest: a checkout with CRLF is the same input.
fn unix(text: &str) -> Vec<u8> {
    text.replace("\r\n", "\n").into_bytes()
}

/// One text has its own digest; several have that of the list of their digests.
fn digest(contents: &[Vec<u8>]) -> Digest {
    match contents {
        [one] => Digest::of(one),
        several => {
            let lines = several.iter().map(|c| format!("{}\n", Digest::of(c)));
            Digest::of(lines.collect::<String>().as_bytes())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_knows_where_one_text_ends() {
        let [a, b, ab] = [&b"a"[..], b"b", b"ab"].map(<[u8]>::to_vec);
        assert_eq!(digest(std::slice::from_ref(&ab)), Digest::of(b"ab"));
        assert_ne!(digest(&[a, b]), digest(&[ab]));
    }
}
