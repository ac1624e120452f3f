//! Information given: entered, taken back, read.

use super::change::{Change, Outcome};
use super::engine::Span;
use super::error::StoreError;
use super::merge::{Meant, also};
use super::read::Read;
use super::records::{case_key, id_key, tree};
use super::{households, phases};
use crate::domain::case::Signed;
use crate::domain::field::{AnyField, FieldError};
use crate::domain::ids::{CaseId, PersonId, ToldId};
use crate::domain::topics::{Entry, TOLD_MAX, Told, TopicField};

/// What was told in a case, each to whom its person stands for by now, the latest day first, those taken
/// back too.
pub fn of_case(from: &impl Read, case: CaseId) -> Result<Vec<Told>, StoreError> {
    let mut told = as_written(from, case)?;
    let mut meant = Meant::default(); // few persons are told much
    for told in &mut told {
        told.person = meant.by(from, told.person)?;
    }
    told.sort_by_key(|told| std::cmp::Reverse((told.how.day, told.id)));
    Ok(told)
}

fn as_written(from: &impl Read, case: CaseId) -> Result<Vec<Told>, StoreError> {
    from.list(Span::prefix(tree::TOPICS, &id_key(case.0)), usize::MAX)
}

fn number(from: &impl Read, case: CaseId) -> Result<usize, StoreError> {
    from.count(Span::prefix(tree::TOPICS, &id_key(case.0)))
}

/// Enters that each of the persons was told about each of the topics.
pub fn tell(
    change: &mut Change<'_, '_>,
    case: CaseId,
    mut entry: Entry,
) -> Result<Outcome, StoreError> {
    let open = phases::open_case(change, case, change.today())?;
    let refused = |field, error| StoreError::field(AnyField::Topic(field), error);
    let household = households::of_case(change, &open)?;
    let mut meant = Meant::default();
    for person in &mut entry.persons {
        *person = meant.by(change, *person)?;
    }
    // who belongs to it now may have been told before she came
    let days = [entry.how.day, change.today()];
    let here = days.into_iter().flat_map(|day| household.members_on(day));
    let members: Vec<PersonId> = here.map(|member| member.person).collect();
    let checked = entry.check(&members, change.today());
    checked.map_err(|(field, error)| refused(field, error))?;
    let Entry { persons, topics, how } = entry;
    if number(change, case)? + persons.len() * topics.len() > TOLD_MAX {
        return Err(refused(TopicField::Topics, FieldError::TooMany(TOLD_MAX)));
    }
    let mut ids = Vec::new();
    for person in &persons {
        for topic in &topics {
            let id = ToldId(change.new_id()?);
            let (by, at) = (change.author().staff, change.author().at);
            let (topic, how) = (topic.clone(), how.clone());
            change.put(&Told {
                id,
                case,
                person: *person,
                topic,
                how,
                by,
                at,
                taken_back: None,
            })?;
            ids.push(id.0);
        }
    }
    let mut outcome = Outcome::of(case, ids.first().copied().unwrap_or_default());
    outcome.subjects = persons.iter().map(|person| person.0).collect();
    Ok(outcome.fields([TopicField::Topics, TopicField::Persons]))
}

/// Takes back what was entered by mistake; it stays, with who took it back.
pub fn take_back(
    change: &mut Change<'_, '_>,
    case: CaseId,
    id: ToldId,
) -> Result<Outcome, StoreError> {
    let told: Option<Told> = change.record(&case_key(case.0, id.0))?;
    let mut told = told.ok_or(StoreError::NotFound)?;
    if told.taken_back.is_none() {
        let author = change.author();
        told.taken_back = Some(Signed { at: author.at, by: author.staff });
        change.put(&told)?;
    }
    Ok(Outcome::of(case, id.0).fields(["TakenBack"]))
}

/// Brings what these were told into the case where they belong to from now on: they know it there too.
/// Refused where that case would have more than [`TOLD_MAX`] entries then.
pub(super) fn go_along(
    change: &mut Change<'_, '_>,
    old: CaseId,
    new: CaseId,
    gone: &[PersonId],
) -> Result<(), StoreError> {
    let gone = also(change, gone)?;
    let mut along = as_written(change, old)?;
    along.retain(|told| gone.contains(&told.person));
    if !along.is_empty() && number(change, new)? + along.len() > TOLD_MAX {
        let field = AnyField::Topic(TopicField::Topics);
        return Err(StoreError::field(field, FieldError::TooMany(TOLD_MAX)));
    }
    for told in along {
        change.remove(&told)?;
        change.put(&Told { case: new, ..told })?;
    }
    Ok(())
}
