//! Builds a practice office through the same changes as real work, a batch of households at a
//! time, so that a million persons need no more memory than six hundred.

use std::collections::BTreeMap;
use std::sync::mpsc;

use chrono::{DateTime, Datelike, Days, IsoWeek, NaiveDate, TimeDelta, Utc};
use fastrand::Rng;

use super::homes::Homes;
use super::life::{Cared, Deed, Event, Lives};
use super::people::{Family, People};
use super::sheets::{self, Sheets};
use super::table::{Table, weighted};
use crate::domain::area::Fte;
use crate::domain::dates::{OfficeZone, Window};
use crate::domain::followup::Purpose;
use crate::domain::household::HouseholdField;
use crate::domain::ids::{AreaId, CaseId, StaffId};
use crate::domain::office::{Office, OfficeKind, Rules};
use crate::domain::site::{Home, SiteKind};
use crate::domain::staff::Role;
use crate::store::cases::Opening;
use crate::store::staff::Hire;
use crate::store::{
    Author, Change, OFFICE_ITSELF, Outcome, Store, StoreError, cases, followups, households,
    phases, staff, visits,
};

/// Households in one change-set.
const BATCH: usize = 500;

/// Persons for one worker at most: less than the 100 that the city aims at (`docs/domain.md`, care
/// ratio), because a large family may come last.
const PERSONS_A_WORKER: u32 = 90;

/// What is to be built.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Persons at least.
    pub persons: u32,
    /// Years of visits; 0 for records without a life, to measure large offices with.
    pub years: u32,
    /// The same seed builds the same office.
    pub seed: u64,
    /// The moment up to which it lives.
    pub now: DateTime<Utc>,
    /// Unix user id of the owner.
    pub uid: u32,
    /// Unix user name of the owner.
    pub user: String,
    /// Display name of the owner.
    pub name: String,
}

/// Builds the office into an empty store. `progress` is told how many persons there are.
pub fn build(store: &Store, plan: &Plan, progress: &mut dyn FnMut(u32)) -> Result<u32, StoreError> {
    let zone = OfficeZone::default();
    let words = Table::new(super::OFFICE);
    let author = Author { staff: OFFICE_ITSELF, uid: plan.uid, at: plan.now, zone };
    let today = zone.day(plan.now);
    let founded = before(today, (plan.years.max(1) * 365) + 30);
    let office = Office {
        kind: OfficeKind::Demo,
        name: words.pick(&mut Rng::with_seed(0), |row| row.get(0) == "office").get(1).to_owned(),
        zone: zone.name().to_owned(),
        rules: Rules::default(),
        founded,
    };
    store.found(&author, office)?;
    let (homes, workers) = found(store, plan, author, founded, &words)?;
    let mut builder = Builder {
        store,
        plan,
        zone,
        today,
        homes,
        workers,
        people: People::new(today),
        lives: Lives::new(zone, plan.now),
        sheets: Sheets::new(plan.seed, today),
        rng: Rng::with_seed(plan.seed),
        made: 0,
    };
    while builder.made < plan.persons {
        let households = builder.batch(author)?;
        if plan.years > 0 {
            builder.fill_sheets(&households)?;
            builder.live(&households)?;
        }
        progress(builder.made);
    }
    Ok(builder.made)
}

/// Areas, homes and staff.
fn found(
    store: &Store,
    plan: &Plan,
    author: Author,
    from: NaiveDate,
    words: &Table,
) -> Result<(Homes, Vec<Worker>), StoreError> {
    let persons = plan.persons;
    let homes = in_change(store, author, move |change| Homes::found(change, persons, from))?;
    let colleagues: Vec<&str> =
        words.all(|row| row.get(0) == "colleague").map(|row| row.get(1)).collect();
    let mut workers = Vec::new();
    let count = plan.persons.div_ceil(PERSONS_A_WORKER).clamp(2, 60) as usize;
    for n in 0..count {
        let Some((area, name)) = homes.areas.get(n % homes.areas.len().max(1)).copied() else {
            continue;
        };
        let hire = match n.checked_sub(1) {
            None => owner(plan, name, from),
            Some(n) => colleague(n, &colleagues, name, from),
        };
        let written =
            store.write(&author, None, "AddStaff", move |change| staff::add(change, &hire))?;
        workers.push(Worker { id: StaffId(written.id), area, persons: 0 });
    }
    Ok((homes, workers))
}

