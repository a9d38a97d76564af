//! Generates complete, idiomatic Zeebe client SDKs from `gateway.proto`.
//!
//! To generate from a build script, use [`Generator`]. What follows is a tour for those who read or
//! change the generator itself, in the order in which a run goes through it; [`pipeline`] has all of
//! it on one screen.
//!
//! 1. [`compile`] turns proto files, or a binary descriptor set, into resolved descriptors.
//! 2. [`ir`] makes of them an API in no language's terms: services, RPCs, messages, fields, oneofs,
//!    enums.
//! 3. [`semantics`] lays over it what a proto cannot say (which text is JSON, which number a duration,
//!    which call may be repeated) and stops when something is undecided. The annotated API is all
//!    that languages see.
//! 4. [`language`] lowers it for one language to a model of finished names and resolved meanings; each
//!    language then prints its model, with spelling from [`naming`] and files from [`render`].
//! 5. [`output`] compares the files with the disk and the lock, and writes or checks. Nothing else
//!    writes files.
//!
//! Beside the way lie [`inputs`] and [`config`], which say what is read and which SDKs there are;
//! [`export`], the annotated API as JSON; and [`diff`], which compares two protos. Every stage reports
//! to the collector of [`diagnostics`] instead of printing or stopping at the first problem; [`table`]
//! reads TOML for semantics and config.
//!
//! The command line program is built on this library and lives beside it, in `src/cli`.

pub mod compile;
pub mod config;
pub mod diagnostics;
pub mod diff;
pub mod export;
mod generator;
pub mod inputs;
pub mod ir;
pub mod language;
pub mod naming;
pub mod output;
pub mod pipeline;
pub mod render;
pub mod semantics;
pub mod table;
mod text;

pub use generator::{Error, Generator, Report};
