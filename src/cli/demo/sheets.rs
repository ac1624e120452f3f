//! What is known of invented people beyond their names: papers that run out sooner or later, and
//! answers of the fact sheet, more of them the longer somebody is in care.

use chrono::{Days, Months, NaiveDate};
use fastrand::Rng;

use super::life::Cared;
use super::table::{Table, weighted};
use crate::domain::assessment::{Entry as Filled, Level, Readiness, propose};
use crate::domain::checklist::{Answer, Origin, Rating, TemplateId, TemplateRef};
use crate::domain::codes::List;
use crate::domain::dates::Window;
use crate::domain::facts::{FactKey, Source, Subject};
use crate::domain::field::{Edit, Fields};
use crate::domain::household::{Member, Relation};
use crate::domain::ids::{NeedId, ProtocolId, StaffId};
use crate::domain::letters::{Content, LetterField};
use crate::domain::needs::NeedField;
use crate::domain::note::Entry;
use crate::domain::papers::{PaperField, PaperKind};
use crate::domain::protocol::{Content as Protocol, Finding};
use crate::domain::topics::{Entry as Informed, How};
use crate::domain::visit::{Agreed, Noted};
use crate::store::facts::{self, Edits};
use crate::store::{
    Change, StoreError, assessments, cases, households, letters, needs, notes, papers, protocols,
    topics,
};

/// Questions that are answered for a reference person.
const ASKED: [&str; 6] = ["german", "course", "literacy", "employment", "trade", "own_goal"];

/// Invents sheets.
#[derive(Debug)]
pub struct Sheets {
    words: Table,
    rng: Rng,
    /// For notes and needs.
    notes: Rng,
    needs: Rng,
    /// For letters.
    letters: Rng,
    /// For checklists of their own.
    checklists: Rng,
    /// For information given.
    topics: Rng,
    /// Who has the office, by whom the first household is cared for, and how many of hers with children
    /// there were.
    owner: Option<StaffId>,
    families: usize,
    today: NaiveDate,
}

