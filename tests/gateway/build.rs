//! Compiles `proto/gateway.proto` into messages, a client stub for the tests,
//! and the descriptors that turn any message into JSON. What the gateway does
//! with them lives in `src`.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use prost::Message;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../proto");
    let file = folder.join("gateway.proto");
    println!("cargo::rerun-if-changed={}", file.display());

    let mut descriptors = protox::compile([&file], [&folder])?;
    for file in &mut descriptors.file {
        // Comments are for readers of the API, and could turn into doc tests.
        file.source_code_info = None;
    }
    let target = PathBuf::from(env::var("OUT_DIR")?).join("gateway.fds");
    fs::write(target, descriptors.encode_to_vec())?;

    tonic_prost_build::configure().build_server(false).compile_fds(descriptors)?;
    Ok(())
}
