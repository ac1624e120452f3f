//! The sheet of one case, and its worker and area.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::{
    ALL, Context, PART, Room, assessments, facts, letters, needs, notes, phases, protocols, redact,
    size, topics, visits,
};
use crate::api::cases::{EditCase, More, Sheet, ShowCase};
use crate::api::followups::{Finished, Row};
use crate::api::{Refusal, Reply};
use crate::domain::case::visit_due;
use crate::domain::followup::FollowUp;
use crate::domain::household::Household;
use crate::domain::ids::PersonId;
use crate::domain::person::Person;
use crate::domain::site::{Place, SiteKind};
use crate::store::StoreError;
use crate::store::cases::Edits;
use crate::store::roster::Standing;
use crate::store::{
    areas, assessments as filled, cases, followups, households, letters as store_letters,
    notes as store_notes, persons, sites, visits as recorded,
};

/// What the open follow-ups of a sheet may take, in bytes: the persons of the largest household and
/// a visit of the longest notes fit beside them.
const FOLLOW_UPS: usize = 200 * 1024;
/// What its notes may take, in bytes; further ones are asked for.
const NOTES: usize = 150 * 1024;
/// What its needs may take, in bytes; they have a screen of their own.
const NEEDS: usize = 100 * 1024;

/// Where a household lives, in words.
#[derive(Default)]
pub struct HomeToday {
    /// Name of the site, or the address.
    pub name: String,
    /// What kind of home.
    pub kind: Option<SiteKind>,
    /// Room, where there is one.
    pub room: String,
}

/// The case as one sheet.
pub fn show(context: &Context<'_>, q: ShowCase) -> Result<Reply, Refusal> {
    let restricted = context.sees_restricted(q.case);
    let (mut case, mut household, mut people, open, done, all, area, noted, posted, checked) =
        context.read(|view| {
            let case = cases::get(view, q.case)?;
            let household = households::of_case(view, &case)?;
            let people = persons::of(view, &household)?;
            let open = followups::open_of_case(view, q.case, restricted)?;
            let done = followups::done_of_case(view, q.case, restricted)?;
            let area = case.area_on(context.today).map(|id| areas::get(view, id)).transpose()?;
            let noted = store_notes::of_case(view, q.case, restricted)?;
            let checked = filled::of_case(view, q.case)?;
            let all = recorded::of_case(view, q.case)?;
            let posted = letters::brief(&store_letters::of_case(view, q.case)?);
            Ok((case, household, people, open, done, all, area, noted, posted, checked))
        })?;
    let steps = phases::history(context, &mut case)?;
    redact::gone(context, &mut case, &mut household, &mut people);
    let facts = facts::brief(context, q.case, restricted)?;
    let home = home(context, &household)?;
    let name = name(&household, &people);
    let last_met = all.iter().find(|v| v.entry.met_at_home());
    let last_met = last_met.map(|v| context.office.zone.day(v.entry.at));
    let rules = context.rules();
    let children = household.has_children_on(context.today, &people);
    let worker = case.worker_on(context.today);
    let no = case.no;
    let row = |follow_up: FollowUp| {
        let owner = context.office.name_of(follow_up.owner);
        Row { no, name: name.clone(), owner, follow_up }
    };
    let finished = |(by, follow_up)| Finished { by: context.office.name_of(by), follow_up };
    let mut sheet = Sheet {
        visit_due: visit_due(&case.care_on(context.today), home.kind, children, last_met, &rules),
        worker: worker.map(|id| context.office.name_of(id)).unwrap_or_default(),
        area: area.map(|a| a.name).unwrap_or_default(),
        follow_ups: vec![],
        done: vec![],
        visits: vec![],
        visits_total: count(all.len()),
        notes: vec![],
        assessments: vec![],
        steps,
        needs: vec![],
        more: More::default(),
        facts,
        restricted,
        protocols: protocols::count(context, q.case),
        letters: posted,
        topics: topics::brief(context, q.case, &household)?,
        case,
        persons: vec![],
        home: home.name,
        home_kind: home.kind,
        room: home.room,
        household,
    };
    let mut room = members(&mut sheet, people, context.today);
    let left;
    (sheet.follow_ups, left) = room.fit(open.into_iter().map(row), FOLLOW_UPS);
    sheet.more.follow_ups = count(left);
    let left;
    (sheet.needs, left) = room.fit(needs::of_sheet(context, q.case, restricted)?, NEEDS);
    sheet.more.needs = count(left);
    let wanted = all.into_iter().take(usize::from(q.visits));
    let shown = wanted.map(|visit| visits::shown(context, visit, restricted));
    (sheet.visits, _) = room.fit(shown, PART);
    let left;
    let shown = noted.into_iter().map(|note| notes::shown(context, note));
    (sheet.notes, left) = room.fit(shown, NOTES);
    sheet.more.notes = count(left);
    let left;
    (sheet.assessments, left) = room.fit(assessments::briefs(context, checked), NOTES);
    sheet.more.assessments = count(left);
    let left;
    (sheet.done, left) = room.fit(done.into_iter().map(finished), PART);
    sheet.more.done = count(left);
    Ok(Reply::Case(Box::new(sheet)))
}

/// Puts as many persons into the sheet as there is room for, with their memberships; the room that
/// is left for the lists.
fn members(sheet: &mut Sheet, people: Vec<Person>, today: NaiveDate) -> Room {
    let here = |household: &Household| household.members_on(today).count();
    let all = here(&sheet.household);
    let members = std::mem::take(&mut sheet.household.members);
    let mut room = Room::of(ALL.saturating_sub(size(sheet)));
    (sheet.persons, _) = room.fit(people.into_iter(), PART);
    let shown: HashSet<PersonId> = sheet.persons.iter().map(|person| person.id).collect();
    let members = members.into_iter().filter(|member| shown.contains(&member.person));
    (sheet.household.members, _) = room.fit(members, PART);
    sheet.more.persons = count(all - here(&sheet.household));
    room
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Name of a household: that of its reference person.
pub fn name(household: &Household, people: &[Person]) -> String {
    let reference = people.iter().find(|p| p.id == household.reference);
    reference.map(Person::listed).unwrap_or_default()
}

/// Where a household lives today.
pub fn home(context: &Context<'_>, household: &Household) -> Result<HomeToday, Refusal> {
    Ok(match household.lodging_on(context.today).map(|l| &l.place) {
        Some(Place::Room { site, room }) => {
            let site = context.read(|view| sites::get(view, *site))?;
            HomeToday { name: site.name, kind: Some(site.kind), room: room.clone() }
        }
        Some(Place::OwnFlat { address }) => {
            let kind = Some(SiteKind::OwnFlat);
            HomeToday { name: address.clone(), kind, room: String::new() }
        }
        None => HomeToday::default(),
    })
}

/// Changes worker or area. Whose case it is may be changed by who may hand it over, but not
/// by any colleague of the area.
pub fn edit(context: &Context<'_>, q: EditCase) -> Result<Reply, Refusal> {
    context.may_care(q.worker)?;
    let (actor, today) = (context.actor.clone(), context.today);
    let edits = Edits { worker: q.worker, area: q.area };
    context.change(move |change| {
        // as the change finds it: a colleague may have been quicker
        let from = Standing::of(&cases::get(change, q.case)?, today);
        let to = Standing { worker: q.worker.or(from.worker), area: q.area.or(from.area) };
        if !actor.may_hand_over(from, to) {
            return Err(StoreError::HandOver);
        }
        cases::edit(change, q.case, &edits)
    })
}
