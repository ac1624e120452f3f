//! A fact sheet as a draft, and back: of each part only what was changed, with what there was.

use super::part::Part;
use super::{State, fields};
use crate::api::drafts::Body;
use crate::domain::draft::{WAS, WITHHELD, question_of};
use crate::domain::facts::{FactKey, Subject, sheet};
use crate::domain::ids::PersonId;
use crate::tui::ctx::Ctx;
use crate::tui::screens::form::{TYPED, TYPED_ON};

/// In a draft: what to call whose part it is.
const NAME: &str = "name";

/// The name of the household's part.
const HOUSEHOLD: &str = "household";

/// What comes before the id of a person in the name of their part.
const PERSON: &str = "person:";

/// The name of a part in drafts.
fn part_name(subject: Subject) -> String {
    match subject {
        Subject::Household(_) => HOUSEHOLD.to_owned(),
        Subject::Person(person) => format!("{PERSON}{}", person.0),
    }
}

/// Whether a draft holds more than day, source and for whom.
pub(super) fn holds_answers(body: &Body) -> bool {
    let Body::Fields { fields, .. } = body else { return false };
    let holds = |name: &str| name == HOUSEHOLD || name.starts_with(PERSON) || name == WITHHELD;
    fields.iter().any(|(name, _)| holds(name))
}

/// How many answers stay in the draft whatever is saved: they are restricted, and the case or her time
/// as a deputy is over. Some she typed on this sheet, others the server held back.
pub(super) fn count_withheld(state: &State) -> usize {
    let typed = state.parts.iter().flat_map(|part| withheld(state, part));
    let typed = typed.filter(|line| line.starts_with(WAS)).count();
    let held_back = state.held.iter().find(|(name, _)| name == WITHHELD);
    typed + held_back.and_then(|(_, count)| count.parse().ok()).unwrap_or(0)
}

/// All but these answers is saved: leaves nothing else on the sheet.
pub(super) fn keep_withheld(state: &mut State, ctx: &Ctx) {
    let lines = |part| (withheld(state, part).collect::<Vec<_>>(), part);
    let lines = state.parts.iter().map(lines).filter(|(lines, _)| !lines.is_empty());
    let mut held: Vec<(String, String)> = lines
        .map(|(mut lines, part)| {
            lines.push(format!("{NAME}={}", part.name));
            (part_name(part.subject), lines.join("\n"))
        })
        .collect();
    held.extend(state.held.iter().filter(|(name, _)| name == WITHHELD).cloned());
    let Some(sheet) = state.sheet.take() else { return };
    state.fill(&sheet, ctx);
    restore(state, &Body::Fields { fields: held, at: String::new(), cursor: 0 }, ctx);
}

/// The sheet as it stands. A part is one text, a line a field: a sheet has more fields than a draft.
pub(super) fn body(state: &State) -> Body {
    let (mut at, cursor) = match state.part() {
        Some(part) if !state.in_head => part.form.place(),
        _ => state.head.place(),
    };
    if let Some(part) = state.part().filter(|_| !state.in_head) {
        at = format!("{}/{at}", part_name(part.subject));
    }
    if state.sheet.is_none() {
        return Body::Fields { fields: state.held.clone(), at, cursor };
    }
    let mut fields = state.head.kept();
    for part in state.parts.iter().filter(|part| part.is_touched()) {
        let mut lines = lines(part);
        lines.extend(withheld(state, part));
        if !lines.is_empty() {
            lines.push(format!("{NAME}={}", part.name));
            fields.push((part_name(part.subject), lines.join("\n")));
        }
    }
    // of whom there is no part, as it was
    let known = |name: &str| state.parts.iter().any(|part| part_name(part.subject) == name);
    let gone = state.held.iter().filter(|(name, _)| name.starts_with(PERSON) && !known(name));
    fields.extend(gone.cloned());
    fields.extend(state.held.iter().filter(|(name, _)| name == WITHHELD).cloned());
    Body::Fields { fields, at, cursor }
}

