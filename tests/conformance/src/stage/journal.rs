//! Comparing what the gateway saw with what a scenario expects.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::time::sleep;
use zeebe_mock_gateway::{Entry, Journal, MockGateway, Rpc};

use crate::outcome::outcome_name;
use crate::scenario::{JournalCheck, OutcomeName, Range};
use crate::value::compare::{Extent, mismatch};
use crate::value::filled::unset;
use crate::value::make::{Saved, make};
use crate::value::method;
use crate::value::normal::normal;

/// How long the journal may take to be as expected: the end of a call is seen a little later.
const PATIENCE: Duration = Duration::from_secs(5);

/// Waits until the journal is as expected, and makes sure that it stays so.
pub(super) async fn wait(
    gateway: &MockGateway,
    check: &JournalCheck,
    saved: &Saved,
) -> Result<(), String> {
    let start = Instant::now();
    loop {
        match look(gateway.journal(), check, saved) {
            Ok(()) => break,
            Err(problem) if start.elapsed() > PATIENCE => return Err(problem),
            Err(_) => sleep(Duration::from_millis(20)).await,
        }
    }
    if check.for_ms > 0 {
        sleep(Duration::from_millis(check.for_ms)).await;
        look(gateway.journal(), check, saved)?;
    }
    Ok(())
}

fn look(journal: &Journal, check: &JournalCheck, saved: &Saved) -> Result<(), String> {
    let mut entries = journal.entries();
    entries.sort_by_key(|entry| entry.sequence);
    entries.retain(|entry| check.rpc.is_none() || entry.rpc == check.rpc);
    for (key, expected) in &check.with_metadata {
        let expected = make(expected, saved)?;
        let is_like = |entry: &Entry| metadata(entry, key, &expected).is_none();
        entries.retain(is_like);
    }
    let entries = entries.get(check.skip..).unwrap_or_default();
    counts(check, entries)?;
    requests(journal, check, entries, saved)?;
    headers(check, entries, saved)?;
    times(check, entries)?;
    ends(check, entries)
}

pub(super) fn within(what: &str, range: Option<Range>, found: f64) -> Result<(), String> {
    match range.filter(|range| !range.holds(found)) {
        Some(range) => Err(format!("{what}: expected {range}, found {found}")),
        None => Ok(()),
    }
}

fn counts(check: &JournalCheck, entries: &[Entry]) -> Result<(), String> {
    within("calls", check.count, entries.len() as f64)?;
    let connections: BTreeSet<u64> = entries.iter().map(|entry| entry.connection).collect();
    within("connections", check.connections, connections.len() as f64)?;
    within("calls open at once", check.at_once, most_at_once(entries) as f64)?;
    let names = || entries.iter().map(|entry| entry.name().to_owned()).collect::<Vec<_>>();
    match &check.order {
        Some(order) if *order != names() => {
            Err(format!("expected the calls {order:?}, found {:?}", names()))
        }
        _ => Ok(()),
    }
}

/// The largest number of entries that were open at one time.
fn most_at_once(entries: &[Entry]) -> usize {
    let mut changes: Vec<(Duration, i32)> = Vec::new();
    for entry in entries {
        changes.push((entry.arrived, 1));
        changes.extend(entry.ended.map(|ended| (ended, -1)));
    }
    changes.sort_unstable();
    let open = changes.iter().scan(0_i32, |open, (_, change)| {
        *open += change;
        Some(*open)
    });
    usize::try_from(open.max().unwrap_or(0)).unwrap_or(0)
}

fn requests(
    journal: &Journal,
    check: &JournalCheck,
    entries: &[Entry],
    saved: &Saved,
) -> Result<(), String> {
    let found = |entry: &Entry| {
        let rpc = entry.rpc?;
        let json = entry.request_json(journal.messages())?;
        Some(in_one_form(rpc, &json))
    };
    let compare = |expected: &Value, entry: &Entry, extent, index: usize| {
        let expected = make(expected, saved)?;
        let expected = entry.rpc.map_or(expected.clone(), |rpc| in_one_form(rpc, &expected));
        let path = format!("request {index}");
        mismatch(&expected, found(entry).as_ref(), extent, &path).map_or(Ok(()), Err)
    };
    for (index, entry) in entries.iter().enumerate() {
        for (expected, extent) in
            [(&check.request, Extent::Whole), (&check.request_has, Extent::Part)]
        {
            if let Some(expected) = expected {
                compare(expected, entry, extent, index)?;
            }
        }
        let size = entry.request.as_ref().map_or(0, |bytes| bytes.len());
        within("bytes of a request", check.request_bytes, size as f64)?;
    }
    if let Some(expected) = &check.requests {
        let (wanted, count) = (expected.len(), entries.len());
        if wanted != count {
            return Err(format!("expected {wanted} requests, found {count}"));
        }
        let pairs = expected.iter().zip(entries).enumerate();
        for (index, (expected, entry)) in pairs {
            compare(expected, entry, Extent::Whole, index)?;
        }
    }
    if check.same_bytes && entries.windows(2).any(|pair| pair[0].request != pair[1].request) {
        return Err("expected the same request every time".to_owned());
    }
    if check.every_field_set { every_field_set(&found, entries) } else { Ok(()) }
}

fn every_field_set(
    found: &impl Fn(&Entry) -> Option<Value>,
    entries: &[Entry],
) -> Result<(), String> {
    for entry in entries {
        let (Some(request), Some(method)) = (found(entry), entry.rpc.and_then(method)) else {
            return Err(format!("{} came without a request", entry.name()));
        };
        let missing = unset(&method.input(), &[&request], entry.name());
        if !missing.is_empty() {
            return Err(format!("the request leaves out {}", missing.join(", ")));
        }
    }
    Ok(())
}

