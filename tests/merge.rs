//! Two records that are one person: made one, shown as one, apart again; through the socket, and with
//! the keys on the screen.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may panic")]

#[path = "common/live.rs"]
mod live;
#[path = "common/screen.rs"]
mod screen;
#[path = "common/server.rs"]
mod server;

use aid::api::cases::{self, Sheet};
use aid::api::drafts::{Body, Draft, Form, Open};
use aid::api::facts::{EditFacts, FactEdit, FactHistory, ShowFacts};
use aid::api::households::{AddPerson, EditPerson};
use aid::api::letters::{self, Write};
use aid::api::members::Kin;
use aid::api::moves::Part;
use aid::api::needs::{AddNeed, ChangeNeed, ShowNeeds};
use aid::api::papers::{AddPaper, EndPaper};
use aid::api::phases::ChangePhase;
use aid::api::{
    Merge, MergeError, Refusal, Reply, Request, Saved, exchange, notes, office, similar, visits,
};
use aid::domain::assessment;
use aid::domain::case::{CloseReason, Phase, Turned};
use aid::domain::checklist::{Answer, ItemCode, Origin, Rating, TemplateId, TemplateRef};
use aid::domain::facts::{FactKey, IN_RECORD, Source, Subject, sheet as questions};
use aid::domain::field::{Edit, FieldError, Fields};
use aid::domain::household::{Left, Relation};
use aid::domain::ids::{CaseId, NeedId, NoteId, PaperId, PersonId, RequestId};
use aid::domain::letters::LetterField;
use aid::domain::merge::differing;
use aid::domain::needs::NeedField;
use aid::domain::note::Entry;
use aid::domain::papers::{PaperField, PaperKind};
use aid::domain::person::PersonField::{self, Birth, FileRef, Given, Phone};
use aid::domain::topics;
use aid::domain::visit::{Noted, VisitKind};
use aid::store::persons;
use live::Desk;
use server::{Client, TestServer, today};

fn person(
    client: &mut Client,
    case: CaseId,
    given: &str,
    fields: &[(PersonField, &str)],
) -> PersonId {
    let mut person =
        vec![(PersonField::Surname, "Alavi".to_owned()), (PersonField::Given, given.to_owned())];
    person.extend(fields.iter().map(|(field, text)| (*field, (*text).to_owned())));
    let from = "2026-11-01".parse().unwrap();
    let add = AddPerson { case, person, relation: Relation::Child, from, distinct: vec![] };
    PersonId(client.save(Request::AddPerson(Box::new(add))).id)
}

/// Amal with her daughter Schirin, who was entered a second time as Shirin.
struct Twice {
    case: CaseId,
    amal: PersonId,
    first: PersonId,
    second: PersonId,
}

fn twice(client: &mut Client) -> Twice {
    let case = client.household("Alavi, Amal");
    let amal = client.sheet(case).persons[0].id;
    let of = [(Birth, "2015"), (Phone, "0151 1"), (FileRef, "50-1/1")];
    let first = person(client, case, "Schirin", &of);
    let second = person(client, case, "Shirin", &[(Birth, "12.03.2015"), (FileRef, "50-2/2")]);
    Twice { case, amal, first, second }
}

fn key(name: &str) -> FactKey {
    questions().iter().find(|question| question.name == name).unwrap().key
}

fn answer(case: CaseId, person: PersonId, name: &str, was: &str, now: &str) -> Request {
    let edit = Edit { field: key(name), was: was.into(), now: now.into() };
    let edits = vec![FactEdit { subject: Subject::Person(person), edit }];
    let (as_of, source, papers) = (today(), Source::Document, vec![]);
    Request::EditFacts(Box::new(EditFacts { case, edits, papers, as_of, source }))
}

fn history(client: &mut Client, case: CaseId, person: PersonId, name: &str) -> Vec<String> {
    let ask = FactHistory { case, subject: Subject::Person(person), key: key(name) };
    match client.ask(Request::FactHistory(ask)) {
        Ok(Reply::FactHistory(history)) => history.entries.into_iter().map(|e| e.value).collect(),
        other => panic!("{other:?}"),
    }
}

fn paper(client: &mut Client, case: CaseId, person: PersonId, from: &str) -> PaperId {
    let fields = vec![(PaperField::Code, "GES".into()), (PaperField::From, from.to_owned())];
    let persons = vec![person];
    let add = AddPaper { case, persons, kind: PaperKind::Residence, fields };
    PaperId(client.save(Request::AddPaper(Box::new(add))).id)
}

/// What both records have together, and what counts as proposed.
fn merging(client: &mut Client, cases: [CaseId; 2], ids: [PersonId; 2], lives_in: CaseId) -> Merge {
    let mut of =
        |case, id| client.sheet(case).persons.into_iter().find(|person| person.id == id).unwrap();
    let (stays, gone) = (of(cases[0], ids[0]), of(cases[1], ids[1]));
    let ([case, other], [stays_id, gone_id]) = (cases, ids);
    let differing = differing(&stays, &gone);
    Merge { case, stays: stays_id, other, gone: gone_id, lives_in, differing }
}

fn merge(client: &mut Client, q: &Merge) -> Result<Saved, Refusal> {
    client.ask(Request::Merge(Box::new(q.clone()))).map(|reply| match reply {
        Reply::Saved(saved) => saved,
        other => panic!("{other:?}"),
    })
}

fn of_one_household(client: &mut Client, twice: &Twice) -> Merge {
    let Twice { case, first, second, .. } = *twice;
    merging(client, [case, case], [first, second], case)
}

fn note(client: &mut Client, case: CaseId, person: PersonId) -> NoteId {
    let entry = Entry { day: today(), person: Some(person), text: "Kita".into() };
    let write = notes::Write { case, restricted: false, entry };
    NoteId(client.save(Request::WriteNote(Box::new(write))).id)
}

fn need(client: &mut Client, case: CaseId, person: PersonId) -> NeedId {
    let fields = vec![
        (NeedField::Field, "housing".to_owned()),
        (NeedField::What, "Bett".to_owned()),
        (NeedField::Severity, "attention".to_owned()),
        (NeedField::Person, person.0.to_string()),
    ];
    NeedId(client.save(Request::AddNeed(Box::new(AddNeed { case, origin: None, fields }))).id)
}

fn letter(client: &mut Client, case: CaseId, person: PersonId) -> u64 {
    let fields = vec![
        (LetterField::Kind, "notice".to_owned()),
        (LetterField::Received, today().to_string()),
        (LetterField::Person, person.0.to_string()),
    ];
    client.save(Request::WriteLetter(Box::new(Write { case, fields }))).id
}

