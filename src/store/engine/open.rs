//! Opening an office: lock, replay, one scan that checks everything and feeds the projection.

use super::backlog::{self, Backlog};
use super::dirs::{Dirs, Lock, lock};
use super::error::{Damage, OpenError, RecordsError};
use super::history::{self, CHANGES, Past};
use super::kept;
use super::layers::Layer;
use super::origin;
use super::rebuild;
use super::recent::Recent;
use super::records::{Applied, Records, Writes};
use super::report::{OpenReport, Options, Progress, Rebuilt, Stage};
use super::writer::Writer;
use super::{Engine, Handle, Projection, Shared, upkeep};
use crate::journal::change::ChangeError;
use crate::journal::disk::{self, at};
use crate::journal::scan::segments;
use crate::journal::{ChangeSet, Digest, DiskError, Journal, Scan, Tree};
use std::fs;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, OnceLock, RwLock};
use std::thread::{self, JoinHandle};

/// Values a batch has while replaying.
pub const REPLAY_BATCH: usize = 4000;
/// Progress is told after so many records.
const PROGRESS: u64 = 10_000;

/// What opening collects on its way.
pub struct Opening<'a, P> {
    pub dirs: Dirs,
    pub options: Options,
    pub scan: Scan,
    pub projection: P,
    pub recent: Recent,
    pub report: OpenReport,
    /// The last change the records say they have.
    pub claimed: Option<u64>,
    pub progress: &'a mut dyn FnMut(Progress),
}

impl Engine {
    /// Opens an office, or makes an empty one. Damaged records are built anew; damage that is more
    /// than that is an error and changes nothing. `progress` is told about long steps.
    pub fn open<P: Projection + 'static>(
        office: &Path,
        options: Options,
        projection: P,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(Engine, OpenReport), OpenError> {
        disk::create_dir(office)?;
        let lock = lock(office)?;
        let dirs = Dirs::create(office)?;
        disk::remove_temporary(&dirs.journal)?;
        disk::remove_temporary(&dirs.snapshots)?;
        kept::put_back(&dirs)?;
        let mut opening = Opening {
            scan: scan(&dirs)?,
            dirs,
            options,
            projection,
            recent: Recent::default(),
            report: OpenReport::default(),
            claimed: None,
            progress,
        };
        let opened = opening.records().and_then(|records| {
            let journal = opening.journal(&records)?;
            kept::let_go(&opening.dirs)?;
            Ok((records, journal))
        });
        let unmarked = opening.unmark(opened.is_ok());
        let (records, journal) = opened?;
        unmarked?;
        start(opening, records, journal, lock)
    }
}

