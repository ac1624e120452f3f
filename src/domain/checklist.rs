//! Checklists: what is asked, how it is answered. The items are data, versioned; a visit keeps the
//! version it was made with.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The part of a checklist an item belongs to: a field of action or a checklist of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ActionField {
    /// Sprache.
    Language,
    /// Wohnen.
    Housing,
    /// Gesundheit.
    Health,
    /// Bildung und Arbeit.
    Education,
    /// Teilhabe.
    Participation,
    /// Behörden und Recht.
    Authorities,
    /// Psychosoziales und Schutz.
    Psychosocial,
    /// Mietfähigkeit.
    TenancyReadiness,
    /// Tagesstruktur.
    DailyStructure,
    /// Mitverantwortung im Heim oder Haus.
    SharedResponsibility,
    /// Nachbetreuung.
    Aftercare,
    /// Auszug.
    MoveOut,
}

/// Code of an item, such as "SP4". Codes of versions this program does not know are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ItemCode([u8; 4]);

impl ItemCode {
    /// A code of one to four ASCII letters and digits.
    pub fn new(text: &str) -> Option<Self> {
        let mut code = [0; 4];
        let fits = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
        code.iter_mut().zip(text.bytes()).for_each(|(c, b)| *c = b.to_ascii_uppercase());
        fits.then_some(Self(code))
    }
}

impl fmt::Display for ItemCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().take_while(|b| **b != 0).try_for_each(|b| write!(f, "{}", char::from(*b)))
    }
}

/// How a situation is rated (`docs/domain.md`, rating scale).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Rating {
    /// Fine; of a warning sign: not observed.
    Ok = 1,
    /// Keep an eye on it.
    Watch = 2,
    /// Something has to be done.
    Attention = 3,
    /// Something has to be done today.
    Urgent = 4,
    /// Does not apply here.
    NotApplicable = 5,
}

/// How an answer came about (`docs/domain.md`, summary judgement).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Origin {
    /// Asked and answered.
    Asked = 1,
    /// Part of "rest ok": a summary judgement, never counted as asked one by one.
    Summary = 2,
    /// Taken over from last time and not touched.
    AsLastTime = 3,
}

/// An answer. An item without one was not discussed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The item.
    pub item: ItemCode,
    /// How the situation is rated.
    pub rating: Rating,
    /// How the answer came about.
    pub origin: Origin,
}

/// Names a checklist and its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TemplateRef {
    /// Which checklist.
    pub id: TemplateId,
    /// Which version of it.
    pub version: u16,
}

/// Which checklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum TemplateId {
    /// Visit: the five fields of action, authorities and warning signs.
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

/// A checklist.
#[derive(Clone, Debug)]
pub struct Template {
    /// Its name and version.
    pub is: TemplateRef,
    /// Its items in order.
    pub items: Vec<&'static Item>,
}

/// An item of a checklist.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its code.
    pub code: ItemCode,
    /// The part it belongs to.
    pub field: ActionField,
    /// For the responsible worker and her deputy only; never swept by "rest ok".
    pub restricted: bool,
}

impl TemplateRef {
    /// The checklist, when this program knows the version.
    pub fn load(self) -> Option<&'static Template> {
        None
    }
}

impl Template {
    /// An item by its code.
    pub fn item(&self, code: &ItemCode) -> Option<&'static Item> {
        self.items.iter().find(|i| i.code == *code).copied()
    }
}