/// Everything that a worker is told of a case and about whom it is.
fn told(client: &mut Client, case: CaseId) -> String {
    let list = cases::Query {
        scope: cases::Scope::All,
        filter: cases::Filter::Open,
        text: String::new(),
        sort: cases::Sort::Name,
        offset: 0,
        limit: 100,
        around: None,
    };
    let export = exchange::ExportPage {
        after: None,
        sent: exchange::Sent::default(),
        limit: 50,
        visits: true,
    };
    let find = |text: &str| Request::Find(cases::Find { text: text.into(), limit: 9 });
    [
        Request::Caseload(list),
        Request::ShowCase(cases::ShowCase { case, visits: 50 }),
        Request::PrepareVisit(visits::Prepare { case }),
        Request::CaseLetters(letters::Before { case, skip: 0 }),
        Request::ShowFacts(ShowFacts { case }),
        Request::ShowNeeds(ShowNeeds { case, skip: 0 }),
        Request::Export(export),
        find("Schirin"),
        find("Shirin"),
    ]
    .map(|request| format!("{:?}\n", client.ask(request).unwrap()))
    .concat()
}

fn find(client: &mut Client, text: &str) -> Vec<(CaseId, String)> {
    match client.ask(Request::Find(cases::Find { text: text.into(), limit: 9 })) {
        Ok(Reply::Found(found)) => {
            found.into_iter().map(|found| (found.case, found.name)).collect()
        }
        other => panic!("{other:?}"),
    }
}

fn record(sheet: &Sheet, id: PersonId) -> &aid::domain::person::Person {
    sheet.persons.iter().find(|person| person.id == id).unwrap()
}

#[test]
fn a_child_entered_twice_is_one_and_all_that_was_written_about_both_is_hers() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let them = twice(&mut anna);
    let Twice { case, amal, first, second } = them;
    anna.save(server::record(case, server::entry(VisitKind::Regular, &[amal, second], "")));
    let note = note(&mut anna, case, second);
    let need = need(&mut anna, case, second);
    letter(&mut anna, case, second);
    anna.save(answer(case, first, "custody", "", "both"));
    anna.save(answer(case, second, "custody", "", "mother"));
    anna.save(answer(case, first, "birth", "2015", "2015"));
    let papers =
        [paper(&mut anna, case, first, "2026-01-01"), paper(&mut anna, case, second, "2026-02-01")];
    let before = told(&mut anna, case);

    let wish = of_one_household(&mut anna, &them);
    let fields: Vec<_> = wish.differing.iter().map(|d| (d.field, d.other_counts)).collect();
    assert_eq!(fields, [(Given, false), (Birth, true), (Phone, false), (FileRef, false)]);
    let saved = merge(&mut anna, &wish).unwrap();
    assert_eq!(saved.id, first.0);

    let sheet = anna.sheet(case);
    let members: Vec<_> = sheet.household.members.iter().map(|member| member.person).collect();
    assert_eq!((members, sheet.persons.len()), (vec![amal, first], 2));
    let one = record(&sheet, first);
    assert_eq!(one.birth, aid::domain::dates::PartialDate::parse("12.03.2015", today()).ok());
    assert_eq!((one.phone.as_str(), one.file_ref.as_str()), ("0151 1", "50-1/1"));
    assert_eq!(one.also, [second]);
    assert_eq!(sheet.visits[0].visit.entry.met, [amal, first], "shown as who it is");
    assert_eq!(sheet.notes[0].note.now().unwrap().entry.person, Some(first));
    assert_eq!(sheet.needs[0].need.content().unwrap().person, Some(first));
    let turn = Turned::Merged(first, "50-2/2".into());
    assert_eq!(sheet.case.turns.last().unwrap().what, turn);
    let found = [(case, "Alavi, Schirin".to_owned())];
    assert_eq!(find(&mut anna, "Schirin"), found);
    assert_eq!(find(&mut anna, "Shirin"), found, "by the other spelling too");
    // the last answer counts, both stay, and what was set aside can be read
    assert_eq!(history(&mut anna, case, first, "custody"), ["mother", "both"]);
    let birth = history(&mut anna, case, first, "birth");
    assert_eq!((birth[0].as_str(), birth[1].as_str()), (IN_RECORD, "2015"));
    let Ok(Reply::Facts(facts)) = anna.ask(Request::ShowFacts(ShowFacts { case })) else {
        panic!()
    };
    let part = facts.parts.iter().find(|part| part.subject == Subject::Person(first)).unwrap();
    let ids: Vec<_> = part.papers.iter().map(|paper| paper.id).collect();
    assert!(papers.iter().all(|paper| ids.contains(paper)), "{ids:?}");

    // what names the other one goes on: to be changed, ended, corrected
    let (was, now) = ("open".to_owned(), "met".to_owned());
    let edits = vec![Edit { field: NeedField::Status, was, now }];
    let met = ChangeNeed { case, need, edits, word: "da".into() };
    let changed = anna.save(Request::ChangeNeed(Box::new(met))).change;
    anna.save(Request::Undo(office::Undo { change: changed }));
    let entry = Entry { day: today(), person: Some(second), text: "Kita ab März".into() };
    let fields = vec![
        (LetterField::Kind, "notice".to_owned()),
        (LetterField::Received, today().to_string()),
        (LetterField::Person, second.0.to_string()),
    ];
    let late = Request::WriteLetter(Box::new(Write { case, fields }));
    let late = anna.save(late).change;
    anna.save(Request::Undo(office::Undo { change: late }));
    let correct = notes::Correct { case, note, seen: 1, restricted: false, entry };
    let corrected = anna.save(Request::CorrectNote(Box::new(correct))).change;
    anna.save(Request::Undo(office::Undo { change: corrected }));
    let end = EndPaper {
        case,
        person: second,
        paper: papers[1],
        was: None,
        last: today(),
        reason: "doppelt".into(),
    };
    let ended = anna.save(Request::EndPaper(end)).change;
    anna.save(Request::Undo(office::Undo { change: ended }));

    // an office opened anew tells the same
    let merged = told(&mut anna, case);
    drop(anna);
    let server = TestServer::over(server.stop());
    let mut anna = server.connect("anna");
    assert_eq!(told(&mut anna, case), merged);
    // and taken back it is all as it was
    anna.save(Request::Undo(office::Undo { change: saved.change }));
    assert_eq!(told(&mut anna, case), before);
    drop(anna);
    let server = TestServer::over(server.stop());
    assert_eq!(told(&mut server.connect("anna"), case), before);
}

#[test]
fn undo_is_refused_once_something_was_saved_to_her_that_was_begun_about_the_other_record() {
    for no in 1..4 {
        let server = TestServer::shared();
        let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
        let case = anna.household("Alavi, Amal");
        let named = [(PersonField::Surname, "Alavi, Schirin"), (Given, "")];
        let first = person(&mut anna, case, "Schirin", &named);
        let other = anna.household("Alavi, Schirin");
        let alone = anna.sheet(other).persons[0].id;
        paper(&mut anna, case, first, "2025-01-01");
        anna.save(answer(case, first, "custody", "", "mother"));
        anna.save(tell(case, first, "2026-11-20"));
        let wish = merging(&mut anna, [case, other], [first, alone], case);
        assert_eq!(wish.differing, []);
        let merged = merge(&mut anna, &wish).unwrap();
        let form = match no {
            2 => answer(other, alone, "custody", "mother", "both"),
            _ => begun(other, alone).remove(no),
        };
        let saved = frida.save(form);
        assert_eq!(saved.case, Some(case));
        let before = told(&mut anna, case) + &told(&mut anna, other);
        assert_eq!(undo(&mut anna, merged.change), Err(Refusal::HoldsMore), "{no}");
        assert_eq!(told(&mut anna, case) + &told(&mut anna, other), before);
        undo(&mut frida, saved.change).unwrap();
        // what was there before keeps nothing together
        if no != 2 {
            undo(&mut anna, merged.change).unwrap();
        }
    }
}

