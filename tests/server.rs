//! A real server, real sockets: who is let in, what is said on the wire, two people at once, what
//! is told to whom.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

#[path = "common/server.rs"]
mod server;

use std::io::{Read, Write};
use std::time::Duration;

use aid::api::wire::{self, Greeting, Hello, PROTOCOL, Refused};
use aid::api::{
    Ask, FromServer, Push, Refusal, Reply, Request, Saved, cases, drafts, exchange, followups,
    households, office, phases, staff, visits,
};
use aid::client::{ConnectError, Connection};
use aid::domain::area::Fte;
use aid::domain::case::Phase;
use aid::domain::dates::{DateError, Window};
use aid::domain::field::{Clash, Edit, FieldError};
use aid::domain::household::{HouseholdField, Relation};
use aid::domain::ids::{CaseId, FollowUpId, RequestId};
use aid::domain::office::Rule;
use aid::domain::office::{Office, OfficeKind, Rules};
use aid::domain::person::PersonField;
use aid::domain::staff::Role;
use aid::domain::visit::{Agreed, VisitKind};
use aid::server::{Limits, ServeError, ServeOptions, Server};
use aid::store::{OpenError, Outcome};
use chrono::NaiveDate;
use server::{Client, TestServer, clock, entry, talk, today, wait_until};

fn edit(was: &str, now: &str, field: HouseholdField) -> Vec<Edit<HouseholdField>> {
    vec![Edit { field, was: was.into(), now: now.into() }]
}

fn refused(result: Result<Client, ConnectError>) -> Refused {
    match result {
        Err(ConnectError::Refused(why)) => why,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("let in"),
    }
}

#[test]
fn who_is_not_on_the_list_is_refused_with_the_names_to_ask() {
    let server = TestServer::shared();
    let ask = vec!["Clara Beispiel".to_owned(), "Emil Beispiel".to_owned()];
    for (user, uid) in [("mallory", 4000), ("anna", 4000), ("mallory", 2001)] {
        let why = refused(server.try_connect(user, uid));
        assert_eq!(why, Refused::NotStaff { user: user.into(), ask: ask.clone() }, "{uid}");
    }
    assert!(server.try_connect("anna", 2001).is_ok());
}

#[test]
fn an_empty_shared_office_lets_its_owner_begin_the_staff_list_and_nothing_else() {
    let server = TestServer::empty();
    let owner = aid::server::peer::Peer::own();
    assert_eq!(refused(server.try_connect("mallory", 4000)), Refused::NoStaffYet);
    let mut client = server.try_connect(&owner.user, owner.uid).unwrap();
    assert_eq!(client.ask(Request::StaffList), Err(Refusal::NotPermitted));
    assert_eq!(client.ask(Request::Lists), Err(Refusal::NotPermitted));
    let add = |user: &str, uid, roles: &[Role]| {
        Request::AddStaff(Box::new(staff::Add {
            uid,
            user: user.into(),
            name: user.into(),
            roles: roles.to_vec(),
            posts: vec![("Nord".into(), Fte(100))],
            from: today(),
            lang: None,
        }))
    };
    client.save(add("emil", 2005, &[Role::Admin]));
    assert_eq!(client.ask(add("eve", 4000, &[Role::Worker])), Err(Refusal::NotPermitted));
    let mut emil = server.connect("emil");
    emil.save(add("anna", 2001, &[Role::Worker]));
    assert_eq!(
        emil.ask(add("emil", 2005, &[Role::Worker])),
        Err(Refusal::NotPermitted),
        "nobody gives herself more"
    );
    assert!(server.try_connect("anna", 2001).is_ok());
}

#[test]
fn strange_frames_are_answered_or_cut_off_and_the_server_lives() {
    let server = TestServer::shared();
    // no hello at all
    let mut stream = server.stream("anna");
    wire::send_bytes(&mut stream, b"GET / HTTP/1.1").unwrap();
    assert!(wire::receive_bytes(&mut stream).is_err());
    // another version
    let mut stream = server.stream("anna");
    for protocol in [PROTOCOL + 1, PROTOCOL - 1] {
        wire::send_bytes(&mut stream, &Hello { protocol }.to_bytes()).unwrap();
        let [low, high] = PROTOCOL.to_le_bytes();
        assert_eq!(wire::receive_bytes(&mut stream).unwrap(), [b'A', b'i', b'D', b'!', low, high]);
        stream = server.stream("anna");
    }
    // gone in the middle of a frame
    let (mut stream, _) = server.connect("anna").0.into_parts();
    stream.write_all(&[200, 0, 0, 0, 1, 2, 3]).unwrap();
    drop(stream);
    // not an ask: said so, and the line stays usable
    let (mut stream, _) = server.connect("anna").0.into_parts();
    let said = |stream: &mut _| wire::receive::<FromServer>(stream).unwrap();
    let malformed = FromServer::Reply { tag: 0, result: Err(Refusal::Malformed) };
    for noise in [&b""[..], b"\xff\xff\xff\xff", &[7; 4000]] {
        wire::send_bytes(&mut stream, noise).unwrap();
        assert_eq!(said(&mut stream), malformed);
    }
    wire::send(&mut stream, &Ask { tag: 9, request: None, beside: false, body: Request::Lists })
        .unwrap();
    assert!(matches!(said(&mut stream), FromServer::Reply { tag: 9, result: Ok(_) }));
    // too large: said so and cut off, for what follows cannot be told apart
    stream.write_all(&u32::MAX.to_le_bytes()).unwrap();
    assert_eq!(said(&mut stream), malformed);
    assert_eq!(stream.read(&mut [0]).unwrap(), 0);
    server.connect("anna").household("Alavi");
}

