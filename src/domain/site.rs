//! Where people live: shelters and municipal flats are shared records with rooms, a flat of one's
//! own is an address.

use serde::{Deserialize, Serialize};

use super::ids::{AreaId, SiteId};

/// Most sites of an office (`docs/domain.md`, limits).
pub const SITES_MAX: usize = 2_000;

/// Most rooms of a site (`docs/domain.md`, limits).
pub const ROOMS_MAX: usize = 500;

/// What kind of accommodation a place is; it decides how often to visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SiteKind {
    /// Municipal shelter (Übergangsheim, Gemeinschaftsunterkunft).
    Shelter,
    /// Flat the city has assigned.
    MunicipalFlat,
    /// Flat with a lease of one's own.
    OwnFlat,
}

/// A shelter or a municipal flat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// Its id.
    pub id: SiteId,
    /// `Shelter` or `MunicipalFlat`.
    pub kind: SiteKind,
    /// What workers call it, mostly its address: "Kölner Landstr. 4".
    pub name: String,
    /// The area it lies in.
    pub area: Option<AreaId>,
    /// Its rooms in walking order.
    pub rooms: Vec<Room>,
}

/// A room or flat number of a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    /// "12", "2.04", "EG links".
    pub name: String,
    /// Places to sleep, where known.
    pub beds: Option<u16>,
}

/// One place to live.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// A room of a site.
    Room {
        /// The site.
        site: SiteId,
        /// The room's name; empty while not known.
        room: String,
    },
    /// A flat of one's own, by its address.
    OwnFlat {
        /// Street and number, one line.
        address: String,
    },
}

/// A place to live as a form or file names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Home {
    /// A room of a known site.
    Site {
        /// The site.
        site: SiteId,
        /// The room; made when the site does not have it yet.
        room: String,
    },
    /// A site by its name; made when there is none of that name.
    NewSite {
        /// Its name.
        name: String,
        /// `Shelter` or `MunicipalFlat`.
        kind: SiteKind,
        /// The room.
        room: String,
    },
    /// A flat of one's own.
    OwnFlat {
        /// Its address.
        address: String,
    },
}
