//! A household moves out of a shelter into a flat of its own: home, phase, area and the visits that
//! follow, in one change.

use chrono::NaiveDate;

use super::change::{Change, Outcome};
use super::error::StoreError;
use super::followups::New;
use super::{followups, households, phases, sites};
use crate::domain::case::{InArea, Phase, Turned};
use crate::domain::dates::Window;
use crate::domain::field::{AnyField, FieldError};
use crate::domain::followup::{Purpose, Source};
use crate::domain::household::LODGINGS_MAX;
use crate::domain::ids::{AreaId, CaseId};
use crate::domain::phase::check;
use crate::domain::site::Home;
use crate::domain::visit::AGREED_MAX;

/// What a move out is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveOut {
    /// Steps that the case had gone through when it was decided.
    pub seen: usize,
    /// The new address.
    pub address: String,
    /// The first day there.
    pub from: NaiveDate,
    /// The new area, where it is another one.
    pub area: Option<AreaId>,
    /// Where the case stands from then on, where that changes.
    pub to: Option<Phase>,
    /// Visits that are agreed for afterwards.
    pub visits: Vec<(String, Window)>,
}

/// Moves the household of a case out. The follow-ups belong to who is responsible from that day on.
pub fn move_out(
    change: &mut Change<'_, '_>,
    case: CaseId,
    moves: &MoveOut,
) -> Result<Outcome, StoreError> {
    let from = moves.from;
    let mut case = phases::open_case(change, case, change.today())?;
    if case.steps() != moves.seen {
        return Err(StoreError::StatusChanged);
    }
    if moves.visits.len() > AGREED_MAX {
        return Err(StoreError::field(AnyField::When, FieldError::TooMany(AGREED_MAX)));
    }
    let mut household = households::of_case(change, &case)?;
    household.can_move(from).map_err(|error| StoreError::field(AnyField::From, error))?;
    let home = Home::OwnFlat { address: moves.address.clone() };
    let (place, _) = sites::place(change, &home, None)?;
    household.move_to(place, from);
    if household.lodgings.len() > LODGINGS_MAX {
        return Err(StoreError::field(AnyField::Place, FieldError::TooMany(LODGINGS_MAX)));
    }
    change.put(&household)?;
    if let Some(area) = moves.area.filter(|area| case.area_on(from) != Some(*area)) {
        super::areas::get(change, area)?;
        case.areas.retain(|a| a.from < from);
        case.areas.push(InArea { area, from });
    }
    if let Some(to) = moves.to.clone().map(Phase::cleaned).transpose()? {
        check(&case, &to, from, change.today())?;
        phases::turn(change, &mut case, from, Turned::To(to))?;
    }
    phases::turn(change, &mut case, from, Turned::MovedOut)?;
    let owner = case.worker_on(from).unwrap_or(change.author().staff);
    let mut outcome = Outcome::of(case.id, case.id.0).fields([AnyField::Place]);
    outcome.fields.push("Phase".to_owned());
    for (what, window) in &moves.visits {
        let new = New {
            what: what.clone(),
            window: *window,
            owner,
            source: Source::Manual,
            purpose: Some(Purpose::Visit),
            restricted: false,
        };
        let made = followups::make(change, case.id, new)?;
        outcome.subjects.push(made.0);
    }
    Ok(outcome)
}
