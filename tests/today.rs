//! What is to be done today: whose it is, who sees it, what a visit settles, and what is handed over.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

#[path = "common/server.rs"]
mod server;

use aid::api::papers::AddPaper;
use aid::api::today::{Ask, Board, Row, Urgency, What, Whose};
use aid::api::{
    AnyField, Refusal, Reply, Request, cases, followups, letters, office, phases, staff,
};
use aid::domain::case::{CloseReason, Phase};
use aid::domain::checklist::{Answer, Item, Origin, Rating, TemplateId, TemplateRef, items};
use aid::domain::dates::Window;
use aid::domain::field::FieldError;
use aid::domain::followup::{Meanwhile, Purpose, Seen};
use aid::domain::ids::{CaseId, FollowUpId, PersonId, RequestId, StaffId};
use aid::domain::letters::LetterField;
use aid::domain::papers::{PaperField, PaperKind};
use aid::domain::person::PersonField;
use aid::domain::today::Counts;
use aid::domain::visit::{Agreed, Entry, Noted, Outcome, VisitKind};
use aid::store::cases::{self as stored, Opening};
use aid::store::persons::Details;
use aid::store::{Outcome as Made, areas, followups as noted, persons};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use server::{Client, TestServer, clock, entry, record, today};

const VISIT: Option<Purpose> = Some(Purpose::Visit);

fn day(text: &str) -> NaiveDate {
    format!("2026-{text}").parse().unwrap()
}

fn board(client: &mut Client) -> Board {
    match client.ask(Request::Today(Ask { by_home: false, limit: 500 })) {
        Ok(Reply::Today(board)) => board,
        other => panic!("{other:?}"),
    }
}

/// What stands on a board, most pressing first: `Overdue Kita anrufen`.
fn told(client: &mut Client) -> Vec<String> {
    board(client).rows.iter().map(in_words).collect()
}

fn in_words(row: &Row) -> String {
    let what = match &row.what {
        What::FollowUp { what, .. } => what.clone(),
        What::Visit { first: true, .. } => "first visit".to_owned(),
        What::Visit { missed, .. } => format!("visit missed {missed}"),
        What::HandOver { from, .. } => format!("from {from}"),
        What::Letter { what, .. } => format!("letter {what}"),
        What::Protocol { signs, .. } => format!("protocol, signs {signs}"),
        What::Expiry { kind, papers, .. } => format!("{kind:?} {papers}"),
    };
    let whose = match &row.whose {
        Whose::Mine => String::new(),
        Whose::For(name) => format!(" for {name}"),
        Whose::With(name) => format!(" with {name}"),
        Whose::Nobody => " nobody's".to_owned(),
    };
    format!("{:?} {} {what}{whose}", row.urgency, row.name)
}

fn note(client: &mut Client, case: CaseId, what: &str, window: Window) -> FollowUpId {
    add(client, case, what, window, None)
}

fn add(
    client: &mut Client,
    case: CaseId,
    what: &str,
    window: Window,
    purpose: Option<Purpose>,
) -> FollowUpId {
    let what = what.to_owned();
    let added = followups::Add { case, what, window, purpose, to: None };
    FollowUpId(client.save(Request::AddFollowUp(added)).id)
}

fn reference(client: &mut Client, case: CaseId) -> PersonId {
    client.sheet(case).household.reference
}

fn visit(client: &mut Client, case: CaseId, days_ago: i64) -> Entry {
    let met = reference(client, case);
    Entry { at: clock() - TimeDelta::days(days_ago), ..entry(VisitKind::Regular, &[met], "da") }
}

fn not_met(client: &mut Client, case: CaseId, days_ago: i64) -> Entry {
    let outcome = Outcome::NotMet;
    Entry { outcome, met: vec![], ..visit(client, case, days_ago) }
}

#[test]
fn the_board_has_what_presses_in_the_order_in_which_it_does() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    assert_eq!(board(&mut anna), Board::default());
    let case = anna.household("Alavi");
    let on = |text| Window::on(day(text));
    note(&mut anna, case, "late", on("11-18"));
    note(&mut anna, case, "later than that", on("11-11"));
    note(&mut anna, case, "today", on("11-20"));
    note(&mut anna, case, "on Sunday", on("11-22"));
    note(&mut anna, case, "next week", on("11-24"));
    note(&mut anna, case, "some time", Window::month(2026, 11).unwrap());
    assert_eq!(
        told(&mut anna),
        [
            "Overdue Alavi later than that",
            "Overdue Alavi late",
            "Today Alavi today",
            "Week Alavi on Sunday",
            // opened today: due on Friday of the next week
            "Open Alavi first visit",
            "Open Alavi some time",
        ]
    );
    let counts = Counts { overdue: 2, today: 1, week: 1, ..Counts::default() };
    assert_eq!(board(&mut anna).counts, counts);
    let few = anna.ask(Request::Today(Ask { by_home: false, limit: 2 }));
    let Ok(Reply::Today(few)) = few else { panic!("{few:?}") };
    assert_eq!((few.rows.len(), few.more, few.counts), (2, 4, counts));
}

