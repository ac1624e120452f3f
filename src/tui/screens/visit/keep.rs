//! A visit as a draft, and back. What does not hold yet is kept as it was typed.

use super::lines::{self, Measure};
use super::{Focus, State, head, own};
use crate::api::drafts::Body;
use crate::domain::checklist::{Item, ItemCode, TemplateRef};
use crate::domain::clean;
use crate::domain::dates::parse;
use crate::domain::visit::{Agreed, Entry};
use crate::tui::ctx::Ctx;
use crate::tui::widgets::editor::Editor;

const HEAD: &str = "head:";
const ITEM: &str = "item:";
const NOTE: &str = "note:";
const WHAT: &str = "what:";
const WHEN: &str = "when:";
const DUE: &str = "due:";
/// The day on which [`WHEN`] was typed.
const TYPED_ON: &str = "on:";
/// The head was only guessed when this was kept.
const GUESSED: &str = "guessed";

/// The visit as far as it is filled in.
pub(super) fn entry(state: &State, ctx: &Ctx) -> Entry {
    let whole = state.lines.iter().find(|line| line.item.is_none());
    let head = head::entry(&state.head, ctx);
    Entry {
        // one of its own has a day and no time: the clock alone must not make it another one
        at: own::at(state, ctx).unwrap_or(head.at),
        template: Some(state.template),
        answers: state.lines.iter().filter_map(super::Line::noted).collect(),
        note: whole.map(|line| clean::text(line.note.text())).unwrap_or_default(),
        follow_ups: whole.and_then(super::Line::agreement).into_iter().collect(),
        ..head
    }
}

/// The visit as it stands.
pub(super) fn body(state: &State, ctx: &Ctx) -> Body {
    let mut raw = Vec::new();
    if state.life.is_waiting() {
        raw.push((GUESSED.to_owned(), String::new()));
    }
    for (name, text) in state.head.kept() {
        raw.push((format!("{HEAD}{name}"), text));
    }
    for line in &state.lines {
        let name = line.name();
        if line.lacks_answer() {
            raw.push((format!("{NOTE}{name}"), line.note.text().to_owned()));
        }
        let Some(measure) = &line.agreed else { continue };
        if !measure.when.is_empty() {
            raw.push((format!("{WHEN}{name}"), measure.when.text().to_owned()));
            let on = measure.typed_on.map(|day| (format!("{TYPED_ON}{name}"), day.to_string()));
            raw.extend(on);
        }
        if line.item.is_some() && line.answer.is_none() {
            raw.push((format!("{WHAT}{name}"), measure.what.text().to_owned()));
            raw.push((format!("{DUE}{name}"), ctx.texts.date(measure.window.due())));
        }
    }
    raw.extend(own::keep(state));
    let name = state.line().map(super::Line::name).unwrap_or_default();
    let (at, cursor) = match state.focus {
        Focus::Item | Focus::Jump => (format!("{ITEM}{name}"), 0),
        Focus::Note => (format!("{NOTE}{name}"), state.line().map_or(0, |line| line.note.cursor())),
        Focus::Measure => {
            let (field, cursor) = state.measure.place();
            (format!("{field}:{name}"), cursor)
        }
        Focus::Head => {
            let (field, cursor) = state.head.place();
            (format!("{HEAD}{field}"), cursor)
        }
    };
    Body::Entry { entry: Box::new(entry(state, ctx)), raw, at, cursor }
}

