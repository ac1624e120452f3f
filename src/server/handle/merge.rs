//! Two records that are one person, and who is meant by what still names the hidden one.
//!
//! What is stored goes on naming it. On the way out `redact` says who it is by now; on the way in, in
//! requests and drafts that began before, it is said here.

use super::Context;
use crate::api::drafts::{Body, Draft, Form};
use crate::api::members::{Kin, Members};
use crate::api::{Merge, MergeError, Refusal, Reply, Request};
use crate::domain::facts::Subject;
use crate::domain::ids::PersonId;
use crate::domain::letters::LetterField;
use crate::domain::needs::NeedField;
use crate::store::merge;
use crate::store::roster::Roster;

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
        let mut known = Vec::new();
        persons.retain(|person| {
            !known.contains(person) && {
                known.push(*person);
                true
            }
        });
    };
    let text = |text: &mut String| *text = meant_in(&roster, text);
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
        Request::EditFacts(q) => {
            q.edits.iter_mut().for_each(|edit| subject(&mut edit.subject));
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

/// A draft with the records that stand for the persons it names: in the names of its fields, and in those
/// that say who it is about. One about the fields of a person goes on in the case that keeps her.
pub fn in_draft(context: &Context<'_>, draft: &mut Draft) {
    if let Form::EditPerson(person) = draft.form {
        let (meant, case) = {
            let roster = context.office.store.roster();
            (roster.stands_for(person), roster.case_of_person(person))
        };
        draft.form = Form::EditPerson(meant);
        let kept_there = case.filter(|case| meant != person && context.reaches(*case));
        draft.case = kept_there.or(draft.case);
    }
    let roster = context.office.store.roster();
    if !roster.has_merged() {
        return;
    }
    match &mut draft.body {
        Body::Entry { entry, raw, .. } => {
            entry.met.iter_mut().for_each(|person| *person = roster.stands_for(*person));
            // the other names are of items
            let is_head = |(name, _): &(String, String)| name.starts_with(HEAD);
            let (mut head, items) = std::mem::take(raw).into_iter().partition(is_head);
            in_fields(&roster, &mut head);
            *raw = head;
            raw.extend::<Vec<_>>(items);
        }
        Body::Fields { fields, at, .. } => {
            *at = meant_in(&roster, at);
            in_fields(&roster, fields);
        }
    }
}

/// Fields by name with those who are meant, in their names and in what stands in them.
fn in_fields(roster: &Roster, fields: &mut Vec<(String, String)>) {
    let all = std::mem::take(fields);
    let said = |of: &[(String, String)], name: &str| {
        of.iter().any(|(known, text)| known == name && !text.is_empty())
    };
    for (name, mut text) in all.clone() {
        if OF_PERSONS.contains(&name.trim_start_matches("was:").trim_start_matches(HEAD)) {
            text = meant_in(roster, &text);
        }
        let meant = meant_in(roster, &name);
        if meant == name {
            let known = text.is_empty() && fields.iter().any(|(known, _)| *known == name);
            fields.extend((!known).then_some((name, text)));
        } else if said(&all, &meant) || said(fields, &meant) {
            fields.push((name, text)); // no word of either goes
        } else {
            fields.retain(|(known, _)| *known != meant);
            fields.push((meant, text));
        }
    }
}

/// What comes before the name of a field of the head of an entry.
const HEAD: &str = "head:";

/// Fields of drafts that say whom something is about.
const OF_PERSONS: [&str; 5] = ["person", "other", "about", "lead", "lead-go"];

/// A text with the ids in it of those who are meant.
fn meant_in(roster: &Roster, text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len());
        let (digits, after) = from.split_at(end);
        said.push_str(before);
        match digits.parse().map(|id| (id, roster.stands_for(PersonId(id)).0)) {
            Ok((id, meant)) if id != meant => said.push_str(&meant.to_string()),
            _ => said.push_str(digits),
        }
        rest = after;
    }
    said + rest
}
