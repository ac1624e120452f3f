//! The store: an office's records over journal and sled, one file a noun.
//!
//! ```text
//! handler ─ Store::write ─ Change ─ visits::record … ─ Tx ─ journal, records
//!                             └─ log::write            └─ Feed ─ Roster, Affected
//! handler ─ Store::read ─ View ─ persons::of …
//! handler ─ Store::roster ─ pages, search
//! ```
//!
//! - [`engine`]: bytes under keys, durable; knows no noun.
//! - [`records`]: each noun as it is kept, in frozen versions.
//! - `persons`, `households`, `cases`, `visits`, …: what is read and what may be done with a noun,
//!   as functions over [`read::Read`] and [`change::Change`].
//! - [`roster`]: what lists, search and access need, in memory; [`search`]: names.
//! - [`drafts`]: forms not saved yet, apart from the journal. [`log`]: who did and saw what.
//!   [`backup`]: an office as one stream. [`half`]: an office that is only being made.
//!
//! Who may see what is the server's business; the store is told ([`roster::Viewer`]).
pub mod areas;
pub mod assessments;
pub mod backup;
pub mod cases;
pub mod change;
pub mod distinct;
pub mod drafts;
pub mod engine;
pub mod error;
pub mod facts;
pub mod followups;
pub mod half;
pub mod households;
pub mod letters;
pub mod log;
pub mod members;
pub mod merge;
pub mod moves;
pub mod needs;
pub mod notes;
pub mod office;
pub mod papers;
pub mod parts;
pub mod persons;
pub mod phases;
pub mod protocols;
pub mod read;
pub mod records;
pub mod roster;
pub mod search;
pub mod sites;
pub mod staff;
pub mod topics;
mod undo;
pub mod visits;

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::time::SystemTime;

use crate::codec;
use crate::domain::case::Case;
use crate::domain::ids::{CaseId, RequestId, StaffId};
use crate::domain::office::Office;

pub use change::{Author, Change, OFFICE_ITSELF, Outcome};
pub use engine::{OpenError, OpenReport, Options, Progress, UndoError, View};
pub use error::StoreError;
pub use read::Read;

use backup::Backup;
use change::Answer;
use drafts::Drafts;
use engine::{CHANGES, Engine, EngineError, Past, Span};
use log::{Broken, Fact, Readings};
use roster::{Affected, Feed, Loader, Roster};

/// Entries of the log checked on one view.
const LOG_PAGE: usize = 1000;

/// An open office. One process has it, all its threads share it.
pub struct Store {
    readings: Readings,
    engine: Engine,
    roster: Arc<RwLock<Roster>>,
    drafts: Drafts,
}

/// An office that was just opened.
pub struct Opened {
    /// The office.
    pub store: Store,
    /// What was found and done.
    pub report: OpenReport,
    /// Tells of every change after it is on disk and in the roster, from the writer's thread.
    pub changes: Receiver<Affected>,
}

/// A change that is on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Names the change, to undo it.
    pub change: u64,
    /// The id of the main record made or changed.
    pub id: u64,
    /// The case it belongs to.
    pub case: Option<CaseId>,
    /// This request had been carried out before; nothing was done now.
    pub repeated: bool,
}

