//! A field that takes one of several values: typing narrows them, Enter takes the best.
//!
//! The caller gives the labels in the order shown, last used first; the value is the place among
//! them. Where the field may stay open, `?` is "unknown" and `-` "no answer given".
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::field::{self, Beside, Caption};
use super::list::{List, MARGIN};
use super::picker::Picker;
use crate::domain::names::fold;
use crate::text::Texts;
use crate::tui::command::CommandId;
use crate::tui::ctx::Ctx;
use crate::tui::fuzzy::{Words, rank};
use crate::tui::theme::{Tone, behind, clear, row};

/// Rows of the open list.
pub const ROWS: u16 = 8;

/// What was chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Chosen {
    /// Nothing yet.
    #[default]
    Nothing,
    /// The value with this place among the labels.
    Item(usize),
    /// It is not known.
    Unknown,
    /// No answer was given.
    NoAnswer,
}

/// A choice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    labels: Vec<String>,
    chosen: Chosen,
    /// Whether it may be left empty, unknown or without an answer.
    open_ended: bool,
    /// Whether a value is taken as soon as it is the only one that begins as typed.
    at_once: bool,
    picker: Picker,
    open: bool,
    /// What speaks for itself while nothing is chosen: its list opens there.
    suggested: Option<usize>,
    /// Where its list was opened.
    opened: usize,
}

impl Choice {
    /// A choice that takes one of these and nothing else.
    pub fn one_of(labels: Vec<String>, chosen: Chosen) -> Self {
        Self { labels, chosen, ..Self::default() }
    }

    /// A choice that may stay empty, unknown or without an answer.
    pub fn perhaps(labels: Vec<String>, chosen: Chosen) -> Self {
        Self { labels, chosen, open_ended: true, ..Self::default() }
    }

    /// The same, taking a value as soon as it is the only one that begins as typed: for few values
    /// that everybody knows.
    #[must_use]
    pub fn at_once(self) -> Self {
        Self { at_once: true, ..self }
    }

    /// Whether one key takes a value.
    pub fn is_at_once(&self) -> bool {
        self.at_once
    }

    /// Whether it may be left empty, unknown or without an answer.
    pub fn is_open_ended(&self) -> bool {
        self.open_ended
    }

    /// Puts other words in the place of the labels: the same values in another language.
    pub fn relabel(&mut self, labels: Vec<String>) {
        self.labels = labels;
    }

    /// Offers one more, as the last.
    pub fn offer(&mut self, label: String) {
        self.labels.push(label);
    }

    /// Chooses this value; what was typed and the open list go.
    pub fn choose(&mut self, chosen: Chosen) {
        self.take(chosen);
    }

    /// Lets the list open at this value while nothing is chosen.
    pub fn suggest(&mut self, place: Option<usize>) {
        self.suggested = place;
    }

    /// Whether the list is open.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// What was chosen.
    pub fn chosen(&self) -> Chosen {
        self.chosen
    }

    /// Whether nothing is typed, for [`Focus`](crate::tui::keymap::Focus).
    pub fn is_empty(&self) -> bool {
        self.picker.query.is_empty()
    }

    /// What was typed and not yet taken, for drafts.
    pub fn typed(&self) -> &str {
        self.picker.query.text()
    }

    /// Types or pastes text and opens the list.
    pub fn insert(&mut self, text: &str) {
        self.picker.insert(text);
        (self.open, self.opened) = (true, 0);
        if self.at_once {
            let typed = fold(self.picker.query.text());
            let mut begin = (0..).zip(&self.labels).filter(|(_, l)| fold(l).starts_with(&typed));
            if let (Some((place, _)), None) = (begin.next(), begin.next()) {
                self.take(Chosen::Item(place));
            }
        }
    }

    /// Carries out a command; `false` if it is none for this field now, so that Enter and Down
    /// leave it while the list is closed.
    pub fn apply(&mut self, command: CommandId) -> bool {
        match command {
            CommandId::Values => self.show(),
            CommandId::Accept if self.open => return self.take_selected(),
            CommandId::Back if self.open => self.close(),
            CommandId::Unknown if self.open_ended => self.take(Chosen::Unknown),
            CommandId::NoAnswer if self.open_ended => self.take(Chosen::NoAnswer),
            CommandId::EraseLeft if self.is_empty() && self.open_ended => {
                self.take(Chosen::Nothing);
            }
            _ if self.open => {
                let typed = self.picker.query.text().len();
                let taken = self.picker.apply(command, self.fitting().len(), ROWS);
                if self.picker.query.text().len() != typed {
                    self.opened = 0; // what fits is selected anew
                }
                return taken;
            }
            _ => return false,
        }
        true
    }

