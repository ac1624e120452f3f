//! Records: every noun as it is kept, apart from the noun as the program thinks of it.
//!
//! A stored record is `[kind u8][version u16][body]` ([`codec::seal`]). The body is a struct of its
//! own for each version, in `mod v1`, `v2` … of the noun's file, which nobody ever changes again:
//! bincode is positional, and a field added or moved would change the meaning of every byte behind
//! it. To change a record, add the next version beside the old one, lift the old one in
//! [`Record::open`], and add a golden file (`tests/golden/records`). Reading lifts old versions,
//! writing makes the newest, newer ones are refused.
//!
//! The id of a record is its key and is not repeated in the body. Days are days since 1970, moments
//! are milliseconds since then in UTC, every choice is a number of its own ([`Code`]).
mod areas;
mod assessments;
mod cases;
mod choices;
mod distinct;
pub mod drafts;
pub mod facts;
mod followups;
mod households;
mod letters;
mod log;
mod needs;
mod notes;
mod office;
mod papers;
mod persons;
mod protocols;
mod sites;
mod staff;
mod topics;
mod visits;

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use crate::codec::{self, CodecError};
use crate::domain::dates::{PartialDate, Precision};
use crate::domain::ids::CaseId;
use crate::journal::Tree;

/// The trees of an office. The numbers are for ever; their order is the order of a scan.
pub mod tree {
    use super::Tree;

    /// [`crate::domain::office::Office`] and the counters of case numbers.
    pub const OFFICE: Tree = Tree(1);
    /// Areas.
    pub const AREAS: Tree = Tree(2);
    /// Staff.
    pub const STAFF: Tree = Tree(3);
    /// Sites.
    pub const SITES: Tree = Tree(4);
    /// Persons.
    pub const PERSONS: Tree = Tree(5);
    /// Households.
    pub const HOUSEHOLDS: Tree = Tree(6);
    /// Cases.
    pub const CASES: Tree = Tree(7);
    /// Visits, those of a case together.
    pub const VISITS: Tree = Tree(8);
    /// Follow-ups, those of a case together.
    pub const FOLLOW_UPS: Tree = Tree(9);
    /// Access and change log.
    pub const LOG: Tree = Tree(10);
    /// Answers of the fact sheet, those of a person or household in one record.
    pub const FACTS: Tree = Tree(11);
    /// Papers, those of a person together.
    pub const PAPERS: Tree = Tree(12);
    /// Needs, those of a case together, restricted ones behind the others.
    pub const NEEDS: Tree = Tree(13);
    /// Notes, those of a case together, restricted ones behind the others.
    pub const NOTES: Tree = Tree(14);
    /// Letters, those of a case together.
    pub const LETTERS: Tree = Tree(15);
    /// Filled checklists of their own, those of a case together.
    pub const ASSESSMENTS: Tree = Tree(16);
    /// Protocols, those of a case together.
    pub const PROTOCOLS: Tree = Tree(17);
    /// Information given, that of a case together.
    pub const TOPICS: Tree = Tree(18);
    /// Pairs of persons that are no duplicates.
    pub const DISTINCT: Tree = Tree(19);
}

/// A noun that is kept.
pub trait Record: Sized {
    /// Where it is kept.
    const TREE: Tree;
    /// Its number in the envelope, for ever.
    const KIND: u8;
    /// The version that is written.
    const NEWEST: u16;
    /// What it is kept under.
    type Key: AsRef<[u8]>;

    /// The key of this record.
    fn key(&self) -> Self::Key;
    /// The stored bytes, in the newest version.
    fn seal(&self) -> Result<Vec<u8>, CodecError>;
    /// The record from its key and bytes of any version up to the newest.
    fn open(key: &[u8], bytes: &[u8]) -> Result<Self, CodecError>;
}

/// Takes the envelope off a record of kind `R`: version and body.
fn envelope<R: Record>(bytes: &[u8]) -> Result<(u16, &[u8]), CodecError> {
    let envelope = codec::open(bytes)?;
    envelope.check(R::KIND, R::NEWEST)?;
    Ok((envelope.version, envelope.body))
}

