//! Requests of the last 30 days, for who asks again.

use std::collections::BTreeMap;

/// Who asked, with which id, and which change it became. Two ids whose lower halves are the same
/// are kin; they lie side by side.
#[derive(Debug, Default)]
pub struct Recent(BTreeMap<(u64, u128), u64>);

impl Recent {
    /// The change that a request of a member of staff became.
    pub fn get(&self, staff: u64, request: u128) -> Option<u64> {
        self.0.get(&key(staff, request)).copied()
    }

    /// Whether another request of the same kin became one.
    pub fn has_kin(&self, staff: u64, request: u128) -> bool {
        let (_, own) = key(staff, request);
        let first = own & (u128::MAX << 64);
        let mut kin = self.0.range((staff, first)..=(staff, first | u128::from(u64::MAX)));
        kin.any(|((_, of), _)| *of != own)
    }

    /// Notes a change that was made on a request.
    pub fn insert(&mut self, staff: u64, request: u128, seq: u64) {
        self.0.insert(key(staff, request), seq);
    }

    /// Takes those of another one.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Forgets all that became a change before this one; without one, all.
    pub fn forget_before(&mut self, oldest: Option<u64>) {
        self.0.retain(|_, seq| oldest.is_some_and(|oldest| *seq >= oldest));
    }
}

/// The half that kin have in common comes first.
fn key(staff: u64, request: u128) -> (u64, u128) {
    (staff, request.rotate_left(64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kin_are_others_of_the_same_lower_half_and_the_same_person() {
        let id = |own: u64, kin: u64| u128::from(own) << 64 | u128::from(kin);
        let mut recent = Recent::default();
        recent.insert(1, id(u64::MAX, 7), 40);
        assert_eq!(
            (recent.get(1, id(u64::MAX, 7)), recent.get(2, id(u64::MAX, 7))),
            (Some(40), None)
        );
        assert!(recent.has_kin(1, id(0, 7)));
        let strangers = [(1, id(u64::MAX, 7)), (1, id(0, 6)), (1, id(0, 8)), (2, id(0, 7))];
        assert!(strangers.iter().all(|(staff, request)| !recent.has_kin(*staff, *request)));
        recent.forget_before(Some(41));
        assert!(!recent.has_kin(1, id(0, 7)));
    }
}
