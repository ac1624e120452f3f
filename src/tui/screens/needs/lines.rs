//! The rows of the needs, and what a step of one says.

use super::{Item, State};
use crate::api::needs::{Measure, Shown};
use crate::domain::checklist::{Rating, item};
use crate::domain::dates::WindowState;
use crate::domain::field::Fields;
use crate::domain::ids::PersonId;
use crate::domain::needs::{Content, Kind, NeedField, Suggestion};
use crate::tui::ctx::Ctx;
use crate::tui::theme::{DOT, Tone};
use crate::tui::widgets::entries::Entry;

/// Narrower than this, the sentence of a row stands below.
const BESIDE_FROM: u16 = 64;
/// Where the sentence stands.
const TAB: u16 = 22;

/// A row.
pub(super) fn entry(state: &State, item: Item, ctx: &Ctx, width: u16) -> Entry {
    let tab = if width < BESIDE_FROM { 0 } else { TAB };
    let texts = &ctx.texts;
    let row = |first: String, tone, sentence: String, of| Entry {
        first: (first, tone, tab),
        second: (String::new(), Tone::Plain, tab),
        sentence: (sentence, of),
    };
    let head = |text: String| Entry { first: (text, Tone::Strong, 0), ..Entry::default() };
    let found = match item {
        Item::Field(field) => Some(head(texts.action_field(field).into_owned())),
        Item::Need(id) => state.find(id).and_then(|shown| {
            let content = shown.need.content()?;
            let (first, tone) = pressing(content, ctx);
            let sentence = need(state, shown, content, ctx);
            Some(row(format!("  {first}"), tone, sentence, Tone::Plain))
        }),
        Item::Measure(need, id) => state.measure(need, id).map(|measure| {
            let (sentence, tone) = agreed(measure, ctx);
            let window = texts.window(measure.follow_up.window, ctx.today());
            row(format!("    → {window}"), tone, sentence, tone)
        }),
        Item::Step(id, at) => state.find(id).and_then(|shown| {
            let version = shown.need.versions.get(at)?;
            let when = ctx.zone.local(version.at).format("%d.%m.%Y %H:%M").to_string();
            let by = shown.by.get(at).filter(|by| !by.is_empty()).cloned();
            let name = |person| called(state, person);
            let said = [by, Some(told(shown, at, name, ctx))];
            let said = said.into_iter().flatten().filter(|part| !part.is_empty());
            Some(row(
                format!("    {when}"),
                Tone::Quiet,
                said.collect::<Vec<_>>().join(DOT),
                Tone::Plain,
            ))
        }),
        Item::OfVisit => state.suggestion(0).map(|suggestion| {
            let date = texts.date_near(suggestion.day, ctx.today());
            head(texts.with("needs-of-visit", &[("date", date.into())]).into_owned())
        }),
        Item::Suggestion(at) => state.suggestion(at).map(|suggestion| {
            let (first, sentence) = suggested(suggestion, ctx);
            row(first, Tone::Warn, sentence, Tone::Plain)
        }),
        Item::Closed => {
            let n = state.needs().iter().filter(|shown| !shown.need.is_open()).count();
            Some(head(texts.with("needs-closed", &[("n", n.into())]).into_owned()))
        }
    };
    found.unwrap_or_default()
}

/// How pressing it is or, once it is closed, how it ended; goals and strengths say what they are.
fn pressing(content: &Content, ctx: &Ctx) -> (String, Tone) {
    let texts = &ctx.texts;
    let urgent = content.severity == Some(Rating::Urgent);
    match (content.status.is_open(), content.kind, content.severity) {
        (false, ..) => (texts.need_status(content.status).into_owned(), Tone::Quiet),
        (true, Kind::Need, Some(severity)) => {
            let tone = if urgent { Tone::Alarm } else { Tone::Plain };
            let mark = if urgent { "! " } else { "" };
            (format!("{mark}{}", texts.rating(severity, None)), tone)
        }
        (true, kind, _) => (texts.need_kind(kind).into_owned(), Tone::Plain),
    }
}

