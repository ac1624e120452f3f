//! Integration areas: the zones of the city. Areas change (five became three), so they are dated
//! records and never an enum.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::ids::AreaId;

/// An integration area (Integrationsraum).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// Its id.
    pub id: AreaId,
    /// Its name, such as "Nord".
    pub name: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day, open while it exists.
    pub until: Option<NaiveDate>,
}

/// A share of a full-time post in hundredths: `Fte(50)` is half a post.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fte(pub u16);

/// Persons in care per full-time post, in percent of the target ratio (1 : `target`); `None`
/// where no post is filled. Source: `docs/domain.md`, care ratio.
pub fn ratio_percent(persons: u32, fte: Fte, target: u32) -> Option<u32> {
    let full = u32::from(fte.0) * target;
    (full > 0)
        .then(|| u32::try_from(u64::from(persons) * 10_000 / u64::from(full)).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratio_counts_persons_against_filled_posts() {
        assert_eq!(ratio_percent(87, Fte(100), 100), Some(87));
        assert_eq!(ratio_percent(60, Fte(50), 100), Some(120));
        assert_eq!(ratio_percent(60, Fte(0), 100), None);
    }
}
