//! What undo must not take along: what was entered since in a case, about a person or in a home that
//! it would take back, and a protocol that is signed.

use std::ops::ControlFlow;

use super::change::Change;
use super::engine::{Past, Span, UndoError};
use super::error::StoreError;
use super::facts;
use super::read::Read;
use super::records::facts::facts_key;
use super::records::{id_key, read_id, tree};
use super::{
    assessments, cases, households, letters, needs, notes, papers, persons, topics, visits,
};
use crate::domain::facts::Subject;
use crate::domain::household::Household;
use crate::domain::ids::{CaseId, HouseholdId, PersonId, SiteId};
use crate::domain::person::Person;
use crate::domain::protocol::Protocol;
use crate::domain::site::Place;
use crate::domain::topics::Told;
use crate::journal::Tree;

/// Where what belongs to a case lies under its id.
const OF_CASES: [Tree; 8] = [
    tree::VISITS,
    tree::FOLLOW_UPS,
    tree::NOTES,
    tree::PROTOCOLS,
    tree::NEEDS,
    tree::LETTERS,
    tree::ASSESSMENTS,
    tree::TOPICS,
];

/// Takes a change in `case` back; what was entered since in what it made stays, and so it does then.
pub(super) fn take_back(
    change: &mut Change<'_, '_>,
    past: &Past,
    case: Option<CaseId>,
) -> Result<(), StoreError> {
    let before = members(change, case)?;
    let merged = merged(change, past)?;
    match change.tx().undo(past.seq) {
        Err(UndoError::Changed(by)) => {
            return Err(match signed(change, past)? {
                Some(protocol) => StoreError::Signed(Box::new(protocol)),
                None => UndoError::Changed(by).into(),
            });
        }
        undone => undone?,
    };
    for op in past.undoable() {
        if change.bytes(op.tree, &op.key)?.is_none() && holds_more(change, op.tree, &op.key)? {
            return Err(StoreError::HoldsMore);
        }
    }
    for (gone, stays) in merged {
        if persons::get(change, gone)?.into.is_none() && got_more(change, past, stays)? {
            return Err(StoreError::HoldsMore);
        }
    }
    // somebody who would never have belonged to it
    let after = members(change, case)?;
    let gone = before.into_iter().filter(|person| !after.contains(person));
    for person in gone.filter(|_| !after.is_empty()) {
        if let Some(case) = case
            && is_named(change, case, person)?
        {
            return Err(StoreError::HoldsMore);
        }
    }
    Ok(())
}

/// A protocol of the change that is signed by now.
fn signed(change: &Change<'_, '_>, past: &Past) -> Result<Option<Protocol>, StoreError> {
    for op in past.undoable().filter(|op| op.tree == tree::PROTOCOLS) {
        let protocol: Option<Protocol> = change.record(&op.key)?;
        if let Some(protocol) = protocol.filter(|protocol| protocol.signed.is_some()) {
            return Ok(Some(protocol));
        }
    }
    Ok(None)
}

/// The hidden records among those that a change wrote, each with the one that it leads to.
fn merged(change: &Change<'_, '_>, past: &Past) -> Result<Vec<(PersonId, PersonId)>, StoreError> {
    let mut found = Vec::new();
    for op in past.undoable().filter(|op| op.tree == tree::PERSONS) {
        let person: Option<Person> = change.record(&op.key)?;
        found.extend(person.and_then(|person| Some((person.id, person.into?))));
    }
    Ok(found)
}

/// Whether papers, answers or topics of somebody came since two records of hers were made one: which of
/// the two it was about nobody would know any more.
fn got_more(change: &mut Change<'_, '_>, past: &Past, stays: PersonId) -> Result<bool, StoreError> {
    let since = |id: u64| id >> 16 > past.seq; // the number of the change that made it ([`Change::new_id`])
    if papers::of(change, stays)?.iter().any(|paper| since(paper.id.0)) {
        return Ok(true);
    }
    for restricted in [false, true] {
        let key = facts_key(Subject::Person(stays), restricted);
        if change.tx().changed_since(past.seq, (tree::FACTS, &key))?.is_some() {
            return Ok(true);
        }
    }
    for op in past.undoable().filter(|op| op.tree == tree::CASES) {
        let told = topics::of_case(change, CaseId(read_id(&op.key)?))?;
        let hers = |told: &Told| told.person == stays && told.taken_back.is_none();
        if told.iter().any(|told| hers(told) && since(told.id.0)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whoever belongs or belonged to the household of a case; nobody where there is no such case.
fn members(change: &Change<'_, '_>, case: Option<CaseId>) -> Result<Vec<PersonId>, StoreError> {
    let Some(case) = case else { return Ok(vec![]) };
    let household = match cases::get(change, case) {
        Err(StoreError::NotFound) => return Ok(vec![]),
        case => households::of_case(change, &case?)?,
    };
    Ok(household.members.iter().map(|member| member.person).collect())
}

/// Whether something belongs to a record that is not there any more, or is at it.
fn holds_more(change: &mut Change<'_, '_>, of: Tree, key: &[u8]) -> Result<bool, StoreError> {
    if of == tree::SITES && is_lived_in(change, SiteId(read_id(key)?))? {
        return Ok(true);
    }
    let (below, subject): (&[Tree], Option<Subject>) = match of {
        tree::CASES => (&OF_CASES, None),
        tree::PERSONS => (&[tree::PAPERS], Some(Subject::Person(PersonId(read_id(key)?)))),
        tree::HOUSEHOLDS => (&[], Some(Subject::Household(HouseholdId(read_id(key)?)))),
        _ => return Ok(false),
    };
    for tree in below {
        let mut any = false;
        change.tx().walk(Span::prefix(*tree, key), |_, _| {
            any = true;
            ControlFlow::Break(())
        })?;
        if any {
            return Ok(true);
        }
    }
    let Some(subject) = subject else { return Ok(false) };
    for restricted in [false, true] {
        if !facts::of(change, subject, restricted)?.entries.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether an entry of a case is about a person.
fn is_named(change: &Change<'_, '_>, case: CaseId, person: PersonId) -> Result<bool, StoreError> {
    let her = Some(person);
    let visits = visits::of_case(change, case)?;
    let notes = notes::of_case(change, case, true)?;
    let needs = needs::of_case(change, case, true)?;
    let letters = letters::of_case(change, case)?;
    let filled = assessments::of_case(change, case)?;
    let mut protocols: Vec<Protocol> =
        change.list(Span::prefix(tree::PROTOCOLS, &id_key(case.0)), usize::MAX)?;
    protocols.retain(|protocol| protocol.content.persons.contains(&person));
    Ok(!protocols.is_empty()
        || visits.iter().any(|visit| visit.entry.met.contains(&person))
        || filled.iter().any(|filled| filled.entry.person == her)
        || topics::of_case(change, case)?.iter().any(|told| told.person == person)
        || notes.iter().flat_map(|note| &note.versions).any(|v| v.entry.person == her)
        || needs.iter().flat_map(|need| &need.versions).any(|v| v.content.person == her)
        || letters.iter().flat_map(|letter| &letter.versions).any(|v| v.content.person == her))
}

/// Whether a household lives or lived at a site.
fn is_lived_in(change: &Change<'_, '_>, site: SiteId) -> Result<bool, StoreError> {
    let mut found = false;
    change.each(Span::all(tree::HOUSEHOLDS), |household: Household| {
        let mut places = household.lodgings.iter().map(|lodging| &lodging.place);
        found = places.any(|place| matches!(place, Place::Room { site: of, .. } if *of == site));
        !found
    })?;
    Ok(found)
}