#[test]
fn nobody_takes_more_connections_than_there_are_seats() {
    let dir = TestServer::shared().stop();
    let server = TestServer::limited(dir, Limits { per_user: 2, in_all: 3, ..Limits::default() });
    let (_first, second) = (server.connect("anna"), server.connect("anna"));
    assert_eq!(refused(server.try_connect("anna", 2001)), Refused::TooMany);
    let _third = server.connect("berta");
    assert_eq!(refused(server.try_connect("clara", 2003)), Refused::TooMany);
    drop(second);
    // the seat is free as soon as the server has noticed
    wait_until("the seat is free", || server.try_connect("clara", 2003).is_ok());
}

#[test]
fn what_one_saves_the_other_is_told_and_only_who_may_see_it() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let mut berta = server.connect("berta");
    let mut dora = server.connect("dora");
    let mut frida = server.connect("frida");
    let case = anna.household("Alavi");
    frida.hears(anna.staff(), &[case]);
    anna.talk(case, "Brief vom Amt");
    frida.hears(anna.staff(), &[case]);
    assert_eq!(frida.sheet(case).visits[0].visit.entry.note, "Brief vom Amt");
    for stranger in [&mut berta, &mut dora] {
        for tag in [1, 2] {
            stranger
                .0
                .send(&Ask { tag, request: None, beside: false, body: Request::Verify })
                .unwrap();
            let next = stranger.0.receive().unwrap();
            assert!(matches!(next, FromServer::Reply { .. }), "{next:?}");
        }
    }
}

#[test]
fn both_edit_one_household_and_nothing_is_lost() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let case = anna.household("Alavi");
    let household = anna.sheet(case).household.id;
    let change =
        |edits| Request::EditHousehold(households::EditHousehold { case, household, edits });
    anna.save(change(edit("", "02421 1234", HouseholdField::Phone)));
    frida.save(change(edit("", "ab 16 Uhr", HouseholdField::Reach)));
    let both = anna.sheet(case).household;
    assert_eq!((both.phone.as_str(), both.reach.as_str()), ("02421 1234", "ab 16 Uhr"));

    let clash = frida.ask(change(edit("", "0171 555", HouseholdField::Phone)));
    let theirs = Clash {
        field: HouseholdField::Phone,
        theirs: "02421 1234".into(),
        mine: "0171 555".into(),
    };
    assert_eq!(clash, Err(Refusal::HouseholdClash(vec![theirs])));
    assert_eq!(frida.sheet(case).household.phone, "02421 1234");
}

#[test]
fn the_same_wish_is_carried_out_once() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let id = RequestId(77);
    let first = anna.0.call_as(id, talk(case, "Brief")).unwrap();
    assert_eq!(anna.0.call_as(id, talk(case, "Brief")).unwrap(), first);
    let mut again = server.connect("anna");
    assert_eq!(again.0.call_as(id, talk(case, "Brief")).unwrap(), first, "over another line");
    assert_eq!(again.sheet(case).visits_total, 1);
    // somebody else's wish with the same number is another wish
    let mut frida = server.connect("frida");
    assert_ne!(frida.0.call_as(id, talk(case, "Anruf")).unwrap(), first);
}

