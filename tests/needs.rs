//! Needs: who makes, reads and changes them, what is agreed on for them, and what the last visit
//! suggests.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

#[path = "common/server.rs"]
mod server;

use aid::api::exchange::{ExportPage, Sent};
use aid::api::needs::{AddNeed, Agree, ChangeNeed, Sheet, ShowNeeds};
use aid::api::{
    AnyField, FieldRefusal, Refusal, Reply, Request, cases, followups, office, today as board,
};
use aid::domain::checklist::{Answer, ItemCode, Origin as Came, Rating, TemplateId, TemplateRef};
use aid::domain::dates::Window;
use aid::domain::draft::{Body, Draft, Form};
use aid::domain::field::{Clash, Edit, FieldError};
use aid::domain::ids::{CaseId, FollowUpId, NeedId, RequestId, StaffId, VisitId};
use aid::domain::needs::{NeedField, Origin, Status, VERSIONS_MAX};
use aid::domain::visit::{Agreed, Noted, VisitKind};
use server::{Client, TestServer, clock, entry, record, today};

use NeedField as F;

fn add(case: CaseId, fields: &[(F, &str)]) -> Request {
    let fields = fields.iter().map(|(field, text)| (*field, (*text).to_owned())).collect();
    Request::AddNeed(Box::new(AddNeed { case, origin: None, fields }))
}

fn plain(case: CaseId, what: &str) -> Request {
    add(case, &[(F::Field, "housing"), (F::What, what)])
}

fn secret(case: CaseId, what: &str) -> Request {
    add(case, &[(F::Field, "psychosocial"), (F::What, what)])
}

fn change(case: CaseId, need: u64, edits: &[(F, &str, &str)], word: &str) -> Request {
    let edit = |(field, was, now): &(F, &str, &str)| Edit {
        field: *field,
        was: (*was).to_owned(),
        now: (*now).to_owned(),
    };
    let edits = edits.iter().map(edit).collect();
    Request::ChangeNeed(Box::new(ChangeNeed {
        case,
        need: NeedId(need),
        edits,
        word: word.to_owned(),
    }))
}

fn agree(case: CaseId, need: u64, what: &str, to: Option<StaffId>) -> Request {
    let (need, window, what) = (NeedId(need), Window::on(today()), what.to_owned());
    Request::AgreeMeasure(Box::new(Agree { case, need, what, window, to }))
}

fn undo(change: u64) -> Request {
    Request::Undo(office::Undo { change })
}

fn sheet(client: &mut Client, case: CaseId) -> Sheet {
    match client.ask(Request::ShowNeeds(ShowNeeds { case, skip: 0 })) {
        Ok(Reply::Needs(sheet)) => *sheet,
        other => panic!("{other:?}"),
    }
}

fn words(sheet: &Sheet) -> Vec<&str> {
    sheet.needs.iter().map(|shown| shown.need.content().unwrap().what.as_str()).collect()
}

fn measures(sheet: &Sheet) -> Vec<(&str, bool)> {
    let all = sheet.needs.iter().flat_map(|shown| &shown.measures);
    all.map(|m| (m.follow_up.what.as_str(), m.follow_up.done.is_some())).collect()
}

#[test]
fn a_need_is_made_changed_step_by_step_and_taken_back() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let case = anna.household("Alavi");
    let made = anna.save(plain(case, "Schimmel\u{7} im Zimmer"));
    let shown = sheet(&mut frida, case);
    let content = shown.needs[0].need.content().unwrap();
    assert_eq!(
        (content.what.as_str(), content.severity),
        ("Schimmel im Zimmer", Some(Rating::Attention))
    );
    assert_eq!((content.since, content.status), (today(), Status::Open));
    assert!(shown.needs[0].unserved && shown.needs[0].by == ["Anna Beispiel"]);

    // a colleague notes a step: the history has who and what
    let step = change(case, made.id, &[(F::Status, "open", "under-way")], "Hausmeister war da");
    frida.save(step);
    let shown = sheet(&mut anna, case);
    let versions = &shown.needs[0].need.versions;
    assert_eq!((versions.len(), versions[1].word.as_str()), (2, "Hausmeister war da"));
    assert_eq!(shown.needs[0].by, ["Anna Beispiel", "Frida Beispiel"]);

    // another field meets it, the same one is told with both
    anna.save(change(case, made.id, &[(F::Severity, "attention", "urgent")], ""));
    let late = anna.ask(change(case, made.id, &[(F::Status, "open", "met")], "fertig"));
    let clash = Clash { field: F::Status, theirs: "under-way".into(), mine: "met".into() };
    assert_eq!(late, Err(Refusal::NeedClash(vec![clash])));
    let content = sheet(&mut anna, case).needs[0].need.content().unwrap().clone();
    assert_eq!((content.status, content.severity), (Status::UnderWay, Some(Rating::Urgent)));

    // who gives it up says why
    let dropped = [(F::Status, "under-way", "dropped")];
    let (field, error) = (AnyField::Need(F::Word), FieldError::Missing);
    let refused = anna.ask(change(case, made.id, &dropped, " \n"));
    assert_eq!(refused, Err(Refusal::Field(FieldRefusal { field, error })));
    let end = anna.save(change(case, made.id, &dropped, "ziehen aus"));
    assert!(!sheet(&mut anna, case).needs[0].unserved);
    anna.save(undo(end.change));
    assert_eq!(sheet(&mut anna, case).needs[0].need.versions.len(), 3);
    assert_eq!(anna.ask(undo(made.change)), Err(Refusal::ChangedSince("Frida Beispiel".into())));
    let other = anna.save(plain(case, "zweiter"));
    anna.save(undo(other.change));
    assert_eq!(words(&sheet(&mut anna, case)), ["Schimmel im Zimmer"]);

    // the sheet of the case has it too
    let brief = frida.sheet(case).needs;
    assert_eq!((brief.len(), brief[0].unserved, brief[0].measures.len()), (1, true, 0));
}

