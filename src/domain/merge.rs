//! Two records that are one person: which of them stays, which value counts where they differ, and
//! what becomes of memberships and answers (`docs/domain.md`, merging).
//!
//! The record that was made first stays. The other is kept as it was written, hidden, and leads to it;
//! whatever names it goes on naming it. Nothing is decided here: the worker chooses, the program only
//! proposes.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::dates::{PartialDate, Precision};
use super::facts::{Entry, FactKey, IN_RECORD, Source};
use super::field::{Fields, Misfit};
use super::household::{Household, Left, Member, Relation};
use super::ids::{CaseId, PersonId, StaffId};
use super::names::fold;
use super::person::{NameKind, Person, PersonField};

/// A field in which two records differ, as it was seen, and whose value counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Differs {
    /// Which.
    pub field: PersonField,
    /// What the record has that stays.
    pub stays: String,
    /// What the other one has.
    pub gone: String,
    /// The other one's counts.
    pub other_counts: bool,
}

/// Makes two records one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// The case with which the record is kept that stays.
    pub case: CaseId,
    /// That record: the one made first.
    pub stays: PersonId,
    /// The case with which the other one is kept; the same, where both are of one household.
    pub other: CaseId,
    /// The other one.
    pub gone: PersonId,
    /// The case in whose household she lives.
    pub lives_in: CaseId,
    /// Where they differ, in the order of [`PersonField::ALL`], and what counts.
    pub differing: Vec<Differs>,
}

impl Differs {
    /// The value that does not count.
    pub fn set_aside(&self) -> &str {
        if self.other_counts { &self.stays } else { &self.gone }
    }
}

/// Why two records are not made one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MergeError {
    /// Somebody in one of the cases is protected. Only told to who may see that.
    Protected,
    /// She leads the household that she does not live in, and others stay there.
    Leads,
    /// She does not live in the household that was named.
    LivesElsewhere,
    /// The records are not any more as they were when it was decided.
    Changed,
    /// The record of whom a form is about was made one with one of another household, which keeps it
    /// from then on and which who asks does not see.
    KeptElsewhere,
}

/// Where two records differ, with the fuller value proposed, else that of the one that stays.
pub fn differing(stays: &Person, gone: &Person) -> Vec<Differs> {
    let differs = |field| {
        let (one, other) = (stays.field(field), gone.field(field));
        let fuller = match field {
            PersonField::Birth => rank(gone.birth) < rank(stays.birth),
            _ => is_fuller(&other, &one),
        };
        (one != other).then_some(Differs { field, stays: one, gone: other, other_counts: fuller })
    };
    PersonField::ALL.into_iter().filter_map(differs).collect()
}

/// The smaller, the more is known.
fn rank(birth: Option<PartialDate>) -> u8 {
    match birth {
        None => 4,
        Some(date) if date.precision() == Precision::Fictive || date.looks_fictive() => 3,
        Some(date) => match date.precision() {
            Precision::Day => 0,
            Precision::Month => 1,
            Precision::Year | Precision::Fictive => 2,
        },
    }
}

/// Whether a text says all that another says, and more. Marks for "unknown" say nothing.
fn is_fuller(text: &str, than: &str) -> bool {
    let words = |text: &str| -> HashSet<String> {
        let words = text.split([' ', ',', '-', '/']).map(fold);
        words.filter(|word| !matches!(word.as_str(), "" | "u" | "??")).collect()
    };
    let (more, less) = (words(text), words(than));
    more.len() > less.len() && more.is_superset(&less)
}