/// A visit at which a warning sign was urgent, with a measure on it.
fn delicate(client: &mut Client, case: CaseId) -> Request {
    let template = TemplateRef::current(TemplateId::Visit);
    let restricted = |item: &&&Item| item.restricted && item.escalates;
    let item = template.load().unwrap().items.iter().find(restricted).unwrap();
    let agreed = Some(Agreed { what: "secret measure".into(), window: Window::on(today()) });
    let answer = Answer { item: item.code, rating: Rating::Urgent, origin: Origin::Asked };
    let answers = vec![Noted { answer, note: String::new(), agreed }];
    record(case, Entry { template: Some(template), answers, ..visit(client, case, 0) })
}

#[test]
fn it_is_hers_and_of_those_she_stands_in_for_and_nobody_elses() {
    let server = TestServer::shared();
    let (mut anna, mut berta) = (server.connect("anna"), server.connect("berta"));
    let case = anna.household("Alavi");
    let visit = delicate(&mut anna, case);
    anna.save(visit);
    note(&mut anna, case, "plain", Window::on(today()));
    let whole = ["Danger Alavi secret measure", "Today Alavi plain"];
    assert_eq!(told(&mut anna), whole);
    // who sees the case has it not on her board for that
    for other in ["frida", "clara", "berta"] {
        assert_eq!(board(&mut server.connect(other)), Board::default(), "{other}");
    }
    let (owner, deputy) = (anna.staff(), berta.staff());
    let (from, until) = (today(), day("11-27"));
    anna.save(Request::GrantDeputy(staff::Grant { owner, deputy, from, until }));
    assert_eq!(told(&mut berta), whole.map(|line| format!("{line} for Anna Beispiel")));
    assert_eq!(board(&mut berta).counts, board(&mut anna).counts);
}

#[test]
fn a_board_on_which_something_restricted_stands_is_read_once_a_day() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let visit = delicate(&mut anna, case);
    anna.save(visit);
    for _ in 0..3 {
        board(&mut anna);
    }
    let mut dora = server.connect("dora");
    let read = |dora: &mut Client| {
        let Ok(Reply::Log(log)) =
            dora.ask(Request::Log(office::LogPage { before: None, limit: 99 }))
        else {
            panic!()
        };
        log.iter().filter(|row| row.action == "today" && row.case == Some(case)).count()
    };
    // readings are written behind the backs of those who read
    let mut tries = 0;
    while read(&mut dora) == 0 {
        tries += 1;
        assert!(tries < 10_000, "never in the log");
        std::thread::yield_now();
    }
    board(&mut anna);
    anna.talk(case, "so that the log goes on");
    assert_eq!(read(&mut dora), 1);
}

#[test]
fn a_protected_person_stands_on_no_board_but_that_of_the_responsible() {
    let dir = {
        let server = TestServer::shared();
        let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
        let case = anna.household("Alavi");
        let person = reference(&mut anna, case);
        note(&mut frida, case, "for Frida", Window::on(today()));
        assert_eq!(told(&mut frida), ["Today Alavi for Frida"]);
        let dir = server.stop();
        server::change(dir.path(), move |change| persons::protect(change, case, person, true));
        dir
    };
    let server = TestServer::over(dir);
    assert_eq!(board(&mut server.connect("frida")), Board::default());
    let mut anna = server.connect("anna");
    let hers = ["Today Alavi for Frida with Frida Beispiel", "Open Alavi first visit"];
    assert_eq!(told(&mut anna), hers, "nobody else could do it any more");
    let case = board(&mut anna).rows[0].case;
    let follow_up = anna.sheet(case).follow_ups[0].follow_up.id;
    let to = server.connect("frida").staff();
    let seen = anna.seen(case, follow_up);
    let hand = anna.ask(Request::HandFollowUp(followups::Hand { case, follow_up, seen, to }));
    assert_eq!(hand, Err(cannot_see()), "she would not find it");
}

fn cannot_see() -> Refusal {
    let (field, error) = (AnyField::Colleague, FieldError::CannotSee);
    Refusal::Field(aid::api::FieldRefusal { field, error })
}