fn owner(plan: &Plan, area: &str, from: NaiveDate) -> Hire {
    Hire {
        uid: plan.uid,
        user: plan.user.clone(),
        name: plan.name.clone(),
        roles: vec![Role::Worker, Role::Coordinator],
        posts: vec![(area.to_owned(), Fte(100))],
        from,
        lang: None,
    }
}

fn colleague(n: usize, names: &[&str], area: &str, from: NaiveDate) -> Hire {
    let name = names.get(n % names.len().max(1)).copied().unwrap_or_default();
    let name = match n / names.len().max(1) {
        0 => name.to_owned(),
        again => format!("{name} {}", again + 1),
    };
    Hire {
        // ids of no real user: nobody can come in as an invented colleague
        uid: u32::MAX - 2 - u32::try_from(n).unwrap_or_default(),
        user: format!("practice-{}", n + 1),
        name,
        roles: vec![Role::Worker],
        posts: vec![(area.to_owned(), Fte(100))],
        from,
        lang: None,
    }
}

/// Makes a change and brings back what its closure made.
fn in_change<T: Send + 'static>(
    store: &Store,
    author: Author,
    make: impl FnOnce(&mut Change<'_, '_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let (send, receive) = mpsc::channel();
    store.write(&author, None, "Demo", move |change| {
        change.for_good();
        // the receiver waits until the change is on disk
        let _ = send.send(make(change)?);
        Ok(Outcome::default())
    })?;
    receive.recv().map_err(|_| StoreError::NotFound)
}

/// A worker while households are given out.
#[derive(Clone, Copy)]
struct Worker {
    id: StaffId,
    area: AreaId,
    /// Persons given to her so far.
    persons: u32,
}

/// A household before it is written.
struct Draft {
    family: Family,
    home: Home,
    kind: SiteKind,
    from: NaiveDate,
    worker: StaffId,
    area: AreaId,
    aftercare: bool,
}

struct Builder<'a> {
    store: &'a Store,
    plan: &'a Plan,
    zone: OfficeZone,
    today: NaiveDate,
    homes: Homes,
    workers: Vec<Worker>,
    people: People,
    lives: Lives,
    sheets: Sheets,
    rng: Rng,
    made: u32,
}