/// Makes two records one: the one that stays with the values that count and every other spelling of
/// the name, and the one that leads to it from now on.
pub fn unite(
    stays: &Person,
    gone: &Person,
    differing: &[Differs],
    today: NaiveDate,
) -> Result<(Person, Person), Misfit<PersonField>> {
    let (mut one, hidden) = (stays.clone(), gone);
    for Differs { field, gone, .. } in differing.iter().filter(|differs| differs.other_counts) {
        let misfit = |error| Misfit { field: *field, error };
        match field {
            // taken as it is kept, also one that nobody knows
            PersonField::Languages => one.languages.clone_from(&hidden.languages),
            _ => one.set_field(*field, gone, today).map_err(misfit)?,
        }
    }
    for name in stays.names.iter().chain(&gone.names) {
        let known =
            |of: &super::person::Name| (&of.surname, &of.given) == (&name.surname, &name.given);
        if !name.is_empty() && !one.names.iter().any(known) {
            let official = name.kind == NameKind::Official;
            let kind = if official { NameKind::Variant } else { name.kind };
            one.names.push(super::person::Name { kind, ..name.clone() });
        }
    }
    one.also.push(gone.id);
    one.also.extend(&gone.also);
    Ok((one, Person { into: Some(stays.id), ..gone.clone() }))
}

/// Has what the one belonged to be what the other belongs to: memberships that meet are one, from the
/// first day of either to the last.
pub fn join(household: &mut Household, stays: PersonId, gone: PersonId) {
    let theirs = |member: &Member| member.person == stays || member.person == gone;
    let place = household.members.iter().position(theirs).unwrap_or_default();
    let (mut both, others): (Vec<Member>, Vec<Member>) =
        std::mem::take(&mut household.members).into_iter().partition(theirs);
    both.sort_by_key(|member| (member.from, member.person != stays));
    let mut joined: Vec<Member> = Vec::new();
    for member in both {
        let member = Member { person: stays, ..member };
        match joined.last_mut().filter(|last| meet(last, &member)) {
            Some(last) => extend(last, &member),
            None => joined.push(member),
        }
    }
    household.members = others;
    household.members.splice(place..place, joined);
    if household.reference == gone {
        household.reference = stays;
    }
}

/// Whether a membership begins before the one before it has ended, or on the next day.
fn meet(last: &Member, next: &Member) -> bool {
    last.until.and_then(|until| until.succ_opt()).is_none_or(|free| next.from <= free)
}

fn extend(last: &mut Member, next: &Member) {
    let later = next.until.is_none_or(|next| last.until.is_some_and(|until| until < next));
    if last.until.is_some() && later {
        (last.until, last.left) = (next.until, next.left);
    }
    // somebody is the reference person however often she was entered; else what was said first
    let said = matches!(next.relation, Relation::Reference) || last.relation == Relation::Unknown;
    if said && last.relation != Relation::Reference {
        last.relation = next.relation;
    }
}

/// Ends what is left of her memberships in a household that she does not live in: she is kept with the
/// other one.
pub fn leave(household: &mut Household, person: PersonId, last_day: NaiveDate) {
    for member in household.members.iter_mut().filter(|member| member.person == person) {
        let first = member.from.pred_opt().unwrap_or(member.from);
        let last_day = last_day.max(first);
        if member.until.is_none_or(|until| until > last_day) {
            (member.until, member.left) = (Some(last_day), Some(Left::OtherHousehold));
        }
    }
    let hers = household.members.iter_mut().filter(|member| member.person == person);
    if let Some(last) = hers.max_by_key(|member| member.from) {
        last.left = Some(Left::OtherHousehold);
    }
}