#[test]
fn measures_are_follow_ups_and_their_end_shows_at_the_need() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let need = anna.save(plain(case, "Schimmel")).id;
    let first = anna.save(agree(case, need, "Hausmeister anrufen", None)).id;
    assert!(!sheet(&mut anna, case).needs[0].unserved);
    // it stands on the board and in the case like any other
    let rows = match anna.ask(Request::Today(board::Ask { by_home: false, limit: 50 })) {
        Ok(Reply::Today(board)) => format!("{:?}", board.rows),
        other => panic!("{other:?}"),
    };
    assert!(rows.contains("Hausmeister anrufen"), "{rows}");
    assert_eq!(anna.sheet(case).follow_ups.len(), 1);

    // not possible, with a reason: the need is unserved again
    let (follow_up, seen) = (FollowUpId(first), anna.seen(case, FollowUpId(first)));
    let fail = |reason: &str| {
        let reason = reason.to_owned();
        Request::FailFollowUp(followups::Fail { case, follow_up, seen, reason })
    };
    let (field, error) = (AnyField::What, FieldError::Missing);
    assert_eq!(anna.ask(fail(" ")), Err(Refusal::Field(FieldRefusal { field, error })));
    let failed = anna.save(fail("nimmt nicht ab"));
    let shown = sheet(&mut anna, case);
    assert!(shown.needs[0].unserved);
    let done = shown.needs[0].measures[0].follow_up.done.clone().unwrap();
    assert_eq!(done.impossible.as_deref(), Some("nimmt nicht ab"));
    assert_eq!(anna.sheet(case).done[0].follow_up.done, Some(done));
    let late = anna.ask(fail("noch einmal"));
    assert!(matches!(late, Err(Refusal::FollowUpChanged(_))), "it ended already: {late:?}");
    let done = anna.ask(Request::CloseFollowUp(followups::Close { case, follow_up, seen }));
    assert!(matches!(done, Err(Refusal::FollowUpChanged(_))), "it was not done: {done:?}");
    anna.save(undo(failed.change));
    assert!(!sheet(&mut anna, case).needs[0].unserved);

    // done elsewhere it is done here
    anna.save(Request::CloseFollowUp(followups::Close { case, follow_up, seen }));
    anna.save(agree(case, need, "Gutachten bestellen", None));
    let shown = sheet(&mut anna, case);
    assert_eq!(measures(&shown), [("Gutachten bestellen", false), ("Hausmeister anrufen", true)]);
    assert!(!shown.needs[0].unserved);
    // for a colleague who does not see the case nothing is agreed on
    let berta = server.connect("berta").staff();
    let (field, error) = (AnyField::Colleague, FieldError::CannotSee);
    let refused = anna.ask(agree(case, need, "x", Some(berta)));
    assert_eq!(refused, Err(Refusal::Field(FieldRefusal { field, error })));
    assert_eq!(anna.ask(agree(case, 99, "x", None)), Err(Refusal::NotFound));
}