impl Store {
    /// Opens an office directory, or makes an empty one: [`Store::found`] is then the first thing
    /// to do. `progress` is told about long steps. On a full disk the room reserved for drafts is
    /// given up rather than the office kept closed.
    pub fn open(
        dir: &Path,
        options: Options,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Opened, OpenError> {
        match Self::try_open(dir, options.clone(), progress) {
            Err(OpenError::Disk(error)) if error.is_full() && Drafts::let_go(dir).is_ok() => {
                Self::try_open(dir, options, progress)
            }
            opened => opened,
        }
    }

    fn try_open(
        dir: &Path,
        options: Options,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Opened, OpenError> {
        half::check(dir)?;
        let roster = Arc::<RwLock<Roster>>::default();
        let (sender, changes) = mpsc::channel();
        let loader = Arc::new(Loader::new(Arc::clone(&roster)));
        let feed =
            Feed { roster: Arc::clone(&roster), loader: Arc::clone(&loader), changes: sender };
        let (engine, report) = Engine::open(dir, options, feed, progress)?;
        loader.finish().map_err(OpenError::Unreadable)?;
        let drafts = Drafts::open(dir)?;
        if drafts.any()? {
            drafts.forget_saved(&saved_requests(&engine))?;
        }
        let readings = Readings::start(engine.clone(), dir);
        Ok(Opened { store: Store { readings, engine, roster, drafts }, report, changes })
    }

    /// The roster as it is now. Changes wait while it is held: take what is needed and let go.
    pub fn roster(&self) -> RwLockReadGuard<'_, Roster> {
        self.roster.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the office record of an empty office.
    pub fn found(&self, author: &Author, office: Office) -> Result<Written, StoreError> {
        self.write(author, None, "found", move |change| office::found(change, &office))
    }

    /// Makes a change with its log entry: one change-set, on disk when this returns. The closure
    /// runs on the writer's thread, must not use the store, and leaves nothing when it fails. A
    /// request that was carried out before is answered as it was then.
    pub fn write(
        &self,
        author: &Author,
        request: Option<RequestId>,
        action: &'static str,
        make: impl FnOnce(&mut Change<'_, '_>) -> Result<Outcome, StoreError> + Send + 'static,
    ) -> Result<Written, StoreError> {
        let author = *author;
        let by = engine::Author {
            time_ms: author.at.timestamp_millis(),
            staff: author.staff.0,
            request: request.map_or(0, |request| request.0),
        };
        let committed = self.engine.write(by, move |tx| {
            let mut change = Change::new(tx, author);
            let outcome = make(&mut change)?;
            let answer = Answer { id: outcome.id, case: outcome.case.map(|c| c.0) };
            log::write(&mut change, fact(&author, action, outcome))?;
            Ok::<_, StoreError>(codec::encode(&answer)?)
        })?;
        if let Some(request) = request {
            self.drafts.committed(author.uid, request);
        }
        let Answer { id, case } = codec::decode(&committed.answer)?;
        let (change, repeated) = (committed.seq, committed.repeated);
        Ok(Written { change, id, case: case.map(CaseId), repeated })
    }

    /// Who made a change of the last 30 days, the case it belongs to, and every case with a record
    /// that undo would touch, as things stand now.
    pub fn made(&self, change: u64) -> Result<(StaffId, Option<CaseId>, Vec<CaseId>), StoreError> {
        let past = self.engine.read(|view| view.past(change))?.ok_or(UndoError::Expired)?;
        let Answer { case, .. } = codec::decode(&past.change.answer)?;
        let roster = self.roster();
        let cases = past.undoable().filter_map(|op| roster.case_of_record(op.tree, &op.key));
        Ok((StaffId(past.change.staff), case.map(CaseId), cases.collect()))
    }

    /// What the log tells of a change of the last 30 days.
    pub fn fact_of(&self, change: u64) -> Result<Fact, StoreError> {
        self.engine.read(|view| {
            let past = view.past(change)?.ok_or(UndoError::Expired)?;
            let mut told = past.change.ops.iter().filter(|op| op.tree == records::tree::LOG);
            let told = told.next().ok_or(StoreError::NotFound)?;
            let entry: Option<log::Entry> = view.record(&told.key)?;
            Ok(entry.ok_or(StoreError::NotFound)?.fact)
        })
    }

    /// Takes back a change of the author's own. Records that somebody changed since are not
    /// touched: [`UndoError::Changed`] names who.
    pub fn undo(
        &self,
        author: &Author,
        request: Option<RequestId>,
        change: u64,
    ) -> Result<Written, StoreError> {
        self.undo_if(author, request, change, |_, _| true)
    }

    /// The same, unless the case it concerns, as it is and as it would be again, may not be
    /// changed like that.
    pub fn undo_if(
        &self,
        author: &Author,
        request: Option<RequestId>,
        seq: u64,
        allowed: impl FnOnce(&Case, &Case) -> bool + Send + 'static,
    ) -> Result<Written, StoreError> {
        self.write(author, request, "undo", move |change| {
            let staff = change.author().staff;
            let past = change.tx().past(seq)?.ok_or(UndoError::Expired)?;
            if past.change.staff != staff.0 {
                return Err(StoreError::NotFound);
            }
            let Answer { id, case } = codec::decode(&past.change.answer)?;
            let now = case.and_then(|case| cases::get(change, CaseId(case)).ok());
            undo::take_back(change, &past, case.map(CaseId))?;
            let again = case.and_then(|case| cases::get(change, CaseId(case)).ok());
            if let (Some(now), Some(again)) = (now, again)
                && !allowed(&now, &again)
            {
                return Err(StoreError::HandOver);
            }
            Ok(Outcome { id, case: case.map(CaseId), subjects: vec![seq], ..Outcome::default() })
        })
    }

    /// Reads several things of one state. Keep it short: changes wait for it. The closure must not
    /// write and must not use the store.
    pub fn read<T>(&self, read: impl FnOnce(&View<'_>) -> T) -> T {
        self.engine.read(read)
    }

    /// Forms that are not saved yet.
    pub fn drafts(&self) -> &Drafts {
        &self.drafts
    }

    /// Puts a reading or a refusal into the log, soon and without waiting for the disk.
    pub fn note(&self, fact: Fact) {
        self.readings.add(fact);
    }

    /// Begins a backup of what the office is now; it goes on meanwhile.
    pub fn backup(&self) -> Result<Backup, engine::UpkeepError> {
        Ok(Backup::of(self.engine.backup_files()?))
    }

    /// Reads everything on disk and compares; changes are accepted meanwhile.
    pub fn verify(&self) -> Result<engine::Verified, engine::UpkeepError> {
        self.engine.verify()
    }

    /// Writes a new verified snapshot and lets go of everything older: after it, erased values are
    /// on no file of the office.
    pub fn compact(&self) -> Result<(), engine::UpkeepError> {
        self.engine.compact()
    }

    /// Has that done without waiting for it, when something was changed since the last time.
    pub fn compact_soon(&self) {
        self.engine.compact_soon();
    }

    /// When the newest snapshot was written.
    pub fn compacted(&self) -> Option<SystemTime> {
        self.engine.compacted()
    }

    /// What lies beside the office's own files: cut off, set aside or foreign.
    pub fn strays(&self) -> Result<Vec<engine::Stray>, engine::UpkeepError> {
        Ok(self.engine.strays()?)
    }

    /// Follows the chain of the log from its first entry: the number of entries, or where it does
    /// not hold.
    pub fn verify_log(&self) -> Result<Result<u64, Broken>, StoreError> {
        log::verify(|after| {
            let after = after.map(records::id_key);
            let after = after.as_ref().map(<[u8; 8]>::as_slice);
            Ok(self.engine.range(Span { after, ..Span::all(records::tree::LOG) }, LOG_PAGE)?)
        })
    }

    /// True when the disk failed: nothing can be changed until the office is opened anew, and what
    /// is there goes on being read.
    pub fn disk_failed(&self) -> bool {
        matches!(self.engine.failure(), Some(EngineError::DiskFailed(_)))
    }

    /// Whether the disk takes what is written (again).
    pub fn is_disk_well(&self) -> bool {
        self.engine.is_disk_well()
    }

    /// Whether nothing can be written for the time being, the log neither.
    pub fn is_read_only(&self) -> bool {
        self.engine.is_read_only()
    }

    /// Finishes what waits and stops; later changes are refused.
    pub fn close(&self) -> Result<(), EngineError> {
        self.readings.close();
        self.engine.close()
    }
}

/// Requests carried out in the last 30 days.
fn saved_requests(engine: &Engine) -> HashSet<RequestId> {
    let mut saved = HashSet::new();
    let walked = engine.read(|view| {
        view.walk(Span::all(CHANGES), |seq, entry| {
            let request = Past::read(seq, entry).map(|past| past.change.request);
            saved.extend(request.filter(|request| *request != 0).map(RequestId));
            ControlFlow::Continue(())
        })
    });
    if let Err(error) = walked {
        tracing::warn!(%error, "drafts of saved forms may be left");
    }
    saved
}

fn fact(author: &Author, action: &str, outcome: Outcome) -> Fact {
    let Author { staff, uid, at, .. } = *author;
    Fact {
        at,
        staff: Some(staff).filter(|staff: &StaffId| *staff != OFFICE_ITSELF),
        uid,
        action: action.to_owned(),
        case: outcome.case,
        subjects: outcome.subjects,
        fields: outcome.fields,
        refused: false,
    }
}
