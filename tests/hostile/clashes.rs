//! Names that differ in the proto and not in a language: what must be reported, and the facts after
//! which nothing is left to report.

use crate::sides::Case;

/// Two elements that are spelled alike in some language, or one that cannot be spelled.
pub(crate) struct Clash {
    pub(crate) name: &'static str,
    /// What the finding must name.
    pub(crate) elements: &'static [&'static str],
    /// The files, the one that is asked for first: `name` and text behind the head.
    files: &'static [(&'static str, &'static str)],
    /// Facts without which there is no clash.
    facts: &'static str,
    /// Facts that end it; `None` when no fact can, and the proto must be changed.
    way_out: Option<&'static str>,
}

impl Clash {
    /// The clash itself.
    pub(crate) fn case(&self) -> Case {
        self.with("clash", self.facts)
    }

    /// The same with its way out.
    pub(crate) fn solved(&self) -> Option<Case> {
        let facts = format!("{}{}", self.facts, self.way_out?);
        Some(self.with("solved", &facts))
    }

    fn with(&self, kind: &str, facts: &str) -> Case {
        let head = "syntax = \"proto3\";\npackage clash;\n";
        let files = self.files.iter().map(|(name, text)| {
            let head = if text.starts_with("package") { "syntax = \"proto3\";\n" } else { head };
            (format!("{name}.proto"), format!("{head}{text}"))
        });
        let name = format!("{kind}-{}", self.name);
        let facts = format!("format = 1\ninherit = false\n{facts}");
        Case::files(&name, &files.collect::<Vec<_>>()).with_facts(&facts)
    }
}

macro_rules! call {
    ($request:literal $rest:literal) => {
        concat!("service Gate { rpc Call(", $request, ") returns (", $request, "); }\n", $rest)
    };
}

const NONE: Clash = Clash { name: "", elements: &[], files: &[], facts: "", way_out: None };