#[test]
fn restricted_needs_are_for_the_responsible_worker_and_her_deputy_only() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    anna.save(plain(case, "Briefe"));
    let mut clara = server.connect("clara");
    let before = (sheet(&mut clara, case), format!("{:?}", clara.sheet(case)));
    let need = anna.save(secret(case, "secret path"));
    let measure = anna.save(agree(case, need.id, "secret call", None));
    let seen = anna.seen(case, FollowUpId(measure.id));
    assert_eq!(words(&sheet(&mut anna, case)), ["Briefe", "secret path"]);
    let id = need.id;
    for user in ["clara", "frida"] {
        let mut other = server.connect(user);
        let told = (sheet(&mut other, case), format!("{:?}", other.sheet(case)));
        assert_eq!(told, before, "{user}: nothing tells that there is one");
        assert_eq!(other.ask(secret(case, "mine")), Err(Refusal::NotFound), "{user}");
        let marked = add(case, &[(F::Field, "housing"), (F::What, "x"), (F::Restricted, "x")]);
        assert_eq!(other.ask(marked), Err(Refusal::NotFound), "{user}");
        for ask in [change(case, id, &[], "x"), agree(case, id, "x", None)] {
            assert_eq!(other.ask(ask), Err(Refusal::NotFound), "{user}");
        }
        let (follow_up, reason) = (FollowUpId(measure.id), "x".to_owned());
        let fail = Request::FailFollowUp(followups::Fail { case, follow_up, seen, reason });
        assert_eq!(other.ask(fail), Err(Refusal::NotFound), "{user}");
        assert!(other.ask(undo(need.change)).is_err(), "{user}");
        let find = Request::Find(cases::Find { text: "secret".into(), limit: 9 });
        assert_eq!(other.ask(find), Ok(Reply::Found(vec![])), "{user}");
        let told = [
            Request::Today(board::Ask { by_home: false, limit: 50 }),
            Request::FollowUps(followups::List { skip: 0, limit: 50 }),
            Request::CaseVisits(cases::VisitsBefore { case, skip: 0, limit: 9 }),
        ];
        for ask in told {
            assert!(!format!("{:?}", other.ask(ask)).contains("secret"), "{user}");
        }
    }
    // it leaves the office with nobody, not even with her
    for client in [&mut anna, &mut clara] {
        let (sent, limit, visits) = (Sent::default(), 100, true);
        let page = client.ask(Request::Export(ExportPage { after: None, sent, limit, visits }));
        let whole = match page {
            Ok(Reply::Export(page)) => {
                format!("{:?}{:?}", page.cases[0].needs, page.cases[0].follow_ups)
            }
            other => panic!("{other:?}"),
        };
        assert!(whole.contains("Briefe") && !whole.contains("secret"), "{whole}");
    }
    // who sees no case learns nothing at all
    let ask = Request::ShowNeeds(ShowNeeds { case, skip: 0 });
    for (user, refused) in [("berta", Refusal::NotFound), ("dora", Refusal::NotPermitted)] {
        let mut other = server.connect(user);
        assert_eq!(other.ask(ask.clone()), Err(refused.clone()), "{user}");
        assert_eq!(other.ask(plain(case, "x")), Err(refused), "{user}");
    }
    // the log names ids and fields
    let log = server.connect("dora").ask(Request::Log(office::LogPage { before: None, limit: 99 }));
    let log = format!("{log:?}");
    assert!(log.contains("add-need") && log.contains("What") && log.contains("agree-measure"));
    assert!(!log.contains("secret") && !log.contains("Briefe"), "{log}");

    // the deputy of that day
    let frida = server.connect("frida").staff();
    let (owner, from, until) = (anna.staff(), today(), today());
    let grant = aid::api::staff::Grant { owner, deputy: frida, from, until };
    anna.ask(Request::GrantDeputy(grant)).unwrap();
    let mut frida = server.connect("frida");
    let shown = sheet(&mut frida, case);
    assert_eq!(words(&shown), ["Briefe", "secret path"]);
    assert_eq!(measures(&shown), [("secret call", false)]);
    frida.save(change(case, id, &[(F::Status, "open", "under-way")], "secret step"));
}

#[test]
fn a_need_that_becomes_restricted_takes_its_measures_along() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let case = anna.household("Alavi");
    let need = anna.save(plain(case, "plain")).id;
    let by_frida = Some(frida.staff());
    anna.save(agree(case, need, "for frida", by_frida));
    assert_eq!(measures(&sheet(&mut frida, case)), [("for frida", false)]);
    let hidden = anna.save(change(case, need, &[(F::Restricted, "", "x")], ""));
    assert_eq!(words(&sheet(&mut frida, case)), [] as [&str; 0]);
    assert!(frida.sheet(case).follow_ups.is_empty());
    let shown = sheet(&mut anna, case);
    assert_eq!(measures(&shown), [("for frida", false)]);
    assert_eq!(shown.needs[0].measures[0].follow_up.owner, anna.staff());
    anna.save(undo(hidden.change));
    assert_eq!(words(&sheet(&mut frida, case)), ["plain"]);
    assert_eq!(sheet(&mut anna, case).needs.len(), 1, "it is there once");
    assert_eq!(frida.sheet(case).follow_ups.len(), 1);
}

