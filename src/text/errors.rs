//! Why a field, a date, a time or an entry does not hold, and what the fields are called. Forms show
//! these sentences beside the field; the command line shows the same ones.

use std::borrow::Cow;

use super::Texts;
use crate::domain::dates::{DateError, TimeError};
use crate::domain::facts::FactKey;
use crate::domain::field::FieldError;
use crate::domain::household::HouseholdField;
use crate::domain::papers::PaperField;
use crate::domain::person::PersonField;
use crate::domain::visit::{AGREED_MAX, EntryError, NOTE_MAX, TEXTS_MAX};

impl Texts {
    /// Why a text does not fit its field.
    pub fn field_error(&self, error: &FieldError) -> String {
        match error {
            FieldError::TooLong(max) => self.with("error-too-long", &[("max", (*max).into())]),
            FieldError::NotAChoice => self.get("error-no-choice"),
            FieldError::Date(error) => return self.date_error(*error),
            FieldError::NotACode(part) => {
                self.with("error-no-code", &[("part", part.as_str().into())])
            }
            FieldError::Missing => self.get("error-missing"),
            FieldError::TooMany(max) => self.with("error-too-many", &[("max", (*max).into())]),
            FieldError::EndsBefore(first) => {
                self.with("error-ends-before", &[("first", self.date(*first).into())])
            }
            FieldError::CannotSee => self.get("error-cannot-see"),
            FieldError::HouseholdFull(max) => {
                self.with("error-household-full", &[("max", (*max).into())])
            }
            FieldError::SitesFull(max) => self.with("error-sites-full", &[("max", (*max).into())]),
            FieldError::RoomsFull(max) => self.with("error-rooms-full", &[("max", (*max).into())]),
        }
        .into_owned()
    }

    /// Why a date was not understood.
    pub fn date_error(&self, error: DateError) -> String {
        match error {
            DateError::Empty => self.get("error-date-empty"),
            DateError::NotADate => self.get("error-date"),
            DateError::NoSuchMonth(month) => {
                self.with("error-date-month", &[("month", month.into())])
            }
            DateError::NoSuchDay { day, month } => {
                let date = format!("{day}.{month}.");
                self.with("error-date-day", &[("date", date.into())])
            }
            DateError::YearMissing => self.get("error-date-year"),
            DateError::InFuture(day) => {
                self.with("error-date-future", &[("date", self.date(day).into())])
            }
            DateError::TooLongAgo(year) => {
                self.with("error-date-past", &[("year", year.to_string().into())])
            }
            DateError::TooEarly(first) => {
                self.with("error-date-early", &[("date", self.date(first).into())])
            }
            DateError::TooFarAhead(last) => {
                self.with("error-date-ahead", &[("date", self.date(last).into())])
            }
            DateError::OutOfRange => self.get("error-date-range"),
        }
        .into_owned()
    }

    /// Why a time of day was not understood.
    pub fn time_error(&self, error: TimeError) -> String {
        self.get(match error {
            TimeError::Empty => "error-time-empty",
            TimeError::NotATime => "error-time",
            TimeError::NoSuchTime => "error-time-none",
        })
        .into_owned()
    }

    /// Why a visit or contact cannot be recorded.
    pub fn entry_error(&self, error: EntryError) -> String {
        let max = match error {
            EntryError::TooMuch => TEXTS_MAX,
            EntryError::TooManyAgreed => AGREED_MAX,
            _ => NOTE_MAX,
        };
        let item = match error {
            EntryError::Restricted(item) => item.to_string(),
            _ => String::new(),
        };
        self.with(
            match error {
                EntryError::InTheFuture => "error-entry-future",
                EntryError::NobodyNamed => "error-entry-nobody",
                EntryError::MetWithoutMeeting => "error-entry-not-met",
                EntryError::NotOfTheHousehold => "error-entry-stranger",
                EntryError::UnknownItem => "error-entry-item",
                EntryError::AnsweredTwice => "error-entry-twice",
                EntryError::Empty => "error-entry-empty",
                EntryError::TooLong => "error-entry-long",
                EntryError::SweptWarning => "error-entry-swept",
                EntryError::TooMuch => "error-entry-much",
                EntryError::TooManyAgreed => "error-entry-agreed",
                EntryError::Restricted(_) => "error-entry-restricted",
            },
            &[("max", max.into()), ("item", item.into())],
        )
        .into_owned()
    }

