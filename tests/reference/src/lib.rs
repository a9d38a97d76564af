//! Runs the Rust SDK against the mock gateway. There is nothing but tests; `tests/it/main.rs` is the tour.
