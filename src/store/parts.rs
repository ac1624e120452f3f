//! A household parts: some of its members go into a household and a case of their own, in one change.
//!
//! What was, stays where it was: visits and what was done belong to the case in which it happened, and
//! so does a protocol, which is read by the same three people wherever those are whom it is about. The
//! new case says where it came from; the old one only says that it became smaller, for those who go
//! may flee from somebody who stays (`docs/domain.md`, protected persons).

use chrono::NaiveDate;

use super::change::{Change, Outcome};
use super::error::StoreError;
use super::members::{self, Kin};
use super::{
    areas, assessments, cases, followups, households, letters, merge, needs, notes, persons,
    phases, sites, staff, topics,
};
use crate::domain::assessment::Assessment;
use crate::domain::case::{Assignment, Case, InArea, Signed, Turn, Turned};
use crate::domain::field::AnyField;
use crate::domain::followup::{FollowUp, Source};
use crate::domain::household::{Household, Left, Member, Relation};
use crate::domain::ids::{AreaId, CaseId, FollowUpId, HouseholdId, PersonId, StaffId};
use crate::domain::letters::Letter;
use crate::domain::needs::Need;
use crate::domain::note::Note;
use crate::domain::site::Home;

/// How a household parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Steps that the case had gone through when it was decided.
    pub seen: usize,
    /// The first day of the new household.
    pub from: NaiveDate,
    /// Who goes.
    pub go: Kin,
    /// The reference person of those who stay, where she goes.
    pub stay: Option<Kin>,
    /// Where those who go live; where they lived, when `None`, or nowhere that is known where they are
    /// protected.
    pub home: Option<Home>,
    /// Who is responsible for them; who was, when `None`.
    pub worker: Option<StaffId>,
    /// Their area; that of before, when `None`.
    pub area: Option<AreaId>,
    /// Open follow-ups that go with them.
    pub follow_ups: Vec<FollowUpId>,
    /// They are protected from now on.
    pub protects: bool,
    /// Who decides sees what is restricted; without, a restricted follow-up does not go.
    pub restricted: bool,
}

/// Parts the household of a case. The outcome's id is that of the new case.
pub fn part(change: &mut Change<'_, '_>, case: CaseId, part: &Part) -> Result<Outcome, StoreError> {
    let today = change.today();
    let mut old = phases::open_case(change, case, today)?;
    if old.steps() != part.seen {
        return Err(StoreError::StatusChanged);
    }
    let mut stays = households::of_case(change, &old)?;
    let gone = leave(change, &mut old, &mut stays, part)?;
    let made = found(change, &stays, &old, part)?;
    let persons = u16::try_from(gone.len()).unwrap_or(u16::MAX);
    phases::turn(change, &mut old, part.from, Turned::Smaller(persons))?;
    let new = open(change, &old, &made, part)?;
    let mut moved = take_along(change, &old, &new, part)?;
    topics::go_along(change, old.id, new.id, &gone)?;
    let about = merge::also(change, &gone)?;
    moved.extend(take_letters(change, &old, &new, &about)?);
    moved.extend(take_needs(change, &old, &new, &about, part)?);
    moved.extend(take_assessments(change, &old, &new, &about)?);
    if part.protects {
        moved.extend(take_notes(change, &old, &new, &about)?);
        for person in &gone {
            persons::mark(change, *person, true)?;
        }
    }
    let subjects = [new.id.0, made.id.0].into_iter();
    let subjects = subjects.chain(gone.iter().map(|person| person.0)).chain(moved);
    let outcome = Outcome { subjects: subjects.collect(), ..Outcome::of(old.id, new.id.0) };
    Ok(outcome.fields([AnyField::Member]))
}

/// Ends the memberships of those who go; who they are.
fn leave(
    change: &mut Change<'_, '_>,
    case: &mut Case,
    household: &mut Household,
    part: &Part,
) -> Result<Vec<PersonId>, StoreError> {
    let mut gone: Vec<PersonId> = part.go.relations.iter().map(|(person, _)| *person).collect();
    gone.insert(0, part.go.person);
    let until = part.from.pred_opt().unwrap_or(part.from);
    for person in &gone {
        // named twice, the second time she does not belong to it any more
        members::end(household, *person, until, Left::OwnCase)?;
    }
    members::succeed(change, case, household, part.stay.as_ref())?;
    change.put(household)?;
    Ok(gone)
}

/// Makes the new household: with what is known of all of them, and nothing that those who stay might
/// answer, telephone and bell for instance.
fn found(
    change: &mut Change<'_, '_>,
    old: &Household,
    case: &Case,
    part: &Part,
) -> Result<Household, StoreError> {
    let from = part.from;
    let id = HouseholdId(change.new_id()?);
    let mut made = Household {
        id,
        reference: part.go.person,
        members: vec![],
        lodgings: vec![],
        phone: String::new(),
        language: old.language.clone(),
        interpreter: old.interpreter,
        letterbox: String::new(),
        reach: String::new(),
    };
    let led = std::iter::once((part.go.person, Relation::Reference));
    for (person, relation) in led.chain(part.go.relations.iter().copied()) {
        made.members.push(Member { person, relation, from, until: None, left: None });
    }
    let place = match &part.home {
        Some(home) => Some(sites::place(change, home, part.area.or(case.area_on(from)))?.0),
        // they fled from there
        None if part.protects => None,
        None => old.lodging_on(from).map(|lodging| lodging.place.clone()),
    };
    if let Some(place) = place {
        made.move_to(place, from);
    }
    change.put(&made)?;
    Ok(made)
}

