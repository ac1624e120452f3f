//! Entries of the access and change log as they are kept.

use super::super::log::{Entry, Fact, Hash};
use super::{Record, envelope, id_key, read_id, read_time, time, tree};
use crate::codec::{self, CodecError};
use crate::domain::ids::{CaseId, StaffId};
use crate::journal::Tree;

impl Record for Entry {
    const TREE: Tree = tree::LOG;
    const KIND: u8 = 11;
    const NEWEST: u16 = 1;
    type Key = [u8; 8];

    fn key(&self) -> [u8; 8] {
        id_key(self.no)
    }

    fn seal(&self) -> Result<Vec<u8>, CodecError> {
        codec::seal(Self::KIND, Self::NEWEST, &v1::Entry::from(self))
    }

    fn open(key: &[u8], bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, body) = envelope::<Self>(bytes)?;
        codec::decode::<v1::Entry>(body)?.lift(read_id(key)?)
    }
}

mod v1 {
    use serde::{Deserialize, Serialize};

    use super::{CaseId, CodecError, Fact, Hash, StaffId, read_time, time};

    #[derive(Serialize, Deserialize)]
    pub(super) struct Entry {
        previous: Hash,
        at: i64,
        staff: Option<u64>,
        uid: u32,
        action: String,
        case: Option<u64>,
        subjects: Vec<u64>,
        fields: Vec<String>,
        refused: bool,
    }

    impl From<&super::Entry> for Entry {
        fn from(entry: &super::Entry) -> Self {
            let fact = &entry.fact;
            Self {
                previous: entry.previous,
                at: time(fact.at),
                staff: fact.staff.map(|s| s.0),
                uid: fact.uid,
                action: fact.action.clone(),
                case: fact.case.map(|c| c.0),
                subjects: fact.subjects.clone(),
                fields: fact.fields.clone(),
                refused: fact.refused,
            }
        }
    }

    impl Entry {
        pub(super) fn lift(self, no: u64) -> Result<super::Entry, CodecError> {
            let fact = Fact {
                at: read_time(self.at)?,
                staff: self.staff.map(StaffId),
                uid: self.uid,
                action: self.action,
                case: self.case.map(CaseId),
                subjects: self.subjects,
                fields: self.fields,
                refused: self.refused,
            };
            Ok(super::Entry { no, previous: self.previous, fact })
        }
    }
}
