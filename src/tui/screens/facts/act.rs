//! What keys do on the fact sheet.

use super::aside::{self, Aside};
use super::{State, send};
use crate::domain::facts::Kind;
use crate::tui::command::{CommandId, Need, Place};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice};
use crate::tui::screens::form::life::Typed;
use crate::tui::screens::form::{Did, Field, Input, left_out};
use crate::tui::screens::{About, Screen, form, papers, say_closed};

/// Takes a command or a text.
pub(super) fn act(state: &mut State, typed: &Typed, ctx: &Ctx) -> Vec<Effect> {
    if matches!(typed, Typed::Command(CommandId::Save | CommandId::PersonNext)) {
        state.aside = None; // they do the same wherever one is
    }
    if state.aside.is_some() {
        return match typed {
            Typed::Command(command) => aside::act(state, *command, ctx),
            Typed::Text(_) => vec![],
        };
    }
    state.door = None;
    // done with an answer that has gone on by itself: the question it went on to is not passed by
    let went_on = std::mem::take(&mut state.went_on) && state.focused().is_some_and(|f| f.open);
    if went_on && matches!(typed, Typed::Command(CommandId::Accept | CommandId::FieldNext)) {
        return vec![Effect::Say(Notice::hint(ctx.texts.get("form-went-on")))];
    }
    if let Some(part) = state.parts.get_mut(state.at) {
        part.touch();
    }
    match typed {
        Typed::Text(text) => insert(state, text, ctx),
        Typed::Command(CommandId::Save) => {
            state.arrange(ctx);
            send::save(state, ctx)
        }
        Typed::Command(command) => {
            let outline = state.part().map(|part| part.form.outline());
            let (at, in_head) = (state.at, state.in_head);
            let effects = on_command(state, *command, ctx);
            state.arrange(ctx);
            // a date that came up by the code before it is not passed by
            if at == state.at
                && in_head == state.in_head
                && let Some((part, outline)) = state.parts.get_mut(at).zip(outline)
            {
                part.form.stop_at_new(&outline);
            }
            effects
        }
    }
}

/// Types into the focused field; where one key is the answer, it goes on.
fn insert(state: &mut State, text: &str, ctx: &Ctx) -> Vec<Effect> {
    if state.in_head {
        return left_out(state.head.insert(text, ctx), ctx);
    }
    let Some(part) = state.parts.get_mut(state.at) else { return vec![] };
    let over = part.form.insert(text, ctx);
    if !part.form.focused().is_some_and(Field::is_taken_at_once) {
        return left_out(over, ctx);
    }
    go_on(state, ctx)
}

/// Goes on to the next question that has to be answered, in this part or a later one.
fn go_on(state: &mut State, ctx: &Ctx) -> Vec<Effect> {
    state.arrange(ctx); // what was just answered may have brought up a question
    let Some(part) = state.parts.get_mut(state.at) else { return vec![] };
    state.went_on = true;
    if part.form.go_on(ctx) { vec![] } else { later(state, ctx) }
}

/// Goes to the first question that has to be answered of a later part; says so if there is none.
fn later(state: &mut State, ctx: &Ctx) -> Vec<Effect> {
    state.arrange(ctx);
    let later = (state.at + 1..state.parts.len())
        .find(|at| state.parts.get_mut(*at).is_some_and(super::Part::enter));
    if let Some(at) = later {
        state.at = at;
        return vec![];
    }
    let context = super::situation(state).context;
    let (key, command) = match state.whole().missing.len() {
        0 => ("sheet-complete", CommandId::Save),
        _ => ("sheet-rest", CommandId::Missing),
    };
    let said = ctx.texts.with(key, &[("key", ctx.key(command, context).into())]);
    vec![Effect::Say(Notice::hint(said))]
}

fn on_command(state: &mut State, command: CommandId, ctx: &Ctx) -> Vec<Effect> {
    match command {
        CommandId::PersonNext => return person(state, 1, ctx),
        CommandId::Missing => {
            leave(state, ctx);
            state.aside = Some(Aside::missing());
            return vec![];
        }
        CommandId::History => return state.ask_history(),
        _ => {}
    }
    if state.in_head {
        match state.head.apply(command, ctx) {
            Did::Close => return vec![Effect::Close],
            Did::Behind => state.in_head = false,
            Did::Taken | Did::Before | Did::Other => {}
        }
        return vec![];
    }
    if matches!(command, CommandId::Accept | CommandId::Values)
        && let Some(effect) = door(state, ctx)
    {
        state.door = state.focused().map(|field| field.name.clone());
        return vec![effect];
    }
    let Some(part) = state.parts.get_mut(state.at) else {
        return if command == CommandId::Back { vec![Effect::Close] } else { vec![] };
    };
    match part.form.apply(command, ctx) {
        Did::Close => vec![Effect::Close],
        Did::Taken if matches!(command, CommandId::Unknown | CommandId::NoAnswer) => {
            go_on(state, ctx)
        }
        Did::Behind if command == CommandId::Accept => later(state, ctx),
        Did::Behind => {
            let last = state.at + 1 >= state.parts.len();
            if last { later(state, ctx) } else { person(state, 1, ctx) }
        }
        Did::Before => {
            state.head.enter(true);
            state.in_head = true;
            vec![]
        }
        Did::Other if command == CommandId::PageDown => person(state, 1, ctx),
        Did::Other if command == CommandId::PageUp => person(state, -1, ctx),
        Did::Taken | Did::Other => vec![],
    }
}

/// Takes what was typed into the focused field.
fn leave(state: &mut State, ctx: &Ctx) {
    if let Some(part) = state.parts.get_mut(state.at) {
        part.form.leave(ctx);
    }
    state.arrange(ctx);
}

/// Goes to the next part, behind the last one to the first again, or back.
fn person(state: &mut State, step: isize, ctx: &Ctx) -> Vec<Effect> {
    let count = state.parts.len().max(1);
    leave(state, ctx);
    let step = step.rem_euclid(isize::try_from(count).unwrap_or(1));
    state.at = state.at.saturating_add_signed(step) % count;
    state.in_head = false;
    if let Some(part) = state.parts.get_mut(state.at) {
        part.enter();
    }
    vec![]
}

/// The form in which the focused question is answered, where it is not answered here.
fn door(state: &State, ctx: &Ctx) -> Option<Effect> {
    let field = state.part()?.form.focused()?;
    if !matches!(field.input, Input::Elsewhere(_)) {
        return None;
    }
    let (case, name) = (state.life.case?, state.life.name.as_str());
    let command = match state.question()?.kind {
        Kind::FirstVisit if field.known.is_some() => {
            return Some(Effect::Say(Notice::hint(ctx.texts.get("case-stays"))));
        }
        Kind::FirstVisit => CommandId::VisitNew,
        Kind::FollowUp => CommandId::FollowupNew,
        Kind::Home => CommandId::HouseholdEdit,
        _ => {
            let person = state.part()?.person();
            let papers = papers::State::new(case, name).at(person);
            return Some(Effect::Open(Box::new(Screen::Papers(Box::new(papers)))));
        }
    };
    let closed = state.sheet.as_ref().is_some_and(|sheet| sheet.closed);
    if closed && command.command().needs.contains(&Need::OpenCase) {
        return Some(say_closed(Place::Facts, ctx));
    }
    let about = About { case: Some(case), name, ..About::default() };
    form(command, about, ctx).map(|screen| Effect::Open(Box::new(screen)))
}