#[test]
fn undo_is_refused_once_somebody_changed_the_record() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let them = twice(&mut anna);
    let wish = of_one_household(&mut anna, &them);
    let stale = Merge { differing: wish.differing[1..].to_vec(), ..wish.clone() };
    assert_eq!(merge(&mut anna, &stale), Err(Refusal::Merge(MergeError::Changed)));
    let turned = Merge { stays: them.second, gone: them.first, ..wish.clone() };
    assert_eq!(merge(&mut anna, &turned), Err(Refusal::Merge(MergeError::Changed)));
    let saved = merge(&mut anna, &wish).unwrap();
    let edit = Edit { field: PersonField::Phone, was: "0151 1".into(), now: "0151 2".into() };
    // by the id of the record that is hidden: it leads to her
    let edit = EditPerson { case: them.case, person: them.second, edits: vec![edit] };
    frida.save(Request::EditPerson(edit));
    assert_eq!(record(&anna.sheet(them.case), them.first).phone, "0151 2");
    let undone = anna.ask(Request::Undo(office::Undo { change: saved.change }));
    assert_eq!(undone, Err(Refusal::ChangedSince("Frida Beispiel".into())));
    assert_eq!(merge(&mut anna, &wish), Err(Refusal::NotFound), "there is one only");
}

#[test]
fn of_two_households_she_lives_in_one_and_the_other_is_closed_by_hand() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let them = twice(&mut anna);
    let other = anna.household("Alavi, Schirin");
    let alone = anna.sheet(other).persons[0].id;
    anna.save(server::record(other, server::entry(VisitKind::Regular, &[alone], "allein")));
    let wish = merging(&mut anna, [them.case, other], [them.first, alone], them.case);
    let before = [told(&mut anna, them.case), told(&mut anna, other)];

    let saved = merge(&mut anna, &wish).unwrap();
    assert_eq!(saved.case, Some(them.case));
    let left = anna.sheet(other);
    let member = &left.household.members[0];
    assert_eq!((member.person, member.left), (them.first, Some(Left::OtherHousehold)));
    assert_eq!(left.household.members_on(today()).count(), 0);
    assert_eq!(left.visits[0].visit.entry.met, [them.first], "what was stays there");
    assert!(anna.prepared(other).persons.is_empty());
    assert!(find(&mut anna, "Schirin").iter().all(|(case, _)| *case == them.case));
    let close = ChangePhase {
        case: other,
        seen: u16::try_from(left.case.steps()).unwrap(),
        to: Phase::Closed { reason: CloseReason::Duplicate },
        from: today(),
        open: vec![],
        leaves_room: None,
    };
    let closed = anna.save(Request::ChangePhase(Box::new(close))).change;
    drop(anna);
    let server = TestServer::over(server.stop());
    let mut anna = server.connect("anna");
    assert_eq!(anna.sheet(other).household, left.household);
    for change in [closed, saved.change] {
        anna.save(Request::Undo(office::Undo { change }));
    }
    assert_eq!([told(&mut anna, them.case), told(&mut anna, other)], before);

    // she lives in the other one: there she belongs from now on, with what is known of her
    let there = merge(&mut anna, &Merge { lives_in: other, ..wish }).unwrap();
    assert_eq!(there.case, Some(other));
    let home = anna.sheet(other);
    assert_eq!((home.household.reference, home.persons.len()), (them.first, 1));
    assert_eq!(record(&home, them.first).phone, "0151 1");
    let old = anna.sheet(them.case);
    assert!(!old.household.keeps(them.first) && record(&old, them.first).phone.is_empty());
}

#[test]
fn who_leads_others_there_does_not_go_without_somebody_following_her() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let them = twice(&mut anna);
    let other = anna.household("Alavi, Schirin");
    let alone = anna.sheet(other).persons[0].id;
    person(&mut anna, other, "Omid", &[]);
    let wish = merging(&mut anna, [them.case, other], [them.first, alone], them.case);
    assert_eq!(merge(&mut anna, &wish), Err(Refusal::Merge(MergeError::Leads)));
    // where she lives there, nobody is without a reference person
    merge(&mut anna, &Merge { lives_in: other, ..wish }).unwrap();
}

#[test]
fn nobody_makes_one_whom_she_does_not_see_and_nothing_tells_that_there_is_anybody() {
    let server = TestServer::shared();
    let (mut anna, mut berta) = (server.connect("anna"), server.connect("berta"));
    let mut clara = server.connect("clara");
    let them = twice(&mut anna);
    let far = berta.household("Alavi, Schirin");
    let alone = berta.sheet(far).persons[0].id;
    let wish = merging(&mut clara, [them.case, far], [them.first, alone], them.case);
    let nobody = Merge { other: CaseId(0x7777_0001), gone: PersonId(0x7777_0002), ..wish.clone() };
    assert_eq!(merge(&mut anna, &wish), merge(&mut anna, &nobody));
    assert_eq!(merge(&mut anna, &wish), Err(Refusal::NotFound));
    assert_eq!(merge(&mut berta, &wish), Err(Refusal::NotFound));

    // somebody in the far household is protected: not even who sees every case, nor who may see it
    drop((anna, berta, clara));
    let dir = server.stop();
    server::change(dir.path(), move |change| persons::protect(change, far, alone, true));
    let server = TestServer::over(dir);
    let (mut berta, mut clara) = (server.connect("berta"), server.connect("clara"));
    assert_eq!(merge(&mut clara, &wish), merge(&mut clara, &nobody));
    let second = person(&mut berta, far, "Schirin", &[]);
    let own = merging(&mut berta, [far, far], [alone, second], far);
    assert_eq!(merge(&mut berta, &own), Err(Refusal::Merge(MergeError::Protected)));
}

