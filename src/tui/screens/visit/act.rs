//! What keys do in a visit.

use super::{Focus, Line, State, head, lines, own};
use crate::api::Request;
use crate::api::visits::Record;
use crate::domain::checklist::{Answer, Origin, Rating};
use crate::domain::followup::WHAT_MAX;
use crate::domain::visit::{Entry, EntryError, Noted, Outcome};
use crate::text::Texts;
use crate::tui::command::{CommandId, Context};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice};
use crate::tui::fuzzy::{Words, rank};
use crate::tui::input::Key;
use crate::tui::keymap::{Focus as KeyFocus, Lookup};
use crate::tui::screens::form::Reads;
use crate::tui::screens::form::life::Typed;
use crate::tui::screens::form::{Did, Field, Form, left_out};
use crate::tui::widgets::editor::Editor;
use crate::tui::widgets::picker::Picker;

/// Rows of the list of items to jump to.
const JUMP_ROWS: u16 = 12;
/// Items that a page key goes by.
const PAGE: isize = 8;

/// Takes a command or a text.
pub(super) fn act(state: &mut State, typed: &Typed, ctx: &Ctx) -> Vec<Effect> {
    if !matches!(typed, Typed::Command(CommandId::Save)) {
        state.told = false;
    }
    let rated = state.rated.take();
    match typed {
        Typed::Text(text) => left_out(insert(state, text, ctx), ctx),
        Typed::Command(CommandId::Save) => save(state, ctx),
        Typed::Command(command) => match state.focus {
            Focus::Item => on_item(state, *command, rated, ctx),
            Focus::Note => on_note(state, *command, ctx),
            Focus::Measure => on_measure(state, *command, ctx),
            Focus::Head => on_head(state, *command, ctx),
            Focus::Jump => on_jump(state, *command, ctx),
        },
    }
}

/// Types or pastes text; gives the characters for which there was no room.
fn insert(state: &mut State, text: &str, ctx: &Ctx) -> usize {
    right_again(state);
    match state.focus {
        Focus::Item => 0,
        Focus::Note => state.line_mut().map_or(0, |line| line.note.insert(text)),
        Focus::Measure => {
            let left_out = state.measure.insert(text, ctx);
            sync(state);
            left_out
        }
        Focus::Head => state.head.insert(text, ctx),
        Focus::Jump => {
            state.jump.insert(text);
            0
        }
    }
}

/// The selected line is being put right.
fn right_again(state: &mut State) {
    if let Some(line) = state.line_mut() {
        line.error = None;
    }
}

pub(super) fn hint(ctx: &Ctx, key: &str) -> Vec<Effect> {
    vec![Effect::Say(Notice::hint(ctx.texts.get(key)))]
}

fn on_item(state: &mut State, command: CommandId, rated: Option<usize>, ctx: &Ctx) -> Vec<Effect> {
    use CommandId as C;
    // done with an answer that has gone on by itself: the question it went on to is not passed by
    let open = state.line().is_some_and(|line| line.item.is_some() && line.answer.is_none());
    if rated.is_some() && open && command == C::SectionNext {
        return hint(ctx, "form-went-on");
    }
    if let Some(rating) = rating_of(command) {
        return rate(state, rating, ctx);
    }
    match command {
        C::Up if !go(state, -1) => enter_head(state, true, ctx),
        C::Down => drop(go(state, 1)),
        C::PageUp => drop(go(state, -PAGE)),
        C::PageDown => drop(go(state, PAGE)),
        C::First => drop(go(state, isize::MIN)),
        C::Last => drop(go(state, isize::MAX)),
        C::AnswerClear => {
            if let Some(line) = state.line_mut() {
                line.error = None;
                line.clear();
            }
        }
        C::RestOk => return rest_ok(state, ctx),
        C::LikeLast => {
            let n = lines::like_last(&mut state.lines);
            let said = ctx.texts.with("visit-like-last", &[("n", n.into())]);
            return vec![Effect::Say(Notice::hint(said))];
        }
        C::Note => {
            state.at = rated.unwrap_or(state.at); // the status line says so
            state.focus = Focus::Note;
        }
        C::Accept => state.focus = Focus::Note,
        C::FollowupNew => open_measure(state, ctx),
        C::SectionNext => section(state, true, ctx),
        C::SectionPrev => section(state, false, ctx),
        C::AllItems => {
            state.all = !state.all;
            let visible = state.visible();
            if !visible.contains(&state.at) {
                let before = visible.iter().rev().find(|at| **at < state.at);
                state.at = before.or(visible.first()).copied().unwrap_or(0);
            }
        }
        C::ToggleAll => {
            state.head.tick_all();
        }
        C::VisitHead => enter_head(state, false, ctx),
        C::Search => {
            state.jump = Picker::default();
            state.focus = Focus::Jump;
        }
        C::Back => return vec![Effect::Close],
        _ => {}
    }
    vec![]
}

