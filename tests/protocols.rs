//! Protocols: who reads and signs them, that nothing changes one that is signed, and the way from an
//! urgent answer to an addition by the keys.
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
use aid::api::protocols::{Append, Ask, Shown, Sign, Write};
use aid::api::today::{What, Whose};
use aid::api::{
    AnyField, FieldRefusal, Refusal, Reply, Request, cases, drafts, office, phases, staff,
    today as board,
};
use aid::domain::case::{CloseReason, Phase};
use aid::domain::field::FieldError;
use aid::domain::ids::{CaseId, ProtocolId, StaffId};
use aid::domain::protocol::{Content, Finding, ProtocolField, feedback_after};
use server::{Client, TestServer, today};

fn content(facts: &str, second: Option<StaffId>) -> Content {
    Content {
        sign: "child".into(),
        day: today(),
        time: chrono::NaiveTime::from_hms_opt(14, 10, 0),
        persons: vec![],
        facts: facts.into(),
        assessment: "secret assessment".into(),
        second,
        expert: Some(today()),
        parents: Some(false),
        parents_why: "secret reason".into(),
        result: Some(Finding::Latent),
        action: "secret action".into(),
        informed: None,
        informed_how: String::new(),
        feedback: feedback_after(today()),
    }
}

fn write(case: CaseId, of: Option<(u64, u16)>, content: Content) -> Request {
    let of = of.map(|(id, seen)| (ProtocolId(id), seen));
    Request::WriteProtocol(Box::new(Write { case, of, content }))
}

fn sign(case: CaseId, id: u64, seen: u16) -> Request {
    Request::SignProtocol(Sign { case, protocol: ProtocolId(id), seen })
}

fn append(case: CaseId, id: u64, text: &str) -> Request {
    let (protocol, text) = (ProtocolId(id), text.to_owned());
    Request::AppendProtocol(Box::new(Append { case, protocol, text }))
}

