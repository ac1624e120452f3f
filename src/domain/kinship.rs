//! Relations in a household when they are told from somebody else.

use super::household::Relation;

/// What somebody is to a new reference person: `new` is what the new one was to the old reference
/// person, `other` what the somebody was to the old one. `None` where it does not follow and has to
/// be asked: the child of a partner may be hers or not. Source: `docs/domain.md`, households.
pub fn told_from(new: Relation, other: Relation) -> Option<Relation> {
    use Relation::{Child, Parent, Partner, Reference, Relative, Sibling, Unknown, Unrelated};
    Some(match (new, other) {
        (Reference, other) => other,
        // what the old reference person is to the new one, and then what the others are
        (Partner, Reference) => Partner,
        (same @ (Relative | Unrelated | Unknown), Reference) => same,
        (Child, Reference) | (Sibling, Parent) => Parent,
        (Parent, Reference | Sibling) => Child,
        (Sibling, Reference | Sibling) | (Child, Child) => Sibling,
        (Child, Parent | Sibling | Relative) | (Parent | Sibling, Child | Relative) => Relative,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Relation::{Child, Parent, Partner, Reference, Sibling, Unrelated};

    #[test]
    fn what_follows_is_told_and_the_rest_is_asked() {
        // the mother was the reference person, now it is the grown-up daughter
        let from_daughter = |other| told_from(Child, other);
        assert_eq!(from_daughter(Reference), Some(Parent));
        assert_eq!(from_daughter(Child), Some(Sibling));
        assert_eq!(from_daughter(Partner), None, "father or stepfather");
        // and back: the same as before
        for (was, now) in [(Child, Parent), (Parent, Child), (Partner, Partner), (Sibling, Sibling)]
        {
            assert_eq!(told_from(was, Reference), Some(now));
            assert_eq!(told_from(now, Reference), Some(was));
        }
        assert_eq!(told_from(Partner, Child), None, "hers or not");
        assert_eq!(told_from(Unrelated, Child), None);
    }
}