#[test]
fn a_draft_is_kept_until_its_form_is_saved() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let case = anna.household("Alavi");
    let draft = |text: &str| drafts::Draft {
        id: RequestId(5),
        form: drafts::Form::FollowUp,
        case: Some(case),
        name: String::new(),
        kept: clock(),
        no: 0,
        from: None,
        body: drafts::Body::Fields {
            fields: vec![("what".into(), text.into())],
            at: "what".into(),
            cursor: 3,
        },
    };
    let drafts = Client::drafts;
    anna.ask(Request::SaveDraft(Box::new(draft("Bri")))).unwrap();
    anna.ask(Request::SaveDraft(Box::new(draft("Brief vom A")))).unwrap();
    let kept = drafts(&mut anna);
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].body, draft("Brief vom A").body);
    assert_eq!(kept[0].name, "Alavi");
    assert_eq!(anna.prepared(case).drafts, [kept[0].head()]);
    assert!(drafts(&mut frida).is_empty(), "drafts are their author's");
    assert!(frida.prepared(case).drafts.is_empty());

    anna.0.call_as(RequestId(5), talk(case, "Brief vom Amt")).unwrap();
    assert!(drafts(&mut anna).is_empty());
    // one that was on its way when the form was saved does not come back from the dead
    let _ = anna.ask(Request::SaveDraft(Box::new(draft("Brief vom Amt"))));
    assert!(drafts(&mut anna).is_empty());
}

#[test]
fn a_visit_is_answered_with_the_next_due_day_and_what_is_done_stays_in_the_case() {
    let server = TestServer::personal();
    let mut anna = server.connect_own();
    let case = anna.household("Haddad");
    let reference = anna.sheet(case).household.reference;
    let talked = anna.talk(case, "Brief erklärt");
    assert_eq!(talked.visit_due, None, "a talk on the telephone moves no visit");
    let visit = anna.save(server::record(case, entry(VisitKind::Regular, &[reference], "")));
    assert_eq!(visit.visit_due, anna.sheet(case).visit_due);
    assert!(visit.visit_due.is_some());
    let window = Window::on(visit.visit_due.unwrap());
    let what = "Kita anrufen".to_owned();
    let added = anna.save(Request::AddFollowUp(followups::Add {
        case,
        what,
        window,
        purpose: None,
        to: None,
    }));
    let follow_up = FollowUpId(added.id);
    let seen = anna.seen(case, follow_up);
    anna.save(Request::CloseFollowUp(followups::Close { case, follow_up, seen }));
    let sheet = anna.sheet(case);
    assert!(sheet.follow_ups.is_empty());
    assert_eq!(sheet.done[0].follow_up.what, "Kita anrufen");
    assert!(!sheet.done[0].by.is_empty() && sheet.done[0].follow_up.done.is_some());
}

/// A draft of a follow-up of no case.
fn begun(id: u128, text: &str) -> Request {
    let (fields, at) = (vec![("what".into(), text.into())], "what".into());
    Request::SaveDraft(Box::new(drafts::Draft {
        id: RequestId(id),
        form: drafts::Form::FollowUp,
        case: None,
        name: String::new(),
        kept: clock(),
        no: 0,
        from: None,
        body: drafts::Body::Fields { fields, at, cursor: 0 },
    }))
}

#[test]
fn a_further_form_is_one_too_many_but_one_once_begun_is_always_kept() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let most = drafts::DRAFTS_MAX as u128;
    let drop =
        |id| Request::DropDraft(drafts::Drop { was: drafts::Was { id: RequestId(id), no: 0 } });
    for id in 1..=most {
        anna.ask(begun(id, "Anruf")).unwrap();
    }
    assert_eq!(anna.ask(begun(most + 1, "Anruf")), Err(Refusal::TooManyDrafts));
    frida.ask(begun(1, "Anruf")).unwrap();
    anna.ask(begun(1, &"Anruf beim Amt ".repeat(9_000))).unwrap();
    let Ok(Reply::Drafts(list)) = anna.ask(Request::Drafts) else { panic!("no list") };
    assert_eq!(list.len(), drafts::DRAFTS_MAX);
    // what is thrown away makes room
    for id in 0..3 * most {
        anna.ask(drop(1 + id)).unwrap();
        anna.ask(begun(most + 1 + id, "Anruf")).unwrap();
    }
    let files = server.socket().parent().unwrap().join("drafts/2001");
    assert_eq!(std::fs::read_dir(files).unwrap().count(), drafts::DRAFTS_MAX);
}

