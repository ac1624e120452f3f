//! The fields of a paper as canonical text, and when a paper as a whole holds.

use chrono::NaiveDate;

use super::{Content, Paper, PaperField, PaperKind, Version};
use crate::domain::dates::PartialDate;
use crate::domain::facts::{Source, value::day};
use crate::domain::field::{FieldError, Fields, choice, code, line};

/// Longest line of a paper, in characters (`docs/domain.md`, limits).
pub const LINE_MAX: usize = 240;

/// Most versions of a paper (`docs/domain.md`, limits).
pub const VERSIONS_MAX: usize = 50;

/// Most papers of a person (`docs/domain.md`, limits).
pub const PAPERS_MAX: usize = 200;

/// What a paper says while it is filled in: its kind decides which codes there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// What kind.
    pub kind: PaperKind,
    /// What it says.
    pub content: Content,
}

impl Filled {
    /// Nothing yet.
    pub fn new(kind: PaperKind) -> Self {
        let content = Content {
            code: String::new(),
            from: None,
            until: None,
            effective: None,
            reason: String::new(),
            issued: None,
            reference: String::new(),
            work: String::new(),
            condition: String::new(),
            note: String::new(),
            source: Source::Unnoted,
        };
        Self { kind, content }
    }

    /// Whether it holds as a whole: it has a code, ends no sooner than it begins, and says why it
    /// holds longer or shorter than is printed.
    pub fn check(&self) -> Result<(), (PaperField, FieldError)> {
        let Content { code, from, until, effective, reason, .. } = &self.content;
        if code.is_empty() {
            return Err((PaperField::Code, FieldError::Missing));
        }
        let first = from.map(PartialDate::earliest);
        for (field, last) in [(PaperField::Until, until), (PaperField::Effective, effective)] {
            if let (Some(first), Some(last)) = (first, last)
                && *last < first
            {
                return Err((field, FieldError::EndsBefore(first)));
            }
        }
        if effective.is_some() && effective != until && reason.is_empty() {
            return Err((PaperField::Reason, FieldError::Missing));
        }
        Ok(())
    }
}

impl Fields for Filled {
    type Field = PaperField;

    fn field(&self, field: PaperField) -> String {
        let Content { from, until, effective, issued, source, .. } = &self.content;
        let day = |day: &Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        match field {
            PaperField::Code => self.content.code.clone(),
            PaperField::From => from.map(|from| from.to_string()).unwrap_or_default(),
            PaperField::Until => day(until),
            PaperField::Effective => day(effective),
            PaperField::Reason => self.content.reason.clone(),
            PaperField::Issued => day(issued),
            PaperField::Reference => self.content.reference.clone(),
            PaperField::Work => self.content.work.clone(),
            PaperField::Condition => self.content.condition.clone(),
            PaperField::Note => self.content.note.clone(),
            PaperField::Source => code(&Source::CODES, *source),
        }
    }

    fn set_field(
        &mut self,
        field: PaperField,
        text: &str,
        today: NaiveDate,
    ) -> Result<(), FieldError> {
        let some = |text: &str| if text.trim().is_empty() { None } else { Some(text.to_owned()) };
        let one_day = || some(text).map(|text| day(&text, today)).transpose();
        let content = &mut self.content;
        match field {
            PaperField::Code => content.code = self.kind.code(text)?,
            PaperField::From => {
                let from = some(text).map(|text| PartialDate::parse_near(&text, today));
                content.from = from.transpose().map_err(FieldError::Date)?;
            }
            PaperField::Until => content.until = one_day()?,
            PaperField::Effective => content.effective = one_day()?,
            PaperField::Reason => content.reason = line(text, LINE_MAX)?,
            PaperField::Issued => content.issued = one_day()?,
            PaperField::Reference => content.reference = line(text, LINE_MAX)?,
            PaperField::Work => content.work = line(text, LINE_MAX)?,
            PaperField::Condition => content.condition = line(text, LINE_MAX)?,
            PaperField::Note => content.note = line(text, LINE_MAX)?,
            PaperField::Source => content.source = choice(&Source::CODES, text)?,
        }
        Ok(())
    }
}

