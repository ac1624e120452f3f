//! Notes as they are kept.

use super::{Record, day, each, envelope, id_key, read_day, read_id, read_time, time, tree};
use crate::codec::{self, CodecError};
use crate::domain::ids::{CaseId, NoteId, PersonId, StaffId};
use crate::domain::note::{Entry, Note, Version};
use crate::journal::Tree;

impl Record for Note {
    const TREE: Tree = tree::NOTES;
    const KIND: u8 = 23;
    const NEWEST: u16 = 1;
    type Key = [u8; 17];

    fn key(&self) -> [u8; 17] {
        note_key(self.case, self.restricted, self.id)
    }

    fn seal(&self) -> Result<Vec<u8>, CodecError> {
        codec::seal(Self::KIND, Self::NEWEST, &v1::Note::from(self))
    }

    fn open(key: &[u8], bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, body) = envelope::<Self>(bytes)?;
        let (case, restricted, id) = read_note_key(key)?;
        let versions = codec::decode::<v1::Note>(body)?.lift()?;
        Ok(Self { id, case, restricted, versions })
    }
}

/// What the keys of the notes of a case begin with: those that everybody reads who sees the case, or
/// the restricted ones. So nobody reads the others by oversight.
pub fn notes_prefix(case: CaseId, restricted: bool) -> [u8; 9] {
    let mut key = [u8::from(restricted); 9];
    for (place, byte) in key.iter_mut().zip(id_key(case.0)) {
        *place = byte;
    }
    key
}

/// The key of a note.
pub fn note_key(case: CaseId, restricted: bool, id: NoteId) -> [u8; 17] {
    let bytes = notes_prefix(case, restricted).into_iter().chain(id_key(id.0));
    let mut key = [0; 17];
    for (place, byte) in key.iter_mut().zip(bytes) {
        *place = byte;
    }
    key
}

/// Reads [`note_key`].
pub fn read_note_key(key: &[u8]) -> Result<(CaseId, bool, NoteId), CodecError> {
    let (case, rest) = key.split_at_checked(8).ok_or(CodecError::Malformed)?;
    let (restricted, id) = rest.split_first().ok_or(CodecError::Malformed)?;
    let restricted = match restricted {
        0 => false,
        1 => true,
        _ => return Err(CodecError::Malformed),
    };
    Ok((CaseId(read_id(case)?), restricted, NoteId(read_id(id)?)))
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
