//! Forms over the counter: the application with one household behind it and a stand-in for the
//! server that notes what is sent, answers at once or when told to, and draws.
#![allow(dead_code, clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use aid::api::cases::{More, Page, Row, Sheet};
use aid::api::drafts::{Before, Body, Draft, Form, Head};
use aid::api::facts::{self, Brief, Held};
use aid::api::office::Lists;
use aid::api::similar::Found;
use aid::api::visits::Prepared;
use aid::api::wire::Welcome;
use aid::api::{Ask, Refusal, Reply, Request, Saved};
use aid::client::link::LinkEvent;
use aid::domain::area::Fte;
use aid::domain::case::{Assignment, Case, Phase, Turn, Turned};
use aid::domain::caseload::PhaseMark;
use aid::domain::checklist::{Answer, ItemCode, Origin, Rating, TemplateId, TemplateRef};
use aid::domain::facts::{Asked, Entry, FactKey, Source, Subject};
use aid::domain::field::Fields;
use aid::domain::household::{Household, Interpreter, Lodging, Member, Relation};
use aid::domain::ids::{CaseId, HouseholdId, PaperId, PersonId, RequestId, SiteId, StaffId};
use aid::domain::office::OfficeKind;
use aid::domain::papers::{
    Advice, Filled, Paper, PaperField, PaperKind, Rule, Suggestion, Used, Version,
};
use aid::domain::person::{Name, NameKind, Person, Sex};
use aid::domain::site::{Place, Site, SiteKind};
use aid::domain::staff::Role;
use aid::domain::visit::{LastAnswer, VisitKind};
use aid::tui::app::{Action, App, Event, Moment};
use aid::tui::screens::Screen;
use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::screen::{SETTINGS, Setting, USUAL, ctx, shown};

pub const CASE: CaseId = CaseId(7);

pub fn day(m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, m, d).unwrap()
}

/// What the keys lead to on every terminal, with the ending of each snapshot.
pub fn everywhere(keys: &str) -> impl Iterator<Item = (&'static str, String)> {
    SETTINGS.into_iter().map(move |(ending, at)| (ending, Counter::new(at).press(keys).screen()))
}

/// What stands between the keys and the disk.
pub struct Counter {
    pub app: App,
    pub now: Moment,
    size: (u16, u16),
    /// Everything sent, with the id of changes.
    pub sent: Vec<(Option<RequestId>, Request)>,
    pub prepared: Prepared,
    pub sheet: Sheet,
    pub facts: facts::Sheet,
    pub needs: aid::api::needs::Sheet,
    /// Her own visits and contacts.
    pub recent: Vec<aid::api::visits::Row>,
    pub drafts: Vec<Draft>,
    /// Who may be the person in a form.
    pub similar: Vec<Found>,
    /// What one may read of protocols.
    pub protocols: Vec<aid::api::protocols::Shown>,
    /// The letters of the household.
    pub letters: Vec<aid::api::letters::Shown>,
    /// What the members of the household were told.
    pub told: Vec<aid::api::topics::Shown>,
    /// What is to be done today.
    pub board: aid::api::today::Board,
    /// Filled checklists, and what is known of before.
    pub filled: Vec<aid::api::assessments::Shown>,
    pub earlier: Vec<aid::domain::assessment::Earlier>,
    /// What the next change is refused with.
    pub refuse: Option<Refusal>,
    waiting: VecDeque<(u32, Option<RequestId>, Request)>,
    /// Answers wait for [`Counter::answer`].
    pub slow: bool,
    /// What drafts are refused with.
    pub refuse_drafts: Option<Refusal>,
    /// What was saved: no draft of it is kept any more.
    saved: Vec<RequestId>,
    /// What became of drafts that are gone on with.
    pub before: Before,
    /// What was sent last is meant also beside another form of the same draft.
    pub beside: bool,
    /// The cases of the drafts are out of sight.
    pub hidden: bool,
    /// What the application wants done besides sending.
    pub done: Vec<Action>,
}

