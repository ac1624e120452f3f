//! What to do in an emergency: the steps by sign, and which answers of a checklist lead to them.
//!
//! The steps are data (`escalation/signs.tsv`); where they come from stands in `docs/domain.md`,
//! emergencies.

use std::sync::OnceLock;

use super::checklist::{ItemCode, Wording};

/// One line a sign or one of its steps; the first line names the columns. A sign has the codes of
/// its items, a step has `-` there and belongs to the sign above it.
const TABLE: &str = include_str!("escalation/signs.tsv");

/// Something that cannot wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sign {
    /// Its name, which is stored and never changes: `child`.
    pub name: &'static str,
    /// The items that tell of it.
    pub items: Vec<ItemCode>,
    /// What it is called.
    pub title: Wording,
    /// What to do, in this order.
    pub steps: Vec<Wording>,
}

impl Sign {
    /// Every sign, in the order shown.
    pub fn all() -> &'static [Self] {
        static SIGNS: OnceLock<Vec<Sign>> = OnceLock::new();
        // a bad line would be left out; tests/escalation.rs holds the table to be complete
        SIGNS.get_or_init(|| read(TABLE))
    }

    /// The sign with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::all().iter().find(|sign| sign.name == name)
    }

    /// The sign that an item tells of; `None` for items that have no steps of their own.
    pub fn of(item: ItemCode) -> Option<&'static Self> {
        Self::all().iter().find(|sign| sign.items.contains(&item))
    }
}

fn read(table: &'static str) -> Vec<Sign> {
    let mut signs: Vec<Sign> = Vec::new();
    for line in table.lines().skip(1) {
        let columns: Vec<&'static str> = line.split('\t').collect();
        let &[name, items, de, en] = columns.as_slice() else { continue };
        let wording = Wording { de, en };
        match signs.last_mut().filter(|sign| items == "-" && sign.name == name) {
            Some(sign) => sign.steps.push(wording),
            None => signs.push(Sign {
                name,
                items: items.split(',').filter_map(ItemCode::new).collect(),
                title: wording,
                steps: vec![],
            }),
        }
    }
    signs
}
