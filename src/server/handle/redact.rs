//! What is left out of a record for who sees the case but not all of it: answers to warning signs
//! and what follows from them, and persons who are protected (`docs/domain.md`, access).

use crate::api::exchange::Whole;
use crate::domain::household::{Household, Interpreter, Relation};
use crate::domain::person::Person;
use crate::domain::visit::Visit;
use crate::store::visits;

/// Leaves out what is restricted.
pub fn visit(visit: &mut Visit, restricted: bool) {
    if !restricted {
        visits::withhold(&mut visit.entry);
    }
}

/// Leaves of a household with a protected person no more than how many belong to it.
pub fn masked(whole: &mut Whole) {
    let household = &mut whole.household;
    household.lodgings.clear();
    household.interpreter = Interpreter::None;
    let Household { phone, language, letterbox, reach, .. } = &mut *household;
    for text in [phone, language, letterbox, reach] {
        text.clear();
    }
    for person in &mut whole.persons {
        *person = Person { protected: person.protected, ..Person::new(person.id) };
    }
    for member in &mut household.members {
        member.relation = Relation::Unknown;
    }
    whole.visits.clear();
    whole.follow_ups.clear();
    whole.facts.clear();
    whole.papers.clear();
    whole.notes.clear();
}
