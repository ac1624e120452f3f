//! Notes: written, corrected, shown. A restricted one does not exist for who may not see it.

use super::{Context, fit, redact};
use crate::api::notes::{Before, Correct, Shown, Write};
use crate::api::{Refusal, Reply};
use crate::domain::note::Note;
use crate::store::notes;

/// Writes one. Restricted ones are written by the responsible worker and her deputy only, for nobody
/// else could read them back.
pub fn write(context: &Context<'_>, q: Write) -> Result<Reply, Refusal> {
    if q.restricted && !context.sees_restricted(q.case) {
        return Err(Refusal::NotPermitted);
    }
    context.change(move |change| notes::write(change, q.case, q.restricted, q.entry))
}

/// Corrects one. One that a colleague corrected meanwhile comes back as it is now.
pub fn correct(context: &Context<'_>, q: Correct) -> Result<Reply, Refusal> {
    let hides = context.sees_restricted(q.case);
    if q.restricted && !hides {
        return Err(Refusal::NotPermitted);
    }
    let Correct { case, note, seen, restricted, entry } = q;
    let seen = usize::from(seen);
    let made = context
        .change(move |change| notes::correct(change, case, note, seen, (restricted, hides), entry));
    made.map_err(|refusal| match refusal {
        Refusal::NoteChanged(theirs) => Refusal::NoteChanged(Box::new(shown(context, theirs.note))),
        other => other,
    })
}

/// Notes behind those that are known, the latest first.
pub fn before(context: &Context<'_>, q: Before) -> Result<Reply, Refusal> {
    let restricted = context.sees_restricted(q.case);
    let notes = context.read(|view| notes::of_case(view, q.case, restricted))?;
    let behind = notes.into_iter().skip(q.skip as usize).map(|note| shown(context, note));
    Ok(Reply::CaseNotes(fit(behind)))
}

/// A note with the names of who wrote it.
pub fn shown(context: &Context<'_>, mut note: Note) -> Shown {
    redact::about(context, &mut note);
    let by = note.versions.iter().map(|version| context.office.name_of(version.by)).collect();
    Shown { note, by }
}
