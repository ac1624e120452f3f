//! Readings on their way into the log, behind the backs of those who read.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::{Fact, write};
use crate::domain::dates::OfficeZone;
use crate::store::change::{Author, Change, OFFICE_ITSELF};
use crate::store::engine::{self, Engine};
use crate::store::error::StoreError;

/// Facts written in one change.
const GROUP: usize = 256;
/// Facts kept while the disk takes none; beyond, the oldest are given up, and the log of the server
/// says so.
const KEPT: usize = 65_536;
/// After a refusal (a full disk) it is tried again as often.
const AGAIN: Duration = Duration::from_secs(5);

/// The queue and its thread.
pub struct Readings {
    queue: Mutex<Option<Sender<Fact>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Readings {
    pub(in crate::store) fn start(engine: Engine) -> Self {
        let (queue, facts) = mpsc::channel();
        let thread = thread::Builder::new().name("readings".into());
        let thread = thread.spawn(move || run(&engine, &facts)).ok();
        Self { queue: Mutex::new(Some(queue)), thread: Mutex::new(thread) }
    }

    /// Takes a fact; it is written soon.
    pub fn add(&self, fact: Fact) {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = &*queue {
            // gone only when its thread is, which ends with the store
            let _ = queue.send(fact);
        }
    }

    /// Writes what waits and ends.
    pub fn close(&self) {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        // a panic in it was reported where it happened
        let _ = thread.map(JoinHandle::join);
    }
}

impl Drop for Readings {
    fn drop(&mut self) {
        self.close();
    }
}

fn run(engine: &Engine, facts: &Receiver<Fact>) {
    let mut waiting: Vec<Fact> = Vec::new();
    loop {
        let next = if waiting.is_empty() {
            facts.recv().map_err(|_| RecvTimeoutError::Disconnected)
        } else {
            facts.recv_timeout(AGAIN)
        };
        let last = next == Err(RecvTimeoutError::Disconnected);
        waiting.extend(next);
        waiting.extend(facts.try_iter());
        while !waiting.is_empty() {
            let group: Vec<Fact> = waiting.iter().take(GROUP).cloned().collect();
            let count = group.len();
            if let Err(error) = write_group(engine, group) {
                tracing::error!(%error, waiting = waiting.len(), "readings are not in the log yet");
                break;
            }
            waiting.drain(..count);
        }
        if waiting.len() > KEPT {
            tracing::error!(lost = waiting.len() - KEPT, "readings are lost to the log");
            waiting.drain(..waiting.len() - KEPT);
        }
        if last {
            return;
        }
    }
}

fn write_group(engine: &Engine, group: Vec<Fact>) -> Result<(), StoreError> {
    let Some(at) = group.last().map(|fact| fact.at) else { return Ok(()) };
    let by = engine::Author { time_ms: at.timestamp_millis(), staff: 0, request: 0 };
    let author = Author { staff: OFFICE_ITSELF, uid: 0, at, zone: OfficeZone::default() };
    engine.write(by, move |tx| {
        let mut change = Change::new(tx, author);
        change.for_good();
        group.into_iter().try_for_each(|fact| write(&mut change, fact))?;
        Ok::<_, StoreError>(Vec::new())
    })?;
    Ok(())
}