#[test]
fn lists_do_not_wait_for_the_disk_that_keeps_what_is_typed() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    anna.ask(begun(1, "A")).unwrap();
    // a file that takes as long to be read as this test wants
    let slow = server.socket().parent().unwrap().join("drafts/2001/0.draft");
    let (fifo, mode) =
        (rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR);
    rustix::fs::mknodat(rustix::fs::CWD, &slow, fifo, mode, 0).unwrap();
    let (mut stream, _) = anna.0.into_parts();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let open = Request::Draft(drafts::Open { id: RequestId(1) });
    let asked = [Request::Drafts, begun(1, "An"), begun(1, "Anna"), open, Request::Lists];
    for (tag, body) in (1..).zip(asked) {
        wire::send(&mut stream, &Ask { tag, request: None, beside: false, body }).unwrap();
    }
    let mut reply = || match wire::receive::<FromServer>(&mut stream).unwrap() {
        FromServer::Reply { tag, result } => (tag, result.unwrap()),
        FromServer::Push(push) => panic!("{push:?}"),
    };
    assert_eq!(reply().0, 5, "the list does not wait");
    let writer = std::fs::OpenOptions::new().write(true).open(&slow).unwrap();
    std::fs::remove_file(&slow).unwrap();
    drop(writer);
    let behind: Vec<(u32, Reply)> = (0..4).map(|_| reply()).collect();
    assert_eq!(behind.iter().map(|(tag, _)| *tag).collect::<Vec<_>>(), [1, 2, 3, 4]);
    let Reply::Draft(last) = &behind[3].1 else { panic!("no draft") };
    let Request::SaveDraft(newest) = begun(1, "Anna") else { panic!() };
    assert_eq!(last.body, newest.body, "in the order in which they came");
}

#[test]
fn no_day_that_nobody_can_mean_gets_in() {
    let server = TestServer::shared();
    let (mut anna, mut clara) = (server.connect("anna"), server.connect("clara"));
    let case = anna.household("Alavi");
    let (anna_id, clara_id) = (anna.staff(), clara.staff());
    let person = || vec![(PersonField::Surname, "Alavi".to_owned())];
    let with = |day: NaiveDate| {
        let home = households::Home::OwnFlat { address: "Am Markt 1".into() };
        let (relation, window) = (Relation::Child, Window::on(day));
        let what = String::from("Anruf");
        let mut visit = entry(VisitKind::Consultation, &[], "Brief");
        visit.follow_ups = vec![Agreed { what: what.clone(), window }];
        let until = if day == today() { day.succ_opt() } else { Some(day) };
        let to = Phase::Dormant { until, reason: "Reise".into() };
        let (seen, from, open, leaves_room) = (1, today(), vec![], None);
        let rest = phases::ChangePhase { case, seen, to, from, open, leaves_room };
        let (worker, area, household) = (None, None, vec![]);
        let new = households::New {
            person: person(),
            household,
            home: None,
            from: day,
            worker,
            area,
            distinct: vec![],
        };
        let distinct = vec![];
        let more = households::AddPerson { case, person: person(), relation, from: day, distinct };
        let (owner, deputy, user) = (anna_id, clara_id, String::from("berta"));
        vec![
            Request::NewHousehold(Box::new(new)),
            Request::AddPerson(Box::new(more)),
            Request::Rehouse(households::Rehouse { case, home, from: day }),
            Request::AddFollowUp(followups::Add { case, what, window, purpose: None, to: None }),
            server::record(case, visit),
            Request::ChangePhase(Box::new(rest)),
            Request::GrantDeputy(staff::Grant { owner, deputy, from: day, until: day }),
            Request::EndStaff(staff::End { user, until: day }),
            Request::AddArea(staff::AddArea { name: format!("Raum {day}"), from: day }),
        ]
    };
    let mut refused = |request: &Request| {
        let steers = matches!(request, Request::EndStaff(_) | Request::AddArea(_));
        let client = if steers { &mut clara } else { &mut anna };
        match client.ask(request.clone()) {
            Ok(Reply::Saved(_)) => None,
            Err(Refusal::Field(refused)) => Some(refused.error),
            other => panic!("{request:?}: {other:?}"),
        }
    };
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let ahead = FieldError::Date(DateError::TooFarAhead(day("2036-11-20")));
    for request in with(day("0001-01-01")) {
        let error = Some(FieldError::Date(DateError::TooLongAgo(1)));
        assert_eq!(refused(&request), error, "{request:?}");
    }
    for (number, request) in with(day("9999-12-31")).iter().enumerate() {
        // care and belonging have begun
        let in_future = FieldError::Date(DateError::InFuture(day("9999-12-31")));
        let error = if number < 2 { &in_future } else { &ahead };
        assert_eq!(refused(request).as_ref(), Some(error), "{request:?}");
    }
    let mut ancient = entry(VisitKind::Consultation, &[], "Brief");
    ancient.at = "0001-01-01T08:00:00Z".parse().unwrap();
    assert!(refused(&server::record(case, ancient)).is_some());
    for request in with(day("2026-11-20")) {
        assert_eq!(refused(&request), None, "{request:?}");
    }
}

