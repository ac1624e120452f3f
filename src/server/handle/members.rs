//! Who belongs to a household: another reference person, leaving, going to another household.

use super::Context;
use crate::api::members::{ChangeMembers, Kin as Told, Members};
use crate::api::{Refusal, Reply};
use crate::store::members::{self, Kin};

/// Changes who belongs to a household. Where somebody goes to another one, she who asks has to see
/// that one too.
pub fn change(context: &Context<'_>, q: ChangeMembers) -> Result<Reply, Refusal> {
    if let Members::Moves { to, .. } = q.what
        && !context.reaches(to)
    {
        return Err(Refusal::NotFound);
    }
    let ChangeMembers { case, what, reference } = q;
    let kin = reference.map(kin);
    context.change(move |change| match what {
        Members::Reference => match &kin {
            Some(kin) => members::change_reference(change, case, kin),
            None => Err(crate::store::StoreError::StatusChanged),
        },
        Members::Leaves { person, until, why } => {
            members::leave(change, case, person, (until, why), kin.as_ref())
        }
        Members::Moves { person, to, relation, from } => {
            members::move_to(change, case, person, (to, relation, from), kin.as_ref())
        }
    })
}

/// As the store takes it.
pub(super) fn kin(told: Told) -> Kin {
    Kin { person: told.person, relations: told.relations }
}
