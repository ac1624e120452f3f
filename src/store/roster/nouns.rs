//! What the roster keeps of each noun, as small as lists and search allow.

use chrono::{DateTime, NaiveDate};

use super::dated::{Dated, Span};
use super::slots::NONE;
use super::texts::Texts;
use crate::domain::case::{Care, Case, CaseNo, Phase, again};
use crate::domain::caseload::PhaseMark;
use crate::domain::checklist::item;
use crate::domain::dates::{OfficeZone, PartialDate, Window};
use crate::domain::followup::{FollowUp, Purpose, Source};
use crate::domain::household::{Household, Relation};
use crate::domain::ids::{AreaId, CaseId, FollowUpId, HouseholdId, PersonId, SiteId, StaffId};
use crate::domain::person::{Name, NameKind, Person};
use crate::domain::site::Place;
use crate::domain::today::{Matter, is_of_stay, is_pressing};
use crate::domain::visit::{Entry, Outcome, Visit, VisitKind};

/// A person.
#[derive(Debug)]
pub struct PersonSlot {
    pub id: PersonId,
    /// Every name in a line of its own, the binding spelling first.
    names: Box<str>,
    pub phone: Box<str>,
    pub birth: Option<PartialDate>,
    pub file_ref: Box<str>,
    pub protected: bool,
    /// Slot of the household the person belongs to.
    pub household: u32,
}

impl PersonSlot {
    pub fn new(person: &Person) -> Self {
        let others = person.names.iter().filter(|n| n.kind != NameKind::Official);
        let lines: Vec<String> =
            std::iter::once(person.listed()).chain(others.map(Name::listed)).collect();
        Self {
            id: person.id,
            names: lines.join("\n").into(),
            phone: person.phone.as_str().into(),
            birth: person.birth,
            file_ref: person.file_ref.as_str().into(),
            protected: person.protected,
            household: NONE,
        }
    }

    /// Name as in lists.
    pub fn listed(&self) -> &str {
        self.names().next().unwrap_or_default()
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.split('\n')
    }
}

/// A dated membership.
#[derive(Debug, Clone, Copy)]
pub struct MemberSlot {
    pub person: PersonId,
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
    /// Entered as a child of the reference person.
    pub child: bool,
}

/// A room of a site, or an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HomeSlot {
    pub site: Option<SiteId>,
    /// Number of the room's name or of the address.
    pub text: u32,
}

/// A household.
#[derive(Debug)]
pub struct HouseholdSlot {
    pub id: HouseholdId,
    pub reference: PersonId,
    members: Box<[MemberSlot]>,
    pub homes: Dated<HomeSlot>,
    pub phone: Box<str>,
    /// Slot of its case.
    pub case: u32,
    /// Key by which it is sorted among names; set when linked.
    pub key: Box<str>,
    /// A member is protected: name and home are masked; set when linked.
    pub masked: bool,
}

impl HouseholdSlot {
    pub fn new(household: &Household, texts: &mut Texts) -> Self {
        let member = |m: &crate::domain::household::Member| MemberSlot {
            person: m.person,
            from: m.from,
            until: m.until,
            child: m.relation == Relation::Child,
        };
        let homes = household.lodgings.iter().map(|lodging| {
            let (site, text) = match &lodging.place {
                Place::Room { site, room } => (Some(*site), room),
                Place::OwnFlat { address } => (None, address),
            };
            let value = HomeSlot { site, text: texts.number(text) };
            Span { from: lodging.from, until: lodging.until, value }
        });
        Self {
            id: household.id,
            reference: household.reference,
            members: household.members.iter().map(member).collect(),
            homes: homes.collect(),
            phone: household.phone.as_str().into(),
            case: NONE,
            key: Box::default(),
            masked: false,
        }
    }

    pub fn members(&self) -> &[MemberSlot] {
        &self.members
    }

    /// Members on a day.
    pub fn members_on(&self, day: NaiveDate) -> impl Iterator<Item = &MemberSlot> {
        let holds =
            move |m: &&MemberSlot| m.from <= day && m.until.is_none_or(|until| day <= until);
        self.members.iter().filter(holds)
    }

    /// How many they are.
    pub fn persons_on(&self, day: NaiveDate) -> u16 {
        u16::try_from(self.members_on(day).count()).unwrap_or(u16::MAX)
    }
}

/// A case.
#[derive(Debug)]
pub struct CaseSlot {
    pub id: CaseId,
    pub no: CaseNo,
    /// Those that a rest is followed by of itself too.
    pub phases: Dated<PhaseMark>,
    pub rhythm_weeks: Option<u8>,
    pub opened: NaiveDate,
    /// Slot of its household.
    pub household: u32,
    pub workers: Dated<StaffId>,
    pub areas: Dated<AreaId>,
}

impl CaseSlot {
    pub fn new(case: &Case, household: u32) -> Self {
        let worker = |a: &crate::domain::case::Assignment| Span {
            from: a.from,
            until: None,
            value: a.worker,
        };
        let stage = |(from, phase): (NaiveDate, &Phase)| Span {
            from,
            until: None,
            value: PhaseMark::from(phase),
        };
        let area =
            |a: &crate::domain::case::InArea| Span { from: a.from, until: None, value: a.area };
        Self {
            id: case.id,
            no: case.no,
            phases: case.stages().map(stage).collect(),
            rhythm_weeks: case.rhythm_weeks,
            opened: case.opened,
            household,
            workers: case.assignments.iter().map(worker).collect(),
            areas: case.areas.iter().map(area).collect(),
        }
    }