#[test]
fn a_follow_up_is_handed_to_who_sees_the_case_and_comes_back_when_it_is_late() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let case = anna.household("Alavi");
    let visit = delicate(&mut anna, case);
    anna.save(visit);
    let secret = anna.sheet(case).follow_ups[0].follow_up.id;
    let follow_up = note(&mut anna, case, "plain", Window::on(today()));
    let late = note(&mut anna, case, "late", Window::on(day("11-19")));
    let all = anna.sheet(case).follow_ups;
    let hand = |id, to| {
        let row = all.iter().find(|row| row.follow_up.id == id).unwrap();
        let seen = row.follow_up.seen();
        Request::HandFollowUp(followups::Hand { case, follow_up: id, seen, to })
    };
    for stranger in [server.connect("berta").staff(), server.connect("dora").staff(), StaffId(999)]
    {
        assert_eq!(anna.ask(hand(follow_up, stranger)), Err(cannot_see()), "{stranger:?}");
    }
    assert_eq!(
        anna.ask(hand(secret, frida.staff())),
        Err(cannot_see()),
        "of that she sees nothing"
    );
    assert_eq!(frida.ask(hand(secret, frida.staff())), Err(Refusal::NotFound));
    let saved = anna.save(hand(follow_up, frida.staff()));
    anna.save(hand(late, frida.staff()));
    assert_eq!(told(&mut frida), ["Overdue Alavi late", "Today Alavi plain"]);
    assert_eq!(
        told(&mut anna),
        ["Danger Alavi secret measure", "Overdue Alavi late with Frida Beispiel"]
    );
    anna.save(Request::Undo(office::Undo { change: saved.change }));
    assert_eq!(told(&mut frida), ["Overdue Alavi late"]);
    assert!(told(&mut anna).contains(&"Today Alavi plain".to_owned()));
}

#[test]
fn a_coordinator_has_on_her_board_what_she_is_to_do_herself_and_an_administrator_has_none() {
    let server = TestServer::shared();
    let (mut anna, mut clara) = (server.connect("anna"), server.connect("clara"));
    let case = anna.household("Alavi");
    let visit = delicate(&mut anna, case);
    anna.save(visit);
    let secret = anna.sheet(case).follow_ups[0].follow_up.id;
    let follow_up = note(&mut anna, case, "handed to her", Window::on(today()));
    note(&mut anna, case, "of Anna", Window::on(today()));
    note(&mut clara, case, "her own", Window::on(day("11-19")));
    let (seen, to) = (anna.seen(case, follow_up), clara.staff());
    anna.save(Request::HandFollowUp(followups::Hand { case, follow_up, seen, to }));
    let hers = ["Overdue Alavi her own", "Today Alavi handed to her"];
    assert_eq!(told(&mut clara), hers);
    let counts = Counts { overdue: 1, today: 1, ..Counts::default() };
    assert_eq!(board(&mut clara).counts, counts);

    let (emil, clara) = (server.connect("emil").staff(), clara.staff());
    let (what, window) = ("for Emil".to_owned(), Window::on(today()));
    let to_emil = followups::Add { case, what, window, purpose: None, to: Some(emil) };
    assert_eq!(anna.ask(Request::AddFollowUp(to_emil)), Err(cannot_see()));
    let seen = anna.seen(case, follow_up);
    let to_emil = followups::Hand { case, follow_up, seen, to: emil };
    assert_eq!(anna.ask(Request::HandFollowUp(to_emil)), Err(cannot_see()));

    // nor does she see what is restricted because it is hers to do
    let dir = server.stop();
    for (id, to) in [(secret, clara), (follow_up, emil)] {
        server::change(dir.path(), move |change| {
            let seen = noted::get(change, case, id)?.seen();
            noted::hand_to(change, case, id, seen, to)
        });
    }
    let server = TestServer::over(dir);
    assert_eq!(told(&mut server.connect("clara")), hers[..1]);
    let none = server.connect("emil").ask(Request::Today(Ask { by_home: false, limit: 9 }));
    assert_eq!(none, Err(Refusal::NotPermitted));
    let lines = told(&mut server.connect("anna"));
    let back = |line: &str| lines.contains(&line.to_owned());
    assert!(back("Danger Alavi secret measure with Clara Beispiel"), "{lines:?}");
    assert!(back("Today Alavi handed to her with Emil Beispiel"), "{lines:?}");
}

#[test]
fn a_follow_up_handed_over_is_not_refused_when_it_is_sent_again() {
    let server = TestServer::shared();
    let (mut anna, mut clara) = (server.connect("anna"), server.connect("clara"));
    let case = anna.household("Alavi");
    let follow_up = note(&mut anna, case, "plain", Window::on(today()));
    let to = server.connect("frida").staff();
    let seen = anna.seen(case, follow_up);
    let (wish, id) = (followups::Hand { case, follow_up, seen, to }, RequestId(9));
    let first = anna.0.call_as(id, Request::HandFollowUp(wish)).unwrap();
    let until = day("11-19");
    clara.save(Request::EndStaff(staff::End { user: "frida".into(), until }));
    assert_eq!(anna.0.call_as(id, Request::HandFollowUp(wish)).unwrap(), first);
    // another wish, or that of somebody else under the same name, is not answered by it
    assert_eq!(anna.ask(Request::HandFollowUp(wish)), Err(cannot_see()));
    let of_clara = clara.0.call_as(id, Request::HandFollowUp(wish));
    assert!(
        matches!(of_clara, Err(aid::client::CallError::Refused(refusal)) if refusal == cannot_see())
    );
}