/// One for each kind of scope in which names can clash.
pub(crate) const CLASHES: &[Clash] = &[
    Clash {
        name: "messages",
        elements: &["FooBar", "Foo_Bar"],
        files: &[(
            "main",
            call!("FooBar" "message FooBar { Foo_Bar it = 1; }\nmessage Foo_Bar {}"),
        )],
        way_out: Some("[messages.Foo_Bar]\nname = \"Other\"\n"),
        ..NONE
    },
    Clash {
        name: "message-and-enum",
        elements: &["JobKind", "Job_Kind"],
        files: &[(
            "main",
            call!("JobKind" "message JobKind { Job_Kind it = 1; }\nenum Job_Kind { ZERO = 0; }"),
        )],
        way_out: Some("[enums.Job_Kind]\nname = \"Other\"\n"),
        ..NONE
    },
    Clash {
        name: "nested",
        elements: &["Outer.FooBar", "Outer.Foo_Bar"],
        files: &[(
            "main",
            call!("Outer" "message Outer { message FooBar {} enum Foo_Bar { ZERO = 0; }\n\
                   FooBar a = 1; Foo_Bar b = 2; map<string, FooBar> c = 3; }"),
        )],
        way_out: Some("[messages.\"Outer.FooBar\"]\nname = \"Other\"\n"),
        ..NONE
    },
    Clash {
        name: "nested-in-renamed",
        elements: &["FooBar", "Foo_Bar"],
        files: &[(
            "main",
            call!("Foo_Bar" "message FooBar { message In { FooBar.In again = 1; } In in = 1; }\n\
                   message Foo_Bar { message In { oneof choice { Foo_Bar.In again = 1; } }\n\
                   In in = 1; oneof choice { FooBar other = 2; FooBar.In more = 3; } }"),
        )],
        way_out: Some("[messages.Foo_Bar]\nname = \"Other\"\n"),
        ..NONE
    },
    Clash {
        name: "field-and-oneof",
        elements: &["Body.foo_bar", "Body.fooBar"],
        files: &[(
            "main",
            call!("Body" "message Body { string foo_bar = 1; oneof fooBar { string one = 2; } }"),
        )],
        way_out: Some("[messages.Body.fields]\nfoo_bar = { name = \"other\" }\n"),
        ..NONE
    },
    Clash {
        name: "oneofs",
        elements: &["Body.foo_bar", "Body.fooBar"],
        files: &[(
            "main",
            call!("Body" "message Body { oneof foo_bar { string a = 1; }\n\
                   oneof fooBar { string b = 2; } }"),
        )],
        ..NONE
    },
    Clash {
        name: "oneof-and-nested",
        elements: &["Body.Choice", "Body.choice"],
        files: &[(
            "main",
            call!("Body" "message Body { message Choice {} oneof choice { Choice a = 1; } }"),
        )],
        way_out: Some("[messages.\"Body.Choice\"]\nname = \"Other\"\n"),
        ..NONE
    },
    Clash {
        name: "values",
        elements: &["Level.HIGH_1", "Level.HIGH1"],
        files: &[(
            "main",
            call!("Body" "message Body { Level level = 1; }\n\
                   enum Level { LOW = 0; HIGH_1 = 1; HIGH1 = 2; }"),
        )],
        way_out: Some("[enums.Level.values]\nHIGH1 = { name = \"other\" }\n"),
        ..NONE
    },
    Clash {
        name: "rpcs",
        elements: &["/clash.Gate/DoIt", "/clash.Gate/doIt"],
        files: &[(
            "main",
            "service Gate { rpc DoIt(Body) returns (Body); rpc doIt(Body) returns (Body); }\n\
             message Body {}",
        )],
        way_out: Some("[rpcs.doIt]\nname = \"other\"\n"),
        ..NONE
    },
    Clash {
        name: "rpcs-of-services",
        elements: &["/clash.One/Call", "/clash.Two/Call"],
        files: &[(
            "main",
            "service One { rpc Call(Body) returns (Body); }\n\
             service Two { rpc Call(Body) returns (Body); }\nmessage Body {}",
        )],
        ..NONE
    },
    Clash {
        name: "services",
        elements: &["clash.GateWay", "clash.Gate_Way"],
        files: &[(
            "main",
            "service GateWay { rpc Call(Body) returns (Body); }\n\
             service Gate_Way { rpc Other(Body) returns (Body); }\nmessage Body {}",
        )],
        ..NONE
    },
    Clash {
        name: "package-and-message",
        elements: &["Foo", "package foo"],
        files: &[
            (
                "main",
                "import \"foo.proto\";\nservice Gate { rpc Call(Foo) returns (Foo); }\n\
                 message Foo { message Inner {} Inner inner = 1; .foo.Type type = 2; }",
            ),
            ("foo", "package foo;\nmessage Type {}"),
        ],
        way_out: Some("[messages.Foo]\nname = \"Other\"\n"),
        ..NONE
    },
    Clash {
        name: "package-in-package",
        elements: &["Foo", "package clash.foo"],
        files: &[
            (
                "main",
                "import \"foo.proto\";\nservice Gate { rpc Call(Foo) returns (Foo); }\n\
                 message Foo { message Inner {} Inner inner = 1; .clash.foo.Type type = 2; }",
            ),
            ("foo", "package clash.foo;\nmessage Type {}"),
        ],
        way_out: Some("[messages.Foo]\nname = \"Other\"\n"),
        ..NONE
    },
    Clash {
        name: "client-and-message",
        elements: &["GateClient", "clash.Gate"],
        files: &[(
            "main",
            call!("GateClient" "message GateClient { message Inner {} Inner inner = 1; }"),
        )],
        way_out: Some("[messages.GateClient]\nname = \"Other\"\n"),
        ..NONE
    },
    Clash {
        name: "constructor-and-setter",
        elements: &["Body.byKey", "constructor byKey of Body"],
        files: &[("main", call!("Body" "message Body { string byKey = 1; }"))],
        facts: "[messages.Body]\nconstructors = [{ name = \"byKey\", fields = [\"byKey\"] }]\n",
        way_out: Some("[messages.Body.fields]\nbyKey = { name = \"other\" }\n"),
    },
    Clash {
        name: "constructor-and-oneof",
        elements: &["Body.by_key", "constructor byKey of Body"],
        files: &[(
            "main",
            call!("Body" "message Body { string text = 1; oneof by_key { string one = 2; } }"),
        )],
        facts: "[messages.Body]\nconstructors = [{ name = \"byKey\", fields = [\"text\"] }]\n",
        ..NONE
    },
    Clash {
        name: "mark",
        elements: &["Body.already_applied", "mark `already_applied` of Body"],
        files: &[("main", call!("Body" "message Body { string already_applied = 1; }"))],
        facts: "[rpcs.Call]\nclass = \"idempotent\"\nafter_retry = { NOT_FOUND = \"already_applied\" }\n",
        way_out: Some("[messages.Body.fields]\nalready_applied = { name = \"other\" }\n"),
    },
    Clash {
        name: "keys",
        elements: &["key JOBKey", "key JobKey"],
        files: &[("main", call!("Body" "message Body { int64 a = 1; int64 b = 2; }"))],
        facts: "[keys.JOBKey]\ntype = \"int64\"\ndoc = \"One.\"\n\
                [keys.JobKey]\ntype = \"int64\"\ndoc = \"Two.\"\n\
                [messages.Body.fields]\na = { key = \"JOBKey\" }\nb = { key = \"JobKey\" }\n",
        ..NONE
    },
    Clash {
        name: "named-values",
        elements: &["sentinel Version.newABC", "sentinel Version.newAbc"],
        files: &[("main", call!("Body" "message Body { int32 a = 1; }"))],
        facts: "[sentinels.Version]\ndoc = \"One.\"\ndefault = \"newABC\"\n\
                other = { name = \"exactly\", doc = \"It.\" }\n\
                [sentinels.Version.values]\nnewABC = { wire = -1, doc = \"One.\" }\n\
                newAbc = { wire = -2, doc = \"Two.\" }\n\
                [messages.Body.fields]\na = { sentinel = \"Version\" }\n",
        ..NONE
    },
];

