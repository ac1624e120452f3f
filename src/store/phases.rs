//! Phases of a case: entered, with all that has to be decided when a case is closed.

use chrono::NaiveDate;

use super::change::{Change, Outcome};
use super::error::StoreError;
use super::read::Read;
use super::{cases, followups, households};
use crate::domain::case::{Case, Phase, Signed, Turned};
use crate::domain::caseload::PhaseMark;
use crate::domain::field::{AnyField, FieldError, line};
use crate::domain::followup::Done;
use crate::domain::ids::{CaseId, FollowUpId};
use crate::domain::phase::{
    Fate, OPENED_MAX, REASON_MAX, StepError, TURNS_MAX, check, rhythm_most,
};

/// A step of a case, with what was decided with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Where to.
    pub to: Phase,
    /// From which day on.
    pub from: NaiveDate,
    /// Steps that the case had gone through when this one was decided.
    pub seen: usize,
    /// Closing: what becomes of the follow-ups that are open.
    pub open: Vec<(FollowUpId, Fate)>,
    /// Closing: whether the room is left that day.
    pub leaves_room: Option<bool>,
    /// Who decides sees what is restricted. What she does not see stays open, for asking her would
    /// tell her of it.
    pub restricted: bool,
}

/// A case that is not closed, for whatever makes something new in it.
pub fn open_case(from: &impl Read, case: CaseId, today: NaiveDate) -> Result<Case, StoreError> {
    let case = cases::get(from, case)?;
    match case.phase_on(today) {
        Phase::Closed { .. } => Err(StoreError::CaseClosed),
        _ => Ok(case),
    }
}

/// Brings a case to a phase from a day on, and nothing else: follow-ups and room stay as they are.
pub fn enter(
    change: &mut Change<'_, '_>,
    case: CaseId,
    to: &Phase,
    from: NaiveDate,
) -> Result<Outcome, StoreError> {
    let mut case = cases::get(change, case)?;
    let to = to.clone().cleaned()?;
    check(&case, &to, from, change.today())?;
    turn(change, &mut case, from, Turned::To(to))?;
    Ok(Outcome { fields: vec!["Phase".to_owned()], ..Outcome::of(case.id, case.id.0) })
}

/// The same with what is decided about follow-ups and room when a case is closed. Nothing that is
/// open is passed over: [`StoreError::Undecided`].
pub fn change(
    change: &mut Change<'_, '_>,
    case: CaseId,
    step: &Step,
) -> Result<Outcome, StoreError> {
    let before = cases::get(change, case)?;
    if before.steps() != step.seen {
        return Err(StoreError::StatusChanged);
    }
    let mut outcome = enter(change, case, &step.to, step.from)?;
    if PhaseMark::from(&step.to) == PhaseMark::Closed {
        outcome.subjects.extend(settle(change, case, step)?);
        if leave_room(change, &before, step)? {
            outcome.fields.push("Place".to_owned());
        }
    }
    Ok(outcome)
}

/// Ends, hands over or keeps each open follow-up; the ids of those that changed.
fn settle(change: &mut Change<'_, '_>, case: CaseId, step: &Step) -> Result<Vec<u64>, StoreError> {
    let author = *change.author();
    let mut changed = Vec::new();
    for mut follow_up in followups::open_of_case(change, case, step.restricted)? {
        let decided = step.open.iter().find(|(id, _)| *id == follow_up.id);
        match decided.ok_or(StoreError::Undecided)?.1 {
            Fate::Keep => continue,
            Fate::End => {
                follow_up.done = Some(Done { at: author.at, by: author.staff, impossible: None });
            }
            Fate::HandOver(to) => {
                super::staff::get(change, to)?;
                follow_up.owner = to;
            }
        }
        change.put(&follow_up)?;
        changed.push(follow_up.id.0);
    }
    Ok(changed)
}

/// Ends the lodging in a room, if that was decided.
fn leave_room(change: &mut Change<'_, '_>, case: &Case, step: &Step) -> Result<bool, StoreError> {
    let mut household = households::of_case(change, case)?;
    if household.room_on(step.from).is_none() {
        return Ok(false);
    }
    let leaves = step.leaves_room.ok_or(StoreError::Undecided)?;
    let mut lodgings = household.lodgings.iter_mut().rev();
    if let Some(room) = lodgings.find(|lodging| lodging.goes_on(step.from)).filter(|_| leaves) {
        room.until = Some(step.from);
        change.put(&household)?;
    }
    Ok(leaves)
}

/// Sets how many weeks are between the regular visits of a case, or none where the rule of the office is to
/// hold; `was` is what held when it was decided.
pub fn set_rhythm(
    change: &mut Change<'_, '_>,
    case: CaseId,
    was: Option<u8>,
    weeks: Option<u8>,
) -> Result<Outcome, StoreError> {
    let today = change.today();
    let mut case = open_case(change, case, today)?;
    if weeks.is_some_and(|weeks| !(1..=rhythm_most()).contains(&weeks)) {
        return Err(StoreError::field(AnyField::When, FieldError::NotAChoice));
    }
    if case.rhythm_weeks != was || was == weeks {
        return Err(StoreError::StatusChanged);
    }
    case.rhythm_weeks = weeks;
    turn(change, &mut case, today, Turned::Rhythm(weeks))?;
    Ok(Outcome { fields: vec!["Rhythm".to_owned()], ..Outcome::of(case.id, case.id.0) })
}

/// Notes that somebody who is not responsible opened a protected case, and why. It stays.
pub fn open_protected(
    change: &mut Change<'_, '_>,
    case: CaseId,
    reason: &str,
) -> Result<Outcome, StoreError> {
    let refused = |error| StoreError::field(AnyField::What, error);
    let reason = line(reason, REASON_MAX).map_err(refused)?;
    if reason.is_empty() {
        return Err(refused(FieldError::Missing));
    }
    change.for_good();
    let mut case = cases::get(change, case)?;
    let today = change.today();
    turn(change, &mut case, today, Turned::Opened(reason))?;
    Ok(Outcome::of(case.id, case.id.0).fields([AnyField::What]))
}

/// Notes something that a case goes through, and keeps it.
pub(super) fn turn(
    change: &mut Change<'_, '_>,
    case: &mut Case,
    day: NaiveDate,
    what: Turned,
) -> Result<(), StoreError> {
    // who looks into a case often takes no step away from who decides in it
    let (field, so_many, most) = match what {
        Turned::Opened(_) => (AnyField::What, case.turns.len() - case.steps(), OPENED_MAX),
        _ => (AnyField::When, case.steps(), TURNS_MAX),
    };
    if so_many >= most {
        return Err(StoreError::field(field, FieldError::TooMany(most)));
    }
    let author = change.author();
    let signed = Signed { at: author.at, by: author.staff };
    case.turn(day, signed, what);
    change.put(case)
}

impl From<StepError> for StoreError {
    fn from(error: StepError) -> Self {
        match error {
            StepError::NotFromHere => Self::StatusChanged,
            StepError::Field(field, error) => Self::field(field, error),
        }
    }
}
