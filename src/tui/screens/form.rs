//! A form of one column: what all forms have in common.
//!
//! Fields stand one below the other, Tab goes in that order, each is checked when it is left and
//! all of them when the form is saved; what is wrong stands beside the field and nothing typed is
//! ever taken away. The screens say which fields there are and what becomes of them.
pub mod codes;
mod field;
mod keep;
pub mod life;
mod marks;
mod popups;
mod reads;
mod view;
mod word;

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::dates::Window;
use crate::text::{Lang, Texts};
use crate::tui::cells;
use crate::tui::command::{CommandId, Context, Need, Present};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice};
use crate::tui::theme::{DOT, Tone, behind, below, row};
use crate::tui::widgets::frame;
pub use field::{Field, Input, Options};
pub use keep::{MET, TYPED, TYPED_ON};
use life::{FormScreen, Life, Typed};
pub use reads::Reads;
pub use word::Word;

/// The fields of a form and which of them has the focus.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// The fields in the order shown.
    pub fields: Vec<Field>,
    at: usize,
    /// First row seen.
    first: u16,
    /// Cells of a note when it was drawn last, for going up and down in it.
    note_width: u16,
    /// The language its choices are worded in.
    lang: Option<Lang>,
    /// A long sheet: labels have more room, and Enter goes on to the next field that [has to be
    /// answered](Field::open).
    pub long: bool,
    /// The focus is on something else on the screen.
    pub idle: bool,
    /// Who belonged to the household before; not known at once.
    former: Option<keep::Former>,
}

/// What became of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Did {
    /// It was for a field.
    Taken,
    /// It leaves the form at its top.
    Before,
    /// It leaves the form at its end.
    Behind,
    /// It closes the form.
    Close,
    /// It is none for a form.
    Other,
}

impl Form {
    /// A form with the focus on its first field.
    pub fn new(fields: Vec<Field>, texts: &Texts) -> Self {
        let mut form = Self { fields, ..Self::default() };
        form.speak(texts);
        form
    }

    /// Words the choices anew when the language of the screen is another one.
    fn speak(&mut self, texts: &Texts) {
        if self.lang.replace(texts.lang()) != Some(texts.lang()) {
            self.fields.iter_mut().for_each(|field| field.speak(texts));
        }
    }

    /// The field with this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The field with this name, to change it.
    pub fn field_mut(&mut self, name: &str) -> Option<&mut Field> {
        self.fields.iter_mut().find(|field| field.name == name)
    }

    /// What stands in a field: its text, code or tick; empty where there is no such field.
    pub fn text(&self, name: &str) -> String {
        self.field(name).map(Field::text).unwrap_or_default()
    }

    /// The day that was typed into a field, if it is one.
    pub fn day(&self, name: &str, ctx: &Ctx) -> Option<NaiveDate> {
        self.field(name)?.day(ctx)
    }

    /// The window that was typed into a field, if it is one.
    pub fn window(&self, name: &str, ctx: &Ctx) -> Option<Window> {
        self.field(name)?.window(ctx)
    }

    /// The day from which what stands in a field counts.
    pub fn counts_from(&self, name: &str, ctx: &Ctx) -> NaiveDate {
        self.field(name).map_or_else(|| ctx.today(), |field| field.counts_from(ctx))
    }

    /// Puts a text in the place of what stands in a field.
    pub fn set(&mut self, name: &str, text: &str) {
        if let Some(field) = self.field_mut(name) {
            field.set(text);
        }
    }

    /// Puts a text into a field that typing replaces.
    pub fn propose(&mut self, name: &str, text: &str) {
        if let Some(field) = self.field_mut(name) {
            field.set(text);
            field.proposed = true;
        }
    }

    /// Shows or hides a field.
    pub fn show(&mut self, name: &str, shown: bool) {
        if let Some(field) = self.field_mut(name) {
            field.shown = shown;
        }
    }

    /// Puts a new field below another one.
    pub fn add_below(&mut self, name: &str, mut field: Field, texts: &Texts) {
        field.speak(texts);
        let at = self.fields.iter().position(|field| field.name == name);
        self.at = at.map_or(self.fields.len(), |at| at + 1);
        field.open();
        self.fields.insert(self.at, field);
    }