#[test]
fn what_a_need_said_while_it_was_restricted_stays_so() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let case = anna.household("Alavi");
    let hidden = add(case, &[(F::Field, "housing"), (F::What, "secret"), (F::Restricted, "x")]);
    let need = anna.save(hidden).id;
    anna.save(change(case, need, &[(F::What, "secret", "open"), (F::Restricted, "x", "")], ""));
    assert_eq!(words(&sheet(&mut frida, case)), ["open"]);
    assert!(
        !format!("{:?}", frida.ask(Request::ShowNeeds(ShowNeeds { case, skip: 0 })))
            .contains("secret")
    );
    assert_eq!(sheet(&mut anna, case).needs[0].need.versions.len(), 2, "she reads how it was");
    let (sent, limit, visits) = (Sent::default(), 100, true);
    let export = anna.ask(Request::Export(ExportPage { after: None, sent, limit, visits }));
    assert!(!format!("{export:?}").contains("secret"));
}

#[test]
fn what_is_restricted_is_told_to_nobody_else() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let (mut second, mut clara) = (server.connect("anna"), server.connect("clara"));
    let (case, other) = (anna.household("Alavi"), anna.household("Omar"));
    let by = anna.staff();
    for client in [&mut second, &mut clara] {
        client.hears(by, &[case, other]);
    }
    anna.save(plain(case, "plain"));
    for client in [&mut second, &mut clara] {
        client.hears(by, &[case]);
    }
    let need = anna.save(secret(case, "secret")).id;
    second.hears(by, &[case]);
    let follow_up = FollowUpId(anna.save(agree(case, need, "secret call", None)).id);
    second.hears(by, &[case]);
    let seen = anna.seen(case, follow_up);
    anna.save(Request::CloseFollowUp(followups::Close { case, follow_up, seen }));
    second.hears(by, &[case]);
    anna.save(change(case, need, &[], "secret step"));
    second.hears(by, &[case]);
    anna.save(plain(other, "plain"));
    // of the four before she was told nothing
    clara.hears(by, &[other]);
}

fn visit(items: &[(&str, Rating)]) -> aid::domain::visit::Entry {
    let noted = |(item, rating): &(&str, Rating)| Noted {
        answer: Answer { item: ItemCode::new(item).unwrap(), rating: *rating, origin: Came::Asked },
        note: format!("note on {item}"),
        agreed: Some(Agreed { what: format!("see to {item}"), window: Window::on(today()) }),
    };
    aid::domain::visit::Entry {
        template: Some(TemplateRef::current(TemplateId::Visit)),
        answers: items.iter().map(noted).collect(),
        ..entry(VisitKind::Regular, &[], "")
    }
}

#[test]
fn concerns_of_the_last_visit_are_suggested_and_taken_up_with_what_was_agreed() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let case = anna.household("Alavi");
    let met = vec![anna.sheet(case).household.reference];
    let items = [("SP4", Rating::Attention), ("WO1", Rating::Ok), ("PS1", Rating::Urgent)];
    let entry = aid::domain::visit::Entry { met, ..visit(&items) };
    let id = anna.save(record(case, entry)).id;
    let codes = |sheet: &Sheet| -> Vec<String> {
        sheet.suggestions.iter().map(|s| s.origin.item.to_string()).collect()
    };
    assert_eq!(codes(&sheet(&mut anna, case)), ["SP4", "PS1"]);
    assert_eq!(codes(&sheet(&mut frida, case)), ["SP4"], "of warning signs nothing");
    assert!(sheet(&mut anna, case).needs.is_empty(), "nothing happens by itself");

    let take = |item: &str, field: &str| {
        let origin = Some(Origin { visit: VisitId(id), item: ItemCode::new(item).unwrap() });
        let fields = vec![(F::Field, field.to_owned()), (F::What, format!("need of {item}"))];
        Request::AddNeed(Box::new(AddNeed { case, origin, fields }))
    };
    let taken = anna.save(take("SP4", "language"));
    let shown = sheet(&mut anna, case);
    assert_eq!(
        (codes(&shown), measures(&shown)),
        (vec!["PS1".into()], vec![("see to SP4", false)])
    );
    anna.save(undo(taken.change));
    assert_eq!(codes(&sheet(&mut anna, case)), ["SP4", "PS1"]);
    // what was agreed with the answer becomes restricted with the need
    let again = anna.save(take("SP4", "language")).id;
    assert_eq!(measures(&sheet(&mut frida, case)), [("see to SP4", false)]);
    let hidden = anna.save(change(case, again, &[(F::Restricted, "", "x")], ""));
    let open = frida.sheet(case).follow_ups;
    assert!(open.iter().all(|row| row.follow_up.what == "see to WO1"), "{open:?}");
    anna.save(undo(hidden.change));
    assert_eq!(measures(&sheet(&mut frida, case)), [("see to SP4", false)]);
    // of a warning sign it is restricted whatever field it is put into
    let sign = anna.save(take("PS1", "health")).id;
    anna.save(change(
        case,
        sign,
        &[(F::Restricted, "x", ""), (F::Severity, "attention", "urgent")],
        "",
    ));
    assert_eq!(words(&sheet(&mut frida, case)), ["need of SP4"]);
    assert_eq!(measures(&sheet(&mut frida, case)), [("see to SP4", false)]);
    assert_eq!(words(&sheet(&mut anna, case)).len(), 2);
    // only of what was answered
    assert_eq!(anna.ask(take("GE1", "health")), Err(Refusal::NotFound));
}

