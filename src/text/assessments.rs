//! What checklists of their own and their levels are called, and the certificate of readiness to rent.

use std::borrow::Cow;

use super::Texts;
use crate::domain::assessment::{Certificate, Level};
use crate::domain::checklist::{TemplateId, item};

impl Texts {
    /// What a checklist is called.
    pub fn checklist(&self, id: TemplateId) -> Cow<'_, str> {
        self.get(match id {
            TemplateId::Visit => "label-form-visit",
            TemplateId::Aftercare => "label-area-aftercare",
            TemplateId::TenancyReadiness => "label-area-tenancy",
            TemplateId::DailyStructure => "label-area-daily",
            TemplateId::SharedResponsibility => "label-area-shared",
            TemplateId::MoveOut => "label-area-move-out",
        })
    }

    /// How ready somebody is to rent.
    pub fn level(&self, level: Level) -> Cow<'_, str> {
        self.get(match level {
            Level::NotBegun => "assessment-not-begun",
            Level::Practising => "assessment-practising",
            Level::Partly => "assessment-partly",
            Level::Ready => "assessment-ready",
        })
    }

    /// A certificate as plain lines: name, level, day of the test, who confirmed it, what was seen.
    pub fn certificate(&self, certificate: &Certificate) -> Vec<String> {
        let Certificate { name, household, entry } = certificate;
        let line = |key: &str, value: &str| format!("{}: {value}", self.get(key));
        let mut lines = vec![self.get("assessment-certificate").into_owned(), String::new()];
        let whose = if *household { "assessment-of-household" } else { "assessment-name" };
        lines.push(line(whose, name));
        if let Some(readiness) = &entry.readiness {
            lines.push(line("assessment-level", &self.level(readiness.level)));
            let tested = readiness.tested.map(|day| self.date(day));
            lines.extend(tested.map(|day| line("assessment-tested", &day)));
            lines.push(line("assessment-confirmed", &readiness.confirmed));
        }
        if !entry.answers.is_empty() {
            lines.extend([String::new(), self.get("assessment-seen").into_owned()]);
        }
        lines.extend(entry.answers.iter().filter_map(|noted| {
            let item = item(noted.answer.item)?;
            let rating = self.rating(noted.answer.rating, Some(item));
            Some(format!("  {} {rating}", self.wording(&item.question)))
        }));
        lines
    }
}
