//! An invented office that stands still: the same people for every test.
#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

use aid::api::cases::{Found, More, PhaseMark, Row, Sheet, Why};
use aid::api::drafts::{Body, Draft, Form};
use aid::api::facts::{Brief, Held};
use aid::api::office::Lists;
use aid::api::today::{Board, Counts, Row as Todo, Urgency, What, Whose};
use aid::api::wire::Welcome;
use aid::api::{followups, visits};
use aid::domain::area::Area;
use aid::domain::case::{Assignment, Case, CaseNo, InArea, Phase, Turn, Turned};
use aid::domain::checklist::{Answer, ItemCode, Origin, Rating, TemplateId, TemplateRef};
use aid::domain::dates::{PartialDate, Window};
use aid::domain::followup::{Done, FollowUp, Source};
use aid::domain::household::{Household, Interpreter, Lodging, Member, Relation};
use aid::domain::ids::{
    AreaId, CaseId, FollowUpId, HouseholdId, PersonId, RequestId, SiteId, StaffId, VisitId,
};
use aid::domain::office::OfficeKind;
use aid::domain::papers::PaperKind;
use aid::domain::person::{Name, NameKind, Person};
use aid::domain::site::{Place, SiteKind};
use aid::domain::staff::Role;
use aid::domain::visit::{Agreed, Entry, Noted, Outcome, Visit, VisitKind};
use chrono::{DateTime, NaiveDate, TimeZone, Utc};

pub fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

/// A moment in UTC; the office is one hour ahead in winter.
pub fn utc(y: i32, m: u32, d: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(y, m, d, hour, minute, 0).unwrap()
}

/// Sunday 22 November 2026, 14:10 in Düren.
pub fn now() -> DateTime<Utc> {
    utc(2026, 11, 22, 13, 10)
}

pub fn welcome() -> Welcome {
    Welcome {
        staff: StaffId(1),
        name: "Anna Weber".into(),
        roles: vec![Role::Worker],
        lang: None,
        kind: OfficeKind::Shared,
        office: "Düren".into(),
        zone: "Europe/Berlin".into(),
        areas: vec!["Nord".into()],
        now: now(),
        version: "0.1.0".into(),
    }
}

pub fn lists() -> Lists {
    let area = Area { id: AreaId(1), name: "Nord".into(), from: day(2020, 1, 1), until: None };
    let staff = vec![(StaffId(1), "Anna Weber".into()), (StaffId(2), "Jonas Brandt".into())];
    Lists { sites: vec![], areas: vec![area], staff }
}

/// Names in the order of the list.
const NAMES: [&str; 30] = [
    "Abdi, Hodan",
    "Al-Hamadi, Fatima",
    "Al-Sayed, Muhammad",
    "Amiri, Zahra",
    "Barzani, Rojin",
    "Bondarenko, Iryna",
    "Diallo, Mamadou",
    "Ebrahimi, Navid",
    "Gebremedhin, Tesfay",
    "Haddad, Yusuf",
    "Hossain, Rahim",
    "Ibrahimović, Đurđa",
    "Jafari, Maryam",
    "Karimi, Ahmad",
    "Kaya, Elif",
    "Kovalenko, Oksana",
    "Mahmoudzadeh-Esfahani, Shahrzad",
    "Mebrahtu, Selam",
    "Mohammadi, Ali",
    "Nguyen, Thi Lan",
    "Omar, Khadija",
    "Petrović, Miloš",
    "Qaderi, Wahid",
    "Rahimi, Laila",
    "Sahin, Murat",
    "Sheikh, Amina",
    "Tadesse, Hanna",
    "Ünal, Gökçe",
    "Yousef, Ibrahim",
    "Zeleke, Dawit",
];

pub fn rows() -> Vec<Row> {
    NAMES.iter().enumerate().map(|(at, name)| row(at, name)).collect()
}

fn row(at: usize, name: &str) -> Row {
    let n = u32::try_from(at).unwrap();
    let own = at % 5 == 2;
    let phase = match at {
        15 => PhaseMark::Aftercare,
        6 => PhaseMark::New,
        _ => PhaseMark::Active,
    };
    let last_visit = (phase != PhaseMark::New)
        .then(|| day(2026, 11, 20) - chrono::Days::new(u64::from((n * 7) % 45)));
    Row {
        case: CaseId(u64::from(n) + 1),
        no: CaseNo { year: 2026, n: n + 140 },
        name: name.to_owned(),
        persons: u16::try_from(1 + (at * 3) % 6).unwrap(),
        home: if own { "Am Markt 9".into() } else { "Kölner Landstr. 4".into() },
        home_kind: Some(if own { SiteKind::OwnFlat } else { SiteKind::Shelter }),
        room: if own { String::new() } else { (n + 8).to_string() },
        phase,
        last_visit,
        visit_due: last_visit.map(|day| day + chrono::Days::new(28)).or(Some(day(2026, 11, 20))),
        open: u16::try_from(at % 3).unwrap(),
        next_due: match at % 3 {
            0 => None,
            1 => Some(day(2026, 11, 28)),
            _ => Some(day(2026, 11, 18)),
        },
        worker: Some(StaffId(1)),
        status: None,
        matched: None,
    }
}