#[test]
fn after_a_merge_a_household_parts_for_protection_and_nothing_leads_to_who_fled() {
    let server = TestServer::shared();
    let (mut anna, berta) = (server.connect("anna"), server.connect("berta"));
    let them = twice(&mut anna);
    let Twice { case, amal, first, second } = them;
    let stays = person(&mut anna, case, "Omid", &[]);
    anna.save(server::record(case, server::entry(VisitKind::Regular, &[second, stays], "")));
    let about = (note(&mut anna, case, second), need(&mut anna, case, second));
    letter(&mut anna, case, second);
    let draft = Draft {
        id: RequestId(70),
        form: Form::EditPerson(second),
        case: Some(case),
        name: String::new(),
        kept: server::clock(),
        no: 1,
        from: None,
        body: Body::Fields {
            fields: vec![("given".into(), "Shirin".into())],
            at: String::new(),
            cursor: 0,
        },
    };
    let rent = Form::Assessment(TemplateId::TenancyReadiness);
    let about_her = [("head:person".to_owned(), second.0.to_string())];
    for draft in [draft, entry_draft(71, rent, case, &about_her)] {
        anna.ask(Request::SaveDraft(Box::new(draft))).unwrap();
    }
    let wish = of_one_household(&mut anna, &them);
    merge(&mut anna, &wish).unwrap();
    let sheet = anna.sheet(case);
    let part = Part {
        case,
        seen: u16::try_from(sheet.case.steps()).unwrap(),
        from: today(),
        go: Kin { person: amal, relations: vec![(first, Relation::Child)] },
        stay: Some(Kin { person: stays, relations: vec![] }),
        home: None,
        worker: Some(berta.staff()),
        area: None,
        follow_ups: vec![],
        protects: true,
    };
    anna.save(Request::Part(Box::new(part)));
    let now = told(&mut anna, case);
    for word in ["hirin", "50-1/1", "50-2/2", "0151", &first.0.to_string(), &second.0.to_string()] {
        assert!(!now.contains(word), "{word}: {now}");
    }
    let sheet = anna.sheet(case);
    assert!(sheet.notes.iter().all(|shown| shown.note.id != about.0));
    assert!(sheet.needs.iter().all(|shown| shown.need.id != about.1));
    let drafts = match anna.ask(Request::Drafts) {
        Ok(Reply::Drafts(drafts)) => drafts,
        other => panic!("{other:?}"),
    };
    assert!(drafts.len() == 2 && drafts.iter().all(|head| head.hidden), "{drafts:?}");
    for id in [70, 71] {
        assert_eq!(anna.ask(Request::Draft(Open { id: RequestId(id) })), Err(Refusal::NotFound));
    }
}

#[test]
fn a_draft_that_names_the_hidden_one_goes_on_about_her() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let them = twice(&mut anna);
    let Twice { case, first, second, .. } = them;
    let draft = |id, form, fields: &[(String, &str)]| {
        let fields = fields.iter().map(|(name, text)| (name.clone(), (*text).to_owned())).collect();
        Draft {
            id: RequestId(id),
            form,
            case: Some(case),
            name: String::new(),
            kept: server::clock(),
            no: 1,
            from: None,
            body: Body::Fields { fields, at: format!("met:{}", second.0), cursor: 0 },
        }
    };
    let (text, id) = ("text".to_owned(), second.0.to_string());
    let ticked = |id: PersonId| format!("met:{}", id.0);
    let said = |id: PersonId| format!("said:{}", id.0);
    let drafts = [
        draft(71, Form::EditPerson(second), &[("given".into(), "Shirine")]),
        draft(72, Form::Note, &[(text, "Brille 65537"), ("person".into(), &id)]),
        draft(73, Form::Contact, &[(ticked(first), ""), (ticked(second), "x")]),
        draft(74, Form::Contact, &[(ticked(first), "x"), (ticked(second), "x")]),
        draft(75, Form::Topics, &[(said(first), "Kita"), (said(second), "Schule")]),
    ];
    for draft in &drafts {
        anna.ask(Request::SaveDraft(Box::new(draft.clone()))).unwrap();
    }
    let wish = of_one_household(&mut anna, &them);
    merge(&mut anna, &wish).unwrap();
    let mut open = |id| match anna.ask(Request::Draft(Open { id: RequestId(id) })) {
        Ok(Reply::Draft(draft)) => match draft.body {
            Body::Fields { fields, .. } => (draft.form, fields),
            Body::Entry { .. } => panic!(),
        },
        other => panic!("{other:?}"),
    };
    assert_eq!(open(71).0, Form::EditPerson(first));
    let note = open(72).1;
    assert_eq!(note[0].1, "Brille 65537", "words are no ids");
    assert_eq!(note[1].1, first.0.to_string());
    assert_eq!(open(73).1, [(ticked(first), "x".to_owned())]);
    assert_eq!(open(74).1, [(ticked(first), "x".to_owned())], "ticked twice is ticked");
    let both = [(said(first), "Kita".to_owned()), (said(second), "Schule".to_owned())];
    assert_eq!(open(75).1, both, "nothing that is said goes");
}

/// An entry as a draft, with what its head says.
fn entry_draft(id: u128, form: Form, case: CaseId, raw: &[(String, String)]) -> Draft {
    let entry = Box::new(server::entry(VisitKind::Regular, &[], "x"));
    let (kept, raw) = (server::clock(), raw.to_vec());
    let body = Body::Entry { entry, raw, at: String::new(), cursor: 0 };
    Draft {
        id: RequestId(id),
        form,
        case: Some(case),
        name: String::new(),
        kept,
        no: 1,
        from: None,
        body,
    }
}

#[test]
fn a_checklist_or_visit_left_about_the_hidden_one_goes_on_about_her() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let them = twice(&mut anna);
    let Twice { case, first, second, .. } = them;
    let rent = Form::Assessment(TemplateId::TenancyReadiness);
    let head = |name: &str, text: &str| (format!("head:{name}"), text.to_owned());
    let met = |id: PersonId| format!("met:{}", id.0);
    let note = (format!("note:{}", second.0), "65537".to_owned());
    let about = [head("person", &second.0.to_string()), note.clone()];
    let visit = [head(&met(first), ""), head(&met(second), "x"), head("place", "Zi. 65537")];
    for draft in [entry_draft(81, rent, case, &about), entry_draft(82, Form::Visit, case, &visit)] {
        anna.ask(Request::SaveDraft(Box::new(draft))).unwrap();
    }
    let wish = of_one_household(&mut anna, &them);
    merge(&mut anna, &wish).unwrap();
    let mut open = |id| match anna.ask(Request::Draft(Open { id: RequestId(id) })) {
        Ok(Reply::Draft(draft)) => match draft.body {
            Body::Entry { raw, .. } => raw,
            Body::Fields { .. } => panic!(),
        },
        other => panic!("{other:?}"),
    };
    assert_eq!(open(81), [head("person", &first.0.to_string()), note], "names of items are none");
    assert_eq!(open(82), [head(&met(first), "x"), head("place", "Zi. 65537")]);
}