impl<P: Projection> Opening<'_, P> {
    /// Sound records at the last change, the projection fed.
    fn records(&mut self) -> Result<Records, OpenError> {
        let why = match self.trusted()? {
            Ok(records) => return Ok(records),
            Err(why) => why,
        };
        let records = rebuild::rebuild(self, why)?;
        if self.load(&records)? { Ok(records) } else { Err(OpenError::Damaged(Damage::Digest)) }
    }

    /// The records that are there, or why they have to be built anew.
    fn trusted(&mut self) -> Result<Result<Records, Rebuilt>, OpenError> {
        let died = fs::read(&self.dirs.marker).ok();
        if died.as_deref() == Some(rebuild::MARK) {
            rebuild::discard(&self.dirs.records)?;
        }
        self.mark(b"opening\n")?;
        if disk::exists(&self.dirs.records)? {
            if !rebuild::is_possible(self)? {
                // not given up because a start was killed, and not left to sled alone
                kept::keep(&self.dirs)?;
            } else if died.is_some() {
                return Ok(Err(Rebuilt::DiedOpening));
            }
        } else if self.scan.last > 0 || upkeep::any_snapshot(&self.dirs)? {
            return Ok(Err(Rebuilt::Missing));
        }
        match self.try_records() {
            Ok(tried) => Ok(tried),
            Err(Trouble::Damaged(reason)) => Ok(Err(Rebuilt::Damaged(reason))),
            Err(Trouble::Open(error)) => Err(error),
        }
    }

    /// The records, unless they do not belong to the journal or it cannot bring them up to date.
    fn try_records(&mut self) -> Result<Result<Records, Rebuilt>, Trouble> {
        let records = Records::open(&self.dirs.records, self.options.cache_bytes)?;
        let from = records.applied().seq;
        if !origin::is_of_journal(&records, &self.scan)? {
            return Ok(Err(Rebuilt::Foreign));
        }
        self.claimed = Some(from);
        if !self.scan.covers(from) {
            return Ok(Err(Rebuilt::Behind));
        }
        self.replay(&records, from, self.scan.last)?;
        if !self.load(&records)? {
            return Err(Trouble::Damaged("count or digest is wrong".into()));
        }
        self.report.replayed = self.scan.last.saturating_sub(from);
        Ok(Ok(records))
    }

    /// Applies the changes in `(from, to]`.
    pub fn replay(&mut self, records: &Records, from: u64, to: u64) -> Result<(), Trouble> {
        let mut writes = Writes::new();
        let mut reached = from;
        let total = to.saturating_sub(from);
        let progress = &mut *self.progress;
        self.scan.replay::<Trouble>(from, to, |seq, payload| {
            let change = decode(seq, payload)?;
            writes.extend(history::writes(seq, &change));
            reached = seq;
            if writes.len() >= REPLAY_BATCH {
                records.apply(seq, &std::mem::take(&mut writes))?;
                progress(Progress { stage: Stage::Replay, done: seq - from, total });
            }
            Ok(())
        })?;
        if reached > from {
            records.apply(reached, &writes)?;
        }
        Ok(())
    }

    /// Reads every record once: into the projection, and to compare count and digest.
    pub fn load(&mut self, records: &Records) -> Result<bool, Trouble> {
        self.projection.clear();
        self.recent = Recent::default();
        let Applied { seq, digest: expected } = *records.applied();
        let mut digest = Digest::default();
        for pair in records.all() {
            let (flat, value) = pair?;
            digest.add(&flat, &value);
            let Some((tree, key)) = flat.split_first() else { continue };
            if Tree(*tree) == CHANGES {
                self.remember(key, &value);
            } else {
                let loaded = self.projection.load(Tree(*tree), key, &value);
                loaded.map_err(OpenError::Unreadable)?;
            }
            if digest.count % PROGRESS == 0 {
                let (stage, done) = (Stage::Load, digest.count);
                (self.progress)(Progress { stage, done, total: expected.count });
            }
        }
        (self.report.seq, self.report.records) = (seq, digest.count);
        Ok(digest == expected)
    }

    fn remember(&mut self, key: &[u8], entry: &[u8]) {
        let past = Past::read(key, entry).filter(|past| past.change.request != 0);
        if let Some(past) = past {
            self.recent.insert(past.change.staff, past.change.request, past.seq);
        }
    }

    /// The journal to go on with. Where it is damaged or shorter than the records, which are sound,
    /// a snapshot of them and a new journal take its place.
    fn journal(&mut self, records: &Records) -> Result<Journal, OpenError> {
        let applied = *records.applied();
        let damaged: Vec<PathBuf> = self.scan.damaged().map(|s| s.path.clone()).collect();
        if damaged.is_empty() && applied.seq <= self.scan.last {
            self.keep_torn()?;
            return Ok(Journal::resume(&self.dirs.journal, &self.scan)?);
        }
        tracing::error!(seq = applied.seq, "the journal is damaged; a new one is begun");
        self.report.journal_renewed = true;
        upkeep::quiet_snapshot(&self.dirs, records)?;
        // in this order a start that dies here is repaired by the next one
        let journal = Journal::start(&self.dirs.journal, applied.seq + 1)?;
        for segment in self.scan.segments.iter().filter(|segment| segment.first <= applied.seq) {
            let aside = self.dirs.set_aside(&segment.path, self.options.now_ms)?;
            self.report.set_aside.push(aside);
        }
        Ok(journal)
    }

    /// An incomplete group at the end is about to be cut off. The records do not have it and nothing
    /// stands behind it, so it was most likely never acknowledged; in case it was, its bytes stay.
    fn keep_torn(&mut self) -> Result<(), DiskError> {
        let tail = self.scan.torn_tail()?;
        if tail.is_empty() {
            return Ok(());
        }
        let (after, bytes) = (self.scan.last, tail.len());
        let kept = self.dirs.keep_cut(after, &tail, self.options.now_ms)?;
        let file = kept.file_name().unwrap_or_default().display();
        tracing::warn!(after, bytes, %file, "an incomplete change was cut off the journal and kept");
        self.report.torn_bytes = bytes as u64;
        Ok(())
    }

    /// Leaves the marker that tells the next start where this one died.
    pub fn mark(&self, text: &[u8]) -> Result<(), DiskError> {
        let path = &self.dirs.marker;
        disk::create(path)?.write_all(text).map_err(at(path))
    }

    /// A start that ends with an error did not die; but half-built records stay marked.
    fn unmark(&self, opened: bool) -> Result<(), DiskError> {
        let path = &self.dirs.marker;
        let half_built = !opened && fs::read(path).is_ok_and(|text| text == rebuild::MARK);
        if half_built { Ok(()) } else { fs::remove_file(path).map_err(at(path)) }
    }
}

