//! Information given as it is kept.

use super::{Record, case_key, day, envelope, read_case_key, read_day, read_time, time, tree};
use crate::codec::{self, CodecError};
use crate::domain::case::Signed;
use crate::domain::ids::{CaseId, PersonId, StaffId, ToldId};
use crate::domain::topics::{How, Told};
use crate::journal::Tree;

impl Record for Told {
    const TREE: Tree = tree::TOPICS;
    const KIND: u8 = 27;
    const NEWEST: u16 = 1;
    type Key = [u8; 16];

    fn key(&self) -> [u8; 16] {
        case_key(self.case.0, self.id.0)
    }

    fn seal(&self) -> Result<Vec<u8>, CodecError> {
        codec::seal(Self::KIND, Self::NEWEST, &v1::Told::from(self))
    }

    fn open(key: &[u8], bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, body) = envelope::<Self>(bytes)?;
        let (case, id) = read_case_key(key)?;
        codec::decode::<v1::Told>(body)?.lift(CaseId(case), ToldId(id))
    }
}

mod v1 {
    use serde::{Deserialize, Serialize};

    use super::{CaseId, CodecError, How, PersonId, Signed, StaffId, ToldId};
    use super::{day, read_day, read_time, time};

    #[derive(Serialize, Deserialize)]
    pub(super) struct Told {
        person: u64,
        topic: String,
        day: i32,
        language: String,
        way: String,
        who: String,
        by: u64,
        at: i64,
        /// By whom and when.
        taken_back: Option<(u64, i64)>,
    }

    impl From<&super::Told> for Told {
        fn from(told: &super::Told) -> Self {
            let how = told.how.clone();
            Self {
                person: told.person.0,
                topic: told.topic.clone(),
                day: day(how.day),
                language: how.language,
                way: how.way,
                who: how.who,
                by: told.by.0,
                at: time(told.at),
                taken_back: told.taken_back.map(|back| (back.by.0, time(back.at))),
            }
        }
    }

    impl Told {
        pub(super) fn lift(self, case: CaseId, id: ToldId) -> Result<super::Told, CodecError> {
            let back = |(by, at)| Ok(Signed { at: read_time(at)?, by: StaffId(by) });
            let Self { language, way, who, .. } = self;
            Ok(super::Told {
                id,
                case,
                person: PersonId(self.person),
                topic: self.topic,
                how: How { day: read_day(self.day)?, language, way, who },
                by: StaffId(self.by),
                at: read_time(self.at)?,
                taken_back: self.taken_back.map(back).transpose()?,
            })
        }
    }
}
