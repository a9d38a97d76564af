//! The mistakes that a proto can have, and what is said about each.

use std::fs;

use tempfile::TempDir;
use zeebe_bindgen::compile::{Input, compile};
use zeebe_bindgen::diagnostics::report::{Format, render};
use zeebe_bindgen::diagnostics::{Code, Diagnostics};
use zeebe_bindgen::ir;

/// Files by name, of which the first is the one asked for.
fn found_in(files: &[(&str, &[u8])], includes: &[&str]) -> (Diagnostics, TempDir) {
    let dir = TempDir::new().expect("a directory");
    for (name, content) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().expect("inside")).expect("made");
        fs::write(path, content).expect("written");
    }
    let mut d = Diagnostics::new();
    let input = Input {
        proto: files.first().map(|(name, _)| dir.path().join(name)),
        includes: includes.iter().map(|include| dir.path().join(include)).collect(),
    };
    if let Ok(compiled) = compile(&input, &mut d) {
        let _ = ir::build(&compiled, &mut d);
    }
    (d, dir)
}

/// Asserts the only finding: its code, message, place as `line:column text`, and help.
fn says(files: &[(&str, &[u8])], code: Code, message: &str, place: &str, help: &str) {
    let (d, dir) = found_in(files, &[]);
    let text = render(&d, Format::Text, false);
    assert_eq!(d.found().len(), 1, "{text}");
    let found = &d.found()[0];
    let base = format!("{}/", dir.path().to_string_lossy().replace('\\', "/"));
    let neutral = |text: &str| text.replace(&base, "");
    assert_eq!(found.code, code, "{text}");
    assert_eq!(neutral(&found.message), message);
    assert_eq!(neutral(found.help.as_deref().unwrap_or_default()), help);
    let marked = found.labels.first().map_or_else(String::new, |label| {
        let source = d.sources.get(label.span.source).expect("a source");
        let at = source.position(label.span.start as usize);
        let marked = &source.text()[label.span.start as usize..label.span.end as usize];
        format!("{}:{}:{} {marked}", neutral(source.name()), at.line, at.column)
    });
    assert_eq!(marked.trim_end(), place);
}

/// The same for one proto that lacks nothing else.
fn proto_says(rest: &str, message: &str, place: &str, help: &str) {
    let text = format!("syntax = \"proto3\";\n{rest}");
    says(&[("a.proto", text.as_bytes())], Code::ProtoInvalid, message, place, help);
}

#[test]
fn mistakes_in_the_text() {
    proto_says(
        "message A { string a = 1 }",
        "expected `;` or `[`, but found `}`",
        "a.proto:2:26 }",
        "",
    );
    proto_says(
        "message A { string a = 1;\n",
        "expected a message field, oneof, reserved range, enum, message, option or `}`, but reached end of file",
        "a.proto:2:26",
        "something is left open: look for a missing `}` or `;`",
    );
}

#[test]
fn names_that_are_unknown_or_taken() {
    let spelling = "check its spelling; declare it, or import the file that does";
    proto_says(
        "message A { Strin a = 1; }",
        "name `Strin` is not defined",
        "a.proto:2:13 Strin",
        spelling,
    );
    proto_says(
        "message A {}\nmessage A {}",
        "name `A` is defined twice",
        "a.proto:3:9 A",
        "rename or remove one of the two",
    );
    proto_says(
        "message A { string job_key = 1; string jobKey = 2; }",
        "camel-case name of field `job_key` conflicts with field `jobKey`",
        "a.proto:2:40 jobKey",
        "rename one of the two: other languages and JSON spell them alike",
    );
}

#[test]
fn numbers_that_are_taken_or_reserved() {
    let free = "give one of the two a number that is free";
    proto_says(
        "message A { string a = 1; string b = 1; }",
        "field number `1` is already used",
        "a.proto:2:38 1",
        free,
    );
    proto_says(
        "message A { reserved 2; string a = 2; }",
        "field number `2` conflicts with reserved range `2 to 2`",
        "a.proto:2:36 2",
        "use a number that was never used before",
    );
    proto_says(
        "enum E { ONE = 1; }",
        "the first value for proto3 enums must be 0",
        "a.proto:2:16 1",
        "put a value with the number 0 first",
    );
}