    /// Takes what was typed or gone to when the field is left: `false`, and everything stays as
    /// it is, if nothing fits it. A list that was only looked at changes nothing.
    pub fn settle(&mut self) -> bool {
        if self.is_empty() && self.picker.list.selected == self.opened {
            self.close();
        }
        !self.open || self.take_selected()
    }

    fn take_selected(&mut self) -> bool {
        match self.fitting().get(self.picker.list.selected) {
            Some(place) => self.take(Chosen::Item(*place)),
            None if self.is_empty() => self.close(),
            None => return false,
        }
        true
    }

    fn take(&mut self, chosen: Chosen) {
        self.chosen = chosen;
        self.close();
    }

    /// Opens the list at what is chosen or suggested; one that is open stays so.
    fn show(&mut self) {
        if !self.open {
            self.opened = match self.chosen {
                Chosen::Item(place) => place,
                _ => self.suggested.unwrap_or(0),
            };
            (self.open, self.picker.list.selected) = (true, self.opened);
        }
    }

    fn close(&mut self) {
        self.picker = Picker::default();
        (self.open, self.opened) = (false, 0);
    }

    /// Places of the labels that fit what was typed.
    fn fitting(&self) -> Vec<usize> {
        let words = self.labels.iter().map(|label| Words { label, also: "" });
        rank(self.picker.query.text(), words)
    }

    /// What was chosen, in words.
    pub fn label<'a>(&'a self, texts: &'a Texts) -> std::borrow::Cow<'a, str> {
        match self.chosen {
            Chosen::Nothing => "".into(),
            Chosen::Item(place) => self.labels.get(place).map_or("", String::as_str).into(),
            Chosen::Unknown => texts.get("widget-unknown"),
            Chosen::NoAnswer => texts.get("widget-no-answer"),
        }
    }

    /// Draws the field. Gives the place of the cursor, should it have the focus.
    pub fn draw<'a>(
        &self,
        ctx: &Ctx,
        area: Rect,
        buf: &mut Buffer,
        label: impl Into<Caption<'a>>,
        beside: &Beside,
        focused: bool,
    ) -> Position {
        let slot = field::frame(ctx, area, buf, label, beside, focused);
        if !self.is_empty() {
            return self.draw_typed(ctx, slot.value, buf);
        }
        ctx.theme.put(buf, slot.value, &self.label(&ctx.texts), Tone::Plain);
        Position::new(slot.value.x, slot.value.y)
    }

    /// Draws what is being typed.
    pub fn draw_typed(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
        field::value(ctx, area, buf, &self.picker.query)
    }

    /// Whether what is typed fits no value; the caller says so beside the field.
    pub fn fits_nothing(&self) -> bool {
        !self.is_empty() && self.fitting().is_empty()
    }

    /// Draws the open list over what stands below the field (`under` is the rest of the body), if
    /// there is anything in it. To be drawn after the fields.
    pub fn draw_list(&self, ctx: &Ctx, under: Rect, buf: &mut Buffer) {
        if !self.open {
            return;
        }
        let fitting: Vec<&str> = self
            .fitting()
            .iter()
            .map(|place| self.labels.get(*place).map_or("", String::as_str))
            .collect();
        draw_open(ctx, under, buf, self.picker.list, &fitting);
    }
}

