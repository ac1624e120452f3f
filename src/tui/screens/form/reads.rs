//! How what is typed into a field is read: what is wrong with it, what was understood.

use chrono::NaiveDate;

use super::field::{Field, Input};
use crate::domain::dates::{
    DateError, PartialDate, Precision, Window, parse, parse_past, parse_time,
};
use crate::domain::field::FieldError;
use crate::text::Texts;
use crate::tui::ctx::Ctx;

/// Which dates a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// A day up to today.
    Past,
    /// When something comes up again: a window.
    Ahead,
    /// Any day; what is short is read as gone by.
    Day,
    /// A birth date, as much of it as is known.
    Birth,
    /// What is past, as much of its date as is known.
    Partial,
    /// The same of what may lie ahead.
    Near,
    /// A day, mostly ahead.
    Until,
    /// A day gone by or ahead, the nearest that fits.
    Nearest,
}

impl Field {
    /// Checks what stands in it. An empty field is only wrong when the form is to be saved.
    pub fn check(&mut self, ctx: &Ctx, saving: bool) {
        let texts = &ctx.texts;
        let settled = match &mut self.input {
            Input::Choice(choice, _) => choice.settle(),
            Input::Several(several, ..) => several.settle(),
            Input::Codes(editor, codes, list) => {
                if let Some(list) = list.take() {
                    codes.settle(editor, list, texts);
                }
                true
            }
            _ => true,
        };
        let (text, from) = (self.text(), self.counts_from(ctx));
        let unknown = matches!(text.trim(), "?" | "-");
        self.error = match &self.input {
            _ if !settled && self.answer().is_empty() => {
                Some(texts.get("form-no-choice-empty").into_owned())
            }
            _ if !settled => Some(texts.get("form-no-choice").into_owned()),
            _ if text.trim().is_empty() => None,
            _ if unknown && self.marks => None,
            Input::Date(_, reads, _) => {
                let checked = match reads {
                    Reads::Past => parse_past(&text, from).map(drop),
                    Reads::Ahead => parse(&text, from).map(drop),
                    Reads::Day => day_of(&text, from).map(drop),
                    Reads::Birth | Reads::Partial => PartialDate::parse(&text, from).map(drop),
                    Reads::Near => PartialDate::parse_near(&text, from).map(drop),
                    Reads::Until => until_of(&text, from).map(drop),
                    Reads::Nearest => nearest(&text, from).map(drop),
                };
                checked.err().map(|error| match (reads, error) {
                    (Reads::Past, DateError::NotADate) => texts.get("form-date-past").into_owned(),
                    (Reads::Birth | Reads::Partial, DateError::NotADate) => {
                        texts.get("form-date-birth").into_owned()
                    }
                    _ => texts.date_error(error),
                })
            }
            Input::Time(_) => parse_time(&text).err().map(|error| texts.time_error(error)),
            Input::Codes(_, codes, _) => {
                let checked = codes.read_known(&text, &self.kept, texts);
                let said = |part: String| texts.with("form-no-code", &[("part", part.into())]);
                checked.err().map(|part| said(part).into_owned())
            }
            Input::Line(_)
            | Input::Note(_)
            | Input::Choice(..)
            | Input::Tick(..)
            | Input::Several(..)
            | Input::Elsewhere(_)
            | Input::Marks(..) => None,
        };
        let empty = self.text().trim().is_empty();
        if self.error.is_none() && saving && self.needed && empty {
            self.error = Some(texts.field_error(&FieldError::Missing));
        }
        self.whole = true;
        if self.error.is_some() {
            self.stands_refused();
        }
    }

    /// The day from which what stands in it counts: the one on which it was typed.
    pub fn counts_from(&self, ctx: &Ctx) -> NaiveDate {
        self.typed_on.unwrap_or_else(|| ctx.today())
    }

    /// The window typed, where it says when something comes up again.
    pub fn window(&self, ctx: &Ctx) -> Option<Window> {
        let from = self.counts_from(ctx);
        Some(parse(&self.text(), from).ok()?.window(from))
    }

