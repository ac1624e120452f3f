//! An office in a directory of its own, with one worker and a fixed clock.

#![allow(dead_code)] // each test uses its own part

use std::path::Path;
use std::sync::mpsc::Receiver;

use aid::domain::checklist::{TemplateId, TemplateRef};
use aid::domain::dates::OfficeZone;
use aid::domain::household::{Household, Interpreter};
use aid::domain::ids::{CaseId, StaffId};
use aid::domain::office::{self, OfficeKind, Rules};
use aid::domain::person::PersonField;
use aid::domain::staff::Role;
use aid::domain::visit::{Entry, Outcome, VisitKind};
use aid::store::persons::Details;
use aid::store::roster::Affected;
use aid::store::{
    Author, Change, OFFICE_ITSELF, Options, Store, StoreError, Written, cases, households, staff,
    visits,
};
use chrono::{DateTime, NaiveDate, Utc};

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The moment at which everything in these offices happens.
pub fn now() -> DateTime<Utc> {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

pub struct Office {
    dir: tempfile::TempDir,
    store: Option<Store>,
    changes: Option<Receiver<Affected>>,
    me: Author,
}

impl Office {
    pub fn new() -> Self {
        let mut office = Self::at(tempfile::tempdir().unwrap());
        let (me, zone) = (office.me, office.me.zone);
        let record = office::Office {
            kind: OfficeKind::Personal,
            name: "Düren".into(),
            zone: zone.name().into(),
            rules: Rules::default(),
            founded: day("2024-01-01"),
        };
        office.store().found(&me, record).unwrap();
        office.me = office.colleague("aweber", 1001);
        office
    }

    /// An office somebody else made in a directory.
    pub fn at(dir: tempfile::TempDir) -> Self {
        let zone = OfficeZone::default();
        let me = Author { staff: OFFICE_ITSELF, uid: 1001, at: now(), zone };
        let mut office = Self { dir, store: None, changes: None, me };
        office.open();
        office
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn open(&mut self) {
        let options = Options { reserve_bytes: 0, ..Options::at(now().timestamp_millis()) };
        let opened = Store::open(self.dir.path(), options, &mut |_| {}).unwrap();
        self.changes = Some(opened.changes);
        self.store = Some(opened.store);
    }

    pub fn close(&mut self) {
        self.store.take().unwrap().close().unwrap();
    }

    pub fn store(&self) -> &Store {
        self.store.as_ref().unwrap()
    }

    /// The changes since last asked.
    pub fn changes(&self) -> Vec<Affected> {
        self.changes.as_ref().unwrap().try_iter().collect()
    }

    /// The worker whose office it is.
    pub fn me(&self) -> &Author {
        &self.me
    }

    pub fn colleague(&self, user: &str, uid: u32) -> Author {
        let hire = staff::Hire {
            uid,
            user: user.into(),
            name: format!("Frau {user}"),
            roles: vec![Role::Worker],
            posts: vec![],
            from: day("2024-01-01"),
            lang: None,
        };
        let written = self.write(&self.me, move |change| staff::add(change, &hire)).unwrap();
        Author { staff: StaffId(written.id), uid, ..self.me }
    }

    pub fn write(
        &self,
        author: &Author,
        make: impl FnOnce(&mut Change<'_, '_>) -> Result<aid::store::Outcome, StoreError>
        + Send
        + 'static,
    ) -> Result<Written, StoreError> {
        self.store().write(author, None, "test", make)
    }

    pub fn household(&self, surname: &str, given: &str) -> CaseId {
        let opening = opening(surname, given);
        let written = self.write(&self.me, move |change| cases::open(change, &opening)).unwrap();
        CaseId(written.id)
    }

    pub fn household_of(&self, case: CaseId) -> Household {
        self.store().read(|view| households::of_case(view, &cases::get(view, case)?)).unwrap()
    }

    pub fn visit(&self, case: CaseId, fill: impl FnOnce(&mut Entry)) -> Written {
        let mut entry = entry(self, case);
        fill(&mut entry);
        self.write(&self.me, move |change| visits::record(change, case, entry)).unwrap()
    }
}

pub fn opening(surname: &str, given: &str) -> cases::Opening {
    let fields = vec![(PersonField::Surname, surname.into()), (PersonField::Given, given.into())];
    cases::Opening {
        person: Details { fields, source: String::new() },
        household: vec![],
        home: None,
        from: day("2026-11-01"),
        worker: None,
        area: None,
    }
}

/// A regular visit two days ago at which the reference person was met and nothing was said.
pub fn entry(office: &Office, case: CaseId) -> Entry {
    Entry {
        kind: VisitKind::Regular,
        at: "2026-11-20T13:30:00Z".parse().unwrap(),
        place: String::new(),
        met: vec![office.household_of(case).reference],
        interpreter: Interpreter::None,
        outcome: Outcome::Met,
        template: None,
        answers: vec![],
        field: None,
        note: String::new(),
        follow_ups: vec![],
    }
}

/// Code of an item that only the responsible worker and her deputy may see.
pub fn restricted_item() -> String {
    let template = TemplateRef::current(TemplateId::Visit).load().unwrap();
    template.items.iter().find(|item| item.restricted).unwrap().code.to_string()
}
