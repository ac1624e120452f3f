//! The reading view: visits, contacts and what was done of follow-ups, newest first, as one would
//! tell them.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::lines::{Line, left_out, wrapped};
use super::{Item, steps};
use crate::api::assessments::Brief;
use crate::api::cases::Sheet;
use crate::api::followups::{Finished, Row};
use crate::api::needs::Shown as ShownNeed;
use crate::api::notes::Shown as ShownNote;
use crate::api::phases::Step;
use crate::api::visits::Shown;
use crate::domain::assessment::Level;
use crate::domain::case::{Case, Phase, Turn, Turned};
use crate::domain::checklist::{self, Origin, Rating};
use crate::domain::followup::Source;
use crate::domain::household::Interpreter;
use crate::domain::visit::{Agreed, Noted, Outcome, VisitKind};
use crate::tui::ctx::Ctx;
use crate::tui::screens::needs::told;
use crate::tui::theme::{DOT, Tone};

/// Something that happened.
pub(super) enum Event<'a> {
    Visit(&'a Shown),
    Done(&'a Finished),
    Note(&'a ShownNote),
    Assessment(&'a Brief),
    /// With its place among them.
    Step(usize, &'a Turn, &'a Step),
    /// A change of a need: which version of it.
    Need(&'a ShownNeed, usize),
}

impl Event<'_> {
    pub(super) fn item(&self) -> Item {
        match self {
            Self::Visit(shown) => Item::Visit(shown.visit.id),
            Self::Done(finished) => Item::Done(finished.follow_up.id),
            Self::Note(shown) => Item::Note(shown.note.id),
            Self::Assessment(brief) => Item::Assessment(brief.id),
            Self::Step(place, ..) => Item::Step(*place),
            Self::Need(shown, at) => Item::Need(shown.need.id, *at),
        }
    }

    /// The moment by which it is sorted; a step that was entered on another day stays within its own.
    fn at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Step(_, turn, _) => {
                let day = turn.day.and_hms_opt(0, 0, 0)?.and_utc();
                // whichever the zone, a day of the office ends less than a day behind that of UTC
                let (first, last) = (day - TimeDelta::hours(14), day + TimeDelta::hours(24));
                Some(turn.signed.map_or(day, |signed| signed.at.clamp(first, last)))
            }
            Self::Visit(shown) => Some(shown.visit.entry.at),
            Self::Done(finished) => finished.follow_up.done.as_ref().map(|done| done.at),
            Self::Note(shown) => note_at(shown),
            Self::Need(shown, at) => shown.need.versions.get(*at).map(|version| version.at),
            Self::Assessment(brief) => written_at(brief.at, brief.day),
        }
    }
}

/// When a note was written, if that was the day it is about; else the end of that day, as it counts.
fn note_at(shown: &ShownNote) -> Option<DateTime<Utc>> {
    let (first, now) = (shown.note.versions.first()?, shown.note.now()?);
    written_at(first.at, now.entry.day)
}

/// When something was written, if that was the day it is about; else the end of that day.
fn written_at(at: DateTime<Utc>, day: NaiveDate) -> Option<DateTime<Utc>> {
    let end = day.and_hms_opt(23, 0, 0)?.and_utc();
    Some(if at.date_naive() == day { at } else { end })
}

/// Whether all visits of the case are here.
fn is_whole(sheet: &Sheet) -> bool {
    sheet.visits.len() >= sheet.visits_total as usize
}

/// What happened, newest first, as far back as the visits that are here go.
pub(super) fn events(sheet: &Sheet) -> Vec<Event<'_>> {
    let whole = is_whole(sheet);
    let oldest = sheet.visits.last().map(|shown| shown.visit.entry.at).filter(|_| !whole);
    let visits = sheet.visits.iter().map(Event::Visit);
    let steps = sheet.case.turns.iter().zip(&sheet.steps).enumerate();
    let steps = steps.map(|(place, (turn, step))| Event::Step(place, turn, step));
    let others = sheet.done.iter().map(Event::Done).chain(steps);
    let others = others.chain(sheet.assessments.iter().map(Event::Assessment));
    let mut events: Vec<Event<'_>> =
        visits.chain(others).chain(sheet.notes.iter().map(Event::Note)).collect();
    for shown in &sheet.needs {
        events.extend((0..shown.need.versions.len()).rev().map(|at| Event::Need(shown, at)));
    }
    events.retain(|event| event.at() >= oldest);
    events.sort_by_key(|event| std::cmp::Reverse(event.at()));
    events
}

