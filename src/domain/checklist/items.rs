//! The items themselves, read once from the embedded table.

use std::sync::OnceLock;

use super::{ActionField, ItemCode, Scale};

/// One line an item; the first line names the columns, `-` stands for "none".
const TABLE: &str = include_str!("items.tsv");

/// The same words in both languages of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wording {
    /// German.
    pub de: &'static str,
    /// English.
    pub en: &'static str,
}

/// One thing to look at on a visit, and what a concern about it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its short name.
    pub code: ItemCode,
    /// The part it belongs to.
    pub field: ActionField,
    /// What is asked or, of a warning sign, looked for. The answer rates the situation, so it does
    /// not matter which way the question is put.
    pub question: Wording,
    /// Whether a regular visit shows it without opening the whole field.
    pub regular: bool,
    /// What its ratings are about.
    pub scale: Scale,
    /// For the responsible worker and her deputy only; never swept by "rest ok"
    /// (`docs/domain.md`, restriction).
    pub restricted: bool,
    /// Categories of services that can help.
    pub services: Vec<&'static str>,
    /// The measure that "attention" proposes, short and ready to be kept.
    pub measure: Wording,
    /// What to mind with it, if anything: shown beside the measure.
    pub hint: Option<Wording>,
    /// Days until the proposed measure is due; 0 is today. "Urgent" is due today anyway.
    pub due_days: u16,
    /// A concern here is urgent as such: "urgent" is proposed in place of "attention".
    pub escalates: bool,
}

/// All items in the order shown.
pub fn items() -> &'static [Item] {
    static ITEMS: OnceLock<Vec<Item>> = OnceLock::new();
    // a bad line would be left out; tests/checklist.rs holds the table to be complete
    ITEMS.get_or_init(|| TABLE.lines().skip(1).filter_map(read_line).collect())
}

/// The item of a code; `None` for codes of other versions.
pub fn item(code: ItemCode) -> Option<&'static Item> {
    items().iter().find(|item| item.code == code)
}

/// All items of one part, in the order shown.
pub fn by_field(field: ActionField) -> impl Iterator<Item = &'static Item> {
    items().iter().filter(move |item| item.field == field)
}

fn read_line(line: &'static str) -> Option<Item> {
    let columns: Vec<&'static str> = line.split('\t').collect();
    let [field, code, de, en, regular, scale, restricted, services, rest @ ..] = columns.as_slice()
    else {
        return None;
    };
    let &[measure_de, measure_en, hint_de, hint_en, due_days, escalates] = rest else {
        return None;
    };
    Some(Item {
        code: ItemCode::new(code)?,
        field: named(&ActionField::CODES, field)?,
        question: Wording { de, en },
        regular: named(&YES_NO, regular)?,
        scale: named(&Scale::CODES, scale)?,
        restricted: named(&YES_NO, restricted)?,
        services: services.split(',').filter(|service| *service != "-").collect(),
        measure: Wording { de: measure_de, en: measure_en },
        hint: (hint_de != "-").then_some(Wording { de: hint_de, en: hint_en }),
        due_days: due_days.parse().ok()?,
        escalates: named(&YES_NO, escalates)?,
    })
}

const YES_NO: [(&str, bool); 2] = [("yes", true), ("no", false)];

fn named<T: Copy>(codes: &[(&str, T)], name: &str) -> Option<T> {
    codes.iter().find(|(code, _)| *code == name).map(|(_, value)| *value)
}
