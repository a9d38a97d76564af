//! The closed list of finding codes. A code is stable for ever: it is never reused, and its row in
//! `docs/diagnostics.md` gives cause and fix.

/// Exit codes in the order in which they win when a run found several kinds of errors: what must be
/// put right first comes first.
pub const EXIT_PRECEDENCE: [u8; 6] = [2, 1, 6, 5, 4, 3];

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $exit:literal;)*) => {
        /// What kind of finding it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// Every code, in order.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The code as users see it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The exit code of a run that ends because of it.
            #[must_use]
            pub fn exit_code(self) -> u8 {
                match self { $(Self::$name => $exit,)* }
            }
        }
    };
}

codes! {
    /// A file given as input cannot be read.
    InputUnreadable = "ZB101", 1;
    /// The proto does not parse or does not resolve.
    ProtoInvalid = "ZB102", 1;
    /// An import is not found.
    ImportMissing = "ZB103", 1;
    /// A binary descriptor set does not decode or is incomplete.
    DescriptorInvalid = "ZB104", 1;
    /// The proto is not proto3.
    SyntaxUnsupported = "ZB105", 1;
    /// The proto defines no service.
    NoService = "ZB106", 1;

    /// The semantics file is not valid TOML.
    SemanticsSyntax = "ZB201", 1;
    /// A key of the semantics file is not one of the closed list.
    SemanticsUnknownKey = "ZB202", 1;
    /// A value of the semantics file has the wrong type or is out of its range.
    SemanticsBadValue = "ZB203", 1;
    /// A fact is about something that the proto does not have.
    FactWithoutTarget = "ZB204", 1;
    /// Two facts contradict each other, or the fact does not fit the element.
    FactContradiction = "ZB205", 1;
    /// A fact that generation needs is not stated.
    Undecided = "ZB206", 6;
    /// A pattern matches nothing.
    PatternUnused = "ZB207", 1;
    /// The semantics file is of a format that this version does not read.
    SemanticsFormat = "ZB208", 1;

    /// Two elements get the same name in a language.
    NameClash = "ZB301", 1;
    /// An element has a name that cannot be spelled in a language.
    NameUnusable = "ZB302", 1;
    /// A language cannot express something the API has.
    Unsupported = "ZB303", 1;
    /// A language or an option of it is unknown.
    LanguageUnknown = "ZB304", 2;
    /// A package option has a value that the ecosystem refuses.
    PackageOption = "ZB305", 1;

    /// The config file is not valid.
    ConfigInvalid = "ZB401", 1;
    /// Two targets of the config write into the same directory.
    TargetsOverlap = "ZB402", 1;
    /// No config file where one is needed.
    ConfigMissing = "ZB403", 2;

    /// A file that the generator does not own is in the way.
    ForeignFile = "ZB501", 5;
    /// A file that the generator wrote has been edited.
    EditedFile = "ZB502", 5;
    /// A symbolic link is in the way.
    SymlinkInTheWay = "ZB503", 5;
    /// Writing failed.
    WriteFailed = "ZB504", 1;
    /// The lock file cannot be understood.
    LockInvalid = "ZB505", 1;
    /// Another generation is writing into the same directory.
    LockHeld = "ZB506", 1;
    /// What is on disk is not what would be generated.
    Drift = "ZB507", 3;
    /// A file name that could leave the output directory or does not exist everywhere.
    UnsafePath = "ZB508", 1;
    /// The file system cannot keep a second generation out of the output directory.
    Unguarded = "ZB509", 1;

    /// The new proto breaks users of the old one.
    BreakingChange = "ZB601", 4;
    /// There is no RPC, message, field or enum of that name.
    NameUnknown = "ZB602", 2;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_every_exit_code_has_a_rank() {
        let mut seen = std::collections::BTreeSet::new();
        for code in Code::ALL {
            assert!(seen.insert(code.as_str()), "{} twice", code.as_str());
            assert!(EXIT_PRECEDENCE.contains(&code.exit_code()));
        }
    }
}
