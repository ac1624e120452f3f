//! The sites and rooms an import would make, counted before anything is written.

use std::collections::{HashMap, HashSet};

use crate::domain::field::{FieldError, line};
use crate::domain::ids::SiteId;
use crate::domain::names::fold;
use crate::domain::site::{Home, ROOMS_MAX, SITES_MAX, Site, SiteKind};
use crate::store::roster::Roster;

/// The sites there would be.
pub struct Places {
    /// The rooms of each, by its folded name.
    rooms: HashMap<String, HashSet<String>>,
    /// The folded names of those that are there.
    names: HashMap<SiteId, String>,
}

impl Places {
    /// Those that are there.
    pub fn of(roster: &Roster) -> Self {
        let rooms = |site: &Site| site.rooms.iter().map(|room| room.name.clone()).collect();
        Self {
            rooms: roster.sites().map(|site| (fold(&site.name), rooms(site))).collect(),
            names: roster.sites().map(|site| (site.id, fold(&site.name))).collect(),
        }
    }

    /// Adds the home of a new household, as `store::sites` will; an error where there is no place for
    /// another site or room (`docs/domain.md`, limits), or a site is not there.
    pub fn add(&mut self, home: &Home) -> Result<(), FieldError> {
        // as it will be stored; what is too long is refused beside this
        let clean = |text| line(text, usize::MAX).unwrap_or_default();
        let (name, room) = match home {
            Home::Site { site, room } => {
                (self.names.get(site).cloned().ok_or(FieldError::NotAChoice)?, clean(room))
            }
            Home::NewSite { kind: SiteKind::OwnFlat, .. } | Home::OwnFlat { .. } => return Ok(()),
            Home::NewSite { name, room, .. } => (fold(&clean(name)), clean(room)),
        };
        if !self.rooms.contains_key(&name) && self.rooms.len() >= SITES_MAX {
            return Err(FieldError::SitesFull(SITES_MAX));
        }
        let rooms = self.rooms.entry(name).or_default();
        if !room.is_empty() && !rooms.contains(&room) {
            if rooms.len() >= ROOMS_MAX {
                return Err(FieldError::RoomsFull(ROOMS_MAX));
            }
            rooms.insert(room);
        }
        Ok(())
    }
}
