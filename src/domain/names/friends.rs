//! False friends: names that sound alike and are two, as a table that says what tells them apart.
//!
//! They are found together all the same, for a telephone tells them apart as badly; but behind
//! everybody else, and never as the same person (`docs/names.md`, false friends).
use super::closeness::shape;
use super::fold::fold;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Number of a line, and the side of it.
type Side = (u16, u8);

/// Where each form stands.
static SIDES: LazyLock<HashMap<Vec<u8>, Vec<Side>>> = LazyLock::new(|| {
    let mut sides: HashMap<Vec<u8>, Vec<Side>> = HashMap::new();
    let lines = include_str!("friends.tsv").lines().filter(|line| !line.starts_with('#'));
    for (number, line) in (0..).zip(lines) {
        for (side, forms) in (0..2).zip(line.split('\t')) {
            for form in forms.split_whitespace() {
                sides.entry(shape(&fold(form))).or_default().push((number, side));
            }
        }
    }
    sides
});

/// Whether two folded words are names that only sound alike.
///
/// ```
/// use aid::domain::names::friends;
/// assert!(friends("hassan", "hussein") && !friends("hassan", "hasan"));
/// ```
pub fn friends(one: &str, other: &str) -> bool {
    let (Some(one), Some(other)) = (SIDES.get(&shape(one)), SIDES.get(&shape(other))) else {
        return false;
    };
    one.iter().any(|(line, side)| other.contains(&(*line, 1 - side)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_two_sides_and_says_what_tells_them_apart() {
        for line in include_str!("friends.tsv").lines().filter(|line| !line.starts_with('#')) {
            let parts: Vec<&str> = line.split('\t').collect();
            assert_eq!(parts.len(), 3, "{line}");
            for one in parts[0].split_whitespace() {
                for other in parts[1].split_whitespace() {
                    assert!(friends(&fold(one), &fold(other)), "{one} {other}");
                    assert_ne!(shape(&fold(one)), shape(&fold(other)), "{one} {other}");
                }
            }
        }
    }
}
