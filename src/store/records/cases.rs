//! Cases as they are kept.

use super::{Code, Record, day, each, envelope, id_key, read_day, read_days, read_id, tree};
use crate::codec::{self, CodecError};
use crate::domain::case::{Assignment, Case, CaseNo, CloseReason, InArea, Phase};
use crate::domain::ids::{AreaId, CaseId, HouseholdId, StaffId};
use crate::journal::Tree;

impl Record for Case {
    const TREE: Tree = tree::CASES;
    const KIND: u8 = 3;
    const NEWEST: u16 = 1;
    type Key = [u8; 8];

    fn key(&self) -> [u8; 8] {
        id_key(self.id.0)
    }

    fn seal(&self) -> Result<Vec<u8>, CodecError> {
        codec::seal(Self::KIND, Self::NEWEST, &v1::Case::from(self))
    }

    fn open(key: &[u8], bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, body) = envelope::<Self>(bytes)?;
        codec::decode::<v1::Case>(body)?.lift(CaseId(read_id(key)?))
    }
}

mod v1 {
    use serde::{Deserialize, Serialize};

    use super::{AreaId, Assignment, CaseId, CaseNo, CloseReason, Code, CodecError, HouseholdId};
    use super::{InArea, StaffId, day, each, read_day, read_days};

    #[derive(Serialize, Deserialize)]
    pub(super) struct Case {
        year: u16,
        n: u32,
        household: u64,
        phase: Phase,
        since: i32,
        opened: i32,
        /// Worker and first day.
        assignments: Vec<(u64, i32)>,
        /// Area and first day.
        areas: Vec<(u64, i32)>,
        rhythm_weeks: Option<u8>,
    }

    /// `is`: 1 new, 2 active, 3 aftercare, 4 dormant (`until`, `why`), 5 closed (`reason`).
    #[derive(Serialize, Deserialize)]
    struct Phase {
        is: u8,
        until: Option<i32>,
        why: String,
        reason: u8,
    }

    impl From<&super::Case> for Case {
        fn from(case: &super::Case) -> Self {
            Self {
                year: case.no.year,
                n: case.no.n,
                household: case.household.0,
                phase: Phase::from(&case.phase),
                since: day(case.since),
                opened: day(case.opened),
                assignments: case.assignments.iter().map(|a| (a.worker.0, day(a.from))).collect(),
                areas: case.areas.iter().map(|a| (a.area.0, day(a.from))).collect(),
                rhythm_weeks: case.rhythm_weeks,
            }
        }
    }

    impl From<&super::Phase> for Phase {
        fn from(phase: &super::Phase) -> Self {
            let plain = |is| Self { is, until: None, why: String::new(), reason: 0 };
            match phase {
                super::Phase::New => plain(1),
                super::Phase::Active => plain(2),
                super::Phase::Aftercare => plain(3),
                super::Phase::Dormant { until, reason } => {
                    Self { until: until.map(day), why: reason.clone(), ..plain(4) }
                }
                super::Phase::Closed { reason } => Self { reason: reason.code(), ..plain(5) },
            }
        }
    }

    impl Case {
        pub(super) fn lift(self, id: CaseId) -> Result<super::Case, CodecError> {
            let assignment =
                |(worker, from)| Ok(Assignment { worker: StaffId(worker), from: read_day(from)? });
            let area = |(area, from)| Ok(InArea { area: AreaId(area), from: read_day(from)? });
            Ok(super::Case {
                id,
                no: CaseNo { year: self.year, n: self.n },
                household: HouseholdId(self.household),
                phase: self.phase.lift()?,
                since: read_day(self.since)?,
                opened: read_day(self.opened)?,
                assignments: each(self.assignments, assignment)?,
                areas: each(self.areas, area)?,
                rhythm_weeks: self.rhythm_weeks,
            })
        }
    }

    impl Phase {
        fn lift(self) -> Result<super::Phase, CodecError> {
            match self.is {
                1 => Ok(super::Phase::New),
                2 => Ok(super::Phase::Active),
                3 => Ok(super::Phase::Aftercare),
                4 => Ok(super::Phase::Dormant { until: read_days(self.until)?, reason: self.why }),
                5 => Ok(super::Phase::Closed { reason: CloseReason::of(self.reason)? }),
                _ => Err(CodecError::Malformed),
            }
        }
    }
}
