//! Files laid over each other, and patterns: who wins.

use zeebe_bindgen::diagnostics::{Code, Severity};
use zeebe_bindgen::semantics::facts::{CallClass, Deadline, JsonKind, Meaning, NumberKind, Status};
use zeebe_bindgen::semantics::{Annotated, Layer, Undecided};

use crate::{FACTS, PROTO, change, changed, field, message, rpc, run, text, with_facts};

/// The fixture's facts as the embedded layer, and files of a user over it.
fn over(files: &[&str]) -> crate::Run {
    let mut layers = vec![Layer { embedded: true, ..Layer::user("base.toml", FACTS) }];
    for (index, file) in files.iter().enumerate() {
        let text = format!("format = 1\n{file}");
        layers.push(Layer::user(format!("{index}.toml"), text));
    }
    run(PROTO, &layers, Undecided::Error)
}

fn meaning(annotated: &Annotated, path: &str) -> Option<Meaning> {
    field(annotated, path).meaning.clone()
}

#[test]
fn a_later_file_wins_fact_by_fact() {
    let annotated = over(&["[rpcs.Run]\ndeadline = \"none\"\n"]).clean();
    let run = rpc(&annotated, "Run");
    assert_eq!(run.deadline, Deadline::None);
    assert_eq!(run.class, CallClass::NonIdempotent);
    assert_eq!(run.life.name.as_deref(), Some("execute"));
    let two = ["[rpcs.Run]\ndeadline = \"none\"\nname = \"go\"\n", "[rpcs.Run]\nname = \"walk\"\n"];
    let annotated = over(&two).clean();
    assert_eq!(rpc(&annotated, "Run").deadline, Deadline::None);
    assert_eq!(rpc(&annotated, "Run").life.name.as_deref(), Some("walk"));
}

#[test]
fn statuses_are_facts_of_their_own() {
    let annotated = over(&["[rpcs.Run.errors]\nABORTED = \"Lost a race.\"\n"]).clean();
    let errors = &rpc(&annotated, "Run").errors;
    assert_eq!(errors[&Status::NotFound], "There is none.");
    assert_eq!(errors[&Status::Aborted], "Lost a race.");
}

#[test]
fn a_later_meaning_replaces_an_earlier_one() {
    let file = "[messages.RunResponse.fields]\noutput = { text = \"plain\" }\n";
    assert_eq!(meaning(&over(&[file]).clean(), "RunResponse.output"), Some(Meaning::PlainText));
}

#[test]
fn a_later_file_completes_and_changes_what_facts_speak_of() {
    let file = "[sentinels.Version.values]\nany = { doc = \"Whichever.\" }\nlast = { wire = -2, doc = \"The one before.\" }\n[classes.read]\nretry = []\n[keys.RunKey]\ndoc = \"New.\"\n";
    let annotated = over(&[file]).clean();
    let values = annotated.sentinels["Version"].values.iter();
    let values: Vec<(&str, &str)> = values.map(|v| (v.name.as_str(), v.doc.as_str())).collect();
    let expected = [("latest", "The newest."), ("any", "Whichever."), ("last", "The one before.")];
    assert_eq!(values, expected);
    assert!(annotated.classes[&CallClass::Read].retry.is_empty());
    assert_eq!(annotated.classes[&CallClass::Read].doc, "Changes nothing.");
    assert_eq!(annotated.keys["RunKey"].doc, "New.");
    assert_eq!(annotated.keys["RunKey"].accepts, ["DefinitionKey"]);
}

#[test]
fn inherit_false_starts_from_nothing_but_the_classes() {
    let run = over(&["inherit = false\n"]);
    assert!(run.d.found().iter().all(|f| f.code == Code::Undecided));
    assert!(run.messages().iter().any(|m| m.starts_with("RPC `Run` is not decided")));
    let at = FACTS.find("[keys.RunKey]").expect("known heading");
    let own = format!("inherit = false\n{}", &FACTS[at..]);
    let annotated = over(&[&own]).clean();
    assert_eq!(annotated.classes.len(), 3);
    assert_eq!(message(&annotated, "RunRequest").constructors[0].name, "of");
    assert_eq!(over(&["inherit = true\n"]).clean().keys.len(), 2);
}

