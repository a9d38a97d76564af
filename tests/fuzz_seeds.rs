//! The fuzz target's function over the stored seeds and over mutations of them, always the same ones:
//! a short run of the fuzzer that needs no nightly toolchain.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../fuzz/input.rs"]
#[allow(unreachable_pub, reason = "the fuzz target includes it too")]
mod input;
#[path = "fuzz_seeds/mutate.rs"]
mod mutate;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::thread;

use mutate::Random;

/// How many mutations are tried over all seeds.
const MUTATIONS: usize = 2_000;
/// As much as the main thread of a program has where it has least: on Windows.
const STACK: usize = 1 << 20;

fn seeds() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    let entries = std::fs::read_dir(folder).expect("the folder of seeds");
    let mut paths: Vec<_> = entries.map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    let seeds = paths.into_iter().map(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).expect("UTF-8"))
    });
    seeds.collect()
}

/// Runs inputs on a small stack; the answer names those that panic, and why.
fn panics(inputs: Vec<(String, String)>) -> Vec<String> {
    let work = move || {
        let run = |(name, input): &(String, String)| {
            let panic = catch_unwind(AssertUnwindSafe(|| input::run(input))).err()?;
            let why = panic.downcast_ref::<String>().map(String::as_str);
            let why = why.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic");
            Some(format!("{name}: {why}\nStore it as fuzz/seeds/<what-it-shows>.txt:\n{input}"))
        };
        inputs.iter().filter_map(run).collect()
    };
    let thread = thread::Builder::new().stack_size(STACK).spawn(work).expect("can start a thread");
    thread.join().expect("panics are caught")
}

#[test]
fn no_seed_panics() {
    let panics = panics(seeds());
    assert!(panics.is_empty(), "\n{}", panics.join("\n\n"));
}

#[test]
fn no_mutation_of_a_seed_panics() {
    let seeds = seeds();
    let each = MUTATIONS.div_ceil(seeds.len());
    let texts: Vec<&str> = seeds.iter().map(|(_, text)| text.as_str()).collect();
    let workers = seeds.iter().enumerate().map(|(index, (name, seed))| {
        let mut random = Random::new(index as u64 + 1);
        let inputs = (0..each).map(|number| {
            (format!("{name}, mutation {number}"), mutate::mutate(seed, &texts, &mut random))
        });
        inputs.collect::<Vec<_>>()
    });
    let panics: Vec<String> = workers.flat_map(panics).collect();
    assert!(panics.is_empty(), "\n{}", panics.join("\n\n"));
}

/// Text nested ever deeper in every way that a proto or a TOML file can nest.
#[test]
fn no_depth_overflows_the_stack() {
    let head = "syntax = \"proto3\";\nservice S { rpc C(M) returns (M); }\n";
    let mut inputs = Vec::new();
    for depth in [10, 30, 31, 32, 33, 60, 100, 1_000, 100_000] {
        let nest =
            |open: &str, close: &str| format!("{}{}", open.repeat(depth), close.repeat(depth));
        let protos = [
            format!("{head}{}", nest("message M { ", "}")),
            format!("{head}{}", nest("message M { oneof x { string a = 1; } M m = 2; ", "}")),
            format!("{head}message M {{}}\noption (x) = {};", nest("{ a: ", "}")),
            format!("{head}message M {{}}\noption (x) = {{ a: {} }};", nest("[", "]")),
            format!("{head}message M {{}}\noption (x) = {{ a {} }};", nest("<a ", ">")),
            format!("{head}message M {{ string a = 1 {}; }}", nest("[x = {", "}]")),
            format!("{head}message M {{ string a = 1 [x = {}1]; }}", "-".repeat(depth)),
            format!("{head}message M {{ {}M m = 1; }}", "M.".repeat(depth)),
            format!("syntax = \"proto3\";\npackage {}p;\nservice S {{}}", "p.".repeat(depth)),
            format!("{head}message M {{}}{}", ";".repeat(depth)),
            format!("{head}message M {{}}{}", nest("/* ", " */")),
            nest("{", "}"),
            nest("(", ")"),
            "{".repeat(depth),
            "[".repeat(depth),
        ];
        inputs.extend(protos.map(|proto| (format!("depth {depth}"), proto)));
        let proto = format!("{head}message M {{ int64 a = 1; }}");
        let facts = [
            format!("a = {}", nest("[", "]")),
            format!("a = {}1{}", "{ a = ".repeat(depth), "}".repeat(depth)),
            format!("{}a = 1", "a.".repeat(depth)),
            format!("[{}a]", "a.".repeat(depth)),
            format!("[[{}a]]", "a.".repeat(depth)),
        ];
        inputs.extend(facts.map(|facts| {
            (format!("depth {depth}"), format!("{proto}{}format = 1\n{facts}", input::SEPARATOR))
        }));
    }
    let short = |(name, input): (String, String)| {
        (format!("{name}: {}", input.chars().take(120).collect::<String>()), input)
    };
    for input in inputs.into_iter().map(short) {
        // What overflows the stack ends the process: the last line says what it was.
        eprintln!("{}", input.0);
        let panics = panics(vec![input]);
        assert!(panics.is_empty(), "{}", panics.join("\n").chars().take(2_000).collect::<String>());
    }
}
