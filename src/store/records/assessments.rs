//! Filled checklists of their own as they are kept.

use super::{Code, Record, case_key, day, each, envelope, read_case_key, read_day, read_days};
use super::{read_time, time, tree};
use crate::codec::{self, CodecError};
use crate::domain::assessment::{Assessment, Entry, Readiness};
use crate::domain::checklist::TemplateRef;
use crate::domain::ids::{AssessmentId, CaseId, PersonId, StaffId};
use crate::journal::Tree;

impl Record for Assessment {
    const TREE: Tree = tree::ASSESSMENTS;
    const KIND: u8 = 25;
    const NEWEST: u16 = 1;
    type Key = [u8; 16];

    fn key(&self) -> [u8; 16] {
        case_key(self.case.0, self.id.0)
    }

    fn seal(&self) -> Result<Vec<u8>, CodecError> {
        codec::seal(Self::KIND, Self::NEWEST, &v1::Assessment::from(self))
    }

    fn open(key: &[u8], bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, body) = envelope::<Self>(bytes)?;
        let (case, id) = read_case_key(key)?;
        codec::decode::<v1::Assessment>(body)?.lift(CaseId(case), AssessmentId(id))
    }
}

mod v1 {
    use serde::{Deserialize, Serialize};

    use super::super::visits::v1::{Agreed, Noted};
    use super::{AssessmentId, CaseId, Code, CodecError, Entry, PersonId, Readiness, StaffId};
    use super::{TemplateRef, day, each, read_day, read_days, read_time, time};

    #[derive(Serialize, Deserialize)]
    pub(super) struct Assessment {
        by: u64,
        at: i64,
        /// Checklist and its version.
        template: (u8, u16),
        day: i32,
        person: Option<u64>,
        answers: Vec<Noted>,
        note: String,
        follow_ups: Vec<Agreed>,
        /// Level, day of the test, who confirmed it.
        readiness: Option<(u8, Option<i32>, String)>,
    }

    impl From<&super::Assessment> for Assessment {
        fn from(super::Assessment { by, at, entry, .. }: &super::Assessment) -> Self {
            Self {
                by: by.0,
                at: time(*at),
                template: (entry.template.id.code(), entry.template.version),
                day: day(entry.day),
                person: entry.person.map(|person| person.0),
                answers: entry.answers.iter().map(Noted::from).collect(),
                note: entry.note.clone(),
                follow_ups: entry.follow_ups.iter().map(Agreed::from).collect(),
                readiness: entry.readiness.as_ref().map(|readiness| {
                    let Readiness { level, tested, confirmed } = readiness;
                    (level.code(), tested.map(day), confirmed.clone())
                }),
            }
        }
    }

    impl Assessment {
        pub(super) fn lift(
            self,
            case: CaseId,
            id: AssessmentId,
        ) -> Result<super::Assessment, CodecError> {
            let (template, version) = self.template;
            let readiness = |(level, tested, confirmed)| {
                let (level, tested) = (Code::of(level)?, read_days(tested)?);
                Ok(Readiness { level, tested, confirmed })
            };
            let entry = Entry {
                template: TemplateRef { id: Code::of(template)?, version },
                day: read_day(self.day)?,
                person: self.person.map(PersonId),
                answers: each(self.answers, Noted::lift)?,
                note: self.note,
                follow_ups: each(self.follow_ups, Agreed::lift)?,
                readiness: self.readiness.map(readiness).transpose()?,
            };
            let (by, at) = (StaffId(self.by), read_time(self.at)?);
            Ok(super::Assessment { id, case, by, at, entry })
        }
    }
}