/// A sheet before it is written.
#[derive(Clone, Debug)]
pub struct Invented {
    cared: Cared,
    /// Kind, code, first and last day.
    papers: Vec<(PaperKind, &'static str, NaiveDate, Option<NaiveDate>)>,
    /// Question and answer of the reference person.
    answers: Vec<(&'static str, String)>,
    /// A note, and whether it is restricted.
    note: Option<(&'static str, bool)>,
    need: Option<Lack>,
    /// A letter, field by field.
    letter: Option<Vec<(LetterField, String)>>,
    /// A filled checklist of its own.
    checklist: Option<Filled>,
    /// What was told, and how many of the household heard it.
    told: Vec<(Vec<String>, How, usize)>,
    /// A protocol, and whether it is signed.
    protocol: Option<(Protocol, bool)>,
}

/// What is lacking, wanted or there.
#[derive(Clone, Debug)]
struct Lack {
    /// Kind, field, severity, words.
    texts: [&'static str; 4],
    /// What was agreed on, and in how many days it is due.
    agreed: Option<(&'static str, u64)>,
}

impl Sheets {
    /// People of an office of this seed.
    pub fn new(seed: u64, today: NaiveDate) -> Self {
        let words = Table::new(include_str!("sheets.tsv"));
        // a line of its own, so that the people stay who they are
        let [rng, notes, needs, letters, checklists, topics] =
            [0x5ee7, 0x07e5, 0x0eed, 0x1e77, 0xc4ec, 0x701d]
                .map(|line| Rng::with_seed(seed ^ line));
        let (owner, families) = (None, 0);
        Self { words, rng, notes, needs, letters, checklists, topics, owner, families, today }
    }

    /// The sheet of a household.
    pub fn of(&mut self, cared: &Cared) -> Invented {
        let rng = &mut self.rng;
        let lives = if cared.weeks == 4 { "shelter" } else { "own" };
        let fits = |row: &super::table::Row| row.get(0) == "status" && row.get(1) == lives;
        let status = self.words.heavy(rng, 5, fits);
        let months = u32::try_from(status.number(6)).unwrap_or(12).max(1);
        let left = u64::from(rng.u32(..months * 30 + 10));
        // some have run out a few days ago
        let until = self.today.checked_add_days(Days::new(left)).unwrap_or(self.today);
        let until = until.checked_sub_days(Days::new(10)).unwrap_or(until);
        let from = until.checked_sub_months(Months::new(months)).unwrap_or(until).min(self.today);
        let arrival =
            cared.from.checked_sub_days(Days::new(rng.u64(20..200))).unwrap_or(cared.from);
        let papers = vec![
            (PaperKind::Residence, status.get(2), from, Some(until)),
            (PaperKind::Benefit, status.get(3), cared.from, None),
            (PaperKind::HealthCover, status.get(4), self.today.min(until), None),
        ];
        let mut answers = vec![
            ("arrival", arrival.format("%Y-%m").to_string()),
            ("allocation", cared.from.to_string()),
        ];
        for name in ASKED {
            if rng.u32(..10) < 7 {
                let of = |row: &super::table::Row| row.get(0) == "fact" && row.get(1) == name;
                answers.push((name, self.words.heavy(rng, 3, of).get(2).to_owned()));
            }
        }
        let noted = self.notes.u32(..6) == 0;
        let note = noted.then(|| self.words.heavy(&mut self.notes, 3, |row| row.get(0) == "note"));
        let note = note.map(|row| (row.get(2), row.get(1) == "restricted"));
        let rng = &mut self.needs;
        let lacks = rng.u32(..4) == 0;
        let need = lacks.then(|| {
            let row = self.words.heavy(rng, 6, |row| row.get(0) == "need");
            let agreed = Some(row.get(5)).filter(|what| *what != "-" && rng.u32(..3) > 0);
            let agreed = agreed.map(|what| (what, rng.u64(3..40)));
            Lack { texts: [1, 2, 3, 4].map(|column| row.get(column)), agreed }
        });
        let (letter, checklist) = (self.letter(), self.checklist(cared));
        let (told, protocol) = (self.told(cared), self.protocol(cared));
        let cared = cared.clone();
        Invented { cared, papers, answers, note, need, letter, checklist, told, protocol }
    }

    /// A checklist of its own for some households: readiness to rent where it is practised, in a shelter,
    /// daily structure anywhere. Some items were not discussed.
    fn checklist(&mut self, cared: &Cared) -> Option<Filled> {
        let rng = &mut self.checklists;
        if rng.u32(..8) > 0 {
            return None;
        }
        let rent = cared.weeks == 4 && rng.bool();
        let id = if rent { TemplateId::TenancyReadiness } else { TemplateId::DailyStructure };
        let template = TemplateRef::current(id);
        let items = &template.load()?.items;
        let due = self.today.checked_add_days(Days::new(rng.u64(3..20)))?;
        let weights = [
            (Some(Rating::Ok), 6),
            (Some(Rating::Watch), 3),
            (Some(Rating::Attention), 1),
            (None, 2),
        ];
        let rated = items.iter().filter_map(|item| {
            let rating = weighted(rng, weights.into_iter())?;
            let answer = Answer { item: item.code, rating, origin: Origin::Asked };
            let agreed = Agreed { what: item.measure.de.to_owned(), window: Window::on(due) };
            let agreed = Some(agreed).filter(|_| rating == Rating::Attention);
            Some(Noted { answer, note: String::new(), agreed })
        });
        let answers: Vec<Noted> = rated.collect();
        let ratings: Vec<Rating> = answers.iter().map(|noted| noted.answer.rating).collect();
        let level = propose(&ratings, items.len()).level.min(Level::Partly);
        let readiness = rent.then(|| Readiness { level, tested: None, confirmed: String::new() });
        let day =
            self.today.checked_sub_days(Days::new(rng.u64(1..60)))?.max(cared.from).min(self.today);
        let kind = if rent { "rent" } else { "daily" };
        let of = |row: &super::table::Row| row.get(0) == "checklist" && row.get(1) == kind;
        let note = self.words.heavy(rng, 3, of).get(2).to_owned();
        let (person, follow_ups) = (None, vec![]);
        Some(Filled { template, day, person, answers, note, follow_ups, readiness })
    }

    /// What some households were told: a few topics at the beginning, one more since.
    fn told(&mut self, cared: &Cared) -> Vec<(Vec<String>, How, usize)> {
        let rng = &mut self.topics;
        if rng.u32(..4) > 0 {
            return vec![];
        }
        let mut topics: Vec<_> = List::Topic.on(self.today).map(|t| t.code.to_owned()).collect();
        let later = topics.split_off(topics.len().min(rng.usize(3..6)));
        let since = (self.today - cared.from).num_days().try_into().unwrap_or(0);
        let how = |after: u64, way: &str| {
            let day = cared.from.checked_add_days(Days::new(after)).unwrap_or(self.today);
            let (language, who) = (String::new(), String::new()); // the household knows its language
            How { day: day.min(self.today), language, way: way.to_owned(), who }
        };
        let first = how(0, "interpreter");
        let next = how(rng.u64(..=since), "event");
        let one = later.get(rng.usize(..later.len().max(1))).cloned();
        vec![(topics, first, rng.usize(1..3)), (one.into_iter().collect(), next, 1)]
    }

    /// Of the owner's families one has a signed protocol, another one that is still written.
    fn protocol(&mut self, cared: &Cared) -> Option<(Protocol, bool)> {
        let hers = *self.owner.get_or_insert(cared.worker) == cared.worker;
        if !hers || cared.persons.len() < 3 {
            return None;
        }
        self.families += 1;
        let at = self.families.checked_sub(2)?;
        let row = self.words.all(|row| row.get(0) == "protocol").nth(at)?;
        let signed = at == 0;
        let about = cared.persons.first();
        let said = |column| Some(row.get(column)).filter(|text| *text != "-").unwrap_or_default();
        let before = |days| self.today.checked_sub_days(Days::new(days)).unwrap_or(self.today);
        let day = before(if signed { 6 } else { 1 }).max(cared.from);
        let content = Protocol {
            sign: row.get(1).to_owned(),
            day,
            time: None,
            persons: about.map(|(person, _)| *person).into_iter().collect(),
            facts: said(2).to_owned(),
            assessment: said(3).to_owned(),
            second: None,
            expert: signed.then_some(day),
            parents: signed.then_some(true),
            parents_why: String::new(),
            result: signed.then_some(Finding::None),
            action: said(4).to_owned(),
            informed: None,
            informed_how: String::new(),
            feedback: None,
        };
        Some((content, signed))
    }

    /// A letter to some households: with the deadline of the law, one of its own, or none yet.
    fn letter(&mut self) -> Option<Vec<(LetterField, String)>> {
        let rng = &mut self.letters;
        if rng.u32(..8) > 0 {
            return None;
        }
        let row = self.words.heavy(rng, 3, |row| row.get(0) == "letter");
        let received = self.today.checked_sub_days(Days::new(rng.u64(..20)))?;
        let (dated, own) = (received.checked_sub_days(Days::new(2))?, rng.u64(2..30));
        let (kind, dated, received) = (row.get(1).to_owned(), Some(dated), Some(received));
        let content = Content { kind, dated, received, ..Content::new() };
        let law = content.suggestion().map(|suggested| suggested.last);
        let own = self.today.checked_add_days(Days::new(own));
        let deadline = law.or(own).filter(|_| rng.u32(..4) > 0);
        let content = Content { what: row.get(2).to_owned(), deadline, ..content };
        let content = Content { sender: row.get(4).to_owned(), ..content };
        Some(LetterField::CODES.map(|(_, field)| (field, content.field(field))).to_vec())
    }
}

/// Writes a sheet.
pub fn write(change: &mut Change<'_, '_>, invented: &Invented) -> Result<(), StoreError> {
    let Invented { cared, papers, answers, .. } = invented;
    let today = change.today();
    let persons: Vec<_> = cared.persons.iter().map(|(person, _)| *person).collect();
    for (kind, code, from, until) in papers {
        let day = |day: &NaiveDate| day.to_string();
        let fields = [
            (PaperField::Code, (*code).to_owned()),
            (PaperField::From, day(from)),
            (PaperField::Until, until.as_ref().map(day).unwrap_or_default()),
            (PaperField::Source, "document".to_owned()),
        ];
        papers::add(change, cared.case, &persons, *kind, &fields)?;
    }
    let household = households::of_case(change, &cases::get(change, cared.case)?)?;
    let mother = Subject::Person(household.reference);
    let edit = |subject: Subject, name: &str, now: &str| {
        let edit = Edit { field: FactKey::named(name)?, was: String::new(), now: now.to_owned() };
        Some((subject, edit))
    };
    let mut edits: Vec<_> =
        answers.iter().filter_map(|(name, now)| edit(mother, name, now)).collect();
    let house = Subject::Household(household.id);
    edits.extend(
        [edit(house, "account", "yes"), edit(house, "emergency", "no")].into_iter().flatten(),
    );
    let source = Source::Word;
    facts::edit(change, cared.case, &Edits { edits, as_of: cared.from.min(today), source })?;
    write_rest(change, invented)
}

/// Writes what only some households have.
fn write_rest(change: &mut Change<'_, '_>, invented: &Invented) -> Result<(), StoreError> {
    let Invented { cared, note, need, letter, checklist, told, protocol, .. } = invented;
    let today = change.today();
    if let Some((text, restricted)) = *note {
        let entry = Entry { day: cared.from.min(today), person: None, text: text.to_owned() };
        notes::write(change, cared.case, restricted, entry)?;
    }
    if let Some(Lack { texts, agreed }) = need {
        let fields = [NeedField::Kind, NeedField::Field, NeedField::Severity, NeedField::What];
        let fields = fields.into_iter().zip(texts.map(str::to_owned));
        let since = [(NeedField::Since, cared.from.min(today).to_string())];
        let fields: Vec<_> = fields.filter(|(_, text)| text.as_str() != "-").chain(since).collect();
        let made = needs::add(change, cared.case, None, &fields, true)?;
        if let Some((what, days)) = *agreed {
            let due = today.checked_add_days(Days::new(days)).unwrap_or(today);
            let of = (cared.case, NeedId(made.id));
            needs::agree(change, of, what, Window::on(due), None, true)?;
        }
    }
    if let Some(fields) = letter {
        letters::write(change, cared.case, fields)?;
    }
    if let Some(filled) = checklist {
        assessments::record(change, cared.case, None, filled.clone())?;
    }
    for (topics, how, heard) in told {
        let household = households::of_case(change, &cases::get(change, cared.case)?)?;
        let grown =
            |member: &&Member| matches!(member.relation, Relation::Reference | Relation::Partner);
        let persons = household.members.iter().filter(grown).take(*heard);
        let persons = persons.map(|member| member.person).collect();
        let how = How { language: household.language.clone(), ..how.clone() };
        let entry = Informed { persons, topics: topics.clone(), how };
        topics::tell(change, cared.case, entry)?;
    }
    if let Some((content, signed)) = protocol {
        let household = households::of_case(change, &cases::get(change, cared.case)?)?;
        let mut content = content.clone();
        let child = household.members.iter().find(|member| member.relation == Relation::Child);
        if let Some(child) = child.filter(|_| content.sign == "child") {
            content.persons = vec![child.person];
        }
        let begun = protocols::begin(change, cared.case, content)?;
        if *signed {
            protocols::sign(change, cared.case, ProtocolId(begun.id), 1)?;
        }
    }
    Ok(())
}
