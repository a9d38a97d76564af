//! Everything that arrived, in order, and how it ended; ways to wait for it.
//! What one entry holds lives in [`entry`], its JSON form in [`line`].

mod entry;
mod line;
mod record;

use std::collections::VecDeque;
use std::fmt;
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};

pub(crate) use entry::parse_timeout;
pub use entry::{Entry, Metadata, Outcome};
pub(crate) use record::Record;

use crate::json::Messages;
use crate::rpc::Rpc;

/// Which calls the journal keeps. Counts are kept of all of them anyway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recording {
    /// Every call.
    #[default]
    All,
    /// The most recent calls, this many, and all that are open.
    Last(usize),
    /// One call in this many.
    Every(u64),
    /// None.
    Off,
}

/// How often a call arrived and ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Calls that arrived.
    pub arrived: u64,
    /// Calls that ended with status OK.
    pub ok: u64,
    /// Calls that ended otherwise.
    pub failed: u64,
}

impl Counts {
    /// Calls that have not ended.
    #[must_use]
    pub fn open(&self) -> u64 {
        self.arrived - self.ok - self.failed
    }
}

/// The calls a gateway has seen.
pub struct Journal {
    recording: Recording,
    messages: Messages,
    start: Instant,
    calls: AtomicU64,
    counters: Vec<Counter>,
    pages: Mutex<Pages>,
    sink: Option<Mutex<Box<dyn Write + Send>>>,
    changed: Notify,
}

#[derive(Default)]
struct Counter {
    arrived: AtomicU64,
    ok: AtomicU64,
    failed: AtomicU64,
}

/// Entries in order of their sequence number, without gaps unless sampled.
#[derive(Default)]
struct Pages {
    entries: VecDeque<Entry>,
}

impl Pages {
    fn find(&mut self, sequence: u64) -> Option<&mut Entry> {
        let index = self.entries.binary_search_by_key(&sequence, |e| e.sequence).ok()?;
        self.entries.get_mut(index)
    }

    /// A call that is still open has its end to be noted, however old it is.
    fn forget_oldest(&mut self) {
        let oldest = self.entries.iter().position(|entry| !entry.is_open());
        oldest.and_then(|index| self.entries.remove(index));
    }
}

impl Journal {
    pub(crate) fn new(
        recording: Recording,
        messages: Messages,
        sink: Option<Box<dyn Write + Send>>,
    ) -> Self {
        Self {
            recording,
            messages,
            start: Instant::now(),
            calls: AtomicU64::new(0),
            counters: Rpc::ALL.iter().map(|_| Counter::default()).collect(),
            pages: Mutex::default(),
            sink: sink.map(Mutex::new),
            changed: Notify::new(),
        }
    }

    /// When the times of the entries begin.
    pub(crate) fn start(&self) -> Instant {
        self.start
    }

