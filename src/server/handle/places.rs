//! The sites and rooms an import would make, counted before anything is written.

use std::collections::{HashMap, HashSet};

use crate::domain::field::{FieldError, line};
use crate::domain::names::fold;
use crate::domain::site::{Home, ROOMS_MAX, SITES_MAX, Site, SiteKind};
use crate::store::roster::Roster;

/// The rooms of each site, by its folded name.
pub struct Places(HashMap<String, HashSet<String>>);

impl Places {
    /// Those that are there.
    pub fn of(roster: &Roster) -> Self {
        let rooms = |site: &Site| site.rooms.iter().map(|room| room.name.clone()).collect();
        Self(roster.sites().map(|site| (fold(&site.name), rooms(site))).collect())
    }

    /// Adds the home of a new household, as `store::sites` will; an error where there is no place for
    /// another site or room (`docs/domain.md`, limits). A site that is named by its id has its rooms
    /// counted there.
    pub fn add(&mut self, home: &Home) -> Result<(), FieldError> {
        let Home::NewSite { name, kind, room } = home else { return Ok(()) };
        if *kind == SiteKind::OwnFlat {
            return Ok(());
        }
        // as it will be stored; what is too long is refused beside this
        let clean = |text| line(text, usize::MAX).unwrap_or_default();
        let (name, room) = (fold(&clean(name)), clean(room));
        if !self.0.contains_key(&name) && self.0.len() >= SITES_MAX {
            return Err(FieldError::SitesFull(SITES_MAX));
        }
        let rooms = self.0.entry(name).or_default();
        if !room.is_empty() && !rooms.contains(&room) {
            if rooms.len() >= ROOMS_MAX {
                return Err(FieldError::RoomsFull(ROOMS_MAX));
            }
            rooms.insert(room);
        }
        Ok(())
    }
}