    /// Where it stands on a day.
    pub fn phase_on(&self, day: NaiveDate) -> PhaseMark {
        self.phases.on(day).or(self.phases.first()).unwrap_or(PhaseMark::New)
    }

    /// What the rule for the next visit looks at.
    pub fn care_on(&self, day: NaiveDate) -> Care {
        let again = again(self.phases.spans().iter().map(|span| (span.from, span.value)), day);
        let (opened, rhythm_weeks) = (self.opened, self.rhythm_weeks);
        Care { phase: self.phase_on(day), again, opened, rhythm_weeks }
    }
}

/// What happens in a case.
#[derive(Debug, Default)]
pub struct Activity {
    pub visits: u32,
    /// Day of the last visit at which somebody was met at home.
    pub last_met: Option<NaiveDate>,
    /// Times in a row nobody was met at home, since anybody was met or spoken to.
    pub missed: u8,
    /// When the last visit or contact took place; as [`VisitSlot::at`].
    pub last: i64,
    /// Nearest first.
    pub open: Vec<OpenFollowUp>,
}

impl Activity {
    /// Takes in a visit that took place after all others. `met` is its day, if somebody was met at
    /// home.
    pub fn add(&mut self, visit: &VisitSlot, met: Option<NaiveDate>) {
        self.visits += 1;
        self.last = self.last.max(visit.at);
        self.last_met = self.last_met.max(met);
        self.missed = match visit.came {
            Came::Home | Came::Heard => 0,
            Came::Missed => self.missed.saturating_add(1),
            Came::Nothing => self.missed,
        };
    }
}

/// An open follow-up. Ordered as in lists: what is due first comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenFollowUp {
    pub due: NaiveDate,
    pub until: NaiveDate,
    pub from: NaiveDate,
    pub id: FollowUpId,
    pub owner: StaffId,
    pub restricted: bool,
    /// A danger or a deadline may stand behind it.
    pub pressing: bool,
    pub purpose: Option<Purpose>,
}

impl OpenFollowUp {
    pub fn new(follow_up: &FollowUp) -> Self {
        Self {
            due: follow_up.window.due(),
            until: follow_up.window.until(),
            from: follow_up.window.from(),
            id: follow_up.id,
            owner: follow_up.owner,
            restricted: follow_up.restricted,
            pressing: match (&follow_up.source, follow_up.purpose) {
                (
                    Source::Visit { item: Some(code), .. }
                    | Source::Assessment { item: Some(code), .. },
                    _,
                ) => item(*code).is_some_and(is_pressing),
                (_, Some(Purpose::Papers { kind, .. })) => is_of_stay(kind),
                _ => false,
            },
            purpose: follow_up.purpose,
        }
    }

    /// What it says on the board; `elsewhere` if a colleague is to do it.
    pub fn matter(&self, elsewhere: bool) -> Matter {
        let (id, restricted, pressing) = (self.id, self.restricted, self.pressing);
        Matter::FollowUp { id, window: self.window(), restricted, pressing, elsewhere }
    }

    /// When it is to be done.
    pub fn window(&self) -> Window {
        Window::new(self.from, self.due, self.until).unwrap_or(Window::on(self.due))
    }
}

/// A visit, in the order in which visits took place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct VisitSlot {
    /// Milliseconds since 1970, UTC.
    pub at: i64,
    pub id: u64,
    pub worker: u64,
    /// Slot of its case.
    pub case: u32,
    pub came: Came,
}

/// What came of a visit or contact, as far as lists need to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Came {
    /// Somebody was met at home.
    Home,
    /// Somebody was there or spoke, at home or elsewhere.
    Heard,
    /// Nobody was met at home.
    Missed,
    /// Nobody was tried at home, and nobody spoke.
    Nothing,
}

impl Came {
    /// Source: `docs/domain.md`, outcomes.
    fn of(entry: &Entry) -> Self {
        let sent = entry.kind == VisitKind::Message && entry.met.is_empty();
        match entry.outcome {
            Outcome::Met if entry.kind.is_visit() => Self::Home,
            Outcome::NotMet if entry.kind.is_visit() => Self::Missed,
            Outcome::NotMet => Self::Nothing,
            Outcome::Met if sent => Self::Nothing,
            Outcome::Met | Outcome::Refused | Outcome::Moved => Self::Heard,
        }
    }
}

impl VisitSlot {
    /// Its day, if somebody was met at home.
    pub fn met_on(&self, zone: OfficeZone) -> Option<NaiveDate> {
        let at = DateTime::from_timestamp_millis(self.at);
        at.filter(|_| self.came == Came::Home).map(|at| zone.day(at))
    }

    pub fn new(visit: &Visit, case: u32) -> Self {
        Self {
            at: visit.entry.at.timestamp_millis(),
            id: visit.id.0,
            worker: visit.worker.0,
            case,
            came: Came::of(&visit.entry),
        }
    }
}
