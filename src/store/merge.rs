//! Two records that are one person become one: the record made first stays and has what was written
//! about both; the other is kept as it was, hidden, and leads to it (`docs/domain.md`, merging).
//!
//! Papers, answers and memberships go to the record that stays, and what was told either goes with her. Whatever else names the other one
//! (visits, notes, needs, letters, protocols) stays as it was written, in the case in which it was; who
//! is meant by now, [`stands_for`] says.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::change::{Change, Outcome};
use super::error::StoreError;
use super::read::Read;
use super::{cases, facts, households, papers, persons, phases, topics};
use crate::domain::case::Turned;
use crate::domain::facts::{ANSWERS_MAX, ENTRIES_MAX, Facts, Subject};
use crate::domain::field::{AnyField, FieldError};
use crate::domain::household::Household;
use crate::domain::ids::{HouseholdId, PersonId};
use crate::domain::merge::{self, Differs, Merge, MergeError};
use crate::domain::papers::{PAPERS_MAX, Paper};
use crate::domain::person::{Person, PersonField};

/// Makes two records one. The outcome's id is that of the record that stays.
/// `households` are all that the hidden one ever belonged to.
pub fn merge(
    change: &mut Change<'_, '_>,
    q: &Merge,
    households: &[HouseholdId],
) -> Result<Outcome, StoreError> {
    let today = change.today();
    if ![q.case, q.other].contains(&q.lives_in) || q.stays >= q.gone {
        return Err(MergeError::Changed.into());
    }
    phases::open_case(change, q.lives_in, today)?;
    let (stays, gone) = seen(change, q)?;
    let (one, hidden) = merge::unite(&stays, &gone, &q.differing, today)?;
    persons::check(&one)?;
    change.put(&one)?;
    change.put(&hidden)?;
    let both = belong(change, q)?;
    for id in households.iter().filter(|id| both.iter().all(|known| known.id != **id)) {
        let mut earlier = households::get(change, *id)?;
        merge::join(&mut earlier, q.stays, q.gone);
        change.put(&earlier)?;
    }
    for household in both {
        change.put(&household)?;
    }
    for case in [q.case, q.other].into_iter().filter(|case| *case != q.lives_in) {
        topics::go_along(change, case, q.lives_in, &[q.stays])?;
    }
    let moved = take_papers(change, q)?;
    take_answers(change, q)?;
    let file_ref = q.differing.iter().find(|differs| differs.field == PersonField::FileRef);
    let file_ref = file_ref.map(Differs::set_aside).unwrap_or_default();
    let mut of = vec![q.case, q.other];
    of.dedup();
    for id in &of {
        let mut case = cases::get(change, *id)?;
        phases::turn(change, &mut case, today, Turned::Merged(q.gone, file_ref.to_owned()))?;
    }
    let subjects = [q.stays.0, q.gone.0].into_iter().chain(of.iter().map(|case| case.0));
    let subjects = subjects.chain(moved).collect();
    let fields = q.differing.iter().map(|differs| differs.field);
    Ok(Outcome { subjects, ..Outcome::of(q.lives_in, q.stays.0) }.fields(fields))
}

/// Both records, if they are as they were shown and nobody in either household is protected.
fn seen(change: &Change<'_, '_>, q: &Merge) -> Result<(Person, Person), StoreError> {
    for (case, person) in [(q.case, q.stays), (q.other, q.gone)] {
        let household = households::of_case(change, &cases::get(change, case)?)?;
        if !household.keeps(person) {
            return Err(StoreError::NotFound);
        }
        for member in household.staying().chain([person]) {
            if persons::get(change, member)?.protected {
                return Err(MergeError::Protected.into());
            }
        }
    }
    let (stays, gone) = (persons::get(change, q.stays)?, persons::get(change, q.gone)?);
    let now = merge::differing(&stays, &gone);
    let same = |(now, was): (&Differs, &Differs)| {
        (now.field, &now.stays, &now.gone) == (was.field, &was.stays, &was.gone)
    };
    if now.len() != q.differing.len() || !now.iter().zip(&q.differing).all(same) {
        return Err(MergeError::Changed.into());
    }
    Ok((stays, gone))
}

