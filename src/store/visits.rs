//! Visits and brief contacts: recorded with what follows from them, read per case.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::change::{Change, Outcome};
use super::engine::Span;
use super::error::StoreError;
use super::read::Read;
use super::records::{case_key, id_key, tree};
use super::{followups, households, phases};
use crate::domain::case::{Phase, Turn, Turned};
use crate::domain::checklist::{ItemCode, Origin, TemplateRef};
use crate::domain::clean;
use crate::domain::dates::OfficeZone;
use crate::domain::followup::Source;
use crate::domain::ids::{CaseId, PersonId, StaffId, VisitId};
use crate::domain::visit::{Agreed, Entry, LastAnswer, Noted, Visit};

/// A visit of a case.
pub fn get(from: &impl Read, case: CaseId, id: VisitId) -> Result<Visit, StoreError> {
    from.record(&case_key(case.0, id.0))?.ok_or(StoreError::NotFound)
}

/// Every visit of a case, newest first by the time it took place.
pub fn of_case(from: &impl Read, case: CaseId) -> Result<Vec<Visit>, StoreError> {
    let prefix = id_key(case.0);
    let mut visits: Vec<Visit> = from.list(Span::prefix(tree::VISITS, &prefix), usize::MAX)?;
    visits.sort_by_key(|v| std::cmp::Reverse((v.entry.at, v.id)));
    Ok(visits)
}

/// Records a visit or brief contact: checks it against the rules of the field once more, marks as done
/// the follow-ups that it settles, makes one of everything agreed, and a case that was new is active
/// once somebody was met at home. The outcome's id is the visit's; the follow-ups are its further
/// subjects.
pub fn record(
    change: &mut Change<'_, '_>,
    case: CaseId,
    mut entry: Entry,
) -> Result<Outcome, StoreError> {
    let mut case = phases::open_case(change, case, change.today())?;
    let household = households::of_case(change, &case)?;
    let members: Vec<PersonId> = household.members.iter().map(|m| m.person).collect();
    clean_texts(&mut entry);
    let author = *change.author();
    entry.check(&members, author.at).map_err(StoreError::Entry)?;
    let id = VisitId(change.new_id()?);
    let visit = Visit { id, case: case.id, worker: author.staff, recorded: author.at, entry };
    change.put(&visit)?;
    // a deputy's visit must not leave follow-ups behind that nobody feels responsible for
    let owner = case.worker_on(author.today()).unwrap_or(author.staff);
    let mut outcome = Outcome::of(case.id, id.0);
    if visit.entry.met_at_home() {
        let settled = followups::settle(change, case.id, author.zone.day(visit.entry.at))?;
        outcome.fields.extend(settled.first().map(|_| "Done".to_owned()));
        outcome.subjects.extend(settled);
    }
    outcome.subjects.extend(follow_up(change, &visit, owner)?);
    let today = author.today();
    if *case.phase_on(today) == Phase::New && visit.entry.met_at_home() {
        let since = author.zone.day(visit.entry.at).max(case.since_on(today));
        // what is decided for a later day, by a move for instance, stays so
        let later = |turn: &&Turn| turn.day > since && matches!(turn.what, Turned::To(_));
        let planned: Vec<Turn> = case.turns.iter().filter(later).cloned().collect();
        phases::turn(change, &mut case, since, Turned::To(Phase::Active))?;
        case.turns.extend(planned);
        change.put(&case)?;
        outcome.fields.push("Phase".to_owned());
    }
    Ok(outcome)
}

/// Makes a follow-up of everything agreed at a visit; their ids.
fn follow_up(
    change: &mut Change<'_, '_>,
    visit: &Visit,
    owner: StaffId,
) -> Result<Vec<u64>, StoreError> {
    let restricted = restricted_items(visit.entry.template, &visit.entry.answers);
    let of_items =
        visit.entry.answers.iter().filter_map(|noted| {
            noted.agreed.as_ref().map(|agreed| (Some(noted.answer.item), agreed))
        });
    let others = visit.entry.follow_ups.iter().map(|agreed| (None, agreed));
    of_items
        .chain(others)
        .map(|(item, Agreed { what, window })| {
            let new = followups::New {
                what: what.clone(),
                window: *window,
                owner,
                source: Source::Visit { visit: visit.id, item },
                purpose: None,
                restricted: item.is_some_and(|item| restricted.contains(&item)),
            };
            followups::make(change, visit.case, new).map(|id| id.0)
        })
        .collect()
}