fn protocols(client: &mut Client) -> Vec<Shown> {
    match client.ask(Request::Protocols(Ask { skip: 0 })) {
        Ok(Reply::Protocols(page)) if page.more == 0 => page.rows,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_signed_stays_and_additions_can_be_made() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let mother = anna.sheet(case).household.reference;
    let begun = Content { persons: vec![mother], ..content("im Flur gesehen", None) };
    let id = anna.save(write(case, None, begun.clone())).id;
    let shown = protocols(&mut anna).remove(0);
    assert_eq!((shown.household.as_str(), shown.persons.len()), ("Alavi", 1));
    assert!(shown.may_write && shown.may_sign && shown.protocol.content == begun);
    assert_eq!(anna.sheet(case).protocols, 1);
    assert!(anna.sheet(case).follow_ups.is_empty(), "nothing that others see");

    // its author writes it on, but not over what she has not seen
    let more = Content { facts: "im Flur gesehen, laut".into(), ..begun.clone() };
    let saved = anna.save(write(case, Some((id, 1)), more.clone()));
    let late = anna.ask(write(case, Some((id, 1)), begun.clone()));
    let now = Box::new(protocols(&mut anna).remove(0).protocol);
    assert_eq!(late, Err(Refusal::ProtocolChanged(now.clone())), "with what it says now");
    assert_eq!(anna.ask(sign(case, id, 1)), Err(Refusal::ProtocolChanged(now)));
    // until it is signed it is taken back like anything else
    anna.save(Request::Undo(office::Undo { change: saved.change }));
    assert_eq!(protocols(&mut anna)[0].protocol.content, begun);

    // signed without assessment or result it is not
    let thin = Content { result: None, ..begun.clone() };
    let saved = anna.save(write(case, Some((id, 1)), thin));
    let missing = FieldRefusal {
        field: AnyField::Protocol(ProtocolField::Result),
        error: FieldError::Missing,
    };
    assert_eq!(anna.ask(sign(case, id, 2)), Err(Refusal::Field(missing)));
    let again = anna.save(write(case, Some((id, 2)), begun.clone()));
    let signed = anna.save(sign(case, id, 3));
    let whole = protocols(&mut anna).remove(0);
    assert!(whole.protocol.signed.is_some() && !whole.may_write && !whole.may_sign);

    // nothing changes it: not its author, not a second signature, not undo of any change before
    let refused = Err(Refusal::Signed(Box::new(whole.protocol.clone())));
    assert_eq!(anna.ask(write(case, Some((id, 3)), more)), refused);
    assert_eq!(anna.ask(sign(case, id, 3)), refused);
    for (change, why) in [
        (signed.change, Refusal::TooOld),
        (again.change, Refusal::Signed(Box::new(whole.protocol.clone()))),
        (saved.change, Refusal::Signed(Box::new(whole.protocol.clone()))),
    ] {
        assert_eq!(anna.ask(Request::Undo(office::Undo { change })), Err(why));
    }
    assert_eq!(protocols(&mut anna).remove(0), whole);

    // an addition stands behind it, and stays too
    let added = anna.save(append(case, id, "Jugendamt hat zurückgerufen"));
    assert!(anna.ask(Request::Undo(office::Undo { change: added.change })).is_err());
    let with = protocols(&mut anna).remove(0);
    assert_eq!(with.protocol.content, whole.protocol.content);
    assert_eq!(with.protocol.additions[0].text, "Jugendamt hat zurückgerufen");
    assert_eq!(with.added, ["Anna Beispiel"]);
    assert!(matches!(anna.ask(append(case, id, " ")), Err(Refusal::Field(_))));
}

#[test]
fn the_named_second_professional_reads_and_signs_and_nobody_else_learns_of_it() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let before = format!("{:?}", server.connect("clara").sheet(case));
    // berta does not see the case at all
    let berta = server.connect("berta").staff();
    let id = anna.save(write(case, None, content("secret sight", Some(berta)))).id;
    assert_eq!(anna.ask(sign(case, id, 1)), Err(Refusal::NotPermitted), "four eyes");

    for user in ["clara", "frida"] {
        let mut other = server.connect(user);
        assert!(protocols(&mut other).is_empty(), "{user}");
        assert_eq!(format!("{:?}", other.sheet(case)), before, "{user}");
        assert_eq!(other.ask(sign(case, id, 1)), Err(Refusal::NotFound), "{user}");
        assert_eq!(other.ask(append(case, id, "x")), Err(Refusal::NotFound), "{user}");
        let over = write(case, Some((id, 1)), content("mine", None));
        assert_eq!(other.ask(over), Err(Refusal::NotFound), "{user}");
        let (sent, limit, visits) = (Sent::default(), 100, true);
        let whole = other.ask(Request::Export(ExportPage { after: None, sent, limit, visits }));
        let find = other.ask(Request::Find(cases::Find { text: "secret".into(), limit: 9 }));
        assert!(!format!("{whole:?}{find:?}").contains("secret"), "{user}");
    }
    for user in ["dora", "emil"] {
        let mut other = server.connect(user);
        let refused = Err(Refusal::NotPermitted);
        assert_eq!(other.ask(Request::Protocols(Ask { skip: 0 })), refused, "{user}");
        assert_eq!(other.ask(sign(case, id, 1)), refused, "{user}");
    }

    let mut berta = server.connect("berta");
    let shown = protocols(&mut berta).remove(0);
    assert_eq!(shown.protocol.content.facts, "secret sight");
    assert!(shown.may_sign && !shown.may_write);
    let refused = berta.ask(write(case, Some((id, 1)), content("mine", None)));
    assert!(refused.is_err(), "she reads and signs, she does not write");
    berta.save(sign(case, id, 1));
    assert!(protocols(&mut anna)[0].protocol.signed.is_some());
    berta.save(append(case, id, "gesehen"));

    // it leaves the office with nobody, and the log has ids and fields
    let (sent, limit, visits) = (Sent::default(), 100, true);
    let whole = anna.ask(Request::Export(ExportPage { after: None, sent, limit, visits }));
    assert!(!format!("{whole:?}").contains("secret"));
    let log = server.connect("dora").ask(Request::Log(office::LogPage { before: None, limit: 99 }));
    let log = format!("{log:?}");
    assert!(log.contains("sign-protocol") && log.contains("protocols"), "{log}");
    assert!(!log.contains("secret"));

    // the author's deputy of that day reads it, and does not sign it
    let (owner, from, until) = (anna.staff(), today(), today());
    let deputy = server.connect("frida").staff();
    anna.ask(Request::GrantDeputy(staff::Grant { owner, deputy, from, until })).unwrap();
    let mut frida = server.connect("frida");
    let shown = protocols(&mut frida).remove(0);
    assert!(!shown.may_sign && !shown.may_write);
}

