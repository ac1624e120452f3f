//! Which items make up which checklist.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::{ActionField, Item, ItemCode, items};

/// Which checklist. The numbers are stored: append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum TemplateId {
    /// First and regular visit: the five fields of action, authorities and warning signs. A regular
    /// visit shows [`Template::regular`] and opens a field in full where needed.
    Visit = 1,
    /// Visit in aftercare.
    Aftercare = 2,
    /// Readiness to rent.
    TenancyReadiness = 3,
    /// Daily structure.
    DailyStructure = 4,
    /// Shared responsibility in the house.
    SharedResponsibility = 5,
    /// Move-out.
    MoveOut = 6,
}

impl TemplateId {
    /// Code and value, in the order shown.
    pub const CODES: [(&str, Self); 6] = [
        ("visit", Self::Visit),
        ("aftercare", Self::Aftercare),
        ("tenancy-readiness", Self::TenancyReadiness),
        ("daily-structure", Self::DailyStructure),
        ("shared-responsibility", Self::SharedResponsibility),
        ("move-out", Self::MoveOut),
    ];

    /// The checklist stored as this number.
    pub fn from_u8(number: u8) -> Option<Self> {
        Self::CODES.iter().map(|(_, id)| *id).find(|id| *id as u8 == number)
    }

    fn has(self, field: ActionField) -> bool {
        match self {
            Self::Visit => field.is_of_visits(),
            Self::Aftercare => field == ActionField::Aftercare,
            Self::TenancyReadiness => field == ActionField::TenancyReadiness,
            Self::DailyStructure => field == ActionField::DailyStructure,
            Self::SharedResponsibility => field == ActionField::SharedResponsibility,
            Self::MoveOut => field == ActionField::MoveOut,
        }
    }
}

/// Names a checklist and its version. A record keeps the one it was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TemplateRef {
    /// Which checklist.
    pub id: TemplateId,
    /// Which version of it, from 1.
    pub version: u16,
}

impl TemplateRef {
    /// The version that new records are made with.
    pub fn current(id: TemplateId) -> Self {
        Self { id, version: 1 }
    }

    /// The checklist, when this program knows the version. Answers of other versions are still
    /// read, by the codes of their items.
    pub fn load(self) -> Option<&'static Template> {
        static TEMPLATES: OnceLock<Vec<Template>> = OnceLock::new();
        let templates =
            TEMPLATES.get_or_init(|| TemplateId::CODES.map(|(_, id)| Template::v1(id)).into());
        templates.iter().find(|template| template.is == self)
    }
}

/// A checklist.
#[derive(Clone, Debug)]
pub struct Template {
    /// Its name and version.
    pub is: TemplateRef,
    /// Its items in the order shown.
    pub items: Vec<&'static Item>,
}

impl Template {
    fn v1(id: TemplateId) -> Self {
        let items = items().iter().filter(|item| id.has(item.field)).collect();
        Self { is: TemplateRef { id, version: 1 }, items }
    }

    /// An item by its code.
    pub fn item(&self, code: &ItemCode) -> Option<&'static Item> {
        self.items.iter().find(|i| i.code == *code).copied()
    }

    /// What is shown before any field is opened in full: of the checklist of a visit the items of a
    /// regular one, of the others everything.
    pub fn regular(&self) -> impl Iterator<Item = &'static Item> {
        let whole = self.is.id != TemplateId::Visit;
        self.items.iter().copied().filter(move |item| whole || item.regular)
    }
}
