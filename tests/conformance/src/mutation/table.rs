//! What came of it, as a page of the documentation.

use std::fmt;

use super::{Fate, Mutation};

/// How many scenarios are named in a row.
const NAMED: usize = 5;

/// Every mutation with its fate.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a> {
    /// In the order of the page.
    pub rows: &'a [(Mutation, Fate)],
}

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noticed = self.rows.iter().filter(|(_, fate)| fate.is_noticed()).count();
        writeln!(f, "# What the suite notices\n")?;
        writeln!(
            f,
            "One rule at a time was turned off in the Rust SDK; the last column has the scenarios that \
             failed. With\nevery rule in force all of them passed. [Conformance](conformance.md#is-it-sharp) \
             says how rules are turned off.\n"
        )?;
        writeln!(f, "```console\n$ cargo run --release -p zeebe-conformance --bin mutate\n```\n")?;
        writeln!(f, "{noticed} of {} were noticed.", self.rows.len())?;
        let mut area = "";
        for (mutation, fate) in self.rows {
            if mutation.area != area {
                area = &mutation.area;
                writeln!(f, "\n## {area}\n")?;
                writeln!(f, "| turned off | the rule | noticed by |\n|---|---|---|")?;
            }
            let (name, rule) = (&mutation.name, &mutation.rule);
            writeln!(f, "| `{name}` | {rule} | {} |", Noticed(fate))?;
        }
        Ok(())
    }
}

struct Noticed<'a>(&'a Fate);

impl fmt::Display for Noticed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Fate::Noticed(names) => {
                f.write_str(&names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", "))?;
                match names.len().saturating_sub(NAMED) {
                    0 => Ok(()),
                    more => write!(f, " and {more} more"),
                }
            }
            Fate::Survived => f.write_str("**nothing**"),
            Fate::NotBuilt(_) => f.write_str("**not built**"),
        }
    }
}
