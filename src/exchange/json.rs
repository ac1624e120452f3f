//! Everything as one JSON document. Keys are English and stay as they are; values are codes, ISO
//! dates and the words that were written.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::Whole;
use crate::domain::assessment::{Assessment, Level};
use crate::domain::case::Phase;
use crate::domain::dates::Window;
use crate::domain::facts::{self, Entry, Facts, Subject};
use crate::domain::field::{Fields, code};
use crate::domain::followup::{FollowUp, Source};
use crate::domain::household::{Household, Interpreter, Relation};
use crate::domain::ids::{PersonId, StaffId};
use crate::domain::letters::{self, Letter};
use crate::domain::needs::{self, Need, NeedField};
use crate::domain::note::{self, Note};
use crate::domain::papers::{Paper, PaperKind, Version};
use crate::domain::person::{Name, NameKind, Person, PersonField, Sex};
use crate::domain::site::Place;
use crate::domain::topics::{How, Told};
use crate::domain::visit::{Agreed, Noted, Outcome, Visit, VisitKind};

/// A case with all that belongs to it.
pub fn case(whole: &Whole<'_>) -> Value {
    let Whole { case, household, persons, visits, follow_ups, .. } = *whole;
    let Whole { facts, papers, notes, needs, letters, assessments, topics, .. } = *whole;
    let Whole { names, today, .. } = *whole;
    let name = |id: PersonId| persons.iter().find(|p| p.id == id).map(Person::listed);
    json!({
        "case_no": case.no.to_string(),
        "id": case.id.0,
        "phase": phase(case.phase_on(today)),
        "since": case.since_on(today),
        "opened": case.opened,
        "worker": case.worker_on(today).and_then(|w| names.staff.get(&w)),
        "area": case.area_on(today).and_then(|a| names.areas.get(&a)),
        "household": household_value(household, whole),
        "persons": persons.iter().map(|p| person(p, household, today)).collect::<Vec<_>>(),
        "visits": visits.iter().map(|v| visit(v, whole, &name)).collect::<Vec<_>>(),
        "follow_ups": follow_ups.iter().map(|f| follow_up(f, whole)).collect::<Vec<_>>(),
        "facts": facts.iter().flat_map(|f| of_subject(f, whole)).collect::<Vec<_>>(),
        "papers": papers.iter().flat_map(|p| paper(p, whole)).collect::<Vec<_>>(),
        "information": topics.iter().map(|t| told(t, whole)).collect::<Vec<_>>(),
        "checklists": assessments.iter().map(|a| filled(a, whole)).collect::<Vec<_>>(),
        "notes": notes.iter().flat_map(|n| note(n, whole)).collect::<Vec<_>>(),
        "needs": needs.iter().flat_map(|n| need(n, whole)).collect::<Vec<_>>(),
        "letters": letters.iter().flat_map(|l| letter(l, whole)).collect::<Vec<_>>(),
    })
}

fn phase(phase: &Phase) -> Value {
    match phase {
        Phase::New => json!({ "is": "new" }),
        Phase::Active => json!({ "is": "active" }),
        Phase::Aftercare { until, reason } => {
            json!({ "is": "aftercare", "until": until, "reason": reason })
        }
        Phase::Dormant { until, reason } => {
            json!({ "is": "dormant", "until": until, "reason": reason })
        }
        Phase::Closed { reason } => json!({ "is": "closed", "reason": reason }),
    }
}

fn household_value(household: &Household, whole: &Whole<'_>) -> Value {
    let lodgings = household.lodgings.iter().map(|l| {
        let (home, room) = match &l.place {
            Place::Room { site, room } => (whole.names.sites.get(site).cloned(), Some(room)),
            Place::OwnFlat { address } => (Some(address.clone()), None),
        };
        json!({ "home": home, "room": room, "from": l.from, "until": l.until })
    });
    json!({
        "id": household.id.0,
        "phone": household.phone,
        "language": household.language,
        "interpreter": code(&Interpreter::CODES, household.interpreter),
        "letterbox": household.letterbox,
        "reach": household.reach,
        "lodgings": lodgings.collect::<Vec<_>>(),
    })
}