impl Counter {
    pub fn new(setting: Setting) -> Self {
        let Setting { lang, ascii, width, height } = setting;
        let ctx = ctx(lang, ascii);
        let now = Moment { utc: ctx.now, at: Instant::now() };
        let app = App::new(ctx, Screen::caseload(), Duration::from_secs(300), true, now);
        let mut counter = Self {
            app,
            now,
            size: (width, height),
            sent: vec![],
            prepared: prepared(),
            sheet: sheet(),
            facts: facts(),
            needs: aid::api::needs::Sheet {
                needs: vec![],
                more: 0,
                suggestions: vec![],
                persons: vec![(PersonId(1), "Fatima".into()), (PersonId(2), "Amira".into())],
                closed: false,
            },
            recent: vec![],
            drafts: vec![],
            similar: vec![],
            protocols: vec![],
            letters: vec![],
            told: vec![],
            board: aid::api::today::Board::default(),
            filled: vec![],
            earlier: vec![],
            refuse: None,
            waiting: VecDeque::new(),
            slow: false,
            refuse_drafts: None,
            saved: vec![],
            before: Before::Gone,
            beside: false,
            hidden: false,
            done: vec![],
        };
        counter.tell(Event::Resized(width, height));
        counter.tell(Event::Link(LinkEvent::Up(Box::new(welcome()))));
        counter.sent.clear();
        counter.screen();
        counter
    }

    /// German, 80×24.
    pub fn german() -> Self {
        Self::new(USUAL)
    }

