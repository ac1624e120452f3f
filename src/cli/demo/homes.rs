//! Invented homes: shelters with rooms in three areas, municipal flats, and addresses of flats of
//! one's own.

use fastrand::Rng;

use super::table::Table;
use crate::domain::ids::AreaId;
use crate::domain::site::{Home, Room, Site, SiteKind};
use crate::store::{Change, StoreError, areas, sites};

/// The homes of an office.
#[derive(Debug)]
pub struct Homes {
    /// The areas and their names (`docs/domain.md`, care ratio).
    pub areas: Vec<(AreaId, &'static str)>,
    sites: Vec<Site>,
    words: Table,
}

impl Homes {
    /// Makes areas, shelters and flats; a large office has more of each kind.
    pub fn found(
        change: &mut Change<'_, '_>,
        persons: u32,
        from: chrono::NaiveDate,
    ) -> Result<Self, StoreError> {
        let words = Table::new(super::OFFICE);
        let mut homes = Self { areas: Vec::new(), sites: Vec::new(), words };
        for row in homes.words.all(|row| row.get(0) == "area") {
            homes.areas.push((AreaId(areas::add(change, row.get(1), from)?.id), row.get(1)));
        }
        let landings = homes.words.all(|row| row.get(0) == "landing");
        let landings: Vec<Room> = landings.map(|row| room(row.get(1))).collect();
        for copy in 0..(persons / 800).clamp(1, 150) {
            let kinds = [("shelter", SiteKind::Shelter), ("flat", SiteKind::MunicipalFlat)];
            for (what, kind) in kinds {
                for row in homes.words.all(|row| row.get(0) == what) {
                    let name = match copy {
                        0 => row.get(1).to_owned(),
                        n => format!("{} / {}", row.get(1), n + 1),
                    };
                    let area = homes.areas.get(row.number(2)).map(|(id, _)| *id);
                    let rooms = match kind {
                        SiteKind::Shelter => rooms_of(row.number(3), row.number(4)),
                        _ => landings.clone(),
                    };
                    homes.sites.push(sites::add(change, kind, &name, area, rooms)?);
                }
            }
        }
        Ok(homes)
    }

    /// A home of some kind in an area.
    pub fn pick(&self, rng: &mut Rng, kind: SiteKind, area: AreaId) -> Home {
        let fits = |site: &&Site| site.kind == kind && site.area == Some(area);
        let fitting: Vec<&Site> = self.sites.iter().filter(fits).collect();
        let at = rng.usize(..fitting.len().max(1));
        if let Some(site) = fitting.get(at) {
            let room = site.rooms.get(rng.usize(..site.rooms.len().max(1)));
            let room = room.map(|r| r.name.clone()).unwrap_or_default();
            return Home::Site { site: site.id, room };
        }
        let street = self.words.pick(rng, |row| row.get(0) == "street").get(1);
        Home::OwnFlat { address: format!("{street} {}", rng.u32(1..90)) }
    }
}

fn rooms_of(floors: usize, rooms: usize) -> Vec<Room> {
    let floors = 0..floors;
    floors.flat_map(|f| (1..=rooms).map(move |r| room(&(f * 100 + r).to_string()))).collect()
}

fn room(name: &str) -> Room {
    Room { name: name.to_owned(), beds: None }
}
