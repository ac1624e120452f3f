//! Sorted lists of cases, kept between requests: a page anywhere in four hundred thousand cases
//! costs what its rows cost. A list remembers how many changes it has seen; what changed since is
//! taken out and put in again when it is next asked for.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Roster;
use super::order::Selection;
use crate::domain::caseload::Sort;
use crate::store::search::Docs;

/// Rows of all lists together; the one asked for longest ago goes first (16 bytes a row).
const ROWS: usize = 2 << 20;
/// Changes remembered; a list that has missed more is made anew.
const CHANGES: usize = 1024;
/// As many cases are looked for one by one; more are taken out in one walk that asks of each row.
const FEW: usize = 8;

/// The lists and what changed.
#[derive(Default)]
pub struct Lists {
    /// Number of the next change.
    next: u64,
    /// Slots of cases, the last [`CHANGES`] changes.
    changed: VecDeque<u32>,
    /// Lists that have not seen this many changes are of no use.
    floor: u64,
    cache: Mutex<Cache>,
}

#[derive(Default)]
struct Cache {
    lists: HashMap<Selection, Kept>,
    clock: u64,
}

struct Kept {
    list: Arc<Mutex<List>>,
    used: u64,
    rows: usize,
}

/// A sorted list of cases.
#[derive(Default)]
pub struct List {
    pub rows: Vec<Row>,
    /// Persons of all rows.
    pub persons: u32,
    /// The persons in them whose names the viewer may read, once they were asked for.
    pub readable: OnceCell<Arc<Docs>>,
    /// Changes it has seen; `None` before it is made.
    seen: Option<u64>,
}

impl List {
    /// Slots of the cases, in order.
    pub fn cases(&self) -> impl Iterator<Item = u32> {
        self.rows.iter().map(|row| row.case)
    }
}

/// A case on a list.
#[derive(Clone, Copy)]
pub struct Row {
    /// Decides most comparisons ([`Roster::hint`]).
    hint: u64,
    pub case: u32,
    persons: u16,
}

impl Lists {
    /// A case changed, or came, or went.
    pub fn changed(&mut self, case: u32) {
        self.next += 1;
        self.changed.push_back(case);
        if self.changed.len() > CHANGES {
            self.changed.pop_front();
        }
    }

    /// Everything may have changed.
    pub fn forget(&mut self) {
        self.next += 1;
        self.floor = self.next;
        self.changed.clear();
    }

    /// The cases changed since; `None` when that is not known any more.
    fn since(&self, seen: u64) -> Option<BTreeSet<u32>> {
        let missed = usize::try_from(self.next - seen).ok()?;
        let known = seen >= self.floor && missed <= self.changed.len();
        known.then(|| self.changed.iter().rev().take(missed).copied().collect())
    }

    /// The list kept for a selection, or a new empty one.
    fn get(&self, selection: &Selection) -> Arc<Mutex<List>> {
        let mut cache = lock(&self.cache);
        cache.clock += 1;
        let used = cache.clock;
        if let Some(kept) = cache.lists.get_mut(selection) {
            kept.used = used;
            return Arc::clone(&kept.list);
        }
        let list = Arc::<Mutex<List>>::default();
        let kept = Kept { list: Arc::clone(&list), used, rows: 0 };
        cache.lists.insert(selection.clone(), kept);
        list
    }

    /// Notes the length of a list, and lets go of old ones when all are too long together.
    fn weigh(&self, selection: &Selection, rows: usize) {
        let mut cache = lock(&self.cache);
        if let Some(kept) = cache.lists.get_mut(selection) {
            kept.rows = rows;
        }
        // an empty list is not free either
        while cache.lists.values().map(|kept| kept.rows + 16).sum::<usize>() > ROWS
            && cache.lists.len() > 1
        {
            let oldest = cache.lists.iter().min_by_key(|(_, kept)| kept.used);
            let Some(oldest) = oldest.map(|(selection, _)| selection.clone()) else { return };
            cache.lists.remove(&oldest);
        }
    }
}

impl Roster {
    /// Reads a list as it is now.
    pub(super) fn with_list<T>(&self, selection: &Selection, read: impl FnOnce(&List) -> T) -> T {
        let list = self.lists.get(selection);
        let mut list = lock(&list);
        let seen = list.seen.replace(self.lists.next);
        if seen != Some(self.lists.next) {
            match seen.and_then(|seen| self.lists.since(seen)) {
                Some(changed) => self.patch(&mut list, selection, &changed),
                None => self.make(&mut list, selection),
            }
            list.readable.take();
            list.persons = list.rows.iter().map(|row| u32::from(row.persons)).sum();
            self.lists.weigh(selection, list.rows.len());
        }
        read(&list)
    }

    fn make(&self, list: &mut List, selection: &Selection) {
        let on = self.cases.iter().map(|(slot, _)| slot).filter(|s| self.is_on(selection, *s));
        let places = if selection.sort == Sort::Home { self.texts.places() } else { Vec::new() };
        let mut rows: Vec<(u64, Row)> = on
            .map(|slot| {
                let row = self.row(selection, slot);
                let home = || self.home_place(selection, &places, slot);
                (if places.is_empty() { row.hint } else { home() }, row)
            })
            .collect();
        rows.sort_unstable_by(|(place, a), (other, b)| {
            place.cmp(other).then_with(|| self.compare(selection, a.case, b.case))
        });
        list.rows = rows.into_iter().map(|(_, row)| row).collect();
    }

    fn patch(&self, list: &mut List, selection: &Selection, changed: &BTreeSet<u32>) {
        if changed.len() > FEW {
            list.rows.retain(|row| !changed.contains(&row.case));
        } else {
            for slot in changed {
                let place = list.rows.iter().position(|row| row.case == *slot);
                place.map(|place| list.rows.remove(place));
            }
        }
        for slot in changed.iter().filter(|slot| self.is_on(selection, **slot)) {
            let row = self.row(selection, *slot);
            let place = self.place(list, selection, &row);
            list.rows.insert(place, row);
        }
    }

    /// Where a row stands in a list, or would.
    fn place(&self, list: &List, selection: &Selection, row: &Row) -> usize {
        list.rows.partition_point(|other| self.compare_rows(selection, other, row).is_lt())
    }

    /// Number of the row of a case in a list.
    pub(super) fn position(&self, list: &List, selection: &Selection, case: u32) -> Option<usize> {
        let place = self.place(list, selection, &self.row(selection, case));
        list.rows.get(place).filter(|row| row.case == case).map(|_| place)
    }

    fn row(&self, selection: &Selection, case: u32) -> Row {
        let household = self.household_of(case);
        let persons = household.map_or(0, |household| household.persons_on(selection.day));
        Row { hint: self.hint(selection, case), case, persons }
    }

    fn compare_rows(&self, selection: &Selection, a: &Row, b: &Row) -> std::cmp::Ordering {
        a.hint.cmp(&b.hint).then_with(|| self.compare(selection, a.case, b.case))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