/// Goes so many lines on; `false` if there is none that way.
fn go(state: &mut State, step: isize) -> bool {
    let visible = state.visible();
    let place = visible.iter().position(|at| *at == state.at).unwrap_or(0);
    let last = visible.len().saturating_sub(1);
    let wanted = place.saturating_add_signed(step).min(last);
    state.at = visible.get(wanted).copied().unwrap_or(0);
    wanted != place
}

fn enter_head(state: &mut State, at_end: bool, ctx: &Ctx) {
    own::advise(state, ctx);
    state.head.enter(at_end);
    state.focus = Focus::Head;
}

/// The first item of the next or previous field of action; before the first comes the head.
fn section(state: &mut State, next: bool, ctx: &Ctx) {
    let visible = state.visible();
    let here = state.section(state.at);
    let place = visible.iter().position(|at| *at == state.at).unwrap_or(0);
    if next {
        let mut behind = visible.iter().skip(place).copied();
        state.at = behind.find(|at| state.section(*at) != here).unwrap_or(state.at);
        return;
    }
    let mut before = visible.iter().take(place).rev().copied();
    let Some(last) = before.find(|at| state.section(*at) != here) else {
        return enter_head(state, true, ctx);
    };
    let section = state.section(last);
    let first = visible.iter().copied().find(|at| state.section(*at) == section);
    state.at = first.unwrap_or(last);
}

fn rate(state: &mut State, rating: Rating, ctx: &Ctx) -> Vec<Effect> {
    let today = ctx.today();
    let Some(line) = state.line_mut().filter(|line| line.item.is_some()) else {
        return hint(ctx, "visit-no-item");
    };
    if !line.rate(rating, Origin::Asked, &ctx.texts, today) {
        return hint(ctx, "visit-no-urgent");
    }
    line.error = None;
    if rating.is_concern() {
        state.focus = Focus::Note;
    } else {
        let rated = state.at;
        state.rated = go(state, 1).then_some(rated);
    }
    if rating != Rating::Urgent {
        return vec![];
    }
    if let Some(sign) = state.sign() {
        return vec![Effect::Urgent(sign)];
    }
    let key = ctx.key(CommandId::Urgent, Context::Text);
    let said = ctx.texts.with("visit-urgent", &[("key", key.into())]);
    vec![Effect::Say(Notice::hint(said))]
}

fn rest_ok(state: &mut State, ctx: &Ctx) -> Vec<Effect> {
    if head::outcome(&state.head) != Outcome::Met {
        return hint(ctx, "visit-nobody-met");
    }
    let Some(template) = state.checklist() else { return vec![] };
    let n = lines::rest_ok(&mut state.lines, template);
    let key = ctx.key(CommandId::AllItems, Context::Checklist);
    let values = [("n", n.into()), ("key", key.into())];
    // of warning signs is told who may see them, where there are any
    let signs = state.restricted && state.own.is_none() && state.has_further();
    let said = if signs { "visit-rest-ok-warning" } else { "visit-rest-ok" };
    vec![Effect::Say(Notice::hint(ctx.texts.with(said, &values)))]
}