    /// Takes a field out, if it is there. Who was in it is in the one above.
    pub fn take_out(&mut self, name: &str) {
        let Some(at) = self.fields.iter().position(|field| field.name == name) else { return };
        self.fields.remove(at);
        if self.at >= at {
            self.at = self.at.saturating_sub(1);
        }
    }

    /// Says what is wrong with a field and goes to the first that is wrong; `false` if it is not
    /// there.
    pub fn refuse(&mut self, name: &str, error: String) -> bool {
        let Some(field) = self.field_mut(name).filter(|field| field.shown) else { return false };
        field.error = Some(error);
        field.stands_refused();
        let wrong = |field: &Field| field.shown && field.error.is_some();
        self.at = self.fields.iter().position(wrong).unwrap_or(self.at);
        true
    }

    /// The field that has the focus.
    pub fn focused(&self) -> Option<&Field> {
        self.fields.get(self.at)
    }

    /// Which fields are there now, and which of them has the focus: for [`Form::stop_at_new`].
    pub fn outline(&self) -> (usize, Vec<String>) {
        let shown = self.fields.iter().filter(|field| field.shown);
        (self.at, shown.map(|field| field.name.clone()).collect())
    }

    /// Whether the focus is on the field in this place.
    pub fn is_at(&self, at: usize) -> bool {
        self.at == at
    }

    /// Where the focus has gone past fields that only came up by what was just entered, it goes
    /// back to the first of them; where its own field went by that, on to the next: what is typed
    /// into a field that is not there would be lost.
    pub fn stop_at_new(&mut self, (from, before): &(usize, Vec<String>)) {
        let is_there = |at: &usize| self.fields.get(*at).is_some_and(|field| field.shown);
        let behind = (self.at..self.fields.len()).find(is_there);
        self.at = behind.or_else(|| (0..self.at).rev().find(is_there)).unwrap_or(0);
        let passed = (*from..self.at).skip(1);
        let new = |at: &usize| {
            let field = self.fields.get(*at);
            field.is_some_and(|field| field.shown && !before.contains(&field.name))
        };
        if let Some(at) = passed.into_iter().find(new) {
            self.at = at;
            self.open();
        }
    }

    /// Gives a field the focus.
    pub fn focus(&mut self, name: &str) {
        if let Some(at) = self.fields.iter().position(|field| field.name == name) {
            self.at = at;
        }
    }

    /// Gives the first or the last field the focus.
    pub fn enter(&mut self, at_end: bool) {
        let shown = |(_, field): &(usize, &Field)| field.shown;
        let mut fields = self.fields.iter().enumerate().filter(shown);
        let at = if at_end { fields.next_back() } else { fields.next() };
        self.at = at.map_or(0, |(at, _)| at);
    }

    /// What the keys go to.
    pub fn context(&self) -> Context {
        self.focused().map_or(Context::Form, Field::context)
    }

    /// Notes what the focused field has that commands need: values to be shown, a box to tick.
    pub fn note(&self, present: &mut Present) {
        let field = self.focused();
        present.set(Need::Values, field.is_some_and(Field::has_values));
        let is_box = |field: &Field| field.known.is_none() && field.ticked().is_some();
        present.set(Need::Box, field.is_some_and(is_box));
    }

    /// Whether nothing is typed in the focused field yet.
    pub fn field_is_empty(&self) -> bool {
        self.focused().is_none_or(Field::is_empty)
    }

    /// Checks every field; what is wrong stands beside it, and the first such field has the focus.
    pub fn check(&mut self, ctx: &Ctx) -> bool {
        let mut first = None;
        for (at, field) in self.fields.iter_mut().enumerate().filter(|(_, field)| field.shown) {
            field.check(ctx, true);
            if field.error.is_some() && first.is_none() {
                first = Some(at);
            }
        }
        if let Some(at) = first {
            self.at = at;
            self.open();
        }
        first.is_none()
    }

    /// Goes to the first field that has to be filled in and is not; `false` where none is left but
    /// the focused one.
    fn go_to_missing(&mut self) -> bool {
        let missing = |field: &Field| field.shown && field.needed && field.text().trim().is_empty();
        let at = self.fields.iter().position(|field| missing(field) && field.known.is_none());
        let Some(at) = at.filter(|at| *at != self.at) else { return false };
        self.at = at;
        self.open();
        true
    }