impl Builder<'_> {
    /// Writes a batch of households.
    fn batch(&mut self, author: Author) -> Result<Vec<Cared>, StoreError> {
        let mut drafts = Vec::with_capacity(BATCH);
        while drafts.len() < BATCH && self.made < self.plan.persons {
            drafts.push(self.draft());
        }
        in_change(self.store, author, move |change| {
            drafts.into_iter().map(|draft| write(change, draft)).collect()
        })
    }

    fn draft(&mut self) -> Draft {
        let rng = &mut self.rng;
        let family = self.people.family(rng);
        let persons = u32::try_from(family.members.len()).unwrap_or(1);
        self.made += persons;
        // whoever has the fewest persons takes the next household, in her own area
        let (mut worker, mut area) = (StaffId(0), AreaId(0));
        if let Some(next) = self.workers.iter_mut().min_by_key(|worker| worker.persons) {
            next.persons += persons;
            (worker, area) = (next.id, next.area);
        }
        let kinds = [(Some(SiteKind::Shelter), 58), (Some(SiteKind::MunicipalFlat), 8), (None, 34)];
        let kind = weighted(rng, kinds.into_iter()).unwrap_or(SiteKind::OwnFlat);
        let home = self.homes.pick(rng, kind, area);
        let days = self.plan.years.max(1) * 365;
        let from = before(self.today, rng.u32(3..days));
        let aftercare = kind == SiteKind::OwnFlat && rng.u32(..10) < 6;
        Draft { family, home, kind, from, worker, area, aftercare }
    }

    /// Writes down what is known of the households of a batch, each by its worker.
    fn fill_sheets(&mut self, households: &[Cared]) -> Result<(), StoreError> {
        let mut by_worker: BTreeMap<StaffId, Vec<sheets::Invented>> = BTreeMap::new();
        for cared in households {
            by_worker.entry(cared.worker).or_default().push(self.sheets.of(cared));
        }
        for (worker, invented) in by_worker {
            let (uid, at, zone) = (self.plan.uid, self.plan.now, self.zone);
            let author = Author { staff: worker, uid, at, zone };
            in_change(self.store, author, move |change| {
                invented.iter().try_for_each(|sheet| sheets::write(change, sheet))
            })?;
        }
        Ok(())
    }

    /// Lets the households of a batch live: what one worker does in one week is one change.
    fn live(&mut self, households: &[Cared]) -> Result<(), StoreError> {
        let mut weeks: BTreeMap<(IsoWeek, StaffId), Vec<Event>> = BTreeMap::new();
        for cared in households {
            for event in self.lives.of(&mut self.rng, cared) {
                let week = self.zone.day(event.at).iso_week();
                weeks.entry((week, event.worker)).or_default().push(event);
            }
        }
        for ((_, worker), mut events) in weeks {
            events.sort_by_key(|event| event.at);
            let Some(last) = events.last() else { continue };
            let at = (last.at + TimeDelta::minutes(20)).min(self.plan.now);
            let author = Author { staff: worker, uid: self.plan.uid, at, zone: self.zone };
            in_change(self.store, author, move |change| {
                events.into_iter().try_for_each(|event| carry_out(change, event))
            })?;
        }
        Ok(())
    }
}

fn write(change: &mut Change<'_, '_>, draft: Draft) -> Result<Cared, StoreError> {
    let Draft { family, home, kind, from, worker, area, aftercare } = draft;
    let mut members = family.members.into_iter();
    let reference = members.next().map(|m| m.details).unwrap_or_default();
    let place = match &home {
        Home::OwnFlat { address } => address.clone(),
        Home::NewSite { name, .. } => name.clone(),
        Home::Site { site, room } => {
            let site = crate::store::sites::get(change, *site)?;
            if room.is_empty() { site.name } else { format!("{}, {room}", site.name) }
        }
    };
    let opening = Opening {
        person: reference,
        household: vec![(HouseholdField::Language, family.language)],
        home: Some(home),
        from,
        worker: Some(worker),
        area: Some(area),
    };
    let outcome = cases::open(change, &opening)?;
    let case = CaseId(outcome.id);
    for member in members {
        // a child may be born into a household that is in care already
        let since = from.max(member.born);
        households::add_person(change, case, &member.details, member.relation, since)?;
    }
    let household = households::of_case(change, &cases::get(change, case)?)?;
    let persons = household.members.iter().map(|m| (m.person, m.from)).collect();
    let weeks = match (kind, aftercare) {
        (SiteKind::OwnFlat, true) => 12,
        (SiteKind::OwnFlat, false) => 8,
        _ => 4,
    };
    Ok(Cared { case, persons, worker, from, weeks, place, aftercare })
}

fn carry_out(change: &mut Change<'_, '_>, event: Event) -> Result<(), StoreError> {
    match event.deed {
        Deed::Visit(entry) => visits::record(change, event.case, *entry).map(drop),
        Deed::NoteVisit(what, day) => {
            let window = Window::week_of(day);
            let purpose = Some(Purpose::Visit);
            followups::add(change, event.case, &what, window, purpose, None).map(drop)
        }
        Deed::Phase(phase) => {
            let today = change.today();
            phases::enter(change, event.case, &phase, today).map(drop)
        }
        Deed::DoneBefore(day) => {
            let open = followups::open_of_case(change, event.case, true)?;
            for follow_up in open.into_iter().filter(|f| f.window.due() <= day) {
                followups::close(change, event.case, follow_up.id, follow_up.seen())?;
            }
            Ok(())
        }
    }
}

fn before(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::from(days))).unwrap_or(day)
}