    /// What a field of a person is called.
    pub fn person_field(&self, field: PersonField) -> Cow<'_, str> {
        self.get(match field {
            PersonField::Surname => "field-surname",
            PersonField::Given => "field-given",
            PersonField::CallName => "field-call-name",
            PersonField::OriginalScript => "field-original-script",
            PersonField::Variant => "field-variant",
            PersonField::Birth => "field-birth",
            PersonField::Sex => "field-sex",
            PersonField::Nationalities => "field-nationalities",
            PersonField::Languages => "field-languages",
            PersonField::Phone => "field-phone",
            PersonField::FileRef => "field-file-ref",
        })
    }

    /// What a question of the fact sheet is called; its number where this release has none.
    pub fn question(&self, key: FactKey) -> Cow<'_, str> {
        match key.question() {
            Some(question) => self.wording(&question.label).into(),
            None => key.0.to_string().into(),
        }
    }

    /// What a field of a paper is called.
    pub fn paper_field(&self, field: PaperField) -> Cow<'_, str> {
        self.get(match field {
            PaperField::Code => "field-paper-code",
            PaperField::From => "field-paper-from",
            PaperField::Until => "field-paper-until",
            PaperField::Effective => "field-paper-effective",
            PaperField::Reason => "field-paper-reason",
            PaperField::Issued => "field-paper-issued",
            PaperField::Reference => "field-paper-reference",
            PaperField::Work => "field-paper-work",
            PaperField::Condition => "field-paper-condition",
            PaperField::Note => "field-paper-note",
            PaperField::Source => "field-paper-source",
        })
    }

    /// What a field of a household is called.
    pub fn household_field(&self, field: HouseholdField) -> Cow<'_, str> {
        self.get(match field {
            HouseholdField::Phone => "field-phone",
            HouseholdField::Language => "field-language",
            HouseholdField::Interpreter => "field-interpreter",
            HouseholdField::Letterbox => "field-letterbox",
            HouseholdField::Reach => "field-reach",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::checklist::ItemCode;
    use crate::text::Lang;
    use chrono::NaiveDate;

    #[test]
    fn sentences_name_what_was_typed() {
        let texts = Texts::new(Lang::De);
        let day = NaiveDate::from_ymd_opt(2027, 1, 2).unwrap();
        let sentence = texts.field_error(&FieldError::Date(DateError::InFuture(day)));
        assert!(sentence.contains("02.01.2027"), "{sentence}");
        let sentence = texts.date_error(DateError::NoSuchDay { day: 31, month: 2 });
        assert!(sentence.contains("31.2."), "{sentence}");
        let sentence = texts.date_error(DateError::TooLongAgo(1066));
        assert!(sentence.contains("1066"), "{sentence}");
        assert!(texts.entry_error(EntryError::TooLong).contains("8000"));
        assert!(texts.entry_error(EntryError::TooMuch).contains("60000"));
    }

    #[test]
    fn every_sentence_exists_in_both_languages() {
        for texts in Lang::ALL.map(Texts::new) {
            let fields = PersonField::ALL.map(|f| texts.person_field(f).into_owned());
            let errors = [
                EntryError::InTheFuture,
                EntryError::NobodyNamed,
                EntryError::MetWithoutMeeting,
                EntryError::NotOfTheHousehold,
                EntryError::UnknownItem,
                EntryError::AnsweredTwice,
                EntryError::Empty,
                EntryError::TooLong,
                EntryError::SweptWarning,
                EntryError::TooMuch,
                EntryError::TooManyAgreed,
                EntryError::Restricted(ItemCode::new("PS5").unwrap()),
            ];
            let errors = errors.map(|e| texts.entry_error(e));
            let missing: Vec<_> =
                fields.iter().chain(&errors).filter(|text| text.contains('⟨')).collect();
            assert!(missing.is_empty(), "{missing:?}");
        }
    }
}
