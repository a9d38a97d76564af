//! The pen with which a running call writes into the journal. Dropping it
//! before the end means that the client, or the connection, went away.

use std::sync::Arc;

use bytes::Bytes;

use super::Journal;
use super::entry::Outcome;
use crate::rpc::Rpc;
use crate::server::Connection;

/// Notes the course of one call.
#[derive(Debug)]
pub(crate) struct Record {
    journal: Arc<Journal>,
    connection: Arc<Connection>,
    rpc: Option<Rpc>,
    sequence: Option<u64>,
    sent: u64,
    ended: bool,
}

impl Record {
    pub(crate) fn start(
        journal: &Arc<Journal>,
        connection: &Arc<Connection>,
        rpc: Option<Rpc>,
        head: &http::request::Parts,
    ) -> Self {
        Self {
            sequence: journal.arrived(connection.number(), rpc, head),
            journal: Arc::clone(journal),
            connection: Arc::clone(connection),
            rpc,
            sent: 0,
            ended: false,
        }
    }

    pub(crate) fn request(&self, message: &Bytes) {
        if let Some(sequence) = self.sequence {
            self.journal.change(sequence, |e| e.request = Some(message.clone()));
        }
    }

    pub(crate) fn sent_message(&mut self, is_stream: bool) {
        self.sent += 1;
        if let (Some(sequence), true) = (self.sequence, is_stream) {
            let sent = self.sent;
            self.journal.change(sequence, |e| e.messages_sent = sent);
        }
    }

    pub(crate) fn end(&mut self, outcome: Outcome) {
        if !self.ended {
            self.ended = true;
            self.journal.ended(self.rpc, self.sequence, self.sent, outcome);
        }
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        let outcome =
            if self.connection.is_lost() { Outcome::ConnectionLost } else { Outcome::Cancelled };
        self.end(outcome);
    }
}