/// Open follow-ups that no visit tells of.
pub(super) fn free(sheet: &Sheet) -> impl Iterator<Item = &Row> {
    let here = |visit| sheet.visits.iter().any(|shown| shown.visit.id == visit);
    sheet.follow_ups.iter().filter(move |row| match row.follow_up.source {
        Source::Manual | Source::Need(_) | Source::Assessment { .. } => true,
        // of a visit to the household that this one was part of before
        Source::Visit { visit, .. } => is_whole(sheet) && !here(visit),
    })
}

/// The heading and what happened, in full or in two lines each.
pub(super) fn lines(sheet: &Sheet, ctx: &Ctx, width: u16, full: bool) -> Vec<Line> {
    let needs: usize = sheet.needs.iter().map(|shown| shown.need.versions.len()).sum();
    let steps = sheet.case.turns.iter().zip(&sheet.steps).count();
    let here = steps + needs + sheet.done.len() + sheet.notes.len() + sheet.assessments.len();
    let more = &sheet.more;
    let more = more.done + more.notes + more.needs + more.assessments;
    let total = u32::try_from(here).unwrap_or(u32::MAX).saturating_add(more) + sheet.visits_total;
    let mut lines = vec![Line::heading(ctx.texts.with("case-visits", &[("n", total.into())]))];
    if full && !sheet.restricted {
        lines.extend(wrapped(ctx, &ctx.texts.get("case-withheld"), width));
    }
    let events = events(sheet);
    if events.is_empty() && total == 0 {
        lines.push(Line::text(ctx.texts.get("case-no-visits")));
    }
    for (number, event) in events.iter().enumerate() {
        if full && number > 0 {
            lines.push(Line::default());
        }
        let (head, mut rest) = match event {
            Event::Visit(shown) if full => (head(shown, ctx), story(sheet, shown, ctx, width)),
            Event::Visit(shown) => (head(shown, ctx), brief(shown, ctx)),
            Event::Done(finished) => done(sheet, finished, ctx, width),
            Event::Note(shown) => note(sheet, shown, ctx, width, full),
            Event::Assessment(brief) => (assessment(sheet, brief, ctx), vec![]),
            Event::Step(place, _, step) => steps::told(*place, step, sheet, ctx, width),
            Event::Need(shown, at) => need(sheet, shown, *at, ctx, width),
        };
        let head = beside_or_below(head, &mut rest, ctx, width);
        lines.push(head.of(event.item()));
        lines.extend(rest.into_iter().map(|line| line.indented(2).of(event.item())));
    }
    lines.extend(left_out("case-more-done", sheet.more.done, ctx));
    lines.extend(left_out("case-more-notes", sheet.more.notes, ctx));
    lines.extend(left_out("needs-more", sheet.more.needs, ctx));
    lines.extend(left_out("case-more-assessments", sheet.more.assessments, ctx));
    lines
}

/// What stands beside the time goes below it where it does not fit.
fn beside_or_below(mut head: Line, rest: &mut Vec<Line>, ctx: &Ctx, width: u16) -> Line {
    let cells: u16 = head.parts.iter().map(|(text, _)| ctx.theme.width(text) + 2).sum();
    if cells > width + 2
        && let Some((what, _)) = head.parts.pop()
    {
        rest.splice(0..0, wrapped(ctx, &what, width.saturating_sub(2)));
    }
    head
}