/// What stands in the way of using the records that are there.
pub enum Trouble {
    /// They are to be built anew.
    Damaged(String),
    /// Opening fails.
    Open(OpenError),
}

impl From<RecordsError> for Trouble {
    fn from(error: RecordsError) -> Self {
        match error {
            RecordsError::Damaged(reason) => Self::Damaged(reason),
            other => Self::Open(other.into()),
        }
    }
}

impl From<OpenError> for Trouble {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}

impl From<DiskError> for Trouble {
    fn from(error: DiskError) -> Self {
        Self::Open(error.into())
    }
}

impl From<Trouble> for OpenError {
    /// For records that were just built: damage in them is not to be repaired by building again.
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Damaged(_) => OpenError::Damaged(Damage::Digest),
            Trouble::Open(error) => error,
        }
    }
}

/// A change of the journal.
pub fn decode(seq: u64, payload: &[u8]) -> Result<ChangeSet, OpenError> {
    ChangeSet::decode(payload).map_err(|error| match error {
        ChangeError::Newer(_) => OpenError::Newer(format!("change {seq}")),
        ChangeError::Malformed => OpenError::Damaged(Damage::Undecodable(seq)),
    })
}

/// Reads the journal; a new office gets its first segment before anything else, so that a journal
/// without one is known to have lost it.
fn scan(dirs: &Dirs) -> Result<Scan, OpenError> {
    if let Some((_, last)) = segments(&dirs.journal)?.last() {
        // the process before may have left because this could not be written
        disk::forget_cached(last)?;
    }
    let scan = Scan::read(&dirs.journal)?;
    if !scan.segments.is_empty() || disk::exists(&dirs.records)? || upkeep::any_snapshot(dirs)? {
        return Ok(scan);
    }
    Journal::start(&dirs.journal, 1)?;
    Ok(Scan::read(&dirs.journal)?)
}

/// Starts the three threads.
fn start<P: Projection + 'static>(
    opening: Opening<'_, P>,
    records: Records,
    journal: Journal,
    lock: Lock,
) -> Result<(Engine, OpenReport), OpenError> {
    let Opening { dirs, options, projection, recent, report, .. } = opening;
    let (compact_at, now_ms) = (options.compact_bytes, options.now_ms);
    let backlog = Backlog::default();
    backlog.applied(report.seq);
    let shared = Arc::new(Shared {
        dirs,
        options,
        records,
        overlay: RwLock::new(Layer::new()),
        records_failed: AtomicBool::new(false),
        memory: OnceLock::new(),
        backlog,
        failure: OnceLock::new(),
        last_ms: AtomicI64::new(now_ms),
        upkeep: Mutex::new(()),
        _lock: lock,
    });
    let (queue, messages) = mpsc::channel();
    let (grown, wake) = mpsc::sync_channel(1);
    let writer =
        Writer { shared: Arc::clone(&shared), journal, projection, recent, grown, compact_at };
    let engine =
        Engine(Arc::new(Handle { queue: queue.clone(), threads: Mutex::default(), shared }));
    let threads = spawn(&engine, writer, messages, queue, wake)?;
    if let Ok(mut slot) = engine.0.threads.lock() {
        *slot = threads;
    }
    Ok((engine, report))
}

fn spawn<P: Projection + 'static>(
    engine: &Engine,
    writer: Writer<P>,
    messages: Receiver<super::writer::Message>,
    queue: Sender<super::writer::Message>,
    wake: Receiver<()>,
) -> Result<Vec<JoinHandle<()>>, DiskError> {
    let shared = || Arc::clone(&engine.0.shared);
    let named = |name: &str, work: Box<dyn FnOnce() + Send>| {
        let office = &engine.0.shared.dirs.office;
        thread::Builder::new().name(name.into()).spawn(work).map_err(at(office))
    };
    let (writing, applying, keeping) = (shared(), shared(), shared());
    Ok(vec![
        named("writer", Box::new(move || ending(&writing, || writer.run(&messages))))?,
        named("records", Box::new(move || ending(&applying, || backlog::run(&applying))))?,
        named("upkeep", Box::new(move || upkeep::run(&keeping, &queue, &wake)))?,
    ])
}

/// When writer or records end, in whatever way, nobody waits for them any more.
fn ending(shared: &Shared, work: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(work)).is_err() {
        shared.fail("a thread of the engine panicked".into());
    }
    shared.backlog.close();
}
