//! The messages of `gateway.proto` and a bare client stub, as compiled by
//! `build.rs`, and their descriptors. Turning messages into JSON and back
//! lives in `json.rs`.

#![allow(missing_docs, unreachable_pub, clippy::all)]

tonic::include_proto!("gateway_protocol");

/// The serialized `FileDescriptorSet` of the API.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/gateway.fds"));