/// Whether nobody did it: closing the case ended it, in the same moment.
fn ended_with(case: &Case, finished: &Finished) -> bool {
    let at = finished.follow_up.done.as_ref().map(|done| done.at);
    let closes = |turn: &Turn| matches!(turn.what, Turned::To(Phase::Closed { .. }));
    let signed = |turn: &Turn| turn.signed.as_ref().map(|signed| signed.at);
    case.turns.iter().any(|turn| closes(turn) && at.is_some() && signed(turn) == at)
}

/// `So 22.11.2026 14:10  Wiedervorlage erledigt · Anna Weber`, and below what it was.
fn done(sheet: &Sheet, finished: &Finished, ctx: &Ctx, width: u16) -> (Line, Vec<Line>) {
    let at = finished.follow_up.done.as_ref().map(|done| ctx.zone.local(done.at));
    let when = at.map(|at| ctx.texts.weekday_time(at)).unwrap_or_default();
    let by = Some(finished.by.as_str()).filter(|by| !by.is_empty());
    let why = finished.follow_up.done.as_ref().and_then(|done| done.impossible.as_deref());
    let what = match why {
        Some(why) => ctx.texts.with("case-impossible", &[("reason", why.into())]),
        None if ended_with(&sheet.case, finished) => ctx.texts.get("case-done-closed"),
        None => ctx.texts.get("case-done"),
    };
    let what = [Some(what.as_ref()), by].into_iter().flatten().collect::<Vec<_>>().join(DOT);
    let parts = vec![(when, Tone::Strong), (what, Tone::Plain)];
    let rest = wrapped(ctx, &finished.follow_up.what, width.saturating_sub(2));
    (Line { parts, ..Line::default() }, rest)
}

/// `So 22.11.2026 14:10  Bedarf · Sprache · Anna Weber`, and below what was changed.
fn need(sheet: &Sheet, shown: &ShownNeed, at: usize, ctx: &Ctx, width: u16) -> (Line, Vec<Line>) {
    let Some(version) = shown.need.versions.get(at) else { return (Line::default(), vec![]) };
    let texts = &ctx.texts;
    let restricted =
        version.content.restricted.then(|| texts.get("note-head-restricted").into_owned());
    let what = [
        Some(texts.need_kind(version.content.kind).into_owned()),
        Some(texts.action_field(version.content.field).into_owned()),
        restricted,
        shown.by.get(at).filter(|by| !by.is_empty()).cloned(),
    ];
    let what: Vec<String> = what.into_iter().flatten().collect();
    let when = texts.weekday_time(ctx.zone.local(version.at));
    let parts = vec![(when, Tone::Strong), (what.join(DOT), Tone::Plain)];
    let called = |id| {
        let person = sheet.persons.iter().find(|person| person.id == id);
        person.map(crate::domain::person::Person::short).unwrap_or_default()
    };
    let said = told(shown, at, called, ctx);
    let about = shown.need.versions.get(..at).filter(|before| !before.is_empty());
    let said = match about {
        Some(_) => [version.content.what.as_str(), &said].join(DOT),
        None => said,
    };
    (Line { parts, ..Line::default() }, wrapped(ctx, &said, width.saturating_sub(2)))
}

/// `So 22.11.2026  Notiz · Fatima · vertraulich · Anna Weber`, and below its words; in full with what
/// it said before it was corrected, the latest of that first.
fn note(sheet: &Sheet, shown: &ShownNote, ctx: &Ctx, width: u16, full: bool) -> (Line, Vec<Line>) {
    let texts = &ctx.texts;
    let Some(now) = shown.note.now() else { return (Line::default(), vec![]) };
    let person = now.entry.person.and_then(|id| sheet.persons.iter().find(|p| p.id == id));
    let restricted = shown.note.restricted.then(|| texts.get("note-head-restricted").into_owned());
    let what = [
        Some(texts.get("note-head").into_owned()),
        person.map(crate::domain::person::Person::short),
        restricted,
        shown.by.last().filter(|by| !by.is_empty()).cloned(),
    ];
    let what: Vec<String> = what.into_iter().flatten().collect();
    let when = texts.weekday_date(now.entry.day);
    let parts = vec![(when, Tone::Strong), (what.join(DOT), Tone::Plain)];
    let head = Line { parts, ..Line::default() };
    if !full {
        let first = now.entry.text.lines().next().unwrap_or_default();
        return (head, vec![Line::text(first)]);
    }
    let room = width.saturating_sub(2);
    let mut rest: Vec<Line> =
        now.entry.text.lines().flat_map(|text| wrapped(ctx, text, room)).collect();
    let next = shown.note.versions.iter().skip(1);
    let earlier = shown.note.versions.iter().zip(next).zip(&shown.by);
    let mut earlier: Vec<String> = earlier
        .map(|((old, next), by)| {
            let until = texts.date_near(ctx.zone.local(next.at).date(), ctx.today());
            let name = by.as_str().into();
            let text = old.entry.text.as_str().into();
            let values = [("date", until.into()), ("name", name), ("text", text)];
            texts.with("note-earlier", &values).into_owned()
        })
        .collect();
    earlier.reverse();
    rest.extend(earlier.iter().flat_map(|text| wrapped(ctx, text, room)));
    (head, rest)
}