/// The key of a record that stands alone: its id, big end first so that keys sort as ids do.
pub fn id_key(id: u64) -> [u8; 8] {
    id.to_be_bytes()
}

/// The key of a record that belongs to a case or to a person: all of one are one range.
pub fn case_key(case: u64, id: u64) -> [u8; 16] {
    (u128::from(case) << 64 | u128::from(id)).to_be_bytes()
}

/// Reads [`id_key`].
pub fn read_id(key: &[u8]) -> Result<u64, CodecError> {
    key.try_into().map(u64::from_be_bytes).map_err(|_| CodecError::Malformed)
}

/// Reads [`case_key`]: case and own id.
pub fn read_case_key(key: &[u8]) -> Result<(u64, u64), CodecError> {
    let (case, id) = key.split_at_checked(8).ok_or(CodecError::Malformed)?;
    Ok((read_id(case)?, read_id(id)?))
}

/// What the keys of the records of a case begin with of which some are restricted: those that
/// everybody reads who sees the case, or the restricted ones. So nobody reads the others by oversight.
pub fn guarded_prefix(case: CaseId, restricted: bool) -> [u8; 9] {
    let mut key = [u8::from(restricted); 9];
    for (place, byte) in key.iter_mut().zip(id_key(case.0)) {
        *place = byte;
    }
    key
}

/// The key of such a record.
pub fn guarded_key(case: CaseId, restricted: bool, id: u64) -> [u8; 17] {
    let bytes = guarded_prefix(case, restricted).into_iter().chain(id_key(id));
    let mut key = [0; 17];
    for (place, byte) in key.iter_mut().zip(bytes) {
        *place = byte;
    }
    key
}

/// Reads [`guarded_key`].
pub fn read_guarded_key(key: &[u8]) -> Result<(CaseId, bool, u64), CodecError> {
    let (case, rest) = key.split_at_checked(8).ok_or(CodecError::Malformed)?;
    let (restricted, id) = rest.split_first().ok_or(CodecError::Malformed)?;
    let restricted = match restricted {
        0 => false,
        1 => true,
        _ => return Err(CodecError::Malformed),
    };
    Ok((CaseId(read_id(case)?), restricted, read_id(id)?))
}

/// A choice of a closed list as it is kept: a number that never means anything else.
pub trait Code: Sized {
    /// Its number.
    fn code(self) -> u8;
    /// The choice of a number.
    fn of(code: u8) -> Result<Self, CodecError>;
}

fn day(day: NaiveDate) -> i32 {
    day.to_epoch_days()
}

fn read_day(day: i32) -> Result<NaiveDate, CodecError> {
    NaiveDate::from_epoch_days(day).ok_or(CodecError::Malformed)
}

fn read_days(day: Option<i32>) -> Result<Option<NaiveDate>, CodecError> {
    day.map(read_day).transpose()
}

/// A date as exact as it is known: 1 the day, 2 the month, 3 the year, 4 a 1 January that only stands
/// on papers; and the first day it can be.
fn partial(date: PartialDate) -> (u8, i32) {
    let known = match date.precision() {
        Precision::Day => 1,
        Precision::Month => 2,
        Precision::Year => 3,
        Precision::Fictive => 4,
    };
    (known, day(date.earliest()))
}

fn read_partial((known, first): (u8, i32)) -> Result<PartialDate, CodecError> {
    let first = read_day(first)?;
    let date = match known {
        1 => Some(PartialDate::day(first)),
        2 => PartialDate::month(first.year(), first.month()),
        3 => PartialDate::year(first.year()),
        4 => PartialDate::fictive(first.year()),
        _ => None,
    };
    date.filter(|d| d.earliest() == first).ok_or(CodecError::Malformed)
}

fn time(time: DateTime<Utc>) -> i64 {
    time.timestamp_millis()
}

fn read_time(ms: i64) -> Result<DateTime<Utc>, CodecError> {
    DateTime::from_timestamp_millis(ms).ok_or(CodecError::Malformed)
}

/// Lifts every element of a list.
fn each<A, B>(
    elements: Vec<A>,
    lift: impl FnMut(A) -> Result<B, CodecError>,
) -> Result<Vec<B>, CodecError> {
    elements.into_iter().map(lift).collect()
}
