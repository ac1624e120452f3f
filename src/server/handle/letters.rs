//! Letters: written down, corrected, answered, shown.

use super::{Context, PART, Room, cases, redact};
use crate::api::letters::{Before, Brief, Change, Page, Shown, Write};
use crate::api::{Refusal, Reply};
use crate::domain::letters::{Letter, Status};
use crate::domain::person::Person;
use crate::store::{households, letters, persons};

/// Writes one down.
pub fn write(context: &Context<'_>, q: Write) -> Result<Reply, Refusal> {
    context.change(move |change| letters::write(change, q.case, &q.fields))
}

/// Corrects one, or says what became of it.
pub fn edit(context: &Context<'_>, q: Change) -> Result<Reply, Refusal> {
    context.change(move |change| letters::edit(change, q.case, q.letter, &q.edits))
}

/// Letters behind those that are known.
pub fn before(context: &Context<'_>, q: Before) -> Result<Reply, Refusal> {
    let (mut case, mut household, mut people, found) = context.read(|view| {
        let case = crate::store::cases::get(view, q.case)?;
        let household = households::of_case(view, &case)?;
        let people = persons::of(view, &household)?;
        Ok((case, household, people, letters::of_case(view, q.case)?))
    })?;
    redact::gone(context, &mut case, &mut household, &mut people);
    let name = cases::name(&household, &people);
    let found = found.into_iter().skip(q.skip as usize);
    let found = found.map(|letter| shown(context, &people, letter));
    let (rows, left) = Room::of(PART).fit(found, PART);
    let (more, closed) = (u32::try_from(left).unwrap_or(u32::MAX), context.is_closed(q.case));
    Ok(Reply::CaseLetters(Page { name, rows, more, closed }))
}

/// A letter with the names of whom it is about, if she is among `people`, and who wrote it.
fn shown(context: &Context<'_>, people: &[Person], mut letter: Letter) -> Shown {
    redact::addressee(context, &mut letter);
    let person = letter.now().and_then(|now| now.content.person);
    let person = people.iter().find(|one| Some(one.id) == person).map(Person::short);
    let by = letter.versions.iter().map(|version| context.office.name_of(version.by)).collect();
    Shown { person: person.unwrap_or_default(), letter, by }
}

/// The letters of a case in short.
pub fn brief(letters: &[Letter]) -> Brief {
    let open =
        |letter: &&Letter| letter.now().is_some_and(|now| now.content.status == Status::Open);
    let next = letters.iter().find_map(|letter| {
        let content = &letter.now()?.content;
        Some((letter.due()?, content.kind.clone(), content.what.clone()))
    });
    let open = letters.iter().filter(open).count();
    Brief { open: u32::try_from(open).unwrap_or(u32::MAX), next }
}