#[test]
fn who_was_merged_is_not_found_alike_again_and_goes_out_once() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let them = twice(&mut anna);
    let wish = of_one_household(&mut anna, &them);
    merge(&mut anna, &wish).unwrap();
    let third = person(&mut anna, them.case, "Shirin", &[(PersonField::Birth, "12.03.2015")]);
    let ask = similar::Ask {
        case: Some(them.case),
        person: Some(third),
        fields: vec![
            (PersonField::Surname, "Alavi".into()),
            (PersonField::Given, "Shirin".into()),
            (PersonField::Birth, "12.03.2015".into()),
        ],
        home_phone: String::new(),
        home: None,
        limit: 5,
    };
    let Ok(Reply::Similar(found)) = anna.ask(Request::Similar(Box::new(ask))) else { panic!() };
    let found: Vec<_> = found
        .iter()
        .map(|found| match &found.whom {
            similar::Whom::Seen(seen) => seen.person,
            similar::Whom::Elsewhere { .. } => PersonId(0),
        })
        .collect();
    assert_eq!(found, [them.first]);
    // one after the other into the first
    let again = merging(&mut anna, [them.case, them.case], [them.first, third], them.case);
    let saved = merge(&mut anna, &again).unwrap();
    assert_eq!(record(&anna.sheet(them.case), them.first).also, [them.second, third]);
    anna.save(Request::Undo(office::Undo { change: saved.change }));
    // or the later two first: what names the last leads to the first all the same
    let later = merging(&mut anna, [them.case, them.case], [them.first, third], them.case);
    merge(&mut anna, &later).unwrap();
    let entry = server::entry(VisitKind::Regular, &[third, them.second], "");
    anna.save(server::record(them.case, entry));
    assert_eq!(anna.sheet(them.case).visits[0].visit.entry.met, [them.first]);
}

#[test]
fn a_child_entered_twice_is_made_one_by_keyboard() {
    let server = TestServer::personal();
    let mut me = server.connect_own();
    let them = twice(&mut me);
    let mut desk = Desk::at(&server);
    desk.wait_for("Alavi");
    desk.press("enter");
    desk.wait_for("Shirin");
    desk.press("down down Z");
    let screen = desk.wait_for("Auch erfasst als");
    assert!(screen.contains("Alavi, Shirin"), "{screen}");
    desk.text("schirin");
    desk.press("enter");
    let screen = desk.wait_for("Was gilt?");
    assert!(screen.contains("[1] 1 Schirin · 2 Shirin"), "{screen}");
    assert!(screen.contains("[2] 1 2015 · 2 12.03.2015"), "{screen}");
    assert!(screen.contains("was hier nicht gilt"), "{screen}");
    // one key switches
    desk.press("tab");
    desk.text("2");
    desk.wait_for("[2] 1 Schirin · 2 Shirin");
    desk.press("f2");
    desk.wait_for("Zwei Einträge zusammengeführt");
    let screen = desk.wait_for("auch erfasst als Alavi, Schirin");
    let marked = screen.lines().find(|line| line.contains('▸')).unwrap_or_default();
    assert!(marked.contains("Alavi, Shirin"), "she stays selected: {screen}");
    let sheet = me.sheet(them.case);
    assert_eq!(sheet.persons.len(), 2);
    let one = record(&sheet, them.first);
    assert_eq!((one.listed().as_str(), one.also.as_slice()), ("Alavi, Shirin", &[them.second][..]));
    desk.press("u");
    desk.wait_for("Zusammenführung (Alavi) zurückgenommen");
    assert_eq!(me.sheet(them.case).persons.len(), 3);
}

#[test]
fn the_likeliest_comes_first_and_father_and_child_are_asked_about_once_more() {
    let server = TestServer::personal();
    let mut me = server.connect_own();
    let case = me.household("Farid, Jawad");
    let father = me.sheet(case).persons[0].id;
    let birth = Edit { field: Birth, was: String::new(), now: "12.03.1988".into() };
    let edit = EditPerson { case, person: father, edits: vec![birth] };
    me.save(Request::EditPerson(edit));
    person(&mut me, case, "Soraya", &[]);
    person(&mut me, case, "Omid", &[(Birth, "05.06.2019")]);
    person(&mut me, case, "Umid", &[(Birth, "05.06.2019")]);
    let mut desk = Desk::at(&server);
    desk.wait_for("Farid");
    desk.press("enter");
    desk.wait_for("Umid");
    desk.press("down down down Z");
    desk.wait_for("Auch erfasst als");
    desk.press("f4");
    desk.wait_for("zuerst die ähnlichsten");
    desk.press("enter");
    let screen = desk.wait_for("Es bleibt");
    assert!(screen.contains("»Alavi, Omid · *05.06.2019«"), "{screen}");
    assert!(!screen.contains("spricht gegen"), "{screen}");
    desk.press("shift-tab");
    desk.text("jawad");
    desk.press("enter");
    desk.wait_for("Geboren 12.03.1988 und 05.06.2019");
    desk.press("f2");
    desk.wait_for("Doch dieselbe?");
    assert_eq!(me.sheet(case).persons.len(), 4);
    desk.press("f2");
    desk.wait_for("Zwei Einträge zusammengeführt");
}

#[test]
fn of_two_households_the_choice_outlives_a_restart_and_says_where_she_lives() {
    let server = TestServer::personal();
    let mut me = server.connect_own();
    let them = twice(&mut me);
    let other = me.household("Alavi, Schirin");
    let alone = me.sheet(other).persons[0].id;
    drop(me);
    let mut desk = Desk::at(&server);
    desk.wait_for("Alavi, Schirin");
    desk.press("end enter");
    desk.wait_for("Personen (1)");
    desk.press("Z");
    desk.wait_for("Auch erfasst als");
    desk.text("schirin");
    desk.wait_for("*2015");
    desk.press("enter");
    desk.wait_for("Wohnt bei");
    desk.press("tab");
    desk.text("amal");
    desk.press("enter tab");
    desk.text("2");
    let screen = desk.wait_for("Wohnt bei Alavi, Amal");
    assert!(screen.contains("[2] 1"), "{screen}");
    desk.wait(2);
    desk.wait_for("Entwurf");
    drop(desk);
    let server = TestServer::over(server.stop());
    let mut me = server.connect_own();
    let mut desk = Desk::at(&server);
    desk.wait_for("Angefangen");
    desk.press("home enter");
    let screen = desk.wait_for("Wohnt bei Alavi, Amal");
    assert!(screen.contains("[2] 1"), "{screen}");
    desk.press("f2");
    desk.wait_for("Zwei Einträge zusammengeführt");
    let (home, left) = (me.sheet(them.case), me.sheet(other));
    assert!(home.persons.iter().any(|person| person.also == [alone]));
    assert_eq!(left.household.members_on(today()).count(), 0);
    desk.press("u");
    desk.wait_for("zurückgenommen");
    assert_eq!(me.sheet(other).household.members_on(today()).count(), 1);
}

/// The first of two who are one; the record of the other one's household has nobody any more.
fn emptied(client: &mut Client, lives_in_other: bool) -> (Twice, CaseId, Saved) {
    let them = twice(client);
    let other = client.household("Alavi, Schirin");
    let alone = client.sheet(other).persons[0].id;
    let lives_in = if lives_in_other { other } else { them.case };
    let wish = merging(client, [them.case, other], [them.first, alone], lives_in);
    let saved = merge(client, &wish).unwrap();
    (them, other, saved)
}

fn undo(client: &mut Client, change: u64) -> Result<Reply, Refusal> {
    client.ask(Request::Undo(office::Undo { change }))
}

