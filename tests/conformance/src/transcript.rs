//! What a gateway saw of a scenario, in one form for all languages: methods, requests, metadata, how
//! calls ended. What depends on a stack of gRPC and not on the SDK is left out.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zeebe_mock_gateway::{Entry, Journal, Messages};

use crate::outcome::outcome_name;
use crate::scenario::Scenario;
use crate::value::compare::{Extent, mismatch};

/// Metadata that each stack sends in its own way.
const OF_THE_STACK: [&str; 7] = [
    "te",
    "content-type",
    "user-agent",
    "accept-encoding",
    "grpc-accept-encoding",
    "grpc-encoding",
    "content-length",
];
/// Metadata whose values are times.
const OF_THE_CLOCK: [&str; 1] = ["grpc-timeout"];
/// Requests that are longer are compared by their digest.
const LONGEST: usize = 2_000;

/// Whether metadata is the business of the stack of gRPC.
pub(crate) fn is_of_the_stack(key: &str) -> bool {
    OF_THE_STACK.contains(&key)
}

/// The transcript of a scenario. Workers make calls when they like, so there calls stand in order of
/// their names first.
pub(crate) fn of(scenario: &Scenario, journal: &Journal) -> Value {
    let mut entries = journal.entries();
    entries.sort_by_key(|entry| entry.sequence);
    if scenario.has_workers() {
        entries.sort_by(|a, b| a.name().cmp(b.name()));
    }
    entries.iter().map(|entry| line(entry, journal.messages())).collect()
}

fn line(entry: &Entry, messages: &Messages) -> Value {
    let mut metadata: Vec<String> = entry
        .metadata
        .shown()
        .filter(|(key, _)| !is_of_the_stack(key))
        .map(|(key, value)| match OF_THE_CLOCK.contains(&key) {
            true => key.to_owned(),
            false => format!("{key}: {value}"),
        })
        .collect();
    metadata.sort_unstable();
    let request = entry.request_json(messages).unwrap_or_default();
    json!({
        "rpc": entry.name(),
        "request": shortened(request),
        "metadata": metadata,
        "end": outcome_name(entry.outcome),
    })
}

fn shortened(request: Value) -> Value {
    let text = request.to_string();
    if text.len() <= LONGEST {
        return request;
    }
    let digest = STANDARD_NO_PAD.encode(Sha256::digest(text.as_bytes()));
    json!({"bytes": text.len(), "sha256": digest})
}

/// Where the transcripts of the reference are.
pub(crate) fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("transcripts")
}

fn file(scenario: &Scenario) -> PathBuf {
    directory().join(&scenario.area).join(scenario.name().replace('/', "-") + ".json")
}

/// Keeps a transcript as what every language must make a gateway see.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn keep(scenario: &Scenario, transcript: &Value) -> Result<(), String> {
    let file = file(scenario);
    let text = format!("{transcript:#}\n");
    let written =
        fs::create_dir_all(file.parent().unwrap_or(&file)).and_then(|()| match fs::read_to_string(
            &file,
        )
        .is_ok_and(|kept| kept == text)
        {
            true => Ok(()),
            false => fs::write(&file, text),
        });
    written.map_err(|error| format!("{}: {error}", file.display()))
}

/// Compares a transcript with that of the reference.
///
/// # Errors
/// The first difference, or that there is no transcript of the reference.
pub(crate) fn compare(scenario: &Scenario, transcript: &Value) -> Result<(), String> {
    let file = file(scenario);
    let kept = fs::read_to_string(&file).map_err(|error| error.to_string());
    let kept = kept.and_then(|text| serde_json::from_str(&text).map_err(|e| e.to_string()));
    let kept: Value = kept.map_err(|error| {
        format!("{}: {error}; `--record` keeps what the reference does", file.display())
    })?;
    let wrong = mismatch(&kept, Some(transcript), Extent::Whole, "transcript");
    wrong.map_or(Ok(()), |wrong| Err(format!("other than the reference: {wrong}")))
}
