//! Cases: opened with a household, moved between workers and areas.

use chrono::{Datelike, NaiveDate};

use super::change::{Change, OFFICE_ITSELF, Outcome};
use super::engine::Span;
use super::error::StoreError;
use super::persons::{self, Details};
use super::read::Read;
use super::records::tree;
use super::{facts, followups, sites, staff};
use crate::domain::case::{Assignment, Case, CaseNo, InArea, Phase, Signed, Turn, Turned};
use crate::domain::facts::{FactKey, Subject, is_mark};
use crate::domain::field::{AnyField, Fields};
use crate::domain::household::{Household, HouseholdField, Interpreter, Member, Relation};
use crate::domain::ids::{AreaId, CaseId, HouseholdId, StaffId};
use crate::domain::office::CaseCounter;
use crate::domain::site::Home;

/// What a case is opened with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The reference person.
    pub person: Details,
    /// Fields of the household.
    pub household: Vec<(HouseholdField, String)>,
    /// Where it lives, where known.
    pub home: Option<Home>,
    /// In care since.
    pub from: NaiveDate,
    /// The responsible worker; who asks, when `None`.
    pub worker: Option<StaffId>,
    /// The area; that of the home or else of the worker's post, when `None`.
    pub area: Option<AreaId>,
}

/// What changes of a case, from today on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edits {
    /// The new worker, where it changes.
    pub worker: Option<StaffId>,
    /// The new area, where it changes.
    pub area: Option<AreaId>,
}

/// A case.
pub fn get(from: &impl Read, id: CaseId) -> Result<Case, StoreError> {
    from.by_id(id.0)
}

/// Every case, in the order of opening. Reads the whole tree: for exports of small offices and tests.
pub fn all(from: &impl Read) -> Result<Vec<Case>, StoreError> {
    from.list(Span::all(tree::CASES), usize::MAX)
}

/// Opens a case for a new household with its reference person. The outcome's id is the case's;
/// its subjects are household and person.
pub fn open(change: &mut Change<'_, '_>, opening: &Opening) -> Result<Outcome, StoreError> {
    let from = opening.from;
    let worker = opening.worker.or(Some(change.author().staff).filter(|s| *s != OFFICE_ITSELF));
    let person = persons::make(change, &opening.person)?;
    let by_hand = person.source.is_empty();
    let household = HouseholdId(change.new_id()?);
    let mut household = Household {
        id: household,
        reference: person.id,
        members: vec![Member {
            person: person.id,
            relation: Relation::Reference,
            from,
            until: None,
            left: None,
        }],
        lodgings: vec![],
        phone: String::new(),
        language: String::new(),
        interpreter: Interpreter::None,
        letterbox: String::new(),
        reach: String::new(),
    };
    for (field, text) in &opening.household {
        household
            .set_field(*field, text, change.today())
            .map_err(|error| StoreError::field(AnyField::Household(*field), error))?;
    }
    let mut area = opening.area;
    if let Some(home) = &opening.home {
        let (place, of_site) = sites::place(change, home, area)?;
        household.move_to(place, from);
        area = area.or(of_site);
    }
    if area.is_none()
        && let Some(worker) = worker
    {
        let posts = staff::get(change, worker)?;
        area = posts.areas_on(change.today()).next().map(|(area, _)| area);
    }
    change.put(&household)?;
    let marked = opening.household.iter().filter(|(_, text)| by_hand && is_mark(text));
    let answers = marked.map(|(field, text)| (FactKey::of_household(*field), text.as_str()));
    facts::changed_elsewhere(change, Subject::Household(household.id), answers)?;
    let author = change.author();
    let signed = Some(Signed { at: author.at, by: author.staff });
    let case = Case {
        id: CaseId(change.new_id()?),
        no: next_number(change, from)?,
        household: household.id,
        opened: from,
        turns: vec![Turn { day: from, signed, what: Turned::To(Phase::New) }],
        assignments: worker.map(|worker| Assignment { worker, from }).into_iter().collect(),
        areas: area.map(|area| InArea { area, from }).into_iter().collect(),
        rhythm_weeks: None,
    };
    change.put(&case)?;
    let subjects = vec![household.id.0, person.id.0];
    Ok(Outcome { subjects, ..Outcome::of(case.id, case.id.0) })
}

/// The next number of a year. The counter is left alone by undo: no number is given twice.
pub(super) fn next_number(
    change: &mut Change<'_, '_>,
    day: NaiveDate,
) -> Result<CaseNo, StoreError> {
    let year = u16::try_from(day.year()).unwrap_or_default();
    let counter: Option<CaseCounter> = change.record(&year.to_be_bytes())?;
    let no = counter.map_or(CaseNo { year, n: 1 }, |counter| counter.0);
    change.put_for_good(&CaseCounter(CaseNo { n: no.n + 1, ..no }))?;
    Ok(no)
}

/// Changes worker or area of a case from today on.
pub fn edit(
    change: &mut Change<'_, '_>,
    case: CaseId,
    edits: &Edits,
) -> Result<Outcome, StoreError> {
    let today = change.today();
    let mut case = get(change, case)?;
    let mut fields = Vec::new();
    if let Some(worker) = edits.worker {
        staff::get(change, worker)?;
        let before = case.worker_on(today);
        if before != Some(worker) {
            if let Some(before) = before {
                followups::pass_on(change, case.id, before, worker)?;
            }
            case.assignments.retain(|a| a.from < today);
            case.assignments.push(Assignment { worker, from: today });
        }
        fields.push("Worker");
    }
    if let Some(area) = edits.area {
        if case.area_on(today) != Some(area) {
            case.areas.retain(|a| a.from < today);
            case.areas.push(InArea { area, from: today });
        }
        fields.push("Area");
    }
    change.put(&case)?;
    let fields = fields.into_iter().map(str::to_owned).collect();
    Ok(Outcome { fields, ..Outcome::of(case.id, case.id.0) })
}
