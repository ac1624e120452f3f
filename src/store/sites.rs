//! Sites, and homes as forms and files name them.

use super::areas;
use super::change::Change;
use super::engine::Span;
use super::error::StoreError;
use super::read::Read;
use super::records::tree;
use crate::domain::field::{AnyField, FieldError, line};
use crate::domain::ids::{AreaId, SiteId};
use crate::domain::names::fold;
use crate::domain::site::{Home, Place, ROOMS_MAX, Room, SITES_MAX, Site, SiteKind};

/// Longest name of a site or room and longest address, in characters.
const NAME_MAX: usize = 120;

/// A site.
pub fn get(from: &impl Read, id: SiteId) -> Result<Site, StoreError> {
    from.by_id(id.0)
}

/// Every site.
pub fn all(from: &impl Read) -> Result<Vec<Site>, StoreError> {
    from.list(Span::all(tree::SITES), usize::MAX)
}

/// Makes a site; there are no more than [`SITES_MAX`], each with [`ROOMS_MAX`] rooms.
pub fn add(
    change: &mut Change<'_, '_>,
    kind: SiteKind,
    name: &str,
    area: Option<AreaId>,
    rooms: Vec<Room>,
) -> Result<Site, StoreError> {
    if let Some(area) = area {
        areas::get(change, area)?;
    }
    full(rooms.len(), ROOMS_MAX, FieldError::RoomsFull)?;
    let there: Vec<Site> = change.list(Span::all(tree::SITES), SITES_MAX)?;
    full(there.len() + 1, SITES_MAX, FieldError::SitesFull)?;
    let site = Site { id: SiteId(change.new_id()?), kind, name: text(name)?, area, rooms };
    change.put(&site)?;
    Ok(site)
}

/// The place a home means, and the area of its site. Site and room are made when they are not
/// there yet; a new site lies in `area`.
pub(super) fn place(
    change: &mut Change<'_, '_>,
    home: &Home,
    area: Option<AreaId>,
) -> Result<(Place, Option<AreaId>), StoreError> {
    match home {
        Home::Site { site, room } => {
            let site = get(change, *site)?;
            in_room(change, site, room)
        }
        Home::NewSite { name, kind, room } => {
            if *kind == SiteKind::OwnFlat {
                return own_flat(name);
            }
            // as it is stored, or it would be another one to who spells it with two spaces
            let name = text(name)?;
            let site = match named(change, &name)? {
                Some(site) => site,
                None => add(change, *kind, &name, area, vec![])?,
            };
            in_room(change, site, room)
        }
        Home::OwnFlat { address } => own_flat(address),
    }
}

fn own_flat(address: &str) -> Result<(Place, Option<AreaId>), StoreError> {
    Ok((Place::OwnFlat { address: text(address)? }, None))
}

fn in_room(
    change: &mut Change<'_, '_>,
    mut site: Site,
    room: &str,
) -> Result<(Place, Option<AreaId>), StoreError> {
    let room = line(room, NAME_MAX).map_err(|e| StoreError::field(AnyField::Place, e))?;
    if !room.is_empty() && !site.rooms.iter().any(|r| r.name == room) {
        full(site.rooms.len() + 1, ROOMS_MAX, FieldError::RoomsFull)?;
        site.rooms.push(Room { name: room.clone(), beds: None });
        change.put(&site)?;
    }
    Ok((Place::Room { site: site.id, room }, site.area))
}

/// The site of that name, however it is spelt in upper and lower case.
fn named(from: &impl Read, name: &str) -> Result<Option<Site>, StoreError> {
    let wanted = fold(name);
    let mut found = None;
    from.each(Span::all(tree::SITES), |site: Site| {
        found = Some(site).filter(|s| fold(&s.name) == wanted);
        found.is_none()
    })?;
    Ok(found)
}

fn full(n: usize, max: usize, error: fn(usize) -> FieldError) -> Result<(), StoreError> {
    if n > max { Err(StoreError::field(AnyField::Place, error(max))) } else { Ok(()) }
}

fn text(name: &str) -> Result<String, StoreError> {
    let refused = |error| StoreError::field(AnyField::Place, error);
    let name = line(name, NAME_MAX).map_err(refused)?;
    if name.is_empty() { Err(refused(FieldError::Missing)) } else { Ok(name) }
}
