//! Follow-ups as they are kept.

use super::{Record, case_key, day, envelope, read_case_key, read_day, read_time, time, tree};
use crate::codec::{self, CodecError};
use crate::domain::checklist::ItemCode;
use crate::domain::dates;
use crate::domain::followup::{Done, FollowUp, Source};
use crate::domain::ids::{CaseId, FollowUpId, StaffId, VisitId};
use crate::journal::Tree;

impl Record for FollowUp {
    const TREE: Tree = tree::FOLLOW_UPS;
    const KIND: u8 = 5;
    const NEWEST: u16 = 1;
    type Key = [u8; 16];

    fn key(&self) -> [u8; 16] {
        case_key(self.case.0, self.id.0)
    }

    fn seal(&self) -> Result<Vec<u8>, CodecError> {
        codec::seal(Self::KIND, Self::NEWEST, &v1::FollowUp::from(self))
    }

    fn open(key: &[u8], bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, body) = envelope::<Self>(bytes)?;
        let (case, id) = read_case_key(key)?;
        codec::decode::<v1::FollowUp>(body)?.lift(CaseId(case), FollowUpId(id))
    }
}

pub(super) mod v1 {
    use serde::{Deserialize, Serialize};

    use super::{CaseId, CodecError, Done, FollowUpId, ItemCode, Source, StaffId, VisitId, dates};
    use super::{day, read_day, read_time, time};

    #[derive(Serialize, Deserialize)]
    pub(super) struct FollowUp {
        what: String,
        window: Window,
        owner: u64,
        /// The visit it was agreed at, and the item; entered on its own without one.
        visit: Option<(u64, Option<String>)>,
        restricted: bool,
        created_by: u64,
        /// When and by whom it was done.
        done: Option<(i64, u64)>,
    }

    #[derive(Serialize, Deserialize)]
    pub(in super::super) struct Window {
        from: i32,
        due: i32,
        until: i32,
    }

    impl From<dates::Window> for Window {
        fn from(window: dates::Window) -> Self {
            Self { from: day(window.from()), due: day(window.due()), until: day(window.until()) }
        }
    }

    impl Window {
        pub(in super::super) fn lift(self) -> Result<dates::Window, CodecError> {
            let (from, due) = (read_day(self.from)?, read_day(self.due)?);
            dates::Window::new(from, due, read_day(self.until)?).ok_or(CodecError::Malformed)
        }
    }

    impl From<&super::FollowUp> for FollowUp {
        fn from(follow_up: &super::FollowUp) -> Self {
            let visit = match &follow_up.source {
                Source::Manual => None,
                Source::Visit { visit, item } => Some((visit.0, item.map(|i| i.to_string()))),
            };
            Self {
                what: follow_up.what.clone(),
                window: Window::from(follow_up.window),
                owner: follow_up.owner.0,
                visit,
                restricted: follow_up.restricted,
                created_by: follow_up.created_by.0,
                done: follow_up.done.as_ref().map(|d| (time(d.at), d.by.0)),
            }
        }
    }

    impl FollowUp {
        pub(super) fn lift(
            self,
            case: CaseId,
            id: FollowUpId,
        ) -> Result<super::FollowUp, CodecError> {
            let item = |code: String| ItemCode::new(&code).ok_or(CodecError::Malformed);
            let source = match self.visit {
                None => Source::Manual,
                Some((visit, code)) => {
                    Source::Visit { visit: VisitId(visit), item: code.map(item).transpose()? }
                }
            };
            let done = |(at, by)| Ok(Done { at: read_time(at)?, by: StaffId(by) });
            Ok(super::FollowUp {
                id,
                case,
                what: self.what,
                window: self.window.lift()?,
                owner: StaffId(self.owner),
                source,
                restricted: self.restricted,
                created_by: StaffId(self.created_by),
                done: self.done.map(done).transpose()?,
            })
        }
    }
}
