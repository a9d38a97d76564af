//! A report as JSON: an object per language.

use serde_json::{Map, Value, json};

use super::{Case, OfLanguage, Report, Trace, Verdict};

impl Report {
    /// The report as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let languages = self.languages.iter();
        let languages: Map<String, Value> = languages
            .map(|l| (l.language.id.to_owned(), language(l, self.engine.name())))
            .collect();
        Value::Object(languages)
    }
}

fn language(of: &OfLanguage, engine: &str) -> Value {
    json!({
        "engine": engine,
        "passed": of.count("passed"),
        "failed": of.count("failed"),
        "known": of.count("known"),
        "skipped": of.count("skipped"),
        "unexpected_pass": of.count("unexpected_pass"),
        "took_ms": of.took.as_millis().to_string().parse::<u64>().unwrap_or(u64::MAX),
        "cases": of.cases.iter().map(case).collect::<Vec<_>>(),
    })
}

fn case(case: &Case) -> Value {
    let mut shown = json!({
        "name": case.name,
        "title": case.title,
        "area": case.area,
        "round": case.round,
        "verdict": case.verdict.name(),
        "took_ms": (case.took.as_secs_f64() * 1e3).round(),
    });
    match &case.verdict {
        Verdict::Passed => {}
        Verdict::Failed(found) => shown["trace"] = trace(found),
        Verdict::Known { reason, trace: found } => {
            shown["reason"] = reason.as_str().into();
            shown["trace"] = trace(found);
        }
        Verdict::Skipped(reason) | Verdict::UnexpectedPass(reason) => {
            shown["reason"] = reason.as_str().into();
        }
    }
    shown
}

fn trace(trace: &Trace) -> Value {
    json!({
        "step": trace.step,
        "problem": trace.problem,
        "journal": trace.journal,
        "engine_log": trace.engine_log,
        "printed": trace.printed,
    })
}
