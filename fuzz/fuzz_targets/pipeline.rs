//! Any text through the whole generator: compile, ir, semantics, every language.
#![no_main]

#[path = "../input.rs"]
mod input;

libfuzzer_sys::fuzz_target!(|text: &str| input::run(text));