/// What stands on her board of protocols: whether it is to be signed, on which day, whose it is.
fn to_do(client: &mut Client) -> Vec<(bool, chrono::NaiveDate, Whose, String)> {
    let ask = board::Ask { by_home: false, limit: 100 };
    let Ok(Reply::Today(board)) = client.ask(Request::Today(ask)) else { panic!("no board") };
    let rows = board.rows.into_iter().filter_map(|row| match row.what {
        What::Protocol { signs, day, .. } => Some((signs, day, row.whose, row.home)),
        _ => None,
    });
    rows.collect()
}

#[test]
fn it_stands_on_the_board_of_who_signs_it_and_of_who_asks_for_feedback() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let mut berta = server.connect("berta");
    let case = anna.household("Alavi");
    let mut begun = content("gesehen", Some(berta.staff()));
    begun.feedback = Some(today());
    let id = anna.save(write(case, None, begun.clone())).id;
    let hers = || Whose::With("Berta Beispiel".into());
    assert_eq!(
        to_do(&mut anna),
        [(true, today(), hers(), String::new()), (false, today(), Whose::Mine, String::new()),]
    );
    // she does not see the case: nothing tells her where they live
    assert_eq!(to_do(&mut berta), [(true, today(), Whose::Mine, String::new())]);
    for user in ["clara", "frida"] {
        assert!(to_do(&mut server.connect(user)).is_empty(), "{user}");
    }
    // it moves with its day, and is done when something is added
    begun.feedback = today().pred_opt();
    anna.save(write(case, Some((id, 1)), begun));
    berta.save(sign(case, id, 2));
    assert!(to_do(&mut berta).is_empty());
    assert_eq!(to_do(&mut anna)[0].1, today().pred_opt().unwrap());
    berta.save(append(case, id, "Rückruf"));
    assert!(to_do(&mut anna).is_empty());
}

#[test]
fn who_only_signs_is_not_told_whether_the_case_is_closed() {
    let server = TestServer::shared();
    let (mut anna, mut berta) = (server.connect("anna"), server.connect("berta"));
    let case = anna.household("Alavi");
    anna.save(write(case, None, content("gesehen", Some(berta.staff()))));
    let seen = u16::try_from(anna.sheet(case).case.steps()).unwrap();
    anna.save(Request::ChangePhase(Box::new(phases::ChangePhase {
        case,
        seen,
        to: Phase::Closed { reason: CloseReason::NoNeed },
        from: today(),
        open: vec![],
        leaves_room: None,
    })));
    let closed = |client: &mut Client| {
        let ask = board::Ask { by_home: false, limit: 100 };
        let Ok(Reply::Today(board)) = client.ask(Request::Today(ask)) else { panic!("no board") };
        board.rows.iter().map(|row| row.closed).collect::<Vec<_>>()
    };
    assert_eq!((closed(&mut anna), closed(&mut berta)), (vec![true], vec![false]));
}

#[test]
fn feedback_is_asked_for_by_an_author_who_is_not_responsible_too() {
    let server = TestServer::shared();
    let case = server.connect("anna").household("Alavi");
    let mut clara = server.connect("clara");
    let mut begun = content("gesehen", None);
    begun.feedback = Some(today());
    clara.save(write(case, None, begun));
    let mine = to_do(&mut clara).into_iter().map(|(signs, _, whose, _)| (signs, whose));
    assert_eq!(mine.collect::<Vec<_>>(), [(true, Whose::Mine), (false, Whose::Mine)]);
    let mut anna = server.connect("anna");
    assert!(to_do(&mut anna).is_empty() && protocols(&mut anna).is_empty());
    assert_eq!(anna.sheet(case).protocols, 0);
}

