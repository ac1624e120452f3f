//! Readings on their way into the log, behind the backs of those who read.
//!
//! While the disk refuses, cases are read on: whose number has to be found cannot wait for a disk.
//! Such a reading is told to the log of the server at once, which is kept elsewhere (ids and kinds
//! only, as in the log itself), waits in memory, and is written when the disk takes it. What waits
//! when the process ends goes to a file of its own ([`left`](super::left)); the next process takes it
//! up, and writes it like its own as soon as the disk takes it.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use chrono::TimeDelta;

use super::{Entry, Fact, left, write};
use crate::domain::dates::OfficeZone;
use crate::store::change::{Author, Change, OFFICE_ITSELF};
use crate::store::engine::{self, Engine, Span};
use crate::store::error::StoreError;
use crate::store::read::Read;
use crate::store::records::tree;

/// Facts written in one change.
const GROUP: usize = 256;
/// Facts kept while the disk takes none; beyond, the oldest are given up, and the log of the server
/// says so.
const KEPT: usize = 65_536;
/// After a refusal (a full disk) it is tried again as often.
const AGAIN: Duration = Duration::from_secs(5);
/// What was asked for so long ago is in the log.
const WHILE: TimeDelta = TimeDelta::hours(1);

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

/// What is not in the log yet, the oldest first.
#[derive(Default)]
struct Waiting {
    facts: Vec<Fact>,
    /// So many of them are in the log of the server.
    told: usize,
    /// What was said last of the file of the process before.
    trouble: String,
}

impl Waiting {
    /// Puts what a process before left in front. The log of the server has it since then.
    fn put_in_front(&mut self, facts: Vec<Fact>) {
        self.told += facts.len();
        self.facts.splice(..0, facts);
    }

    fn let_go(&mut self, count: usize) {
        self.facts.drain(..count);
        self.told = self.told.saturating_sub(count);
    }

    /// Writes as much as the disk takes.
    fn write(&mut self, engine: &Engine) {
        while !self.facts.is_empty() {
            let group: Vec<Fact> = self.facts.iter().take(GROUP).cloned().collect();
            let count = group.len();
            if let Err(error) = write_group(engine, group) {
                tell(self.facts.get(self.told..).unwrap_or_default(), &error);
                self.told = self.facts.len();
                return;
            }
            self.let_go(count);
        }
    }

    /// Says once what is wrong with the file of the process before.
    fn complain(&mut self, error: String) {
        if self.trouble != error {
            tracing::error!(error, "the readings of the last process wait");
            self.trouble = error;
        }
    }

    fn give_up_what_is_too_much(&mut self) {
        let count = self.facts.len().saturating_sub(KEPT);
        if count > 0 {
            tracing::error!(count, "readings are lost to the log");
            self.let_go(count);
        }
    }
}

