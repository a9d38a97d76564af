//! The lock file: which files the generator owns in an output directory, and from what they were
//! made. Its format, reading and writing; what follows from it is decided elsewhere.
//!
//! `files` are the files as they are. While a run writes, `pending` says what they are about to
//! become, so that after a kill at any point each of them is still known by one of the two digests.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::digest::Digest;
use super::path;

/// The name of the lock in the output directory.
pub const LOCK_NAME: &str = "zeebe-bindgen.lock";

/// The format this version writes and the only one there is.
const FORMAT: u64 = 1;

/// From what the files of an output directory are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// The version of zeebe-bindgen.
    pub tool_version: String,
    /// Digest of the proto.
    pub proto_digest: Digest,
    /// Digest of the semantics.
    pub semantics_digest: Digest,
    /// The options of the target that shape its files.
    pub options: BTreeMap<String, String>,
    /// The language of the SDK.
    pub language: String,
}

impl Provenance {
    /// In which ways this differs from what a lock recorded; empty when it does not.
    pub(super) fn differences(&self, recorded: &Self) -> Vec<String> {
        let mut found = Vec::new();
        let mut compare = |what: &str, before: Option<&str>, now: Option<&str>| {
            if before != now {
                let [before, now] = [before, now].map(|v| v.unwrap_or("unset"));
                found.push(format!("{what} was {before} and is {now}"));
            }
        };
        let [before, now] = [&recorded.tool_version, &self.tool_version];
        compare("the version of zeebe-bindgen", Some(before), Some(now));
        compare("the language", Some(&recorded.language), Some(&self.language));
        let keys = recorded.options.keys().chain(self.options.keys());
        for key in keys.collect::<std::collections::BTreeSet<_>>() {
            let [before, now] = [recorded, self].map(|p| p.options.get(key).map(String::as_str));
            compare(&format!("the option `{key}`"), before, now);
        }
        if self.proto_digest != recorded.proto_digest {
            found.push("the proto is another".to_owned());
        }
        if self.semantics_digest != recorded.semantics_digest {
            found.push("the semantics are others".to_owned());
        }
        found
    }
}

/// The content of a lock file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lock {
    pub(super) provenance: Provenance,
    /// Files by the digest they have.
    pub(super) files: BTreeMap<String, Digest>,
    /// Files by the digest they get; not empty only while a run writes, or after it was interrupted.
    pub(super) pending: BTreeMap<String, Digest>,
}

/// Why a lock file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LockFlaw {
    /// A merge left its markers in it.
    MergeConflict,
    /// A later version of the tool wrote it.
    Newer { tool: String },
    /// It is not a lock.
    Malformed(String),
}

impl fmt::Display for LockFlaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MergeConflict => f.write_str("it holds the markers of a merge conflict"),
            Self::Newer { tool } => write!(f, "a newer version wrote it, zeebe-bindgen {tool}"),
            Self::Malformed(why) => f.write_str(why),
        }
    }
}

/// Enough of a lock that cannot be used to tell who wrote it.
#[derive(Deserialize)]
struct Head {
    format: u64,
    #[serde(default)]
    tool: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    files: BTreeMap<String, Digest>,
    #[serde(rename = "format", deserialize_with = "this_format")]
    _format: u64,
    language: String,
    options: BTreeMap<String, String>,
    #[serde(default)]
    pending: BTreeMap<String, Digest>,
    proto: Digest,
    semantics: Digest,
    tool: String,
}

fn this_format<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    match u64::deserialize(deserializer)? {
        FORMAT => Ok(FORMAT),
        other => Err(D::Error::custom(format!("there is no format {other}"))),
    }
}

/// Why these bytes are no lock of this version; `error` is what reading them as one ended with.
fn flaw(bytes: &[u8], error: &serde_json::Error) -> LockFlaw {
    if let Ok(head) = serde_json::from_slice::<Head>(bytes)
        && head.format > FORMAT
    {
        let tool = head.tool.as_str().unwrap_or("of an unknown version");
        return LockFlaw::Newer { tool: tool.to_owned() };
    }
    if bytes.windows(8).any(|w| w == b"<<<<<<< " || w == b">>>>>>> ") {
        return LockFlaw::MergeConflict;
    }
    LockFlaw::Malformed(error.to_string())
}

