//! Follow-ups as they are kept.

use super::{Code, Record, case_key, day, envelope, read_case_key, read_day, read_days, read_time};
use super::{time, tree};
use crate::codec::{self, CodecError};
use crate::domain::checklist::ItemCode;
use crate::domain::dates;
use crate::domain::followup::{self, Done, FollowUp, Source};
use crate::domain::ids::{AssessmentId, CaseId, FollowUpId, NeedId, StaffId, VisitId};
use crate::domain::papers::PaperKind;
use crate::journal::Tree;

impl Record for FollowUp {
    const TREE: Tree = tree::FOLLOW_UPS;
    const KIND: u8 = 5;
    const NEWEST: u16 = 4;
    type Key = [u8; 16];

    fn key(&self) -> [u8; 16] {
        case_key(self.case.0, self.id.0)
    }

    fn seal(&self) -> Result<Vec<u8>, CodecError> {
        codec::seal(Self::KIND, Self::NEWEST, &v4::FollowUp::from(self))
    }

    fn open(key: &[u8], bytes: &[u8]) -> Result<Self, CodecError> {
        let (version, body) = envelope::<Self>(bytes)?;
        let (case, id) = read_case_key(key)?;
        let (case, id) = (CaseId(case), FollowUpId(id));
        match version {
            1 => codec::decode::<v1::FollowUp>(body)?.lift(case, id),
            2 => codec::decode::<v2::FollowUp>(body)?.lift(case, id),
            3 => codec::decode::<v3::FollowUp>(body)?.lift(case, id),
            _ => codec::decode::<v4::FollowUp>(body)?.lift(case, id),
        }
    }
}

mod v4 {
    use serde::{Deserialize, Serialize};

    use super::{AssessmentId, CaseId, CodecError, FollowUpId, ItemCode, Source, v3};

    /// With the filled checklist it was agreed on with, and the item.
    #[derive(Serialize, Deserialize)]
    pub(super) struct FollowUp {
        before: v3::FollowUp,
        assessment: Option<(u64, Option<String>)>,
    }

    impl From<&super::FollowUp> for FollowUp {
        fn from(follow_up: &super::FollowUp) -> Self {
            let assessment = match follow_up.source {
                Source::Assessment { assessment, item } => {
                    Some((assessment.0, item.map(|i| i.to_string())))
                }
                Source::Manual | Source::Visit { .. } | Source::Need(_) => None,
            };
            Self { before: v3::FollowUp::from(follow_up), assessment }
        }
    }

    impl FollowUp {
        pub(super) fn lift(
            self,
            case: CaseId,
            id: FollowUpId,
        ) -> Result<super::FollowUp, CodecError> {
            let mut follow_up = self.before.lift(case, id)?;
            if let Some((assessment, code)) = self.assessment {
                let item = |code: String| ItemCode::new(&code).ok_or(CodecError::Malformed);
                let (assessment, item) = (AssessmentId(assessment), code.map(item).transpose()?);
                follow_up.source = Source::Assessment { assessment, item };
            }
            Ok(follow_up)
        }
    }
}

mod v3 {
    use serde::{Deserialize, Serialize};

    use super::{CaseId, CodecError, Done, FollowUpId, NeedId, Source, v2};

    /// With the need it was agreed on for, and why it was not possible.
    #[derive(Serialize, Deserialize)]
    pub(super) struct FollowUp {
        before: v2::FollowUp,
        need: Option<u64>,
        impossible: Option<String>,
    }

    impl From<&super::FollowUp> for FollowUp {
        fn from(follow_up: &super::FollowUp) -> Self {
            let need = match follow_up.source {
                Source::Need(need) => Some(need.0),
                Source::Manual | Source::Visit { .. } | Source::Assessment { .. } => None,
            };
            let impossible = follow_up.done.as_ref().and_then(|done| done.impossible.clone());
            Self { before: v2::FollowUp::from(follow_up), need, impossible }
        }
    }

    impl FollowUp {
        pub(super) fn lift(
            self,
            case: CaseId,
            id: FollowUpId,
        ) -> Result<super::FollowUp, CodecError> {
            let mut follow_up = self.before.lift(case, id)?;
            if let Some(need) = self.need {
                follow_up.source = Source::Need(NeedId(need));
            }
            let impossible = self.impossible;
            follow_up.done = follow_up.done.map(|done| Done { impossible, ..done });
            Ok(follow_up)
        }
    }
}

mod v2 {
    use serde::{Deserialize, Serialize};

    use super::{
        CaseId, Code, CodecError, FollowUpId, PaperKind, day, followup, read_day, read_days, v1,
    };

    /// With what it is for, and the day on which it was noted.
    #[derive(Serialize, Deserialize)]
    pub(super) struct FollowUp {
        before: v1::FollowUp,
        purpose: Option<Purpose>,
        noted: Option<i32>,
    }

    #[derive(Serialize, Deserialize)]
    enum Purpose {
        Visit,
        Papers { kind: u8, last: i32 },
    }

    impl From<followup::Purpose> for Purpose {
        fn from(purpose: followup::Purpose) -> Self {
            match purpose {
                followup::Purpose::Visit => Self::Visit,
                followup::Purpose::Papers { kind, last } => {
                    Self::Papers { kind: kind.code(), last: day(last) }
                }
            }
        }
    }

    impl Purpose {
        fn lift(self) -> Result<followup::Purpose, CodecError> {
            Ok(match self {
                Self::Visit => followup::Purpose::Visit,
                Self::Papers { kind, last } => {
                    followup::Purpose::Papers { kind: PaperKind::of(kind)?, last: read_day(last)? }
                }
            })
        }
    }

    impl From<&super::FollowUp> for FollowUp {
        fn from(follow_up: &super::FollowUp) -> Self {
            let purpose = follow_up.purpose.map(Purpose::from);
            Self { before: v1::FollowUp::from(follow_up), purpose, noted: follow_up.noted.map(day) }
        }
    }

    impl FollowUp {
        pub(super) fn lift(
            self,
            case: CaseId,
            id: FollowUpId,
        ) -> Result<super::FollowUp, CodecError> {
            let purpose = self.purpose.map(Purpose::lift).transpose()?;
            let noted = read_days(self.noted)?;
            Ok(super::FollowUp { purpose, noted, ..self.before.lift(case, id)? })
        }
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
                Source::Manual | Source::Need(_) | Source::Assessment { .. } => None,
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
            let done =
                |(at, by)| Ok(Done { at: read_time(at)?, by: StaffId(by), impossible: None });
            Ok(super::FollowUp {
                id,
                case,
                what: self.what,
                window: self.window.lift()?,
                owner: StaffId(self.owner),
                source,
                purpose: None,
                noted: None,
                restricted: self.restricted,
                created_by: StaffId(self.created_by),
                done: self.done.map(done).transpose()?,
            })
        }
    }
}