fn run(engine: &Engine, facts: &Receiver<Fact>, file: &Path) {
    let mut waiting = Waiting::default();
    let mut last = false;
    // whether the file of the process before is read, and whether it is gone
    let (mut is_read, mut is_gone) = (false, false);
    loop {
        if !is_read {
            is_read = take_up(engine, file, &mut waiting);
        }
        waiting.write(engine);
        waiting.give_up_what_is_too_much();
        if is_read && !is_gone && waiting.facts.is_empty() {
            is_gone = remove(file, &mut waiting);
        }
        if last {
            // nothing is written over what could not be read
            let kept = if waiting.facts.is_empty() {
                Ok(())
            } else if is_read {
                left::keep(file, &waiting.facts).map_err(|error| error.to_string())
            } else {
                Err("the file of those before cannot be read".to_owned())
            };
            if let Err(error) = kept {
                tracing::error!(error, "readings are lost to the log");
            }
            return;
        }
        let next = if is_gone && waiting.facts.is_empty() {
            facts.recv().map_err(|_| RecvTimeoutError::Disconnected)
        } else {
            facts.recv_timeout(AGAIN)
        };
        last = next == Err(RecvTimeoutError::Disconnected);
        waiting.facts.extend(next);
        waiting.facts.extend(facts.try_iter());
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

/// Takes in what the process before left, and false where that cannot be read. A group whose sync was
/// refused may lie in the log and in the file, and so may one whose process was killed before the file
/// was gone: what is in the log already is left out.
fn take_up(engine: &Engine, file: &Path, waiting: &mut Waiting) -> bool {
    let left = left::read(file).map_err(|error| error.to_string());
    let fresh = left.and_then(|facts| {
        let missing = engine.read(|view| not_in_log(view, facts));
        missing.map_err(|error| error.to_string())
    });
    match fresh {
        Ok(facts) => {
            waiting.put_in_front(facts);
            true
        }
        Err(error) => {
            waiting.complain(error);
            false
        }
    }
}

/// Those of the facts that no entry tells. It is looked back to a while before the first of them: a
/// change is dated when it was asked for, and stands behind readings that came a moment later.
fn not_in_log(view: &impl Read, mut facts: Vec<Fact>) -> Result<Vec<Fact>, StoreError> {
    let Some(first) = facts.iter().map(|fact| fact.at).min() else { return Ok(facts) };
    let mut entries = HashSet::new();
    view.each(Span { back: true, ..Span::all(tree::LOG) }, |entry: Entry| {
        let goes_on = entry.fact.at >= first - WHILE;
        entries.insert(entry.fact);
        goes_on
    })?;
    facts.retain(|fact| !entries.contains(fact));
    Ok(facts)
}

/// The file of the process before, whose readings are all in the log.
fn remove(file: &Path, waiting: &mut Waiting) -> bool {
    match fs::remove_file(file) {
        Ok(()) => tracing::info!("readings of the last process are in the log"),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => {
            waiting.complain(error.to_string());
            return false;
        }
    }
    true
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::disk::fault::{Fault, arm};
    use crate::store::engine::Options;

    fn fact(uid: u32) -> Fact {
        let at = chrono::DateTime::from_timestamp_millis(1_790_000_000_000).unwrap();
        let (action, subjects, fields) = ("show-case".to_owned(), vec![], vec![]);
        Fact { at, staff: None, uid, action, case: None, subjects, fields, refused: false }
    }

    fn open(office: &Path) -> Engine {
        Engine::open(office, Options::at(0), (), &mut |_| {}).unwrap().0
    }

    /// Who is in the log, as it lies on the disk.
    fn logged(engine: &Engine) -> Vec<u32> {
        let entries: Vec<Entry> =
            engine.read(|view| view.list(Span::all(tree::LOG), usize::MAX)).unwrap();
        entries.into_iter().map(|entry| entry.fact.uid).collect()
    }

    #[test]
    fn what_was_left_comes_into_the_log_once_the_disk_takes_it_without_another_start() {
        let office = tempfile::tempdir().unwrap();
        let file = office.path().join(left::FILE);
        left::keep(&file, &[1, 2].map(fact)).unwrap();
        let engine = open(office.path());
        arm(office.path(), Fault::Write);
        let readings = Readings::start(engine.clone(), office.path());
        while crate::journal::disk::fault::is_armed(office.path()) {
            thread::yield_now();
        }
        readings.add(fact(3));
        readings.close();
        assert_eq!((logged(&engine), file.exists()), (vec![1, 2, 3], false));
    }

    #[test]
    fn what_is_refused_again_and_again_is_left_in_order_and_no_more_than_is_kept() {
        let office = tempfile::tempdir().unwrap();
        let file = office.path().join(left::FILE);
        left::keep(&file, &[1, 2].map(fact)).unwrap();
        let engine = open(office.path());
        engine.close().unwrap();
        for uid in 3..5 {
            let readings = Readings::start(engine.clone(), office.path());
            readings.add(fact(uid));
            readings.close();
        }
        assert_eq!(left::read(&file).unwrap(), [1, 2, 3, 4].map(fact));

        let kept = u32::try_from(KEPT).unwrap();
        let mut waiting = Waiting { facts: vec![fact(kept); 2], told: 1, ..Waiting::default() };
        waiting.put_in_front((0..kept).map(fact).collect());
        waiting.give_up_what_is_too_much();
        assert_eq!((waiting.facts.len(), waiting.told), (KEPT, KEPT - 1));
        assert_eq!(waiting.facts.first(), Some(&fact(2)), "the oldest are given up");
    }

    #[test]
    fn what_is_in_the_log_already_comes_into_it_once() {
        let office = tempfile::tempdir().unwrap();
        let file = office.path().join(left::FILE);
        let engine = open(office.path());
        write_group(&engine, (0..300).map(fact).collect()).unwrap();
        let later = Fact { at: fact(0).at + WHILE * 2, ..fact(900) };
        write_group(&engine, vec![later]).unwrap();
        left::keep(&file, &(200..302).map(fact).collect::<Vec<_>>()).unwrap();
        Readings::start(engine.clone(), office.path()).close();
        let wanted: Vec<u32> = (0..300).chain([900, 300, 301]).collect();
        assert_eq!((logged(&engine), file.exists()), (wanted, false));
    }
}
