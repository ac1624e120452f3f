//! What a match shows of itself: the name as it is written or the number in full, never the keys
//! by which the search finds them.

use super::Roster;
use crate::domain::names::fold;
use crate::store::search::{Hit, Why};

impl Roster {
    /// What matched in somebody found, as a person would write it; empty where that is a name in
    /// another script, which does not stand in the middle of a line.
    pub(super) fn reason(&self, hit: &Hit, typed: &str) -> String {
        let Some(person) = self.persons.get(hit.doc) else { return String::new() };
        let household = self.households.get(person.household);
        match hit.why {
            Why::Case => {
                let case = household.and_then(|household| self.cases.get(household.case));
                case.map(|case| case.no.to_string()).unwrap_or_default()
            }
            Why::Phone => {
                let home = household.map_or("", |household| &household.phone);
                number(&[&person.phone, home], typed).to_owned()
            }
            Why::File => person.file_ref.to_string(),
            _ => person.names().find_map(|name| word(name, &hit.matched)).unwrap_or_default(),
        }
    }
}

/// Of several telephone numbers the one that has the digits typed.
fn number<'a>(numbers: &[&'a str], typed: &str) -> &'a str {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    // the way from abroad may be typed or not: the last digits decide
    let typed = digits(typed);
    let typed = typed.trim_start_matches("0049").trim_start_matches("49").trim_start_matches('0');
    let fits = |number: &&&str| !number.is_empty() && digits(number).contains(typed);
    let filled = |number: &&&str| !number.is_empty();
    numbers.iter().find(fits).or(numbers.iter().find(filled)).copied().unwrap_or_default()
}

/// The part of a name that a folded word comes from; several words where it joins them.
fn word(name: &str, folded: &str) -> Option<String> {
    let parts = || name.split([' ', '-', ',', '/']).filter(|part| !part.is_empty());
    let one = parts().find(|part| fold(part) == folded);
    let joined = || fold(name).replace(' ', "").contains(folded).then_some(name);
    one.or_else(joined).filter(|word| word.chars().all(is_latin)).map(str::to_owned)
}

fn is_latin(c: char) -> bool {
    !c.is_alphabetic() || matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_match_is_shown_as_it_is_written() {
        assert_eq!(word("Al-Masri, Zaynab", "zaynab").as_deref(), Some("Zaynab"));
        assert_eq!(word("Müller, Jürgen", "jurgen").as_deref(), Some("Jürgen"));
        assert_eq!(word("Abdul Rahman", "abdulrahman").as_deref(), Some("Abdul Rahman"));
        assert_eq!(word("المصري, زينب", &fold("زينب")), None, "it does not stand within a line");
    }

    #[test]
    fn of_two_numbers_the_one_that_was_typed_is_shown() {
        let numbers = ["0151 2345678", "02421 99"];
        assert_eq!(number(&numbers, "5678"), "0151 2345678");
        assert_eq!(number(&numbers, "+49 2421"), "02421 99");
        assert_eq!(number(&["", "02421 99"], "x"), "02421 99");
    }
}
