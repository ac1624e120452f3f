//! Papers as they are kept.

use super::{Code, Record, case_key, day, each, envelope, partial, read_case_key, read_days};
use super::{read_partial, read_time, time, tree};
use crate::codec::{self, CodecError};
use crate::domain::facts::Source;
use crate::domain::ids::{PaperId, PersonId, StaffId};
use crate::domain::papers::{Content, Paper, PaperKind, Version};
use crate::journal::Tree;

impl Record for Paper {
    const TREE: Tree = tree::PAPERS;
    const KIND: u8 = 21;
    const NEWEST: u16 = 1;
    type Key = [u8; 16];

    fn key(&self) -> [u8; 16] {
        case_key(self.person.0, self.id.0)
    }

    fn seal(&self) -> Result<Vec<u8>, CodecError> {
        codec::seal(Self::KIND, Self::NEWEST, &v1::Paper::from(self))
    }

    fn open(key: &[u8], bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, body) = envelope::<Self>(bytes)?;
        let (person, id) = read_case_key(key)?;
        codec::decode::<v1::Paper>(body)?.lift(PersonId(person), PaperId(id))
    }
}

mod v1 {
    use serde::{Deserialize, Serialize};

    use super::{Code, CodecError, Content, PaperId, PaperKind, PersonId, Source, StaffId};
    use super::{day, each, partial, read_days, read_partial, read_time, time};

    #[derive(Serialize, Deserialize)]
    pub(super) struct Paper {
        kind: u8,
        versions: Vec<Version>,
    }

    #[derive(Serialize, Deserialize)]
    struct Version {
        code: String,
        /// How much is known, and the first day it can be, as of a birth date.
        from: Option<(u8, i32)>,
        until: Option<i32>,
        effective: Option<i32>,
        reason: String,
        issued: Option<i32>,
        reference: String,
        work: String,
        condition: String,
        note: String,
        source: u8,
        by: u64,
        at: i64,
    }

    impl From<&super::Paper> for Paper {
        fn from(paper: &super::Paper) -> Self {
            let versions = paper.versions.iter().map(Version::from).collect();
            Self { kind: paper.kind.code(), versions }
        }
    }

    impl From<&super::Version> for Version {
        fn from(super::Version { content, by, at }: &super::Version) -> Self {
            Self {
                code: content.code.clone(),
                from: content.from.map(partial),
                until: content.until.map(day),
                effective: content.effective.map(day),
                reason: content.reason.clone(),
                issued: content.issued.map(day),
                reference: content.reference.clone(),
                work: content.work.clone(),
                condition: content.condition.clone(),
                note: content.note.clone(),
                source: content.source.code(),
                by: by.0,
                at: time(*at),
            }
        }
    }

    impl Version {
        fn lift(self) -> Result<super::Version, CodecError> {
            let content = Content {
                code: self.code,
                from: self.from.map(read_partial).transpose()?,
                until: read_days(self.until)?,
                effective: read_days(self.effective)?,
                reason: self.reason,
                issued: read_days(self.issued)?,
                reference: self.reference,
                work: self.work,
                condition: self.condition,
                note: self.note,
                source: Source::of(self.source)?,
            };
            Ok(super::Version { content, by: StaffId(self.by), at: read_time(self.at)? })
        }
    }

    impl Paper {
        pub(super) fn lift(
            self,
            person: PersonId,
            id: PaperId,
        ) -> Result<super::Paper, CodecError> {
            let kind = PaperKind::of(self.kind)?;
            let versions = each(self.versions, Version::lift)?;
            Ok(super::Paper { id, person, kind, versions })
        }
    }
}
