//! A report for people: what failed with its trace, then a matrix language × area.

use std::collections::BTreeSet;
use std::fmt;

use super::{Case, OfLanguage, Report, Verdict};

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for language in &self.languages {
            for case in &language.cases {
                bad(f, language, case)?;
            }
        }
        matrix(f, self)?;
        self.languages.iter().try_for_each(|language| totals(f, language))
    }
}

fn bad(f: &mut fmt::Formatter<'_>, language: &OfLanguage, case: &Case) -> fmt::Result {
    let Case { name, title, round, .. } = case;
    let id = language.language.id;
    match &case.verdict {
        Verdict::Failed(trace) => {
            writeln!(f, "FAILED {id} {name}: {title} (round {round})")?;
            let trace = trace.to_string();
            trace.lines().try_for_each(|line| writeln!(f, "    {line}"))?;
            writeln!(f)
        }
        Verdict::UnexpectedPass(reason) => {
            writeln!(f, "PASSED UNEXPECTEDLY {id} {name}: {title}")?;
            writeln!(f, "    it is listed as a known failure: {reason}")?;
            writeln!(f, "    take it off known/{id}.toml\n")
        }
        Verdict::Passed | Verdict::Known { .. } | Verdict::Skipped(_) => Ok(()),
    }
}

/// One row per language, one column per area: passed of all that were played.
fn matrix(f: &mut fmt::Formatter<'_>, report: &Report) -> fmt::Result {
    let cases = report.languages.iter().flat_map(|language| &language.cases);
    let areas: BTreeSet<&str> = cases.map(|case| case.area.as_str()).collect();
    let cell = |language: &OfLanguage, area: &str| {
        let of_area = || language.cases.iter().filter(|case| case.area == area);
        let skipped = of_area().filter(|c| matches!(c.verdict, Verdict::Skipped(_))).count();
        let passed = of_area().filter(|c| matches!(c.verdict, Verdict::Passed)).count();
        format!("{passed}/{}", of_area().count() - skipped)
    };
    let mut rows = vec![vec![report.engine.name().to_owned()]];
    rows[0].extend(areas.iter().map(|area| (*area).to_owned()));
    for language in &report.languages {
        let mut row = vec![language.language.title.to_owned()];
        row.extend(areas.iter().map(|area| cell(language, area)));
        rows.push(row);
    }
    let widths: Vec<usize> = (0..=areas.len())
        .map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0))
        .collect();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        writeln!(f, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}

fn totals(f: &mut fmt::Formatter<'_>, language: &OfLanguage) -> fmt::Result {
    let names = ["passed", "failed", "known", "skipped", "unexpected_pass"];
    let counts = names.map(|name| format!("{} {}", language.count(name), name.replace('_', " ")));
    let (title, seconds) = (language.language.title, language.took.as_secs_f64());
    writeln!(f, "{title}: {} in {seconds:.1} s", counts.join(", "))?;
    let skipped: BTreeSet<&str> = language
        .cases
        .iter()
        .filter_map(|case| match &case.verdict {
            Verdict::Skipped(why) => Some(why.as_str()),
            _ => None,
        })
        .collect();
    skipped.iter().try_for_each(|why| writeln!(f, "  skipped: {why}"))
}