/// What the compiler already refuses, for the sake of JSON and other languages.
pub(crate) const REFUSED: &[Clash] = &[
    Clash {
        name: "fields",
        elements: &["fooBar", "FooBar"],
        files: &[(
            "main",
            call!("Body" "message Body { string fooBar = 1;\n\
                   repeated int64 FooBar = 2; optional string last = 3; }"),
        )],
        ..NONE
    },
    Clash {
        name: "escaped-fields",
        elements: &["self", "Self"],
        files: &[(
            "main",
            call!("Body" "message Body { string self = 1;\n\
                   string Self = 2; }"),
        )],
        ..NONE
    },
    Clash {
        name: "variants",
        elements: &["fooBar", "FooBar"],
        files: &[(
            "main",
            call!("Body" "message Body { oneof choice { string fooBar = 1;\n\
                   string FooBar = 2; } }"),
        )],
        ..NONE
    },
];

/// Names of which nothing is left without their underscores.
pub(crate) const UNSPELLABLE: &[Clash] = &[
    Clash {
        name: "message",
        elements: &["__"],
        files: &[("main", call!("__" "message __ { message In {} In in = 1; }"))],
        way_out: Some("[messages.__]\nname = \"Other\"\n"),
        ..NONE
    },
    Clash {
        name: "field",
        elements: &["Body._"],
        files: &[("main", call!("Body" "message Body { string _ = 1; }"))],
        way_out: Some("[messages.Body.fields]\n_ = { name = \"other\" }\n"),
        ..NONE
    },
    Clash {
        name: "rpc",
        elements: &["/clash.Gate/_"],
        files: &[("main", "service Gate { rpc _(Body) returns (Body); }\nmessage Body {}")],
        way_out: Some("[rpcs._]\nname = \"other\"\n"),
        ..NONE
    },
    Clash {
        name: "enum",
        elements: &["_"],
        files: &[("main", call!("Body" "message Body { _ a = 1; }\nenum _ { ZERO = 0; }"))],
        way_out: Some("[enums._]\nname = \"Other\"\n"),
        ..NONE
    },
    Clash {
        name: "value",
        elements: &["Level.__"],
        files: &[("main", call!("Body" "message Body { Level a = 1; }\nenum Level { __ = 0; }"))],
        way_out: Some("[enums.Level.values]\n__ = { name = \"other\" }\n"),
        ..NONE
    },
    Clash {
        name: "oneof",
        elements: &["Body._"],
        files: &[("main", call!("Body" "message Body { oneof _ { string a = 1; } }"))],
        ..NONE
    },
    Clash {
        name: "service",
        elements: &["clash._"],
        files: &[("main", "service _ { rpc Call(Body) returns (Body); }\nmessage Body {}")],
        ..NONE
    },
    Clash {
        name: "package",
        elements: &["package _"],
        files: &[(
            "main",
            "package _;\nservice Gate { rpc Call(Body) returns (Body); }\nmessage Body {}",
        )],
        ..NONE
    },
];