/// What a refusal tells of what a colleague did: what, whether it is what was asked for, and who.
fn meanwhile(result: Result<Reply, Refusal>) -> (Meanwhile, bool, String) {
    let Err(Refusal::FollowUpChanged(theirs)) = result else { panic!("{result:?}") };
    let (by, at) = theirs.by.unwrap();
    assert_eq!(at.date(), today());
    (theirs.what, theirs.same, by)
}

#[test]
fn what_a_colleague_did_with_a_follow_up_meanwhile_is_told_and_stays() {
    let server = TestServer::shared();
    let (mut anna, mut clara) = (server.connect("anna"), server.connect("clara"));
    let case = anna.household("Alavi");
    let id = note(&mut anna, case, "plain", Window::on(today()));
    let seen = anna.seen(case, id);
    let by_clara = || "Clara Beispiel".to_owned();
    let close = |seen| Request::CloseFollowUp(followups::Close { case, follow_up: id, seen });
    let move_to = |seen, text| {
        let window = Window::on(day(text));
        Request::MoveFollowUp(followups::Move { case, follow_up: id, seen, window })
    };
    let hand = |seen, to| Request::HandFollowUp(followups::Hand { case, follow_up: id, seen, to });
    let moved = clara.save(move_to(seen, "11-27"));
    assert_eq!(meanwhile(anna.ask(move_to(seen, "12-01"))), (Meanwhile::Moved, false, by_clara()));
    assert_eq!(meanwhile(anna.ask(move_to(seen, "11-27"))), (Meanwhile::Moved, true, by_clara()));
    assert_eq!(meanwhile(anna.ask(close(seen))), (Meanwhile::Moved, false, by_clara()));
    assert_eq!(anna.seen(case, id).window, Window::on(day("11-27")));
    // who does it is another matter than when
    let to = server.connect("frida").staff();
    clara.save(hand(seen, to));
    let now = Seen { window: Window::on(day("11-27")), owner: to };
    assert_eq!(anna.seen(case, id), now);
    let to_clara = hand(seen, clara.staff());
    assert_eq!(meanwhile(anna.ask(to_clara)), (Meanwhile::Handed, false, by_clara()));
    assert_eq!(meanwhile(anna.ask(hand(seen, to))), (Meanwhile::Handed, true, by_clara()));
    assert_eq!(meanwhile(anna.ask(close(seen))), (Meanwhile::Handed, false, by_clara()));
    // told of it, she may mean it all the same; and each takes back her own only
    let closed = anna.save(close(now));
    assert_eq!(meanwhile(clara.ask(close(now))), (Meanwhile::Done, true, "Anna Beispiel".into()));
    for late in [move_to(now, "12-01"), hand(now, clara.staff())] {
        let by_anna = (Meanwhile::Done, false, "Anna Beispiel".to_owned());
        assert_eq!(meanwhile(clara.ask(late)), by_anna);
    }
    let undo = clara.ask(Request::Undo(office::Undo { change: moved.change }));
    assert_eq!(undo, Err(Refusal::ChangedSince("Clara Beispiel".into())));
    anna.save(Request::Undo(office::Undo { change: closed.change }));
    assert_eq!(anna.seen(case, id), now);
    anna.save(move_to(now, "12-01"));
}

#[test]
fn a_visit_in_its_window_settles_a_follow_up_and_one_outside_does_not() {
    let server = TestServer::timed(TestServer::shared().stop(), in_december);
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let this_week = Window::week_of(in_december().date_naive());
    let open = |anna: &mut Client| {
        let rows = anna.sheet(case).follow_ups;
        rows.into_iter().map(|row| row.follow_up.what).collect::<Vec<_>>()
    };
    add(&mut anna, case, "visit this week", this_week, VISIT);
    add(&mut anna, case, "visit next week", Window::week_of(day("12-16")), VISIT);
    add(&mut anna, case, "call this week", this_week, None);
    let all = ["visit this week", "call this week", "visit next week"];
    let met = reference(&mut anna, case);
    let regular =
        |at: &str| Entry { at: at.parse().unwrap(), ..entry(VisitKind::Regular, &[met], "da") };
    // the last day before it, and what is no visit at home, or met nobody
    let nobody = Entry { outcome: Outcome::NotMet, met: vec![], ..regular("2026-12-10T09:00:00Z") };
    let refused = Entry { outcome: Outcome::Refused, ..nobody.clone() };
    let phone = Entry { kind: VisitKind::Phone, ..regular("2026-12-10T09:00:00Z") };
    // noted on the 10th: a visit of the 9th was not meant
    for other in
        [regular("2026-12-06T09:00:00Z"), regular("2026-12-09T09:00:00Z"), nobody, refused, phone]
    {
        assert_eq!(anna.save(record(case, other)).settled, 0);
        assert_eq!(open(&mut anna), all);
    }
    let saved = anna.save(record(case, regular("2026-12-10T09:00:00Z")));
    assert_eq!(saved.settled, 1);
    assert_eq!(open(&mut anna), ["call this week", "visit next week"]);
    assert_eq!(anna.sheet(case).done[0].follow_up.what, "visit this week");
    // taken back, it brings back what it had settled
    anna.save(Request::Undo(office::Undo { change: saved.change }));
    assert_eq!(open(&mut anna), all);
    assert!(anna.sheet(case).done.is_empty());
}

