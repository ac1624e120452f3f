//! One field of a form: what it takes, what stands in it, what keys do to it.

use chrono::NaiveDate;

use super::codes::Codes;
use super::marks::Marks;
use super::popups::{apply_codes, apply_date};
use super::reads::Reads;
use super::word::Word;
use crate::text::Texts;
use crate::tui::command::{CommandId, Context};
use crate::tui::ctx::Ctx;
use crate::tui::widgets::choice::{Choice, Chosen};
use crate::tui::widgets::editor::Editor;
use crate::tui::widgets::list::List;
use crate::tui::widgets::month::Month;
use crate::tui::widgets::several::{Pick, Several};

/// What a field takes and what stands in it.
#[derive(Clone, Debug)]
pub enum Input {
    /// One line.
    Line(Editor),
    /// Several lines.
    Note(Editor),
    /// One of several values: code and word of each.
    Choice(Choice, Options),
    /// A date as typed, and the month grid while it is open.
    Date(Editor, Reads, Option<Month>),
    /// A time of day as typed.
    Time(Editor),
    /// Codes of languages or countries, as codes or names, and their list while it is open.
    Codes(Editor, Codes, Option<List>),
    /// A box to tick, and what stands beside it.
    Tick(bool, String),
    /// Several values, or values with a grade: codes and words of both.
    Several(Several, Options, Options),
    /// What is not typed here but in a form of its own, in words.
    Elsewhere(String),
    /// One of a few words by its first letter, and what it is about.
    Marks(Marks, String),
}

/// Codes with their words.
pub type Options = Vec<(String, Word)>;

/// A field.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is true or not whatever the others are")]
pub struct Field {
    /// Its name in drafts; never shown.
    pub name: String,
    /// What it is called.
    pub label: Word,
    /// What stands in it.
    pub input: Input,
    /// It must not stay empty.
    pub needed: bool,
    /// Key of the text that says in which form it is entered.
    pub hint: Option<&'static str>,
    /// What stands now, in words: shown before the hint while nothing is typed.
    pub stands: Option<String>,
    /// What is wrong with it.
    pub error: Option<String>,
    /// What else there is to say: lines below it.
    pub below: Vec<String>,
    /// It is there now.
    pub shown: bool,
    /// A heading above the first field of the same one.
    pub section: Option<Word>,
    /// It is answered already: since when and by whom, in words. It takes nothing and is not asked
    /// again until it is [opened](Field::unlock).
    pub known: Option<String>,
    /// It has to be answered and is not.
    pub open: bool,
    /// `?` and `-` are answers whatever it takes.
    pub marks: bool,
    /// What stands in it is only proposed: typing replaces all of it.
    pub proposed: bool,
    /// The day on which what stands in it was typed: from it a date like `+3` counts, whenever it
    /// is read. What was not typed is written out.
    pub typed_on: Option<NaiveDate>,
    /// What was put into it: languages in that are taken though nobody knows them, and whoever cannot
    /// be named any more.
    pub(super) kept: String,
    /// A date or time that nobody has begun to change: typing replaces all of it.
    pub(super) whole: bool,
}

impl Field {
    fn new(name: &str, label: Word, input: Input) -> Self {
        let name = name.to_owned();
        Self {
            name,
            label,
            input,
            needed: false,
            hint: None,
            stands: None,
            error: None,
            below: vec![],
            shown: true,
            section: None,
            known: None,
            open: false,
            marks: false,
            proposed: false,
            typed_on: None,
            kept: String::new(),
            whole: true,
        }
    }

    /// A field of one line.
    pub fn line(name: &str, label: &'static str, text: &str) -> Self {
        Self::new(name, Word::Text(label), Input::Line(Editor::line(text)))
    }

    /// A field of several lines.
    pub fn note(name: &str, label: &'static str, text: &str) -> Self {
        Self::new(name, Word::Text(label), Input::Note(Editor::note(text)))
    }

    /// A field for a date.
    pub fn date(name: &str, label: &'static str, reads: Reads, text: &str) -> Self {
        Self::new(name, Word::Text(label), Input::Date(Editor::line(text), reads, None))
    }

    /// A field for a time of day.
    pub fn time(name: &str, label: &'static str, text: &str) -> Self {
        Self::new(name, Word::Text(label), Input::Time(Editor::line(text)))
    }

    /// A field for languages or countries.
    pub fn codes(name: &str, label: &'static str, codes: Codes, text: &str) -> Self {
        Self::new(name, Word::Text(label), Input::Codes(Editor::line(text), codes, None))
    }

    /// A box to tick with its own words; the label stands before the first of several.
    pub fn tick(name: &str, label: Word, words: &str, ticked: bool) -> Self {
        Self::new(name, label, Input::Tick(ticked, words.to_owned()))
    }