/// `Kursplatz suchen · ohne Maßnahme · Amira · seit 19.10.`
fn need(state: &State, shown: &Shown, content: &Content, ctx: &Ctx) -> String {
    let texts = &ctx.texts;
    let status = (content.status == crate::domain::needs::Status::UnderWay)
        .then(|| texts.need_status(content.status).into_owned());
    let field = (!content.status.is_open()).then(|| texts.action_field(content.field).into_owned());
    let date = texts.date_near(content.since, ctx.today());
    let steps = shown.need.versions.len().saturating_sub(1);
    let parts = [
        Some(content.what.clone()),
        field,
        status,
        shown.unserved.then(|| texts.get("needs-unserved").into_owned()),
        content.person.map(|person| called(state, person)),
        content.restricted.then(|| texts.get("note-head-restricted").into_owned()),
        Some(texts.with("needs-from", &[("date", date.into())]).into_owned()),
        (steps > 0).then(|| texts.with("needs-steps", &[("n", steps.into())]).into_owned()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(DOT)
}

fn called(state: &State, person: PersonId) -> String {
    let mut persons = state.sheet.iter().flat_map(|sheet| &sheet.persons);
    persons.find(|(id, _)| *id == person).map(|(_, name)| name.clone()).unwrap_or_default()
}

/// What is to be done, how it stands and who does it.
fn agreed(Measure { follow_up, by }: &Measure, ctx: &Ctx) -> (String, Tone) {
    let texts = &ctx.texts;
    let (state, tone) = match (&follow_up.done, follow_up.window.state_on(ctx.today())) {
        (Some(done), _) => {
            let date = texts.date_near(ctx.zone.day(done.at), ctx.today());
            let said = match &done.impossible {
                Some(reason) => {
                    texts.with("needs-impossible", &[("reason", reason.as_str().into())])
                }
                None => texts.with("needs-done", &[("date", date.into())]),
            };
            (Some(said.into_owned()), Tone::Quiet)
        }
        (None, WindowState::NotYet(_) | WindowState::Open) => (None, Tone::Plain),
        (None, WindowState::Due) => (Some(texts.get("case-now").into_owned()), Tone::Strong),
        (None, WindowState::Overdue(days)) => {
            let late = texts.with("case-late", &[("days", days.into())]).into_owned();
            (Some(late), Tone::Warn)
        }
    };
    let parts = [Some(follow_up.what.clone()), state, Some(by.clone())];
    let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
    (parts.collect::<Vec<_>>().join(DOT), tone)
}

/// `SP4 Bedarf`, `Kursplatz vorhanden und besucht? · Warteliste VHS`
fn suggested(suggestion: &Suggestion, ctx: &Ctx) -> (String, String) {
    let of = item(suggestion.origin.item);
    let first = format!("  {} {}", suggestion.origin.item, ctx.texts.rating(suggestion.rating, of));
    let question = of.map(|item| ctx.texts.wording(&item.question).to_owned());
    let note = Some(suggestion.note.clone()).filter(|note| !note.is_empty());
    (first, [question, note].into_iter().flatten().collect::<Vec<_>>().join(DOT))
}

/// What a version of a need changed, and the word about it; of the first one, what it said.
pub fn told(shown: &Shown, at: usize, called: impl Fn(PersonId) -> String, ctx: &Ctx) -> String {
    let versions = &shown.need.versions;
    let Some(version) = versions.get(at) else { return String::new() };
    let texts = &ctx.texts;
    let value = |content: &Content, field| match (field, content.person) {
        (NeedField::Person, Some(person)) => match called(person) {
            name if name.is_empty() => texts.get("needs-former").into_owned(),
            name => name,
        },
        (NeedField::Restricted, _) if content.restricted => texts.get("needs-yes").into_owned(),
        _ => texts.need_value(content, field),
    };
    let said = |text: String| if text.is_empty() { texts.get("needs-empty").into() } else { text };
    let mut parts = Vec::new();
    match at.checked_sub(1).and_then(|at| versions.get(at)) {
        None => {
            let (first, _) = pressing(&version.content, ctx);
            parts.extend([first, version.content.what.clone()]);
        }
        Some(before) => {
            let (was, now) = (&before.content, &version.content);
            for field in NeedField::ALL.into_iter().filter(|f| was.field(*f) != now.field(*f)) {
                let values = [
                    ("field", texts.need_field(field).into()),
                    ("was", said(value(was, field)).into()),
                    ("now", said(value(now, field)).into()),
                ];
                parts.push(texts.with("needs-changed", &values).into_owned());
            }
        }
    }
    parts.extend(Some(version.word.clone()).filter(|word| !word.is_empty()));
    parts.join(DOT)
}