/// Opens the case of the new household: it stands where the old one stands.
fn open(
    change: &mut Change<'_, '_>,
    old: &Case,
    household: &Household,
    part: &Part,
) -> Result<Case, StoreError> {
    let from = part.from;
    let worker = part.worker.or(old.worker_on(change.today()));
    if let Some(worker) = worker {
        staff::get(change, worker)?;
    }
    let area = part.area.or(old.area_on(change.today()));
    if let Some(area) = area {
        areas::get(change, area)?;
    }
    let author = change.author();
    let signed = Some(Signed { at: author.at, by: author.staff });
    let stands = Turned::To(old.awake_phase(change.today()).clone());
    let turn = |what| Turn { day: from, signed, what };
    let case = Case {
        id: CaseId(change.new_id()?),
        no: cases::next_number(change, from)?,
        household: household.id,
        opened: from,
        turns: vec![turn(Turned::CameFrom(old.id)), turn(stands)],
        assignments: worker.map(|worker| Assignment { worker, from }).into_iter().collect(),
        areas: area.map(|area| InArea { area, from }).into_iter().collect(),
        rhythm_weeks: old.rhythm_weeks,
    };
    change.put(&case)?;
    Ok(case)
}

/// Brings follow-ups into the new case; their ids. What was hers who was responsible is hers who is.
fn take_along(
    change: &mut Change<'_, '_>,
    old: &Case,
    new: &Case,
    part: &Part,
) -> Result<Vec<u64>, StoreError> {
    for id in &part.follow_ups {
        let follow_up = followups::get(change, old.id, *id)?;
        if follow_up.done.is_some() || (follow_up.restricted && !part.restricted) {
            return Err(StoreError::NotFound);
        }
        take(change, old, new, follow_up)?;
    }
    Ok(part.follow_ups.iter().map(|id| id.0).collect())
}

/// Brings one follow-up into the new case.
fn take(
    change: &mut Change<'_, '_>,
    old: &Case,
    new: &Case,
    follow_up: FollowUp,
) -> Result<(), StoreError> {
    let today = change.today();
    let is = new.worker_on(today.max(new.opened));
    let owner = is.filter(|_| old.worker_on(today) == Some(follow_up.owner));
    let owner = owner.unwrap_or(follow_up.owner);
    change.remove(&follow_up)?;
    change.put(&FollowUp { case: new.id, owner, ..follow_up })
}

/// Brings the needs that are about those who go into the new case, with what was agreed on for them;
/// the ids of both. Where nobody is protected, those that have ended are what was, and stay.
fn take_needs(
    change: &mut Change<'_, '_>,
    old: &Case,
    new: &Case,
    gone: &[PersonId],
    part: &Part,
) -> Result<Vec<u64>, StoreError> {
    let mut about = needs::of_case(change, old.id, part.protects || part.restricted)?;
    about.retain(|need| {
        let person = need.content().and_then(|content| content.person);
        person.is_some_and(|person| gone.contains(&person)) && (part.protects || need.is_open())
    });
    let mut moved = Vec::new();
    for need in about {
        for measure in followups::of_case(change, old.id)? {
            if need.has_measure(&measure) {
                moved.push(measure.id.0);
                take(change, old, new, measure)?;
            }
        }
        moved.push(need.id.0);
        change.remove(&need)?;
        change.put(&Need { case: new.id, ..need })?;
    }
    Ok(moved)
}

/// Brings the checklists of their own that are about those who go into the new case, with what was
/// agreed on with them; the ids of both. As papers do, they say how somebody stands.
fn take_assessments(
    change: &mut Change<'_, '_>,
    old: &Case,
    new: &Case,
    gone: &[PersonId],
) -> Result<Vec<u64>, StoreError> {
    let mut about = assessments::of_case(change, old.id)?;
    about.retain(|filled| filled.entry.person.is_some_and(|person| gone.contains(&person)));
    let mut moved = Vec::new();
    for measure in followups::of_case(change, old.id)? {
        let Source::Assessment { assessment, .. } = measure.source else { continue };
        if about.iter().any(|filled| filled.id == assessment) {
            moved.push(measure.id.0);
            take(change, old, new, measure)?;
        }
    }
    for filled in about {
        moved.push(filled.id.0);
        change.remove(&filled)?;
        change.put(&Assessment { case: new.id, ..filled })?;
    }
    Ok(moved)
}

/// Brings the notes that are about those who go into the new case; their ids.
fn take_notes(
    change: &mut Change<'_, '_>,
    old: &Case,
    new: &Case,
    gone: &[PersonId],
) -> Result<Vec<u64>, StoreError> {
    let mut about = notes::of_case(change, old.id, true)?;
    about.retain(|note| {
        let person = note.now().and_then(|now| now.entry.person);
        person.is_some_and(|person| gone.contains(&person))
    });
    for note in &about {
        change.remove(note)?;
        change.put(&Note { case: new.id, ..note.clone() })?;
    }
    Ok(about.into_iter().map(|note| note.id.0).collect())
}

/// Brings the letters that are about those who go into the new case, for their deadlines are theirs to
/// keep; their ids. Those of the household stay.
fn take_letters(
    change: &mut Change<'_, '_>,
    old: &Case,
    new: &Case,
    gone: &[PersonId],
) -> Result<Vec<u64>, StoreError> {
    let mut about = letters::of_case(change, old.id)?;
    about.retain(|letter| {
        let person = letter.now().and_then(|now| now.content.person);
        person.is_some_and(|person| gone.contains(&person))
    });
    for letter in &about {
        change.remove(letter)?;
        change.put(&Letter { case: new.id, ..letter.clone() })?;
    }
    Ok(about.into_iter().map(|letter| letter.id.0).collect())
}