    /// A line about which one of these is decided with one key.
    pub fn marks(name: &str, label: Word, options: Vec<(String, Word)>, words: &str) -> Self {
        Self::new(name, label, Input::Marks(Marks::new(options), words.to_owned()))
    }

    /// A field that takes one of these values and nothing else.
    pub fn choice(name: &str, label: &'static str, options: Options, code: &str) -> Self {
        let chosen = place(&options, code);
        let input = Input::Choice(Choice::one_of(Vec::new(), chosen), options);
        Self::new(name, Word::Text(label), input)
    }

    /// A field that takes one of these values or stays open.
    pub fn perhaps(name: &str, label: &'static str, options: Options, code: &str) -> Self {
        let chosen = place(&options, code);
        let input = Input::Choice(Choice::perhaps(Vec::new(), chosen), options);
        Self::new(name, Word::Text(label), input)
    }

    /// A field for several values, each with a grade where there are grades.
    pub fn several(name: &str, several: Several, values: Options, grades: Options) -> Self {
        Self::new(name, Word::Said(String::new()), Input::Several(several, values, grades))
    }

    /// What stands elsewhere.
    pub fn elsewhere(name: &str, words: String) -> Self {
        Self::new(name, Word::Said(String::new()), Input::Elsewhere(words))
    }

    /// The same with another label.
    #[must_use]
    pub fn labelled(self, label: Word) -> Self {
        Self { label, ..self }
    }

    /// The same below a heading.
    #[must_use]
    pub fn under(self, section: Word) -> Self {
        Self { section: Some(section), ..self }
    }

    /// The same, not there yet.
    #[must_use]
    pub fn hidden(self) -> Self {
        Self { shown: false, ..self }
    }

    /// The same with `?` and `-` as answers.
    #[must_use]
    pub fn marked(self) -> Self {
        Self { marks: true, ..self }
    }

    /// The same, taking a value by one key where that makes it clear.
    #[must_use]
    pub fn at_once(mut self) -> Self {
        if let Input::Choice(choice, _) = &mut self.input {
            *choice = std::mem::take(choice).at_once();
        }
        self
    }

    /// Lets an answer that is known be changed.
    pub fn unlock(&mut self) {
        self.known = None;
        self.whole = true;
    }

    /// Lets the list of a choice open at this value while nothing is chosen.
    pub fn suggest(&mut self, code: Option<&str>) {
        if let Input::Choice(choice, options) = &mut self.input {
            choice.suggest(options.iter().position(|(known, _)| Some(known.as_str()) == code));
        }
    }

    /// What stands in it was refused: the next key puts it right, it does not take it away.
    pub(super) fn stands_refused(&mut self) {
        (self.whole, self.proposed) = (false, false);
    }

    /// Whether one key has just taken a value, so that there is nothing more to type.
    pub fn is_taken_at_once(&self) -> bool {
        let taken = |choice: &Choice| choice.is_at_once() && choice.is_empty() && !choice.is_open();
        matches!(&self.input, Input::Choice(choice, _) if taken(choice))
    }

    /// The same, but it must not stay empty.
    #[must_use]
    pub fn needed(self) -> Self {
        Self { needed: true, ..self }
    }

    /// The same with a hint in which form it is entered.
    #[must_use]
    pub fn hint(self, key: &'static str) -> Self {
        Self { hint: Some(key), ..self }
    }

    /// The same with what stands now, as long as nothing is typed.
    #[must_use]
    pub fn stands(self, words: String) -> Self {
        Self { stands: Some(words), ..self }
    }

    /// What stands in it: text, code or tick (`x`).
    pub fn text(&self) -> String {
        let text = match (&self.input, self.editor()) {
            (_, Some(editor)) => Some(editor.text()),
            (Input::Choice(choice, options), _) => match choice.chosen() {
                Chosen::Item(at) => options.get(at).map(|(code, _)| code.as_str()),
                Chosen::Nothing | Chosen::Unknown | Chosen::NoAnswer => None,
            },
            (Input::Tick(ticked, _), _) => ticked.then_some("x"),
            (Input::Several(several, values, grades), _) => {
                return codes_of(several, values, grades);
            }
            (Input::Marks(marks, _), _) => Some(marks.code()),
            (Input::Elsewhere(_), _) => Some(self.kept.as_str()),
            _ => None,
        };
        text.unwrap_or_default().to_owned()
    }

    /// The same, and `?` or `-` where that was answered.
    pub fn answer(&self) -> String {
        let mark = match &self.input {
            Input::Choice(choice, _) => mark(choice.chosen()),
            Input::Several(several, ..) => mark(several.mark()),
            _ => "",
        };
        if mark.is_empty() { self.text() } else { mark.to_owned() }
    }