    /// Presses keys by their names; what stands in quotes is typed: `v 3 'Kurs fehlt' enter`.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for (n, part) in keys.split('\'').enumerate() {
            if n % 2 == 1 {
                part.chars().for_each(|c| self.key(aid::tui::input::Key::char(c)));
            } else {
                for key in part.split_whitespace() {
                    self.key(key.parse().unwrap_or_else(|_| panic!("no key {key}")));
                }
            }
        }
        self
    }

    fn key(&mut self, key: aid::tui::input::Key) {
        self.tell(Event::Key(key));
        self.screen();
    }

    /// Lets time pass, so that drafts are kept.
    pub fn wait(&mut self, time: Duration) -> &mut Self {
        self.now.at += time;
        self.now.utc += time;
        self.tell(Event::Timer);
        self
    }

    pub fn tell(&mut self, event: Event) {
        for action in self.app.handle(event, self.now) {
            let Action::Send(Ask { tag, request, beside, body }) = action else {
                self.done.push(action);
                continue;
            };
            self.beside = beside;
            self.sent.push((request, body.clone()));
            self.waiting.push_back((tag, request, body));
        }
        if !self.slow {
            self.answer();
        }
    }

    /// Answers everything that was asked.
    pub fn answer(&mut self) {
        while self.answer_one() {}
    }

    /// Answers what was asked first; `false` if nothing was.
    pub fn answer_one(&mut self) -> bool {
        let Some((tag, request, body)) = self.waiting.pop_front() else { return false };
        let result = self.reply(request, body);
        let slow = std::mem::replace(&mut self.slow, true);
        self.tell(Event::Link(LinkEvent::Reply { tag, result }));
        self.slow = slow;
        true
    }

    #[allow(clippy::too_many_lines, reason = "a line or two for each request")]
    fn reply(&mut self, request: Option<RequestId>, body: Request) -> Result<Reply, Refusal> {
        if request.is_some()
            && !matches!(body, Request::DropDraft(_))
            && let Some(refusal) = self.refuse.take()
        {
            return Err(refusal);
        }
        if let (Request::SaveDraft(_), Some(refusal)) = (&body, &self.refuse_drafts) {
            return Err(refusal.clone());
        }
        Ok(match body {
            Request::Caseload(_) => Reply::Caseload(page()),
            Request::PrepareVisit(_) => {
                let mut prepared = self.prepared.clone();
                prepared.drafts = self.heads();
                Reply::Prepared(Box::new(prepared))
            }
            Request::ShowNeeds(_) => Reply::Needs(Box::new(self.needs.clone())),
            Request::ShowFacts(_) => Reply::Facts(Box::new(self.facts.clone())),
            Request::FactHistory(ask) => Reply::FactHistory(facts::History {
                entries: vec![entry(ask.key, "no", 3), entry(ask.key, "yes", 1)],
                staff: vec![(StaffId(1), "Anna Weber".into())],
            }),
            Request::ShowCase(_) => Reply::Case(Box::new(self.sheet.clone())),
            Request::RecentVisits(_) => Reply::RecentVisits(self.recent.clone()),
            Request::Protocols(_) => {
                let rows = self.protocols.clone();
                Reply::Protocols(aid::api::protocols::Page { rows, more: 0 })
            }
            Request::CaseLetters(_) => Reply::CaseLetters(aid::api::letters::Page {
                name: "Al-Hamadi, Fatima".into(),
                rows: self.letters.clone(),
                more: 0,
                closed: self.needs.closed,
            }),
            Request::CaseTopics(_) => Reply::CaseTopics(Box::new(aid::api::topics::Page {
                name: "Al-Hamadi, Fatima".into(),
                persons: self.prepared.persons.clone(),
                rows: self.told.clone(),
                more: 0,
                closed: self.needs.closed,
            })),
            Request::Today(_) => Reply::Today(self.board.clone()),
            Request::PrepareAssessment(q) => {
                Reply::AssessmentPrepared(Box::new(aid::api::assessments::Prepared {
                    name: self.prepared.name.clone(),
                    persons: self.prepared.persons.clone(),
                    template: TemplateRef::current(q.template),
                    earlier: self.earlier.clone(),
                    restricted: self.prepared.restricted,
                    drafts: self.heads(),
                }))
            }
            Request::Assessments(_) => Reply::Assessments(Box::new(aid::api::assessments::Page {
                name: self.prepared.name.clone(),
                persons: self.prepared.persons.clone(),
                rows: self.filled.clone(),
                more: 0,
                closed: self.needs.closed,
            })),
            Request::Certificate(q) => {
                let filled = self.filled.iter().find(|shown| shown.assessment.id == q.assessment);
                let entry = filled.ok_or(Refusal::NotFound)?.assessment.entry.clone();
                let (name, household) = ("Al-Hamadi, Amira".into(), entry.person.is_none());
                let entry = entry.without_words();
                Reply::Certificate(Box::new(aid::domain::assessment::Certificate {
                    name,
                    household,
                    entry,
                }))
            }
            Request::Similar(_) => Reply::Similar(self.similar.clone()),
            Request::Lists => Reply::Lists(lists()),
            Request::Drafts => Reply::Drafts(self.heads()),
            Request::Draft(open) => {
                let draft = self.drafts.iter().find(|draft| draft.id == open.id);
                Reply::Draft(Box::new(draft.ok_or(Refusal::NotFound)?.clone()))
            }
            Request::SaveDraft(draft) => {
                self.drafts.retain(|known| known.id != draft.id);
                self.drafts.retain(|known| Some(known.id) != draft.from.map(|was| was.id));
                let before = draft.from.map(|_| self.before);
                if !self.saved.contains(&draft.id) {
                    self.drafts.push(*draft);
                }
                Reply::Kept(before)
            }
            Request::DropDraft(drop) => {
                self.drafts.retain(|known| known.id != drop.was.id);
                Reply::Done
            }
            _ if request.is_some() => {
                self.drafts.retain(|known| Some(known.id) != request);
                self.saved.extend(request);
                Reply::Saved(Saved {
                    change: 41,
                    id: 99,
                    case: Some(CASE),
                    visit_due: Some(day(12, 20)),
                    settled: 0,
                })
            }
            _ => Reply::Done,
        })
    }

    /// The drafts as a list.
    pub fn heads(&self) -> Vec<Head> {
        let heads = self.drafts.iter().map(Draft::head);
        heads.map(|head| if self.hidden { head.out_of_sight() } else { head }).collect()
    }

    /// The line breaks: what was asked is gone.
    pub fn down(&mut self) {
        self.waiting.clear();
        self.tell(Event::Link(LinkEvent::Down));
    }

    /// The line is back, and changes are sent again, as the link does.
    pub fn up(&mut self) {
        self.tell(Event::Link(LinkEvent::Up(Box::new(welcome()))));
    }

    /// Answers the question asked last that is not answered yet.
    pub fn answer_last(&mut self, result: Result<Reply, Refusal>) {
        let (tag, ..) = self.waiting.pop_back().unwrap();
        self.tell(Event::Link(LinkEvent::Reply { tag, result }));
    }

    /// The drafts that were sent.
    pub fn drafts_sent(&self) -> usize {
        self.sent.iter().filter(|(_, body)| matches!(body, Request::SaveDraft(_))).count()
    }

    /// When the application wants to be told the time again, from now.
    pub fn idle_for(&self) -> Duration {
        self.app.deadline().saturating_duration_since(self.now.at)
    }

    /// The screen as text, with the cursor below.
    pub fn screen(&mut self) -> String {
        let (buf, cursor) = self.buffer();
        shown(&buf, Some(cursor))
    }

    pub fn buffer(&mut self) -> (Buffer, ratatui::layout::Position) {
        let mut buf = Buffer::empty(Rect::new(0, 0, self.size.0, self.size.1));
        let cursor = self.app.draw(&mut buf);
        (buf, cursor)
    }

    /// Cells that a key changes.
    pub fn changed_by(&mut self, keys: &str) -> usize {
        let (before, _) = self.buffer();
        self.press(keys);
        let (after, _) = self.buffer();
        before.content.iter().zip(&after.content).filter(|(a, b)| a != b).count()
    }

    /// The changes that were sent, drafts left out.
    pub fn changes(&self) -> Vec<&Request> {
        let changes = self.sent.iter().filter(|(id, _)| id.is_some());
        changes.map(|(_, request)| request).collect()
    }

    /// The entry of the only visit that was sent.
    pub fn entry(&self) -> &aid::domain::visit::Entry {
        match self.changes().as_slice() {
            [Request::RecordVisit(record)] => &record.entry,
            other => panic!("not one visit but {other:?}"),
        }
    }
}

