//! The days in a request, checked before it is carried out: whatever a client sends, no record gets
//! a day that nobody can mean (`docs/domain.md`, days that are entered).

use chrono::NaiveDate;

use super::Context;
use crate::api::members::Members;
use crate::api::{AnyField, FieldRefusal, Refusal, Request};
use crate::domain::dates::{DateError, Window, gone_by, within_reach};
use crate::domain::field::FieldError;
use crate::domain::papers::PaperField;

/// A day, the field it stands in, and its rule.
type Dated = (AnyField, NaiveDate, fn(NaiveDate, NaiveDate) -> Result<(), DateError>);

/// Refuses a request with a day that cannot be meant.
pub fn check(context: &Context<'_>, body: &Request) -> Result<(), Refusal> {
    for (field, day, rule) in days(context, body) {
        rule(day, context.today).map_err(|error| {
            Refusal::Field(FieldRefusal { field, error: FieldError::Date(error) })
        })?;
    }
    Ok(())
}

/// Every day that a request would have written. An import tells of its days line by line.
fn days(context: &Context<'_>, body: &Request) -> Vec<Dated> {
    use AnyField::{From, Paper, When};
    match body {
        Request::NewHousehold(q) => vec![(From, q.from, gone_by)],
        Request::AddPerson(q) => vec![(From, q.from, gone_by)],
        Request::Rehouse(q) => vec![(From, q.from, within_reach)],
        Request::AddFollowUp(q) => bounds(q.window).to_vec(),
        Request::AgreeMeasure(q) => bounds(q.window).to_vec(),
        Request::MoveFollowUp(q) => bounds(q.window).to_vec(),
        Request::RecordVisit(q) => {
            let of_items = q.entry.answers.iter().filter_map(|noted| noted.agreed.as_ref());
            let agreed = of_items.chain(&q.entry.follow_ups).flat_map(|a| bounds(a.window));
            // that it is not in the future the entry checks itself, to the minute
            let at: Dated = (When, context.office.zone.day(q.entry.at), within_reach);
            agreed.chain([at]).collect()
        }
        Request::RecordAssessment(q) => {
            let of_items = q.entry.answers.iter().filter_map(|noted| noted.agreed.as_ref());
            of_items.chain(&q.entry.follow_ups).flat_map(|a| bounds(a.window)).collect()
        }
        Request::EditFacts(q) => vec![(When, q.as_of, gone_by)],
        Request::EndPaper(q) => vec![(Paper(PaperField::Effective), q.last, within_reach)],
        // until when a rest or aftercare lasts is checked with the step itself
        Request::ChangePhase(q) => vec![(From, q.from, gone_by)],
        Request::ChangeMembers(q) => match q.what {
            Members::Reference => vec![],
            Members::Leaves { until, .. } => vec![(When, until, gone_by)],
            Members::Moves { from, .. } => vec![(From, from, gone_by)],
        },
        Request::MoveOut(q) => {
            let visits = q.visits.iter().flat_map(|(_, window)| bounds(*window));
            visits.chain([(From, q.from, within_reach as _)]).collect()
        }
        Request::Part(q) => vec![(From, q.from, gone_by)],
        Request::AddStaff(q) => vec![(From, q.from, within_reach)],
        Request::EndStaff(q) => vec![(When, q.until, within_reach)],
        Request::GrantDeputy(q) => {
            vec![(From, q.from, within_reach), (When, q.until, within_reach)]
        }
        Request::AddArea(q) => vec![(From, q.from, within_reach)],
        _ => vec![],
    }
}

fn bounds(window: Window) -> [Dated; 2] {
    [window.from(), window.until()].map(|day| (AnyField::When, day, within_reach as _))
}
