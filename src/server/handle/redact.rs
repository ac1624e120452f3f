//! What is left out of a record for who sees the case but not all of it: answers to warning signs
//! and what follows from them, and persons who are protected (`docs/domain.md`, access).

use crate::domain::household::Household;
use crate::domain::person::Person;
use crate::domain::visit::Visit;
use crate::store::visits;

/// Leaves out what is restricted; how many answers that were.
pub fn visit(visit: &mut Visit, restricted: bool) -> u16 {
    if restricted { 0 } else { visits::withhold(&mut visit.entry) }
}

/// Leaves of protected persons no more than that they are there, and of their household not where
/// it is to be found.
pub fn household(household: &mut Household, persons: &mut [Person], restricted: bool) {
    if restricted || !persons.iter().any(|p| p.protected) {
        return;
    }
    household.lodgings.clear();
    for text in [&mut household.phone, &mut household.letterbox, &mut household.reach] {
        text.clear();
    }
    for person in persons.iter_mut().filter(|p| p.protected) {
        *person = Person { protected: true, ..Person::new(person.id) };
    }
}
