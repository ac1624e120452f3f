//! Cases as they are kept.

use super::{Code, Record, day, each, envelope, id_key, read_day, read_days, read_id, tree};
use super::{read_time, time};
use crate::codec::{self, CodecError};
use crate::domain::case::{Assignment, Case, CaseNo, CloseReason, InArea, Phase};
use crate::domain::case::{Signed, Turn, Turned};
use crate::domain::ids::{AreaId, CaseId, HouseholdId, PersonId, StaffId};
use crate::journal::Tree;

impl Record for Case {
    const TREE: Tree = tree::CASES;
    const KIND: u8 = 3;
    const NEWEST: u16 = 4;
    type Key = [u8; 8];

    fn key(&self) -> [u8; 8] {
        id_key(self.id.0)
    }

    fn seal(&self) -> Result<Vec<u8>, CodecError> {
        codec::seal(Self::KIND, Self::NEWEST, &v2::Case::from(self))
    }

    fn open(key: &[u8], bytes: &[u8]) -> Result<Self, CodecError> {
        let (version, body) = envelope::<Self>(bytes)?;
        let id = CaseId(read_id(key)?);
        match version {
            1 => codec::decode::<v1::Case>(body)?.lift(id),
            // 3 and 4 are laid out as 2, and each knows one step more
            _ => codec::decode::<v2::Case>(body)?.lift(id),
        }
    }
}

impl Assignment {
    fn lift((worker, from): (u64, i32)) -> Result<Self, CodecError> {
        Ok(Self { worker: StaffId(worker), from: read_day(from)? })
    }
}

impl InArea {
    fn lift((area, from): (u64, i32)) -> Result<Self, CodecError> {
        Ok(Self { area: AreaId(area), from: read_day(from)? })
    }
}

/// With what the case went through; the phases of before are part of it.
mod v2 {
    use serde::{Deserialize, Serialize};

    use super::v1::{self, Phase};
    use super::{Assignment, CaseId, CaseNo, CodecError, HouseholdId, InArea, PersonId, Signed};
    use super::{StaffId, Turned, day, each, read_day, read_time, time};

    #[derive(Serialize, Deserialize)]
    pub(super) struct Case {
        year: u16,
        n: u32,
        household: u64,
        opened: i32,
        turns: Vec<Turn>,
        assignments: Vec<(u64, i32)>,
        areas: Vec<(u64, i32)>,
        rhythm_weeks: Option<u8>,
    }

    /// `what`: 1 a phase, 2 moved out, 3 smaller by `id` persons, 4 came from the case `id`, 5 the
    /// person `id` is the reference, 6 she left, 7 she joined, 8 opened although protected, `why`; from version
    /// 3 on 9 the record of the person `id` is one with another, `why` the other file reference; from
    /// version 4 on 10 regular visits every `id` weeks, 0 by the rule.
    #[derive(Serialize, Deserialize)]
    struct Turn {
        day: i32,
        /// When and by whom.
        signed: Option<(i64, u64)>,
        what: u8,
        id: u64,
        phase: Option<Phase>,
        why: String,
    }

    impl From<&super::Case> for Case {
        fn from(case: &super::Case) -> Self {
            Self {
                year: case.no.year,
                n: case.no.n,
                household: case.household.0,
                opened: day(case.opened),
                turns: case.turns.iter().map(Turn::from).collect(),
                assignments: v1::assignments(case),
                areas: v1::areas(case),
                rhythm_weeks: case.rhythm_weeks,
            }
        }
    }

    impl From<&super::Turn> for Turn {
        fn from(turn: &super::Turn) -> Self {
            let (what, id, phase) = match &turn.what {
                Turned::To(phase) => (1, 0, Some(Phase::from(phase))),
                Turned::MovedOut => (2, 0, None),
                Turned::Smaller(persons) => (3, u64::from(*persons), None),
                Turned::CameFrom(case) => (4, case.0, None),
                Turned::Reference(person) => (5, person.0, None),
                Turned::Left(person) => (6, person.0, None),
                Turned::Joined(person) => (7, person.0, None),
                Turned::Opened(_) => (8, 0, None),
                Turned::Merged(person, _) => (9, person.0, None),
                Turned::Rhythm(weeks) => (10, weeks.map_or(0, u64::from), None),
            };
            let why = match &turn.what {
                Turned::Opened(why) | Turned::Merged(_, why) => why.clone(),
                _ => String::new(),
            };
            let signed = turn.signed.map(|signed| (time(signed.at), signed.by.0));
            Self { day: day(turn.day), signed, what, id, phase, why }
        }
    }

