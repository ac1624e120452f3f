//! Needs as they are kept.

use super::{
    Code, Record, day, each, envelope, guarded_key, read_day, read_guarded_key, read_time,
};
use super::{time, tree};
use crate::codec::{self, CodecError};
use crate::domain::checklist::{ActionField, ItemCode, Rating};
use crate::domain::ids::{NeedId, PersonId, StaffId, VisitId};
use crate::domain::needs::{Content, Kind, Need, Origin, Status, Version};
use crate::journal::Tree;

impl Record for Need {
    const TREE: Tree = tree::NEEDS;
    const KIND: u8 = 22;
    const NEWEST: u16 = 1;
    type Key = [u8; 17];

    fn key(&self) -> [u8; 17] {
        guarded_key(self.case, self.is_restricted(), self.id.0)
    }

    fn seal(&self) -> Result<Vec<u8>, CodecError> {
        codec::seal(Self::KIND, Self::NEWEST, &v1::Need::from(self))
    }

    fn open(key: &[u8], bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, body) = envelope::<Self>(bytes)?;
        let (case, restricted, id) = read_guarded_key(key)?;
        let (origin, versions) = codec::decode::<v1::Need>(body)?.lift()?;
        let need = Self { id: NeedId(id), case, origin, versions };
        (need.is_restricted() == restricted).then_some(need).ok_or(CodecError::Malformed)
    }
}

mod v1 {
    use serde::{Deserialize, Serialize};

    use super::{ActionField, Code, CodecError, Content, ItemCode, Kind, Origin, PersonId, Rating};
    use super::{StaffId, Status, VisitId, day, each, read_day, read_time, time};

    #[derive(Serialize, Deserialize)]
    pub(super) struct Need {
        /// Visit and item.
        origin: Option<(u64, String)>,
        versions: Vec<Version>,
    }

    #[derive(Serialize, Deserialize)]
    struct Version {
        kind: u8,
        field: u8,
        person: Option<u64>,
        what: String,
        severity: Option<u8>,
        status: u8,
        since: i32,
        restricted: bool,
        word: String,
        by: u64,
        at: i64,
    }

    impl From<&super::Need> for Need {
        fn from(need: &super::Need) -> Self {
            let origin = need.origin.map(|origin| (origin.visit.0, origin.item.to_string()));
            Self { origin, versions: need.versions.iter().map(Version::from).collect() }
        }
    }

    impl From<&super::Version> for Version {
        fn from(super::Version { content, word, by, at }: &super::Version) -> Self {
            Self {
                kind: content.kind.code(),
                field: content.field.code(),
                person: content.person.map(|person| person.0),
                what: content.what.clone(),
                severity: content.severity.map(Code::code),
                status: content.status.code(),
                since: day(content.since),
                restricted: content.restricted,
                word: word.clone(),
                by: by.0,
                at: time(*at),
            }
        }
    }

    impl Version {
        fn lift(self) -> Result<super::Version, CodecError> {
            let content = Content {
                kind: Kind::of(self.kind)?,
                field: ActionField::of(self.field)?,
                person: self.person.map(PersonId),
                what: self.what,
                severity: self.severity.map(Rating::of).transpose()?,
                status: Status::of(self.status)?,
                since: read_day(self.since)?,
                restricted: self.restricted,
            };
            let (by, at) = (StaffId(self.by), read_time(self.at)?);
            Ok(super::Version { content, word: self.word, by, at })
        }
    }

    impl Need {
        pub(super) fn lift(self) -> Result<(Option<Origin>, Vec<super::Version>), CodecError> {
            let origin = |(visit, item): (u64, String)| {
                let item = ItemCode::new(&item).ok_or(CodecError::Malformed)?;
                Ok(Origin { visit: VisitId(visit), item })
            };
            let origin = self.origin.map(origin).transpose()?;
            Ok((origin, each(self.versions, Version::lift)?))
        }
    }
}
