//! Protocols as they are kept.

use chrono::{NaiveTime, Timelike};

use super::{Code, Record, case_key, day, each, envelope, read_case_key, read_day, read_days};
use super::{read_time, time, tree};
use crate::codec::{self, CodecError};
use crate::domain::ids::{CaseId, PersonId, ProtocolId, StaffId};
use crate::domain::protocol::{Addition, Content, Finding, Protocol};
use crate::journal::Tree;

impl Record for Protocol {
    const TREE: Tree = tree::PROTOCOLS;
    const KIND: u8 = 26;
    const NEWEST: u16 = 1;
    type Key = [u8; 16];

    fn key(&self) -> [u8; 16] {
        case_key(self.case.0, self.id.0)
    }

    fn seal(&self) -> Result<Vec<u8>, CodecError> {
        codec::seal(Self::KIND, Self::NEWEST, &v1::Protocol::from(self))
    }

    fn open(key: &[u8], bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, body) = envelope::<Self>(bytes)?;
        let (case, id) = read_case_key(key)?;
        codec::decode::<v1::Protocol>(body)?.lift(CaseId(case), ProtocolId(id))
    }
}

mod v1 {
    use serde::{Deserialize, Serialize};

    use super::{Addition, CaseId, Code, CodecError, Content, Finding, NaiveTime, PersonId};
    use super::{ProtocolId, StaffId, Timelike, day, each, read_day, read_days, read_time, time};

    #[derive(Serialize, Deserialize)]
    pub(super) struct Protocol {
        author: u64,
        begun: i64,
        saved: u16,
        sign: String,
        day: i32,
        /// Minutes since midnight.
        minute: Option<u32>,
        persons: Vec<u64>,
        facts: String,
        assessment: String,
        second: Option<u64>,
        expert: Option<i32>,
        parents: Option<bool>,
        parents_why: String,
        result: Option<u8>,
        action: String,
        informed: Option<i32>,
        informed_how: String,
        feedback: Option<i32>,
        signed: Option<(u64, i64)>,
        /// By whom, when, words.
        additions: Vec<(u64, i64, String)>,
    }

    impl From<&super::Protocol> for Protocol {
        fn from(protocol: &super::Protocol) -> Self {
            let content = protocol.content.clone();
            let added = |a: &Addition| (a.by.0, time(a.at), a.text.clone());
            Self {
                author: protocol.author.0,
                begun: time(protocol.begun),
                saved: protocol.saved,
                sign: content.sign,
                day: day(content.day),
                minute: content.time.map(|time| time.hour() * 60 + time.minute()),
                persons: content.persons.iter().map(|person| person.0).collect(),
                facts: content.facts,
                assessment: content.assessment,
                second: content.second.map(|second| second.0),
                expert: content.expert.map(day),
                parents: content.parents,
                parents_why: content.parents_why,
                result: content.result.map(Finding::code),
                action: content.action,
                informed: content.informed.map(day),
                informed_how: content.informed_how,
                feedback: content.feedback.map(day),
                signed: protocol.signed.map(|(by, at)| (by.0, time(at))),
                additions: protocol.additions.iter().map(added).collect(),
            }
        }
    }

    impl Protocol {
        pub(super) fn lift(
            self,
            case: CaseId,
            id: ProtocolId,
        ) -> Result<super::Protocol, CodecError> {
            let minute = |minute: u32| {
                NaiveTime::from_hms_opt(minute / 60, minute % 60, 0).ok_or(CodecError::Malformed)
            };
            let content = Content {
                sign: self.sign,
                day: read_day(self.day)?,
                time: self.minute.map(minute).transpose()?,
                persons: self.persons.into_iter().map(PersonId).collect(),
                facts: self.facts,
                assessment: self.assessment,
                second: self.second.map(StaffId),
                expert: read_days(self.expert)?,
                parents: self.parents,
                parents_why: self.parents_why,
                result: self.result.map(Finding::of).transpose()?,
                action: self.action,
                informed: read_days(self.informed)?,
                informed_how: self.informed_how,
                feedback: read_days(self.feedback)?,
            };
            let signed = |(by, at)| Ok((StaffId(by), read_time(at)?));
            let additions = each(self.additions, |(by, at, text)| {
                Ok(Addition { by: StaffId(by), at: read_time(at)?, text })
            })?;
            Ok(super::Protocol {
                id,
                case,
                author: StaffId(self.author),
                begun: read_time(self.begun)?,
                saved: self.saved,
                content,
                signed: self.signed.map(signed).transpose()?,
                additions,
            })
        }
    }
}