#[test]
fn one_takes_back_ones_own_changes_only() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let mut clara = server.connect("clara");
    let case = anna.household("Alavi");
    let Saved { change, .. } = anna.talk(case, "Brief");
    for other in [&mut frida, &mut clara] {
        let undo = other.ask(Request::Undo(office::Undo { change }));
        assert_eq!(undo, Err(Refusal::NotFound));
    }
    let undo = || Request::Undo(office::Undo { change });
    let undone = anna.0.call_as(RequestId(8), undo()).unwrap();
    let Reply::Saved(Saved { case: of, .. }) = undone else { panic!("{undone:?}") };
    assert_eq!(of, Some(case));
    assert_eq!(anna.0.call_as(RequestId(8), undo()).unwrap(), undone, "asked again");
    assert_eq!(anna.sheet(case).visits_total, 0);
    // what a colleague has changed since is hers, and named so
    let household = anna.sheet(case).household.id;
    let set = |was, now| {
        let edits = edit(was, now, HouseholdField::Phone);
        Request::EditHousehold(households::EditHousehold { case, household, edits })
    };
    let Saved { change, .. } = anna.save(set("", "1"));
    frida.save(set("1", "2"));
    let undo = anna.ask(Request::Undo(office::Undo { change }));
    assert_eq!(undo, Err(Refusal::ChangedSince("Frida Beispiel".into())));
}

#[test]
fn a_stopping_server_says_so_and_leaves_everything_in_order() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    server.handle().stop();
    loop {
        match anna.0.receive().unwrap() {
            FromServer::Push(Push::Closing) => break,
            FromServer::Push(_) => {}
            other @ FromServer::Reply { .. } => panic!("{other:?}"),
        }
    }
    // then it hangs up; what was on its way to her may come before
    while let Ok(last) = anna.0.receive() {
        assert!(matches!(last, FromServer::Push(_)), "{last:?}");
    }
    let socket = server.socket().to_owned();
    let dir = server.stop();
    assert!(!socket.exists(), "and takes its socket away");
    let server = TestServer::over(dir);
    assert_eq!(server.connect("anna").sheet(case).persons.len(), 1);
}

#[test]
fn a_socket_left_behind_is_replaced_and_its_mode_is_that_of_the_office() {
    use std::os::unix::fs::PermissionsExt;
    let mode =
        |server: &TestServer| server.socket().metadata().unwrap().permissions().mode() & 0o777;
    let server = TestServer::shared();
    assert_eq!(mode(&server), 0o660);
    let dir = server.stop();
    drop(std::os::unix::net::UnixListener::bind(dir.path().join("sock")).unwrap());
    let server = TestServer::over(dir);
    assert!(matches!(
        Connection::open(server.socket()),
        Err(ConnectError::Refused(Refused::NotStaff { .. }))
    ));
    let server = TestServer::personal();
    assert_eq!(mode(&server), 0o600);
    server.connect_own().household("Alavi");
}

#[test]
fn an_office_has_one_server() {
    let server = TestServer::shared();
    let dir = server.socket().parent().unwrap().to_owned();
    let socket = dir.join("other");
    let options = ServeOptions {
        office: dir,
        socket: socket.clone(),
        idle_exit: None,
        background: false,
        limits: Limits::default(),
        backup_recipients: Some(vec![]),
    };
    let second = Server::open(&options, clock);
    assert!(matches!(second, Err(ServeError::Open(OpenError::Locked(_)))));
    assert!(!socket.exists(), "no socket without the lock");
    server.connect("anna").household("Alavi");
}

#[test]
fn readings_and_refusals_are_in_the_log_and_only_there() {
    let server = TestServer::shared();
    let (mut anna, mut berta) = (server.connect("anna"), server.connect("berta"));
    let case = anna.household("Alavi");
    anna.sheet(case);
    let show = Request::ShowCase(cases::ShowCase { case, visits: 0 });
    assert_eq!(berta.ask(show), Err(Refusal::NotFound), "not told apart from none");
    assert_eq!(berta.ask(Request::Verify), Err(Refusal::NotPermitted));
    assert!(server.try_connect("mallory", 4000).is_err());
    assert_eq!(
        anna.ask(Request::Log(office::LogPage { before: None, limit: 9 })),
        Err(Refusal::NotPermitted)
    );
    let mut dora = server.connect("dora");
    let wanted = [
        (Some(anna.staff()), "new-household", Some(case), false),
        (Some(anna.staff()), "show-case", Some(case), false),
        (Some(berta.staff()), "show-case", Some(case), true),
        (Some(berta.staff()), "verify", None, true),
        (None, "connect", None, true),
    ];
    wait_until("all is in the log", || {
        let page = Request::Log(office::LogPage { before: None, limit: 100 });
        let Ok(Reply::Log(rows)) = dora.ask(page) else { panic!("no log") };
        assert!(!format!("{rows:?}").contains("Alavi"), "no values");
        let seen: Vec<_> =
            rows.iter().map(|r| (r.staff, r.action.as_str(), r.case, r.refused)).collect();
        wanted.iter().all(|wanted| seen.contains(wanted))
    });
}

