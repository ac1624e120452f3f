//! Readings on their way into the log, behind the backs of those who read.
//!
//! While the disk refuses, cases are read on: whose number has to be found cannot wait for a disk.
//! Such a reading is told to the log of the server at once, which is kept elsewhere (ids and kinds
//! only, as in the log itself), waits in memory, and is written when the disk takes it. What waits
//! when the process ends goes to a file of its own ([`left`](super::left)), from which the next start
//! takes it up.

use std::fs;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::{Fact, left, write};
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
    pub(in crate::store) fn start(engine: Engine, office: &Path) -> Self {
        let (queue, facts) = mpsc::channel();
        let file = office.join(left::FILE);
        let thread = thread::Builder::new().name("readings".into());
        let thread = thread.spawn(move || run(&engine, &facts, &file)).ok();
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

    /// Writes what waits, to a file of its own if it must be, and ends.
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

fn run(engine: &Engine, facts: &Receiver<Fact>, file: &Path) {
    take_up(engine, file);
    let mut waiting: Vec<Fact> = Vec::new();
    // so many of them are in the log of the server
    let mut told = 0;
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
            if let Err(error) = write_group(engine, group, 0) {
                tell(waiting.get(told..).unwrap_or_default(), &error);
                told = waiting.len();
                break;
            }
            waiting.drain(..count);
            told = told.saturating_sub(count);
        }
        if waiting.len() > KEPT {
            let count = waiting.len() - KEPT;
            tracing::error!(count, "readings are lost to the log");
            waiting.drain(..count);
            told = told.saturating_sub(count);
        }
        if last {
            let kept = if waiting.is_empty() { Ok(()) } else { left::keep(file, waiting) };
            if let Err(error) = kept {
                tracing::error!(%error, "readings are lost to the log");
            }
            return;
        }
    }
}

/// Tells the log of the server of readings that ours cannot have yet.
fn tell(facts: &[Fact], error: &StoreError) {
    if !facts.is_empty() {
        tracing::error!(%error, count = facts.len(), "readings are not in the log yet");
    }
    for Fact { at, staff, uid, action, case, refused, .. } in facts {
        let (staff, case) = (staff.map(|staff| staff.0), case.map(|case| case.0));
        tracing::warn!(%at, staff, uid, action, case, refused, "not in the log yet");
    }
}

/// Writes what the process before left. Each group has its own name, so that it comes into the log
/// once even if this process is killed before the file is gone.
fn take_up(engine: &Engine, file: &Path) {
    let done = left::read(file).map_err(|error| error.to_string()).and_then(|facts| {
        for group in facts.chunks(GROUP) {
            let name = Sha256::digest(left::seal(group));
            let request = name.first_chunk().map_or(0, |name| u128::from_le_bytes(*name));
            write_group(engine, group.to_vec(), request).map_err(|error| error.to_string())?;
        }
        if facts.is_empty() {
            return Ok(());
        }
        tracing::info!(count = facts.len(), "readings of the last process are in the log");
        fs::remove_file(file).map_err(|error| error.to_string())
    });
    if let Err(error) = done {
        tracing::error!(error, "readings of the last process are not in the log yet");
    }
}

fn write_group(engine: &Engine, group: Vec<Fact>, request: u128) -> Result<(), StoreError> {
    let Some(at) = group.last().map(|fact| fact.at) else { return Ok(()) };
    let by = engine::Author { time_ms: at.timestamp_millis(), staff: 0, request };
    let author = Author { staff: OFFICE_ITSELF, uid: 0, at, zone: OfficeZone::default() };
    engine.write(by, move |tx| {
        let mut change = Change::new(tx, author);
        change.for_good();
        group.into_iter().try_for_each(|fact| write(&mut change, fact))?;
        Ok::<_, StoreError>(Vec::new())
    })?;
    Ok(())
}