    /// Shows the values of the focused field, where it is a choice.
    pub fn open(&mut self) {
        if let Some(field) = self.fields.get_mut(self.at) {
            field.open();
        }
    }

    /// Types or pastes text into the focused field; gives the characters for which there was no
    /// room.
    pub fn insert(&mut self, text: &str, ctx: &Ctx) -> usize {
        let Some(field) = self.fields.get_mut(self.at) else { return 0 };
        if field.known.is_none() {
            field.typed_on = Some(ctx.today());
        }
        field.insert(text)
    }

    /// Carries out a command.
    pub fn apply(&mut self, command: CommandId, ctx: &Ctx) -> Did {
        let width = self.note_width.max(1);
        let Some(field) = self.fields.get_mut(self.at) else { return Did::Other };
        let locked = field.known.is_some();
        if field.apply(command, width, ctx) {
            // taking a value out of the open list and going on is one step
            let done = match &field.input {
                Input::Choice(choice, _) => !choice.is_open(),
                Input::Several(several, ..) => several.is_done(),
                _ => false,
            };
            let picked = command == CommandId::Accept && !locked && done;
            return if picked && !self.go_on(ctx) && self.long { Did::Behind } else { Did::Taken };
        }
        match command {
            CommandId::Accept if !self.go_on(ctx) => Did::Behind,
            CommandId::FieldNext if !self.step(1, |field| field.known.is_none(), ctx) => {
                Did::Behind
            }
            CommandId::Down if !self.step(1, |_| true, ctx) => Did::Behind,
            CommandId::FieldPrev if !self.step(-1, |field| field.known.is_none(), ctx) => {
                Did::Before
            }
            CommandId::Up if !self.step(-1, |_| true, ctx) => Did::Before,
            CommandId::FieldNext
            | CommandId::Down
            | CommandId::Accept
            | CommandId::FieldPrev
            | CommandId::Up => Did::Taken,
            CommandId::First | CommandId::Last => {
                self.enter(command == CommandId::Last);
                Did::Taken
            }
            CommandId::ToggleAll => {
                self.tick_all();
                Did::Taken
            }
            CommandId::Back => Did::Close,
            _ => Did::Other,
        }
    }

    /// Ticks every box, or none when all are ticked.
    pub fn tick_all(&mut self) {
        let boxes = || self.fields.iter().filter_map(Field::ticked);
        let all = boxes().count() > 0 && boxes().all(|ticked| ticked);
        for field in &mut self.fields {
            if let Input::Tick(ticked, _) = &mut field.input {
                *ticked = !all;
            }
        }
    }

    /// Checks the field that has the focus, which is left for another place.
    pub fn leave(&mut self, ctx: &Ctx) {
        if let Some(field) = self.fields.get_mut(self.at) {
            field.check(ctx, false);
        }
    }