#[test]
fn a_file_is_imported_whole_or_not_at_all_and_once() {
    let server = TestServer::shared();
    let mut clara = server.connect("clara");
    let row = |line: u32, household: &str, surname: &str, birth: &str| exchange::ImportRow {
        line,
        household: household.into(),
        source: format!("liste.csv:{line}"),
        person: vec![(PersonField::Surname, surname.into()), (PersonField::Birth, birth.into())],
        relation: Relation::Unknown,
        home: Some(households::Home::NewSite {
            name: "Kölner Landstr. 4".into(),
            kind: aid::domain::site::SiteKind::Shelter,
            room: "12".into(),
        }),
        area: Some("nord".into()),
        worker: Some("anna".into()),
        from: None,
    };
    let good = vec![
        row(2, "1", "Alavi", "24.12.1990"),
        row(3, "1", "Alavi", "2015"),
        row(4, "2", "Bekele", ""),
    ];
    let mut bad = good.clone();
    bad[2].person[1].1 = "31.02.1990".into();
    bad[2].worker = Some("nobody".into());
    let import = |client: &mut Client, rows: Vec<exchange::ImportRow>, dry_run| {
        let (last, first) = (rows[2..].to_vec(), rows[..2].to_vec());
        let mut part = |rows, last| {
            let q = exchange::Import { rows, last, dry_run };
            match client.ask(Request::Import(Box::new(q))) {
                Ok(Reply::Imported(imported)) => imported,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(part(first, false), exchange::Imported::default());
        part(last, true)
    };
    let imported = import(&mut clara, bad, false);
    let flaws: Vec<_> = imported.bad.iter().map(|b| (b.line, b.field)).collect();
    let birth = aid::api::AnyField::Person(PersonField::Birth);
    assert_eq!(flaws, [(4, birth), (4, aid::api::AnyField::Name)]);
    let count = |client: &mut Client| caseload(client).total;
    assert_eq!(count(&mut clara), 0, "nothing was written");

    let checked = import(&mut clara, good.clone(), true);
    assert_eq!((checked.persons, checked.households, checked.known), (3, 2, 0));
    assert_eq!(count(&mut clara), 0, "only checked");
    assert_eq!(import(&mut clara, good.clone(), false), checked);
    assert_eq!(count(&mut clara), 2);
    let again = import(&mut clara, good, false);
    assert_eq!((again.persons, again.households, again.known), (0, 0, 3));
    assert_eq!(count(&mut clara), 2);
    let mut anna = server.connect("anna");
    let rows = caseload(&mut anna).rows;
    assert_eq!(rows.iter().map(|r| r.persons).sum::<u16>(), 3);
    assert!(rows.iter().all(|r| r.home == "Kölner Landstr. 4" && r.room == "12"));
}

fn caseload(client: &mut Client) -> cases::Page {
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
        Ok(Reply::Caseload(page)) => page,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_ratio_aimed_at_is_the_one_of_the_office() {
    let dir = TestServer::personal().stop();
    server::change(dir.path(), |change| {
        let rules = Rules { ratio: 80, ..Rules::default() };
        let (kind, name, zone) = (OfficeKind::Personal, "Düren".into(), "Europe/Berlin".into());
        change.put(&Office { kind, name, zone, rules, founded: today() })?;
        Ok(Outcome::default())
    });
    let server = TestServer::over(dir);
    assert_eq!(caseload(&mut server.connect_own()).ratio, 80);
}

#[test]
fn lists_are_whole_while_a_colleague_takes_things_back() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let (stays, changes) = (anna.household("Alavi"), anna.household("Bahari"));
    anna.talk(stays, "bleibt");
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..300 {
                let change = anna.talk(changes, "irrt sich").change;
                anna.save(Request::Undo(office::Undo { change }));
            }
            done.store(true, std::sync::atomic::Ordering::Relaxed);
        });
        while !done.load(std::sync::atomic::Ordering::Relaxed) {
            let ask = Request::RecentVisits(visits::Recent { mine: false, skip: 0, limit: 9 });
            let Ok(Reply::RecentVisits(rows)) = frida.ask(ask) else { panic!("no list") };
            assert!(rows.iter().any(|row| row.case == stays));
        }
    });
}