/// Thursday of a week, so that it has days before and behind.
fn in_december() -> DateTime<Utc> {
    "2026-12-10T15:00:00Z".parse().unwrap()
}

#[test]
fn a_visit_that_is_sent_again_tells_again_what_it_settled() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    add(&mut anna, case, "visit", Window::on(today()), VISIT);
    let visit = record(case, visit(&mut anna, case, 0));
    let id = aid::domain::ids::RequestId(7);
    let saved = anna.0.call_as(id, visit.clone()).unwrap();
    assert!(matches!(&saved, Reply::Saved(saved) if saved.settled == 1), "{saved:?}");
    assert_eq!(anna.0.call_as(id, visit).unwrap(), saved);
}

#[test]
fn the_third_time_in_a_row_that_nobody_was_met_is_urgent_until_somebody_is_heard_of() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let entry = visit(&mut anna, case, 60);
    anna.save(record(case, entry));
    let missed = |anna: &mut Client| match board(anna).rows.as_slice() {
        [Row { urgency, what: What::Visit { missed, .. }, .. }] => (*urgency, *missed),
        other => panic!("{other:?}"),
    };
    assert_eq!(missed(&mut anna), (Urgency::Overdue, 0));
    let attempts: Vec<u64> = [9, 1, 5]
        .into_iter()
        .map(|ago| {
            let entry = not_met(&mut anna, case, ago);
            anna.save(record(case, entry)).change
        })
        .collect();
    assert_eq!(missed(&mut anna), (Urgency::Danger, 3));
    let undo = |change| Request::Undo(office::Undo { change });
    anna.save(undo(attempts[0]));
    assert_eq!(missed(&mut anna), (Urgency::Overdue, 2));
    let entry = not_met(&mut anna, case, 0);
    anna.save(record(case, entry));
    assert_eq!(missed(&mut anna), (Urgency::Danger, 3));
    // a letter that was sent is no sign of anybody, a call is
    let letter = server::entry(VisitKind::Message, &[], "Einladung");
    anna.save(record(case, letter));
    assert_eq!(missed(&mut anna), (Urgency::Danger, 3));
    anna.talk(case, "rief an");
    assert_eq!(missed(&mut anna), (Urgency::Overdue, 0), "but the visit is still overdue");
}

#[test]
fn who_takes_a_case_over_is_told_and_takes_over_what_is_to_be_done() {
    // three weeks after the case was opened
    let server = TestServer::timed(TestServer::shared().stop(), in_december);
    let (mut anna, mut berta) = (server.connect("anna"), server.connect("berta"));
    let mut frida = server.connect("frida");
    let case = anna.household("Alavi");
    let entry = visit(&mut anna, case, 0);
    anna.save(record(case, entry));
    note(&mut anna, case, "of Anna", Window::on(day("12-10")));
    note(&mut frida, case, "of Frida", Window::on(day("12-10")));
    let worker = Some(berta.staff());
    let hand = cases::EditCase { case, worker, area: None };
    anna.save(Request::EditCase(hand));
    assert_eq!(board(&mut anna), Board::default());
    assert_eq!(told(&mut frida), ["Today Alavi of Frida"]);
    assert_eq!(told(&mut berta), ["Today Alavi of Anna", "News Alavi from Anna Beispiel"]);
    let owners: Vec<String> =
        berta.sheet(case).follow_ups.iter().map(|f| f.owner.clone()).collect();
    assert_eq!(owners, ["Berta Beispiel", "Frida Beispiel"]);
    // and back again on the same day
    let back = cases::EditCase { case, worker: Some(anna.staff()), area: None };
    berta.save(Request::EditCase(back));
    assert_eq!(told(&mut anna), ["Today Alavi of Anna"]);
    assert_eq!(board(&mut berta), Board::default());
}

#[test]
fn by_home_the_rows_stand_as_the_rooms_do() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let places = [("Kaya", "Weg 12", "1"), ("Omar", "Weg 4", "10"), ("Zahra", "Weg 4", "9")];
    for (name, site, room) in places {
        let case = anna.household(name);
        let home = aid::domain::site::Home::NewSite {
            name: site.into(),
            kind: aid::domain::site::SiteKind::Shelter,
            room: room.into(),
        };
        let from = today();
        anna.save(Request::Rehouse(aid::api::households::Rehouse { case, home, from }));
        note(&mut anna, case, "late", Window::on(day("11-19")));
    }
    anna.household("Ohne");
    let Ok(Reply::Today(board)) = anna.ask(Request::Today(Ask { by_home: true, limit: 9 })) else {
        panic!()
    };
    let order: Vec<(&str, Urgency)> =
        board.rows.iter().map(|row| (row.name.as_str(), row.urgency)).collect();
    let (late, open) = (Urgency::Overdue, Urgency::Open);
    assert_eq!(
        order,
        [
            ("Zahra", late),
            ("Zahra", open),
            ("Omar", late),
            ("Omar", open),
            ("Kaya", late),
            ("Kaya", open),
            ("Ohne", open)
        ]
    );
}