/// All entries of both, in the order in which they were written down, so that the last one counts as
/// everywhere. What stands in the record itself keeps the entries of the one whose value counts last, and
/// has the value that was set aside before them.
pub fn entries(
    stays: &[Entry],
    gone: &[Entry],
    differing: &[Differs],
    (by, at, as_of): (StaffId, DateTime<Utc>, NaiveDate),
) -> Vec<Entry> {
    let differs = |key| differing.iter().find(|d| FactKey::of_person(d.field) == Some(key));
    let mut all: Vec<(u8, Entry)> = Vec::new();
    for (of_gone, entry) in
        stays.iter().map(|entry| (false, entry)).chain(gone.iter().map(|entry| (true, entry)))
    {
        let loses = differs(entry.key).is_some_and(|differs| differs.other_counts != of_gone);
        all.push((if loses { 0 } else { 2 }, entry.clone()));
    }
    let noted = |key, value: &str| Entry {
        key,
        value: value.to_owned(),
        as_of,
        source: Source::Unnoted,
        by,
        at,
    };
    for differs in differing {
        let Some(key) = FactKey::of_person(differs.field) else { continue };
        if !differs.set_aside().is_empty() {
            let counts = all.iter().any(|(place, entry)| *place == 2 && entry.key == key);
            all.push((1, noted(key, differs.set_aside())));
            all.extend((!counts).then(|| (2, noted(key, IN_RECORD))));
        }
    }
    all.sort_by_key(|(place, entry)| (*place, entry.at));
    all.into_iter().map(|(_, entry)| entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::household::Interpreter;
    use crate::domain::ids::HouseholdId;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn person(id: u64, fields: &[(PersonField, &str)]) -> Person {
        let mut person = Person::new(PersonId(id));
        for (field, text) in fields {
            person.set_field(*field, text, day("2026-11-20")).unwrap();
        }
        person
    }

    #[test]
    fn the_fuller_value_is_proposed_else_that_of_the_older_record() {
        use PersonField as F;
        for (field, older, newer, other_counts) in [
            (F::Given, "Reza", "Mohammad Reza", true),
            (F::Given, "Mohammad Reza", "Reza", false),
            (F::Given, "Fatima", "Fatema", false),
            (F::Birth, "1990", "12.03.1990", true),
            (F::Birth, "12.03.1990", "03.12.1990", false),
            (F::Birth, "01.01.1990", "1990", true),
            (F::Birth, "", "1990", true),
            (F::Sex, "u", "f", true),
            (F::Sex, "f", "u", false),
            (F::Nationalities, "??", "SY", true),
            (F::Languages, "ar", "ar, ku", true),
            (F::Languages, "ar", "ku", false),
            (F::Phone, "", "0151 1", true),
            (F::Phone, "0151 1", "0151 2", false),
        ] {
            let found = differing(&person(1, &[(field, older)]), &person(2, &[(field, newer)]));
            let values: Vec<_> = found.iter().map(|d| (d.field, d.other_counts)).collect();
            assert_eq!(values, [(field, other_counts)], "{older} {newer}");
        }
        assert_eq!(
            differing(&person(1, &[(F::Given, "Ali")]), &person(2, &[(F::Given, "Ali")])),
            []
        );
    }

    #[test]
    fn every_spelling_stays_and_only_the_chosen_value_counts() {
        use PersonField as F;
        let older = person(1, &[(F::Surname, "Ahmadi"), (F::Given, "Reza"), (F::Phone, "1")]);
        let newer = person(2, &[(F::Surname, "Ahmady"), (F::Given, "Riza"), (F::Phone, "2")]);
        let newer = Person { also: vec![PersonId(3)], ..newer };
        let mut found = differing(&older, &newer);
        for differs in &mut found {
            differs.other_counts = differs.field == F::Surname;
        }
        let (one, gone) = unite(&older, &newer, &found, day("2026-11-20")).unwrap();
        let names: Vec<_> = one.names.iter().map(|name| (name.kind, name.listed())).collect();
        let expected = [
            (NameKind::Official, "Ahmady, Reza"),
            (NameKind::Variant, "Ahmadi, Reza"),
            (NameKind::Variant, "Ahmady, Riza"),
        ];
        assert_eq!(names, expected.map(|(kind, name)| (kind, name.to_owned())));
        assert_eq!((one.phone.as_str(), one.id), ("1", PersonId(1)));
        assert_eq!(one.also, [PersonId(2), PersonId(3)]);
        assert_eq!(gone, Person { into: Some(PersonId(1)), ..newer });
    }

    fn member(person: u64, relation: Relation, from: &str, until: Option<&str>) -> Member {
        let (until, left) = (until.map(day), until.map(|_| Left::MovedOut));
        Member { person: PersonId(person), relation, from: day(from), until, left }
    }

    fn household(reference: u64, members: Vec<Member>) -> Household {
        Household {
            id: HouseholdId(9),
            reference: PersonId(reference),
            members,
            lodgings: vec![],
            phone: String::new(),
            language: String::new(),
            interpreter: Interpreter::None,
            letterbox: String::new(),
            reach: String::new(),
        }
    }

    #[test]
    fn who_was_entered_twice_belongs_to_the_household_once() {
        use Relation::{Child, Partner, Reference, Unknown};
        let mut twice = household(
            2,
            vec![
                member(2, Reference, "2025-03-01", None),
                member(5, Child, "2025-03-01", None),
                member(1, Unknown, "2024-01-01", None),
            ],
        );
        join(&mut twice, PersonId(1), PersonId(2));
        assert_eq!(twice.reference, PersonId(1));
        let expected =
            [member(1, Reference, "2024-01-01", None), member(5, Child, "2025-03-01", None)];
        assert_eq!(twice.members, expected);

        // she left and came back: two memberships, and none of a day counted twice
        let mut back = household(
            5,
            vec![
                member(1, Partner, "2024-01-01", Some("2024-06-30")),
                member(2, Unknown, "2024-05-01", Some("2024-08-31")),
                member(2, Partner, "2025-01-01", None),
            ],
        );
        join(&mut back, PersonId(1), PersonId(2));
        let expected = [
            member(1, Partner, "2024-01-01", Some("2024-08-31")),
            member(1, Partner, "2025-01-01", None),
        ];
        assert_eq!(back.members, expected);
    }

    #[test]
    fn she_is_kept_with_the_household_she_lives_in() {
        let mut other = household(1, vec![member(1, Relation::Reference, "2025-01-01", None)]);
        leave(&mut other, PersonId(1), day("2026-11-19"));
        assert!(!other.keeps(PersonId(1)) && other.staying().next().is_none());
        assert_eq!(other.members_on(day("2026-11-19")).count(), 1);
        assert_eq!(other.members_on(day("2026-11-20")).count(), 0);
    }

    #[test]
    fn the_last_entry_counts_and_what_was_set_aside_stands_before_it() {
        let birth = FactKey::of_person(PersonField::Birth).unwrap();
        let entry = |key, value: &str, at: i64| Entry {
            key,
            value: value.into(),
            as_of: day("2026-01-01"),
            source: Source::Document,
            by: StaffId(1),
            at: DateTime::from_timestamp(at, 0).unwrap(),
        };
        let other = FactKey(40);
        let stays = [entry(other, "yes", 20), entry(birth, IN_RECORD, 5)];
        let gone = [entry(other, "no", 30), entry(birth, IN_RECORD, 90)];
        let differs = Differs {
            field: PersonField::Birth,
            stays: "1990-03-12".into(),
            gone: "1990".into(),
            other_counts: false,
        };
        let now = (StaffId(2), DateTime::from_timestamp(100, 0).unwrap(), day("2026-11-20"));
        let all = entries(&stays, &gone, std::slice::from_ref(&differs), now);
        let of = |key| {
            let of = all.iter().filter(move |entry| entry.key == key);
            of.map(|entry| (entry.value.as_str(), entry.at.timestamp())).collect::<Vec<_>>()
        };
        assert_eq!(of(other), [("yes", 20), ("no", 30)]);
        assert_eq!(of(birth), [(IN_RECORD, 90), ("1990", 100), (IN_RECORD, 5)]);
        // nobody had noted one: the value that counts has an entry all the same
        let alone = entries(&[], &[], &[differs], now);
        let values: Vec<_> = alone.iter().map(|entry| entry.value.as_str()).collect();
        assert_eq!(values, ["1990", IN_RECORD]);
    }
}