#[test]
fn an_export_comes_in_pages_that_fit_a_frame() {
    let server = TestServer::shared();
    let (mut anna, mut berta) = (server.connect("anna"), server.connect("berta"));
    let note = "Text ".repeat(1_500);
    let cases: Vec<CaseId> = (0..30).map(|n| anna.household(&format!("Alavi{n}"))).collect();
    for case in &cases {
        for _ in 0..8 {
            anna.talk(*case, &note);
        }
    }
    let export = |client: &mut Client| {
        let (mut seen, mut pages, mut after) = (Vec::new(), 0, None);
        loop {
            let page = Request::Export(exchange::ExportPage {
                after,
                sent: exchange::Sent::default(),
                limit: 500,
                visits: true,
            });
            let Ok(Reply::Export(page)) = client.ask(page) else { panic!("no export") };
            pages += 1;
            assert!(page.cases.iter().all(|c| c.visits.len() == 8));
            seen.extend(page.cases.iter().map(|c| c.case.id));
            after = seen.last().copied();
            if page.last {
                return (seen, pages);
            }
        }
    };
    let (seen, pages) = export(&mut anna);
    assert_eq!(seen, cases);
    assert!(pages > 2);
    assert_eq!(export(&mut berta).0, [], "another area");
}

#[test]
fn a_case_larger_than_a_page_is_exported_in_pieces() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let (large, small) = (anna.household("Alavi"), anna.household("Bahari"));
    let ids: Vec<u64> = (0..80).map(|_| anna.talk(large, &"ä".repeat(8_000)).id).collect();
    anna.talk(small, "Brief");
    let (mut after, mut sent, mut seen, mut pages) =
        (None, exchange::Sent::default(), Vec::new(), 0);
    loop {
        let ask = exchange::ExportPage { after, sent, limit: 500, visits: true };
        let Ok(Reply::Export(page)) = anna.ask(Request::Export(ask)) else { panic!("no export") };
        pages += 1;
        after = page.cases.last().map(|whole| whole.case.id).or(after);
        sent = page.rest.unwrap_or_default();
        seen.extend(page.cases.into_iter().flat_map(|c| c.visits).map(|v| (v.case, v.id.0)));
        if page.last {
            break;
        }
    }
    let of_large: Vec<u64> = seen.iter().filter(|(c, _)| *c == large).map(|(_, v)| *v).collect();
    assert_eq!(of_large, ids, "each visit once, in order");
    assert!(pages > 2 && seen.len() == 81, "{pages} pages, {} visits", seen.len());
}

#[test]
fn a_hand_over_is_taken_back_by_those_only_who_may_hand_over() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let case = anna.household("Alavi");
    let worker = Some(frida.0.welcome().staff);
    let hand_over = cases::EditCase { case, worker, area: None };
    let Saved { change, .. } = anna.save(Request::EditCase(hand_over));
    let undo = anna.ask(Request::Undo(office::Undo { change }));
    assert_eq!(undo, Err(Refusal::HandOver), "it is no longer hers to give");
    assert_eq!(frida.sheet(case).case.worker_on(server::today()), worker);
}

#[test]
fn a_greeting_is_not_waited_for_by_the_others() {
    let server = TestServer::shared();
    let silent: Vec<_> = (0..50).map(|_| server.stream("anna")).collect();
    let mut stream = server.stream("frida");
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    wire::send_bytes(&mut stream, &Hello { protocol: PROTOCOL }.to_bytes()).unwrap();
    let greeting: Greeting = wire::receive(&mut stream).unwrap();
    assert!(matches!(greeting, Greeting::Welcome(_)));
    drop(silent);
}

#[test]
fn a_backup_of_a_personal_office_opens_as_that_office() {
    let server = TestServer::personal();
    let mut me = server.connect_own();
    let cases: Vec<CaseId> = (0..80).map(|n| me.household(&format!("Alavi{n}"))).collect();
    for case in &cases {
        me.talk(*case, &"Text ".repeat(1_500));
    }
    let Ok(Reply::Verified(verified)) = me.ask(Request::Verify) else { panic!("not verified") };
    assert_eq!(verified.found, []);
    let Ok(Reply::Status(status)) = me.ask(Request::Status) else { panic!("no status") };
    assert_eq!((status.counts, status.sessions), (Some((80, 80)), 1));
    assert!(status.last_change >= 160);

    let mut stream = Vec::new();
    for piece in 0.. {
        let request = Request::Backup(office::BackupPiece { piece, recipients: vec![] });
        let Ok(Reply::Backup(piece)) = me.ask(request) else { panic!("no backup") };
        stream.extend(piece.bytes);
        if piece.sum.is_some() {
            break;
        }
    }
    assert!(stream.len() > 512 * 1024, "more than one piece");
    let out_of_turn = me.ask(Request::Backup(office::BackupPiece { piece: 3, recipients: vec![] }));
    assert_eq!(out_of_turn, Err(Refusal::Malformed));

    let dir = tempfile::tempdir().unwrap();
    let restored = dir.path().join("office");
    aid::store::backup::restore(stream.as_slice(), &restored).unwrap();
    drop(server.stop());
    fs_move(&restored, dir.path());
    let server = TestServer::over(dir);
    assert_eq!(caseload(&mut server.connect_own()).total, 80);
}

