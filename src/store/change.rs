//! A change being made: typed writing, new ids, and what its log entry will say.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::engine::{EngineError, Span, Tx};
use super::error::StoreError;
use super::read::{EachRecord, Read};
use super::records::Record;
use crate::domain::dates::OfficeZone;
use crate::domain::ids::{CaseId, StaffId};
use crate::journal::Tree;

/// Who changes something, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Author {
    /// The member of staff; [`OFFICE_ITSELF`] while there is none.
    pub staff: StaffId,
    /// Unix user id, for the log.
    pub uid: u32,
    /// When, by the clock of the server.
    pub at: DateTime<Utc>,
    /// The zone in which days are counted.
    pub zone: OfficeZone,
}

/// Stands for the office where nobody of the staff acts: founding, the first coordinator, upkeep.
pub const OFFICE_ITSELF: StaffId = StaffId(0);

impl Author {
    /// The day it is in the office.
    pub fn today(&self) -> NaiveDate {
        self.zone.day(self.at)
    }
}

/// What came of a change: told to who asked and, without the id, to the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The id of the main record made or changed.
    pub id: u64,
    /// The case it belongs to.
    pub case: Option<CaseId>,
    /// Ids of the records concerned besides the case.
    pub subjects: Vec<u64>,
    /// Names of the fields changed, never what is in them.
    pub fields: Vec<String>,
}

impl Outcome {
    /// Of a record that stands alone.
    pub fn alone(id: u64) -> Self {
        Self { id, subjects: vec![id], ..Self::default() }
    }

    /// Of a record of a case.
    pub fn of(case: CaseId, id: u64) -> Self {
        Self { case: Some(case), ..Self::alone(id) }
    }

    /// With a case besides its own: the one that was asked about where it was done in another.
    #[must_use]
    pub fn also_about(mut self, case: Option<CaseId>) -> Self {
        let other =
            case.filter(|case| self.case != Some(*case) && !self.subjects.contains(&case.0));
        self.subjects.extend(other.map(|case| case.0));
        self
    }

    /// With the names of the fields changed.
    #[must_use]
    pub fn fields<F: std::fmt::Debug>(mut self, fields: impl IntoIterator<Item = F>) -> Self {
        self.fields.extend(fields.into_iter().map(|field| format!("{field:?}")));
        self
    }
}

/// The answer to a change as it is kept beside it, for who asks again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Answer {
    pub(super) id: u64,
    pub(super) case: Option<u64>,
}

/// A change being made. It reads what all changes before it left and what it wrote itself; when
/// its closure fails, nothing of it remains.
pub struct Change<'c, 't> {
    tx: &'c mut Tx<'t>,
    author: Author,
    ids: u16,
}

impl<'c, 't> Change<'c, 't> {
    pub(super) fn new(tx: &'c mut Tx<'t>, author: Author) -> Self {
        Self { tx, author, ids: 0 }
    }

    /// Who makes it, and when.
    pub fn author(&self) -> &Author {
        &self.author
    }

    /// Whether another form that began as the same one was saved in the last 30 days.
    pub fn has_kin(&self) -> bool {
        self.tx.has_kin()
    }

    /// The day it is in the office.
    pub fn today(&self) -> NaiveDate {
        self.author.today()
    }

    /// An id that no record has or had: the number of the change and, below it, a running number.
    /// Ids made later are larger.
    pub fn new_id(&mut self) -> Result<u64, StoreError> {
        self.ids = self.ids.checked_add(1).ok_or(StoreError::TooMany)?;
        Ok(self.tx.seq() << 16 | u64::from(self.ids))
    }

    /// Writes a record; undo brings back what was there.
    pub fn put<R: Record>(&mut self, record: &R) -> Result<(), StoreError> {
        Ok(self.tx.put(R::TREE, record.key().as_ref(), record.seal()?)?)
    }

    /// Takes a record out; undo brings it back.
    pub fn remove<R: Record>(&mut self, record: &R) -> Result<(), StoreError> {
        Ok(self.tx.delete(R::TREE, record.key().as_ref())?)
    }

    /// Writes a record that undo leaves alone although it undoes the rest: counters, the log.
    pub fn put_for_good<R: Record>(&mut self, record: &R) -> Result<(), StoreError> {
        Ok(self.tx.put_for_good(R::TREE, record.key().as_ref(), record.seal()?)?)
    }

    /// Makes the whole change one that cannot be undone, before anything is written: for building
    /// and importing much at once.
    pub fn for_good(&mut self) {
        self.tx.for_good();
    }

    /// The transaction below, for undo and erasure.
    pub(super) fn tx(&mut self) -> &mut Tx<'t> {
        self.tx
    }
}

impl Read for Change<'_, '_> {
    fn bytes(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, EngineError> {
        self.tx.get(tree, key)
    }

    fn walk(&self, span: Span<'_>, each: &mut EachRecord<'_>) -> Result<(), EngineError> {
        self.tx.walk(span, each)
    }
}