/// Nothing typed or pasted reaches the disk with control or bidi characters in it.
fn clean_texts(entry: &mut Entry) {
    entry.place = clean::line(&entry.place);
    entry.note = clean::text(&entry.note);
    for noted in &mut entry.answers {
        noted.note = clean::text(&noted.note);
        if let Some(agreed) = &mut noted.agreed {
            agreed.what = clean::line(&agreed.what);
        }
    }
    for agreed in &mut entry.follow_ups {
        agreed.what = clean::line(&agreed.what);
    }
}

/// Answered items that only the responsible worker and her deputy may see. Where the checklist is
/// not known to this release, that is all of them.
pub(super) fn restricted_items(
    template: Option<TemplateRef>,
    answers: &[Noted],
) -> HashSet<ItemCode> {
    let template = template.and_then(TemplateRef::load);
    let is_open =
        |item: &ItemCode| template.and_then(|t| t.item(item)).is_some_and(|item| !item.restricted);
    answers.iter().map(|a| a.answer.item).filter(|item| !is_open(item)).collect()
}

/// The first answered item that only the responsible worker and her deputy may see.
pub fn first_restricted(entry: &Entry) -> Option<ItemCode> {
    let restricted = restricted_items(entry.template, &entry.answers);
    entry.answers.iter().map(|noted| noted.answer.item).find(|item| restricted.contains(item))
}

/// Takes out the answers that only the responsible worker and her deputy may see, with all that
/// was noted and agreed on them; how many there were.
pub fn withhold(entry: &mut Entry) -> u16 {
    let restricted = restricted_items(entry.template, &entry.answers);
    let all = entry.answers.len();
    entry.answers.retain(|a| !restricted.contains(&a.answer.item));
    u16::try_from(all - entry.answers.len()).unwrap_or(u16::MAX)
}

/// Answers rated attention or urgent.
pub fn concerns(entry: &Entry) -> u16 {
    let count = entry.answers.iter().filter(|a| a.answer.rating.is_concern()).count();
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// The latest answer to each item, from visits newest first ([`of_case`]); restricted items only
/// with `restricted`. "Rest ok" does not hide an earlier concern: where the item was last looked at
/// by itself with one, that answer stands.
pub fn last_answers(visits: &[Visit], zone: OfficeZone, restricted: bool) -> Vec<LastAnswer> {
    let answers = visits.iter().map(|visit| {
        let entry = &visit.entry;
        (zone.day(entry.at), entry.template, entry.answers.as_slice())
    });
    latest_answers(answers, restricted)
}

/// The same of filled checklists of any kind, newest first: day, checklist, answers.
pub(super) fn latest_answers<'a>(
    filled: impl Iterator<Item = (NaiveDate, Option<TemplateRef>, &'a [Noted])>,
    restricted: bool,
) -> Vec<LastAnswer> {
    let mut looked_at = HashSet::new();
    let mut last: Vec<LastAnswer> = Vec::new();
    for (on, template, answers) in filled {
        let hidden = if restricted { HashSet::new() } else { restricted_items(template, answers) };
        for noted in answers {
            let answer = noted.answer;
            let asked = answer.origin != Origin::Summary;
            if hidden.contains(&answer.item) || looked_at.contains(&answer.item) {
                continue;
            }
            if asked {
                looked_at.insert(answer.item);
            }
            match last.iter_mut().find(|known| known.answer.item == answer.item) {
                None => last.push(LastAnswer { answer, on }),
                Some(known) if asked && answer.rating.is_concern() => {
                    *known = LastAnswer { answer, on };
                }
                Some(_) => {}
            }
        }
    }
    last
}