#[test]
fn inherit_false_drops_patterns_and_reports_what_is_no_longer_declared() {
    let at = FACTS.find("[patterns]").expect("known heading");
    let own = format!("inherit = false\n{}", &FACTS[at..]);
    let run = over(&[&own]);
    let messages = run.messages();
    for expected in ["there is no key `RunKey`", "there is no sentinel `Fetch`"] {
        assert!(messages.contains(&expected), "{}", text(&run.d));
    }
}

#[test]
fn the_more_exact_pattern_wins_fact_by_fact() {
    let facts = changed(
        "[patterns]",
        "[patterns]\n\"Run*.tenantId\" = { name = \"owner\", tenant = false }\n\"*\" = { name = \"none\" }\n\"*Id\" = { name = \"ident\" }",
    );
    let annotated = with_facts(&facts).clean();
    let tenant = field(&annotated, "RunRequest.tenantId");
    assert_eq!(tenant.life.name.as_deref(), Some("owner"));
    assert!(!tenant.tenant);
    let name = |path: &str| field(&annotated, path).life.name.clone();
    assert_eq!(name("RunRequest.definitionId").as_deref(), Some("ident"));
    assert_eq!(name("RunRequest.worker").as_deref(), Some("none"));
    assert_eq!(name("RunResponse.oldName").as_deref(), Some("formerName"));
}

#[test]
fn a_listed_field_wins_over_every_pattern() {
    let facts =
        changed("[patterns]", "[patterns]\n\"RunRequest.version\" = { number = \"count\" }");
    let annotated = with_facts(&facts).clean();
    let version = Some(Meaning::Number(NumberKind::Version));
    assert_eq!(meaning(&annotated, "RunRequest.version"), version);
    let user = over(&["[patterns]\n\"RunResponse.output\" = { json = \"object\" }\n"]).clean();
    assert_eq!(meaning(&user, "RunResponse.output"), Some(Meaning::Json(JsonKind::Any)));
}

#[test]
fn equally_exact_patterns_may_agree_or_be_settled() {
    let pair = "[patterns]\n\"RunRequest.v*\" = { name = \"one\" }\n\"*nRequest.ver*\" = { name = \"NAME\" }";
    with_facts(&changed("[patterns]", &pair.replace("NAME", "one"))).clean();
    let facts = changed("[patterns]", &pair.replace("NAME", "two"));
    let settled = change(&facts, "number = \"version\"", "number = \"version\"\nname = \"three\"");
    // `variables` is matched by the first pattern alone.
    let annotated = with_facts(&settled).clean();
    assert_eq!(field(&annotated, "RunRequest.version").life.name.as_deref(), Some("three"));
    assert_eq!(field(&annotated, "RunRequest.variables").life.name.as_deref(), Some("one"));
}

#[test]
fn a_pattern_does_not_list_a_field() {
    let facts = changed("[messages.RunRequest.fields.tenantId]\n", "");
    let run = with_facts(&facts);
    assert_eq!(run.only().code, Code::Undecided);
    let message =
        "field `RunRequest.tenantId` is not decided: it is not listed under [messages.RunRequest]";
    assert_eq!(run.only().message, message);
}

#[test]
fn a_pattern_can_decide_what_a_listed_field_leaves_open() {
    let facts = changed("json = \"object\"\n", "");
    assert_eq!(with_facts(&facts).only().code, Code::Undecided);
    let facts = change(&facts, "[patterns]", "[patterns]\n\"*.variables\" = { json = \"any\" }");
    let annotated = with_facts(&facts).clean();
    assert_eq!(meaning(&annotated, "RunRequest.variables"), Some(Meaning::Json(JsonKind::Any)));
}

#[test]
fn a_pattern_that_matches_nothing_is_a_warning() {
    let run = with_facts(&changed("[patterns]", "[patterns]\n\"*.tenntId\" = {}"));
    let found = run.only();
    assert_eq!((found.code, found.severity), (Code::PatternUnused, Severity::Warning));
    assert_eq!(found.message, "the pattern `*.tenntId` matches no field");
    assert!(run.annotated.is_some());
}

#[test]
fn a_pattern_for_a_field_of_a_later_release_is_fine() {
    let file = "[patterns]\n\"*.later\" = { tenant = true }\n[messages.RunRequest.fields.later]\nsince = \"8.9\"\n";
    over(&[file]).clean();
}

#[test]
fn false_takes_a_flag_back() {
    let annotated =
        over(&["[messages.RunRequest.fields]\ntenantId = { tenant = false }\n"]).clean();
    assert!(!field(&annotated, "RunRequest.tenantId").tenant);
}
