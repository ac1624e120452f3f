//! The steps of a case: rest, aftercare, closing, opening again; and opening a protected one.

use super::Context;
use super::followups::may_do;
use crate::api::moves::OpenProtected;
use crate::api::phases::{ChangePhase, Fate, SetRhythm, Step as Shown};
use crate::api::{Refusal, Reply};
use crate::domain::case::{Case, Turn, Turned};
use crate::store::phases::{self, Step};
use crate::store::{cases, followups};

/// Brings a case to another phase.
pub fn change(context: &Context<'_>, q: ChangePhase) -> Result<Reply, Refusal> {
    for (id, fate) in &q.open {
        if let Fate::HandOver(to) = fate {
            let open = context.read(|view| followups::get(view, q.case, *id))?;
            may_do(context, q.case, open.restricted, *to)?;
        }
    }
    let restricted = context.sees_restricted(q.case);
    let ChangePhase { case, seen, to, from, open, leaves_room } = q;
    let step = Step { to, from, seen: usize::from(seen), open, leaves_room, restricted };
    context.change(move |change| phases::change(change, case, &step))
}

/// Sets how many weeks are between the regular visits of a case.
pub fn set_rhythm(context: &Context<'_>, q: SetRhythm) -> Result<Reply, Refusal> {
    context.change(move |change| phases::set_rhythm(change, q.case, q.was, q.weeks))
}

/// Who entered each step of a case. Who looked into it although it is protected, and why, is for the
/// responsible worker and her deputy.
pub fn history(context: &Context<'_>, case: &mut Case) -> Result<Vec<Shown>, Refusal> {
    let restricted = context.sees_restricted(case.id);
    case.turns.retain(|turn| restricted || !matches!(turn.what, Turned::Opened(_)));
    let step = |turn: &Turn| {
        let by = turn.signed.map(|signed| context.office.name_of(signed.by)).unwrap_or_default();
        let no = match turn.what {
            Turned::CameFrom(from) => Some(context.read(|view| cases::get(view, from))?.no),
            _ => None,
        };
        Ok(Shown { by, no })
    };
    case.turns.iter().map(step).collect()
}

/// Opens a case in which somebody is protected. The reason stays in its history.
pub fn open_protected(context: &Context<'_>, q: OpenProtected) -> Result<Reply, Refusal> {
    let (case, staff) = (q.case, context.me.id);
    let reply = context.change(move |change| phases::open_protected(change, q.case, &q.reason))?;
    context.office.open_protected(case, staff);
    Ok(reply)
}
