//! Mistakes in a file by itself: every code, with its message and way out.

use zeebe_bindgen::diagnostics::Code;

use crate::{FACTS, changed, with_facts};

#[test]
fn broken_toml() {
    let run = with_facts("format = 1\n[rpcs.Run\n");
    assert_eq!(run.only().code, Code::SemanticsSyntax);
    assert_eq!(run.d.exit_code(), 1);
}

#[test]
fn format_missing_or_unknown() {
    with_facts(&changed("format = 1\n", "")).says(
        Code::SemanticsFormat,
        "the semantics file does not state its format",
        &[""],
        "start the file with `format = 1`",
    );
    for format in ["2", "\"1\"", "1.0"] {
        with_facts(&changed("format = 1\n", &format!("format = {format}\n"))).says(
            Code::SemanticsFormat,
            "this version reads semantics files of format 1 only",
            &[format],
            "write `format = 1`, or use the version of zeebe-bindgen that the file was made for",
        );
    }
}

#[test]
fn unknown_keys_at_every_level() {
    let cases = [
        ("gateway = \"8.5\"", "gatway = \"8.5\"", "gatway", "did you mean `gateway`?"),
        ("[patterns]", "[paterns]", "paterns", "did you mean `patterns`?"),
        (
            "before_sending = false",
            "before_send = false",
            "before_send",
            "did you mean `before_sending`?",
        ),
        ("min = 1", "minn = 1", "minn", "did you mean `min`?"),
        ("retry = [\"ABORTED\"]", "retries = []", "retries", "did you mean `retry`?"),
        ("lease = true", "leese = true", "leese", "did you mean `lease`?"),
        (
            "zero = \"unspecified\"",
            "zero = \"value\"\nqqq = 1",
            "qqq",
            "known keys: since, removed, deprecated, replaced_by, name, zero, values",
        ),
        (
            "plus = \"5s\", zero",
            "plus = \"5s\", add = 1, zero",
            "add",
            "known keys: from, plus, zero",
        ),
    ];
    for (from, to, key, help) in cases {
        let message = format!("there is no key `{key}` here");
        with_facts(&changed(from, to)).says(Code::SemanticsUnknownKey, &message, &[key], help);
    }
}

#[test]
fn unknown_classes_and_statuses() {
    with_facts(&format!("{FACTS}[classes.reed]\n")).says(
        Code::SemanticsUnknownKey,
        "there is no call class `reed`",
        &["reed"],
        "did you mean `read`?",
    );
    with_facts(&changed("NOT_FOUND = \"There", "NOT_FOUD = \"There")).says(
        Code::SemanticsUnknownKey,
        "there is no status `NOT_FOUD`",
        &["NOT_FOUD"],
        "did you mean `NOT_FOUND`?",
    );
}

#[test]
fn wrong_types() {
    let cases = [
        ("gateway = \"8.5\"", "gateway = []", "expected a string, found an array"),
        ("lease = true", "lease = \"yes\"", "expected true or false, found a string"),
        ("min = 1", "min = \"1\"", "expected an integer, found a string"),
        ("retry = [\"ABORTED\"]", "retry = \"ABORTED\"", "expected an array, found a string"),
        ("retry = [\"ABORTED\"]", "retry = [1]", "expected a string, found an integer"),
        ("[rpcs.Ping]", "[rpcs]\nX = 1\n[rpcs.Ping]", "expected a table, found an integer"),
        (
            "[\"definitionKey\", \"definitionId\"]",
            "\"definitionKey\"",
            "expected an array, found a string",
        ),
    ];
    for (from, to, message) in cases {
        let run = with_facts(&changed(from, to));
        assert_eq!(run.only().code, Code::SemanticsBadValue);
        assert_eq!(run.only().message, message);
    }
}

#[test]
fn words_outside_of_their_list() {
    let run = with_facts(&changed("class = \"read\"", "class = \"reed\""));
    run.says(
        Code::SemanticsBadValue,
        "`reed` is not one of the values allowed here",
        &["\"reed\""],
        "did you mean `read`? allowed: read, idempotent, last_write_wins, non_idempotent, worker_loop",
    );
    for (from, to, help) in [
        ("json = \"any\"", "json = \"xyz\"", "allowed: object, any"),
        ("text = \"plain\"", "text = \"xyz\"", "allowed: plain"),
        ("instant = \"epoch_ms\"", "instant = \"xyz\"", "allowed: epoch_ms, iso8601"),
        ("required = \"set\"", "required = \"xyz\"", "allowed: non_empty, positive, set"),
        ("zero = \"value\"", "zero = \"xyz\"", "allowed: value, unspecified"),
        ("type = \"string\"", "type = \"xyz\"", "allowed: int64, string"),
    ] {
        let run = with_facts(&changed(from, to));
        run.says(
            Code::SemanticsBadValue,
            "`xyz` is not one of the values allowed here",
            &["\"xyz\""],
            help,
        );
    }
}