/// `So 22.11.2026  Checkliste Mietfähigkeit · Fatima · teilweise · Anna Weber`
fn assessment(sheet: &Sheet, brief: &Brief, ctx: &Ctx) -> Line {
    let name = ctx.texts.checklist(brief.template).into_owned();
    let head = ctx.texts.with("assessment-head", &[("name", name.into())]).into_owned();
    let person = brief.person.and_then(|id| sheet.persons.iter().find(|p| p.id == id));
    let what = [
        Some(head),
        person.map(crate::domain::person::Person::short),
        stands(brief.level, brief.concerns, ctx),
        Some(brief.by.clone()).filter(|by| !by.is_empty()),
    ];
    let what: Vec<String> = what.into_iter().flatten().collect();
    let when = ctx.texts.weekday_date(brief.day);
    Line { parts: vec![(when, Tone::Strong), (what.join(DOT), Tone::Plain)], ..Line::default() }
}

/// The level that was decided, else how many items are open.
pub(in crate::tui::screens) fn stands(
    level: Option<Level>,
    concerns: u16,
    ctx: &Ctx,
) -> Option<String> {
    let open = || ctx.texts.with("assessment-concerns", &[("n", u32::from(concerns).into())]);
    match level {
        Some(level) => Some(ctx.texts.level(level).into_owned()),
        None => (concerns > 0).then(|| open().into_owned()),
    }
}

/// `So 19.10.2026 14:10  Regelbesuch · Anna Weber`
fn head(shown: &Shown, ctx: &Ctx) -> Line {
    let entry = &shown.visit.entry;
    let kind = ctx.texts.visit_kind(entry.kind).into_owned();
    let outcome = match entry.outcome {
        Outcome::Met => None,
        other => Some(ctx.texts.outcome(other).into_owned()),
    };
    let field = entry.field.map(|field| ctx.texts.action_field(field).into_owned());
    let worker = (!shown.worker.is_empty()).then(|| shown.worker.clone());
    let what: Vec<String> = [Some(kind), field, outcome, worker].into_iter().flatten().collect();
    let when = ctx.texts.weekday_time(ctx.zone.local(entry.at));
    Line { parts: vec![(when, Tone::Strong), (what.join(DOT), Tone::Plain)], ..Line::default() }
}

/// What matters most, on one line.
fn brief(shown: &Shown, ctx: &Ctx) -> Vec<Line> {
    let entry = &shown.visit.entry;
    let concerns = entry.answers.iter().filter(|n| n.answer.rating.is_concern()).map(|noted| {
        let rating = rating(noted, ctx);
        format!("{} {rating}", noted.answer.item)
    });
    let note = entry.note.lines().next().unwrap_or_default();
    let notes = entry.answers.iter().map(|noted| noted.note.as_str()).chain([note]);
    let words = notes.filter(|note| !note.is_empty()).map(str::to_owned);
    let parts: Vec<String> = concerns.chain(words).collect();
    if parts.is_empty() { vec![] } else { vec![Line::text(parts.join(DOT))] }
}

