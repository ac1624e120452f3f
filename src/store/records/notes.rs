//! Notes as they are kept.

use super::{Record, day, each, envelope, guarded_key, read_day, read_guarded_key, read_time};
use super::{time, tree};
use crate::codec::{self, CodecError};
use crate::domain::ids::{NoteId, PersonId, StaffId};
use crate::domain::note::{Entry, Note, Version};
use crate::journal::Tree;

impl Record for Note {
    const TREE: Tree = tree::NOTES;
    const KIND: u8 = 23;
    const NEWEST: u16 = 1;
    type Key = [u8; 17];

    fn key(&self) -> [u8; 17] {
        guarded_key(self.case, self.restricted, self.id.0)
    }

    fn seal(&self) -> Result<Vec<u8>, CodecError> {
        codec::seal(Self::KIND, Self::NEWEST, &v1::Note::from(self))
    }

    fn open(key: &[u8], bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, body) = envelope::<Self>(bytes)?;
        let (case, restricted, id) = read_guarded_key(key)?;
        let id = NoteId(id);
        let versions = codec::decode::<v1::Note>(body)?.lift()?;
        Ok(Self { id, case, restricted, versions })
    }
}

mod v1 {
    use serde::{Deserialize, Serialize};

    use super::{CodecError, Entry, PersonId, StaffId, day, each, read_day, read_time, time};

    #[derive(Serialize, Deserialize)]
    pub(super) struct Note {
        versions: Vec<Version>,
    }

    #[derive(Serialize, Deserialize)]
    struct Version {
        day: i32,
        person: Option<u64>,
        text: String,
        by: u64,
        at: i64,
    }

    impl From<&super::Note> for Note {
        fn from(note: &super::Note) -> Self {
            Self { versions: note.versions.iter().map(Version::from).collect() }
        }
    }

    impl From<&super::Version> for Version {
        fn from(super::Version { entry, by, at }: &super::Version) -> Self {
            Self {
                day: day(entry.day),
                person: entry.person.map(|person| person.0),
                text: entry.text.clone(),
                by: by.0,
                at: time(*at),
            }
        }
    }

    impl Note {
        pub(super) fn lift(self) -> Result<Vec<super::Version>, CodecError> {
            each(self.versions, |version| {
                let entry = Entry {
                    day: read_day(version.day)?,
                    person: version.person.map(PersonId),
                    text: version.text,
                };
                Ok(super::Version { entry, by: StaffId(version.by), at: read_time(version.at)? })
            })
        }
    }
}
