//! The part of the caseload that is here: a window of rows around what is seen.

use crate::api::cases::{Page, Row};
use crate::domain::area::Fte;
use crate::domain::ids::CaseId;

/// Rows of a window: a whole caseload of a worker, some pages of a city's.
pub(super) const SIZE: u16 = 240;
/// The window is moved when fewer rows than this are left on one side.
const MARGIN: usize = 60;

/// Rows `offset..offset + rows.len()` of `total`.
#[derive(Clone, Debug, Default)]
pub(super) struct Window {
    page: Option<Page>,
    /// How many pages there have been.
    turn: u32,
}

impl Window {
    pub(super) fn is_known(&self) -> bool {
        self.page.is_some()
    }

    pub(super) fn put(&mut self, page: Page) {
        self.page = Some(page);
        self.turn = self.turn.wrapping_add(1);
    }

    /// Changes with the rows.
    pub(super) fn turn(&self) -> u32 {
        self.turn
    }

    /// The rows that are here.
    pub(super) fn rows(&self) -> &[Row] {
        self.page.as_ref().map_or(&[], |page| &page.rows)
    }

    /// Rows in all.
    pub(super) fn total(&self) -> usize {
        self.page.as_ref().map_or(0, |page| page.total as usize)
    }

    pub(super) fn offset(&self) -> u32 {
        self.page.as_ref().map_or(0, |page| page.offset)
    }

    /// Persons in open cases, posts filled, and how many persons a full post is meant to care for.
    pub(super) fn load(&self) -> Option<(u32, Fte, u32)> {
        self.page.as_ref().map(|page| (page.persons, page.fte, page.ratio))
    }

    /// Whether any row was found by something else than its very name.
    pub(super) fn has_reasons(&self) -> bool {
        self.rows().iter().any(|row| row.matched.is_some())
    }

    /// The row with this number in the whole list, if it is here.
    pub(super) fn get(&self, number: usize) -> Option<&Row> {
        let page = self.page.as_ref()?;
        page.rows.get(number.checked_sub(page.offset as usize)?)
    }

    /// The number of a case in the whole list, if it is here.
    pub(super) fn find(&self, case: CaseId) -> Option<usize> {
        let page = self.page.as_ref()?;
        Some(page.rows.iter().position(|row| row.case == case)? + page.offset as usize)
    }

    /// The cases that are here, in their order.
    pub(super) fn cases(&self) -> Vec<CaseId> {
        self.rows().iter().map(|row| row.case).collect()
    }

    /// Where the window should begin when rows `first..first + height` are seen, and whether some
    /// of those are missing; `None` while it lies well.
    pub(super) fn wanted(&self, first: usize, height: usize) -> Option<(u32, bool)> {
        let page = self.page.as_ref()?;
        let here = page.offset as usize..page.offset as usize + page.rows.len();
        let total = page.total as usize;
        let end = (first + height).min(total);
        let seen = first < here.start || end > here.end;
        let near_start = here.start > 0 && first < here.start + MARGIN;
        let near_end = here.end < total && end + MARGIN > here.end;
        let middle = first.midpoint(end);
        let offset = u32::try_from(middle.saturating_sub(usize::from(SIZE) / 2)).unwrap_or(0);
        (seen || near_start || near_end).then_some((offset, seen))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(offset: u32, rows: u64, total: u32) -> Window {
        let row = |n: u64| Row {
            case: CaseId(u64::from(offset) + n),
            no: "AiD-2026-0001".parse().unwrap(),
            name: String::new(),
            persons: 1,
            home: String::new(),
            home_kind: None,
            room: String::new(),
            phase: crate::domain::caseload::PhaseMark::Active,
            last_visit: None,
            visit_due: None,
            open: 0,
            next_due: None,
            worker: None,
            status: None,
            matched: None,
        };
        let rows = (0..rows).map(row).collect();
        let page = Page { total, offset, rows, persons: 0, fte: Fte(100), ratio: 100 };
        Window { page: Some(page), turn: 1 }
    }

    #[test]
    fn a_list_that_is_here_as_a_whole_asks_for_nothing() {
        let window = window(0, 90, 90);
        assert!((0..90).all(|first| window.wanted(first, 18).is_none()));
    }

    #[test]
    fn the_window_moves_before_its_edge_is_seen() {
        let window = window(1_000, 240, 10_000);
        assert_eq!(window.wanted(1_100, 18), None);
        assert_eq!(window.wanted(1_170, 18), Some((1_059, false)));
        assert_eq!(window.wanted(1_050, 18), Some((939, false)));
        assert_eq!(window.wanted(9_982, 18), Some((9_871, true)));
    }

    #[test]
    fn rows_are_found_by_their_place_in_the_whole_list() {
        let window = window(1_000, 240, 10_000);
        assert_eq!(window.get(1_001).map(|row| row.case), Some(CaseId(1_001)));
        assert_eq!(window.find(CaseId(1_239)), Some(1_239));
        assert!(window.get(999).is_none() && window.get(1_240).is_none());
    }
}
