//! Persons as they are kept.

use super::{Code, Record, each, envelope, id_key, partial, read_id, read_partial, tree};
use crate::codec::{self, CodecError};
use crate::domain::dates::PartialDate;
use crate::domain::ids::PersonId;
use crate::domain::person::{Name, NameKind, Person, Sex};
use crate::journal::Tree;

impl Record for Person {
    const TREE: Tree = tree::PERSONS;
    const KIND: u8 = 1;
    const NEWEST: u16 = 2;
    type Key = [u8; 8];

    fn key(&self) -> [u8; 8] {
        id_key(self.id.0)
    }

    fn seal(&self) -> Result<Vec<u8>, CodecError> {
        codec::seal(Self::KIND, Self::NEWEST, &v2::Person::from(self))
    }

    fn open(key: &[u8], bytes: &[u8]) -> Result<Self, CodecError> {
        let (version, body) = envelope::<Self>(bytes)?;
        let id = PersonId(read_id(key)?);
        match version {
            1 => codec::decode::<v1::Person>(body)?.lift(id),
            _ => codec::decode::<v2::Person>(body)?.lift(id),
        }
    }
}

/// With the records that are one person.
mod v2 {
    use serde::{Deserialize, Serialize};

    use super::{CodecError, PersonId, v1};

    #[derive(Serialize, Deserialize)]
    pub(super) struct Person {
        before: v1::Person,
        also: Vec<u64>,
        into: Option<u64>,
    }

    impl From<&super::Person> for Person {
        fn from(person: &super::Person) -> Self {
            let also = person.also.iter().map(|id| id.0).collect();
            Self { before: v1::Person::from(person), also, into: person.into.map(|id| id.0) }
        }
    }

    impl Person {
        pub(super) fn lift(self, id: PersonId) -> Result<super::Person, CodecError> {
            let also = self.also.into_iter().map(PersonId).collect();
            let into = self.into.map(PersonId);
            Ok(super::Person { also, into, ..self.before.lift(id)? })
        }
    }
}

mod v1 {
    use serde::{Deserialize, Serialize};

    use super::{Code, CodecError, NameKind, PartialDate, PersonId, Sex};
    use super::{each, partial, read_partial};

    #[derive(Serialize, Deserialize)]
    pub(super) struct Person {
        names: Vec<Name>,
        birth: Option<Birth>,
        sex: u8,
        nationalities: Vec<String>,
        languages: Vec<String>,
        phone: String,
        file_ref: String,
        protected: bool,
        source: String,
    }

    #[derive(Serialize, Deserialize)]
    struct Name {
        kind: u8,
        surname: String,
        given: String,
    }

    /// `known`: 1 the day, 2 the month, 3 the year, 4 a 1 January that only stands on papers.
    #[derive(Serialize, Deserialize)]
    struct Birth {
        known: u8,
        first: i32,
    }

    impl From<&super::Person> for Person {
        fn from(person: &super::Person) -> Self {
            let name = |n: &super::Name| Name {
                kind: n.kind.code(),
                surname: n.surname.clone(),
                given: n.given.clone(),
            };
            Self {
                names: person.names.iter().map(name).collect(),
                birth: person.birth.map(Birth::from),
                sex: person.sex.code(),
                nationalities: person.nationalities.clone(),
                languages: person.languages.clone(),
                phone: person.phone.clone(),
                file_ref: person.file_ref.clone(),
                protected: person.protected,
                source: person.source.clone(),
            }
        }
    }

    impl From<PartialDate> for Birth {
        fn from(date: PartialDate) -> Self {
            let (known, first) = partial(date);
            Self { known, first }
        }
    }

    impl Birth {
        fn lift(&self) -> Result<PartialDate, CodecError> {
            read_partial((self.known, self.first))
        }
    }

    impl Person {
        pub(super) fn lift(self, id: PersonId) -> Result<super::Person, CodecError> {
            let name = |n: Name| {
                let kind = NameKind::of(n.kind)?;
                Ok(super::Name { kind, surname: n.surname, given: n.given })
            };
            Ok(super::Person {
                id,
                names: each(self.names, name)?,
                birth: self.birth.as_ref().map(Birth::lift).transpose()?,
                sex: Sex::of(self.sex)?,
                nationalities: self.nationalities,
                languages: self.languages,
                phone: self.phone,
                file_ref: self.file_ref,
                protected: self.protected,
                source: self.source,
                also: vec![],
                into: None,
            })
        }
    }
}
