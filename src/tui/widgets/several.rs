//! A field that takes several values, or values each with a grade and a date: `B1: Zertifikat
//! (03.2025)`, `schwanger: vermutet, minderjährig: bestätigt`.
//!
//! Each is picked like the value of a choice: typing narrows, Enter takes; where there are grades,
//! those are offered next. Digits are the date of what was picked last. Backspace takes the last
//! one away. `?` is "unknown" and `-` "no answer given".
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::choice::{Choice, Chosen};
use super::field::{self, Beside, Caption};
use crate::text::Texts;
use crate::tui::command::CommandId;
use crate::tui::ctx::Ctx;
use crate::tui::theme::{Tone, from};

/// What was picked: places among the values and the grades, and the dates as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pick {
    /// Place among the values.
    pub value: usize,
    /// Place among the grades.
    pub grade: Option<usize>,
    /// Since when, as typed; behind `..` until when.
    pub days: String,
}

/// A field for several values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Several {
    values: Vec<String>,
    grades: Vec<String>,
    /// More than one.
    many: bool,
    picked: Vec<Pick>,
    /// [`Chosen::Unknown`] or [`Chosen::NoAnswer`], while nothing is picked.
    mark: Chosen,
    /// Picks a value, or the grade of what was picked last.
    choice: Choice,
    grading: bool,
}

impl Several {
    /// A field for as many values as there are.
    pub fn many() -> Self {
        Self { many: true, ..Self::default() }
    }

    /// A field for one value with its grade.
    pub fn one() -> Self {
        Self::default()
    }

    /// Puts words in the place of the values and grades.
    pub fn relabel(&mut self, values: Vec<String>, grades: Vec<String>) {
        (self.values, self.grades) = (values, grades);
        self.offer();
    }

    /// What was picked.
    pub fn picked(&self) -> &[Pick] {
        &self.picked
    }

    /// That it is unknown or was not answered.
    pub fn mark(&self) -> Chosen {
        self.mark
    }

    /// Puts these in the place of what was picked.
    pub fn set(&mut self, picked: Vec<Pick>, mark: Chosen) {
        (self.picked, self.mark, self.grading) = (picked, mark, false);
        self.choice.choose(Chosen::Nothing);
        self.offer();
    }

    /// Whether nothing is typed.
    pub fn is_empty(&self) -> bool {
        self.choice.is_empty()
    }

    /// What was typed and not yet taken.
    pub fn typed(&self) -> &str {
        self.choice.typed()
    }

    /// Whether the list is open.
    pub fn is_open(&self) -> bool {
        self.choice.is_open()
    }

    /// Whether there is no more to pick.
    pub fn is_done(&self) -> bool {
        !self.many && !self.grading && !self.picked.is_empty()
    }

    /// Types or pastes text and opens the list.
    pub fn insert(&mut self, text: &str) {
        self.choice.insert(text);
    }

    /// Carries out a command; `false` if it is none for this field now.
    pub fn apply(&mut self, command: CommandId) -> bool {
        match command {
            CommandId::Accept if self.take_days() => {}
            CommandId::Accept if self.is_open() => return self.take(),
            CommandId::Unknown => self.set(vec![], Chosen::Unknown),
            CommandId::NoAnswer => self.set(vec![], Chosen::NoAnswer),
            CommandId::EraseLeft if self.is_empty() => {
                let mut picked = std::mem::take(&mut self.picked);
                picked.pop();
                self.set(picked, Chosen::Nothing);
            }
            CommandId::Back if self.is_open() => {
                self.choice.apply(CommandId::Back);
                self.grading = false;
                self.offer();
            }
            _ => return self.choice.apply(command),
        }
        true
    }

    /// Takes what was typed when the field is left; `false` if nothing fits it.
    pub fn settle(&mut self) -> bool {
        let settled = if self.is_empty() {
            self.choice.settle();
            self.choice.choose(Chosen::Nothing);
            true
        } else {
            self.take_days() || self.take()
        };
        if settled {
            self.choice.apply(CommandId::Back);
            self.grading = false;
            self.offer();
        }
        settled
    }

    /// Whether what is typed fits nothing.
    pub fn fits_nothing(&self) -> bool {
        !self.is_date() && self.choice.fits_nothing()
    }

    /// Whether what is typed is the date of what was picked last.
    fn is_date(&self) -> bool {
        let digit = self.typed().starts_with(|c: char| c.is_ascii_digit());
        digit && !self.grading && !self.grades.is_empty() && !self.picked.is_empty()
    }

    fn take_days(&mut self) -> bool {
        let is_date = self.is_date();
        if let Some(last) = self.picked.last_mut().filter(|_| is_date) {
            let until = last.days.split_once("..").map(|(_, until)| format!("..{until}"));
            let since = self.choice.typed().trim();
            last.days = format!("{since}{}", until.unwrap_or_default());
            self.choice.choose(Chosen::Nothing);
        }
        is_date
    }

