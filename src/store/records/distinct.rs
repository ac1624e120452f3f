//! Persons told apart, as that is kept: under both ids, the smaller first.

use super::{Record, case_key, envelope, read_case_key, read_time, time, tree};
use crate::codec::{self, CodecError};
use crate::domain::distinct::Distinct;
use crate::domain::ids::{PersonId, StaffId};
use crate::journal::Tree;

impl Record for Distinct {
    const TREE: Tree = tree::DISTINCT;
    const KIND: u8 = 28;
    const NEWEST: u16 = 1;
    type Key = [u8; 16];

    fn key(&self) -> [u8; 16] {
        case_key(self.one.0, self.other.0)
    }

    fn seal(&self) -> Result<Vec<u8>, CodecError> {
        codec::seal(Self::KIND, Self::NEWEST, &v1::Distinct::from(self))
    }

    fn open(key: &[u8], bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, body) = envelope::<Self>(bytes)?;
        let (one, other) = read_case_key(key)?;
        codec::decode::<v1::Distinct>(body)?.lift(PersonId(one), PersonId(other))
    }
}

mod v1 {
    use serde::{Deserialize, Serialize};

    use super::{CodecError, PersonId, StaffId, read_time, time};

    #[derive(Serialize, Deserialize)]
    pub(super) struct Distinct {
        by: u64,
        at: i64,
    }

    impl From<&super::Distinct> for Distinct {
        fn from(distinct: &super::Distinct) -> Self {
            Self { by: distinct.by.0, at: time(distinct.at) }
        }
    }

    impl Distinct {
        pub(super) fn lift(
            self,
            one: PersonId,
            other: PersonId,
        ) -> Result<super::Distinct, CodecError> {
            Ok(super::Distinct { one, other, by: StaffId(self.by), at: read_time(self.at)? })
        }
    }
}
