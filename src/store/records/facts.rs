//! Answers of the fact sheet as they are kept.

use super::{Code, Record, day, each, envelope, id_key, read_day, read_id, read_time, time, tree};
use crate::codec::{self, CodecError};
use crate::domain::facts::{Entry, FactKey, Facts, Source, Subject};
use crate::domain::ids::{HouseholdId, PersonId, StaffId};
use crate::journal::Tree;

/// What a key begins with: persons and households apart, and what is restricted about them.
const OF_PERSON: u8 = 1;
const OF_HOUSEHOLD: u8 = 2;
const RESTRICTED_OF_PERSON: u8 = 3;
const RESTRICTED_OF_HOUSEHOLD: u8 = 4;

impl Record for Facts {
    const TREE: Tree = tree::FACTS;
    const KIND: u8 = 20;
    const NEWEST: u16 = 1;
    type Key = [u8; 9];

    fn key(&self) -> [u8; 9] {
        facts_key(self.subject, self.restricted)
    }

    fn seal(&self) -> Result<Vec<u8>, CodecError> {
        codec::seal(Self::KIND, Self::NEWEST, &v1::Facts::from(self))
    }

    fn open(key: &[u8], bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, body) = envelope::<Self>(bytes)?;
        let (subject, restricted) = read_facts_key(key)?;
        codec::decode::<v1::Facts>(body)?.lift(subject, restricted)
    }
}

/// The key of what is known about a person or household: what everybody who sees the case may read,
/// or what is restricted.
pub fn facts_key(subject: Subject, restricted: bool) -> [u8; 9] {
    let (first, id) = match (subject, restricted) {
        (Subject::Person(person), false) => (OF_PERSON, person.0),
        (Subject::Household(household), false) => (OF_HOUSEHOLD, household.0),
        (Subject::Person(person), true) => (RESTRICTED_OF_PERSON, person.0),
        (Subject::Household(household), true) => (RESTRICTED_OF_HOUSEHOLD, household.0),
    };
    let mut key = [first; 9];
    for (place, byte) in key.iter_mut().skip(1).zip(id_key(id)) {
        *place = byte;
    }
    key
}

/// Reads [`facts_key`].
pub fn read_facts_key(key: &[u8]) -> Result<(Subject, bool), CodecError> {
    let (first, id) = key.split_first().ok_or(CodecError::Malformed)?;
    let id = read_id(id)?;
    let (person, household) = (Subject::Person(PersonId(id)), Subject::Household(HouseholdId(id)));
    match *first {
        OF_PERSON => Ok((person, false)),
        OF_HOUSEHOLD => Ok((household, false)),
        RESTRICTED_OF_PERSON => Ok((person, true)),
        RESTRICTED_OF_HOUSEHOLD => Ok((household, true)),
        _ => Err(CodecError::Malformed),
    }
}

mod v1 {
    use serde::{Deserialize, Serialize};

    use super::{Code, CodecError, FactKey, Source, StaffId, Subject};
    use super::{day, each, read_day, read_time, time};

    #[derive(Serialize, Deserialize)]
    pub(super) struct Facts {
        entries: Vec<Entry>,
    }

    #[derive(Serialize, Deserialize)]
    struct Entry {
        /// Number of the question.
        key: u16,
        value: String,
        as_of: i32,
        source: u8,
        by: u64,
        at: i64,
    }

    impl From<&super::Facts> for Facts {
        fn from(facts: &super::Facts) -> Self {
            let entry = |entry: &super::Entry| Entry {
                key: entry.key.0,
                value: entry.value.clone(),
                as_of: day(entry.as_of),
                source: entry.source.code(),
                by: entry.by.0,
                at: time(entry.at),
            };
            Self { entries: facts.entries.iter().map(entry).collect() }
        }
    }

    impl Facts {
        pub(super) fn lift(
            self,
            subject: Subject,
            restricted: bool,
        ) -> Result<super::Facts, CodecError> {
            let entry = |entry: Entry| {
                Ok(super::Entry {
                    key: FactKey(entry.key),
                    value: entry.value,
                    as_of: read_day(entry.as_of)?,
                    source: Source::of(entry.source)?,
                    by: StaffId(entry.by),
                    at: read_time(entry.at)?,
                })
            };
            Ok(super::Facts { subject, restricted, entries: each(self.entries, entry)? })
        }
    }
}
