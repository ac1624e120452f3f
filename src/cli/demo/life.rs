//! What happens with an invented case over the years: visits by the rhythm, brief contacts,
//! follow-ups that are done or forgotten, a move, an end.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use fastrand::Rng;

use super::table::{Table, weighted};
use crate::domain::case::{CloseReason, Phase};
use crate::domain::checklist::{
    Answer, ItemCode, Origin, Rating, Template, TemplateId, TemplateRef,
};
use crate::domain::dates::{OfficeZone, Window};
use crate::domain::household::Interpreter;
use crate::domain::ids::{CaseId, PersonId, StaffId};
use crate::domain::visit::{Agreed, Entry, Noted, Outcome, VisitKind};

/// A case as far as its life needs to know it.
#[derive(Clone, Debug)]
pub struct Cared {
    /// The case.
    pub case: CaseId,
    /// Members of its household, each with the first day there, the reference person first.
    pub persons: Vec<(PersonId, NaiveDate)>,
    /// Who is responsible.
    pub worker: StaffId,
    /// In care since.
    pub from: NaiveDate,
    /// Weeks between visits.
    pub weeks: u32,
    /// Home, one line.
    pub place: String,
    /// Lives in a flat of its own after a shelter.
    pub aftercare: bool,
}

/// Something that happens.
#[derive(Debug)]
pub enum Deed {
    /// A visit or contact.
    Visit(Box<Entry>),
    /// Everything agreed before this day is done.
    DoneBefore(NaiveDate),
    /// A visit is noted for the week of this day.
    NoteVisit(String, NaiveDate),
    /// The case goes to another phase.
    Phase(Phase),
}

/// Something that happens to a case on a day.
#[derive(Debug)]
pub struct Event {
    /// When.
    pub at: DateTime<Utc>,
    /// The case.
    pub case: CaseId,
    /// By whom.
    pub worker: StaffId,
    /// What.
    pub deed: Deed,
}

/// Invents lives.
#[derive(Debug)]
pub struct Lives {
    notes: Table,
    lines: Table,
    errands: Table,
    zone: OfficeZone,
    now: DateTime<Utc>,
}

impl Lives {
    /// Lives up to `now`.
    pub fn new(zone: OfficeZone, now: DateTime<Utc>) -> Self {
        let notes = Table::new(include_str!("notes.tsv"));
        let lines = Table::new(include_str!("lines.tsv"));
        Self { notes, lines, errands: Table::new(super::OFFICE), zone, now }
    }

    /// The life of a case, in order of time.
    pub fn of(&self, rng: &mut Rng, cared: &Cared) -> Vec<Event> {
        let mut events = Vec::new();
        let today = self.zone.day(self.now);
        let ends = rng.u32(..100) < 7;
        let end = if ends { after(cared.from, rng.u32(90..600)) } else { today };
        let mut day = workday(after(cared.from, rng.u32(1..8)));
        let mut first = true;
        // a few cases have had no visit for a while: that is what the overdue mark is for
        let neglected = if rng.u32(..100) < 8 { rng.u32(30..70) } else { 0 };
        while day <= end.min(before(today, neglected)) {
            let kind = match (first, cared.aftercare) {
                (true, _) => VisitKind::First,
                (false, true) => VisitKind::Aftercare,
                (false, false) => VisitKind::Regular,
            };
            let Some(at) = self.moment(rng, day) else { break };
            let entry = self.visit(rng, cared, kind, at);
            first &= entry.outcome != Outcome::Met;
            events.push(event(cared, at, Deed::Visit(Box::new(entry))));
            if rng.u32(..10) < 4 {
                let later = after(day, rng.u32(2..20));
                self.contact(rng, cared, later, &mut events);
            }
            if let Some(at) = self.moment(rng, workday(after(day, 16))) {
                events.push(event(cared, at, Deed::DoneBefore(day)));
            }
            let weeks = if first { 1 } else { cared.weeks };
            day = workday(after(day, (weeks * 7).saturating_sub(4) + rng.u32(0..9)));
        }
        if !ends {
            self.lately(cared, today, &mut events);
        }
        if cared.aftercare && !ends {
            let aftercare = Phase::Aftercare { until: None, reason: String::new() };
            self.phase(rng, cared, workday(after(cared.from, 30)), aftercare, &mut events);
        }
        if ends && end < today {
            let reason = [CloseReason::RegimeChange, CloseReason::MovedAway, CloseReason::NoNeed];
            let reason = reason.get(rng.usize(..3)).copied().unwrap_or(CloseReason::NoNeed);
            self.phase(rng, cared, workday(end), Phase::Closed { reason }, &mut events);
        }
        events.sort_by_key(|e| e.at);
        // in a case that is closed nothing new is entered
        let closes = |e: &&Event| matches!(e.deed, Deed::Phase(Phase::Closed { .. }));
        if let Some(closed) = events.iter().find(closes).map(|e| e.at) {
            events.retain(|e| e.at <= closed || !matches!(e.deed, Deed::Visit(_)));
        }
        events
    }

