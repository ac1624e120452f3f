//! What codes, questions and papers are called, and why something is suggested.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::Texts;
use crate::domain::codes::List;
use crate::domain::facts::{Section, Source};
use crate::domain::letters::Remedy;
use crate::domain::papers::{Advice, PaperKind, PhaseAdvice, Rule, Stage};

impl Texts {
    /// The word of a code; the code itself where the list does not know it.
    pub fn code<'t>(&'t self, list: List, code: &'t str) -> Cow<'t, str> {
        list.find(code).map_or(Cow::Borrowed(code), |known| self.wording(&known.label).into())
    }

    /// A part of the fact sheet.
    pub fn section(&self, section: Section) -> Cow<'_, str> {
        self.get(match section {
            Section::Talk => "sheet-section-talk",
            Section::Person => "sheet-section-person",
            Section::Family => "sheet-section-family",
            Section::Arrival => "sheet-section-arrival",
            Section::Residence => "sheet-section-residence",
            Section::Benefits => "sheet-section-benefits",
            Section::Health => "sheet-section-health",
            Section::Protection => "sheet-section-protection",
            Section::Children => "sheet-section-children",
            Section::Learning => "sheet-section-learning",
            Section::Wishes => "sheet-section-wishes",
            Section::Steps => "sheet-section-steps",
        })
    }

    /// Where an answer comes from.
    pub fn source(&self, source: Source) -> Cow<'_, str> {
        self.get(match source {
            Source::Document => "sheet-source-document",
            Source::Word => "sheet-source-word",
            Source::Authority => "sheet-source-authority",
            Source::Unnoted => "sheet-source-unnoted",
        })
    }

    /// What a kind of paper is called.
    pub fn paper_kind(&self, kind: PaperKind) -> Cow<'_, str> {
        self.get(match kind {
            PaperKind::Residence => "paper-kind-residence",
            PaperKind::Procedure => "paper-kind-procedure",
            PaperKind::Benefit => "paper-kind-benefit",
            PaperKind::Identity => "paper-kind-identity",
            PaperKind::HealthCover => "paper-kind-cover",
        })
    }

    /// `Aufenthaltsgestattung § 55 AsylG bis 14.01.`, with a sign where it has run out; nothing but
    /// the word where it does not.
    pub fn standing(
        &self,
        kind: PaperKind,
        code: &str,
        last: Option<NaiveDate>,
        today: NaiveDate,
    ) -> String {
        let what = self.code(kind.list(), code);
        let Some(last) = last else { return what.into_owned() };
        let date = [("date", self.date_near(last, today).into())];
        if last < today {
            return format!("! {what}, {}", self.with("paper-expired", &date));
        }
        format!("{what} {}", self.with("paper-until", &date))
    }

    /// What is suggested: `Leistungsende 31.05.2026`.
    pub fn advice(&self, advice: Advice) -> String {
        let date = |key, day: NaiveDate| self.with(key, &[("date", self.date(day).into())]);
        match advice {
            Advice::Renew { last, stage: Stage::Expired, .. } => date("paper-advice-expired", last),
            Advice::Renew { last, .. } => date("paper-advice-renew", last),
            Advice::Effective { until, .. } => date("paper-advice-effective", until),
            Advice::EndBenefit { last, .. } => date("paper-advice-end", last),
            Advice::CheckAnalogous { full, .. } => date("paper-advice-analogous", full),
            Advice::ComesOfAge { first, last } if first == last => date("paper-advice-age", first),
            Advice::ComesOfAge { first, last } => {
                let values = [("first", self.date(first).into()), ("last", self.date(last).into())];
                self.with("paper-advice-age-between", &values)
            }
            Advice::Phase(phase) => return self.phase_advice(phase),
        }
        .into_owned()
    }

    fn phase_advice(&self, phase: PhaseAdvice) -> String {
        match phase {
            PhaseAdvice::Care => self.get("paper-phase-care"),
            PhaseAdvice::CareMoveOut => self.get("paper-phase-move-out"),
            PhaseAdvice::Aftercare => self.get("paper-phase-aftercare"),
            PhaseAdvice::AftercareExtended { until, most } => {
                let values = [("until", self.date(until).into()), ("most", self.date(most).into())];
                self.with("paper-phase-extended", &values)
            }
            PhaseAdvice::Close { after: Some(after) } => {
                self.with("paper-phase-close", &[("date", self.date(after).into())])
            }
            PhaseAdvice::Close { after: None } => self.get("paper-phase-close-now"),
        }
        .into_owned()
    }

    /// What can be done against a letter, how long, and by which law.
    pub fn remedy(&self, remedy: Remedy) -> Cow<'_, str> {
        self.get(match remedy {
            Remedy::Month => "letter-law-month",
            Remedy::Court => "letter-law-court",
            Remedy::Asylum => "letter-law-asylum",
            Remedy::AsylumFast => "letter-law-asylum-fast",
            Remedy::Payment => "letter-law-payment",
            Remedy::Enforcement => "letter-law-enforcement",
            Remedy::Fine => "letter-law-fine",
            Remedy::Penal => "letter-law-penal",
            Remedy::Dismissal => "letter-law-dismissal",
        })
    }

    /// The law or rule that a suggestion follows from.
    pub fn rule(&self, rule: Rule) -> Cow<'_, str> {
        self.get(match rule {
            Rule::TitleEnds => "paper-rule-title",
            Rule::CertificateEnds => "paper-rule-certificate",
            Rule::CoverEnds => "paper-rule-cover",
            Rule::PaperEnds => "paper-rule-paper",
            Rule::ProtectionProlonged => "paper-rule-prolonged",
            Rule::MonthOfRecognition => "paper-rule-recognition",
            Rule::MonthsOfStay => "paper-rule-stay",
            Rule::OfAge => "paper-rule-age",
            Rule::PhaseOfCare => "paper-rule-phase",
        })
    }
}
