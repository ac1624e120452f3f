//! Finding a household while the telephone rings: whatever is typed, in an office of 600 and one of
//! 10,000 invented persons, through the server's door.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]
#[path = "common/server.rs"]
mod server;

use aid::api::cases::{Find, Found, Why};
use aid::api::{Reply, Request, households};
use aid::cli::demo::build::{Plan, build};
use aid::domain::household::HouseholdField;
use aid::domain::ids::CaseId;
use aid::domain::person::PersonField as F;
use aid::domain::site::{Home, SiteKind};
use aid::server::peer::Peer;
use aid::store::{Options, Store};
use server::{Client, TestServer, clock, today};

/// A demo office of so many persons, and who sits in front of it.
fn demo(persons: u32) -> (TestServer, Client) {
    let dir = tempfile::tempdir().unwrap();
    let me = Peer::own();
    let plan = Plan {
        persons,
        years: 0,
        seed: 1,
        now: clock(),
        uid: me.uid,
        user: me.user,
        name: "Anna Weber".into(),
    };
    let options = Options::at(clock().timestamp_millis());
    let store = Store::open(dir.path(), options, &mut |_| ()).unwrap().store;
    build(&store, &plan, &mut |_| ()).unwrap();
    store.close().unwrap();
    drop(store); // holds the lock
    let server = TestServer::over(dir);
    let client = server.connect_own();
    (server, client)
}

/// Takes a household into care, in a room of a shelter of its own.
fn household(
    client: &mut Client,
    person: &[(F, &str)],
    (house, room, phone): (&str, &str, &str),
) -> CaseId {
    let home = Home::NewSite { name: house.into(), kind: SiteKind::Shelter, room: room.into() };
    let saved = client.save(Request::NewHousehold(Box::new(households::New {
        person: person.iter().map(|(field, text)| (*field, (*text).to_owned())).collect(),
        household: vec![(HouseholdField::Phone, phone.to_owned())],
        home: Some(home),
        from: today(),
        worker: None,
        area: None,
        distinct: vec![],
    })));
    saved.case.unwrap()
}

fn find(client: &mut Client, text: &str) -> Vec<Found> {
    match client.ask(Request::Find(Find { text: text.to_owned(), limit: 100 })).unwrap() {
        Reply::Found(found) => found,
        other => panic!("{other:?}"),
    }
}

/// Each text finds the case within the first five rows.
fn finds(client: &mut Client, case: CaseId, texts: &[&str]) {
    for text in texts {
        let found = find(client, text);
        let first: Vec<&Found> = found.iter().take(5).collect();
        assert!(first.iter().any(|found| found.case == case), "{text}: {first:?}");
    }
}

fn everybody_is_found(persons: u32) {
    let (_server, mut client) = demo(persons);
    let muller = household(
        &mut client,
        &[(F::Surname, "Müller"), (F::Given, "Jürgen"), (F::Birth, "12.03.1988")],
        ("Haus Testgasse", "12", "02421 5550147"),
    );
    let celik = household(
        &mut client,
        &[(F::Surname, "Çelik"), (F::Given, "Yağmur"), (F::FileRef, "50-3/47119")],
        ("Haus Testgasse", "B 2.17", "0151 77665544"),
    );
    let masri = household(
        &mut client,
        &[
            (F::Surname, "Al-Masri"),
            (F::Given, "Mohammad"),
            (F::OriginalScript, "محمد المصري"),
            (F::Phone, "+49 176/4433221"),
        ],
        ("Haus Testgasse", "3", ""),
    );
    let kovalchuk = household(
        &mut client,
        &[(F::Surname, "Kovalchuk"), (F::Given, "Oleksandr")],
        ("Haus Testgasse", "4", "015788991122"),
    );
    let double = household(
        &mut client,
        &[(F::Surname, "Schneider-Öztürk"), (F::Given, "Anna Lena")],
        ("Haus Testgasse", "5", ""),
    );
    finds(
        &mut client,
        muller,
        &[
            "mueller",
            "muller",
            "Müller",
            "MÜLLER",
            "müll",
            "jürgen müller",
            "Mueller, Juergen",
            "Zi. 12",
            "zi 12",
            "zimmer 12",
            "Zi.12",
            "Zimmer 12 müller",
        ],
    );
    let born = find(&mut client, "muller");
    let row = born.iter().find(|found| found.case == muller).unwrap();
    let shown = (row.born, row.home.as_str(), row.room.as_str());
    assert_eq!(shown, (Some(1988), "Haus Testgasse", "12"), "what tells namesakes apart");
    assert!(!row.area.is_empty(), "the area too");
    finds(
        &mut client,
        celik,
        &[
            "yagmur celik",
            "celik yagmur",
            "Yağmur Çelik",
            "çelik, yağmur",
            "yagm cel",
            "tschelik yagmur",
            "zimmer b 2.17",
            "b2.17",
            "77665544",
            "7766",
            "5544",
            "0151 7766",
            "+49 151 7766",
            "50-3/47119",
            "50 3 47119",
            "47119",
            "3/471",
        ],
    );
    assert_eq!(find(&mut client, "50-3/47119")[0].why, Why::FileRef);
    assert_eq!(find(&mut client, "47119")[0].matched, "50-3/47119");
    finds(
        &mut client,
        masri,
        &["محمد", "محمد المصري", "المصري", "mohamad al masri", "almasri muhammed", "4433221"],
    );
    finds(
        &mut client,
        kovalchuk,
        &["Ковальчук", "Ковальчук Олександр", "Александр Ковальчук", "kowaltschuk", "88991122"],
    );
    finds(
        &mut client,
        double,
        &["oeztuerk", "schneider ozturk", "öztürk-schneider", "anna schneider", "lena öztürk anna"],
    );
    let number = client.sheet(celik).case.no;
    let whole = number.to_string();
    finds(&mut client, celik, &[&whole, &format!("{} {}", number.year, number.n)]);
    let found = find(&mut client, &whole);
    assert_eq!((found[0].case, found[0].why), (celik, Why::CaseNo));
}

#[test]
fn anybody_is_found_among_600() {
    everybody_is_found(600);
}

#[test]
fn anybody_is_found_among_10_000() {
    everybody_is_found(10_000);
}
