//! Visits as they are kept, and entries that are not visits yet (in drafts).

use super::{Code, Record, case_key, each, envelope, read_case_key, read_time, time, tree};
use crate::codec::{self, CodecError};
use crate::domain::checklist::{Answer, ItemCode, TemplateRef};
use crate::domain::ids::{CaseId, PersonId, StaffId, VisitId};
use crate::domain::visit::{Agreed, Entry, Noted, Visit};
use crate::journal::Tree;

impl Record for Visit {
    const TREE: Tree = tree::VISITS;
    const KIND: u8 = 4;
    const NEWEST: u16 = 1;
    type Key = [u8; 16];

    fn key(&self) -> [u8; 16] {
        case_key(self.case.0, self.id.0)
    }

    fn seal(&self) -> Result<Vec<u8>, CodecError> {
        codec::seal(Self::KIND, Self::NEWEST, &v1::Visit::from(self))
    }

    fn open(key: &[u8], bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, body) = envelope::<Self>(bytes)?;
        let (case, id) = read_case_key(key)?;
        codec::decode::<v1::Visit>(body)?.lift(CaseId(case), VisitId(id))
    }
}

pub(super) mod v1 {
    use serde::{Deserialize, Serialize};

    use super::super::followups::v1::Window;
    use super::{Answer, CaseId, Code, CodecError, ItemCode, PersonId, StaffId, TemplateRef};
    use super::{VisitId, each, read_time, time};

    #[derive(Serialize, Deserialize)]
    pub(super) struct Visit {
        worker: u64,
        recorded: i64,
        entry: Entry,
    }

    #[derive(Serialize, Deserialize)]
    pub(in super::super) struct Entry {
        kind: u8,
        at: i64,
        place: String,
        met: Vec<u64>,
        interpreter: u8,
        outcome: u8,
        /// Checklist and its version.
        template: Option<(u8, u16)>,
        answers: Vec<Noted>,
        field: Option<u8>,
        note: String,
        follow_ups: Vec<Agreed>,
    }

    #[derive(Serialize, Deserialize)]
    pub(in super::super) struct Noted {
        item: String,
        rating: u8,
        origin: u8,
        note: String,
        agreed: Option<Agreed>,
    }

    #[derive(Serialize, Deserialize)]
    pub(in super::super) struct Agreed {
        what: String,
        window: Window,
    }

    impl From<&super::Visit> for Visit {
        fn from(visit: &super::Visit) -> Self {
            Self {
                worker: visit.worker.0,
                recorded: time(visit.recorded),
                entry: Entry::from(&visit.entry),
            }
        }
    }

    impl From<&super::Entry> for Entry {
        fn from(entry: &super::Entry) -> Self {
            Self {
                kind: entry.kind.code(),
                at: time(entry.at),
                place: entry.place.clone(),
                met: entry.met.iter().map(|p| p.0).collect(),
                interpreter: entry.interpreter.code(),
                outcome: entry.outcome.code(),
                template: entry.template.map(|t| (t.id.code(), t.version)),
                answers: entry.answers.iter().map(Noted::from).collect(),
                field: entry.field.map(Code::code),
                note: entry.note.clone(),
                follow_ups: entry.follow_ups.iter().map(Agreed::from).collect(),
            }
        }
    }

    impl From<&super::Noted> for Noted {
        fn from(noted: &super::Noted) -> Self {
            Self {
                item: noted.answer.item.to_string(),
                rating: noted.answer.rating.code(),
                origin: noted.answer.origin.code(),
                note: noted.note.clone(),
                agreed: noted.agreed.as_ref().map(Agreed::from),
            }
        }
    }

    impl From<&super::Agreed> for Agreed {
        fn from(agreed: &super::Agreed) -> Self {
            Self { what: agreed.what.clone(), window: Window::from(agreed.window) }
        }
    }

    impl Visit {
        pub(super) fn lift(self, case: CaseId, id: VisitId) -> Result<super::Visit, CodecError> {
            Ok(super::Visit {
                id,
                case,
                worker: StaffId(self.worker),
                recorded: read_time(self.recorded)?,
                entry: self.entry.lift()?,
            })
        }
    }

    impl Entry {
        pub(in super::super) fn lift(self) -> Result<super::Entry, CodecError> {
            let template = |(id, version)| Ok(TemplateRef { id: Code::of(id)?, version });
            Ok(super::Entry {
                kind: Code::of(self.kind)?,
                at: read_time(self.at)?,
                place: self.place,
                met: self.met.into_iter().map(PersonId).collect(),
                interpreter: Code::of(self.interpreter)?,
                outcome: Code::of(self.outcome)?,
                template: self.template.map(template).transpose()?,
                answers: each(self.answers, Noted::lift)?,
                field: self.field.map(Code::of).transpose()?,
                note: self.note,
                follow_ups: each(self.follow_ups, Agreed::lift)?,
            })
        }
    }

    impl Noted {
        pub(in super::super) fn lift(self) -> Result<super::Noted, CodecError> {
            Ok(super::Noted {
                answer: Answer {
                    item: ItemCode::new(&self.item).ok_or(CodecError::Malformed)?,
                    rating: Code::of(self.rating)?,
                    origin: Code::of(self.origin)?,
                },
                note: self.note,
                agreed: self.agreed.map(Agreed::lift).transpose()?,
            })
        }
    }

    impl Agreed {
        pub(in super::super) fn lift(self) -> Result<super::Agreed, CodecError> {
            Ok(super::Agreed { what: self.what, window: self.window.lift()? })
        }
    }
}
