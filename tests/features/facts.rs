//! Every fact about a field on every type of field: what the semantics stage lets pass, a language
//! builds, or refuses by name.

use std::fmt::Write as _;

use zeebe_bindgen::diagnostics::Diagnostics;
use zeebe_bindgen::ir::Scalar;
use zeebe_bindgen::language::Language;

use crate::sides::{Case, findings, generate};

const HEAD: &str = "syntax = \"proto3\";\npackage facts;\n";

const VOCABULARY: &str = r#"format = 1
inherit = false
[keys.NumberKey]
type = "int64"
doc = "A number."
accepts = ["OtherKey"]
[keys.TextKey]
type = "string"
doc = "A text."
[keys.OtherKey]
type = "int64"
doc = "Another number."
[classes.idempotent]
doc = "Twice is once."
retry = ["UNAVAILABLE"]
"#;

/// Facts about a field; `{n}` is replaced so that every field has a sentinel of its own.
const FACTS: &[&str] = &[
    "json = \"object\"",
    "json = \"any\"",
    "key = \"NumberKey\"",
    "key = \"TextKey\"",
    "duration = \"ms\"",
    "instant = \"epoch_ms\"",
    "instant = \"iso8601\"",
    "number = \"count\"",
    "sentinel = \"Named{n}\"",
    "sentinel = \"Empty{n}\"",
    "duration = \"ms\", sentinel = \"Named{n}\"",
    "key = \"NumberKey\", sentinel = \"Named{n}\"",
    "required = \"non_empty\"",
    "required = \"positive\"",
    "required = \"set\"",
    "key = \"NumberKey\", required = \"positive\"",
    "key = \"TextKey\", required = \"non_empty\"",
    "duration = \"ms\", required = \"positive\"",
    "json = \"object\", required = \"non_empty\"",
    "tenant = true",
    "lease = true",
    "only_when = { field = \"kind\", is = [\"REAL\", \"OTHER\"] }",
    "key = \"NumberKey\", only_when = { field = \"kind\", is = [\"REAL\"] }",
];

/// What a message states about its field `f`, beside what the field states.
const ABOUT_MESSAGES: &[&str] =
    &["", "constructors = [{ name = \"new\", fields = [\"f\"] }]", "one_of = [[\"f\", \"other\"]]"];

/// Types that stand for the others where it takes long to try all.
const SAMPLES: &[&str] =
    &["string f", "int32 f", "uint64 f", "bytes f", "Other f", "Kind f", "{self}"];

/// How a field of a type is declared.
fn declarations(ty: &str) -> Vec<String> {
    let mut all = vec![
        format!("{ty} f = 1;"),
        format!("optional {ty} f = 1;"),
        format!("repeated {ty} f = 1;"),
        format!("map<int32, {ty}> f = 1;"),
        format!("oneof choice {{ {ty} f = 1; }}"),
    ];
    if ty == "Other" {
        // The message itself: a type with an indirection somewhere.
        all.push("{self} f = 1;".to_owned());
    }
    all
}

/// One message with facts.
struct Trial {
    message: String,
    facts: String,
}

impl Trial {
    fn new(number: usize, declaration: &str, fact: &str, about: &str) -> Self {
        let name = format!("M{number}");
        let declaration = declaration.replace("{self}", &name);
        let fact = fact.replace("{n}", &number.to_string());
        let mut facts =
            format!("[messages.{name}]\n{about}\n[messages.{name}.fields]\nf = {{ {fact} }}\n");
        if fact.contains("Named") {
            let _ = writeln!(
                facts,
                "[sentinels.Named{number}]\ndoc = \"It.\"\ndefault = \"first\"\n\
                 other = {{ name = \"exactly\", doc = \"This.\", min = 1 }}\n\
                 [sentinels.Named{number}.values]\nfirst = {{ wire = 0, doc = \"One.\" }}\n\
                 second = {{ wire = -1, doc = \"Two.\" }}"
            );
        }
        if fact.contains("Empty") {
            let _ = writeln!(
                facts,
                "[sentinels.Empty{number}]\ndoc = \"It.\"\ndefault = \"all\"\n\
                 other = {{ name = \"only\", doc = \"These.\", min = 2 }}\n\
                 [sentinels.Empty{number}.values]\nall = {{ wire = [], doc = \"All.\" }}"
            );
        }
        let message =
            format!("message {name} {{ {declaration} Kind kind = 2; string other = 3; }}\n");
        Self { message, facts }
    }
}

fn case(name: &str, trials: &[Trial]) -> Case {
    let fields: String = trials
        .iter()
        .filter_map(|trial| trial.message.split(' ').nth(1))
        .enumerate()
        .map(|(index, name)| format!("  {name} m{index} = {};\n", index + 1))
        .collect();
    let messages: String = trials.iter().map(|trial| trial.message.as_str()).collect();
    let facts: String = trials.iter().map(|trial| trial.facts.as_str()).collect();
    let proto = format!(
        "{HEAD}service Facts {{ rpc Call(All) returns (All); }}\nmessage All {{\n{fields}}}\n{messages}\
         message Other {{ string text = 1; }}\nenum Kind {{ NONE = 0; REAL = 1; OTHER = -2; }}\n"
    );
    Case::text(name, &proto).with_facts(&format!("{VOCABULARY}{facts}"))
}

/// What is stated about a field: declaration, fact, and what its message states.
type Stated = (String, &'static str, &'static str);

/// A case of everything that is not refused, and what is refused without saying so.
pub(crate) fn everything(language: &dyn Language) -> (Case, Vec<String>) {
    let types = Scalar::ALL.iter().map(|s| s.keyword()).chain(["Other", "Kind"]);
    let declarations: Vec<String> = types.flat_map(declarations).collect();
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let (mut kept, mut problems) = (Vec::new(), Vec::new());
    std::thread::scope(|scope| {
        let chunks = declarations.chunks(declarations.len().div_ceil(workers));
        let workers = chunks.map(|chunk| scope.spawn(|| tried(language, chunk)));
        for worker in workers.collect::<Vec<_>>() {
            let (more, wrong) = worker.join().expect("generation does not panic");
            kept.extend(more);
            problems.extend(wrong);
        }
    });
    let trials = kept.iter().enumerate();
    let trials = trials
        .map(|(number, (declaration, fact, about))| Trial::new(number, declaration, fact, about));
    (case("facts", &trials.collect::<Vec<_>>()), problems)
}

/// Tries everything on some declarations.
fn tried(language: &dyn Language, declarations: &[String]) -> (Vec<Stated>, Vec<String>) {
    let (mut kept, mut problems) = (Vec::new(), Vec::new());
    for declaration in declarations {
        let is_sample = SAMPLES.iter().any(|ty| declaration.contains(ty));
        let about = ABOUT_MESSAGES.iter().filter(|about| is_sample || about.is_empty());
        for (fact, about) in about.flat_map(|about| FACTS.iter().map(move |fact| (*fact, *about))) {
            let one = case("trial", &[Trial::new(0, declaration, fact, about)]);
            let mut d = Diagnostics::new();
            match (generate(language, &one, &mut d), d.error_count()) {
                (Ok(_), 0) => kept.push((declaration.clone(), fact, about)),
                (Err(_), 1..) => {}
                _ => problems.push(format!("{declaration} {fact}: {}", findings(&d))),
            }
        }
    }
    (kept, problems)
}