    /// The same in words: what a choice is called, the names of codes.
    pub fn in_words(&self, texts: &Texts) -> String {
        match &self.input {
            Input::Choice(choice, _) => choice.label(texts).into_owned(),
            Input::Marks(marks, _) => marks.label().to_owned(),
            Input::Codes(editor, codes, _) => match codes.read(editor.text(), texts) {
                Ok(read) => read.names,
                Err(_) => editor.text().to_owned(),
            },
            Input::Several(several, ..) => several.label(texts),
            Input::Elsewhere(words) => words.clone(),
            _ => self.text(),
        }
    }

    /// Puts a text in the place of what stands in it.
    pub fn set(&mut self, text: &str) {
        self.error = None;
        self.whole = true;
        self.proposed = false;
        self.typed_on = None;
        match &mut self.input {
            Input::Choice(choice, options) => match chosen(text) {
                Chosen::Nothing => choice.choose(place(options, text)),
                mark if choice.is_open_ended() => choice.choose(mark),
                _ => choice.choose(Chosen::Nothing),
            },
            Input::Tick(ticked, _) => *ticked = text == "x",
            Input::Several(several, values, grades) => {
                several.set(picks(text, values, grades), chosen(text));
            }
            Input::Marks(marks, _) => marks.set(text),
            _ => {
                if let Some(editor) = self.editor_mut() {
                    editor.set(text);
                }
                if matches!(self.input, Input::Codes(..)) {
                    text.clone_into(&mut self.kept);
                }
            }
        }
    }

    /// The editor of a field that has one.
    pub fn editor(&self) -> Option<&Editor> {
        match &self.input {
            Input::Line(editor)
            | Input::Note(editor)
            | Input::Date(editor, ..)
            | Input::Time(editor)
            | Input::Codes(editor, ..) => Some(editor),
            Input::Choice(..)
            | Input::Tick(..)
            | Input::Several(..)
            | Input::Elsewhere(_)
            | Input::Marks(..) => None,
        }
    }

    /// The editor of a field that has one, to change it.
    pub fn editor_mut(&mut self) -> Option<&mut Editor> {
        match &mut self.input {
            Input::Line(editor)
            | Input::Note(editor)
            | Input::Date(editor, ..)
            | Input::Time(editor)
            | Input::Codes(editor, ..) => Some(editor),
            Input::Choice(..)
            | Input::Tick(..)
            | Input::Several(..)
            | Input::Elsewhere(_)
            | Input::Marks(..) => None,
        }
    }

    /// Whether it is ticked, where it is a box.
    pub fn ticked(&self) -> Option<bool> {
        match self.input {
            Input::Tick(ticked, _) => Some(ticked),
            _ => None,
        }
    }

    /// Shows the values of a choice.
    pub(super) fn open(&mut self) {
        if let Input::Choice(choice, _) = &mut self.input
            && !choice.is_open()
        {
            choice.apply(CommandId::Values);
        }
    }

    /// Puts the words of a choice into the language of the screen.
    pub fn speak(&mut self, texts: &Texts) {
        let said = |options: &Options| options.iter().map(|(_, word)| word.say(texts)).collect();
        match &mut self.input {
            Input::Choice(choice, options) => choice.relabel(said(options)),
            Input::Several(several, values, grades) => several.relabel(said(values), said(grades)),
            Input::Marks(marks, _) => marks.speak(texts),
            _ => {}
        }
    }

    pub(super) fn context(&self) -> Context {
        match self.input {
            _ if self.known.is_some() => Context::Form,
            Input::Line(_)
            | Input::Note(_)
            | Input::Time(_)
            | Input::Codes(..)
            | Input::Marks(..) => Context::Text,
            Input::Choice(..) | Input::Several(..) => Context::Choice,
            Input::Date(..) => Context::Date,
            Input::Tick(..) | Input::Elsewhere(_) => Context::Form,
        }
    }

    /// It has a list of values, or a calendar.
    pub(super) fn has_values(&self) -> bool {
        use Input::{Choice, Codes, Date, Several};
        self.known.is_none()
            && matches!(self.input, Choice(..) | Date(..) | Codes(..) | Several(..))
    }

    pub(super) fn is_empty(&self) -> bool {
        match &self.input {
            Input::Choice(choice, _) => choice.is_empty(),
            Input::Several(several, ..) => several.is_empty(),
            Input::Marks(marks, _) => marks.code().is_empty(),
            _ => self.editor().is_none_or(Editor::is_empty),
        }
    }

    /// The same with room for so many characters, where it takes text.
    #[must_use]
    pub fn most(mut self, most: usize) -> Self {
        if let Some(editor) = self.editor_mut() {
            *editor = std::mem::take(editor).most(most);
        }
        self
    }

