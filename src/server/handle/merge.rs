//! Two records that are one person, and who is meant by what still names the hidden one.
//!
//! What is stored goes on naming it. On the way out `redact` says who it is by now; on the way in, in
//! requests and drafts that began before, it is said here.

use std::collections::HashSet;

use super::{Context, redact};
use crate::api::drafts::{Body, Draft, Form};
use crate::api::members::{Kin, Members};
use crate::api::{Merge, MergeError, Refusal, Reply, Request};
use crate::domain::facts::Subject;
use crate::domain::ids::{CaseId, PersonId};
use crate::domain::letters::LetterField;
use crate::domain::needs::NeedField;
use crate::store::merge;

/// Makes two records one. Who asks has to see both cases with everybody in them, and every other one
/// that the record which is hidden belonged to; where not, nothing says that there is any.
pub fn merge(context: &Context<'_>, q: Merge) -> Result<Reply, Refusal> {
    let households = context.office.store.roster().households_of(q.gone);
    let cases = households.iter().map(|(_, case)| *case).chain([q.case, q.other]);
    // of one who does not exist no more is said than of one who is out of sight
    if households.is_empty() || !cases.into_iter().all(|case| context.reaches(case)) {
        return Err(Refusal::NotFound);
    }
    if [q.case, q.other].into_iter().any(|case| context.office.store.roster().is_masked(case)) {
        return Err(Refusal::Merge(MergeError::Protected));
    }
    let households: Vec<_> = households.into_iter().map(|(household, _)| household).collect();
    context.change(move |change| merge::merge(change, &q, &households))
}

/// A request with the records in it that stand for the persons it names.
pub fn meant(context: &Context<'_>, mut body: Request) -> Request {
    let roster = context.office.store.roster();
    if !roster.has_merged() {
        drop(roster);
        return body;
    }
    let one = |person: &mut PersonId| *person = roster.stands_for(*person);
    let subject = |subject: &mut Subject| {
        if let Subject::Person(person) = subject {
            one(person);
        }
    };
    let several = |persons: &mut Vec<PersonId>| {
        persons.iter_mut().for_each(one);
        let mut known = HashSet::new();
        persons.retain(|person| known.insert(*person));
    };
    let text = |text: &mut String| *text = meant_in(text, &|id| roster.stands_for(id));
    let kin = |kin: &mut Kin| {
        one(&mut kin.person);
        kin.relations.iter_mut().for_each(|(person, _)| one(person));
    };
    match &mut body {
        Request::RecordVisit(q) => several(&mut q.entry.met),
        Request::NewHousehold(q) => several(&mut q.distinct),
        Request::AddPerson(q) => several(&mut q.distinct),
        Request::EditPerson(q) => one(&mut q.person),
        Request::Similar(q) => q.person.iter_mut().for_each(one),
        Request::Distinct(q) => {
            one(&mut q.person);
            one(&mut q.other);
        }
        Request::FactHistory(q) => subject(&mut q.subject),
        // of the answers `facts::edit` says it, for it has to say of which one what is refused
        Request::EditFacts(q) => {
            q.papers.iter_mut().for_each(|paper| several(&mut paper.persons));
        }
        Request::AddPaper(q) => several(&mut q.persons),
        Request::EditPaper(q) => one(&mut q.person),
        Request::EndPaper(q) => one(&mut q.person),
        Request::RecordAssessment(q) => q.entry.person.iter_mut().for_each(one),
        Request::WriteNote(q) => q.entry.person.iter_mut().for_each(one),
        Request::CorrectNote(q) => q.entry.person.iter_mut().for_each(one),
        Request::AddNeed(q) => {
            let about = q.fields.iter_mut().filter(|(field, _)| *field == NeedField::Person);
            about.for_each(|(_, id)| text(id));
        }
        Request::WriteLetter(q) => {
            let about = q.fields.iter_mut().filter(|(field, _)| *field == LetterField::Person);
            about.for_each(|(_, id)| text(id));
        }
        Request::ChangeNeed(q) => {
            let about = q.edits.iter_mut().filter(|edit| edit.field == NeedField::Person);
            about.flat_map(|edit| [&mut edit.was, &mut edit.now]).for_each(text);
        }
        Request::EditLetter(q) => {
            let about = q.edits.iter_mut().filter(|edit| edit.field == LetterField::Person);
            about.flat_map(|edit| [&mut edit.was, &mut edit.now]).for_each(text);
        }
        Request::WriteProtocol(q) => several(&mut q.content.persons),
        Request::ChangeMembers(q) => {
            if let Members::Leaves { person, .. } | Members::Moves { person, .. } = &mut q.what {
                one(person);
            }
            q.reference.iter_mut().for_each(kin);
        }
        Request::Part(q) => std::iter::once(&mut q.go).chain(&mut q.stay).for_each(kin),
        _ => {}
    }
    drop(roster);
    body
}

/// The case in which a form about somebody of a household goes on: that of the form, or the one that keeps
/// her since her record was made one with one there. Who does not see that one is told that she went, where
/// she may know that; of who is protected from her no more is said than of nobody.
pub fn kept_in(context: &Context<'_>, case: CaseId, person: PersonId) -> Result<CaseId, Refusal> {
    let hers = context.office.store.roster().kept_since_merge(person, case);
    match hers {
        Some(hers) if context.reaches(hers) => Ok(hers),
        Some(_) if !redact::is_away(context, case, person) => {
            Err(Refusal::Merge(MergeError::KeptElsewhere))
        }
        _ => Ok(case),
    }
}