fn person(person: &Person, household: &Household, today: NaiveDate) -> Value {
    let names = person.names.iter().map(
        |n: &Name| json!({ "kind": name_kind(n.kind), "surname": n.surname, "given": n.given }),
    );
    let member = household.members.iter().find(|m| m.person == person.id);
    json!({
        "id": person.id.0,
        "names": names.collect::<Vec<_>>(),
        "birth": person.field(PersonField::Birth),
        "birth_precision": person.birth.map(|b| format!("{:?}", b.precision()).to_lowercase()),
        "sex": code(&Sex::CODES, person.sex),
        "nationalities": person.nationalities,
        "languages": person.languages,
        "phone": person.phone,
        "file_ref": person.file_ref,
        "also_ids": person.also.iter().map(|id| id.0).collect::<Vec<_>>(),
        "relation": member.map(|m| code(&Relation::CODES, m.relation)),
        "member_from": member.map(|m| m.from),
        "member_until": member.and_then(|m| m.until),
        "member_today": household.members_on(today).any(|m| m.person == person.id),
    })
}

fn name_kind(kind: NameKind) -> &'static str {
    match kind {
        NameKind::Official => "official",
        NameKind::Variant => "variant",
        NameKind::OriginalScript => "original_script",
        NameKind::Former => "former",
        NameKind::CallName => "call_name",
    }
}

fn visit(visit: &Visit, whole: &Whole<'_>, name: &impl Fn(PersonId) -> Option<String>) -> Value {
    let entry = &visit.entry;
    json!({
        "case_no": whole.case.no.to_string(),
        "id": visit.id.0,
        "kind": code(&VisitKind::CODES, entry.kind),
        "at": entry.at,
        "recorded": visit.recorded,
        "worker": whole.names.staff.get(&visit.worker),
        "place": entry.place,
        "met": entry.met.iter().filter_map(|id| name(*id)).collect::<Vec<_>>(),
        "interpreter": code(&Interpreter::CODES, entry.interpreter),
        "outcome": code(&Outcome::CODES, entry.outcome),
        "checklist": entry.template.map(|t| json!({ "id": t.id, "version": t.version })),
        "field": entry.field,
        "answers": entry.answers.iter().map(answer).collect::<Vec<_>>(),
        "note": entry.note,
        "agreed": entry.follow_ups.iter().map(agreed).collect::<Vec<_>>(),
    })
}

/// A filled checklist of its own.
fn filled(filled: &Assessment, whole: &Whole<'_>) -> Value {
    let entry = &filled.entry;
    json!({
        "case_no": whole.case.no.to_string(),
        "id": filled.id.0,
        "checklist": { "id": entry.template.id, "version": entry.template.version },
        "day": entry.day,
        "person": entry.person.map(|person| person.0),
        "by": whole.names.staff.get(&filled.by),
        "at": filled.at,
        "answers": entry.answers.iter().map(answer).collect::<Vec<_>>(),
        "note": entry.note,
        "agreed": entry.follow_ups.iter().map(agreed).collect::<Vec<_>>(),
        "level": entry.readiness.as_ref().map(|r| code(&Level::CODES, r.level)),
        "tested": entry.readiness.as_ref().and_then(|r| r.tested),
        "confirmed": entry.readiness.as_ref().map(|r| r.confirmed.as_str()),
    })
}

fn answer(noted: &Noted) -> Value {
    json!({
        "item": noted.answer.item.to_string(),
        "rating": code(&crate::domain::checklist::Rating::CODES, noted.answer.rating),
        "origin": code(&crate::domain::checklist::Origin::CODES, noted.answer.origin),
        "note": noted.note,
        "agreed": noted.agreed.as_ref().map(agreed),
    })
}

fn agreed(agreed: &Agreed) -> Value {
    json!({ "what": agreed.what, "window": window(agreed.window) })
}

fn window(window: Window) -> Value {
    json!({ "from": window.from(), "due": window.due(), "until": window.until() })
}

fn follow_up(follow_up: &FollowUp, whole: &Whole<'_>) -> Value {
    let (visit, checklist, item, need) = match follow_up.source {
        Source::Manual => (None, None, None, None),
        Source::Visit { visit, item } => (Some(visit.0), None, item, None),
        Source::Assessment { assessment, item } => (None, Some(assessment.0), item, None),
        Source::Need(need) => (None, None, None, Some(need.0)),
    };
    json!({
        "case_no": whole.case.no.to_string(),
        "id": follow_up.id.0,
        "what": follow_up.what,
        "window": window(follow_up.window),
        "owner": whole.names.staff.get(&follow_up.owner),
        "visit": visit,
        "checklist": checklist,
        "item": item.map(|item| item.to_string()),
        "need": need,
        "done_at": follow_up.done.as_ref().map(|d| d.at),
        "done_by": follow_up.done.as_ref().and_then(|d| whole.names.staff.get(&d.by)),
        "not_possible": follow_up.done.as_ref().and_then(|d| d.impossible.as_ref()),
    })
}