/// Draws an open list of values over `under`, with the number of those that are not seen.
pub fn draw_open(
    ctx: &Ctx,
    under: Rect,
    buf: &mut Buffer,
    mut list: List,
    values: &[impl AsRef<str>],
) {
    let height = u16::try_from(values.len()).unwrap_or(ROWS).min(ROWS);
    let mut area = Rect { height: height.min(under.height), ..under };
    clear(buf, area);
    list.fit(values.len(), area.height);
    let hidden = |list: &List, rows| values.len().saturating_sub(list.first + usize::from(rows));
    if area.height > 2 && hidden(&list, area.height) > 0 {
        let bottom = row(area, area.height - 1);
        area.height -= 1;
        list.fit(values.len(), area.height);
        let more = [("n", hidden(&list, area.height).into())];
        let more = ctx.texts.with("widget-more", &more);
        ctx.theme.put(buf, behind(bottom, MARGIN), &more, Tone::Quiet);
    }
    for line in list.rows(ctx, area, buf, values.len()) {
        let value = values.get(line.number).map_or("", AsRef::as_ref);
        let tone = if line.selected { Tone::Chosen } else { Tone::Plain };
        ctx.theme.put(buf, line.area, value, tone);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use CommandId as C;

    fn languages() -> Choice {
        let labels = ["Arabisch", "Dari", "Kurmandschi", "Ukrainisch"].map(str::to_owned);
        Choice::perhaps(labels.to_vec(), Chosen::Nothing)
    }

    #[test]
    fn typing_narrows_and_enter_takes_the_best() {
        let mut choice = languages();
        choice.insert("ku");
        assert!(choice.apply(C::Accept));
        assert_eq!(choice.chosen(), Chosen::Item(2));
        assert!(choice.is_empty() && !choice.apply(C::Accept), "Enter now leaves the field");
    }

    #[test]
    fn escape_keeps_what_was_chosen_before() {
        let mut choice = languages();
        choice.insert("dari");
        assert!(choice.apply(C::Accept));
        choice.insert("uk");
        assert!(choice.apply(C::Back));
        assert_eq!(choice.chosen(), Chosen::Item(1));
        assert!(!choice.apply(C::Back), "Esc now leaves the form");
    }

    #[test]
    fn what_fits_nothing_stays_typed() {
        let mut choice = languages();
        choice.insert("Quenya");
        assert!(!choice.settle());
        assert_eq!(choice.typed(), "Quenya");
    }

    #[test]
    fn unknown_and_no_answer_are_values_only_where_the_field_is_open_ended() {
        let mut choice = languages();
        assert!(choice.apply(C::Unknown));
        assert_eq!(choice.chosen(), Chosen::Unknown);
        assert!(choice.apply(C::EraseLeft));
        assert_eq!(choice.chosen(), Chosen::Nothing);
        let mut kind = Choice::one_of(vec!["A".to_owned()], Chosen::Item(0));
        assert!(!kind.apply(C::NoAnswer) && !kind.apply(C::EraseLeft));
        assert_eq!(kind.chosen(), Chosen::Item(0));
    }

    #[test]
    fn one_key_takes_a_value_where_it_is_clear() {
        let mut choice =
            Choice::perhaps(["ja", "nein"].map(str::to_owned).to_vec(), Chosen::Nothing);
        choice = choice.at_once();
        choice.insert("n");
        assert_eq!((choice.chosen(), choice.is_open()), (Chosen::Item(1), false));
        choice.insert("x");
        assert_eq!((choice.chosen(), choice.typed()), (Chosen::Item(1), "x"), "fits nothing");
    }

    #[test]
    fn the_list_opens_at_what_is_chosen_or_suggested_and_only_escape_closes_it() {
        let mut choice = languages();
        choice.suggest(Some(1));
        assert!(choice.apply(C::Values) && choice.apply(C::Values) && choice.is_open());
        assert!(choice.settle() && choice.chosen() == Chosen::Nothing, "it was only looked at");
        assert!(choice.apply(C::Values) && choice.apply(C::Accept));
        assert_eq!(choice.chosen(), Chosen::Item(1));
        choice.choose(Chosen::Item(3));
        assert!(choice.apply(C::Values) && choice.apply(C::Up) && choice.apply(C::Accept));
        assert_eq!(choice.chosen(), Chosen::Item(2));
        choice.insert("k");
        assert!(choice.apply(C::Values) && choice.apply(C::EraseLeft) && choice.settle());
        assert_eq!(choice.chosen(), Chosen::Item(2), "what was typed is taken out again");
        assert!(choice.apply(C::Values) && choice.apply(C::Back) && !choice.is_open());
    }

    #[test]
    fn the_list_opens_without_typing_and_moves() {
        let mut choice = languages();
        assert!(!choice.apply(C::Down), "Down leaves the closed field");
        assert!(choice.apply(C::Values) && choice.apply(C::Down) && choice.apply(C::Accept));
        assert_eq!(choice.chosen(), Chosen::Item(1));
    }
}