fn in_one_form(rpc: Rpc, request: &Value) -> Value {
    method(rpc).map_or_else(|| request.clone(), |method| normal(&method.input(), request))
}

/// What is wrong with a key of the metadata: it must be there once, and as expected.
fn metadata(entry: &Entry, key: &str, expected: &Value) -> Option<String> {
    let values: Vec<Value> = entry.metadata.all(key).map(Value::from).collect();
    match values.as_slice() {
        [value] => mismatch(expected, Some(value), Extent::Whole, key),
        [] => mismatch(expected, None, Extent::Whole, key),
        several => Some(format!("{key}: expected it once, found {}", Value::from(several))),
    }
}

fn headers(check: &JournalCheck, entries: &[Entry], saved: &Saved) -> Result<(), String> {
    for entry in entries {
        if let Some(expected) = &check.authority {
            let found = entry.authority.as_deref().map(Value::from);
            let wrong = mismatch(expected, found.as_ref(), Extent::Whole, "authority");
            wrong.map_or(Ok(()), Err)?;
        }
        for (key, expected) in &check.metadata {
            metadata(entry, key, &make(expected, saved)?).map_or(Ok(()), Err)?;
        }
        let unwanted = check.metadata_absent.iter().find(|key| entry.metadata.get(key).is_some());
        if let Some(key) = unwanted {
            return Err(format!("expected no metadata `{key}`"));
        }
        if check.no_deadline
            && let Some(deadline) = entry.timeout_text()
        {
            return Err(format!("expected no deadline, found {deadline}"));
        }
        if check.deadline_ms.is_some() {
            let deadline = entry.timeout().map_or(f64::NAN, milliseconds);
            within("deadline in ms", check.deadline_ms.map(rounded_up), deadline)?;
        }
    }
    if check.deadlines_shrink { deadlines_shrink(entries) } else { Ok(()) }
}

/// gRPC's C core announces deadlines in few digits, rounded up by as much as a hundredth; what the
/// client itself waits is not.
const ROUNDING: f64 = 1.01;

fn rounded_up(expected: Range) -> Range {
    Range { at_most: expected.at_most * ROUNDING, ..expected }
}

/// Each call announces what is left of one deadline: no more than the call before it, and less than
/// the first by about the time that has passed since.
fn deadlines_shrink(entries: &[Entry]) -> Result<(), String> {
    const SLACK_MS: f64 = 300.0;
    // gRPC's C core says a deadline once more, for which HTTP/2 needs no text, where a new one would
    // be shorter by up to three hundredths.
    const REUSE: f64 = 0.03;
    let given = |entry: &Entry| {
        let deadline = entry.timeout().ok_or("a call announces no deadline")?;
        Ok::<_, String>((milliseconds(deadline), milliseconds(entry.arrived)))
    };
    let given = entries.iter().map(given).collect::<Result<Vec<_>, _>>()?;
    let [(first, start), .., (last, end)] = given.as_slice() else {
        return Err("one call shows no deadline that shrinks".to_owned());
    };
    let is_right = |pair: &[(f64, f64)]| {
        let [(before, _), (after, arrived)] = pair else { return true };
        *after <= before * ROUNDING && *after <= first - (arrived - start) + SLACK_MS
    };
    let is_moment = end - start < first * REUSE;
    if given.windows(2).all(is_right) && (last < first || is_moment) {
        return Ok(());
    }
    let shown = given.iter().map(|(deadline, arrived)| format!("{deadline} ms at {arrived:.0} ms"));
    Err(format!(
        "expected deadlines that shrink with time, found {}",
        shown.collect::<Vec<_>>().join(", ")
    ))
}

fn times(check: &JournalCheck, entries: &[Entry]) -> Result<(), String> {
    let pauses: Vec<f64> = entries
        .windows(2)
        .map(|pair| {
            let ended = pair[0].ended.unwrap_or(pair[0].arrived);
            milliseconds(pair[1].arrived.saturating_sub(ended))
        })
        .collect();
    pauses.iter().try_for_each(|pause| within("pause in ms", check.pause_ms, *pause))?;
    if let Some(ranges) = &check.pauses_ms {
        if ranges.len() != pauses.len() {
            return Err(format!("expected {} pauses, found {pauses:?}", ranges.len()));
        }
        let mut pairs = ranges.iter().zip(&pauses);
        pairs.try_for_each(|(range, pause)| within("pause in ms", Some(*range), *pause))?;
    }
    let shortest = pauses.iter().copied().fold(f64::INFINITY, f64::min);
    let longest = pauses.iter().copied().fold(0.0, f64::max);
    within(
        "ms between the shortest and the longest pause",
        check.pause_spread_ms,
        longest - shortest,
    )?;
    if let [first, .., last] = entries {
        let spread = milliseconds(last.arrived.saturating_sub(first.arrived));
        within("ms between the first and the last call", check.spread_ms, spread)?;
    }
    entries.iter().try_for_each(|entry| match (check.open_ms, entry.ended) {
        (None, _) => Ok(()),
        (range, Some(ended)) => {
            within("ms that a call was open", range, milliseconds(ended - entry.arrived))
        }
        (Some(_), None) => Err("a call is still open".to_owned()),
    })
}

fn ends(check: &JournalCheck, entries: &[Entry]) -> Result<(), String> {
    let found: Vec<OutcomeName> =
        entries.iter().map(|entry| OutcomeName(outcome_name(entry.outcome))).collect();
    if let Some(expected) = &check.outcome
        && found.iter().any(|outcome| outcome != expected)
    {
        return Err(format!("expected every call to end {}, found {found:?}", expected.0));
    }
    match &check.outcomes {
        Some(expected) if *expected != found => {
            Err(format!("expected the ends {expected:?}, found {found:?}"))
        }
        _ => Ok(()),
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
