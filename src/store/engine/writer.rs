//! The one thread that makes changes: takes all that wait, validates each on the state the one
//! before left, appends them with one sync, shows them to the readers and the projection, answers.

use super::backlog::Group;
use super::error::EngineError;
use super::history;
use super::layers::{Layer, Slot, Span};
use super::recent::Recent;
use super::tx::Tx;
use super::view::View;
use super::{Author, Committed, Projection, Shared};
use crate::journal::frame::MAX_PAYLOAD;
use crate::journal::{AppendError, ChangeSet, Journal};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender};
use std::sync::{Arc, PoisonError};

/// A group is closed when it has so many changes or bytes.
const GROUP_CHANGES: usize = 512;
const GROUP_BYTES: usize = 1 << 20;

/// Makes the change; `None` when it was rejected and its sender knows.
pub type Run = Box<dyn FnOnce(&mut Tx<'_>) -> Option<Vec<u8>> + Send>;
/// Takes the outcome to whoever waits for it.
pub type Done = Box<dyn FnOnce(Result<Committed, EngineError>) + Send>;

/// What the thread is asked to do.
pub enum Message {
    /// Make a change.
    Write(Author, Run, Done),
    /// Begin a new segment.
    Rotate(SyncSender<Result<(), EngineError>>),
    /// Delete the segments that hold nothing behind this change.
    Drop(u64, SyncSender<Result<(), EngineError>>),
    /// Have the office compacted as when the journal has grown; nobody waits for it.
    Compact,
    /// Leave.
    Stop,
}

/// The thread's own things.
pub struct Writer<P> {
    pub shared: Arc<Shared>,
    pub journal: Journal,
    pub projection: P,
    pub recent: Recent,
    /// Wakes the upkeep thread when the journal has grown enough.
    pub grown: SyncSender<()>,
    /// Size of the journal at which it does.
    pub compact_at: u64,
}

/// The changes that share one sync.
#[derive(Default)]
struct Batch {
    layer: Layer,
    changes: Vec<ChangeSet>,
    payloads: Vec<Vec<u8>>,
    bytes: usize,
    /// Who waits, and for which change.
    waiting: Vec<(Done, u64, bool)>,
    requests: Recent,
}

impl Batch {
    fn is_full(&self) -> bool {
        self.payloads.len() >= GROUP_CHANGES || self.bytes >= GROUP_BYTES
    }
}

impl<P: Projection> Writer<P> {
    /// Works until told to stop, until every sender is gone or until nothing can be taken any more.
    pub fn run(mut self, queue: &Receiver<Message>) {
        while let Ok(mut message) = queue.recv() {
            let mut batch = Batch::default();
            let after = loop {
                match message {
                    Message::Write(author, run, done) => self.stage(&mut batch, author, run, done),
                    other => break Some(other),
                }
                if batch.is_full() {
                    break None;
                }
                match queue.try_recv() {
                    Ok(next) => message = next,
                    Err(_) => break None,
                }
            };
            self.commit(batch);
            match after {
                Some(Message::Stop) => break,
                Some(Message::Rotate(reply)) => {
                    let _ = reply.send(self.rotate());
                }
                Some(Message::Drop(through, reply)) => {
                    let _ = reply.send(self.drop_through(through));
                }
                Some(Message::Compact) => {
                    let _ = self.grown.try_send(());
                }
                Some(Message::Write(..)) | None => {}
            }
            match self.shared.failure() {
                None => {}
                Some(failed @ EngineError::DiskFailed(_)) => return self.refuse(queue, &failed),
                // who waits learns that the engine has stopped
                Some(_) => break,
            }
        }
    }

    /// Nothing can be changed any more, but what is there is read on: everybody who wants to change
    /// something is told why not, and of what was made before that it was.
    fn refuse(self, queue: &Receiver<Message>, failed: &EngineError) {
        let Self { shared, recent, projection, grown, .. } = self;
        drop((projection, grown)); // who listens to them learns that no more will come
        for message in queue {
            match message {
                Message::Write(author, _, done) => {
                    let made = recent.get(author.staff, author.request);
                    let made = made.filter(|_| author.request != 0);
                    done(made.map_or_else(|| Err(failed.clone()), |seq| repeated(&shared, seq)));
                }
                Message::Rotate(reply) | Message::Drop(_, reply) => {
                    let _ = reply.send(Err(failed.clone()));
                }
                Message::Compact => {}
                Message::Stop => return,
            }
        }
    }

    /// Makes one change on top of the batch.
    fn stage(&self, batch: &mut Batch, author: Author, run: Run, done: Done) {
        let Author { staff, request, .. } = author;
        let requests = [&batch.requests, &self.recent];
        let known = requests.iter().find_map(|recent| recent.get(staff, request));
        let kin = requests.iter().any(|recent| recent.has_kin(staff, request));
        if let Some(seq) = known.filter(|_| request != 0) {
            batch.waiting.push((done, seq, true));
            return;
        }
        if let Some(reason) = self.shared.failure() {
            done(Err(reason));
            return;
        }
        let seq = self.journal.next_seq() + batch.payloads.len() as u64;
        let mut tx = Tx::new(View::new(&self.shared), &batch.layer, seq, author, kin);
        let change = match catch_unwind(AssertUnwindSafe(|| run(&mut tx))) {
            Ok(Some(answer)) => tx.finish(answer),
            Ok(None) => return,
            Err(_) => return done(Err(EngineError::Panicked)),
        };
        let payload = change.encode();
        if payload.len() > MAX_PAYLOAD {
            return done(Err(EngineError::TooLarge(payload.len())));
        }
        for (key, value) in history::writes(seq, &change) {
            batch.layer.insert(key, Slot { seq, value });
        }
        if request != 0 {
            batch.requests.insert(staff, request, seq);
        }
        batch.bytes += payload.len();
        batch.payloads.push(payload);
        batch.changes.push(change);
        batch.waiting.push((done, seq, false));
    }

    /// Makes the batch durable, shows it and answers.
    fn commit(&mut self, batch: Batch) {
        let first = self.journal.next_seq();
        if let Err(error) = self.append(&batch.payloads) {
            for (done, seq, _) in batch.waiting {
                // a repeated request whose change is older than this batch is safe
                done(if seq < first { repeated(&self.shared, seq) } else { Err(error.clone()) });
            }
            return;
        }
        let writes = batch.layer.iter().map(|(key, slot)| (key.clone(), slot.value.clone()));
        let through = self.journal.next_seq() - 1;
        let group = Group { through, writes: writes.collect() };
        self.shared.overlay.write().unwrap_or_else(PoisonError::into_inner).extend(batch.layer);
        self.recent.extend(batch.requests);
        self.project(first, &batch.changes);
        if let Some(last) = batch.changes.last() {
            self.shared.tick(last.time_ms);
        }
        let mut answers = batch.changes.into_iter().map(|change| change.answer);
        for (done, seq, is_repeated) in batch.waiting {
            done(if is_repeated {
                repeated(&self.shared, seq)
            } else {
                let answer = answers.next().unwrap_or_default();
                Ok(Committed { seq, answer, repeated: false })
            });
        }
        if group.through >= first {
            self.shared.backlog.push(group);
        }
        let step = self.shared.options.compact_bytes;
        if step > 0 && self.journal.size() >= self.compact_at {
            self.compact_at = self.journal.size() + step;
            let _ = self.grown.try_send(());
        }
    }

    fn append(&mut self, payloads: &[Vec<u8>]) -> Result<(), EngineError> {
        if payloads.is_empty() {
            return Ok(());
        }
        self.shared.check_room()?;
        self.journal.append(payloads).map_err(|error| self.refused(error))
    }

    fn rotate(&mut self) -> Result<(), EngineError> {
        self.journal.rotate().map_err(|error| self.refused(error))
    }

    /// A journal that cannot be trusted is opened anew, by a process that begins.
    fn refused(&self, error: AppendError) -> EngineError {
        match error.into() {
            error @ EngineError::DiskFailed(_) => self.shared.stop_taking(error),
            error => error,
        }
    }

    fn project(&mut self, first: u64, changes: &[ChangeSet]) {
        let projected = catch_unwind(AssertUnwindSafe(|| {
            for (seq, change) in (first..).zip(changes) {
                self.projection.commit(seq, &change.ops);
            }
        }));
        if projected.is_err() {
            // durable, but lists are wrong from now on: the next start reads them anew
            self.shared.fail("the projection panicked".into());
        }
    }

    fn drop_through(&mut self, through: u64) -> Result<(), EngineError> {
        let dropped = self.journal.drop_through(through);
        self.compact_at = self.journal.size() + self.shared.options.compact_bytes;
        let oldest = View::new(&self.shared).range(Span::all(history::CHANGES), 1)?;
        let oldest = oldest
            .first()
            .and_then(|(key, _)| Some(u64::from_be_bytes(key.as_slice().try_into().ok()?)));
        self.recent.forget_before(oldest);
        dropped.map_err(|error| EngineError::NotWritten(error.to_string()))
    }
}

/// The first answer of a change that was committed before.
fn repeated(shared: &Shared, seq: u64) -> Result<Committed, EngineError> {
    let past = View::new(shared).past(seq)?;
    let answer = past.map(|past| past.change.answer).unwrap_or_default();
    Ok(Committed { seq, answer, repeated: true })
}
