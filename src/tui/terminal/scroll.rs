//! Finds out of two screens by how many rows a list was moved.
use std::ops::RangeInclusive;

use super::grid::{Glyph, Grid};

/// A move of whole rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scroll {
    /// The region that takes part, two rows or more.
    pub rows: RangeInclusive<u16>,
    /// Rows by which the text moves up; negative is down.
    pub by: i32,
}

/// The move that brings most rows to where they are wanted, and around it the region that gains most by it.
///
/// The neighbours count cell by cell: the row that just lost the selection is nearly in place too.
pub fn find(old: &Grid, new: &Grid) -> Option<Scroll> {
    let rows = i32::from(new.rows());
    let moves = (1..rows).flat_map(|by| [by, -by]).map(|by| (in_place(old, new, by), by));
    let (count, by) = moves.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    if count < 2 {
        return None;
    }
    let (first, last) = best_stretch(new.rows(), |y| gain(old, new, y, by))?;
    let (top, bottom) =
        (i32::from(first).min(i32::from(first) + by), i32::from(last).max(i32::from(last) + by));
    Some(Scroll { rows: u16::try_from(top).ok()?..=u16::try_from(bottom).ok()?, by })
}

fn moved(grid: &Grid, y: u16, by: i32) -> Option<&[Glyph]> {
    u16::try_from(i32::from(y) + by).ok().map(|y| grid.row(y)).filter(|row| !row.is_empty())
}

/// How many rows with text, not in place now, would be after a move by `by`.
fn in_place(old: &Grid, new: &Grid, by: i32) -> usize {
    let wanted = |&y: &u16| {
        let row = new.row(y);
        moved(old, y, by) == Some(row) && row != old.row(y) && !row.iter().all(Glyph::is_blank)
    };
    (0..new.rows()).filter(wanted).count()
}

/// Cells saved in row `y` by the move; `None` if nothing moves there.
fn gain(old: &Grid, new: &Grid, y: u16, by: i32) -> Option<i32> {
    let differing = |row: &[Glyph]| row.iter().zip(new.row(y)).filter(|(a, b)| a != b).count();
    let (still, moved) = (differing(old.row(y)), differing(moved(old, y, by)?));
    Some(i32::try_from(still).ok()? - i32::try_from(moved).ok()?)
}

/// First and last row of the stretch with the largest sum.
fn best_stretch(rows: u16, gain: impl Fn(u16) -> Option<i32>) -> Option<(u16, u16)> {
    let (mut start, mut sum) = (0, 0);
    let (mut best, mut most) = (None, 0);
    for y in 0..rows {
        match gain(y) {
            Some(gain) if sum + gain > 0 => sum += gain,
            _ => (start, sum) = (y + 1, 0),
        }
        if sum > most {
            (best, most) = (Some((start, y)), sum);
        }
    }
    best
}