/// Every answer about a person or the household, earlier ones too.
fn of_subject(facts: &Facts, whole: &Whole<'_>) -> Vec<Value> {
    let person = match facts.subject {
        Subject::Person(person) => Some(person.0),
        Subject::Household(_) => None,
    };
    let entry = |entry: &Entry| {
        json!({
            "case_no": whole.case.no.to_string(),
            "person": person,
            "question": entry.key.question().map(|question| question.name),
            "number": entry.key.0,
            "value": entry.value,
            "as_of": entry.as_of,
            "source": code(&facts::Source::CODES, entry.source),
            "by": whole.names.staff.get(&entry.by),
            "at": entry.at,
        })
    };
    facts.entries.iter().map(entry).collect()
}

/// Every version of a note, the one that counts last.
fn note(note: &Note, whole: &Whole<'_>) -> Vec<Value> {
    let version = |version: &note::Version| {
        json!({
            "case_no": whole.case.no.to_string(),
            "id": note.id.0,
            "day": version.entry.day,
            "person": version.entry.person.map(|person| person.0),
            "text": version.entry.text,
            "by": whole.names.staff.get(&version.by),
            "at": version.at,
        })
    };
    note.versions.iter().map(version).collect()
}

/// Every version of a need, the one that counts last.
fn need(need: &Need, whole: &Whole<'_>) -> Vec<Value> {
    let version = |needs::Version { content, word, by, at }: &needs::Version| {
        let text = |field| content.field(field);
        json!({
            "case_no": whole.case.no.to_string(),
            "id": need.id.0,
            "visit": need.origin.map(|origin| origin.visit.0),
            "item": need.origin.map(|origin| origin.item.to_string()),
            "kind": text(NeedField::Kind),
            "field": text(NeedField::Field),
            "person": content.person.map(|person| person.0),
            "what": content.what,
            "severity": text(NeedField::Severity),
            "status": text(NeedField::Status),
            "since": content.since,
            "word": word,
            "by": whole.names.staff.get(by),
            "at": at,
        })
    };
    need.versions.iter().map(version).collect()
}

/// Somebody was told something; taken back where that was entered by mistake.
fn told(told: &Told, whole: &Whole<'_>) -> Value {
    let How { day, language, way, who } = &told.how;
    let staff = |id: StaffId| whole.names.staff.get(&id);
    json!({
        "case_no": whole.case.no.to_string(),
        "id": told.id.0,
        "person": told.person.0,
        "topic": told.topic,
        "day": day,
        "language": language,
        "way": way,
        "who": who,
        "by": staff(told.by),
        "at": told.at,
        "taken_back_by": told.taken_back.and_then(|back| staff(back.by)),
        "taken_back_at": told.taken_back.map(|back| back.at),
    })
}

/// Every version of a letter, the one that counts last.
fn letter(letter: &Letter, whole: &Whole<'_>) -> Vec<Value> {
    let version = |version: &letters::Version| {
        let content = &version.content;
        json!({
            "case_no": whole.case.no.to_string(),
            "id": letter.id.0,
            "kind": content.kind,
            "sender": content.sender,
            "name": content.name,
            "person": content.person.map(|person| person.0),
            "dated": content.dated,
            "received": content.received,
            "way": content.way,
            "what": content.what,
            "deadline": content.deadline,
            "status": code(&letters::Status::CODES, content.status),
            "by": whole.names.staff.get(&version.by),
            "at": version.at,
        })
    };
    letter.versions.iter().map(version).collect()
}

/// Every version of a paper, the one that counts last.
fn paper(paper: &Paper, whole: &Whole<'_>) -> Vec<Value> {
    let version = |version: &Version| {
        let content = &version.content;
        json!({
            "case_no": whole.case.no.to_string(),
            "person": paper.person.0,
            "id": paper.id.0,
            "kind": code(&PaperKind::CODES, paper.kind),
            "code": content.code,
            "from": content.from.map(|from| from.to_string()),
            "until": content.until,
            "effective": content.effective,
            "reason": content.reason,
            "issued": content.issued,
            "reference": content.reference,
            "work": content.work,
            "condition": content.condition,
            "note": content.note,
            "source": code(&facts::Source::CODES, content.source),
            "by": whole.names.staff.get(&version.by),
            "at": version.at,
        })
    };
    paper.versions.iter().map(version).collect()
}