    /// Asks in these words which of two values holds, a colleague's, as it is put into the field, or
    /// this one's: a choice below the field.
    pub fn ask_which(
        &mut self,
        name: &str,
        theirs: &str,
        [word_theirs, word_mine]: [&'static str; 2],
        texts: &Texts,
    ) {
        let Some(field) = self.field(name) else { return };
        let said = |value: &str| {
            let text = if value.is_empty() { texts.get("register-empty") } else { value.into() };
            text.into_owned()
        };
        let word = |key, value: &str| {
            Word::Said(texts.with(key, &[("value", said(value).into())]).into_owned())
        };
        let mine = field.in_words(texts);
        let mut field = field.clone();
        field.set(theirs);
        let options = vec![
            ("theirs".to_owned(), word(word_theirs, &field.in_words(texts))),
            ("mine".to_owned(), word(word_mine, &mine)),
        ];
        let asks = which(name);
        self.fields.retain(|field| field.name != asks);
        self.add_below(name, Field::choice(&asks, "register-clash", options, "").needed(), texts);
    }

    /// Whether a colleague's value was chosen to hold.
    pub fn takes_theirs(&self, name: &str) -> bool {
        self.text(&which(name)) == "theirs"
    }

    /// Goes on from a field that is done; `false`, and the focus stays, where there is none to go
    /// to.
    pub fn go_on(&mut self, ctx: &Ctx) -> bool {
        let long = self.long;
        self.step(1, |field| if long { field.open } else { field.known.is_none() }, ctx)
    }

    /// Goes to the next or previous field that is wanted; `false`, and the focus stays, where
    /// there is none. The field that is left is checked.
    fn step(&mut self, step: isize, wanted: impl Fn(&Field) -> bool, ctx: &Ctx) -> bool {
        if let Some(field) = self.fields.get_mut(self.at) {
            let was_told = field.error.is_some();
            field.check(ctx, false);
            let picks = matches!(field.input, Input::Choice(..) | Input::Several(..));
            if field.error.is_some() && picks {
                if !was_told {
                    return true; // what is typed fits nothing: said once before it goes
                }
                field.apply(CommandId::Back, 1, ctx);
            }
        }
        let mut at = self.at;
        loop {
            match at.checked_add_signed(step).filter(|at| *at < self.fields.len()) {
                Some(next) if self.fields.get(next).is_some_and(|f| f.shown && wanted(f)) => {
                    self.at = next;
                    return true;
                }
                Some(next) => at = next,
                None => return false,
            }
        }
    }
}

/// The words in which it is asked which of two values holds, a colleague's or this one's.
pub const CLASH: [&str; 2] = ["register-clash-theirs", "register-clash-mine"];

/// The name of the field that asks which of two values holds.
pub fn which(name: &str) -> String {
    format!("clash:{name}")
}

/// Says that so many characters of what was typed or pasted did not fit.
pub fn left_out(count: usize, ctx: &Ctx) -> Vec<Effect> {
    let said = || ctx.texts.with("form-full", &[("n", count.into())]);
    match count {
        0 => vec![],
        1 => vec![Effect::Say(Notice::hint(said()))],
        _ => vec![Effect::Say(Notice::problem(said()))],
    }
}

/// Takes a command or a text for a form that is the whole screen; `None` if it is to be saved.
pub fn act(form: &mut Form, typed: &Typed, ctx: &Ctx) -> Option<Vec<Effect>> {
    let command = match typed {
        Typed::Text(text) => {
            return Some(left_out(form.insert(text, ctx), ctx));
        }
        Typed::Command(CommandId::Save) => return None,
        Typed::Command(command) => *command,
    };
    Some(match form.apply(command, ctx) {
        Did::Close => vec![Effect::Close],
        Did::Behind if command == CommandId::Accept && form.go_to_missing() => vec![],
        Did::Behind => {
            let key = ctx.key(CommandId::Save, form.context());
            let said = ctx.texts.with("form-last", &[("key", key.into())]);
            vec![Effect::Say(Notice::hint(said))]
        }
        Did::Taken | Did::Before | Did::Other => vec![],
    })
}

/// Closes a form that says what stands there already, if in other characters, and says so: its draft
/// would hold nothing to be saved.
pub fn unchanged(form: &mut impl FormScreen, ctx: &Ctx) -> Vec<Effect> {
    let mut effects = life::forgotten(form, ctx);
    effects.push(Effect::Say(Notice::hint(ctx.texts.get("register-unchanged"))));
    effects
}

/// Draws a form that is the whole screen: what it is and whom it is about, the draft's mark, and
/// the fields.
pub fn sheet(
    ctx: &Ctx,
    area: Rect,
    buf: &mut Buffer,
    title: &str,
    life: &Life,
    form: &mut Form,
) -> Position {
    let title = match life.whom.as_deref().unwrap_or(&life.name) {
        "" => title.to_owned(),
        name => [title, name].join(DOT),
    };
    let mark = if life.offers() { String::new() } else { life.mark(ctx) };
    frame::title(ctx, row(area, 0), buf, &title, &mark);
    let offered = offer(ctx, below(area, 1), buf, life);
    form.view(ctx, below(area, 1 + offered), buf)
}

/// Draws, where there is an earlier draft, the offer to go on with it in the first rows of `area`;
/// gives how many. It stands in the same place in every form.
pub fn offer(ctx: &Ctx, area: Rect, buf: &mut Buffer, life: &Life) -> u16 {
    if !life.offers() {
        return 0;
    }
    let mark = life.mark(ctx);
    let shown = ctx.theme.shown(&mark);
    let lines = cells::wrap(&shown, area.width.saturating_sub(2).max(1));
    for (number, line) in (0..area.height).zip(&lines) {
        ctx.theme.put(buf, behind(row(area, number), 1), line, Tone::Strong);
    }
    u16::try_from(lines.len()).unwrap_or(u16::MAX).min(area.height)
}