fn person(id: u64, surname: &str, given: &str, birth: &str) -> Person {
    let mut person = Person::new(PersonId(id));
    person.names =
        vec![Name { kind: NameKind::Official, surname: surname.into(), given: given.into() }];
    person.birth = PartialDate::parse(birth, day(2026, 11, 22)).ok();
    person
}

/// The case of Fatima Al-Hamadi.
pub fn sheet(visits_wanted: usize) -> Sheet {
    let mut persons = vec![
        person(1, "Al-Hamadi", "Fatima", "12.03.1988"),
        person(2, "Al-Hamadi", "Karim", "1985?"),
        person(3, "Al-Hamadi", "Amira", "07.2012"),
        person(4, "Al-Hamadi", "Sami", "2015"),
        person(5, "Al-Hamadi", "Noor", ""),
    ];
    persons[0].names.push(Name {
        kind: NameKind::OriginalScript,
        surname: "الحمادي".into(),
        given: "فاطمة".into(),
    });
    persons[0].languages = vec!["ar".into(), "kmr".into(), "de".into()];
    persons[1].languages = vec!["ar".into()];
    let relations =
        [Relation::Reference, Relation::Partner, Relation::Child, Relation::Child, Relation::Child];
    let members = persons.iter().zip(relations).map(|(person, relation)| Member {
        person: person.id,
        relation,
        from: day(2025, 3, 1),
        until: None,
        left: None,
    });
    let household = Household {
        id: HouseholdId(2),
        reference: PersonId(1),
        members: members.collect(),
        lodgings: vec![Lodging {
            place: Place::Room { site: SiteId(1), room: "12".into() },
            from: day(2025, 3, 1),
            until: None,
        }],
        phone: "0151 2345678".into(),
        language: "ar".into(),
        interpreter: Interpreter::Lay,
        letterbox: String::new(),
        reach: "vormittags im Sprachkurs, ab 14 Uhr zu Hause".into(),
    };
    let visits = all_visits();
    Sheet {
        case: Case {
            id: CaseId(2),
            no: CaseNo { year: 2026, n: 141 },
            household: HouseholdId(2),
            opened: day(2025, 3, 1),
            turns: vec![Turn {
                day: day(2025, 3, 1),
                signed: None,
                what: Turned::To(Phase::Active),
            }],
            assignments: vec![Assignment { worker: StaffId(1), from: day(2025, 3, 1) }],
            areas: vec![InArea { area: AreaId(1), from: day(2025, 3, 1) }],
            rhythm_weeks: None,
        },
        household,
        persons,
        home: "Kölner Landstr. 4".into(),
        home_kind: Some(SiteKind::Shelter),
        room: "12".into(),
        visit_due: Some(day(2026, 11, 16)),
        worker: "Anna Weber".into(),
        area: "Nord".into(),
        follow_ups: follow_ups(),
        done: vec![done()],
        visits_total: u32::try_from(visits.len()).unwrap(),
        notes: vec![],
        assessments: vec![],
        steps: vec![],
        needs: vec![],
        more: More::default(),
        visits: visits.into_iter().take(visits_wanted).collect(),
        facts: Brief {
            required: 28,
            missing: 9,
            held: vec![
                held(PaperKind::Residence, "GES", Some("2027-01-14"), 4),
                held(PaperKind::Residence, "AE25-3", Some("2026-11-01"), 1),
                held(PaperKind::Benefit, "ALG3", None, 5),
            ],
            moved: None,
        },
        restricted: false,
        protocols: 0,
        letters: aid::api::letters::Brief::default(),
        topics: aid::api::topics::Brief::default(),
    }
}

/// Was done by a colleague between two visits.
fn done() -> followups::Finished {
    let mut follow_up = follow_ups().remove(0).follow_up;
    follow_up.id = FollowUpId(9);
    follow_up.what = "Kita anrufen".into();
    follow_up.done = Some(Done { at: utc(2026, 10, 14, 8, 30), by: StaffId(2), impossible: None });
    followups::Finished { follow_up, by: "Jonas Brandt".into() }
}

