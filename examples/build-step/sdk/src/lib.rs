//! The Zeebe SDK for the proto of this repository; `build.rs` writes it.

include!(concat!(env!("OUT_DIR"), "/sdk/src/lib.rs"));
