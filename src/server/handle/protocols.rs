//! Protocols. One that somebody may not read does not exist for her, whatever case it belongs to: the
//! rule is its own ([`Protocol::is_read_by`]), for the second professional need not see the case, and
//! who sees the case need not see the protocol.

use chrono::NaiveDate;

use super::lists::there;
use super::{Context, fit, redact};
use crate::api::protocols::{Append, Ask, Page, Shown, Sign, Write};
use crate::api::{AnyField, FieldRefusal, Refusal, Reply};
use crate::domain::field::FieldError;
use crate::domain::ids::{CaseId, PersonId, ProtocolId, StaffId};
use crate::domain::protocol::{Protocol, ProtocolField};
use crate::store::roster::Known;
use crate::store::{StoreError, View, cases, households, merge, persons, phases, protocols};

/// Those that she may read.
pub fn list(context: &Context<'_>, q: Ask) -> Result<Reply, Refusal> {
    let known = readable(context);
    let behind = known.get(q.skip as usize..).unwrap_or_default();
    let found = context.read(|view| {
        let all = behind.iter().filter_map(|known| there(with_names(view, *known, context.today)));
        all.collect::<Result<Vec<_>, _>>()
    })?;
    let rows = fit(found.into_iter().map(|found| shown(context, found)));
    for each in &rows {
        context.note_reading(each.protocol.case);
    }
    let more = u32::try_from(behind.len().saturating_sub(rows.len())).unwrap_or(u32::MAX);
    Ok(Reply::Protocols(Page { rows, more }))
}

/// How many protocols of a case she may read.
pub fn count(context: &Context<'_>, case: CaseId) -> u32 {
    let of_case = readable(context).into_iter().filter(|known| known.case == case).count();
    u32::try_from(of_case).unwrap_or(u32::MAX)
}

/// Name of a household that she may not see, if she may read a protocol about it.
pub fn household(context: &Context<'_>, case: CaseId) -> Option<String> {
    readable(context).iter().find(|known| known.case == case)?;
    called(context, case)
}

/// Begins one or writes one on.
pub fn write(context: &Context<'_>, q: Write) -> Result<Reply, Refusal> {
    let Write { case, of, mut content } = q;
    let before = of.map(|(id, _)| found(context, case, id)).transpose()?;
    // a colleague who has left since stays named: by her it was to be signed
    let named = before.as_ref().and_then(|before| before.content.second);
    content.second = content.second.filter(|second| *second != context.me.id);
    // who is protected from her eyes by now was not shown to her, and stays in it
    let about = before.iter().flat_map(|before| &before.content.persons);
    content.persons.extend(about.filter(|id| redact::is_away(context, case, **id)));
    if let Some(second) = content.second.filter(|second| Some(*second) != named) {
        may_sign(context, second)?;
    }
    match of {
        Some((id, seen)) => {
            context.change(move |change| protocols::write_on(change, case, id, seen, content))
        }
        None => context.change(move |change| protocols::begin(change, case, content)),
    }
}

/// Signs one: the second professional, or the author where none is named.
pub fn sign(context: &Context<'_>, q: Sign) -> Result<Reply, Refusal> {
    let protocol = found(context, q.case, q.protocol)?;
    if protocol.signer() != context.me.id {
        return Err(Refusal::NotPermitted);
    }
    context.change(move |change| protocols::sign(change, q.case, q.protocol, q.seen))
}

/// Adds to one.
pub fn append(context: &Context<'_>, q: Append) -> Result<Reply, Refusal> {
    found(context, q.case, q.protocol)?;
    context.change(move |change| protocols::append(change, q.case, q.protocol, &q.text))
}

fn readable(context: &Context<'_>) -> Vec<Known> {
    context.office.store.roster().protocols(&context.actor.viewer)
}

fn found(context: &Context<'_>, case: CaseId, id: ProtocolId) -> Result<Protocol, Refusal> {
    let protocol = context.read(|view| protocols::get(view, case, id))?;
    let owners = &context.actor.viewer.owners;
    if protocol.is_read_by(context.me.id, owners) { Ok(protocol) } else { Err(Refusal::NotFound) }
}

/// Refuses a second professional who could not sign: no worker or coordinator, or not there any more.
fn may_sign(context: &Context<'_>, second: StaffId) -> Result<(), Refusal> {
    let may = context.office.actor(second).is_some_and(|second| second.may(&context.line));
    let (field, error) = (AnyField::Protocol(ProtocolField::Second), FieldError::NotAChoice);
    may.then_some(()).ok_or(Refusal::Field(FieldRefusal { field, error }))
}

/// A protocol, the name of its household, those it is about, and whether the case is open: a form of a
/// closed one cannot be filled in.
type Found = (Protocol, (PersonId, String), Vec<(PersonId, String)>, bool);

fn with_names(view: &View<'_>, known: Known, today: NaiveDate) -> Result<Found, StoreError> {
    let protocol = protocols::get(view, known.case, known.id)?;
    let people = protocol.content.persons.iter();
    let people = people.filter_map(|id| there(merge::stands_for(view, *id)));
    let people = people.map(|person| person.map(|person| (person.id, person.short())));
    let mut people: Vec<_> = people.collect::<Result<_, _>>()?;
    people.dedup();
    let open = phases::open_case(view, known.case, today).is_ok();
    Ok((protocol, name(view, known.case)?, people, open))
}

/// Name of the household of a case, for who may know it; none where it is called after somebody who
/// is protected elsewhere.
pub fn called(context: &Context<'_>, case: CaseId) -> Option<String> {
    let (reference, name) = context.read(|view| name(view, case)).ok()?;
    Some(name).filter(|_| !redact::is_away(context, case, reference))
}

fn name(view: &View<'_>, case: CaseId) -> Result<(PersonId, String), StoreError> {
    let household = households::of_case(view, &cases::get(view, case)?)?;
    Ok((household.reference, persons::get(view, household.reference)?.listed()))
}

fn shown(context: &Context<'_>, found: Found) -> Shown {
    let (mut protocol, (reference, household), mut persons, case_open) = found;
    let away = |id: &PersonId| redact::is_away(context, protocol.case, *id);
    let household = if away(&reference) { String::new() } else { household };
    persons.retain(|(id, _)| !away(id));
    protocol.content.persons = persons.iter().map(|(id, _)| *id).collect();
    let name = |id| context.office.name_of(id);
    let Context { office, me, actor, .. } = context;
    let open = protocol.signed.is_none();
    let case = protocol.case;
    let sees = office.standing(case).is_some_and(|at| actor.sees(at)) && !office.masks(case, actor);
    Shown {
        household,
        persons,
        author: name(protocol.author),
        signer: name(protocol.signed.map_or(protocol.signer(), |(by, _)| by)),
        added: protocol.additions.iter().map(|added| name(added.by)).collect(),
        may_write: open && protocol.author == me.id && sees && case_open,
        may_sign: open && protocol.signer() == me.id,
        protocol,
    }
}
