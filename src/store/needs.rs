//! Needs, goals and strengths: added, changed, read. What is restricted is not even read from disk for
//! who may not see it.

use super::change::{Change, Outcome};
use super::engine::Span;
use super::error::StoreError;
use super::followups::{self, New};
use super::merge::meant;
use super::read::Read;
use super::records::{guarded_key, guarded_prefix, tree};
use super::{cases, households, phases, visits};
use crate::domain::checklist::item;
use crate::domain::clean;
use crate::domain::dates::Window;
use crate::domain::field::{AnyField, Edit, FieldError, Fields, merge};
use crate::domain::followup::{FollowUp, Source};
use crate::domain::ids::{CaseId, NeedId, PersonId, StaffId};
use crate::domain::needs::{
    Content, NEEDS_MAX, Need, NeedField, Origin, Status, VERSIONS_MAX, Version, WORD_MAX,
};

/// The needs of a case in the order of lists, those to be seen to first; restricted ones only with
/// `restricted`.
pub fn of_case(from: &impl Read, case: CaseId, restricted: bool) -> Result<Vec<Need>, StoreError> {
    let mut needs: Vec<Need> = Vec::new();
    for kind in [false, true] {
        if restricted || !kind {
            let prefix = guarded_prefix(case, kind);
            needs.extend(from.list::<Need>(Span::prefix(tree::NEEDS, &prefix), usize::MAX)?);
        }
    }
    needs.sort_by_key(|need| (!need.is_open(), need.content().map(Content::rank), need.id));
    Ok(needs)
}

/// A need; a restricted one only with `restricted`.
pub fn get(
    from: &impl Read,
    case: CaseId,
    id: NeedId,
    restricted: bool,
) -> Result<Need, StoreError> {
    if let Some(need) = from.record(&guarded_key(case, false, id.0))? {
        return Ok(need);
    }
    let hidden = restricted.then(|| from.record(&guarded_key(case, true, id.0))).transpose()?;
    hidden.flatten().ok_or(StoreError::NotFound)
}

/// Adds a need; `sees` says whether who asks sees what is restricted. Nobody makes what she could not
/// read back.
pub fn add(
    change: &mut Change<'_, '_>,
    case: CaseId,
    origin: Option<Origin>,
    fields: &[(NeedField, String)],
    sees: bool,
) -> Result<Outcome, StoreError> {
    let today = change.today();
    phases::open_case(change, case, today)?;
    let mut content = Content::new(today);
    for (field, text) in fields {
        let refused = |error| StoreError::field(AnyField::Need(*field), error);
        content.set_field(*field, text, today).map_err(refused)?;
    }
    if let Some(Origin { visit, item: code }) = origin {
        let visit = visits::get(change, case, visit)?;
        let is_answered = visit.entry.answers.iter().any(|noted| noted.answer.item == code);
        let item = item(code).filter(|_| is_answered).ok_or(StoreError::NotFound)?;
        content.restricted |= item.restricted;
    }
    check(change, case, &mut content, None, sees)?;
    if of_case(change, case, true)?.len() >= NEEDS_MAX {
        return Err(StoreError::field(
            AnyField::Need(NeedField::What),
            FieldError::TooMany(NEEDS_MAX),
        ));
    }
    let id = NeedId(change.new_id()?);
    let versions = vec![version(change, content, String::new())];
    change.put(&Need { id, case, origin, versions })?;
    Ok(Outcome::of(case, id.0).fields(fields.iter().map(|(field, _)| field)))
}