#[test]
fn by_home_too_what_presses_most_is_let_into_the_frame_first() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let mut lodged = |name: &str, site: &str| {
        let case = anna.household(name);
        let home = aid::domain::site::Home::NewSite {
            name: site.into(),
            kind: aid::domain::site::SiteKind::Shelter,
            room: "1".into(),
        };
        let from = today();
        anna.save(Request::Rehouse(aid::api::households::Rehouse { case, home, from }));
        case
    };
    let (many, last) = (lodged("Alavi", "Weg 1"), lodged("Zahra", "Weg 9"));
    note(&mut anna, last, "late", Window::on(day("11-19")));
    let (to, dir) = (Some(anna.staff()), server.stop());
    for _ in 0..3 {
        server::change(dir.path(), move |change| {
            let (what, some_time) = ("𐎠".repeat(240), Window::month(2026, 11).unwrap());
            for _ in 0..150 {
                noted::add(change, many, &what, some_time, None, to)?;
            }
            Ok(Made::default())
        });
    }
    let server = TestServer::over(dir);
    let board = |by_home| {
        let asked = server.connect("anna").ask(Request::Today(Ask { by_home, limit: 500 }));
        let Ok(Reply::Today(board)) = asked else { panic!("{asked:?}") };
        board
    };
    let (by_urgency, by_home) = (board(false), board(true));
    assert!(by_home.more > 0, "more than a frame holds");
    assert_eq!(by_home.rows.len() + by_home.more as usize, 453);
    assert_eq!((by_home.rows.len(), by_home.more), (by_urgency.rows.len(), by_urgency.more));
    assert_eq!(by_urgency.rows[0].urgency, Urgency::Overdue);
    let late = by_home.rows.iter().position(|row| row.urgency == Urgency::Overdue);
    assert!(late.is_some_and(|late| by_home.rows[late - 1].name == "Alavi"), "{late:?}");
}

#[test]
fn a_case_that_rests_asks_for_no_visit_but_keeps_what_was_noted() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    note(&mut anna, case, "noted", Window::on(today()));
    let phase = Phase::Dormant { until: None, reason: "Reise".into() };
    let seen = u16::try_from(anna.sheet(case).case.steps()).unwrap();
    let rest = phases::ChangePhase {
        case,
        seen,
        to: phase,
        from: today(),
        open: vec![],
        leaves_room: None,
    };
    anna.save(Request::ChangePhase(Box::new(rest)));
    assert_eq!(told(&mut anna), ["Today Alavi noted"]);
}

#[test]
fn measures_on_a_danger_or_a_deadline_come_first() {
    let pressing: Vec<String> = items()
        .iter()
        .filter(|item| aid::domain::today::is_pressing(item))
        .map(|item| item.code.to_string())
        .collect();
    // hazards, letters that get lost, deadlines, acute illness, and every warning sign that is acute
    for code in ["WO3", "WO7", "BE2", "GE3", "PS5", "PS7", "MV5", "NB2"] {
        assert!(pressing.contains(&code.to_owned()), "{code}: {pressing:?}");
    }
    assert!(!pressing.contains(&"SP4".to_owned()), "a place in a course waits");
}

#[test]
fn a_visit_that_is_put_off_makes_room_until_its_day_and_for_two_weeks_at_most() {
    let server = TestServer::timed(TestServer::shared().stop(), in_december);
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let case = anna.household("Alavi");
    let entry = Entry { at: clock() - TimeDelta::days(40), ..visit(&mut anna, case, 0) };
    anna.save(record(case, entry));
    assert_eq!(told(&mut anna), ["Overdue Alavi visit missed 0"]);
    let put_off = add(&mut anna, case, "visit", Window::on(day("12-24")), VISIT);
    assert_eq!(told(&mut anna), Vec::<String>::new(), "until its day comes");
    let move_to = |anna: &mut Client, text| {
        let (seen, window) = (anna.seen(case, put_off), Window::on(day(text)));
        let moved = followups::Move { case, follow_up: put_off, seen, window };
        anna.save(Request::MoveFollowUp(moved));
    };
    move_to(&mut anna, "12-25");
    assert_eq!(told(&mut anna), ["Overdue Alavi visit missed 0"], "not for so long");
    move_to(&mut anna, "12-10");
    assert_eq!(told(&mut anna), ["Today Alavi visit"], "one line for one visit");
    move_to(&mut anna, "12-09");
    assert_eq!(told(&mut anna), ["Overdue Alavi visit missed 0", "Overdue Alavi visit"]);
    // done without a visit, the visit is due as before
    let seen = anna.seen(case, put_off);
    anna.save(Request::CloseFollowUp(followups::Close { case, follow_up: put_off, seen }));
    assert_eq!(told(&mut anna), ["Overdue Alavi visit missed 0"]);
    // handed to a colleague it is hers, who has to see the case
    let to = |to| {
        let (what, window) = ("visit".to_owned(), Window::on(day("12-10")));
        Request::AddFollowUp(followups::Add { case, what, window, purpose: VISIT, to: Some(to) })
    };
    let (berta, dora) = (server.connect("berta").staff(), server.connect("dora").staff());
    for stranger in [berta, dora, StaffId(999)] {
        assert_eq!(anna.ask(to(stranger)), Err(cannot_see()), "{stranger:?}");
    }
    anna.save(to(frida.staff()));
    assert_eq!(told(&mut anna), Vec::<String>::new());
    assert_eq!(told(&mut frida), ["Today Alavi visit"]);
}