pub fn draft_of(body: Body, form: Form) -> Draft {
    let kept = chrono::TimeZone::with_ymd_and_hms(&chrono::Utc, 2026, 11, 22, 12, 10, 0).unwrap();
    let name = "Al-Hamadi, Fatima".to_owned();
    Draft { id: RequestId(5), form, case: Some(CASE), name, kept, no: 0, from: None, body }
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
        now: chrono::TimeZone::with_ymd_and_hms(&chrono::Utc, 2026, 11, 22, 13, 10, 0).unwrap(),
        version: "0.1.0".into(),
    }
}

fn page() -> Page {
    let row = Row {
        case: CASE,
        no: "AiD-2026-0143".parse().unwrap(),
        name: "Al-Hamadi, Fatima".into(),
        persons: 3,
        home: "Kölner Landstr. 4".into(),
        home_kind: Some(SiteKind::Shelter),
        room: "12".into(),
        phase: PhaseMark::Active,
        last_visit: Some(day(10, 19)),
        visit_due: Some(day(11, 16)),
        open: 2,
        next_due: Some(day(11, 28)),
        worker: Some(StaffId(1)),
        status: None,
        matched: None,
    };
    let mut other = row.clone();
    other.case = CaseId(8);
    other.name = "Haddad, Yusuf".into();
    Page { total: 2, offset: 0, rows: vec![row, other], persons: 87, fte: Fte(100), ratio: 100 }
}