    /// Takes the selected value, or grade.
    fn take(&mut self) -> bool {
        if !self.choice.apply(CommandId::Accept) {
            return false;
        }
        let Chosen::Item(place) = self.choice.chosen() else { return true };
        self.choice.choose(Chosen::Nothing);
        if std::mem::take(&mut self.grading) {
            if let Some(last) = self.picked.last_mut() {
                last.grade = Some(place);
            }
        } else {
            self.picked.retain(|pick| self.many && pick.value != place);
            self.picked.push(Pick { value: place, ..Pick::default() });
            self.mark = Chosen::Nothing;
            self.grading = !self.grades.is_empty();
        }
        self.offer();
        if self.grading {
            self.choice.apply(CommandId::Values);
        }
        true
    }

    /// Offers values or grades, whichever is next.
    fn offer(&mut self) {
        let labels = if self.grading { &self.grades } else { &self.values };
        self.choice.relabel(labels.clone());
    }

    /// What was picked, in words.
    pub fn label(&self, texts: &Texts) -> String {
        match self.mark {
            Chosen::Unknown => return texts.get("widget-unknown").into_owned(),
            Chosen::NoAnswer => return texts.get("widget-no-answer").into_owned(),
            Chosen::Nothing | Chosen::Item(_) => {}
        }
        let word = |pick: &Pick| {
            let mut word = self.values.get(pick.value).cloned().unwrap_or_default();
            if let Some(grade) = pick.grade.and_then(|grade| self.grades.get(grade)) {
                word = format!("{word}: {grade}");
            }
            match pick.days.as_str() {
                "" => word,
                days => format!("{word} ({days})"),
            }
        };
        self.picked.iter().map(word).collect::<Vec<_>>().join(", ")
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
        let label = self.label(&ctx.texts);
        let more = focused && !label.is_empty() && (!self.is_empty() || self.grading);
        let label =
            if more { format!("{label}{} ", if self.grading { ":" } else { "," }) } else { label };
        if self.is_empty() {
            ctx.theme.put(buf, slot.value, &label, Tone::Plain);
            return Position::new(slot.value.x, slot.value.y);
        }
        // the end is seen: what is being typed stands there
        let typed = ctx.theme.width(self.typed()) + 2;
        let room = Rect { width: slot.value.width.saturating_sub(typed), ..slot.value };
        let x = ctx.theme.put(buf, room, &label, Tone::Plain);
        self.choice.draw_typed(ctx, from(slot.value, x), buf)
    }

    /// Draws the open list over what stands below the field.
    pub fn draw_list(&self, ctx: &Ctx, under: Rect, buf: &mut Buffer) {
        if !self.is_date() {
            self.choice.draw_list(ctx, under, buf);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;
    use CommandId as C;

    fn with(mut field: Several, grades: &[&str]) -> Several {
        let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
        field.relabel(words(&["Anwalt", "Hebamme", "Schule"]), words(grades));
        field
    }

    fn label(field: &Several) -> String {
        field.label(&Texts::new(Lang::De))
    }

    #[test]
    fn each_is_picked_by_a_few_letters_and_the_last_goes_with_backspace() {
        let mut field = with(Several::many(), &[]);
        for typed in ["heb", "anw"] {
            field.insert(typed);
            assert!(field.apply(C::Accept));
        }
        assert_eq!(label(&field), "Hebamme, Anwalt");
        assert!(!field.apply(C::Accept), "Enter now leaves the field");
        assert!(field.apply(C::EraseLeft));
        assert_eq!(label(&field), "Hebamme");
        field.insert("heb");
        assert!(field.settle());
        assert_eq!(label(&field), "Hebamme", "each once");
        assert!(field.apply(C::Unknown));
        assert_eq!(label(&field), "unbekannt");
    }

    #[test]
    fn a_grade_is_asked_behind_its_value_and_digits_are_its_date() {
        let mut field = with(Several::one(), &["vermutet", "bestätigt"]);
        field.insert("heb");
        assert!(field.apply(C::Accept) && field.is_open() && !field.is_done());
        field.insert("be");
        assert!(field.apply(C::Accept) && field.is_done());
        field.insert("3/2025");
        assert!(!field.fits_nothing() && field.settle());
        assert_eq!(label(&field), "Hebamme: bestätigt (3/2025)");
        field.insert("anw");
        assert!(field.settle());
        assert_eq!(label(&field), "Anwalt", "one takes the place of the other");
    }

    #[test]
    fn what_fits_nothing_stays_typed() {
        let mut field = with(Several::many(), &[]);
        field.insert("xyz");
        assert!(field.fits_nothing() && !field.settle());
        assert_eq!(field.typed(), "xyz");
    }
}