/// Everything that was recorded and that this user may see.
fn story(sheet: &Sheet, shown: &Shown, ctx: &Ctx, width: u16) -> Vec<Line> {
    let (entry, texts) = (&shown.visit.entry, &ctx.texts);
    let mut all: Vec<String> = Vec::new();
    let met: Vec<String> = entry
        .met
        .iter()
        .filter_map(|id| sheet.persons.iter().find(|p| p.id == *id))
        .map(crate::domain::person::Person::short)
        .collect();
    let named = |key: &str, value: String| {
        (!value.is_empty()).then(|| texts.with(key, &[("value", value.into())]).into_owned())
    };
    let interpreter = match entry.interpreter {
        Interpreter::None => String::new(),
        other => texts.interpreter(other).into_owned(),
    };
    let met_key = if entry.kind == VisitKind::Phone { "case-talked" } else { "case-met" };
    let circumstances = [
        named(met_key, met.join(", ")),
        named("case-place", entry.place.clone()),
        named("case-interpreter", interpreter),
    ];
    let circumstances: Vec<String> = circumstances.into_iter().flatten().collect();
    if !circumstances.is_empty() {
        all.push(circumstances.join(DOT));
    }
    all.extend(entry.answers.iter().filter(|n| is_told(n)).map(|noted| answer(noted, ctx)));
    all.extend(fine(&entry.answers, ctx));
    if !entry.note.is_empty() {
        all.push(entry.note.clone());
    }
    all.extend(entry.follow_ups.iter().map(|agreed| measure(agreed, ctx)));
    all.iter().flat_map(|text| wrapped(ctx, text, width.saturating_sub(2))).collect()
}

/// Answers that are told one by one: whatever is not simply fine.
fn is_told(noted: &Noted) -> bool {
    let quiet = matches!(noted.answer.rating, Rating::Ok | Rating::NotApplicable);
    !quiet || !noted.note.is_empty() || noted.agreed.is_some()
}

fn rating(noted: &Noted, ctx: &Ctx) -> String {
    let item = checklist::item(noted.answer.item);
    ctx.texts.rating(noted.answer.rating, item).into_owned()
}

/// `SP4 Kursplatz vorhanden und besucht? Bedarf: Warteliste → Kursplatz suchen (06.12.)`
pub(in crate::tui::screens) fn answer(noted: &Noted, ctx: &Ctx) -> String {
    let question = checklist::item(noted.answer.item).map(|item| ctx.texts.wording(&item.question));
    let mut text = noted.answer.item.to_string();
    if let Some(question) = question {
        text = format!("{text} {question}");
    }
    text = format!("{text} {}", rating(noted, ctx));
    if noted.answer.origin == Origin::AsLastTime {
        text = format!("{text} {}", ctx.texts.get("case-as-last-time"));
    }
    if !noted.note.is_empty() {
        text = format!("{text}: {}", noted.note);
    }
    match &noted.agreed {
        Some(agreed) => format!("{text} {}", measure(agreed, ctx)),
        None => text,
    }
}

/// `→ Kursplatz suchen (06.12.)`
pub(in crate::tui::screens) fn measure(agreed: &Agreed, ctx: &Ctx) -> String {
    format!("→ {} ({})", agreed.what, ctx.texts.window(agreed.window, ctx.today()))
}

/// How many were fine, and how many of those were judged together and not asked one by one.
fn fine(answers: &[Noted], ctx: &Ctx) -> Option<String> {
    let quiet = || answers.iter().filter(|noted| !is_told(noted));
    let asked = quiet().filter(|n| n.answer.origin != Origin::Summary);
    let ok = asked.clone().filter(|n| n.answer.rating == Rating::Ok).count();
    let summary = quiet().filter(|n| n.answer.origin == Origin::Summary).count();
    let key = match (ok, summary) {
        (0, 0) => return None,
        (_, 0) => "case-fine",
        (0, _) => "case-fine-summary",
        _ => "case-fine-both",
    };
    let values = [("ok", ok.into()), ("summary", summary.into())];
    Some(ctx.texts.with(key, &values).into_owned())
}