/// The rating that one key gives to a question.
fn rating_of(command: CommandId) -> Option<Rating> {
    Some(match command {
        CommandId::AnswerOk => Rating::Ok,
        CommandId::AnswerWatch => Rating::Watch,
        CommandId::AnswerAttention => Rating::Attention,
        CommandId::AnswerUrgent => Rating::Urgent,
        CommandId::AnswerNotApplicable => Rating::NotApplicable,
        _ => return None,
    })
}

/// What the note of an open question holds, if that is nothing but the key of a rating which the question
/// takes: who answers and confirms with Enter is a field further with the next key.
fn meant(line: &Line, ctx: &Ctx) -> Option<Rating> {
    let item = line.item.filter(|_| line.answer.is_none())?;
    let typed = line.note.text().trim();
    // one sign: the names of keys are words
    let key: Key = typed.parse().ok().filter(|_| typed.chars().count() == 1)?;
    let Lookup::Command(command) = ctx.keymap.lookup(KeyFocus::on(Context::Checklist), &[key])
    else {
        return None;
    };
    rating_of(command).filter(|rating| item.scale.allows(*rating))
}

fn on_note(state: &mut State, command: CommandId, ctx: &Ctx) -> Vec<Effect> {
    use CommandId as C;
    let width = state.note_width;
    if matches!(command, C::Accept | C::FieldNext)
        && let Some(line) = state.line_mut()
        && let Some(rating) = meant(line, ctx)
    {
        line.note.set("");
        state.focus = Focus::Item;
        return rate(state, rating, ctx);
    }
    let Some(line) = state.lines.get_mut(state.at) else { return vec![] };
    if line.note.apply(command, width) {
        line.error = None;
        return vec![];
    }
    let agreed = line.agreed.is_some();
    let open = line.item.is_some() && line.answer.is_none() && line.note.is_empty();
    match command {
        // only looked at: the question is not passed by
        C::Accept | C::FieldNext if open && !agreed => state.focus = Focus::Item,
        C::FieldNext | C::Down if agreed => open_measure_at(state, ctx, "what"),
        C::Accept | C::FieldNext | C::Down => {
            state.focus = Focus::Item;
            go(state, 1);
        }
        C::FieldPrev | C::Up | C::Back => state.focus = Focus::Item,
        _ => {}
    }
    vec![]
}

/// Opens what is agreed on the selected line: at its date when there is something already.
fn open_measure(state: &mut State, ctx: &Ctx) {
    let known = state.line().is_some_and(|line| line.agreed.is_some() || line.item.is_some());
    open_measure_at(state, ctx, if known { "when" } else { "what" });
}

pub(super) fn open_measure_at(state: &mut State, ctx: &Ctx, field: &str) {
    let today = ctx.today();
    let Some(line) = state.lines.get_mut(state.at) else { return };
    let measure = line.measure(&ctx.texts, today);
    let due = ctx.texts.weekday_near(measure.window.due(), today);
    let stands = ctx.texts.with("visit-due-stands", &[("date", due.into())]).into_owned();
    let typed_on = measure.typed_on;
    let mut form = Form::new(
        vec![
            Field::line("what", "visit-measure", measure.what.text()).most(WHAT_MAX),
            Field::date("when", "visit-due", Reads::Ahead, measure.when.text())
                .hint("visit-due-hint")
                .stands(stands),
        ],
        &ctx.texts,
    );
    if let Some(when) = form.field_mut("when") {
        when.typed_on = typed_on;
    }
    form.focus(field);
    state.measure = form;
    state.focus = Focus::Measure;
}

/// Takes what is typed into the measure of the line, so that it is part of the draft.
fn sync(state: &mut State) {
    let (what, when) = (state.measure.text("what"), state.measure.text("when"));
    let typed_on = state.measure.field("when").and_then(|when| when.typed_on);
    let Some(measure) = state.line_mut().and_then(|line| line.agreed.as_mut()) else { return };
    if measure.what.text() != what {
        measure.what = Editor::line(&what);
        measure.proposed = false;
    }
    if measure.when.text() != when {
        measure.when = Editor::line(&when);
    }
    measure.typed_on = typed_on;
}

