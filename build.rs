//! Lists the files under `templates/` that are copied byte for byte, so that they are in the binary,
//! with their digests, so that no run has to take them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use sha2::{Digest as _, Sha256};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=templates");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let templates = root.join("templates");
    let mut files = Vec::new();
    collect(&templates, &mut files)?;
    files.sort();
    let mut out = String::from("&[\n");
    for file in files {
        let name = file.strip_prefix(&templates).unwrap_or(&file);
        let name = name.to_string_lossy().replace('\\', "/");
        let path = file.to_string_lossy();
        let sha256: [u8; 32] = Sha256::digest(fs::read(&file)?).into();
        writeln!(
            out,
            "    Copied {{ path: {name:?}, bytes: include_bytes!({path:?}), sha256: {sha256:?} }},"
        )
        .map_err(io::Error::other)?;
    }
    out.push_str("]\n");
    let target = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(target.join("copied_files.rs"), out)
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        // What interpreters leave behind when a runtime is tried out where it is written.
        let name = path.file_name().unwrap_or_default();
        let is_left = name == "__pycache__" || name.as_encoded_bytes().starts_with(b".");
        if path.is_dir() && is_left {
            continue;
        }
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_none_or(|e| e != "j2") {
            files.push(path);
        }
    }
    Ok(())
}