pub fn prepared() -> Prepared {
    let last = |code: &str, rating| LastAnswer {
        answer: Answer { item: ItemCode::new(code).unwrap(), rating, origin: Origin::Asked },
        on: day(10, 19),
    };
    Prepared {
        case: CASE,
        name: "Al-Hamadi, Fatima".into(),
        persons: [(1, "Fatima"), (2, "Amira"), (3, "Sami")]
            .map(|(id, name)| (PersonId(id), name.to_owned()))
            .to_vec(),
        former: vec![],
        kind: VisitKind::Regular,
        template: TemplateRef::current(TemplateId::Visit),
        place: "Kölner Landstr. 4, Zi. 12".into(),
        interpreter: Interpreter::Lay,
        language: "ar".into(),
        last: vec![
            last("SP1", Rating::Watch),
            last("SP4", Rating::Ok),
            last("WO1", Rating::Urgent),
        ],
        restricted: true,
        drafts: vec![],
    }
}

fn lists() -> Lists {
    let site = |id, kind, name: &str| Site {
        id: SiteId(id),
        kind,
        name: name.to_owned(),
        area: None,
        rooms: vec![],
    };
    Lists {
        sites: vec![
            site(1, SiteKind::Shelter, "Kölner Landstr. 4"),
            site(2, SiteKind::MunicipalFlat, "Am Markt 9"),
        ],
        areas: vec![],
        staff: vec![(StaffId(1), "Anna Weber".into()), (StaffId(2), "Deniz Acar".into())],
    }
}

pub fn sheet() -> Sheet {
    let mut fatima = Person::new(PersonId(1));
    fatima.names = vec![Name {
        kind: NameKind::Official,
        surname: "Al-Hamadi".into(),
        given: "Fatima".into(),
    }];
    fatima.birth = "1988-03-12".parse().ok();
    fatima.sex = Sex::Female;
    fatima.languages = vec!["ar".into()];
    fatima.nationalities = vec!["SY".into()];
    fatima.phone = "0157 1".into();
    let place = Place::Room { site: SiteId(1), room: "12".into() };
    let household = Household {
        id: HouseholdId(3),
        reference: PersonId(1),
        members: vec![Member {
            person: PersonId(1),
            relation: Relation::Reference,
            from: day(1, 1),
            until: None,
            left: None,
        }],
        lodgings: vec![Lodging { place, from: day(1, 1), until: None }],
        phone: "0157 1".into(),
        language: "ar".into(),
        interpreter: Interpreter::Lay,
        letterbox: String::new(),
        reach: String::new(),
    };
    let case = Case {
        id: CASE,
        no: "AiD-2026-0143".parse().unwrap(),
        household: household.id,
        opened: day(1, 1),
        turns: vec![Turn { day: day(1, 1), signed: None, what: Turned::To(Phase::Active) }],
        assignments: vec![Assignment { worker: StaffId(1), from: day(1, 1) }],
        areas: vec![],
        rhythm_weeks: None,
    };
    Sheet {
        case,
        household,
        persons: vec![fatima],
        home: "Kölner Landstr. 4".into(),
        home_kind: Some(SiteKind::Shelter),
        room: "12".into(),
        visit_due: None,
        worker: "Anna Weber".into(),
        area: "Nord".into(),
        follow_ups: vec![],
        done: vec![],
        visits: vec![],
        visits_total: 0,
        notes: vec![],
        assessments: vec![],
        steps: vec![],
        needs: vec![],
        more: More::default(),
        facts: Brief {
            required: 28,
            missing: 9,
            held: vec![
                held(PaperKind::Residence, "GES", Some("2027-01-14")),
                held(PaperKind::Benefit, "ALG3", None),
            ],
            moved: None,
        },
        restricted: true,
        protocols: 0,
        letters: aid::api::letters::Brief::default(),
        topics: aid::api::topics::Brief::default(),
    }
}

fn held(kind: PaperKind, code: &str, last: Option<&str>) -> Held {
    Held { kind, code: code.into(), last: last.map(|day| day.parse().unwrap()), persons: 1 }
}

/// An answer of November, from their own word.
pub fn entry(key: FactKey, value: &str, d: u32) -> Entry {
    let at = chrono::TimeZone::with_ymd_and_hms(&chrono::Utc, 2026, 11, d, 9, 0, 0).unwrap();
    let (as_of, source, by) = (day(11, d), Source::Word, StaffId(1));
    Entry { key, value: value.into(), as_of, source, by, at }
}

