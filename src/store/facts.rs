//! The fact sheet: answers read, and everything typed on a sheet written at once.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::change::{Change, Outcome};
use super::error::StoreError;
use super::read::Read;
use super::records::facts::facts_key;
use super::{cases, households, persons};
use crate::domain::facts::{
    About, Entry, FactClash, FactKey, Facts, IN_RECORD, Kind, Question, Records, Section, Source,
    Subject, mark, meets,
};
use crate::domain::field::{AnyField, Edit, FieldError, Fields, choice, code};
use crate::domain::household::{Household, Relation};
use crate::domain::ids::CaseId;
use crate::domain::person::{Person, PersonField};

/// What was typed on a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edits {
    /// Question by question.
    pub edits: Vec<(Subject, Edit<FactKey>)>,
    /// The day as of which all of it holds.
    pub as_of: NaiveDate,
    /// Where all of it comes from.
    pub source: Source,
}

/// Everything known about a person or household, or what is restricted of it; empty while nothing is.
pub fn of(from: &impl Read, subject: Subject, restricted: bool) -> Result<Facts, StoreError> {
    let known = from.record(&facts_key(subject, restricted))?;
    Ok(known.unwrap_or_else(|| Facts::new(subject, restricted)))
}

/// Writes everything that was typed on the sheet of a case, into the records of persons and household
/// where the answers stand there. When colleagues answered one of the questions otherwise, nothing is
/// changed.
pub fn edit(
    change: &mut Change<'_, '_>,
    case: CaseId,
    edits: &Edits,
) -> Result<Outcome, StoreError> {
    let mut household = households::of_case(change, &cases::get(change, case)?)?;
    let before = household.clone();
    let mut of_subject: BTreeMap<Subject, Vec<&Edit<FactKey>>> = BTreeMap::new();
    for (subject, edit) in &edits.edits {
        of_subject.entry(*subject).or_default().push(edit);
    }
    let mut clashes = Vec::new();
    let mut subjects = Vec::new();
    for (subject, typed) in of_subject {
        subjects.push(match subject {
            Subject::Household(id) => id.0,
            Subject::Person(id) => id.0,
        });
        let found = answer(change, &mut household, subject, &typed, edits)?;
        clashes.extend(found.into_iter().map(|clash| FactClash { subject, clash }));
    }
    if !clashes.is_empty() {
        return Err(StoreError::FactClash(clashes));
    }
    if household != before {
        change.put(&household)?;
    }
    let mut fields: Vec<String> = Vec::new();
    for question in edits.edits.iter().filter_map(|(_, edit)| edit.field.question()) {
        let name = name_in_log(question);
        if !fields.contains(&name) {
            fields.push(name);
        }
    }
    let id = subjects.first().copied().unwrap_or(case.0);
    Ok(Outcome { id, case: Some(case), subjects, fields })
}

/// What the log calls a question: of a restricted one, and of one that is only asked after a certain
/// answer to another, no more than its section, for that it was answered says too much already.
fn name_in_log(question: &Question) -> String {
    if question.restricted || question.name == "due_day" {
        code(&Section::CODES, question.section)
    } else {
        question.name.to_owned()
    }
}

/// The answers about one person or the household; what clashes.
fn answer(
    change: &mut Change<'_, '_>,
    household: &mut Household,
    subject: Subject,
    typed: &[&Edit<FactKey>],
    Edits { as_of, source, .. }: &Edits,
) -> Result<Vec<crate::domain::field::Clash<FactKey>>, StoreError> {
    let today = change.today();
    let mut person = of_household(change, household, subject)?;
    let before = person.clone();
    let mut both = [of(change, subject, false)?, of(change, subject, true)?];
    let known = both.each_ref().map(|facts| facts.entries.len());
    let mut clashes = Vec::new();
    for edit in typed {
        let refused = |error| StoreError::field(AnyField::Fact(subject, edit.field), error);
        let question = asked(subject, edit.field).map_err(refused)?;
        let [open, restricted] = &mut both;
        let facts = if question.restricted { restricted } else { open };
        let there = value(question, household, person.as_ref(), facts, today);
        let entry = if question.kind.is_elsewhere() {
            put_elsewhere(question.kind, &edit.now, household, person.as_mut(), today)
        } else {
            question.kind.canonical(&edit.now, today)
        };
        let (by, at) = (change.author().staff, change.author().at);
        let (key, as_of, source) = (edit.field, *as_of, *source);
        let value_now = entry.map_err(refused)?;
        let entry = Entry { key, value: value_now, as_of, source, by, at };
        facts.add(entry).map_err(refused)?;
        let now = value(question, household, person.as_ref(), facts, today);
        if question.kind.is_edited()
            && let Err(clash) = meets(edit, &there, &now)
        {
            clashes.push(clash);
        }
    }
    if let Some(person) = person.filter(|person| Some(person) != before.as_ref()) {
        let surname = FactKey::of_person(PersonField::Surname).unwrap_or(FactKey(0));
        let nameless = |_| StoreError::field(AnyField::Fact(subject, surname), FieldError::Missing);
        persons::check(&person).map_err(nameless)?;
        change.put(&person)?;
    }
    for (facts, known) in both.iter().zip(known) {
        if facts.entries.len() > known {
            change.put(facts)?;
        }
    }
    Ok(clashes)
}