fn on_measure(state: &mut State, command: CommandId, ctx: &Ctx) -> Vec<Effect> {
    let did = state.measure.apply(command, ctx);
    sync(state);
    if matches!(did, Did::Taken | Did::Other) || !leave_measure(state, ctx) {
        return vec![];
    }
    if let Some(line) = state.line_mut() {
        line.keep_measure(did == Did::Behind);
    }
    state.focus = if did == Did::Before { Focus::Note } else { Focus::Item };
    if did == Did::Behind {
        go(state, 1);
    }
    vec![]
}

/// Takes the date that was typed; an emptied measure is none. `false` while something is wrong.
fn leave_measure(state: &mut State, ctx: &Ctx) -> bool {
    let Some(line) = state.lines.get_mut(state.at) else { return true };
    line.error = None;
    let Some((field, error)) = line.measure_flaw(&ctx.texts, ctx.today()) else { return true };
    state.measure.refuse(field, error);
    false
}

fn on_head(state: &mut State, command: CommandId, ctx: &Ctx) -> Vec<Effect> {
    match state.head.apply(command, ctx) {
        Did::Taken | Did::Other => {}
        Did::Before => state.head.enter(false),
        Did::Behind | Did::Close => {
            state.focus = Focus::Item;
            state.follow_kind();
            own::follow_person(state);
            let visible = state.visible();
            if !visible.contains(&state.at) {
                state.at = visible.first().copied().unwrap_or(0);
            }
        }
    }
    vec![]
}

/// The items that fit what is typed, the code itself first; as places among the lines.
pub(super) fn jumps(state: &State, texts: &Texts) -> Vec<usize> {
    let typed = state.jump.query.text().trim();
    let items: Vec<(usize, String, &str)> = (0..)
        .zip(&state.lines)
        .filter_map(|(at, line)| {
            let item = line.item?;
            Some((at, item.code.to_string(), texts.wording(&item.question)))
        })
        .collect();
    let exact = items.iter().find(|(_, code, _)| code.eq_ignore_ascii_case(typed));
    let exact = exact.map(|(at, ..)| *at);
    let words = items.iter().map(|(_, code, question)| Words { label: question, also: code });
    let fitting = rank(typed, words).into_iter().filter_map(|n| items.get(n)).map(|(at, ..)| *at);
    exact.into_iter().chain(fitting.filter(|at| Some(*at) != exact)).collect()
}

fn on_jump(state: &mut State, command: CommandId, ctx: &Ctx) -> Vec<Effect> {
    match command {
        CommandId::Accept => {
            let place = jumps(state, &ctx.texts).get(state.jump.list.selected).copied();
            let Some(at) = place else { return hint(ctx, "visit-jump-nothing") };
            state.at = at;
            state.all |= !state.visible().contains(&at);
            state.focus = Focus::Item;
            if !state.visible().contains(&at) {
                state.at = state.visible().first().copied().unwrap_or(0); // nobody was met
            }
        }
        CommandId::Back => state.focus = Focus::Item,
        _ => {
            let fitting = jumps(state, &ctx.texts).len();
            state.jump.apply(command, fitting, JUMP_ROWS);
        }
    }
    vec![]
}

/// The visit as it is sent: without answers where nobody was met.
fn entry(state: &State, ctx: &Ctx) -> Entry {
    let mut entry = super::keep::entry(state, ctx);
    if entry.outcome != Outcome::Met {
        entry.met.clear();
        entry.answers.clear();
    }
    entry
}

