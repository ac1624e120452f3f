//! The field of each question: what can be entered, how an answer is put into it, and what it
//! means as canonical text.

use chrono::NaiveDate;

use crate::domain::clean;
use crate::domain::codes::List;
use crate::domain::dates::PartialDate;
use crate::domain::facts::{ANSWER_MAX, Kind, NO_ANSWER, Question, Required, UNKNOWN};
use crate::domain::household::{HouseholdField, Interpreter, Relation};
use crate::domain::papers::PaperKind;
use crate::domain::person::{PersonField, Sex};
use crate::text::Texts;
use crate::tui::ctx::Ctx;
use crate::tui::screens::form::codes::Codes;
use crate::tui::screens::form::{Field, Input, Options, Reads, Word};
use crate::tui::screens::visit::head::words;
use crate::tui::widgets::several::Several;

/// The name of a question's field.
pub(super) fn name(question: &Question) -> String {
    format!("q{}", question.key.0)
}

/// The name of the date that is asked with a paper.
pub(super) fn date_name(question: &Question) -> String {
    format!("{}:date", name(question))
}

/// The name of the field that asks whether 1 January stands for an unknown day.
pub(super) const FICTIVE: &str = "fictive";

/// The empty field of a question. A code that is no longer offered is there for who has it.
pub(super) fn field(question: &Question, has: &str, ctx: &Ctx) -> Field {
    let name = name(question);
    let name = name.as_str();
    let date = |reads, hint| Field::date(name, "", reads, "").hint(hint);
    let codes = |codes| Field::codes(name, "", codes, "").hint("register-codes-hint");
    let line = || Field::line(name, "", "").most(ANSWER_MAX);
    let choice = |list| Field::perhaps(name, "", options(list, [has], ctx), "");
    let several = |several, list, grades: Option<List>| {
        let picked = || has.split(", ").filter_map(|pick| pick.split('@').next());
        let given = picked().filter_map(|pick| Some(pick.split_once(':')?.1));
        let grades = grades.map(|list| options(list, given, ctx)).unwrap_or_default();
        let values = picked().filter_map(|pick| pick.split(':').next());
        Field::several(name, several, options(list, values, ctx), grades)
    };
    let field = match question.kind {
        Kind::YesNo => yes_no(name),
        Kind::Choice(list) => choice(list),
        Kind::Paper(kind) => choice(kind.list()),
        Kind::Several(list) => several(Several::many(), list, None),
        Kind::Graded(list, grades) => {
            several(Several::one(), list, Some(grades)).hint("sheet-since-hint")
        }
        Kind::SeveralGraded(list, grades) => {
            several(Several::many(), list, Some(grades)).hint("sheet-since-hint")
        }
        Kind::Day => date(Reads::Until, "sheet-day-hint"),
        Kind::Date => date(Reads::Partial, "sheet-date-hint"),
        Kind::Person(PersonField::Birth) => date(Reads::Birth, "register-birth-hint"),
        Kind::Person(PersonField::Sex) => {
            let known: Vec<_> =
                Sex::CODES.into_iter().filter(|(_, s)| *s != Sex::Unknown).collect();
            Field::perhaps(name, "", words(&known, Word::Sex), "")
        }
        Kind::Person(PersonField::Nationalities) => codes(Codes::Nationalities),
        Kind::Person(PersonField::Languages) => codes(Codes::Languages),
        Kind::Language | Kind::Household(HouseholdField::Language) => codes(Codes::Language),
        Kind::Household(HouseholdField::Interpreter) => {
            Field::perhaps(name, "", words(&Interpreter::CODES, Word::Interpreter), "")
        }
        Kind::Relation => {
            let known: Vec<_> =
                Relation::CODES.into_iter().filter(|(_, r)| *r != Relation::Unknown).collect();
            Field::perhaps(name, "", words(&known, Word::Relation), "")
        }
        Kind::Home => Field::elsewhere(name, String::new()).hint("sheet-door-home"),
        Kind::FirstVisit => Field::elsewhere(name, String::new()).hint("sheet-door-visit"),
        Kind::FollowUp => Field::elsewhere(name, String::new()).hint("sheet-door-follow-up"),
        Kind::Text | Kind::Person(_) | Kind::Household(_) => line(),
    };
    let section = Word::Section(question.section);
    field.labelled(Word::Question(question.key)).under(section).marked()
}