fn tell(case: CaseId, person: PersonId, day: &str) -> Request {
    let how = topics::How {
        day: day.parse().unwrap(),
        language: "ar".into(),
        way: "interpreter".into(),
        who: String::new(),
    };
    let entry = topics::Entry { persons: vec![person], topics: vec!["work".into()], how };
    Request::TellTopics(Box::new(aid::api::topics::Tell { case, entry }))
}

fn ready(case: CaseId, person: PersonId) -> Request {
    let item = ItemCode::new("MF1").unwrap();
    let answer = Answer { item, rating: Rating::Ok, origin: Origin::Asked };
    let entry = assessment::Entry {
        template: TemplateRef::current(TemplateId::TenancyReadiness),
        day: today(),
        person: Some(person),
        answers: vec![Noted { answer, note: String::new(), agreed: None }],
        note: "Schirin".into(),
        readiness: None,
        follow_ups: vec![],
    };
    Request::RecordAssessment(Box::new(aid::api::assessments::Record { case, seen: None, entry }))
}

#[test]
fn what_was_written_about_her_since_is_never_left_about_nobody() {
    for what in ["note", "letter", "need", "topic", "checklist"] {
        let server = TestServer::shared();
        let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
        let (them, other, merged) = emptied(&mut anna, true);
        match what {
            "note" => drop(note(&mut frida, other, them.first)),
            "letter" => drop(letter(&mut frida, other, them.first)),
            "need" => drop(need(&mut frida, other, them.first)),
            "topic" => drop(frida.save(tell(other, them.first, "2026-11-20"))),
            _ => drop(frida.save(ready(other, them.first))),
        }
        assert_eq!(undo(&mut anna, merged.change), Err(Refusal::HoldsMore), "{what}");
        assert!(told(&mut frida, other).contains("Schirin"), "{what}");
    }
    // nor what somebody was told who was added
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let add = AddPerson {
        case,
        person: vec![(Given, "Sami".into())],
        relation: Relation::Child,
        from: today(),
        distinct: vec![],
    };
    let added = anna.save(Request::AddPerson(Box::new(add)));
    let heard = anna.save(tell(case, PersonId(added.id), "2026-11-20"));
    assert_eq!(undo(&mut anna, added.change), Err(Refusal::HoldsMore));
    anna.save(Request::Undo(office::Undo { change: heard.change }));
    assert!(undo(&mut anna, added.change).is_ok());
}

#[test]
fn an_emptied_household_leads_nobody_to_who_fled_from_the_other_one() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let (them, other, _) = emptied(&mut anna, false);
    let sheet = anna.sheet(them.case);
    let part = Part {
        case: them.case,
        seen: u16::try_from(sheet.case.steps()).unwrap(),
        from: today(),
        go: Kin { person: them.first, relations: vec![] },
        stay: None,
        home: None,
        worker: Some(server.connect("berta").staff()),
        area: None,
        follow_ups: vec![],
        protects: true,
    };
    anna.save(ready(them.case, them.first));
    anna.save(Request::Part(Box::new(part)));
    for user in ["anna", "frida", "clara"] {
        let mut user = server.connect(user);
        let query = cases::Query {
            scope: cases::Scope::All,
            filter: cases::Filter::Open,
            text: String::new(),
            sort: cases::Sort::Name,
            offset: 0,
            limit: 100,
            around: None,
        };
        let row = match user.ask(Request::Caseload(query)) {
            Ok(Reply::Caseload(page)) => page.rows.into_iter().find(|row| row.case == other),
            reply => panic!("{reply:?}"),
        };
        assert_eq!(row.map(|row| row.name), Some(String::new()));
        let show = Request::ShowCase(cases::ShowCase { case: other, visits: 9 });
        assert_eq!(user.ask(show.clone()), Err(Refusal::Protected));
        // opened with a reason, it names her as little
        let open = aid::api::moves::OpenProtected { case: other, reason: "Anruf".into() };
        user.save(Request::OpenProtected(open));
        let asks = [
            show,
            Request::CaseTopics(aid::api::topics::Before { case: other, skip: 0 }),
            Request::CaseLetters(letters::Before { case: other, skip: 0 }),
            Request::Assessments(aid::api::assessments::Ask { case: them.case, skip: 0 }),
        ];
        for ask in asks {
            let said = format!("{:?}", user.ask(ask).unwrap());
            assert!(
                !said.contains("Schirin") && !said.contains(&format!("{:?}", them.first)),
                "{said}"
            );
        }
        // and nothing is entered about her where she was
        for entered in [tell(them.case, them.first, "2026-11-19"), ready(them.case, them.first)] {
            assert!(matches!(user.ask(entered), Err(Refusal::Field(_))));
        }
    }
}

/// What is left to be saved about somebody entered in another household.
fn begun(case: CaseId, person: PersonId) -> Vec<Request> {
    let fields = vec![(PaperField::Code, "GES".into()), (PaperField::From, "2026-01-01".into())];
    let edit = Edit { field: FileRef, was: String::new(), now: "50-9/9".into() };
    let persons = vec![person];
    let paper = AddPaper { case, persons, kind: PaperKind::Residence, fields };
    vec![
        Request::EditPerson(EditPerson { case, person, edits: vec![edit] }),
        Request::AddPaper(Box::new(paper)),
        answer(case, person, "custody", "", "both"),
        tell(case, person, "2026-11-19"),
        tell(case, person, "2026-11-20"),
    ]
}