pub fn follow_ups() -> Vec<followups::Row> {
    let row = |id, what: &str, window, owner, name: &str| followups::Row {
        follow_up: FollowUp {
            id: FollowUpId(id),
            case: CaseId(2),
            what: what.into(),
            window,
            owner: StaffId(owner),
            source: Source::Manual,
            purpose: None,
            noted: None,
            restricted: false,
            created_by: StaffId(1),
            done: None,
        },
        no: "AiD-2026-0143".parse().unwrap(),
        name: "Al-Hamadi, Fatima".into(),
        owner: name.into(),
    };
    vec![
        row(1, "Mietbescheinigung nachreichen", Window::on(day(2026, 11, 18)), 1, "Anna Weber"),
        row(2, "Kursplatz suchen", Window::week_of(day(2026, 11, 22)), 1, "Anna Weber"),
        row(3, "Schuleinschreibung Sami", Window::month(2027, 2).unwrap(), 2, "Jonas Brandt"),
    ]
}

fn noted(code: &str, rating: Rating, origin: Origin, note: &str) -> Noted {
    let answer = Answer { item: ItemCode::new(code).unwrap(), rating, origin };
    Noted { answer, note: note.into(), agreed: None }
}

pub fn all_visits() -> Vec<visits::Shown> {
    let entry = |kind, at, outcome| Entry {
        kind,
        at,
        place: "Kölner Landstr. 4, Zi. 12".into(),
        met: vec![],
        interpreter: Interpreter::None,
        outcome,
        template: None,
        answers: vec![],
        field: None,
        note: String::new(),
        follow_ups: vec![],
    };
    let mut regular = entry(VisitKind::Regular, utc(2026, 10, 19, 12, 10), Outcome::Met);
    regular.met = vec![PersonId(1), PersonId(3), PersonId(5)];
    regular.interpreter = Interpreter::Lay;
    regular.template = Some(TemplateRef::current(TemplateId::Visit));
    let mut course = noted("SP4", Rating::Attention, Origin::Asked, "Warteliste VHS seit 6 Wochen");
    course.agreed = Some(Agreed {
        what: "Kursplatz suchen".into(),
        window: Window::week_of(day(2026, 11, 22)),
    });
    regular.answers = vec![
        course,
        noted(
            "WO1",
            Rating::Watch,
            Origin::AsLastTime,
            "Schimmel an der Fensterwand, Hausmeister weiß Bescheid und kommt in der nächsten Woche",
        ),
        noted("SP1", Rating::Ok, Origin::Asked, ""),
        noted("GE1", Rating::Ok, Origin::Summary, ""),
        noted("GE2", Rating::Ok, Origin::Summary, ""),
    ];
    regular.note =
        "Frau Al-Hamadi möchte gern im Garten helfen.\nSami freut sich auf die Schule.".into();
    let missed = entry(VisitKind::Regular, utc(2026, 10, 12, 9, 0), Outcome::NotMet);
    let mut brief = entry(VisitKind::Phone, utc(2026, 9, 30, 8, 40), Outcome::Met);
    brief.place = String::new();
    brief.note = "Rückfrage zum Bescheid, erklärt.".into();
    let mut entries = vec![regular, missed, brief];
    for n in 0..12_u32 {
        let mut older = entry(VisitKind::Regular, utc(2026, 8, 20, 9, n), Outcome::Met);
        older.at -= chrono::TimeDelta::days(i64::from(n) * 28);
        older.note = format!("Älterer Besuch {}.", n + 1);
        entries.push(older);
    }
    let shown = entries.into_iter().zip(1..).map(|(entry, id)| visits::Shown {
        visit: Visit {
            id: VisitId(id),
            case: CaseId(2),
            worker: StaffId(1),
            recorded: entry.at,
            entry,
        },
        worker: if id % 4 == 2 { "Jonas Brandt".into() } else { "Anna Weber".into() },
    });
    shown.collect()
}

pub fn recent() -> Vec<visits::Row> {
    let visits = all_visits().into_iter().zip(rows()).map(|(shown, row)| visits::Row {
        visit: shown.visit.id,
        case: row.case,
        no: row.no,
        name: row.name,
        kind: shown.visit.entry.kind,
        at: shown.visit.entry.at,
        outcome: shown.visit.entry.outcome,
        worker: shown.worker,
        concerns: u16::from(shown.visit.id.0 == 1),
        note: shown.visit.entry.note.lines().next().unwrap_or_default().to_owned(),
        closed: false,
    });
    visits.collect()
}

