//! The checklists of a visit: what is asked, how it is answered, what follows from an answer.
//!
//! The items are data (`checklist/items.tsv`). A visit keeps item codes and the version of its
//! checklist, so that old answers stay readable when an item is reworded or dropped. Rules:
//! `docs/domain.md`, checklists.
mod answer;
mod code;
mod items;
mod template;

pub use answer::{Answer, Origin, Rating, Scale, sweep};
pub use code::ItemCode;
pub use items::{Item, Wording, by_field, item, items};
pub use template::{Template, TemplateId, TemplateRef};

use serde::{Deserialize, Serialize};

/// What an item, a measure or a contact is about: the five fields of action of the city, two that
/// cut across them, and the checklists of their own. The numbers are stored: append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum ActionField {
    /// Sprache.
    Language = 1,
    /// Wohnen.
    Housing = 2,
    /// Gesundheit.
    Health = 3,
    /// Bildung und Arbeit.
    Education = 4,
    /// Teilhabe: culture, sport, neighbours.
    Participation = 5,
    /// Behörden und Recht.
    Authorities = 6,
    /// Psychosoziales und Schutz: the warning signs.
    Psychosocial = 7,
    /// Mietfähigkeit: what it takes to find, keep and run a flat.
    TenancyReadiness = 8,
    /// Tagesstruktur.
    DailyStructure = 9,
    /// Mitverantwortung im Heim oder Haus.
    SharedResponsibility = 10,
    /// Nachbetreuung.
    Aftercare = 11,
    /// Auszug.
    MoveOut = 12,
}

impl ActionField {
    /// Code and value, in the order shown.
    pub const CODES: [(&str, Self); 12] = [
        ("language", Self::Language),
        ("housing", Self::Housing),
        ("health", Self::Health),
        ("education", Self::Education),
        ("participation", Self::Participation),
        ("authorities", Self::Authorities),
        ("psychosocial", Self::Psychosocial),
        ("tenancy-readiness", Self::TenancyReadiness),
        ("daily-structure", Self::DailyStructure),
        ("shared-responsibility", Self::SharedResponsibility),
        ("aftercare", Self::Aftercare),
        ("move-out", Self::MoveOut),
    ];

    /// The field stored as this number.
    pub fn from_u8(number: u8) -> Option<Self> {
        Self::CODES.iter().map(|(_, field)| *field).find(|field| *field as u8 == number)
    }

    /// Whether a visit goes through it, in contrast to the checklists of their own.
    pub fn is_of_visits(self) -> bool {
        self <= Self::Psychosocial
    }
}
