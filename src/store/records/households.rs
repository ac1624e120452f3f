//! Households as they are kept.

use super::{Code, Record, day, each, envelope, id_key, read_day, read_days, read_id, tree};
use crate::codec::{self, CodecError};
use crate::domain::household::{Household, Interpreter, Left, Lodging, Member, Relation};
use crate::domain::ids::{HouseholdId, PersonId, SiteId};
use crate::domain::site::Place;
use crate::journal::Tree;

impl Record for Household {
    const TREE: Tree = tree::HOUSEHOLDS;
    const KIND: u8 = 2;
    const NEWEST: u16 = 2;
    type Key = [u8; 8];

    fn key(&self) -> [u8; 8] {
        id_key(self.id.0)
    }

    fn seal(&self) -> Result<Vec<u8>, CodecError> {
        codec::seal(Self::KIND, Self::NEWEST, &v2::Household::from(self))
    }

    fn open(key: &[u8], bytes: &[u8]) -> Result<Self, CodecError> {
        let (version, body) = envelope::<Self>(bytes)?;
        let id = HouseholdId(read_id(key)?);
        match version {
            1 => codec::decode::<v1::Household>(body)?.lift(id),
            _ => codec::decode::<v2::Household>(body)?.lift(id),
        }
    }
}

/// With why memberships ended.
mod v2 {
    use serde::{Deserialize, Serialize};

    use super::{Code, CodecError, HouseholdId, Left, each, v1};

    /// `left` goes with the members one by one: why each membership ended, 0 where that is not said.
    #[derive(Serialize, Deserialize)]
    pub(super) struct Household {
        before: v1::Household,
        left: Vec<u8>,
    }

    impl From<&super::Household> for Household {
        fn from(household: &super::Household) -> Self {
            let left = household.members.iter().map(|m| m.left.map_or(0, Left::code));
            Self { before: v1::Household::from(household), left: left.collect() }
        }
    }

    impl Household {
        pub(super) fn lift(self, id: HouseholdId) -> Result<super::Household, CodecError> {
            let mut household = self.before.lift(id)?;
            let left = each(self.left, |code| match code {
                0 => Ok(None),
                code => Left::of(code).map(Some),
            })?;
            if left.len() != household.members.len() {
                return Err(CodecError::Malformed);
            }
            for (member, left) in household.members.iter_mut().zip(left) {
                member.left = left;
            }
            Ok(household)
        }
    }
}

mod v1 {
    use serde::{Deserialize, Serialize};

    use super::{Code, CodecError, HouseholdId, Interpreter, PersonId, Place, Relation, SiteId};
    use super::{day, each, read_day, read_days};

    #[derive(Serialize, Deserialize)]
    pub(super) struct Household {
        reference: u64,
        members: Vec<Member>,
        lodgings: Vec<Lodging>,
        phone: String,
        language: String,
        interpreter: u8,
        letterbox: String,
        reach: String,
    }

    #[derive(Serialize, Deserialize)]
    struct Member {
        person: u64,
        relation: u8,
        from: i32,
        until: Option<i32>,
    }

    /// With a `site`, `at` is the room; without, the address.
    #[derive(Serialize, Deserialize)]
    struct Lodging {
        site: Option<u64>,
        at: String,
        from: i32,
        until: Option<i32>,
    }

    impl From<&super::Household> for Household {
        fn from(household: &super::Household) -> Self {
            Self {
                reference: household.reference.0,
                members: household.members.iter().map(Member::from).collect(),
                lodgings: household.lodgings.iter().map(Lodging::from).collect(),
                phone: household.phone.clone(),
                language: household.language.clone(),
                interpreter: household.interpreter.code(),
                letterbox: household.letterbox.clone(),
                reach: household.reach.clone(),
            }
        }
    }

    impl From<&super::Member> for Member {
        fn from(member: &super::Member) -> Self {
            Self {
                person: member.person.0,
                relation: member.relation.code(),
                from: day(member.from),
                until: member.until.map(day),
            }
        }
    }

    impl From<&super::Lodging> for Lodging {
        fn from(lodging: &super::Lodging) -> Self {
            let (site, at) = match &lodging.place {
                Place::Room { site, room } => (Some(site.0), room),
                Place::OwnFlat { address } => (None, address),
            };
            Self { site, at: at.clone(), from: day(lodging.from), until: lodging.until.map(day) }
        }
    }

    impl Household {
        pub(super) fn lift(self, id: HouseholdId) -> Result<super::Household, CodecError> {
            Ok(super::Household {
                id,
                reference: PersonId(self.reference),
                members: each(self.members, Member::lift)?,
                lodgings: each(self.lodgings, Lodging::lift)?,
                phone: self.phone,
                language: self.language,
                interpreter: Interpreter::of(self.interpreter)?,
                letterbox: self.letterbox,
                reach: self.reach,
            })
        }
    }

    impl Member {
        fn lift(self) -> Result<super::Member, CodecError> {
            Ok(super::Member {
                person: PersonId(self.person),
                relation: Relation::of(self.relation)?,
                from: read_day(self.from)?,
                until: read_days(self.until)?,
                left: None,
            })
        }
    }

    impl Lodging {
        fn lift(self) -> Result<super::Lodging, CodecError> {
            let place = match self.site {
                Some(site) => Place::Room { site: SiteId(site), room: self.at },
                None => Place::OwnFlat { address: self.at },
            };
            let (from, until) = (read_day(self.from)?, read_days(self.until)?);
            Ok(super::Lodging { place, from, until })
        }
    }
}