/// Puts back what was kept. To be called on a visit as the server proposes it.
pub(super) fn restore(state: &mut State, body: &Body, ctx: &Ctx) {
    let Body::Entry { entry, raw, at, cursor } = body else { return };
    let kept = |prefix: &str| {
        let under = |(name, text): &(String, String)| {
            Some((name.strip_prefix(prefix)?.to_owned(), text.clone()))
        };
        raw.iter().filter_map(under).collect::<Vec<_>>()
    };
    let guessed = raw.iter().any(|(name, _)| name == GUESSED);
    if !guessed {
        head::put(&mut state.head, entry, ctx);
        let head = kept(HEAD);
        own::keep_person(state, &head, ctx);
        state.head.restore(&head);
        own::restore(state, raw);
    }
    set_out(state, entry, &[kept(NOTE), kept(WHAT)].concat(), guessed);
    restore_lines(state, entry);
    for (name, text) in kept(NOTE) {
        if let Some(line) = state.lines.iter_mut().find(|line| line.name() == name) {
            line.note = Editor::note(&text);
        }
    }
    let today = ctx.today();
    for (name, what) in kept(WHAT) {
        let due = kept(DUE).into_iter().find(|(of, _)| *of == name).map(|(_, due)| due);
        let Some(line) = state.lines.iter_mut().find(|line| line.name() == name) else { continue };
        let window = due.and_then(|due| parse(&due, today).ok()).map(|due| due.window(today));
        let Some(window) = window else { continue };
        line.agreed = Some(Measure::new(&Agreed { what, window }));
    }
    for (name, when) in kept(WHEN) {
        let line = state.lines.iter_mut().find(|line| line.name() == name);
        if let Some(measure) = line.and_then(|line| line.agreed.as_mut()) {
            measure.when = Editor::line(&when);
            let on = kept(TYPED_ON).into_iter().find(|(of, _)| *of == name);
            measure.typed_on = on.and_then(|(_, day)| day.parse().ok());
        }
    }
    state.all |= state.lines.iter().any(|line| {
        let used = line.answer.is_some() || line.has_note();
        used && line.item.is_some_and(|item: &Item| !item.regular)
    });
    go(state, at, *cursor, ctx);
}

/// Sets out the checklist that was answered, with every warning sign to which something is noted:
/// the words are hers, whoever is responsible by now.
fn set_out(state: &mut State, entry: &Entry, noted: &[(String, String)], guessed: bool) {
    let noted = noted.iter().filter_map(|(code, _)| ItemCode::new(code));
    let answered = entry.answers.iter().map(|noted| noted.answer.item);
    let used: Vec<ItemCode> = answered.chain(noted).collect();
    let is_used = |item: &Item| used.contains(&item.code);
    if let Some(template) = entry.template.and_then(TemplateRef::load)
        && (!guessed || template.items.iter().any(|item| is_used(item)))
    {
        state.template = template.is;
    }
    let Some(template) = state.checklist() else { return };
    let shown = |item: &Item| state.restricted || !item.restricted || is_used(item);
    state.lines = lines::lines(template, shown, &state.last);
}

fn restore_lines(state: &mut State, entry: &Entry) {
    for noted in &entry.answers {
        let of =
            |line: &&mut super::Line| line.item.is_some_and(|item| item.code == noted.answer.item);
        let Some(line) = state.lines.iter_mut().find(of) else { continue };
        line.answer = Some((noted.answer.rating, noted.answer.origin));
        line.note = Editor::note(&noted.note);
        line.agreed = noted.agreed.as_ref().map(Measure::new);
    }
    if let Some(whole) = state.lines.iter_mut().find(|line| line.item.is_none()) {
        whole.note = Editor::note(&entry.note);
        whole.agreed = entry.follow_ups.first().map(Measure::new);
    }
}

/// Puts the cursor back.
fn go(state: &mut State, at: &str, cursor: u32, ctx: &Ctx) {
    let Some((part, name)) = at.split_once(':') else { return };
    if part == "head" {
        state.focus = Focus::Head;
        state.head.go(name, cursor);
        return;
    }
    let Some(place) = state.lines.iter().position(|line| line.name() == name) else { return };
    state.at = place;
    match part {
        "note" => {
            state.focus = Focus::Note;
            if let Some(line) = state.line_mut() {
                line.note.set_cursor(cursor);
            }
        }
        "what" | "when" => {
            super::act::open_measure_at(state, ctx, part);
            state.measure.go(part, cursor);
        }
        _ => state.focus = Focus::Item,
    }
}
