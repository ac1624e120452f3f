//! The office as it is kept, and the counters of its case numbers.

use super::{Code, Record, day, envelope, read_day, tree};
use crate::codec::{self, CodecError};
use crate::domain::case::CaseNo;
use crate::domain::office::{CaseCounter, Office, OfficeKind, Rules};
use crate::journal::Tree;

impl Record for Office {
    const TREE: Tree = tree::OFFICE;
    const KIND: u8 = 9;
    const NEWEST: u16 = 2;
    type Key = [u8; 1];

    fn key(&self) -> [u8; 1] {
        [0]
    }

    fn seal(&self) -> Result<Vec<u8>, CodecError> {
        codec::seal(Self::KIND, Self::NEWEST, &v2::Office::from(self))
    }

    fn open(_key: &[u8], bytes: &[u8]) -> Result<Self, CodecError> {
        match envelope::<Self>(bytes)? {
            (1, body) => codec::decode::<v1::Office>(body)?.lift(),
            (_, body) => codec::decode::<v2::Office>(body)?.lift(),
        }
    }
}

/// Kept under its year, so that each year counts from 1.
impl Record for CaseCounter {
    const TREE: Tree = tree::OFFICE;
    const KIND: u8 = 10;
    const NEWEST: u16 = 1;
    type Key = [u8; 2];

    fn key(&self) -> [u8; 2] {
        self.0.year.to_be_bytes()
    }

    fn seal(&self) -> Result<Vec<u8>, CodecError> {
        codec::seal(Self::KIND, Self::NEWEST, &v1::Counter { next: self.0.n })
    }

    fn open(key: &[u8], bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, body) = envelope::<Self>(bytes)?;
        let year = key.try_into().map(u16::from_be_bytes).map_err(|_| CodecError::Malformed)?;
        let counter: v1::Counter = codec::decode(body)?;
        Ok(Self(CaseNo { year, n: counter.next }))
    }
}

mod v2 {
    use serde::{Deserialize, Serialize};

    use super::{CodecError, Rules, v1};

    /// The days to the first visit are working days, and fewer where there are children.
    #[derive(Serialize, Deserialize)]
    pub(super) struct Office {
        before: v1::Office,
        first_visit_days_children: u8,
    }

    impl From<&super::Office> for Office {
        fn from(office: &super::Office) -> Self {
            let first_visit_days_children = office.rules.first_visit_days_children;
            Self { before: v1::Office::from(office), first_visit_days_children }
        }
    }

    impl Office {
        pub(super) fn lift(self) -> Result<super::Office, CodecError> {
            let first_visit_days = self.before.first_visit_days;
            let first_visit_days_children = self.first_visit_days_children;
            let office = self.before.lift()?;
            let rules = Rules { first_visit_days, first_visit_days_children, ..office.rules };
            Ok(super::Office { rules, ..office })
        }
    }
}

mod v1 {
    use serde::{Deserialize, Serialize};

    use super::{Code, CodecError, OfficeKind, Rules, day, read_day};

    #[derive(Serialize, Deserialize)]
    pub(super) struct Office {
        kind: u8,
        name: String,
        zone: String,
        shelter_weeks: u8,
        own_flat_weeks: u8,
        aftercare_weeks: u8,
        /// Days of the calendar: seven for a week.
        pub(super) first_visit_days: u8,
        ratio: u32,
        founded: i32,
    }

    #[derive(Serialize, Deserialize)]
    pub(super) struct Counter {
        pub(super) next: u32,
    }

    impl From<&super::Office> for Office {
        fn from(office: &super::Office) -> Self {
            Self {
                kind: office.kind.code(),
                name: office.name.clone(),
                zone: office.zone.clone(),
                shelter_weeks: office.rules.shelter_weeks,
                own_flat_weeks: office.rules.own_flat_weeks,
                aftercare_weeks: office.rules.aftercare_weeks,
                first_visit_days: office.rules.first_visit_days,
                ratio: office.rules.ratio,
                founded: day(office.founded),
            }
        }
    }

    /// The working days of so many days of the calendar.
    fn working_days(days: u8) -> u8 {
        u8::try_from((u16::from(days) * 5).div_ceil(7)).unwrap_or(u8::MAX)
    }

    impl Office {
        pub(super) fn lift(self) -> Result<super::Office, CodecError> {
            Ok(super::Office {
                kind: OfficeKind::of(self.kind)?,
                name: self.name,
                zone: self.zone,
                rules: Rules {
                    shelter_weeks: self.shelter_weeks,
                    own_flat_weeks: self.own_flat_weeks,
                    aftercare_weeks: self.aftercare_weeks,
                    first_visit_days: working_days(self.first_visit_days),
                    first_visit_days_children: working_days(self.first_visit_days).min(3),
                    ratio: self.ratio,
                },
                founded: read_day(self.founded)?,
            })
        }
    }
}