#[test]
fn who_reads_it_is_told_of_each_change_and_nobody_else() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let (berta, clara, frida) =
        (&mut server.connect("berta"), &mut server.connect("clara"), &mut server.connect("frida"));
    let case = anna.household("Alavi");
    let by = anna.staff();
    for other in [&mut *clara, &mut *frida] {
        other.hears(by, &[case]);
    }
    let id = anna.save(write(case, None, content("gesehen", Some(berta.staff())))).id;
    berta.hears(by, &[case]);
    // she is no longer named: she is told so that it goes from her screen, and of nothing more
    anna.save(write(case, Some((id, 1)), content("gesehen", None)));
    berta.hears(by, &[case]);
    anna.save(sign(case, id, 2));
    anna.save(append(case, id, "Rückruf"));
    let other = anna.household("Baran");
    for user in [clara, frida] {
        // of the protocol she was told nothing
        user.hears(by, &[other]);
    }
    assert!(protocols(berta).is_empty());
}

#[test]
fn only_who_can_sign_is_named_and_who_has_left_stays_named() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let refused = |user: &str, anna: &mut Client| {
        let second = server.connect(user).staff();
        anna.ask(write(case, None, content("gesehen", Some(second))))
    };
    for user in ["dora", "emil"] {
        let field = AnyField::Protocol(ProtocolField::Second);
        let error = FieldError::NotAChoice;
        let not = Err(Refusal::Field(FieldRefusal { field, error }));
        assert_eq!(refused(user, &mut anna), not, "{user}");
    }
    // naming herself is naming nobody
    let own = anna.save(write(case, None, content("gesehen", Some(anna.staff())))).id;
    anna.save(sign(case, own, 1));

    let berta = server.connect("berta").staff();
    let id = anna.save(write(case, None, content("gesehen", Some(berta)))).id;
    let until = today().pred_opt().unwrap();
    server.connect("emil").save(Request::EndStaff(staff::End { user: "berta".into(), until }));
    anna.save(write(case, Some((id, 1)), content("gehört", Some(berta))));
    let shown = protocols(&mut anna).remove(0);
    assert_eq!(
        (shown.protocol.content.second, shown.signer.as_str()),
        (Some(berta), "Berta Beispiel")
    );
    let back = write(case, Some((id, 2)), content("gehört", None));
    anna.save(back);
    assert!(anna.ask(write(case, Some((id, 3)), content("gehört", Some(berta)))).is_err());
    anna.save(sign(case, id, 3));
}

#[test]
fn what_she_types_who_only_reads_is_hers_again_later() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let mut berta = server.connect("berta");
    let case = anna.household("Alavi");
    let id = anna.save(write(case, None, content("gesehen", Some(berta.staff())))).id;
    let fields = vec![("addition".into(), "habe angerufen".into()), ("of".into(), id.to_string())];
    let draft = drafts::Draft {
        id: aid::domain::ids::RequestId(77),
        form: drafts::Form::Protocol,
        case: Some(case),
        name: String::new(),
        kept: server::clock(),
        no: 1,
        from: None,
        body: drafts::Body::Fields { fields, at: "addition".into(), cursor: 0 },
    };
    berta.ask(Request::SaveDraft(Box::new(draft))).unwrap();
    let kept = berta.drafts();
    assert!(format!("{kept:?}").contains("habe angerufen"), "{kept:?}");
    assert_eq!(kept[0].name, "Alavi");
    // no longer named, she sees no more of it than of any case that is not hers
    anna.save(write(case, Some((id, 1)), content("gesehen", None)));
    let Ok(Reply::Drafts(heads)) = berta.ask(Request::Drafts) else { panic!() };
    assert!(heads[0].name.is_empty() && heads[0].hidden);
}

#[test]
fn the_list_reaches_all_of_them() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let long = "ä".repeat(8_000);
    for _ in 0..14 {
        anna.save(write(case, None, Content { assessment: long.clone(), ..content(&long, None) }));
    }
    let mut seen = std::collections::BTreeSet::new();
    loop {
        let skip = u32::try_from(seen.len()).unwrap();
        let Ok(Reply::Protocols(page)) = anna.ask(Request::Protocols(Ask { skip })) else {
            panic!("no list")
        };
        seen.extend(page.rows.iter().map(|shown| shown.protocol.id));
        if page.more == 0 {
            break;
        }
        assert!(skip == 0 && !page.rows.is_empty(), "each part is as long as it can be");
    }
    assert_eq!(seen.len(), 14);
}