/// The households as they are afterwards: in each she belonged to she is the one that stays, and only in
/// the one she lives in she goes on belonging.
fn belong(change: &Change<'_, '_>, q: &Merge) -> Result<Vec<Household>, StoreError> {
    let of = |case| households::of_case(change, &cases::get(change, case)?);
    let lives = |household: &Household| {
        household.staying().any(|person| person == q.stays || person == q.gone)
    };
    let mut home = of(q.lives_in)?;
    let there = lives(&home);
    merge::join(&mut home, q.stays, q.gone);
    let elsewhere = if q.lives_in == q.case { q.other } else { q.case };
    if elsewhere == q.lives_in {
        return Ok(vec![home]);
    }
    let mut left = of(elsewhere)?;
    if lives(&left) && !there {
        return Err(MergeError::LivesElsewhere.into());
    }
    let today = change.today();
    merge::join(&mut left, q.stays, q.gone);
    merge::leave(&mut left, q.stays, today.pred_opt().unwrap_or(today));
    if left.reference == q.stays && left.staying().next().is_some() {
        return Err(MergeError::Leads.into());
    }
    Ok(vec![left, home])
}

/// Brings the papers of the one to the other; their ids.
fn take_papers(change: &mut Change<'_, '_>, q: &Merge) -> Result<Vec<u64>, StoreError> {
    let theirs = papers::of(change, q.gone)?;
    if papers::of(change, q.stays)?.len() + theirs.len() > PAPERS_MAX {
        return Err(StoreError::field(AnyField::Member, FieldError::TooMany(PAPERS_MAX)));
    }
    let ids = theirs.iter().map(|paper| paper.id.0).collect();
    for paper in theirs {
        change.remove(&paper)?;
        change.put(&Paper { person: q.stays, ..paper })?;
    }
    Ok(ids)
}

/// Has the answers about both be about the one that stays. Those of the other stay where they are, too.
fn take_answers(change: &mut Change<'_, '_>, q: &Merge) -> Result<(), StoreError> {
    let author = change.author();
    let now = (author.staff, author.at, change.today());
    for restricted in [false, true] {
        let of = |person: PersonId| facts::of(change, Subject::Person(person), restricted);
        let (stays, gone) = (of(q.stays)?, of(q.gone)?);
        let differing = if restricted { &[][..] } else { &q.differing };
        let entries = merge::entries(&stays.entries, &gone.entries, differing, now);
        let length: usize = entries.iter().map(|entry| entry.value.chars().count()).sum();
        if entries.len() > ENTRIES_MAX || length > ANSWERS_MAX {
            return Err(StoreError::field(AnyField::Member, FieldError::TooMany(ENTRIES_MAX)));
        }
        if entries != stays.entries {
            change.put(&Facts { entries, ..stays })?;
        }
    }
    Ok(())
}

impl From<MergeError> for StoreError {
    fn from(error: MergeError) -> Self {
        Self::Merge(error)
    }
}

/// The record that stands for a person: her own, or the one that it was made one with.
pub fn stands_for(from: &impl Read, person: PersonId) -> Result<Person, StoreError> {
    let mut found = persons::get(from, person)?;
    // a record leads to an older one
    while let Some(into) = found.into.filter(|into| *into < found.id) {
        found = persons::get(from, into)?;
    }
    Ok(found)
}

/// Who is meant by each of several ids: the record of each is read once.
#[derive(Debug, Default)]
pub(super) struct Meant(BTreeMap<PersonId, PersonId>);

impl Meant {
    /// Who is meant by one of them.
    pub(super) fn by(
        &mut self,
        from: &impl Read,
        person: PersonId,
    ) -> Result<PersonId, StoreError> {
        Ok(match self.0.entry(person) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => *new.insert(meant(from, Some(person))?.unwrap_or(person)),
        })
    }
}

/// Who is meant by an id.
pub(super) fn meant(
    from: &impl Read,
    person: Option<PersonId>,
) -> Result<Option<PersonId>, StoreError> {
    person.map_or(Ok(None), |person| match stands_for(from, person) {
        Ok(known) => Ok(Some(known.id)),
        Err(StoreError::NotFound) => Ok(Some(person)), // nobody by now, and so nobody else
        Err(error) => Err(error),
    })
}

/// These and the ids of all records that were made one with theirs.
pub(super) fn also(from: &impl Read, persons: &[PersonId]) -> Result<Vec<PersonId>, StoreError> {
    let mut all = persons.to_vec();
    for person in persons {
        all.extend(persons::get(from, *person)?.also);
    }
    Ok(all)
}