#[test]
fn what_a_colleague_was_to_do_and_cannot_see_any_more_comes_back_at_once() {
    let dir = {
        let server = TestServer::shared();
        let (mut anna, mut berta) = (server.connect("anna"), server.connect("berta"));
        let case = anna.household("Alavi");
        let (owner, deputy) = (anna.staff(), berta.staff());
        let (from, until) = (today(), today());
        anna.save(Request::GrantDeputy(staff::Grant { owner, deputy, from, until }));
        note(&mut berta, case, "of Berta", Window::month(2026, 12).unwrap());
        note(&mut berta, case, "today", Window::on(today()));
        assert_eq!(told(&mut anna), ["Open Alavi first visit"], "Berta sees to it");
        server.stop()
    };
    let server = TestServer::timed(dir, in_december);
    let lines = told(&mut server.connect("anna"));
    assert!(lines.contains(&"Open Alavi of Berta with Berta Beispiel".to_owned()), "{lines:?}");
    assert_eq!(board(&mut server.connect("berta")), Board::default());
}

#[test]
fn what_a_case_without_a_worker_needs_stands_with_whoever_may_take_it() {
    let server = TestServer::shared();
    let dir = server.stop();
    server::change(dir.path(), |change| {
        let nord = areas::all(change)?.into_iter().find(|area| area.name == "Nord").unwrap().id;
        let person = Details {
            fields: vec![(PersonField::Surname, "Niemand".into())],
            source: String::new(),
        };
        let from = day("11-02");
        let (worker, household, home) = (None, vec![], None);
        let area = Some(nord);
        stored::open(change, &Opening { person, household, home, from, worker, area })
    });
    let server = TestServer::over(dir);
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let (mut berta, mut clara) = (server.connect("berta"), server.connect("clara"));
    let visit = "Overdue Niemand first visit nobody's";
    for who in [&mut anna, &mut frida, &mut clara] {
        assert_eq!(told(who), [visit]);
        assert_eq!(board(who).counts, Counts { visits: 1, ..Counts::default() });
    }
    assert!(told(&mut berta).is_empty(), "none of her area");

    let case = board(&mut anna).rows[0].case;
    let fields = vec![
        (LetterField::Kind, "notice".to_owned()),
        (LetterField::What, "Bescheid".to_owned()),
        (LetterField::Received, "2026-11-12".to_owned()),
        (LetterField::Deadline, "2026-11-24".to_owned()),
    ];
    anna.save(Request::WriteLetter(Box::new(letters::Write { case, fields })));
    let person = reference(&mut anna, case);
    let fields = [(PaperField::Code, "GES"), (PaperField::Until, "2026-11-25")];
    let fields = fields.map(|(field, text)| (field, text.to_owned())).to_vec();
    let (persons, kind) = (vec![person], PaperKind::Residence);
    anna.save(Request::AddPaper(Box::new(AddPaper { case, persons, kind, fields })));
    note(&mut anna, case, "Kita anrufen", Window::on(day("11-19")));
    let all = told(&mut frida);
    let shared =
        ["Danger Niemand letter Bescheid nobody's", "Open Niemand Residence 1 nobody's", visit];
    for line in shared {
        assert!(all.iter().any(|told| told == line), "{line}: {all:?}");
    }
    assert!(all.contains(&"Overdue Niemand Kita anrufen with Anna Beispiel".to_owned()), "{all:?}");
    assert!(told(&mut anna).contains(&"Overdue Niemand Kita anrufen".to_owned()));
    // what a coordinator is to do herself stands on her board once
    let hers = note(&mut clara, case, "Träger fragen", Window::on(day("11-19")));
    let rows = board(&mut clara).rows;
    let hers =
        rows.iter().filter(|row| matches!(row.what, What::FollowUp { id, .. } if id == hers));
    assert_eq!(hers.map(in_words).collect::<Vec<_>>(), ["Overdue Niemand Träger fragen"]);

    // once somebody is responsible it is hers alone
    let edits = cases::EditCase { case, worker: Some(frida.staff()), area: None };
    frida.save(Request::EditCase(edits));
    assert!(told(&mut frida).contains(&"Overdue Niemand first visit".to_owned()));
    assert_eq!(told(&mut anna), ["Overdue Niemand Kita anrufen"]);
    assert_eq!(told(&mut clara), ["Overdue Niemand Träger fragen"]);

    // of who is protected nothing stands on the board of who is not responsible, and so on nobody's
    drop((anna, berta, clara, frida));
    let dir = server.stop();
    server::change(dir.path(), |change| {
        let person = Details {
            fields: vec![(PersonField::Surname, "Geschützt".into())],
            source: String::new(),
        };
        let (worker, household, home, area) = (None, vec![], None, None);
        let from = day("11-02");
        let opening = Opening { person, household, home, from, worker, area };
        let made = stored::open(change, &opening)?;
        let person = *made.subjects.last().unwrap();
        persons::protect(change, made.case.unwrap(), PersonId(person), true)
    });
    let server = TestServer::over(dir);
    assert_eq!(told(&mut server.connect("clara")), ["Overdue Niemand Träger fragen"]);
}