    /// What the board of a morning is for besides: a visit that was noted for this week or the next,
    /// people who are not met any more. The same for the same household, whatever else happens.
    fn lately(&self, cared: &Cared, today: NaiveDate, into: &mut Vec<Event>) {
        let number = cared.from.to_epoch_days().unsigned_abs();
        let rng = &mut Rng::with_seed(u64::from(number));
        if number.is_multiple_of(13)
            && let Some(at) = self.moment(rng, workday(before(today, 4)))
        {
            let what = self.errands.pick(rng, |row| row.get(0) == "errand").get(1).to_owned();
            let week = after(today, 7 * (number / 13 % 2));
            into.push(event(cared, at, Deed::NoteVisit(what, week)));
        }
        if number % 31 == 5 {
            for ago in [16, 9, 2] {
                let Some(at) = self.moment(rng, workday(before(today, ago))) else { continue };
                let (place, outcome) = (cared.place.clone(), Outcome::NotMet);
                let entry = Entry { place, outcome, ..blank(VisitKind::Regular, at) };
                into.push(event(cared, at, Deed::Visit(Box::new(entry))));
            }
        }
    }

    fn phase(
        &self,
        rng: &mut Rng,
        cared: &Cared,
        day: NaiveDate,
        to: Phase,
        into: &mut Vec<Event>,
    ) {
        into.extend(self.moment(rng, day).map(|at| event(cared, at, Deed::Phase(to))));
    }

    fn contact(&self, rng: &mut Rng, cared: &Cared, day: NaiveDate, into: &mut Vec<Event>) {
        let Some(at) = self.moment(rng, workday(day)) else { return };
        let row = self.lines.pick(rng, |_| true);
        let kind = VisitKind::CODES.iter().find(|(code, _)| *code == row.get(0));
        let kind = kind.map_or(VisitKind::Brief, |(_, kind)| *kind);
        let met = if kind == VisitKind::Message { vec![] } else { present(cared, day, 1) };
        let entry = Entry { met, note: row.get(1).to_owned(), ..blank(kind, at) };
        into.push(event(cared, at, Deed::Visit(Box::new(entry))));
    }

    fn visit(&self, rng: &mut Rng, cared: &Cared, kind: VisitKind, at: DateTime<Utc>) -> Entry {
        let outcome = weighted(
            rng,
            [(Outcome::Met, 88), (Outcome::NotMet, 10), (Outcome::Refused, 2)].into_iter(),
        );
        let place = cared.place.clone();
        if outcome != Outcome::Met {
            return Entry { place, outcome, ..blank(kind, at) };
        }
        let id =
            if kind == VisitKind::Aftercare { TemplateId::Aftercare } else { TemplateId::Visit };
        let template = TemplateRef::current(id);
        let count = rng.usize(1..=cared.persons.len().max(1));
        let day = self.zone.day(at);
        let answers = template.load().map(|t| self.answers(rng, t, day));
        let interpreter = weighted(
            rng,
            [(Interpreter::None, 60), (Interpreter::Lay, 25), (Interpreter::Remote, 15)]
                .into_iter(),
        );
        Entry {
            place,
            outcome,
            interpreter,
            template: Some(template),
            met: present(cared, day, count),
            answers: answers.unwrap_or_default(),
            ..blank(kind, at)
        }
    }

    fn answers(&self, rng: &mut Rng, template: &Template, day: NaiveDate) -> Vec<Noted> {
        let open = template.regular().filter(|item| !item.restricted);
        open.map(|item| {
            let rating = match rng.u32(..100) {
                0..7 => Rating::Watch,
                7..11 => Rating::Attention,
                11..16 => Rating::NotApplicable,
                _ => Rating::Ok,
            };
            let swept = rating == Rating::Ok && rng.u32(..10) < 6;
            let origin = if swept { Origin::Summary } else { Origin::Asked };
            let answer = Answer { item: item.code, rating, origin };
            let mut noted = Noted { answer, note: String::new(), agreed: None };
            if rating == Rating::Attention {
                noted.note = self.note(rng, item.code);
                let due = after(day, u32::from(item.due_days));
                let what = item.measure.de.to_owned();
                noted.agreed = Some(Agreed { what, window: Window::for_due(due, day) });
            }
            noted
        })
        .collect()
    }

    fn note(&self, rng: &mut Rng, item: ItemCode) -> String {
        let code = item.to_string();
        self.notes.pick(rng, |row| row.get(0) == code).get(1).to_owned()
    }

    /// Some time of a working day, not after now.
    fn moment(&self, rng: &mut Rng, day: NaiveDate) -> Option<DateTime<Utc>> {
        let time = NaiveTime::from_hms_opt(8 + rng.u32(..9), rng.u32(..12) * 5, 0)?;
        let at = self.zone.utc(day.and_time(time));
        (at + TimeDelta::minutes(30) <= self.now).then_some(at)
    }
}

fn event(cared: &Cared, at: DateTime<Utc>, deed: Deed) -> Event {
    Event { at, case: cared.case, worker: cared.worker, deed }
}

fn blank(kind: VisitKind, at: DateTime<Utc>) -> Entry {
    Entry {
        kind,
        at,
        place: String::new(),
        met: vec![],
        interpreter: Interpreter::None,
        outcome: Outcome::Met,
        template: None,
        answers: vec![],
        field: None,
        note: String::new(),
        follow_ups: vec![],
    }
}

/// At most so many of those who belong to the household on a day.
fn present(cared: &Cared, day: NaiveDate, count: usize) -> Vec<PersonId> {
    let there = cared.persons.iter().filter(|(_, from)| *from <= day);
    there.take(count).map(|(person, _)| *person).collect()
}

fn after(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(day)
}

fn before(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::from(days))).unwrap_or(day)
}

/// The day itself or the Monday after it.
fn workday(day: NaiveDate) -> NaiveDate {
    match day.weekday() {
        Weekday::Sat => after(day, 2),
        Weekday::Sun => after(day, 1),
        _ => day,
    }
}