    /// The day typed, as this field reads it; of a window the day it is due.
    pub fn day(&self, ctx: &Ctx) -> Option<NaiveDate> {
        let Input::Date(_, reads, _) = &self.input else { return None };
        let (text, from) = (self.text(), self.counts_from(ctx));
        match reads {
            Reads::Past => parse_past(&text, from).ok(),
            Reads::Day => day_of(&text, from).ok(),
            Reads::Ahead => Some(self.window(ctx)?.due()),
            Reads::Birth | Reads::Partial => PartialDate::parse(&text, from).ok()?.exact(),
            Reads::Near => PartialDate::parse_near(&text, from).ok()?.exact(),
            Reads::Until => until_of(&text, from).ok(),
            Reads::Nearest => nearest(&text, from).ok(),
        }
    }

    /// What was understood, to stand beside what was typed.
    pub(super) fn echo(&self, ctx: &Ctx) -> Option<String> {
        let (text, today, texts) = (self.text(), ctx.today(), &ctx.texts);
        let from = self.counts_from(ctx);
        if text.trim().is_empty() {
            return None;
        }
        if self.marks && matches!(text.trim(), "?" | "-") {
            let unknown = text.trim() == "?";
            let key = if unknown { "widget-unknown" } else { "widget-no-answer" };
            return Some(texts.get(key).into_owned());
        }
        match &self.input {
            Input::Date(_, Reads::Partial, _) => {
                Some(texts.partial_date(PartialDate::parse(&text, from).ok()?))
            }
            Input::Date(_, Reads::Near, _) => {
                Some(texts.partial_date(PartialDate::parse_near(&text, from).ok()?))
            }
            Input::Date(_, Reads::Ahead, _) => Some(window(self.window(ctx)?, today, texts)),
            Input::Date(_, Reads::Birth, _) => {
                birth(PartialDate::parse(&text, from).ok()?, today, texts)
            }
            Input::Date(..) => Some(texts.weekday_date(self.day(ctx)?)),
            Input::Codes(_, codes, _) => {
                let names = codes.read(&text, texts).ok()?.names;
                (names != text.trim()).then_some(names)
            }
            _ => None,
        }
    }
}

/// Any day, one gone by where what was typed fits one; a month alone is none.
fn day_of(text: &str, today: NaiveDate) -> Result<NaiveDate, DateError> {
    match parse_past(text, today) {
        Err(DateError::InFuture(_)) => parse(text, today).map(|typed| typed.window(today).due()),
        past => past,
    }
}

/// Any day, one ahead where what was typed fits one; a month alone is none.
fn until_of(text: &str, today: NaiveDate) -> Result<NaiveDate, DateError> {
    parse(text, today)?.day().ok_or(DateError::NotADate)
}

/// Of the days gone by and ahead that what was typed fits, the nearest; a month alone is none.
fn nearest(text: &str, today: NaiveDate) -> Result<NaiveDate, DateError> {
    let ahead = until_of(text, today);
    let Ok(past) = parse_past(text, today) else { return ahead };
    let far = |day: NaiveDate| (day - today).num_days().abs();
    Ok(ahead.ok().filter(|ahead| far(*ahead) <= far(past)).unwrap_or(past))
}

/// `Di 01.12. (30.11.–06.12.)`: the day, and the days around it that are in time.
fn window(window: Window, today: NaiveDate, texts: &Texts) -> String {
    if window.is_month() {
        return texts.month_year(window.from());
    }
    let date = |day| texts.date_near(day, today);
    let due = texts.weekday_near(window.due(), today);
    if window.from() <= today || window.from() == window.until() {
        return due;
    }
    let values = [
        ("due", due.into()),
        ("from", date(window.from()).into()),
        ("until", date(window.until()).into()),
    ];
    texts.with("form-window", &values).into_owned()
}

/// `24.12.1990 (35 Jahre)`, `nur das Jahr 1990 (35–36 Jahre)`
fn birth(date: PartialDate, today: NaiveDate, texts: &Texts) -> Option<String> {
    let age = date.age_on(today)?;
    let years = match age.exact() {
        Some(years) => years.to_string(),
        None => format!("{}–{}", age.min, age.max),
    };
    let key = match date.precision() {
        Precision::Day | Precision::Month => "form-birth",
        Precision::Year => "form-birth-year",
        Precision::Fictive => "form-birth-fictive",
    };
    let date = texts.partial_date(date);
    Some(texts.with(key, &[("date", date.into()), ("years", years.into())]).into_owned())
}