/// Changes a need, with a word about it: a correction, a step, its end. What it said before stays as a
/// version. Colleagues meet field by field ([`merge`]); when they set the same one otherwise, nothing is
/// changed.
pub fn change(
    change: &mut Change<'_, '_>,
    case: CaseId,
    id: NeedId,
    edits: &[Edit<NeedField>],
    word: &str,
    sees: bool,
) -> Result<Outcome, StoreError> {
    let mut need = get(change, case, id, sees)?;
    let before = need.content().cloned().ok_or(StoreError::NotFound)?;
    let mut content = Content { person: meant(change, before.person)?, ..before.clone() };
    let stands = content.person;
    let clashes = merge(&mut content, edits, change.today())?;
    if !clashes.is_empty() {
        return Err(StoreError::NeedClash(clashes));
    }
    let of_sign = need.origin.and_then(|origin| item(origin.item));
    content.restricted |= of_sign.is_some_and(|item| item.restricted);
    check(change, case, &mut content, stands, sees)?;
    let word = clean::text(word);
    let refused = |error| Err(StoreError::field(AnyField::Need(NeedField::Word), error));
    if word.chars().count() > WORD_MAX {
        return refused(FieldError::TooLong(WORD_MAX));
    }
    let is_given_up = content.status == Status::Dropped && content.status != before.status;
    if is_given_up && word.is_empty() {
        return refused(FieldError::Missing);
    }
    let fields = edits.iter().map(|edit| edit.field);
    let fields: Vec<_> = fields.chain((!word.is_empty()).then_some(NeedField::Word)).collect();
    if content != before || !word.is_empty() {
        if need.versions.len() >= VERSIONS_MAX {
            return refused(FieldError::TooMany(VERSIONS_MAX));
        }
        if content.restricted != before.restricted {
            change.remove(&need)?;
            guard_measures(change, &need, content.restricted)?;
        }
        need.versions.push(version(change, content, word));
        change.put(&need)?;
    }
    Ok(Outcome::of(case, id.0).fields(fields))
}

/// Agrees on a measure for a need. It is as restricted as the need.
pub fn agree(
    change: &mut Change<'_, '_>,
    (case, id): (CaseId, NeedId),
    what: &str,
    window: Window,
    to: Option<StaffId>,
    sees: bool,
) -> Result<Outcome, StoreError> {
    phases::open_case(change, case, change.today())?;
    let restricted = get(change, case, id, sees)?.is_restricted();
    let (what, owner) = (what.to_owned(), to.unwrap_or(change.author().staff));
    let source = Source::Need(id);
    let made = followups::make(
        change,
        case,
        New { what, window, owner, source, purpose: None, restricted },
    )?;
    Ok(Outcome { subjects: vec![made.0, id.0], ..Outcome::of(case, made.0) })
}

/// Makes the measures of a need as restricted as it is. Those of somebody else than the responsible
/// worker become who restricts them, for their owner may not see them any more.
fn guard_measures(
    change: &mut Change<'_, '_>,
    need: &Need,
    restricted: bool,
) -> Result<(), StoreError> {
    let (author, today) = (change.author().staff, change.today());
    let worker = cases::get(change, need.case)?.worker_on(today);
    for measure in followups::of_case(change, need.case)? {
        // what was agreed with the answer is its measure too, and stays restricted where that is
        let own = measure.source == Source::Need(need.id);
        if own || (restricted && need.has_measure(&measure)) {
            let stays = !restricted || measure.done.is_some() || Some(measure.owner) == worker;
            let owner = if stays { measure.owner } else { author };
            change.put(&FollowUp { owner, restricted, ..measure })?;
        }
    }
    Ok(())
}

fn version(change: &Change<'_, '_>, content: Content, word: String) -> Version {
    Version { content, word, by: change.author().staff, at: change.author().at }
}

/// `stands` is whom it is about already: she may belong to another case by now.
fn check(
    change: &Change<'_, '_>,
    case: CaseId,
    content: &mut Content,
    stands: Option<PersonId>,
    sees: bool,
) -> Result<(), StoreError> {
    let household = households::of_case(change, &cases::get(change, case)?)?;
    let members = household.members.iter().map(|m| m.person);
    let members: Vec<PersonId> = members.chain(stands).collect();
    let checked = content.check(&members, change.today());
    checked.map_err(|(field, error)| StoreError::field(AnyField::Need(field), error))?;
    if content.restricted && !sees { Err(StoreError::NotFound) } else { Ok(()) }
}
