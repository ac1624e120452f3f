//! What needs, their parts and their values are called.
use std::borrow::Cow;

use super::Texts;
use crate::domain::field::Fields;
use crate::domain::needs::{Content, Kind, NeedField, Status};

impl Texts {
    /// A field of a need.
    pub fn need_field(&self, field: NeedField) -> Cow<'_, str> {
        self.get(match field {
            NeedField::Field => "needs-field",
            NeedField::What => "needs-what",
            NeedField::Severity => "needs-severity",
            NeedField::Kind => "needs-kind",
            NeedField::Person => "note-person",
            NeedField::Since => "needs-since",
            NeedField::Restricted => "note-restricted",
            NeedField::Status => "needs-status",
            NeedField::Word => "needs-word",
        })
    }

    /// Need, goal or strength.
    pub fn need_kind(&self, kind: Kind) -> Cow<'_, str> {
        self.get(match kind {
            Kind::Need => "needs-kind-need",
            Kind::Goal => "needs-kind-goal",
            Kind::Strength => "needs-kind-strength",
        })
    }

    /// How far one is.
    pub fn need_status(&self, status: Status) -> Cow<'_, str> {
        self.get(match status {
            Status::Open => "needs-status-open",
            Status::UnderWay => "needs-status-under-way",
            Status::Met => "needs-status-met",
            Status::Dropped => "needs-status-dropped",
        })
    }

    /// What a field of a need holds, in words; of a person the id.
    pub fn need_value(&self, content: &Content, field: NeedField) -> String {
        match (field, content.severity) {
            (NeedField::Field, _) => self.action_field(content.field).into_owned(),
            (NeedField::Severity, Some(severity)) => self.rating(severity, None).into_owned(),
            (NeedField::Kind, _) => self.need_kind(content.kind).into_owned(),
            (NeedField::Status, _) => self.need_status(content.status).into_owned(),
            (NeedField::Since, _) => self.date(content.since),
            _ => content.field(field),
        }
    }
}
