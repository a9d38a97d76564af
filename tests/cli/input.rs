//! What is read: protos, descriptor sets, imports, semantics.

use prost::Message as _;
use zeebe_bindgen::compile::compile_text;
use zeebe_bindgen::diagnostics::Diagnostics;

use crate::{PROTO, Project, lamp, with_lamp};

#[test]
fn without_a_proto_the_embedded_one_is_read() {
    let run = Project::new().run(&["ir"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(run.json()["package"], "gateway_protocol");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let project = lamp();
    let run = project.run(&["lint", "--proto", "lmap.proto", "--semantics", "lamp.tml"]);
    assert_eq!(run.code, 1);
    assert_eq!(run.stdout, "");
    // Both are reported, not only the first.
    assert!(run.stderr.contains("cannot read lmap.proto"), "{}", run.stderr);
    assert!(run.stderr.contains("cannot read lamp.tml"), "{}", run.stderr);
}

#[test]
fn a_proto_that_does_not_parse_is_shown() {
    let project = lamp();
    project.write("lamp.proto", &PROTO.replace("int64 lampKey", "int46 lampKey"));
    let run = project.run(&with_lamp(&["lint"]));
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("lamp.proto:14"), "{}", run.stderr);
}

#[test]
fn a_descriptor_set_is_as_good_as_a_proto() {
    let project = lamp();
    let compiled = compile_text("lamp.proto", PROTO, &mut Diagnostics::new()).expect("compiles");
    std::fs::write(project.path("lamp.binpb"), compiled.set.encode_to_vec()).expect("written");
    let from_set = ["ir", "--proto", "lamp.binpb", "--semantics", "lamp.toml"];
    let from_set = project.run(&from_set);
    assert_eq!((from_set.code, from_set.stderr.as_str()), (0, ""));
    let from_text = project.run(&with_lamp(&["ir"]));
    let names = |run: &crate::Run| run.json()["messages"][0]["fields"][0]["name"].clone();
    assert_eq!(names(&from_set), names(&from_text));
}

#[test]
fn imports_are_looked_up_in_the_directories_given() {
    let project = lamp();
    let importing = PROTO.replace("package lamp;", "package lamp;\nimport \"shared/color.proto\";");
    project.write("lamp.proto", &importing.replace("int64 fade", "shared.Color fade"));
    let color = "syntax = \"proto3\";\npackage shared;\nmessage Color {}\n";
    project.write("elsewhere/shared/color.proto", color);
    let run = project.run(&with_lamp(&["ir"]));
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("ZB103"), "{}", run.stderr);
    let facts = crate::FACTS.replace("fade    = { duration = \"ms\" }", "fade = {}");
    project.write("lamp.toml", &facts);
    let run = project.run(&with_lamp(&["ir", "-I", "elsewhere"]));
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
}

#[test]
fn later_semantics_win_over_earlier_ones() {
    let project = lamp();
    project.write("mine.toml", "format = 1\n[rpcs.Switch]\ndeadline = \"3s\"\n");
    let run = project.run(&with_lamp(&["ir"]));
    assert_eq!(run.json()["services"][0]["rpcs"][0]["deadline"]["ms"], "10000");
    let run = project.run(
        &with_lamp(&["ir"]).into_iter().chain(["--semantics", "mine.toml"]).collect::<Vec<_>>(),
    );
    let rpc = &run.json()["services"][0]["rpcs"][0];
    assert_eq!(rpc["deadline"]["ms"], "3000");
    assert_eq!(rpc["class"], "idempotent");
}
