//! What came of it, as a page of the documentation.

use std::collections::BTreeMap;
use std::fmt;

use super::{Fate, Mutation};

/// How many scenarios are named in a row.
const NAMED: usize = 5;
/// What stands in the row of a mutation that no scenario noticed.
const NOTHING: &str = "**nothing**";
/// What stands in the row of a mutation that the SDK cannot be built with.
const NOT_BUILT: &str = "**not built**";
/// What stands in the row of a mutation that nobody has tried.
const NOT_TRIED: &str = "**not tried yet**";

/// Every mutation with what has become of it.
#[derive(Clone, Debug)]
pub struct Table {
    rows: Vec<Row>,
}

#[derive(Clone, Debug)]
struct Row {
    area: String,
    name: String,
    rule: String,
    noticed: String,
}

impl Table {
    /// The table of these mutations. Those that were not tried now keep what an older page says.
    #[must_use]
    pub fn new(mutations: &[Mutation], tried: &BTreeMap<String, Fate>, page: &str) -> Self {
        let older = noticed_by_name(page);
        let row = |mutation: &Mutation| {
            let fate = tried.get(&mutation.name).map(cell);
            let fate = fate.or_else(|| older.get(mutation.name.as_str()).map(ToString::to_string));
            Row {
                area: mutation.area.clone(),
                name: mutation.name.clone(),
                rule: mutation.rule.clone(),
                noticed: fate.unwrap_or_else(|| NOT_TRIED.to_owned()),
            }
        };
        Self { rows: mutations.iter().map(row).collect() }
    }
}

fn cell(fate: &Fate) -> String {
    match fate {
        Fate::Noticed(names) => {
            let named = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
            match names.len().saturating_sub(NAMED) {
                0 => named,
                more => format!("{named} and {more} more"),
            }
        }
        Fate::Survived => NOTHING.to_owned(),
        Fate::NotBuilt(_) => NOT_BUILT.to_owned(),
    }
}

/// The first and the last cell of each row of a page.
fn noticed_by_name(page: &str) -> BTreeMap<&str, &str> {
    let row = |line| {
        let cells: Vec<&str> = str::trim_matches(line, '|').split(" | ").map(str::trim).collect();
        let [name, _, noticed] = cells[..] else { return None };
        Some((name.strip_prefix('`')?.strip_suffix('`')?, noticed))
    };
    page.lines().filter_map(row).collect()
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unnoticed = [NOTHING, NOT_BUILT, NOT_TRIED];
        let noticed = self.rows.iter().filter(|row| !unnoticed.contains(&row.noticed.as_str()));
        writeln!(f, "# What the suite notices\n")?;
        writeln!(
            f,
            "One rule at a time was turned off in the Rust SDK; the last column has the scenarios that \
             failed. With\nevery rule in force all of them passed. [Conformance](conformance.md#is-it-sharp) \
             says how rules are turned off.\n"
        )?;
        writeln!(f, "```console\n$ cargo run --release -p zeebe-conformance --bin mutate\n```\n")?;
        writeln!(f, "{} of {} were noticed.", noticed.count(), self.rows.len())?;
        let mut area = "";
        for row in &self.rows {
            if row.area != area {
                area = &row.area;
                writeln!(f, "\n## {area}\n")?;
                writeln!(f, "| turned off | the rule | noticed by |\n|---|---|---|")?;
            }
            writeln!(f, "| `{}` | {} | {} |", row.name, row.rule, row.noticed)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mutation(name: &str) -> Mutation {
        Mutation {
            name: name.to_owned(),
            area: "retry".to_owned(),
            rule: format!("The rule of {name}."),
            file: "src/lib.rs".into(),
            find: "a".to_owned(),
            replace: "b".to_owned(),
            scenarios: vec!["R01".to_owned()],
        }
    }

    fn table(tried: &[(&str, Fate)], page: &str) -> String {
        let tried = tried.iter().map(|(name, fate)| ((*name).to_owned(), fate.clone())).collect();
        Table::new(&[mutation("one"), mutation("two")], &tried, page).to_string()
    }

    #[test]
    fn what_was_not_tried_again_stays_as_it_was() {
        let noticed = |name: &str| Fate::Noticed(vec![name.to_owned()]);
        let first = table(&[("one", noticed("R01")), ("two", Fate::Survived)], "");
        assert!(first.contains("1 of 2 were noticed"), "{first}");
        assert!(first.contains("| `two` | The rule of two. | **nothing** |"), "{first}");
        let second = table(&[("two", noticed("R02"))], &first);
        assert!(second.contains("2 of 2 were noticed"), "{second}");
        assert!(second.contains("| `one` | The rule of one. | R01 |"), "{second}");
        let third = table(&[], &second);
        assert_eq!(third, second);
        assert!(table(&[], "").contains("0 of 2 were noticed"));
    }
}