    /// A copy of all entries kept, in order of arrival.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.pages().entries.iter().cloned().collect()
    }

    /// A copy of the entries of one call, in order of arrival.
    #[must_use]
    pub fn calls(&self, rpc: Rpc) -> Vec<Entry> {
        let pages = self.pages();
        pages.entries.iter().filter(|e| e.rpc == Some(rpc)).cloned().collect()
    }

    /// How often a call arrived and ended, whatever is recorded.
    #[must_use]
    pub fn counts(&self, rpc: Rpc) -> Counts {
        let Some(counter) = self.counters.get(rpc as usize) else {
            return Counts::default();
        };
        let ok = counter.ok.load(Ordering::Acquire);
        let failed = counter.failed.load(Ordering::Acquire);
        let arrived = counter.arrived.load(Ordering::Acquire);
        Counts { arrived, ok, failed }
    }

    /// Forgets all entries; the numbering goes on.
    pub fn clear(&self) {
        self.pages().entries.clear();
    }

    /// Waits until the entries satisfy a condition.
    ///
    /// # Errors
    /// When they do not within `limit`: the entries as they are then.
    pub async fn wait_for(
        &self,
        mut condition: impl FnMut(&[Entry]) -> bool,
        limit: Duration,
    ) -> Result<(), NotSeen> {
        let seen = async {
            loop {
                let mut change = std::pin::pin!(self.changed.notified());
                change.as_mut().enable();
                if condition(self.pages().entries.make_contiguous()) {
                    return;
                }
                change.await;
            }
        };
        let waited = timeout(limit, seen).await;
        waited.map_err(|_| NotSeen { entries: self.entries() })
    }

    /// Waits until a call has arrived and ended at least `count` times.
    ///
    /// # Errors
    /// As [`Self::wait_for`].
    pub async fn wait_for_ended(
        &self,
        rpc: Rpc,
        count: usize,
        limit: Duration,
    ) -> Result<(), NotSeen> {
        let ended = |e: &&Entry| e.rpc == Some(rpc) && !e.is_open();
        self.wait_for(|entries| entries.iter().filter(ended).count() >= count, limit).await
    }

    /// The descriptors to show requests with, see [`Entry::request_json`].
    #[must_use]
    pub fn messages(&self) -> &Messages {
        &self.messages
    }

    /// Writes the calls still open to the output of the journal, if any.
    pub fn write_open(&self) {
        for entry in self.entries().iter().filter(|e| e.is_open()) {
            self.write(entry);
        }
    }

    fn arrived(
        &self,
        connection: u64,
        rpc: Option<Rpc>,
        head: &http::request::Parts,
    ) -> Option<u64> {
        if let Some(counter) = rpc.and_then(|rpc| self.counters.get(rpc as usize)) {
            counter.arrived.fetch_add(1, Ordering::AcqRel);
        }
        let kept = match self.recording {
            Recording::Off => return None,
            Recording::Every(n) => n.max(1),
            Recording::All | Recording::Last(_) => 1,
        };
        let mut entry = Entry::new(connection, rpc, head.uri.path(), self.start.elapsed());
        let mut pages = self.pages();
        entry.sequence = self.calls.fetch_add(1, Ordering::AcqRel);
        if !entry.sequence.is_multiple_of(kept) {
            return None;
        }
        let sequence = entry.sequence;
        entry.authority = head.uri.authority().map(|authority| authority.as_str().into());
        entry.metadata = Metadata::from_headers(&head.headers);
        if let Recording::Last(limit) = self.recording
            && pages.entries.len() >= limit.max(1)
        {
            pages.forget_oldest();
        }
        pages.entries.push_back(entry);
        drop(pages);
        self.changed.notify_waiters();
        Some(sequence)
    }

    fn change(&self, sequence: u64, change: impl FnOnce(&mut Entry)) {
        if let Some(entry) = self.pages().find(sequence) {
            change(entry);
        }
        self.changed.notify_waiters();
    }

    fn ended(&self, rpc: Option<Rpc>, sequence: Option<u64>, sent: u64, outcome: Outcome) {
        if let Some(counter) = rpc.and_then(|rpc| self.counters.get(rpc as usize)) {
            let ended = if outcome == Outcome::Ok { &counter.ok } else { &counter.failed };
            ended.fetch_add(1, Ordering::AcqRel);
        }
        let Some(sequence) = sequence else { return };
        let now = self.start.elapsed();
        let mut finished = None;
        self.change(sequence, |entry| {
            entry.ended = Some(now);
            entry.outcome = Some(outcome);
            entry.messages_sent = sent;
            finished = self.sink.is_some().then(|| entry.clone());
        });
        if let Some(entry) = finished {
            self.write(&entry);
        }
    }

    /// A sink that fails (a closed pipe) must not disturb the calls.
    fn write(&self, entry: &Entry) {
        if let Some(sink) = &self.sink {
            let mut sink = sink.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = writeln!(sink, "{}", entry.to_json(&self.messages)).and_then(|()| sink.flush());
        }
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.pages().entries.iter()).finish()
    }
}

/// What was waited for did not happen in time.
#[derive(Clone, Debug)]
pub struct NotSeen {
    /// All entries at the end of the wait.
    pub entries: Vec<Entry>,
}

impl fmt::Display for NotSeen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not seen in time; the journal has:")?;
        for e in &self.entries {
            write!(f, "\n  {} {} {:?}", e.sequence, e.name(), e.outcome)?;
        }
        Ok(())
    }
}

impl std::error::Error for NotSeen {}

/// Shared by the calls that write into it.
pub(crate) type SharedJournal = Arc<Journal>;