#[test]
fn imports_that_are_missing_or_go_round() {
    let head = "syntax = \"proto3\";\n";
    let a = format!("{head}import \"b.proto\";");
    let b = format!("{head}import \"a.proto\";");
    says(
        &[("a.proto", a.as_bytes()), ("b.proto", b.as_bytes())],
        Code::ProtoInvalid,
        "import cycle detected: a.proto -> b.proto -> a.proto",
        "a.proto:2:8 \"b.proto\"",
        "remove one of these imports",
    );
    let (d, _) = found_in(&[("a/a.proto", a.as_bytes())], &["b"]);
    assert!(d.found()[0].message.ends_with("it is no directory"), "{:?}", d.found());
    let files = [("a/a.proto", a.as_bytes()), ("b/c.proto", b.as_bytes())];
    let (d, dir) = found_in(&files, &["b"]);
    let help = d.found()[0].help.clone().expect("a way out");
    let base = dir.path().to_string_lossy().replace('\\', "/");
    assert!(help.starts_with(&format!("looked in `{base}/b`, `{base}/a`; add ")), "{help}");
}

#[test]
fn files_that_are_not_what_they_should_be() {
    let check = "check the path given with --proto or as `proto` in the config";
    says(
        &[("d/a.proto/x", b"")],
        Code::InputUnreadable,
        "cannot read d/a.proto/x: its name does not tell what it is",
        "",
        "call it `.proto` if it is text, and `.pb`, `.binpb` or `.desc` if it is a binary descriptor set",
    );
    let (d, _dir) = found_in(&[], &[]);
    assert_eq!(d.error_count(), 0, "the embedded proto");
    let mut d = Diagnostics::new();
    let nowhere = Input { proto: Some("nowhere/a.proto".into()), includes: Vec::new() };
    assert!(compile(&nowhere, &mut d).is_err());
    assert_eq!(d.found()[0].message, "cannot read nowhere/a.proto: there is no such file");
    assert_eq!(d.found()[0].help.as_deref(), Some(check));
    says(
        &[("a.proto", b"syntax = \"proto3\";\n// caf\xE9\n")],
        Code::InputUnreadable,
        "cannot read a.proto: it is not UTF-8",
        "a.proto:2:7 \u{FFFD}",
        "save it as UTF-8",
    );
}

#[test]
fn a_directory_is_not_a_proto() {
    let dir = TempDir::new().expect("a directory");
    let mut d = Diagnostics::new();
    let input = Input { proto: Some(dir.path().to_path_buf()), includes: Vec::new() };
    assert!(compile(&input, &mut d).is_err());
    assert!(d.found()[0].message.ends_with(": it is a directory"), "{:?}", d.found());
}

#[test]
fn other_syntaxes_and_no_content() {
    let proto3 = "start the file with `syntax = \"proto3\";` and use proto3 features only";
    let service = "service S { rpc R(A) returns (A); }";
    let cases = [
        (
            "syntax = \"proto2\";",
            "a.proto is proto2; only proto3 is supported",
            "a.proto:1:1 syntax = \"proto2\";",
        ),
        (
            "package a;",
            "a.proto states no syntax, which makes it proto2; only proto3 is supported",
            "a.proto:1:1",
        ),
        (
            "edition = \"2023\";",
            "a.proto uses editions; only proto3 is supported",
            "a.proto:1:1 edition",
        ),
    ];
    for (head, message, place) in cases {
        let text = format!("{head}\nmessage A {{}}\n{service}");
        says(&[("a.proto", text.as_bytes())], Code::SyntaxUnsupported, message, place, proto3);
    }
    let file = "give the file that declares the gateway's service";
    for empty in ["", "// nothing\n", "syntax = \"proto3\";\nmessage A {}"] {
        says(
            &[("a.proto", empty.as_bytes())],
            Code::NoService,
            "a.proto declares no service",
            "",
            file,
        );
    }
}

#[test]
fn descriptor_sets_that_are_none() {
    let write = "write it with `protoc --include_imports --include_source_info -o FILE` or `buf build -o FILE`";
    let cases: [(&[u8], &str); 2] = [
        (b"", "it has no files"),
        (b"no descriptors", "failed to decode Protobuf message: invalid wire type value: 6"),
    ];
    for (bytes, why) in cases {
        let message = format!("a.binpb is not a usable descriptor set: {why}");
        says(&[("a.binpb", bytes)], Code::DescriptorInvalid, &message, "", write);
    }
}

#[test]
fn a_byte_order_mark_is_not_a_mistake() {
    let text = "\u{FEFF}syntax = \"proto3\";\nmessage A {}\nservice S { rpc R(A) returns (A); }";
    let (d, _dir) = found_in(&[("a.proto", text.as_bytes())], &[]);
    assert_eq!(d.found(), []);
}

#[test]
fn a_file_below_the_current_directory_of_an_include_has_one_name() {
    let a = "syntax = \"proto3\";\nimport \"p/b.proto\";\nservice S { rpc R(B) returns (B); }";
    let b = "syntax = \"proto3\";\nmessage B {}";
    let files = [("p/a.proto", a.as_bytes()), ("p/b.proto", b.as_bytes())];
    let (d, _dir) = found_in(&files, &["."]);
    assert_eq!(d.found(), []);
}