/// Answers by the short names of their questions; those with a day of November were entered then.
pub fn answers(all: &[(&str, &str, Option<u32>)]) -> Vec<facts::Answer> {
    let answer = |(name, value, day): &(&str, &str, Option<u32>)| {
        let key = FactKey::named(name).unwrap_or_else(|| panic!("no question {name}"));
        let entry = day.map(|day| entry(key, value, day));
        facts::Answer { key, value: (*value).to_owned(), entry, earlier: 0 }
    };
    let mut answers: Vec<facts::Answer> = all.iter().map(answer).collect();
    let place = |key| aid::domain::facts::sheet().iter().position(|q| q.key == key);
    answers.sort_by_key(|answer| place(answer.key));
    answers
}

/// A paper with some of its fields.
pub fn paper(id: u64, person: u64, kind: PaperKind, fields: &[(PaperField, &str)]) -> Paper {
    let mut filled = Filled::new(kind);
    for (field, text) in fields {
        filled.set_field(*field, text, day(11, 22)).unwrap();
    }
    let version =
        Version { content: filled.content, by: StaffId(1), at: entry(FactKey(1), "", 3).at };
    Paper { id: PaperId(id), person: PersonId(person), kind, versions: vec![version] }
}

/// A family of three in a shelter: Fatima with a certificate and an old recognition, two children.
pub fn facts() -> facts::Sheet {
    use PaperField::{Code, From, Until};
    let part = |subject, name: &str, asked, answers, papers| {
        let complete = aid::domain::facts::Completeness::default();
        let name = name.to_owned();
        facts::Part { subject, name, asked, answers, papers, papers_more: 0, complete }
    };
    let person = |id| Subject::Person(PersonId(id));
    let pupil = Asked::Minor { small: false, pupil: true };
    let papers = vec![
        paper(1, 1, PaperKind::Residence, &[(Code, "GES"), (Until, "14.1.2027")]),
        paper(2, 1, PaperKind::Procedure, &[(Code, "recognised"), (From, "12.5.2026")]),
        paper(3, 1, PaperKind::Benefit, &[(Code, "ALG3"), (From, "3.2024")]),
    ];
    let names = |given, birth| {
        vec![("surname", "Al-Hamadi", None), ("given", given, None), ("birth", birth, None)]
    };
    let mut fatima = names("Fatima", "1988-03-12");
    fatima.extend([
        ("sex", "f", None),
        ("nationality", "SY", Some(3)),
        ("languages", "ar", Some(3)),
        ("relation", "reference", None),
        ("status", "GES", None),
        ("procedure", "recognised", None),
        ("regime", "ALG3", None),
        ("doctor", "no", Some(3)),
    ]);
    let parts = vec![
        part(
            Subject::Household(HouseholdId(3)),
            "Al-Hamadi, Fatima",
            Asked::Household,
            answers(&[
                ("visit", "2026-11-03", None),
                ("interpreter", "lay", Some(3)),
                ("home", "Kölner Landstr. 4, Zi. 12", None),
            ]),
            vec![],
        ),
        part(person(1), "Fatima", Asked::Adult, answers(&fatima), papers),
        part(person(2), "Amira", pupil, answers(&names("Amira", "2012")), vec![]),
        part(person(3), "Sami", pupil, answers(&names("Sami", "2015-05-03")), vec![]),
    ];
    let end = Suggestion {
        about: person(1),
        what: Advice::EndBenefit { paper: PaperId(3), last: "2026-05-31".parse().unwrap() },
        why: Rule::MonthOfRecognition,
        used: vec![Used::Paper(PaperId(2))],
    };
    facts::Sheet {
        case: CASE,
        parts,
        more: 0,
        in_shelter: true,
        complete: aid::domain::facts::Completeness::default(),
        suggestions: vec![end],
        staff: vec![(StaffId(1), "Anna Weber".into())],
        restricted: true,
        closed: false,
    }
}
