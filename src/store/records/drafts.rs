//! Drafts as they are kept, each in a file of its own.

use super::visits::v1::Entry;
use super::{Code, read_time, time};
use crate::codec::{self, CodecError};
use crate::domain::draft::{Body, Draft, Form};
use crate::domain::ids::{CaseId, PersonId, RequestId};

const KIND: u8 = 12;
const NEWEST: u16 = 2;

/// The stored bytes of a draft. The name in it is not kept: it is the household's, not typed.
pub fn seal(draft: &Draft) -> Result<Vec<u8>, CodecError> {
    if draft.form == Form::Unreadable {
        return Err(CodecError::Unencodable);
    }
    codec::seal(KIND, NEWEST, &v2::Draft::from(draft))
}

/// The draft from its bytes, of any version up to the newest.
pub fn open(bytes: &[u8]) -> Result<Draft, CodecError> {
    let envelope = codec::open(bytes)?;
    envelope.check(KIND, NEWEST)?;
    match envelope.version {
        1 => codec::decode::<v1::Draft>(envelope.body)?.lift(),
        _ => codec::decode::<v2::Draft>(envelope.body)?.lift(),
    }
}

mod v2 {
    use serde::{Deserialize, Serialize};

    use super::{CodecError, v1};

    /// With how often it was sent to be kept.
    #[derive(Serialize, Deserialize)]
    pub(super) struct Draft {
        before: v1::Draft,
        no: u32,
    }

    impl From<&super::Draft> for Draft {
        fn from(draft: &super::Draft) -> Self {
            Self { before: v1::Draft::from(draft), no: draft.no }
        }
    }

    impl Draft {
        pub(super) fn lift(self) -> Result<super::Draft, CodecError> {
            Ok(super::Draft { no: self.no, ..self.before.lift()? })
        }
    }
}

mod v1 {
    use serde::{Deserialize, Serialize};

    use super::{Body, CaseId, Code, CodecError, Entry, Form, PersonId, RequestId};
    use super::{read_time, time};

    /// With an `entry`, `texts` are its fields that do not hold yet; without, they are the form.
    #[derive(Serialize, Deserialize)]
    pub(super) struct Draft {
        id: u128,
        form: u8,
        person: Option<u64>,
        case: Option<u64>,
        kept: i64,
        entry: Option<Entry>,
        texts: Vec<(String, String)>,
        at: String,
        cursor: u32,
    }

    /// Numbers of forms, for ever: 1 visit, 2 contact, 3 follow-up, 4 new household, 5 new person,
    /// 6 fields of `person`, 7 fields of a household, 10 the step of a case, 12 a note,
    /// 13 a protocol, 14 a need, 15 a letter, 16 a checklist of its own, whose number stands in
    /// `person`, 17 information given.
    fn number(form: Form) -> (u8, Option<u64>) {
        match form {
            Form::Visit => (1, None),
            Form::Contact => (2, None),
            Form::FollowUp => (3, None),
            Form::NewHousehold => (4, None),
            Form::NewPerson => (5, None),
            Form::EditPerson(person) => (6, Some(person.0)),
            Form::EditHousehold => (7, None),
            Form::Facts => (8, None),
            Form::Paper => (9, None),
            Form::Status => (10, None),
            Form::Note => (12, None),
            Form::Protocol => (13, None),
            Form::Need => (14, None),
            Form::Letter => (15, None),
            Form::Assessment(template) => (16, Some(template.code().into())),
            Form::Topics => (17, None),
            Form::Unreadable => (0, None), // never sealed
        }
    }

    fn form(number: u8, person: Option<u64>) -> Result<Form, CodecError> {
        Ok(match (number, person) {
            (1, _) => Form::Visit,
            (2, _) => Form::Contact,
            (3, _) => Form::FollowUp,
            (4, _) => Form::NewHousehold,
            (5, _) => Form::NewPerson,
            (6, Some(person)) => Form::EditPerson(PersonId(person)),
            (7, _) => Form::EditHousehold,
            (8, _) => Form::Facts,
            (9, _) => Form::Paper,
            (10, _) => Form::Status,
            (12, _) => Form::Note,
            (13, _) => Form::Protocol,
            (14, _) => Form::Need,
            (15, _) => Form::Letter,
            (17, _) => Form::Topics,
            (16, Some(template)) => {
                let template = u8::try_from(template).map_err(|_| CodecError::Malformed)?;
                Form::Assessment(Code::of(template)?)
            }
            _ => return Err(CodecError::Malformed),
        })
    }

    impl From<&super::Draft> for Draft {
        fn from(draft: &super::Draft) -> Self {
            let (entry, texts, at, cursor) = match &draft.body {
                Body::Entry { entry, raw, at, cursor } => {
                    (Some(Entry::from(&**entry)), raw, at, *cursor)
                }
                Body::Fields { fields, at, cursor } => (None, fields, at, *cursor),
            };
            let (form, person) = number(draft.form);
            Self {
                id: draft.id.0,
                form,
                person,
                case: draft.case.map(|case| case.0),
                kept: time(draft.kept),
                entry,
                texts: texts.clone(),
                at: at.clone(),
                cursor,
            }
        }
    }

    impl Draft {
        pub(super) fn lift(self) -> Result<super::Draft, CodecError> {
            let (at, cursor) = (self.at, self.cursor);
            let body = match self.entry {
                Some(entry) => {
                    Body::Entry { entry: Box::new(entry.lift()?), raw: self.texts, at, cursor }
                }
                None => Body::Fields { fields: self.texts, at, cursor },
            };
            Ok(super::Draft {
                id: RequestId(self.id),
                form: form(self.form, self.person)?,
                case: self.case.map(CaseId),
                name: String::new(),
                kept: read_time(self.kept)?,
                no: 0,
                from: None,
                body,
            })
        }
    }
}
