//! Invented families: names with the spellings that papers give them, birth dates as exactly as
//! they are known, languages that fit.

use chrono::{Datelike, Days, NaiveDate};
use fastrand::Rng;

use super::table::{Table, weighted};
use crate::domain::dates::PartialDate;
use crate::domain::household::Relation;
use crate::domain::person::PersonField;
use crate::store::persons::Details;

/// Countries with their share in 100 families, the first language and the others.
const COUNTRIES: [(&str, u32, &str); 10] = [
    ("SY", 30, "ar"),
    ("UA", 20, "uk, ru"),
    ("AF", 18, "fa, ps"),
    ("IQ", 12, "ku, ar"),
    ("IR", 5, "fa"),
    ("ER", 5, "ti"),
    ("SO", 4, "so, en"),
    ("TR", 3, "tr, ku"),
    ("NG", 2, "en"),
    ("GN", 1, "fr"),
];

/// Persons in a household with their share in 100.
const SIZES: [(u32, u32); 8] =
    [(1, 40), (2, 14), (3, 14), (4, 13), (5, 10), (6, 5), (7, 3), (8, 1)];

/// Youngest age of the adults of a family with more than one member, in years.
const PARENT: u32 = 22;

/// A person before she has an id.
#[derive(Debug)]
pub struct Planned {
    /// What is known.
    pub details: Details,
    /// Relation to the reference person.
    pub relation: Relation,
    /// The day of birth, also where the papers do not know it.
    pub born: NaiveDate,
}

/// A family before it has ids.
#[derive(Debug)]
pub struct Family {
    /// Its members, the reference person first.
    pub members: Vec<Planned>,
    /// The preferred language.
    pub language: String,
}

/// Who a new person is.
struct Role<'a> {
    country: &'a str,
    languages: &'a str,
    female: bool,
    surname: Option<&'a Spelling>,
    age: (u32, u32),
}

/// A name in the spelling of its bearer's papers, another spelling, and the original script.
#[derive(Clone, Debug)]
struct Spelling {
    paper: String,
    other: Option<String>,
    original: String,
}

/// Invents families.
#[derive(Debug)]
pub struct People {
    names: Table,
    day: NaiveDate,
}

impl People {
    /// Families as they are on `day`.
    pub fn new(day: NaiveDate) -> Self {
        Self { names: Table::new(include_str!("names.tsv")), day }
    }

    /// One family.
    pub fn family(&self, rng: &mut Rng) -> Family {
        let (country, languages) = weighted(rng, COUNTRIES.iter().map(|(c, n, l)| ((*c, *l), *n)));
        let size = weighted(rng, SIZES.iter().copied());
        let surname = self.spelling(rng, country, "s");
        let couple = size > 1 && rng.u32(..10) < 7;
        let female = if couple { rng.u32(..10) < 4 } else { rng.u32(..10) < 5 };
        let age = if size > 1 { (PARENT, 58) } else { (19, 58) };
        let adult = Role { country, languages, female, surname: Some(&surname), age };
        let mut members = vec![self.person(rng, &adult, Relation::Reference)];
        // in some countries a child bears the father's given name, and a wife keeps her own
        let patronymic = matches!(country, "ER" | "SO");
        let keeps_name = patronymic || rng.u32(..10) < 2;
        let own = self.spelling(rng, country, "s");
        let father = self.spelling(rng, country, "m");
        if couple {
            let surname = Some(if keeps_name { &own } else { &surname });
            let partner = Role { female: !female, surname, ..adult };
            members.push(self.person(rng, &partner, Relation::Partner));
        }
        let youngest = members.iter().filter_map(|m| self.day.years_since(m.born)).min();
        let oldest_child = youngest.unwrap_or(PARENT).saturating_sub(18).clamp(1, 19);
        while members.len() < size as usize {
            let surname = Some(if patronymic { &father } else { &surname });
            let child = Role { female: rng.bool(), surname, age: (0, oldest_child), ..adult };
            members.push(self.person(rng, &child, Relation::Child));
        }
        let language = languages.split(',').next().unwrap_or_default().to_owned();
        Family { members, language }
    }

    fn person(&self, rng: &mut Rng, role: &Role<'_>, relation: Relation) -> Planned {
        let given = self.spelling(rng, role.country, if role.female { "f" } else { "m" });
        // some papers show one name only
        let surname = role.surname.filter(|_| rng.u32(..100) >= 2);
        let paper = surname.map(|s| s.paper.clone()).unwrap_or_default();
        let mut fields = vec![
            (PersonField::Surname, paper.clone()),
            (PersonField::Given, given.paper.clone()),
            (PersonField::Sex, if role.female { "f" } else { "m" }.to_owned()),
            (PersonField::Nationalities, role.country.to_owned()),
            (PersonField::Languages, role.languages.to_owned()),
        ];
        let born = self.born(rng, role.age);
        fields.push((PersonField::Birth, known(rng, born)));
        if let Some(other) = given.other.filter(|_| rng.u32(..10) < 4) {
            fields.push((PersonField::Variant, listed(&paper, &other)));
        }
        if !given.original.is_empty() && rng.u32(..10) < 3 {
            let original = surname.map(|s| s.original.as_str()).unwrap_or_default();
            let whole = format!("{} {original}", given.original);
            fields.push((PersonField::OriginalScript, whole.trim().to_owned()));
        }
        if relation == Relation::Reference {
            fields.push((PersonField::Phone, format!("0151 555{:05}", rng.u32(..100_000))));
            fields.push((PersonField::FileRef, format!("50-{:06}", rng.u32(..1_000_000))));
        }
        Planned { details: Details { fields, source: String::new() }, relation, born }
    }

    /// A day of birth for somebody of about this age in years.
    fn born(&self, rng: &mut Rng, (from, to): (u32, u32)) -> NaiveDate {
        let days = u64::from(rng.u32(from * 365 + 20..to * 365));
        self.day.checked_sub_days(Days::new(days)).unwrap_or(self.day)
    }

    fn spelling(&self, rng: &mut Rng, country: &str, kind: &str) -> Spelling {
        let row = self.names.pick(rng, |row| row.get(0) == country && row.get(1) == kind);
        let spellings: Vec<&str> = row.get(2).split('|').collect();
        let at = if rng.u32(..10) < 6 { 0 } else { rng.usize(..spellings.len().max(1)) };
        let spelt = |at: usize| spellings.get(at).map(|s| (*s).to_owned());
        let other = (at + 1) % spellings.len().max(1);
        Spelling {
            paper: spelt(at).unwrap_or_default(),
            other: spelt(other).filter(|_| other != at),
            original: row.get(3).to_owned(),
        }
    }
}

/// A day of birth as exactly as it is known; nothing where it is not known at all.
fn known(rng: &mut Rng, day: NaiveDate) -> String {
    let known = match rng.u32(..100) {
        0..4 => None,
        4..14 => PartialDate::fictive(day.year()),
        14..20 => PartialDate::year(day.year()),
        20..24 => PartialDate::month(day.year(), day.month()),
        _ => Some(PartialDate::day(day)),
    };
    known.map(|date| date.to_string()).unwrap_or_default()
}

fn listed(surname: &str, given: &str) -> String {
    if surname.is_empty() { given.to_owned() } else { format!("{surname}, {given}") }
}