    /// Types or pastes text; gives the characters for which there was no room.
    pub(super) fn insert(&mut self, text: &str) -> usize {
        if self.known.is_some() {
            return 0;
        }
        self.error = None;
        let whole = std::mem::take(&mut self.whole);
        let proposed = std::mem::take(&mut self.proposed);
        match &mut self.input {
            Input::Choice(choice, _) => choice.insert(text),
            Input::Several(several, ..) => several.insert(text),
            Input::Date(editor, _, month) => {
                *month = None;
                return editor.replace(whole, text);
            }
            Input::Time(editor) => return editor.replace(whole, text),
            Input::Line(editor) | Input::Note(editor) => return editor.replace(proposed, text),
            Input::Codes(editor, _, list) => {
                if let Some(list) = list {
                    *list = List::default(); // the best of what fits is selected anew
                }
                return editor.replace(proposed, text);
            }
            Input::Marks(marks, _) => marks.insert(text),
            Input::Tick(..) | Input::Elsewhere(_) => {}
        }
        0
    }

    /// Carries out a command; `false` if it is none for this field.
    pub(super) fn apply(&mut self, command: CommandId, width: u16, ctx: &Ctx) -> bool {
        if self.known.is_some() {
            let opens = matches!(command, CommandId::Accept | CommandId::Values)
                && !matches!(self.input, Input::Elsewhere(_));
            if opens {
                self.unlock();
            }
            return opens;
        }
        if self.proposed && command == CommandId::EraseLeft {
            self.set("");
            self.proposed = false;
            return true;
        }
        if let Input::Date(_, _, month) = &self.input
            && month.is_none()
            && command == CommandId::Values
        {
            let day = self.day(ctx).unwrap_or(ctx.today());
            if let Input::Date(_, _, month) = &mut self.input {
                *month = Some(Month { day });
            }
            return true;
        }
        let before = self.text();
        let taken = match &mut self.input {
            Input::Line(editor) | Input::Time(editor) => editor.apply(command, u16::MAX),
            Input::Codes(editor, codes, list) => {
                apply_codes(editor, *codes, list, command, &ctx.texts)
            }
            Input::Note(editor) => editor.apply(command, width),
            Input::Choice(choice, _) => choice.apply(command),
            Input::Several(several, ..) => several.apply(command),
            Input::Elsewhere(_) | Input::Marks(..) => false,
            Input::Date(editor, _, month) => apply_date(editor, month, command, ctx),
            Input::Tick(ticked, _) => {
                let toggles = command == CommandId::Toggle;
                *ticked ^= toggles;
                toggles
            }
        };
        let picks = matches!(self.input, Input::Choice(..) | Input::Several(..));
        let changed = self.text() != before;
        if changed {
            self.typed_on = Some(ctx.today());
        }
        if changed || (taken && picks) {
            self.error = None;
        }
        self.whole &= !taken;
        self.proposed &= !taken;
        taken
    }
}

fn place(options: &[(String, Word)], code: &str) -> Chosen {
    options.iter().position(|(known, _)| known == code).map_or(Chosen::Nothing, Chosen::Item)
}

/// `?` and `-` as what they stand for.
fn chosen(text: &str) -> Chosen {
    match text.trim() {
        "?" => Chosen::Unknown,
        "-" => Chosen::NoAnswer,
        _ => Chosen::Nothing,
    }
}

fn mark(chosen: Chosen) -> &'static str {
    match chosen {
        Chosen::Unknown => "?",
        Chosen::NoAnswer => "-",
        Chosen::Nothing | Chosen::Item(_) => "",
    }
}

/// What was picked as canonical text: `B1:certificate@2025-03`, several with ", ".
fn codes_of(several: &Several, values: &Options, grades: &Options) -> String {
    let one = |pick: &Pick| {
        let (code, _) = values.get(pick.value)?;
        let grade = pick.grade.and_then(|grade| grades.get(grade)).map(|(code, _)| code);
        let grade = grade.map(|code| format!(":{code}")).unwrap_or_default();
        let days = if pick.days.is_empty() { String::new() } else { format!("@{}", pick.days) };
        Some(format!("{code}{grade}{days}"))
    };
    several.picked().iter().filter_map(one).collect::<Vec<_>>().join(", ")
}

/// The same back. A value of another release is left out: it cannot be shown.
fn picks(text: &str, values: &Options, grades: &Options) -> Vec<Pick> {
    let place = |options: &Options, code: &str| options.iter().position(|(known, _)| known == code);
    let one = |part: &str| {
        let (rest, days) = part.split_once('@').unwrap_or((part, ""));
        let (code, grade) = rest.split_once(':').unwrap_or((rest, ""));
        let value = place(values, code)?;
        Some(Pick { value, grade: place(grades, grade), days: days.to_owned() })
    };
    text.split(", ").filter_map(one).collect()
}