    impl Case {
        pub(super) fn lift(self, id: CaseId) -> Result<super::Case, CodecError> {
            Ok(super::Case {
                id,
                no: CaseNo { year: self.year, n: self.n },
                household: HouseholdId(self.household),
                opened: read_day(self.opened)?,
                turns: each(self.turns, Turn::lift)?,
                assignments: each(self.assignments, Assignment::lift)?,
                areas: each(self.areas, InArea::lift)?,
                rhythm_weeks: self.rhythm_weeks,
            })
        }
    }

    impl Turn {
        fn lift(self) -> Result<super::Turn, CodecError> {
            let what = match (self.what, self.phase) {
                (1, Some(phase)) => Turned::To(phase.lift()?),
                (2, None) => Turned::MovedOut,
                (3, None) => {
                    Turned::Smaller(u16::try_from(self.id).map_err(|_| CodecError::Malformed)?)
                }
                (4, None) => Turned::CameFrom(CaseId(self.id)),
                (5, None) => Turned::Reference(PersonId(self.id)),
                (6, None) => Turned::Left(PersonId(self.id)),
                (7, None) => Turned::Joined(PersonId(self.id)),
                (8, None) => Turned::Opened(self.why),
                (9, None) => Turned::Merged(PersonId(self.id), self.why),
                (10, None) => {
                    let weeks = u8::try_from(self.id).map_err(|_| CodecError::Malformed)?;
                    Turned::Rhythm(Some(weeks).filter(|weeks| *weeks > 0))
                }
                _ => return Err(CodecError::Malformed),
            };
            let signed = |(at, by)| Ok(Signed { at: read_time(at)?, by: StaffId(by) });
            let signed = self.signed.map(signed).transpose()?;
            Ok(super::Turn { day: read_day(self.day)?, signed, what })
        }
    }
}

mod v1 {
    use serde::{Deserialize, Serialize};

    use super::{Assignment, CaseId, CaseNo, CloseReason, Code, CodecError, HouseholdId, InArea};
    use super::{Turn, Turned, day, each, read_day, read_days};

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

    /// `is`: 1 new, 2 active, 3 aftercare, 4 dormant (`until`, `why`), 5 closed (`reason`). From
    /// version 2 on aftercare has `until` and `why` too.
    #[derive(Serialize, Deserialize)]
    pub(super) struct Phase {
        is: u8,
        until: Option<i32>,
        why: String,
        reason: u8,
    }

    /// Worker and first day of each responsibility.
    pub(super) fn assignments(case: &super::Case) -> Vec<(u64, i32)> {
        case.assignments.iter().map(|a| (a.worker.0, day(a.from))).collect()
    }

    /// Each area and its first day.
    pub(super) fn areas(case: &super::Case) -> Vec<(u64, i32)> {
        case.areas.iter().map(|a| (a.area.0, day(a.from))).collect()
    }

    impl From<&super::Phase> for Phase {
        fn from(phase: &super::Phase) -> Self {
            let plain = |is| Self { is, until: None, why: String::new(), reason: 0 };
            match phase {
                super::Phase::New => plain(1),
                super::Phase::Active => plain(2),
                super::Phase::Aftercare { until, reason } => {
                    Self { until: until.map(day), why: reason.clone(), ..plain(3) }
                }
                super::Phase::Dormant { until, reason } => {
                    Self { until: until.map(day), why: reason.clone(), ..plain(4) }
                }
                super::Phase::Closed { reason } => Self { reason: reason.code(), ..plain(5) },
            }
        }
    }

    impl Case {
        pub(super) fn lift(self, id: CaseId) -> Result<super::Case, CodecError> {
            let since = read_day(self.since)?;
            let what = Turned::To(self.phase.lift()?);
            Ok(super::Case {
                id,
                no: CaseNo { year: self.year, n: self.n },
                household: HouseholdId(self.household),
                opened: read_day(self.opened)?,
                turns: vec![Turn { day: since, signed: None, what }],
                assignments: each(self.assignments, Assignment::lift)?,
                areas: each(self.areas, InArea::lift)?,
                rhythm_weeks: self.rhythm_weeks,
            })
        }
    }

    impl Phase {
        pub(super) fn lift(self) -> Result<super::Phase, CodecError> {
            match self.is {
                1 => Ok(super::Phase::New),
                2 => Ok(super::Phase::Active),
                3 => {
                    let until = read_days(self.until)?;
                    Ok(super::Phase::Aftercare { until, reason: self.why })
                }
                4 => Ok(super::Phase::Dormant { until: read_days(self.until)?, reason: self.why }),
                5 => Ok(super::Phase::Closed { reason: CloseReason::of(self.reason)? }),
                _ => Err(CodecError::Malformed),
            }
        }
    }
}