fn topics_of(client: &mut Client, case: CaseId) -> usize {
    match client.ask(Request::CaseTopics(aid::api::topics::Before { case, skip: 0 })) {
        Ok(Reply::CaseTopics(page)) => page.rows.len() + page.more as usize,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_form_begun_before_a_merge_is_saved_where_she_is_kept() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let them = twice(&mut anna);
    let other = anna.household("Alavi, Schirin");
    let alone = anna.sheet(other).persons[0].id;
    let wish = merging(&mut anna, [them.case, other], [them.first, alone], them.case);
    merge(&mut anna, &wish).unwrap();
    // her file reference is known there, and which counts is asked as between any two
    let mut forms = begun(other, alone);
    let theirs = match frida.ask(forms.remove(0)) {
        Err(Refusal::PersonClash(clashes)) => clashes[0].theirs.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(theirs, "50-1/1");
    let edit = Edit { field: FileRef, was: theirs, now: "50-9/9".into() };
    let edit = EditPerson { case: other, person: alone, edits: vec![edit] };
    assert_eq!(frida.save(Request::EditPerson(edit)).case, Some(them.case));
    for form in forms {
        assert_eq!(frida.save(form).case, Some(them.case));
    }
    assert_eq!(record(&anna.sheet(them.case), them.first).file_ref, "50-9/9");
    assert_eq!(history(&mut anna, them.case, them.first, "custody"), ["both"]);
    assert_eq!(topics_of(&mut anna, them.case), 2);

    // of a whole sheet each answer goes where it belongs, and what clashes is said of whom the form named
    let household = Subject::Household(anna.sheet(other).household.id);
    let of = |subject, name: &str, was: &str, now: &str| {
        let edit = Edit { field: key(name), was: was.into(), now: now.into() };
        FactEdit { subject, edit }
    };
    let sheet = |edits| {
        let (as_of, source, papers) = (today(), Source::Document, vec![]);
        Request::EditFacts(Box::new(EditFacts { case: other, edits, papers, as_of, source }))
    };
    let reach = of(household, "letterbox", "", "Hof links");
    let stale = of(Subject::Person(alone), "custody", "", "mother");
    match frida.ask(sheet(vec![reach.clone(), stale])) {
        Err(Refusal::FactClash(clashes)) => {
            let named: Vec<_> = clashes.iter().map(|clash| clash.subject).collect();
            assert_eq!(named, [Subject::Person(alone)]);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(anna.sheet(other).household.letterbox, "", "nothing was changed");
    let fresh = of(Subject::Person(alone), "custody", "both", "mother");
    let saved = frida.save(sheet(vec![reach, fresh]));
    assert_eq!(anna.sheet(other).household.letterbox, "Hof links");
    assert_eq!(history(&mut anna, them.case, them.first, "custody"), ["mother", "both"]);
    frida.save(Request::Undo(office::Undo { change: saved.change }));
    assert_eq!(history(&mut anna, them.case, them.first, "custody"), ["both"]);

    // the log names both cases
    drop((anna, frida));
    let dir = server.stop();
    let store = server::open(dir.path());
    let entries = store.read(|view| aid::store::log::page(view, None, 50)).unwrap();
    let last = entries.iter().find(|entry| entry.fact.action == "edit-facts").unwrap();
    assert_eq!(last.fact.case, Some(other));
    assert!(last.fact.subjects.contains(&them.case.0), "{:?}", last.fact);
    store.close().unwrap();
}

#[test]
fn what_was_saved_where_she_is_kept_is_answered_so_again_once_that_case_is_out_of_sight() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let berta = server.connect("berta");
    let them = twice(&mut anna);
    let other = frida.household("Alavi, Schirin");
    let alone = frida.sheet(other).persons[0].id;
    let wish = merging(&mut anna, [them.case, other], [them.first, alone], them.case);
    merge(&mut anna, &wish).unwrap();
    let edit = Edit { field: Phone, was: "0151 1".into(), now: "0151 9".into() };
    let edit = EditPerson { case: other, person: alone, edits: vec![edit] };
    let mut forms = begun(other, alone);
    forms[0] = Request::EditPerson(edit);
    let mut send = |no: usize, form: &Request| {
        frida.0.call_as(RequestId(no as u128 + 1), form.clone()).map_err(|error| error.to_string())
    };
    let first: Vec<_> = forms.iter().enumerate().map(|(no, form)| send(no, form)).collect();
    assert!(first.iter().all(Result::is_ok), "{first:?}");

    let area = match anna.ask(Request::Lists) {
        Ok(Reply::Lists(lists)) => lists.areas.iter().find(|area| area.name == "Süd").map(|a| a.id),
        other => panic!("{other:?}"),
    };
    let away = cases::EditCase { case: them.case, worker: Some(berta.staff()), area };
    anna.save(Request::EditCase(away));
    let again: Vec<_> = forms.iter().enumerate().map(|(no, form)| send(no, form)).collect();
    assert_eq!(first, again, "saved, and told so");
    // a new wish is none of hers, nor is one about another case under the name of an old one
    assert!(send(90, &forms[0]).is_err());
    for (no, form) in begun(them.case, them.first).iter().enumerate() {
        assert!(send(no, form).is_ok(), "it names the case in which it was saved");
    }
    let mine = anna.household("Omar");
    anna.save(Request::EditCase(cases::EditCase { case: mine, worker: Some(berta.staff()), area }));
    for (no, form) in begun(mine, alone).iter().enumerate() {
        assert!(send(no, form).is_err(), "{form:?}");
    }
}

#[test]
fn a_form_about_somebody_kept_out_of_sight_is_refused_with_the_reason_unless_she_is_protected() {
    let server = TestServer::shared();
    let (mut anna, mut berta) = (server.connect("anna"), server.connect("berta"));
    let mut clara = server.connect("clara");
    let them = twice(&mut anna);
    let far = berta.household("Alavi, Schirin");
    let alone = berta.sheet(far).persons[0].id;
    let wish = merging(&mut clara, [them.case, far], [them.first, alone], them.case);
    merge(&mut clara, &wish).unwrap();
    let before = told(&mut anna, them.case);
    for form in begun(far, alone) {
        let refused = berta.ask(form);
        assert_eq!(refused, Err(Refusal::Merge(MergeError::KeptElsewhere)), "{refused:?}");
    }
    // whom the form never was about is nobody
    for form in begun(far, them.amal).into_iter().take(3) {
        assert_eq!(berta.ask(form), Err(Refusal::NotFound));
    }
    assert_eq!(told(&mut anna, them.case), before);

    drop((anna, berta, clara));
    let dir = server.stop();
    let Twice { case, first, .. } = them;
    server::change(dir.path(), move |change| persons::protect(change, case, first, true));
    let server = TestServer::over(dir);
    let mut berta = server.connect("berta");
    let open = aid::api::moves::OpenProtected { case: far, reason: "Anruf".into() };
    berta.save(Request::OpenProtected(open));
    for form in begun(far, alone).into_iter().take(3) {
        assert_eq!(berta.ask(form), Err(Refusal::NotFound));
    }
}

#[test]
fn a_made_up_draft_does_not_tell_who_was_made_one_with_whom() {
    let server = TestServer::shared();
    let (mut anna, mut berta) = (server.connect("anna"), server.connect("berta"));
    let them = twice(&mut anna);
    let wish = of_one_household(&mut anna, &them);
    merge(&mut anna, &wish).unwrap();
    let mine = berta.household("Omar");
    let second = them.second.0.to_string();
    let fields = vec![("person".into(), second.clone()), (format!("x{second}"), "y".into())];
    let note = Draft {
        id: RequestId(70),
        form: Form::Note,
        case: Some(mine),
        name: String::new(),
        kept: server::clock(),
        no: 1,
        from: None,
        body: Body::Fields { fields, at: format!("met:{second}"), cursor: 0 },
    };
    let rent = Form::Assessment(TemplateId::TenancyReadiness);
    let mut filled = entry_draft(71, rent, mine, &[("head:person".into(), second.clone())]);
    if let Body::Entry { entry, .. } = &mut filled.body {
        entry.met = vec![them.second];
    }
    let edit = Draft { id: RequestId(72), form: Form::EditPerson(them.second), ..note.clone() };
    for draft in [note, filled, edit] {
        berta.ask(Request::SaveDraft(Box::new(draft.clone()))).unwrap();
        let opened = format!("{:?}", berta.ask(Request::Draft(Open { id: draft.id })).unwrap());
        assert!(!opened.contains(&them.first.0.to_string()), "{opened}");
        assert!(opened.contains(&second), "what she wrote stays: {opened}");
    }
}

#[test]
fn a_list_longer_than_any_household_is_refused_before_anything_looks_at_it() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let them = twice(&mut anna);
    let wish = of_one_household(&mut anna, &them);
    merge(&mut anna, &wish).unwrap();
    let before = told(&mut anna, them.case);
    let many: Vec<PersonId> = (1..=201).map(PersonId).collect();
    let (case, kind, persons) = (them.case, PaperKind::Residence, many.clone());
    let paper = AddPaper { case, persons, kind, fields: vec![(PaperField::Code, "GES".into())] };
    let named = vec![(Given, "Neu".into())];
    let (relation, from, distinct) = (Relation::Child, today(), many.clone());
    let add = AddPerson { case, person: named, relation, from, distinct };
    let edit = Edit { field: key("custody"), was: String::new(), now: "both".into() };
    let edit = FactEdit { subject: Subject::Person(them.first), edit };
    let sheet = |edits, papers| {
        let (as_of, source) = (today(), Source::Document);
        Request::EditFacts(Box::new(EditFacts { case, edits, papers, as_of, source }))
    };
    for long in [
        server::record(case, server::entry(VisitKind::Regular, &many, "Kita")),
        Request::AddPerson(Box::new(add)),
        sheet(vec![edit; 20_001], vec![]),
        sheet(vec![], vec![paper.clone()]),
        sheet(vec![], vec![AddPaper { persons: vec![them.first], ..paper.clone() }; 201]),
        Request::AddPaper(Box::new(paper)),
    ] {
        assert_eq!(anna.ask(long), Err(Refusal::Malformed));
    }
    assert_eq!(told(&mut anna, them.case), before);
}

#[test]
fn nobody_brings_more_into_a_case_than_it_can_have() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let them = twice(&mut anna);
    let other = anna.household("Alavi, Schirin");
    let alone = anna.sheet(other).persons[0].id;
    drop(anna);
    let dir = server.stop();
    let topics = topics::topics([], today());
    let (case, all): (_, Vec<String>) = (other, topics.iter().map(|t| (*t).to_owned()).collect());
    let times = topics::TOLD_MAX / all.len();
    server::change(dir.path(), move |change| {
        let way = topics::How {
            day: today(),
            language: "ar".into(),
            way: "talk".into(),
            who: String::new(),
        };
        for _ in 1..times {
            let (persons, topics) = (vec![alone], all.clone());
            let entry = topics::Entry { persons, topics, how: way.clone() };
            aid::store::topics::tell(change, case, entry)?;
        }
        let (persons, topics) = (vec![alone], all.clone());
        aid::store::topics::tell(change, case, topics::Entry { persons, topics, how: way })
    });
    let server = TestServer::over(dir);
    let mut anna = server.connect("anna");
    let known = topics_of(&mut anna, other);
    for _ in known..topics::TOLD_MAX {
        anna.save(tell(other, alone, "2026-11-20"));
    }
    anna.save(tell(them.case, them.first, "2026-11-20"));
    let wish = merging(&mut anna, [them.case, other], [them.first, alone], them.case);
    let before = [told(&mut anna, them.case), told(&mut anna, other)];
    match merge(&mut anna, &wish) {
        Err(Refusal::Field(refused)) => {
            assert_eq!(refused.error, FieldError::TooMany(topics::TOLD_MAX));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!([told(&mut anna, them.case), told(&mut anna, other)], before, "nothing changed");
    assert_eq!(topics_of(&mut anna, them.case), 1);
}

/// The names in the list of all open cases, in its order.
fn names(client: &mut Client) -> Vec<String> {
    let query = cases::Query {
        scope: cases::Scope::All,
        filter: cases::Filter::Open,
        text: String::new(),
        sort: cases::Sort::Name,
        offset: 0,
        limit: 100,
        around: None,
    };
    match client.ask(Request::Caseload(query)) {
        Ok(Reply::Caseload(page)) => page.rows.into_iter().map(|row| row.name).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_household_that_nobody_belongs_to_any_more_is_sorted_and_led_on() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let them = twice(&mut anna);
    let other = anna.household("Alavi, Schirin");
    let alone = anna.sheet(other).persons[0].id;
    anna.household("Meier");
    let wish = merging(&mut anna, [them.case, other], [them.first, alone], them.case);
    merge(&mut anna, &wish).unwrap();
    names(&mut anna);
    let was = record(&anna.sheet(them.case), them.first).field(PersonField::Surname);
    let edit = Edit { field: PersonField::Surname, was, now: "Zeller".into() };
    let (case, person) = (them.case, them.first);
    anna.save(Request::EditPerson(EditPerson { case, person, edits: vec![edit] }));
    let now = names(&mut anna);
    assert_eq!(now, ["Alavi, Amal", "Meier", "Zeller, Schirin"]);
    drop(anna);
    let server = TestServer::over(server.stop());
    let mut anna = server.connect("anna");
    assert_eq!(names(&mut anna), now);

    // who comes into it leads it
    let new = self::person(&mut anna, other, "Omid", &[]);
    let next = self::person(&mut anna, other, "Yara", &[]);
    let sheet = anna.sheet(other);
    let relations = |sheet: &Sheet, of| {
        let members = sheet.household.members.iter();
        members.filter(|m| m.person == of).map(|m| m.relation).collect::<Vec<_>>()
    };
    assert_eq!(sheet.household.reference, new);
    assert_eq!(relations(&sheet, new), [Relation::Reference]);
    assert_eq!(relations(&sheet, next), [Relation::Child]);
    assert_eq!(sheet.case.turns.last().unwrap().what, Turned::Reference(new));
    assert_eq!(names(&mut anna), ["Alavi, Amal", "Alavi, Omid", "Meier"]);
}

#[test]
fn what_went_with_who_fled_is_not_taken_back_and_nobody_is_named() {
    let server = TestServer::shared();
    let (mut anna, berta) = (server.connect("anna"), server.connect("berta"));
    let mut clara = server.connect("clara");
    let them = twice(&mut anna);
    let told = anna.save(tell(them.case, them.first, "2026-11-20"));
    let filled = anna.save(ready(them.case, them.first));
    let noted = Request::WriteNote(Box::new(notes::Write {
        case: them.case,
        restricted: false,
        entry: Entry { day: today(), person: Some(them.first), text: "Kita".into() },
    }));
    let noted = anna.save(noted);
    let sheet = anna.sheet(them.case);
    let part = Part {
        case: them.case,
        seen: u16::try_from(sheet.case.steps()).unwrap(),
        from: today(),
        go: Kin { person: them.first, relations: vec![] },
        stay: None,
        home: None,
        worker: Some(berta.staff()),
        area: None,
        follow_ups: vec![],
        protects: true,
    };
    clara.save(Request::Part(Box::new(part)));
    for change in [told.change, filled.change, noted.change] {
        let undone = anna.ask(Request::Undo(office::Undo { change }));
        assert_eq!(undone, Err(Refusal::NotFound), "neither whose it was nor that there is more");
    }
}