#[test]
fn releases_are_text() {
    with_facts(&changed("gateway = \"8.5\"", "gateway = 8.10")).says(
        Code::SemanticsBadValue,
        "a release is text: as a number, 8.10 would be 8.1",
        &["8.10"],
        "put it in quotes, like \"8.10\"",
    );
    with_facts(&changed("gateway = \"8.5\"", "gateway = \"8.x\"")).says(
        Code::SemanticsBadValue,
        "`8.x` is not a release",
        &["\"8.x\""],
        "write major and minor number, like \"8.10\"",
    );
}

#[test]
fn deadlines_are_durations() {
    with_facts(&changed("deadline = \"10s\"", "deadline = \"10 s\"")).says(
        Code::SemanticsBadValue,
        "`10 s` is not a duration",
        &["\"10 s\""],
        "write a whole number and one of the units ms, s, m and h without a space, like \"10s\"",
    );
    with_facts(&changed("deadline = \"10s\"", "deadline = \"0s\"")).says(
        Code::SemanticsBadValue,
        "no call is done in no time",
        &["\"0s\""],
        "write \"none\" for a call without a deadline",
    );
    with_facts(&changed("plus = \"5s\", ", "")).says(
        Code::SemanticsBadValue,
        "`plus` is missing here",
        &["{ from = \"requestTimeout\", zero = \"10s\" }"],
        "add `plus = …`",
    );
}

#[test]
fn texts_are_one_visible_line() {
    with_facts(&changed("\"There is none.\"", "\" \"")).says(
        Code::SemanticsBadValue,
        "the text is empty",
        &["\" \""],
        "write one sentence",
    );
    for escape in ["\\n", "\\u202E", "\\u0000"] {
        let run = with_facts(&changed("There is none.", &format!("There{escape}is")));
        assert_eq!(run.only().code, Code::SemanticsBadValue);
        assert!(run.only().message.starts_with("the text has the character \\u{"));
    }
}

#[test]
fn names_can_be_spelled_everywhere() {
    let cases = [
        (
            "name = \"execute\"",
            "name = \"do-it\"",
            "do-it",
            "lowerCamel or UpperCamel, like `jobKey` or `JobKey`",
        ),
        ("name = \"of\"", "name = \"Of\"", "Of", "lowerCamel, like `byJobKey`"),
        ("name = \"only\"", "name = \"on_ly\"", "on_ly", "lowerCamel, like `byJobKey`"),
        ("[keys.UnusedKey]", "[keys.unusedKey]", "unusedKey", "UpperCamel, like `JobKey`"),
    ];
    for (from, to, name, case) in cases {
        let run = with_facts(&changed(from, to));
        assert_eq!(run.only().message, format!("`{name}` cannot be made a name in every language"));
        assert_eq!(run.only().help, Some(format!("write it {case}")));
    }
    with_facts(&changed("[keys.UnusedKey]", "[keys.Unused]")).says(
        Code::SemanticsBadValue,
        "`Unused` does not end in Key",
        &["Unused"],
        "call this kind of key `UnusedKey`",
    );
}

#[test]
fn lists_have_everything_once() {
    let run = with_facts(&changed("retry = [\"ABORTED\"]", "retry = [\"ABORTED\", \"ABORTED\"]"));
    run.says(
        Code::SemanticsBadValue,
        "`ABORTED` is there twice",
        &["\"ABORTED\"", "\"ABORTED\""],
        "remove one of them",
    );
    with_facts(&changed("[\"definitionKey\", \"definitionId\"]", "[\"definitionKey\"]")).says(
        Code::SemanticsBadValue,
        "a group has at least two fields",
        &["[\"definitionKey\"]"],
        "state `required` for a field that is always needed",
    );
}

#[test]
fn entries_are_whole() {
    let cases = [
        ("doc = \"Identifies one run.\"\n", "key `RunKey` has no `doc`"),
        ("wire = 0\n", "value `any` has no `wire`"),
        ("name = \"exactly\"\n", "sentinel `Version` has no `other.name`"),
        ("default = \"all\"\n", "sentinel `Fetch` has no `default`"),
        ("doc = \"Does it again.\"\n", "call class `non_idempotent` has no `doc`"),
    ];
    for (line, message) in cases {
        let run = with_facts(&changed(line, ""));
        assert_eq!(run.only().message, message);
        assert_eq!(run.only().code, Code::SemanticsBadValue);
    }
}

#[test]
fn everything_is_reported_at_once() {
    let facts = changed("gateway = \"8.5\"", "gatway = 1");
    let facts = crate::change(&facts, "lease = true", "lease = 1");
    let facts = crate::change(&facts, "class = \"read\"", "class = \"xyz\"");
    assert_eq!(with_facts(&facts).d.error_count(), 3);
}
