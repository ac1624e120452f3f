//! Letters as they are kept.

use super::{Code, Record, case_key, day, each, envelope, read_case_key, read_days, read_time};
use super::{time, tree};
use crate::codec::{self, CodecError};
use crate::domain::ids::{CaseId, LetterId, PersonId, StaffId};
use crate::domain::letters::{Content, Letter, Status, Version};
use crate::journal::Tree;

impl Record for Letter {
    const TREE: Tree = tree::LETTERS;
    const KIND: u8 = 24;
    const NEWEST: u16 = 1;
    type Key = [u8; 16];

    fn key(&self) -> [u8; 16] {
        case_key(self.case.0, self.id.0)
    }

    fn seal(&self) -> Result<Vec<u8>, CodecError> {
        codec::seal(Self::KIND, Self::NEWEST, &v1::Letter::from(self))
    }

    fn open(key: &[u8], bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, body) = envelope::<Self>(bytes)?;
        let (case, id) = read_case_key(key)?;
        let versions = codec::decode::<v1::Letter>(body)?.lift()?;
        Ok(Self { id: LetterId(id), case: CaseId(case), versions })
    }
}

mod v1 {
    use serde::{Deserialize, Serialize};

    use super::{Code, CodecError, Content, PersonId, StaffId, Status};
    use super::{day, each, read_days, read_time, time};

    #[derive(Serialize, Deserialize)]
    pub(super) struct Letter {
        versions: Vec<Version>,
    }

    #[derive(Serialize, Deserialize)]
    struct Version {
        kind: String,
        sender: String,
        name: String,
        person: Option<u64>,
        dated: Option<i32>,
        received: Option<i32>,
        way: String,
        what: String,
        deadline: Option<i32>,
        status: u8,
        by: u64,
        at: i64,
    }

    impl From<&super::Letter> for Letter {
        fn from(letter: &super::Letter) -> Self {
            Self { versions: letter.versions.iter().map(Version::from).collect() }
        }
    }

    impl From<&super::Version> for Version {
        fn from(super::Version { content, by, at }: &super::Version) -> Self {
            Self {
                kind: content.kind.clone(),
                sender: content.sender.clone(),
                name: content.name.clone(),
                person: content.person.map(|person| person.0),
                dated: content.dated.map(day),
                received: content.received.map(day),
                way: content.way.clone(),
                what: content.what.clone(),
                deadline: content.deadline.map(day),
                status: content.status.code(),
                by: by.0,
                at: time(*at),
            }
        }
    }

    impl Letter {
        pub(super) fn lift(self) -> Result<Vec<super::Version>, CodecError> {
            each(self.versions, |version| {
                let content = Content {
                    kind: version.kind,
                    sender: version.sender,
                    name: version.name,
                    person: version.person.map(PersonId),
                    dated: read_days(version.dated)?,
                    received: read_days(version.received)?,
                    way: version.way,
                    what: version.what,
                    deadline: read_days(version.deadline)?,
                    status: Status::of(version.status)?,
                };
                Ok(super::Version { content, by: StaffId(version.by), at: read_time(version.at)? })
            })
        }
    }
}