impl PaperKind {
    /// The code as its list writes it; empty stays empty.
    fn code(self, text: &str) -> Result<String, FieldError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(String::new());
        }
        let known = self.list().find(text).ok_or(FieldError::NotAChoice)?;
        Ok(known.code.to_owned())
    }
}

impl Paper {
    /// The version that counts; `None` only of a paper that says nothing at all.
    pub fn version(&self) -> Option<&Version> {
        self.versions.last()
    }

    /// What it says today, ready to be changed.
    pub fn filled(&self) -> Filled {
        let empty = || Filled::new(self.kind).content;
        let content = self.version().map_or_else(empty, |version| version.content.clone());
        Filled { kind: self.kind, content }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::dates::DateError;

    fn today() -> NaiveDate {
        "2026-11-22".parse().unwrap()
    }

    fn filled(kind: PaperKind, fields: &[(PaperField, &str)]) -> Filled {
        let mut filled = Filled::new(kind);
        for (field, text) in fields {
            filled.set_field(*field, text, today()).unwrap();
        }
        filled
    }

    #[test]
    fn every_field_comes_back_as_its_canonical_text() {
        use PaperField as F;
        let texts = [
            (F::Code, "gue b", ""),
            (F::Code, "ae24", "AE24"),
            (F::From, "5.2023", "2023-05"),
            (F::Until, "4.3.27", "2027-03-04"),
            (F::Effective, "2027-03-04", "2027-03-04"),
            (F::Reason, " Verordnung ", "Verordnung"),
            (F::Issued, "1.6.2023", "2023-06-01"),
            (F::Reference, "§ 24", "§ 24"),
            (F::Work, "Erwerbstätigkeit erlaubt", "Erwerbstätigkeit erlaubt"),
            (F::Condition, "Düren", "Düren"),
            (F::Note, "", ""),
            (F::Source, "document", "document"),
        ];
        let mut filled = Filled::new(PaperKind::Residence);
        for (field, typed, kept) in texts {
            let set = filled.set_field(field, typed, today());
            assert_eq!(set.is_ok(), field != F::Code || kept == "AE24", "{typed}");
            assert_eq!(filled.field(field), kept);
        }
        let mut again = Filled::new(PaperKind::Residence);
        for field in F::ALL {
            again.set_field(field, &filled.field(field), today()).unwrap();
        }
        assert_eq!(again, filled);
    }

    #[test]
    fn the_codes_are_those_of_the_kind() {
        let mut benefit = Filled::new(PaperKind::Benefit);
        assert_eq!(
            benefit.set_field(PaperField::Code, "AE24", today()),
            Err(FieldError::NotAChoice)
        );
        benefit.set_field(PaperField::Code, "alg1A", today()).unwrap();
        assert_eq!(benefit.content.code, "ALG1a");
    }

    #[test]
    fn a_notice_may_begin_tomorrow_but_a_passport_not_end_in_a_century() {
        let mut paper = Filled::new(PaperKind::Benefit);
        paper.set_field(PaperField::From, "1.12.26", today()).unwrap();
        assert_eq!(paper.field(PaperField::From), "2026-12-01");
        let far = paper.set_field(PaperField::Until, "1.1.2126", today());
        assert!(matches!(far, Err(FieldError::Date(DateError::TooFarAhead(_)))), "{far:?}");
    }

    #[test]
    fn a_paper_needs_a_code_ends_after_it_begins_and_says_why_it_holds_longer() {
        use PaperField as F;
        let check = |fields: &[(F, &str)]| filled(PaperKind::Residence, fields).check();
        assert_eq!(check(&[]), Err((F::Code, FieldError::Missing)));
        let first = "2026-05-01".parse().unwrap();
        let backwards = [(F::Code, "GES"), (F::From, "5.2026"), (F::Until, "30.4.2026")];
        assert_eq!(check(&backwards), Err((F::Until, FieldError::EndsBefore(first))));
        let longer = [(F::Code, "AE24"), (F::Until, "4.3.2026"), (F::Effective, "4.3.2027")];
        assert_eq!(check(&longer), Err((F::Reason, FieldError::Missing)));
        let [code, until, effective] = longer;
        assert_eq!(check(&[code, until, effective, (F::Reason, "Verordnung")]), Ok(()));
    }
}