#[test]
fn a_need_has_no_more_versions_than_can_be_shown() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let need = anna.save(plain(case, "0")).id;
    let long = "ä".repeat(2_000);
    for _ in 1..VERSIONS_MAX {
        anna.save(change(case, need, &[], &long));
    }
    let (field, error) = (AnyField::Need(F::Word), FieldError::TooMany(VERSIONS_MAX));
    let refused = anna.ask(change(case, need, &[], "more"));
    assert_eq!(refused, Err(Refusal::Field(FieldRefusal { field, error })));
    // a second one does not fit the same message and is asked for
    let second = anna.save(plain(case, "second")).id;
    for _ in 1..VERSIONS_MAX {
        anna.save(change(case, second, &[], &long));
    }
    let mut known = sheet(&mut anna, case).needs.len();
    while known < 2 {
        let skip = u32::try_from(known).unwrap();
        match anna.ask(Request::ShowNeeds(ShowNeeds { case, skip })) {
            Ok(Reply::Needs(more)) if !more.needs.is_empty() => known += more.needs.len(),
            other => panic!("{other:?}"),
        }
    }
    let case = anna.sheet(case);
    assert_eq!(case.needs.len() + case.more.needs as usize, 2);
}

#[test]
fn what_was_typed_as_a_deputy_is_out_of_sight_afterwards_and_kept() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let case = anna.household("Alavi");
    let open = anna.save(plain(case, "plain"));
    let (open, taken_back) = (open.id, open.change);
    let need = anna.save(secret(case, "secret")).id;
    let draft = |id, form, fields: &[(&str, &str)]| {
        let fields = fields.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned())).collect();
        Request::SaveDraft(Box::new(Draft {
            id: RequestId(id),
            form,
            case: Some(case),
            name: String::new(),
            kept: clock(),
            no: 1,
            from: None,
            body: Body::Fields { fields, at: String::new(), cursor: 0 },
        }))
    };
    let (need, open) = (need.to_string(), open.to_string());
    for ask in [
        draft(1, Form::Need, &[("what", "half a"), ("field", "housing")]),
        draft(2, Form::Need, &[("word", "half a"), ("need", &open)]),
        draft(3, Form::Need, &[("what", "secret"), ("field", "psychosocial")]),
        draft(4, Form::Need, &[("what", "secret"), ("restricted", "x")]),
        draft(5, Form::Need, &[("word", "secret"), ("need", &need)]),
        draft(6, Form::FollowUp, &[("what", "secret"), ("need", &need)]),
    ] {
        frida.ask(ask).unwrap();
    }
    let told = |client: &mut Client| {
        let drafts = client.drafts();
        assert!(!format!("{drafts:?}").contains("secret"));
        drafts.len()
    };
    assert_eq!(told(&mut frida), 2);
    let Ok(Reply::Drafts(heads)) = frida.ask(Request::Drafts) else { panic!("no list") };
    assert_eq!(heads.len(), 6);
    // what was typed about a need that was taken back meanwhile is there to be read
    anna.save(undo(taken_back));
    assert_eq!(told(&mut frida), 2);
    let (owner, deputy, from, until) = (anna.staff(), frida.staff(), today(), today());
    let grant = aid::api::staff::Grant { owner, deputy, from, until };
    anna.ask(Request::GrantDeputy(grant)).unwrap();
    assert_eq!(server.connect("frida").drafts().len(), 6, "there again for the deputy");
}