#[test]
fn the_board_follows_how_near_the_visits_of_a_case_are() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let entry = visit(&mut anna, case, 15);
    anna.save(record(case, entry));
    let set = |was, weeks| Request::SetRhythm(phases::SetRhythm { case, was, weeks });
    assert!(told(&mut anna).is_empty());
    anna.save(set(None, Some(2)));
    assert_eq!(told(&mut anna), ["Overdue Alavi visit missed 0"]);
    anna.save(set(Some(2), None));
    assert!(told(&mut anna).is_empty());
}

#[test]
fn what_the_case_of_a_worker_who_has_left_needs_stands_with_whoever_sees_it() {
    let server = TestServer::shared();
    let (mut anna, mut clara) = (server.connect("anna"), server.connect("clara"));
    let (mut berta, mut frida) = (server.connect("berta"), server.connect("frida"));
    let [case, _] = ["Alavi", "Bahar"].map(|name| frida.household(name));
    let gone = frida.household("Diallo");
    let letter = |case| {
        let fields = vec![
            (LetterField::Kind, "notice".to_owned()),
            (LetterField::What, "Bescheid".to_owned()),
            (LetterField::Received, "2026-11-12".to_owned()),
            (LetterField::Deadline, "2026-11-24".to_owned()),
        ];
        Request::WriteLetter(Box::new(letters::Write { case, fields }))
    };
    frida.save(letter(gone));
    let ended = phases::ChangePhase {
        case: gone,
        seen: u16::try_from(frida.sheet(gone).case.steps()).unwrap(),
        to: Phase::Closed { reason: CloseReason::NoNeed },
        from: today(),
        open: vec![],
        leaves_room: None,
    };
    frida.save(Request::ChangePhase(Box::new(ended)));
    note(&mut frida, case, "Kita anrufen", Window::on(day("11-19")));
    note(&mut clara, case, "Platz suchen", Window::on(day("11-19")));
    let hers = "Overdue Alavi Platz suchen";
    assert!(told(&mut anna).is_empty());
    assert_eq!(told(&mut clara), [hers]);

    let end = |until| Request::EndStaff(staff::End { user: "frida".into(), until });
    clara.save(end(today()));
    assert!(told(&mut anna).is_empty(), "it is her last day");
    clara.save(end(day("11-19")));
    let all = [
        "Danger Diallo letter Bescheid nobody's",
        "Overdue Alavi Kita anrufen with Frida Beispiel",
        "Open Alavi first visit nobody's",
        "Open Bahar first visit nobody's",
    ];
    let sorted = |mut lines: Vec<String>| {
        lines.sort();
        lines
    };
    let with = |more: &str| sorted(all.iter().copied().chain([more]).map(str::to_owned).collect());
    assert_eq!(sorted(told(&mut anna)), with("Overdue Alavi Platz suchen with Clara Beispiel"));
    assert_eq!(sorted(told(&mut clara)), with(hers), "what is hers to do stands there once");
    assert!(told(&mut berta).is_empty(), "none of her area");

    // whoever stands in for her has it alone
    let (owner, deputy, from) = (frida.staff(), berta.staff(), today());
    clara.save(Request::GrantDeputy(staff::Grant { owner, deputy, from, until: from }));
    let lines = told(&mut berta);
    assert!(lines.contains(&"Open Bahar first visit for Frida Beispiel".to_owned()), "{lines:?}");
    assert_eq!(lines.len(), all.len() + 1, "{lines:?}");
    assert!(told(&mut anna).is_empty());
    assert_eq!(told(&mut clara), [hers]);
}
