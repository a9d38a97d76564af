//! A temporary output directory, and what a test does with it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use zeebe_bindgen::diagnostics::{Code, Diagnostic, Diagnostics, Reported};
use zeebe_bindgen::output::{self, CheckReport, Digest, Overwrite, Plan, Provenance, Summary};
use zeebe_bindgen::render::FileSet;

pub(crate) const OWNED_ONLY: Overwrite = Overwrite { force: false, adopt: false };
pub(crate) const FORCE: Overwrite = Overwrite { force: true, adopt: false };
pub(crate) const ADOPT: Overwrite = Overwrite { force: false, adopt: true };

pub(crate) struct Sandbox {
    temporary: tempfile::TempDir,
    pub(crate) provenance: Provenance,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        Self {
            temporary: tempfile::tempdir().expect("a directory"),
            provenance: Provenance {
                tool_version: "0.1.0".to_owned(),
                proto_digest: Digest::of(b"proto"),
                semantics_digest: Digest::of(b"semantics"),
                options: BTreeMap::new(),
                language: "rust".to_owned(),
            },
        }
    }

    /// With these files generated into it.
    pub(crate) fn with(entries: &[(&str, &str)]) -> Self {
        let sandbox = Self::new();
        sandbox.generate(entries);
        sandbox
    }

    /// The output directory; not there until something is generated.
    pub(crate) fn dir(&self) -> PathBuf {
        self.temporary.path().join("sdk")
    }

    /// The directory that the output directory is in.
    pub(crate) fn outside(&self) -> &Path {
        self.temporary.path()
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.dir().join(path)
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect(path)
    }

    /// Writes a file as a user does.
    pub(crate) fn put(&self, path: &str, content: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, content).expect("written");
    }

    /// Generates; nothing may be in the way, nothing may be said.
    pub(crate) fn generate(&self, entries: &[(&str, &str)]) -> Summary {
        let (result, found) = self.try_generate(entries, OWNED_ONLY);
        assert!(found.is_empty(), "{found:?}");
        result.expect("generated")
    }

    pub(crate) fn try_generate(
        &self,
        entries: &[(&str, &str)],
        overwrite: Overwrite,
    ) -> (Result<Summary, Reported>, Vec<Diagnostic>) {
        let mut found = Diagnostics::new();
        let result = self
            .plan_into(entries, overwrite, &mut found)
            .and_then(|plan| output::write(&plan, &mut found));
        assert_eq!(result.is_err(), found.error_count() > 0);
        (result, found.found().to_vec())
    }

    /// Generates against obstacles and expects the directory to stay exactly as it is.
    pub(crate) fn refuse(&self, entries: &[(&str, &str)], overwrite: Overwrite) -> Vec<Diagnostic> {
        let before = self.tree();
        let (result, found) = self.try_generate(entries, overwrite);
        assert_eq!(result, Err(Reported));
        assert_eq!(self.tree(), before);
        for finding in &found {
            assert!(finding.help.is_some(), "no way out: {finding:?}");
        }
        found
    }

    pub(crate) fn plan(&self, entries: &[(&str, &str)], overwrite: Overwrite) -> Plan {
        let mut found = Diagnostics::new();
        let plan = self.plan_into(entries, overwrite, &mut found);
        plan.unwrap_or_else(|_| panic!("{:?}", found.found()))
    }

    fn plan_into(
        &self,
        entries: &[(&str, &str)],
        overwrite: Overwrite,
        found: &mut Diagnostics,
    ) -> Result<Plan, Reported> {
        let files = files(entries);
        output::plan(&self.dir(), &files, &self.provenance, overwrite, found)
    }

    pub(crate) fn check(&self, entries: &[(&str, &str)]) -> (CheckReport, Diagnostics) {
        let mut found = Diagnostics::new();
        let before = self.tree();
        let report = output::check(&self.dir(), &files(entries), &self.provenance, &mut found);
        assert_eq!(self.tree(), before, "a check writes nothing");
        assert_eq!(report.is_current(), found.found().is_empty());
        (report, found)
    }

    /// Everything in the output directory: directories end with `/`, links with `@`.
    pub(crate) fn tree(&self) -> BTreeMap<String, Vec<u8>> {
        let mut tree = BTreeMap::new();
        walk(&self.dir(), "", &mut tree);
        tree
    }

    /// The names of everything in the output directory but the lock.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.tree().into_keys().collect();
        names.retain(|name| name != output::LOCK_NAME);
        names
    }
}

fn walk(dir: &Path, prefix: &str, tree: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(dir).into_iter().flatten() {
        let entry = entry.expect("an entry");
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().expect("a kind");
        if kind.is_dir() {
            walk(&entry.path(), &format!("{name}/"), tree);
            tree.insert(format!("{name}/"), Vec::new());
        } else if kind.is_symlink() {
            tree.insert(format!("{name}@"), Vec::new());
        } else {
            let content = kind.is_file().then(|| fs::read(entry.path()).expect("a file"));
            tree.insert(name, content.unwrap_or_default());
        }
    }
}

pub(crate) fn files(entries: &[(&str, &str)]) -> FileSet {
    let mut files = FileSet::default();
    for (path, content) in entries {
        assert!(files.insert(*path, (*content).to_owned()), "{path} twice");
    }
    files
}

/// Code and message of each finding, with the directory cut out of the messages.
pub(crate) fn said(sandbox: &Sandbox, found: &[Diagnostic]) -> Vec<(Code, String)> {
    let dir = format!("{}/", sandbox.dir().display());
    let said = found.iter();
    said.map(|finding| (finding.code, finding.message.replace(&dir, ""))).collect()
}

/// Asserts which codes were found with which beginning of their message.
#[track_caller]
pub(crate) fn assert_said(sandbox: &Sandbox, found: &[Diagnostic], expected: &[(Code, &str)]) {
    let said = said(sandbox, found);
    let fits = said.len() == expected.len()
        && said
            .iter()
            .zip(expected)
            .all(|(said, expected)| said.0 == expected.0 && said.1.contains(expected.1));
    assert!(fits, "{said:#?}");
}