/// Checks everything and sends it; what is wrong is marked, and the first of it gets the focus.
fn save(state: &mut State, ctx: &Ctx) -> Vec<Effect> {
    let head = state.head.check(ctx);
    own::follow_person(state); // she may not have left the head since
    let wrong = wrong_lines(state, ctx);
    if !head {
        state.focus = Focus::Head;
        return hint(ctx, "form-not-yet");
    }
    if let Some(wrong) = wrong {
        state.at = wrong.line;
        state.all |= !state.visible().contains(&wrong.line);
        state.focus = Focus::Item;
        if let (Some(field), Some(error)) =
            (wrong.field, state.line().and_then(|l| l.error.clone()))
        {
            open_measure_at(state, ctx, field);
            state.measure.refuse(field, error);
        }
        return hint(ctx, "form-not-yet");
    }
    if let Some(effects) = own::send(state, ctx) {
        return effects;
    }
    let entry = entry(state, ctx);
    if let Err(error) = entry.check(&head::household(&state.head), ctx.now) {
        let shown = refuse(state, error, ctx);
        let said = ctx.texts.entry_error(error);
        return if shown {
            hint(ctx, "form-not-yet")
        } else {
            vec![Effect::Say(Notice::problem(said))]
        };
    }
    if let Some(doubt) = doubt(&entry, ctx)
        && !std::mem::replace(&mut state.told, true)
    {
        return vec![Effect::Say(Notice::hint(doubt))];
    }
    let Some(case) = state.life.case else { return vec![] };
    let what = state.life.entry_in_words(&entry, ctx);
    vec![state.life.save(Request::RecordVisit(Box::new(Record { case, entry })), what)]
}

/// What is a slip more often than meant, and is saved with the second key only: somebody was met and not a
/// word of it; or concerns stand as they did last time, untouched, for they bring no measure.
pub(super) fn doubt(entry: &Entry, ctx: &Ctx) -> Option<String> {
    let Entry { answers, note, follow_ups, .. } = entry;
    let empty = answers.is_empty() && note.is_empty() && follow_ups.is_empty();
    let is_unseen = |noted: &&Noted| {
        let Answer { rating, origin, .. } = noted.answer;
        origin == Origin::AsLastTime && rating.is_concern() && noted.agreed.is_none()
    };
    let unseen = answers.iter().filter(is_unseen).count();
    let text = match unseen {
        0 if empty && entry.outcome == Outcome::Met => "visit-empty",
        0 => return None,
        _ => "visit-unseen",
    };
    let key = ctx.key(CommandId::Save, Context::Checklist);
    Some(ctx.texts.with(text, &[("n", unseen.into()), ("key", key.into())]).into_owned())
}

/// A line that cannot be sent as it stands.
struct Wrong {
    line: usize,
    /// The field of its measure, where it is that.
    field: Option<&'static str>,
}

/// Says beside each line that cannot be sent what is wrong; gives the first.
fn wrong_lines(state: &mut State, ctx: &Ctx) -> Option<Wrong> {
    let met = head::outcome(&state.head) == Outcome::Met;
    let (texts, today) = (&ctx.texts, ctx.today());
    let mut first = None;
    for (at, line) in state.lines.iter_mut().enumerate() {
        line.error = None;
        let counts = met || line.item.is_none();
        let Some((field, error)) = counts.then(|| line.flaw(texts, today)).flatten() else {
            continue;
        };
        line.error = Some(error);
        first = first.or(Some(Wrong { line: at, field }));
    }
    first
}

/// Shows why the entry does not hold, where it can be put right; `false` if there is no such place.
pub(super) fn refuse(state: &mut State, error: EntryError, ctx: &Ctx) -> bool {
    if let EntryError::Restricted(code) = error {
        let of = |line: &Line| line.item.is_some_and(|item| item.code == code);
        let Some(at) = state.lines.iter().position(of) else { return false };
        state.at = at;
        state.all |= !state.visible().contains(&at);
        state.focus = Focus::Item;
        if let Some(line) = state.line_mut() {
            line.error = Some(ctx.texts.entry_error(error));
        }
        return true;
    }
    let field = match error {
        EntryError::InTheFuture => Some("time".to_owned()),
        EntryError::NobodyNamed | EntryError::NotOfTheHousehold => {
            let first = state.head.fields.iter().find(|field| field.ticked().is_some());
            Some(first.map_or("outcome".to_owned(), |field| field.name.clone()))
        }
        EntryError::MetWithoutMeeting => Some("outcome".to_owned()),
        _ => None,
    };
    if let Some(field) = &field {
        state.head.refuse(field, ctx.texts.entry_error(error));
        state.focus = Focus::Head;
    }
    field.is_some()
}