/// These by the case in which a form about them goes on ([`kept_in`]), that of the form first.
pub fn by_case<T>(
    context: &Context<'_>,
    case: CaseId,
    all: Vec<T>,
    whom: impl Fn(&T) -> Option<PersonId>,
) -> Result<Vec<(CaseId, Vec<T>)>, Refusal> {
    let mut by_case: Vec<(CaseId, Vec<T>)> = Vec::new();
    for one in all {
        let of = whom(&one).map_or(Ok(case), |person| kept_in(context, case, person))?;
        match by_case.iter_mut().find(|(known, _)| *known == of) {
            Some((_, these)) => these.push(one),
            None => by_case.push((of, vec![one])),
        }
    }
    by_case.sort_by_key(|(of, _)| *of != case);
    Ok(by_case)
}

/// A draft with the records that stand for the persons it names, where its writer may know of them: in the
/// names of its fields, and in those that say who it is about. One about the fields of a person goes on in
/// the case that keeps her.
pub fn in_draft(context: &Context<'_>, draft: &mut Draft) {
    let case = draft.case;
    name_in(context, draft, &|id| {
        let meant = context.office.store.roster().stands_for(id);
        if meant != id && is_told(context, case, meant) { meant } else { id }
    });
}

/// The same whatever its writer may know: who it is about decides whether it is shown at all.
pub fn in_whole_draft(context: &Context<'_>, draft: &mut Draft) {
    name_in(context, draft, &|id| context.office.store.roster().stands_for(id));
}

/// Whether a user may know of a record that others lead to: she sees the case that keeps it, or the one of
/// the draft does and shows it. Otherwise numbers that are made up would tell who was made one with whom.
fn is_told(context: &Context<'_>, case: Option<CaseId>, meant: PersonId) -> bool {
    let hers = context.office.store.roster().case_of_person(meant);
    let shows = |case: &CaseId| {
        context.office.store.roster().belonged(meant, *case)
            && context.reaches(*case)
            && !redact::is_away(context, *case, meant)
    };
    hers.is_some_and(|hers| context.reaches(hers)) || case.as_ref().is_some_and(shows)
}

fn name_in(context: &Context<'_>, draft: &mut Draft, who: &impl Fn(PersonId) -> PersonId) {
    if !context.office.store.roster().has_merged() {
        return;
    }
    if let Form::EditPerson(person) = draft.form {
        draft.form = Form::EditPerson(who(person));
        let hers = draft.case.map(|case| kept_in(context, case, person));
        draft.case = hers.and_then(Result::ok).or(draft.case);
    }
    match &mut draft.body {
        Body::Entry { entry, raw, .. } => {
            entry.met.iter_mut().for_each(|person| *person = who(*person));
            // the other names are of items
            let is_head =
                |(name, _): &(String, String)| name.starts_with(HEAD) || name.starts_with(MET);
            let (mut head, items) = std::mem::take(raw).into_iter().partition(is_head);
            in_fields(&mut head, who);
            *raw = head;
            raw.extend::<Vec<_>>(items);
        }
        Body::Fields { fields, at, .. } => {
            *at = meant_in(at, who);
            in_fields(fields, who);
        }
    }
}

/// Fields by name with those who are meant, in their names and in what stands in them.
fn in_fields(fields: &mut Vec<(String, String)>, who: &impl Fn(PersonId) -> PersonId) {
    let all = std::mem::take(fields);
    let said = |of: &[(String, String)], name: &str| {
        of.iter().any(|(known, text)| known == name && !text.is_empty())
    };
    for (name, mut text) in all.clone() {
        if OF_PERSONS.contains(&name.trim_start_matches("was:").trim_start_matches(HEAD)) {
            text = meant_in(&text, who);
        }
        let meant = meant_in(&name, who);
        if meant == name {
            let known = text.is_empty() && fields.iter().any(|(known, _)| *known == name);
            fields.extend((!known).then_some((name, text)));
        } else if said(&all, &meant) || said(fields, &meant) {
            // no word of either goes; the same of both is one
            let same = |(known, said): &(String, String)| *known == meant && *said == text;
            let is_there = all.iter().chain(fields.iter()).any(same);
            fields.extend((!is_there).then_some((name, text)));
        } else {
            fields.retain(|(known, _)| *known != meant);
            fields.push((meant, text));
        }
    }
}

/// What comes before the name of a field of the head of an entry.
const HEAD: &str = "head:";

/// What comes before the id of a person in the name of a box: a contact has no more of a head.
const MET: &str = "met:";

/// Fields of drafts that say whom something is about.
const OF_PERSONS: [&str; 5] = ["person", "other", "about", "lead", "lead-go"];

/// A text with the ids in it of those who are meant.
fn meant_in(text: &str, who: &impl Fn(PersonId) -> PersonId) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len());
        let (digits, after) = from.split_at(end);
        said.push_str(before);
        match digits.parse().map(|id| (id, who(PersonId(id)).0)) {
            Ok((id, meant)) if id != meant => said.push_str(&meant.to_string()),
            _ => said.push_str(digits),
        }
        rest = after;
    }
    said + rest
}