pub fn found() -> Vec<Found> {
    let found = |at: usize, born, matched: &str, why| {
        let row = rows().remove(at);
        Found {
            case: row.case,
            no: row.no,
            household: HouseholdId(row.case.0),
            name: row.name,
            born,
            home: row.home,
            room: row.room,
            area: "Nord".into(),
            matched: matched.into(),
            why,
        }
    };
    vec![
        found(18, Some(1979), "Mohammadi", Why::Beginning),
        found(2, Some(1990), "Muhammad", Why::Sound),
        found(16, None, "Mahmoudzadeh", Why::Slip),
    ]
}

pub fn draft() -> Draft {
    let entry = all_visits().remove(0).visit.entry;
    Draft {
        id: RequestId(77),
        form: Form::Visit,
        case: Some(CaseId(2)),
        name: "Al-Hamadi, Fatima".into(),
        kept: now() - chrono::TimeDelta::minutes(25),
        no: 0,
        from: None,
        body: Body::Entry { entry: Box::new(entry), raw: vec![], at: String::new(), cursor: 0 },
    }
}

fn todo(at: usize, urgency: Urgency, what: What) -> Todo {
    let Row { case, no, name, home, home_kind, room, .. } = rows().remove(at);
    let (whose, closed) = (Whose::Mine, false);
    Todo { case, no, name, home, home_kind, room, urgency, what, whose, closed }
}

fn due(id: u64, what: &str, window: Window) -> What {
    What::FollowUp {
        id: FollowUpId(id),
        what: what.into(),
        window,
        owner: StaffId(1),
        restricted: false,
    }
}

fn visit(due: NaiveDate, first: bool, missed: u8, last: Option<NaiveDate>) -> What {
    What::Visit { due, first, missed, last }
}

/// What is to be done on this Sunday: something of everything.
pub fn board() -> Board {
    let mut rows = vec![
        todo(7, Urgency::Danger, due(21, "Frist prüfen", Window::on(day(2026, 11, 20)))),
        todo(8, Urgency::Danger, visit(day(2026, 12, 1), false, 3, Some(day(2026, 10, 20)))),
        todo(
            1,
            Urgency::Overdue,
            due(1, "Mietbescheinigung nachreichen", Window::on(day(2026, 11, 18))),
        ),
        todo(5, Urgency::Overdue, visit(day(2026, 11, 19), false, 1, Some(day(2026, 10, 22)))),
        todo(6, Urgency::Overdue, visit(day(2026, 11, 20), true, 0, None)),
        todo(4, Urgency::Today, due(23, "Rückruf Schule", Window::on(day(2026, 11, 22)))),
        todo(
            9,
            Urgency::News,
            What::HandOver { on: day(2026, 11, 20), from: "Jonas Brandt".into() },
        ),
        todo(1, Urgency::Week, due(2, "Kursplatz suchen", Window::week_of(day(2026, 11, 28)))),
        todo(
            2,
            Urgency::Week,
            What::Expiry {
                kind: PaperKind::HealthCover,
                last: day(2026, 11, 28),
                person: PersonId(31),
                papers: 2,
            },
        ),
        todo(3, Urgency::Open, due(25, "Kita anmelden", Window::month(2026, 11).unwrap())),
    ];
    rows[2].whose = Whose::For("Jonas Brandt".into());
    let counts = Counts { danger: 2, overdue: 1, today: 1, week: 2, visits: 2, news: 1 };
    Board { counts, rows, more: 0 }
}

/// So many households that no screen holds a line for each.
pub fn long_board() -> Board {
    let mut board = board();
    for n in 10..28 {
        let since = day(2026, 11, 21) - chrono::Days::new(n as u64);
        board.rows.push(todo(n, Urgency::Overdue, visit(since, false, 0, Some(since))));
        board.rows.push(todo(
            n,
            Urgency::Week,
            due(100 + n as u64, "Nachfragen", Window::week_of(day(2026, 11, 27))),
        ));
    }
    board.counts.visits += 18;
    board.counts.week += 18;
    board
}

/// So much overdue that it alone is more than a screen.
pub fn overdue_board() -> Board {
    let mut board = board();
    for n in 10..30 {
        let since = day(2026, 11, 10) - chrono::Days::new(n as u64);
        board.rows.push(todo(
            n,
            Urgency::Overdue,
            due(200 + n as u64, "Nachfragen", Window::on(since)),
        ));
    }
    board.counts.overdue += 20;
    board
}

fn held(kind: PaperKind, code: &str, last: Option<&str>, persons: u16) -> Held {
    Held { kind, code: code.into(), last: last.map(|day| day.parse().unwrap()), persons }
}