fn yes_no(name: &str) -> Field {
    let words = ["sheet-yes", "sheet-no", "sheet-unclear"].map(Word::Text);
    let codes = ["yes", "no", "unclear"].map(str::to_owned);
    Field::perhaps(name, "", codes.into_iter().zip(words).collect(), "")
        .at_once()
        .hint("sheet-yes-no-hint")
}

/// What a list offers today, and what somebody has of it, also where the list does not know it.
pub(crate) fn options<'a>(
    list: List,
    has: impl IntoIterator<Item = &'a str>,
    ctx: &Ctx,
) -> Options {
    let today = ctx.today();
    let offered = list.codes().filter(|code| code.is_offered(today));
    let mut codes: Vec<&str> = offered.map(|code| code.code).collect();
    for code in has {
        if !code.is_empty() && !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes.into_iter().map(|code| (code.to_owned(), Word::Code(list, code.to_owned()))).collect()
}

/// The date that is asked with a paper: of benefits and steps of the procedure since when, of the
/// others until when.
pub(super) fn date_of(question: &Question) -> Option<Field> {
    let Kind::Paper(kind) = question.kind else { return None };
    let name = date_name(question);
    let field = if has_beginning(kind) {
        Field::date(&name, "sheet-from", Reads::Near, "").hint("sheet-date-hint")
    } else {
        Field::date(&name, "sheet-until", Reads::Until, "").hint("sheet-day-hint")
    };
    Some(field.under(Word::Section(question.section)).hidden())
}

/// Whether its first day is asked, and not its last.
pub(super) fn has_beginning(kind: PaperKind) -> bool {
    matches!(kind, PaperKind::Benefit | PaperKind::Procedure)
}

/// Asks whether 1 January stands for an unknown day.
pub(super) fn fictive(question: &Question) -> Field {
    let codes = ["yes", "no"].map(str::to_owned).into_iter();
    let options = codes.zip(["register-fictive-yes", "register-fictive-no"].map(Word::Text));
    let field = Field::choice(FICTIVE, "register-fictive", options.collect(), "").needed();
    field.hint("register-fictive-hint").under(Word::Section(question.section)).hidden()
}

/// A canonical text as it is put into its field.
pub(super) fn shown(kind: Kind, value: &str, texts: &Texts) -> String {
    if matches!(value, UNKNOWN | NO_ANSWER) {
        return value.to_owned();
    }
    match kind {
        Kind::Person(PersonField::Nationalities) => Codes::Nationalities.in_words(value, texts),
        Kind::Person(PersonField::Languages) => Codes::Languages.in_words(value, texts),
        Kind::Household(HouseholdField::Language) | Kind::Language => {
            Codes::Language.in_words(value, texts)
        }
        Kind::Day | Kind::Date | Kind::Person(PersonField::Birth) => match value.parse() {
            Ok(date) => texts.typed_date(date),
            Err(_) => value.to_owned(),
        },
        _ => value.to_owned(),
    }
}

/// What stands elsewhere in words: days as dates, codes by their names.
pub(super) fn in_words(kind: Kind, value: &str, ctx: &Ctx) -> String {
    match kind {
        Kind::Paper(paper) => ctx.texts.code(paper.list(), value).into_owned(),
        _ => match value.parse::<NaiveDate>() {
            Ok(day) => ctx.texts.date_near(day, ctx.today()),
            Err(_) => value.to_owned(),
        },
    }
}

/// What stands in a field as the server takes it; empty while it does not hold.
pub(crate) fn value(field: &Field, ctx: &Ctx) -> String {
    let text = field.answer();
    if matches!(text.trim(), UNKNOWN | NO_ANSWER) {
        return text.trim().to_owned();
    }
    match &field.input {
        Input::Codes(_, codes, _) => {
            codes.read(&text, &ctx.texts).map(|read| read.codes).unwrap_or_default()
        }
        Input::Date(_, Reads::Near, _) => {
            let date = PartialDate::parse_near(&text, field.counts_from(ctx));
            date.map(|date| date.to_string()).unwrap_or_default()
        }
        Input::Date(_, Reads::Birth | Reads::Partial, _) => {
            let date = PartialDate::parse(&text, field.counts_from(ctx));
            date.map(|date| date.to_string()).unwrap_or_default()
        }
        Input::Date(..) => field.day(ctx).map(|day| day.to_string()).unwrap_or_default(),
        _ => clean::line(&text),
    }
}

/// What has to be said beside a question that is still to be answered.
pub(super) fn asks(question: &Question) -> Option<&'static str> {
    // that it is needed at all, its sign says
    (question.required == Required::OrUnknown).then_some("sheet-or-mark")
}
