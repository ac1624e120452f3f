//! Areas.

use chrono::NaiveDate;

use super::change::{Change, Outcome};
use super::engine::Span;
use super::error::StoreError;
use super::read::Read;
use super::records::tree;
use crate::domain::area::Area;
use crate::domain::field::{AnyField, FieldError, line};
use crate::domain::ids::AreaId;
use crate::domain::names::fold;

/// Longest name, in characters.
const NAME_MAX: usize = 80;

/// An area.
pub fn get(from: &impl Read, id: AreaId) -> Result<Area, StoreError> {
    from.by_id(id.0)
}

/// Every area, past ones too.
pub fn all(from: &impl Read) -> Result<Vec<Area>, StoreError> {
    from.list(Span::all(tree::AREAS), usize::MAX)
}

/// Adds an area; refused when one of that name exists.
pub fn add(
    change: &mut Change<'_, '_>,
    name: &str,
    from: NaiveDate,
) -> Result<Outcome, StoreError> {
    if let Some(area) = find(change, name, from)? {
        return Err(StoreError::Taken(area.name));
    }
    Ok(Outcome::alone(make(change, name, from)?.0))
}

/// The area of that name on `day`; made from that day on when there is none.
pub fn named(
    change: &mut Change<'_, '_>,
    name: &str,
    day: NaiveDate,
) -> Result<AreaId, StoreError> {
    match find(change, name, day)? {
        Some(area) => Ok(area.id),
        None => make(change, name, day),
    }
}

fn find(from: &impl Read, name: &str, day: NaiveDate) -> Result<Option<Area>, StoreError> {
    let wanted = fold(name);
    let exists = |a: &Area| a.until.is_none_or(|until| day <= until);
    Ok(all(from)?.into_iter().find(|a| exists(a) && fold(&a.name) == wanted))
}

fn make(change: &mut Change<'_, '_>, name: &str, from: NaiveDate) -> Result<AreaId, StoreError> {
    let refused = |error| StoreError::field(AnyField::Name, error);
    let name = line(name, NAME_MAX).map_err(refused)?;
    if name.is_empty() {
        return Err(refused(FieldError::Missing));
    }
    let area = Area { id: AreaId(change.new_id()?), name, from, until: None };
    change.put(&area)?;
    Ok(area.id)
}
