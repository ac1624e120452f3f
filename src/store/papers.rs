//! Papers: read, added, corrected, ended.

use chrono::NaiveDate;

use super::change::{Change, Outcome};
use super::engine::Span;
use super::error::StoreError;
use super::read::Read;
use super::records::{case_key, id_key, tree};
use super::{cases, facts, households};
use crate::domain::facts::Subject;
use crate::domain::field::{AnyField, Clash, Edit, FieldError, Fields, merge};
use crate::domain::ids::{CaseId, PaperId, PersonId};
use crate::domain::papers::{
    Content, Filled, PAPERS_MAX, Paper, PaperField, PaperKind, VERSIONS_MAX, Version,
};

/// Every paper of a person, in the order in which they were written down.
pub fn of(from: &impl Read, person: PersonId) -> Result<Vec<Paper>, StoreError> {
    from.list(Span::prefix(tree::PAPERS, &id_key(person.0)), usize::MAX)
}

/// A paper.
pub fn get(from: &impl Read, person: PersonId, id: PaperId) -> Result<Paper, StoreError> {
    from.record(&case_key(person.0, id.0))?.ok_or(StoreError::NotFound)
}

/// Adds a paper to persons of a case, one of its own to each. The outcome's id is the first paper's.
pub fn add(
    change: &mut Change<'_, '_>,
    case: CaseId,
    of_persons: &[PersonId],
    kind: PaperKind,
    fields: &[(PaperField, String)],
) -> Result<Outcome, StoreError> {
    let mut filled = Filled::new(kind);
    for (field, text) in fields {
        filled
            .set_field(*field, text, change.today())
            .map_err(|error| StoreError::field(AnyField::Paper(*field), error))?;
    }
    check(&filled)?;
    let mut made: Vec<(PersonId, PaperId)> = Vec::new();
    for &person in of_persons {
        if made.iter().any(|(known, _)| *known == person) {
            continue;
        }
        belongs(change, case, person)?;
        if of(change, person)?.len() >= PAPERS_MAX {
            return Err(StoreError::field(
                AnyField::Paper(PaperField::Code),
                FieldError::TooMany(PAPERS_MAX),
            ));
        }
        let id = PaperId(change.new_id()?);
        let versions = vec![version(change, filled.content.clone())];
        change.put(&Paper { id, person, kind, versions })?;
        made.push((person, id));
    }
    let first = made.first().ok_or(StoreError::NotFound)?.1;
    let subjects = made.iter().flat_map(|(person, paper)| [paper.0, person.0]).collect();
    let fields = fields.iter().map(|(field, _)| field);
    Ok(Outcome { subjects, ..Outcome::of(case, first.0) }.fields(fields))
}

/// Corrects a paper; what it said before stays as a version. Colleagues meet field by field
/// ([`merge`]); when they set the same one otherwise, nothing is changed.
pub fn edit(
    change: &mut Change<'_, '_>,
    case: CaseId,
    person: PersonId,
    id: PaperId,
    edits: &[Edit<PaperField>],
) -> Result<Outcome, StoreError> {
    belongs(change, case, person)?;
    let paper = get(change, person, id)?;
    let mut filled = paper.filled();
    let clashes = merge(&mut filled, edits, change.today())?;
    if !clashes.is_empty() {
        return Err(StoreError::PaperClash(clashes));
    }
    write(change, paper, filled)?;
    let outcome = Outcome { subjects: vec![id.0, person.0], ..Outcome::of(case, id.0) };
    Ok(outcome.fields(edits.iter().map(|edit| edit.field)))
}

/// Ends a paper that held to `was` as far as was known.
pub fn end(
    change: &mut Change<'_, '_>,
    case: CaseId,
    (person, id): (PersonId, PaperId),
    was: Option<NaiveDate>,
    last: NaiveDate,
    reason: &str,
) -> Result<Outcome, StoreError> {
    belongs(change, case, person)?;
    let paper = get(change, person, id)?;
    let mut filled = paper.filled();
    let (there, said) = (filled.content.last_day(), filled.content.reason.clone());
    filled
        .set_field(PaperField::Reason, reason, change.today())
        .map_err(|error| StoreError::field(AnyField::Paper(PaperField::Reason), error))?;
    if there != was {
        // a colleague's day or her reason for the same one
        let clash = if there != Some(last) {
            let theirs = there.map(|day| day.to_string()).unwrap_or_default();
            Some(Clash { field: PaperField::Effective, theirs, mine: last.to_string() })
        } else if said != filled.content.reason {
            let (theirs, mine) = (said, filled.content.reason.clone());
            Some(Clash { field: PaperField::Reason, theirs, mine })
        } else {
            None
        };
        if let Some(clash) = clash {
            return Err(StoreError::PaperClash(vec![clash]));
        }
    }
    filled.content.effective = Some(last);
    write(change, paper, filled)?;
    let outcome = Outcome { subjects: vec![id.0, person.0], ..Outcome::of(case, id.0) };
    Ok(outcome.fields([PaperField::Effective, PaperField::Reason]))
}

/// Adds what a paper says now as its newest version, if it says something else.
fn write(change: &mut Change<'_, '_>, mut paper: Paper, filled: Filled) -> Result<(), StoreError> {
    check(&filled)?;
    if filled == paper.filled() {
        return Ok(());
    }
    if paper.versions.len() >= VERSIONS_MAX {
        let error = FieldError::TooMany(VERSIONS_MAX);
        return Err(StoreError::field(AnyField::Paper(PaperField::Code), error));
    }
    paper.versions.push(version(change, filled.content));
    change.put(&paper)
}

fn version(change: &Change<'_, '_>, content: Content) -> Version {
    Version { content, by: change.author().staff, at: change.author().at }
}

fn check(filled: &Filled) -> Result<(), StoreError> {
    filled.check().map_err(|(field, error)| StoreError::field(AnyField::Paper(field), error))
}

/// Whether a person belongs or belonged to the household of a case.
fn belongs(from: &impl Read, case: CaseId, person: PersonId) -> Result<(), StoreError> {
    let household = households::of_case(from, &cases::get(from, case)?)?;
    facts::belongs(&household, Subject::Person(person))
}