/// The question, if it is one for such a subject.
fn asked(subject: Subject, key: FactKey) -> Result<&'static Question, FieldError> {
    let question = key.question().ok_or(FieldError::NotAChoice)?;
    let of_household = matches!(subject, Subject::Household(_));
    if of_household == (question.about == About::Household) {
        Ok(question)
    } else {
        Err(FieldError::NotAChoice)
    }
}

/// The person asked about, who belongs or belonged to the household; `None` for the household itself.
fn of_household(
    from: &impl Read,
    household: &Household,
    subject: Subject,
) -> Result<Option<Person>, StoreError> {
    belongs(household, subject)?;
    match subject {
        Subject::Household(_) => Ok(None),
        Subject::Person(id) => persons::get(from, id).map(Some),
    }
}

/// Whether a subject is the household or somebody who belongs or belonged to it.
pub fn belongs(household: &Household, subject: Subject) -> Result<(), StoreError> {
    let known = match subject {
        Subject::Household(id) => id == household.id,
        Subject::Person(id) => household.keeps(id),
    };
    if known { Ok(()) } else { Err(StoreError::NotFound) }
}

/// The answer that counts, as far as it can be changed on the sheet.
fn value(
    question: &Question,
    household: &Household,
    person: Option<&Person>,
    facts: &Facts,
    today: NaiveDate,
) -> String {
    let (home, first_visit, follow_up, papers) = ("", None, None, [].as_slice());
    let records = Records { household, person, home, first_visit, follow_up, papers, today };
    records.value(question, facts)
}

/// Puts an answer where it stands, and says what the entry has as its value.
fn put_elsewhere(
    kind: Kind,
    now: &str,
    household: &mut Household,
    person: Option<&mut Person>,
    today: NaiveDate,
) -> Result<String, FieldError> {
    let mark = mark(now);
    let text = if mark.is_some() { "" } else { now };
    match (kind, person) {
        (Kind::Person(field), Some(person)) => person.set_field(field, text, today)?,
        (Kind::Household(field), _) => household.set_field(field, text, today)?,
        (Kind::Relation, Some(person)) => {
            let text = if text.trim().is_empty() { "unknown" } else { text };
            relate(household, person, choice(&Relation::CODES, text)?)?;
        }
        // papers, visits and follow-ups have forms of their own
        _ if text.trim().is_empty() => {}
        _ => return Err(FieldError::NotAChoice),
    }
    let empty = now.trim().is_empty();
    Ok(mark.unwrap_or(if empty { "" } else { IN_RECORD }).to_owned())
}

/// Sets the relation of a member to the reference person, who stays what she is.
fn relate(
    household: &mut Household,
    person: &Person,
    relation: Relation,
) -> Result<(), FieldError> {
    let is_reference = household.reference == person.id;
    if is_reference != (relation == Relation::Reference) {
        return Err(FieldError::NotAChoice);
    }
    let member = household.members.iter_mut().rev().find(|m| m.person == person.id);
    member.map(|member| member.relation = relation).ok_or(FieldError::NotAChoice)
}

/// Notes of answers that were given in a form without a source: that something is unknown or was not
/// answered, for no record says that; of the others, that the source noted before is not theirs.
pub(super) fn changed_elsewhere<'a>(
    change: &mut Change<'_, '_>,
    subject: Subject,
    answers: impl Iterator<Item = (Option<FactKey>, &'a str)>,
) -> Result<(), StoreError> {
    let mut facts = of(change, subject, false)?;
    let known = facts.entries.len();
    let (by, at, as_of) = (change.author().staff, change.author().at, change.today());
    for (key, text) in answers {
        let Some(key) = key else { continue };
        let mark = mark(text);
        if mark.is_some() || facts.current(key).is_some() {
            let value = mark.unwrap_or(IN_RECORD).to_owned();
            let source = Source::Unnoted;
            let added = facts.add(Entry { key, value, as_of, source, by, at });
            added.map_err(|error| StoreError::field(AnyField::Fact(subject, key), error))?;
        }
    }
    if facts.entries.len() > known { change.put(&facts) } else { Ok(()) }
}