impl Lock {
    /// Reads a lock and makes sure that nothing in it points outside its directory.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, LockFlaw> {
        let body: Body = serde_json::from_slice(bytes).map_err(|error| flaw(bytes, &error))?;
        for path in body.files.keys().chain(body.pending.keys()) {
            if let Some(flaw) = path::flaw(path) {
                let why = format!("it lists `{}`: {flaw}", path.escape_debug());
                return Err(LockFlaw::Malformed(why));
            }
        }
        Ok(Self {
            provenance: Provenance {
                tool_version: body.tool,
                proto_digest: body.proto,
                semantics_digest: body.semantics,
                options: body.options,
                language: body.language,
            },
            files: body.files,
            pending: body.pending,
        })
    }

    /// The bytes of the lock file: JSON with sorted keys, one file per line, LF.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let of = &self.provenance;
        let mut object = Map::new();
        object.insert("files".to_owned(), string_map(&self.files));
        object.insert("format".to_owned(), FORMAT.into());
        object.insert("language".to_owned(), of.language.clone().into());
        object.insert("options".to_owned(), string_map(&of.options));
        if !self.pending.is_empty() {
            object.insert("pending".to_owned(), string_map(&self.pending));
        }
        object.insert("proto".to_owned(), of.proto_digest.to_string().into());
        object.insert("semantics".to_owned(), of.semantics_digest.to_string().into());
        object.insert("tool".to_owned(), of.tool_version.clone().into());
        format!("{:#}\n", Value::Object(object)).into_bytes()
    }

    /// The digests under which a file is known as the generator's own; empty when it is not.
    pub(super) fn recorded(&self, path: &str) -> impl Iterator<Item = Digest> {
        let known = [self.files.get(path), self.pending.get(path)];
        known.into_iter().flatten().copied()
    }

    /// Every file that is or was about to become the generator's own.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        let paths = self.files.keys().chain(self.pending.keys());
        paths.map(String::as_str)
    }
}

fn string_map<V: ToString>(map: &BTreeMap<String, V>) -> Value {
    let entries = map.iter();
    Value::Object(entries.map(|(k, v)| (k.clone(), Value::from(v.to_string()))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock() -> Lock {
        let options = [("crate".to_owned(), "zeebe".to_owned())];
        Lock {
            provenance: Provenance {
                tool_version: "0.1.0".to_owned(),
                proto_digest: Digest::of(b"proto"),
                semantics_digest: Digest::of(b"semantics"),
                options: options.into_iter().collect(),
                language: "rust".to_owned(),
            },
            files: ["b", "a/c"].map(|p| (p.to_owned(), Digest::of(p.as_bytes()))).into(),
            pending: BTreeMap::new(),
        }
    }

    #[test]
    fn is_json_with_sorted_keys_and_one_file_per_line() {
        let text = String::from_utf8(lock().to_bytes()).expect("text");
        let expected = format!(
            r#"{{
  "files": {{
    "a/c": "{}",
    "b": "{}"
  }},
  "format": 1,
  "language": "rust",
  "options": {{
    "crate": "zeebe"
  }},
  "proto": "{}",
  "semantics": "{}",
  "tool": "0.1.0"
}}
"#,
            Digest::of(b"a/c"),
            Digest::of(b"b"),
            Digest::of(b"proto"),
            Digest::of(b"semantics")
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn reads_back_also_with_crlf_and_pending_files() {
        let mut lock = lock();
        lock.pending.insert("n".to_owned(), Digest::of(b"n"));
        let bytes = lock.to_bytes();
        assert_eq!(Lock::parse(&bytes), Ok(lock.clone()));
        let crlf = String::from_utf8(bytes).expect("text").replace('\n', "\r\n");
        assert_eq!(Lock::parse(crlf.as_bytes()), Ok(lock));
    }

    #[test]
    fn says_what_is_wrong_with_it() {
        let text = String::from_utf8(lock().to_bytes()).expect("text");
        let flaw = |text: &str| Lock::parse(text.as_bytes()).expect_err(text);
        let newer = text.replace("\"format\": 1", "\"format\": 2, \"new\": {}");
        let tool = "0.1.0".to_owned();
        assert_eq!(flaw(&newer), LockFlaw::Newer { tool });
        let merged = text.replace("  \"format\"", "<<<<<<< HEAD\n  \"format\"");
        assert_eq!(flaw(&merged), LockFlaw::MergeConflict);
        let unknown = flaw(&text.replace("\"format\": 1", "\"format\": 0")).to_string();
        assert!(unknown.starts_with("there is no format 0 at line "), "{unknown}");
        for bad in [
            String::new(),
            "[]".to_owned(),
            text[..text.len() / 2].to_owned(),
            text.replace("a/c", "../c"),
            text.replace("a/c", "/etc/passwd"),
            text.replace("sha256:", "sha1:"),
            text.replace("\"tool\"", "\"tol\""),
        ] {
            assert!(matches!(flaw(&bad), LockFlaw::Malformed(_)), "{bad}");
        }
    }

    #[test]
    fn differences_name_what_changed() {
        let before = lock().provenance;
        let mut now = before.clone();
        assert!(now.differences(&before).is_empty());
        now.tool_version = "0.2.0".to_owned();
        now.options = [("edition".to_owned(), "2024".to_owned())].into();
        now.proto_digest = Digest::of(b"other");
        assert_eq!(
            now.differences(&before),
            [
                "the version of zeebe-bindgen was 0.1.0 and is 0.2.0",
                "the option `crate` was zeebe and is unset",
                "the option `edition` was unset and is 2024",
                "the proto is another",
            ]
        );
    }
}
