# The recipes are what CI runs; `just --list` shows them.

# Everything CI checks.
ci:
    .ci/run

# All tests.
test:
    cargo test --workspace

# One suite for every SDK, against the mock gateway.
conformance *arguments:
    cargo run --release -p zeebe-conformance -- {{arguments}}

# The Python SDK as its users get it, or parts of that: lint, types, tests, pages, docs, examples, packages, windows.
python *parts:
    tests/python/run {{parts}}

# Turn off one rule at a time in the Rust SDK: does a scenario fail?
mutate *arguments:
    cargo run --release -p zeebe-conformance --bin mutate -- {{arguments}}

# Formatting and lints.
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings

# Write generated/ anew.
generate:
    cargo run --release -- generate

# The tests against real engines alone.
engine:
    cargo test -p zeebe-engine-tests

# What real engines and the mock gateway answer, written to docs/real-engine.md.
compare:
    cargo run -p zeebe-engine-tests --bin compare-engines

# Is generated/ what would be generated?
check:
    cargo run --release -- check

# Look at changed snapshots one by one (needs cargo-insta).
review:
    cargo insta review

# Fuzz from the stored seeds (needs cargo-fuzz and a nightly toolchain).
fuzz seconds="60":
    mkdir -p fuzz/corpus
    cargo +nightly fuzz run pipeline fuzz/corpus fuzz/seeds -- -max_total_time={{seconds}}

# Ratios against buf, the bare stub and zeebe-rs.
bench:
    tests/bench/run

# The examples, as CI runs them.
examples:
    examples/run