/// What lies in one directory, up into another.
fn fs_move(from: &std::path::Path, to: &std::path::Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::rename(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[test]
fn a_shared_office_gives_no_plain_backup_to_anybody() {
    let server = TestServer::shared();
    for user in ["anna", "clara", "dora", "emil"] {
        let backup = Request::Backup(office::BackupPiece { piece: 0, recipients: vec![] });
        // an administrator is told what is missing
        let why = if user == "emil" { Refusal::NoBackupKeys } else { Refusal::NotPermitted };
        assert_eq!(server.connect(user).ask(backup), Err(why), "{user}");
    }
    assert!(server.connect("emil").ask(Request::Verify).is_ok());
}

#[test]
fn a_shared_office_is_backed_up_for_the_keys_of_its_list_only_and_the_log_names_them() {
    let [first, second, foreign] =
        [(); 3].map(|()| age::x25519::Identity::generate().to_public().to_string());
    let listed = [first.clone(), second.clone()];
    let server = TestServer::sealing(TestServer::shared().stop(), &listed);
    let (mut emil, mut dora) = (server.connect("emil"), server.connect("dora"));
    let mut backup = |recipients: &[&String]| {
        let recipients = recipients.iter().map(|key| (*key).clone()).collect();
        emil.ask(Request::Backup(office::BackupPiece { piece: 0, recipients }))
    };
    // nobody named means all of the list, never in the clear
    for keys in [&[&first][..], &[&second], &[]] {
        let Ok(Reply::Backup(piece)) = backup(keys) else { panic!("no backup") };
        assert!(piece.bytes.starts_with(b"age-encryption.org/v1"));
    }
    for keys in [&[&foreign][..], &[&first, &foreign]] {
        assert_eq!(backup(keys), Err(Refusal::ForeignBackupKey));
    }
    assert_eq!(backup(&vec![&first; 33]), Err(Refusal::Malformed));
    let named = |dora: &mut server::Client| {
        let page = office::LogPage { before: None, limit: 100 };
        let Ok(Reply::Log(rows)) = dora.ask(Request::Log(page)) else { panic!("no log") };
        let rows = rows.into_iter().filter(|row| row.action == "backup");
        let mut named: Vec<_> = rows.map(|row| (row.uid, row.fields, row.refused)).collect();
        named.reverse();
        named
    };
    // within the same minute, and each is there; written behind the answer
    let made = [vec![first], vec![second], listed.to_vec()].map(|keys| (2005, keys, false));
    // refusals within a minute are one entry
    let wanted = [&made[..], &[(2005, vec![], true)]].concat();
    wait_until("each is in the log", || named(&mut dora) == wanted);
}

#[test]
fn a_coordinator_sets_the_rules_and_what_follows_from_them_is_there_at_once() {
    let server = TestServer::shared();
    let (mut anna, mut clara) = (server.connect("anna"), server.connect("clara"));
    let case = anna.household("Alavi");
    let due = |anna: &mut Client| anna.sheet(case).visit_due.unwrap();
    let before = due(&mut anna);
    let set = |rule, value| Request::SetRules(office::SetRules { set: vec![(rule, value)] });
    assert_eq!(anna.ask(set(Rule::FirstVisitDays, 1)), Err(Refusal::NotPermitted));
    assert_eq!(due(&mut anna), before);
    let saved = clara.save(set(Rule::FirstVisitDays, 1));
    assert!(due(&mut anna) < before, "{before}");
    for value in [0, 31] {
        let refused = clara.ask(set(Rule::FirstVisitDays, value));
        assert!(matches!(refused, Err(Refusal::Field(_))), "{refused:?}");
    }
    let undo = clara.ask(Request::Undo(office::Undo { change: saved.change }));
    assert_eq!(undo, Err(Refusal::TooOld), "she sets it again");
    clara.save(set(Rule::FirstVisitDays, 5));
    assert_eq!(due(&mut anna), before);
    let none = Request::SetRules(office::SetRules { set: vec![] });
    assert_eq!(clara.ask(none), Err(Refusal::Malformed));
    let log = server.connect("dora").ask(Request::Log(office::LogPage { before: None, limit: 9 }));
    assert!(format!("{log:?}").contains("FirstVisitDays"), "{log:?}");
}