/// What was changed in a part, also what is typed into a choice and not taken yet.
fn lines(part: &Part) -> Vec<String> {
    let mut lines = Vec::new();
    let kept = part.form.kept();
    let line = |(name, text): &(String, String)| format!("{name}={text}");
    for question in sheet() {
        let name = fields::name(question);
        let typed = format!("{name}{TYPED}");
        if !part.is_changed(question) && kept.iter().all(|(of, _)| *of != typed) {
            continue;
        }
        let own = |of: &str| {
            of == name
                || of.strip_prefix(&name).is_some_and(|r| r.starts_with([TYPED, TYPED_ON, ':']))
        };
        lines.extend(kept.iter().filter(|(of, _)| own(of)).map(line));
        let before = part.before(question.key).map_or("", |before| &before.typed_over);
        lines.push(format!("{WAS}{name}={before}"));
    }
    let fictive = |of: &str| of.trim_end_matches(TYPED) == fields::FICTIVE;
    lines.extend(kept.iter().filter(|(of, text)| fictive(of) && !text.is_empty()).map(line));
    lines
}

/// What was typed into questions that are not there any more, because they are restricted and her
/// time as a deputy is over.
fn withheld<'a>(state: &'a State, part: &'a Part) -> impl Iterator<Item = String> + 'a {
    let name = part_name(part.subject);
    let held = state.held.iter().filter(move |(of, _)| *of == name);
    let lines = held.flat_map(|(_, lines)| lines.lines());
    let is_gone = |line: &&str| {
        let question = question_of(line);
        question.is_some_and(|question| part.form.field(&fields::name(question)).is_none())
    };
    lines.filter(is_gone).map(str::to_owned)
}

/// Of whom something was typed who left the household meanwhile, a part of their own: it can be
/// saved all the same.
fn add_left(state: &mut State, kept: &[(String, String)], ctx: &Ctx) {
    let restricted = state.sheet.as_ref().is_some_and(|sheet| sheet.restricted);
    for (of, lines) in kept {
        let person = of.strip_prefix(PERSON).and_then(|id| id.parse().ok()).map(PersonId);
        let Some(person) = person.filter(|id| state.parts.iter().all(|p| p.person() != Some(*id)))
        else {
            continue;
        };
        let name = lines.lines().filter_map(|line| line.split_once('='));
        let name = name.filter(|(of, _)| *of == NAME).map(|(_, name)| name).next();
        state.parts.push(Part::of_left(person, name.unwrap_or_default(), restricted, ctx));
    }
}

/// Puts back what was kept.
pub(super) fn restore(state: &mut State, body: &Body, ctx: &Ctx) {
    let Body::Fields { fields: kept, .. } = body else { return };
    state.held.clone_from(kept);
    if state.sheet.is_none() {
        return;
    }
    state.head.restore(kept);
    add_left(state, kept, ctx);
    for part in &mut state.parts {
        let name = part_name(part.subject);
        let Some((_, lines)) = kept.iter().find(|(of, _)| *of == name) else { continue };
        part.touch();
        let lines = lines.lines().filter_map(|line| line.split_once('='));
        let lines: Vec<(&str, &str)> = lines.collect();
        for (name, was) in lines.iter().filter_map(|(n, was)| Some((n.strip_prefix(WAS)?, was))) {
            let number = name.strip_prefix('q').and_then(|number| number.parse().ok());
            if let Some(question) = number.map(FactKey).and_then(FactKey::question) {
                // what a colleague answered meanwhile must still be seen as a clash
                part.set_before(question, was, ctx);
                part.reopen(question, ctx);
            }
        }
        let mut typed: Vec<(String, String)> = Vec::new();
        for (name, text) in lines.iter().filter(|(name, _)| !name.starts_with(WAS)) {
            if let Some(field) = part.form.field_mut(name) {
                field.unlock();
            }
            typed.push(((*name).to_owned(), (*text).to_owned()));
        }
        part.form.restore(&typed);
    }
    state.complete.clear(); // of every part something may be typed
    state.arrange(ctx);
    go(state, body);
}

/// Goes to where the cursor was.
pub(super) fn go(state: &mut State, body: &Body) {
    let Body::Fields { at, cursor, .. } = body else { return };
    let (part, field) = at.split_once('/').unwrap_or(("", at));
    let place = state.parts.iter().position(|of| part_name(of.subject) == part);
    state.in_head = place.is_none();
    match place {
        Some(place) => {
            state.at = place;
            if let Some(part) = state.parts.get_mut(place) {
                part.form.go(field, *cursor);
            }
        }
        None => state.head.go(field, *cursor),
    }
}
