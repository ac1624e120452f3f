//! Whether two records may be one person (`docs/domain.md`, duplicates).
//!
//! The program points at what it found and says why; it never joins or refuses anything. Three
//! degrees: *certain* is the same file reference, *probable* are names alike in any order with the
//! same birth date, *possible* the same with a birth date that is only near.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::dates::{PartialDate, Precision};
use super::ids::{HouseholdId, SiteId};
use super::names::{self, Alike};
use super::person::{Name, NameKind, Person};

/// Words of a name that are compared.
const WORDS: usize = 6;
/// In one household given names further apart are two persons.
const NEAR: u8 = 1;
/// How far apart names are that only sound alike ([`names::friends`]).
const FRIENDS: u8 = 7;
/// Digits of two telephone numbers that have to agree.
const PHONE_DIGITS: usize = 7;

/// How likely two records are one person, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Degree {
    /// Worth a look.
    Possible,
    /// More likely one than two.
    Probable,
    /// The same file.
    Certain,
}

impl Degree {
    /// The score below which nobody of this degree is.
    pub fn least(self) -> u16 {
        (self as u16 + 1) * 1000 - u16::from(FRIENDS)
    }
}

/// What speaks for one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Reason {
    /// The same file reference.
    FileRef,
    /// The same names, in any order.
    Names,
    /// Names that are spelled differently and sound alike, in any order.
    NamesAlike,
    /// One of the records has a single name, and the other has it too.
    OneName,
    /// The same birth date.
    Birth,
    /// Day and month of birth are swapped.
    DayMonthSwapped,
    /// The same year of birth.
    BirthYear,
    /// Born one year apart.
    BirthYearNear,
    /// A 1 January that may stand for any day: says little.
    BirthFictive,
    /// One birth date is not known.
    BirthUnknown,
    /// The same household.
    Household,
    /// The same home.
    Home,
    /// The same telephone.
    Phone,
    /// A nationality in common.
    Nationality,
}

impl Reason {
    /// What it counts among pairs of one degree.
    fn weight(self) -> u16 {
        match self {
            Self::FileRef => 60,
            Self::Birth => 40,
            Self::DayMonthSwapped => 36,
            Self::BirthYear => 24,
            Self::Names => 20,
            Self::BirthYearNear => 16,
            Self::Phone => 15,
            Self::Household | Self::Home => 10,
            Self::NamesAlike | Self::BirthFictive => 8,
            Self::Nationality => 4,
            Self::OneName | Self::BirthUnknown => 0,
        }
    }
}

/// How two records are alike, and by what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// How likely they are one.
    pub degree: Degree,
    /// Why, the strongest first.
    pub reasons: Vec<Reason>,
    /// For the order: the larger the likelier, and by degree first.
    pub score: u16,
}

/// What of a person is compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looks {
    /// The words of each name ([`names::parts`]).
    names: Vec<Vec<String>>,
    /// The given names of the binding spelling; all of a single name.
    given: Vec<String>,
    birth: Option<PartialDate>,
    file_ref: String,
    phones: Vec<String>,
    nationalities: Vec<String>,
    household: Option<HouseholdId>,
    room: Option<(SiteId, String)>,
}

impl Looks {
    /// Of a person alone; household, room and telephone of the household are for who knows them.
    pub fn of(person: &Person) -> Self {
        let listed: Vec<String> = person.names.iter().map(Name::listed).collect();
        let listed: Vec<&str> = listed.iter().map(String::as_str).collect();
        let looks = Self::named(&listed, person.birth, &person.file_ref);
        let official = person.name(NameKind::Official);
        let given = official.map(|name| names::parts(&name.given)).unwrap_or_default();
        let given = if given.is_empty() { looks.given.clone() } else { given };
        let looks = Self { given, nationalities: person.nationalities.clone(), ..looks };
        looks.with_phone(&person.phone)
    }

    /// Of names as in lists, the binding spelling first.
    pub fn named(listed: &[&str], birth: Option<PartialDate>, file_ref: &str) -> Self {
        let parts = |name: &&str| {
            let mut parts = names::parts(name);
            parts.truncate(WORDS);
            parts
        };
        let names: Vec<Vec<String>> =
            listed.iter().map(parts).filter(|parts| !parts.is_empty()).collect();
        let first = listed.first().copied().unwrap_or_default();
        let given = names::parts(first.split_once(", ").map_or(first, |(_, given)| given));
        Self { names, given, birth, file_ref: compact(file_ref), ..Self::default() }
    }

    /// With one more telephone.
    #[must_use]
    pub fn with_phone(mut self, phone: &str) -> Self {
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        let end = digits.len().checked_sub(PHONE_DIGITS).and_then(|from| digits.get(from..));
        self.phones.extend(end.map(str::to_owned));
        self
    }

    /// With these nationalities.
    #[must_use]
    pub fn with_nationalities(mut self, nationalities: &[String]) -> Self {
        self.nationalities = nationalities.to_vec();
        self
    }

    /// Belonging to a household.
    #[must_use]
    pub fn in_household(self, household: HouseholdId) -> Self {
        Self { household: Some(household), ..self }
    }

    /// Living in a room of a site, where there is one.
    #[must_use]
    pub fn in_room(self, room: Option<(SiteId, &str)>) -> Self {
        let room = room.map(|(site, room)| (site, compact(room)));
        Self { room: room.filter(|(_, room)| !room.is_empty()), ..self }
    }

    /// The words of the binding spelling.
    pub fn words(&self) -> &[String] {
        self.names.first().map_or(&[], Vec::as_slice)
    }
}

/// How two records are alike; `None` where nothing says that they may be one person.
pub fn compare(one: &Looks, other: &Looks) -> Option<Likeness> {
    let names = names_of(one, other);
    let together = one.household.is_some() && one.household == other.household;
    // twins and siblings share nearly everything but their given names
    if together && closest(&one.given, &other.given).is_none_or(|named| named.worst > NEAR) {
        return None;
    }
    let birth = birth(one.birth, other.birth);
    let same_file = !one.file_ref.is_empty() && one.file_ref == other.file_ref;
    let degree = if same_file { Degree::Certain } else { degree(names?, birth?)? };
    let mut reasons = Vec::new();
    reasons.extend(same_file.then_some(Reason::FileRef));
    reasons.extend(names.map(Named::reason));
    reasons.extend(birth);
    reasons.extend(together.then_some(Reason::Household));
    let same_room = one.room.is_some() && one.room == other.room;
    reasons.extend((same_room && !together).then_some(Reason::Home));
    reasons.extend(shared(&one.phones, &other.phones).then_some(Reason::Phone));
    let known = |code: &&String| !matches!(code.as_str(), "XX" | "??");
    let nations: Vec<String> = one.nationalities.iter().filter(known).cloned().collect();
    reasons.extend(shared(&nations, &other.nationalities).then_some(Reason::Nationality));
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.weight()));
    let apart = names.map_or(0, |named| u16::from(named.worst));
    let weight: u16 = reasons.iter().map(|reason| reason.weight()).sum();
    Some(Likeness { degree, score: (degree as u16 + 1) * 1000 + weight - apart, reasons })
}

/// For the order in which somebody looks for whom she means: the larger the likelier. Unlike for
/// [`compare`], who speaks against being one has a place too, and who only shares a birth date.
pub fn nearness(one: &Looks, other: &Looks) -> u16 {
    let born = || birth(one.birth, other.birth).map_or(0, |reason| reason.weight() + 1);
    compare(one, other).map_or_else(born, |likeness| likeness.score)
}

/// Whether two birth dates do not speak against one person; quick, for going through many.
pub fn may_be_born(one: Option<PartialDate>, other: Option<PartialDate>) -> bool {
    birth(one, other).is_some()
}

/// What names and birth date together say.
fn degree(names: Named, birth: Reason) -> Option<Degree> {
    match (names.whole, birth) {
        (true, Reason::Birth) if names.worst < FRIENDS => Some(Degree::Probable),
        (true, Reason::BirthUnknown) => (names.worst == 0).then_some(Degree::Possible),
        (true, _) | (false, Reason::Birth) => Some(Degree::Possible),
        (false, _) => None,
    }
}

/// How the names of two records are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Named {
    /// Every word of the shorter one has its match; not where only a single name stands against
    /// several.
    whole: bool,
    /// Letter for letter.
    same: bool,
    /// How far the words are apart that are furthest.
    worst: u8,
}

impl Named {
    fn reason(self) -> Reason {
        match self {
            Self { whole: false, .. } => Reason::OneName,
            Self { same: true, .. } => Reason::Names,
            _ => Reason::NamesAlike,
        }
    }
}

/// The best match of any name of one with any of the other.
fn names_of(one: &Looks, other: &Looks) -> Option<Named> {
    let pairs = one.names.iter().flat_map(|a| other.names.iter().map(move |b| (a, b)));
    let matches = pairs.filter_map(|(a, b)| closest(a, b));
    matches.min_by_key(|named| (!named.whole, !named.same, named.worst))
}

/// Gives each word of the shorter name one of the longer, in any order.
fn closest(one: &[String], other: &[String]) -> Option<Named> {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.is_empty() {
        return None;
    }
    let worst = assign(short, long, 0)?;
    let whole = short.len() > 1 || long.len() == 1;
    let same = short.iter().all(|word| long.contains(word)) && short.len() == long.len();
    Some(Named { whole, same, worst })
}

/// The smallest distance of the furthest pair when each of `words` takes another of `among`; bits
/// of `taken` are gone.
fn assign(words: &[String], among: &[String], taken: u32) -> Option<u8> {
    let Some((word, rest)) = words.split_first() else { return Some(0) };
    let free = among.iter().enumerate().take(WORDS).filter(|(place, _)| taken & (1 << place) == 0);
    let fits = free.filter_map(|(place, other)| {
        let apart = match names::alike(word, other)? {
            _ if names::friends(word, other) => FRIENDS,
            Alike::Same => 0,
            Alike::Form => 1,
            Alike::Sound(distance) => distance.min(FRIENDS - 1),
            Alike::Slip => 2,
        };
        Some(assign(rest, among, taken | 1 << place)?.max(apart))
    });
    fits.min()
}

/// What two birth dates say; `None` where they speak against one person.
fn birth(one: Option<PartialDate>, other: Option<PartialDate>) -> Option<Reason> {
    let (Some(one), Some(other)) = (one, other) else { return Some(Reason::BirthUnknown) };
    let years = one.earliest().year().abs_diff(other.earliest().year());
    let fictive =
        |date: PartialDate| date.precision() == Precision::Fictive || date.looks_fictive();
    if fictive(one) || fictive(other) {
        // nobody knows more than about when
        return (years <= 2).then_some(Reason::BirthFictive);
    }
    match (one.exact(), other.exact()) {
        (Some(a), Some(b)) if a == b => Some(Reason::Birth),
        (Some(a), Some(b)) if swapped(a, b) => Some(Reason::DayMonthSwapped),
        _ if years == 0 => Some(Reason::BirthYear),
        _ if years == 1 => Some(Reason::BirthYearNear),
        _ => None,
    }
}

fn swapped(a: NaiveDate, b: NaiveDate) -> bool {
    a.year() == b.year() && a.day() == b.month() && a.month() == b.day()
}

fn shared(one: &[String], other: &[String]) -> bool {
    one.iter().any(|value| other.contains(value))
}

/// Letters and digits only, for references that are written in many ways.
fn compact(reference: &str) -> String {
    names::fold(reference).replace(' ', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(name: &str, birth: &str) -> Looks {
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        Looks::named(&[name], PartialDate::parse(birth, today).ok(), "")
    }

    fn degree_of(a: (&str, &str), b: (&str, &str)) -> Option<Degree> {
        compare(&looks(a.0, a.1), &looks(b.0, b.1)).map(|likeness| likeness.degree)
    }

    #[test]
    fn names_in_any_order_and_the_same_day_are_probable() {
        let born = "12.03.1990";
        for other in
            ["Ahmadi, Reza", "Reza, Ahmadi", "Ahmady, Riza", "Ahmadi, Mohammad Reza", "AHMADI Rida"]
        {
            let degree = degree_of(("Ahmadi, Reza", born), (other, born));
            assert_eq!(degree, Some(Degree::Probable), "{other}");
        }
        assert_eq!(degree_of(("Ahmadi, Reza", born), ("Ahmadi, Omar", born)), None);
        assert_eq!(degree_of(("Ahmadi, Reza", born), ("Karimi, Reza", born)), None);
    }

    #[test]
    fn a_birth_date_that_is_only_near_is_possible() {
        let name = "Ahmadi, Reza";
        for (one, other, reason) in [
            ("03.12.1990", "12.03.1990", Reason::DayMonthSwapped),
            ("05.07.1990", "12.03.1990", Reason::BirthYear),
            ("1990", "12.03.1990", Reason::BirthYear),
            ("12.03.1991", "12.03.1990", Reason::BirthYearNear),
            ("01.01.1990", "12.03.1990", Reason::BirthFictive),
            ("1992?", "12.03.1990", Reason::BirthFictive),
            ("01.01.1990", "01.01.1990", Reason::BirthFictive),
            ("", "12.03.1990", Reason::BirthUnknown),
        ] {
            let found = compare(&looks(name, one), &looks(name, other)).unwrap();
            assert_eq!(found.degree, Degree::Possible, "{one} {other}");
            assert!(found.reasons.contains(&reason), "{one} {other}: {found:?}");
        }
        assert_eq!(degree_of((name, "12.03.1990"), (name, "12.03.1993")), None);
        assert_eq!(degree_of((name, "01.01.1990"), (name, "12.03.1993")), None);
    }

    #[test]
    fn the_closer_date_comes_first() {
        let typed = looks("Ahmadi, Reza", "12.03.1990");
        let score = |birth| compare(&typed, &looks("Ahmadi, Reza", birth)).unwrap().score;
        let dates = ["12.03.1990", "03.12.1990", "05.05.1990", "12.03.1991", "01.01.1990", ""];
        assert!(dates.windows(2).all(|pair| score(pair[0]) > score(pair[1])));
    }

    #[test]
    fn whoever_is_no_duplicate_has_a_place_in_the_order_by_her_birth() {
        let umid = looks("Farid, Umid", "05.06.2019");
        let near = |name, born| nearness(&umid, &looks(name, born));
        let order = [
            near("Farid, Omid", "05.06.2019"),
            near("Farid, Laila", "05.06.2019"),
            near("Farid, Laila", "2018"),
            near("Farid, Soraya", ""),
            near("Farid, Jawad", "12.03.1988"),
        ];
        assert!(order.windows(2).all(|pair| pair[0] > pair[1]), "{order:?}");
    }

    #[test]
    fn a_single_name_needs_the_very_day() {
        let born = "12.03.1990";
        let single = ("Najibullah", born);
        assert_eq!(degree_of(single, ("Nadschibullah", born)), Some(Degree::Probable));
        assert_eq!(degree_of(single, ("Karimi, Najibullah", born)), Some(Degree::Possible));
        assert_eq!(degree_of(single, ("Karimi, Najibullah", "1990")), None);
    }

    #[test]
    fn false_friends_are_possible_and_never_more() {
        let born = "12.03.1990";
        let degree = degree_of(("Karimi, Hassan", born), ("Karimi, Hussein", born));
        assert_eq!(degree, Some(Degree::Possible));
    }

    #[test]
    fn the_same_file_is_certain_whatever_the_names() {
        let file = |name, file| Looks::named(&[name], None, file);
        let found =
            compare(&file("Karimi", "50-3/47 11"), &file("Omar, Ali", "50-3/4711")).unwrap();
        assert_eq!(
            (found.degree, found.reasons),
            (Degree::Certain, vec![Reason::FileRef, Reason::BirthUnknown])
        );
    }

    #[test]
    fn twins_and_siblings_of_one_household_are_not_shown() {
        let born = "12.03.2015";
        let at_home = |name| Looks { household: Some(HouseholdId(7)), ..looks(name, born) };
        for (one, other) in [
            ("Karimi, Hassan", "Karimi, Hussein"),
            ("Karimi, Lina", "Karimi, Lara"),
            ("Omar, Ali Karim", "Omar, Amir Karim"),
        ] {
            assert_eq!(compare(&at_home(one), &at_home(other)), None, "{one} {other}");
        }
        let again = compare(&at_home("Karimi, Mohamad"), &at_home("Karimi, Muhammad")).unwrap();
        assert_eq!(again.degree, Degree::Probable);
        assert!(again.reasons.contains(&Reason::Household));
        // one file for the whole household
        let with_file = |name| Looks { file_ref: "4711".into(), ..at_home(name) };
        assert_eq!(compare(&with_file("Karimi, Lina"), &with_file("Karimi, Omar")), None);
    }

    #[test]
    fn telephone_home_and_nationality_count_among_equals() {
        let plain = looks("Ahmadi, Reza", "1990");
        let room = Some((SiteId(1), "12".to_owned()));
        let nations = ["AF".to_owned(), "??".to_owned()];
        let known = Looks { room, ..plain.clone() };
        let known = known.with_phone("0151 2345678").with_nationalities(&nations);
        let typed = Looks { room: known.room.clone(), ..plain.clone() };
        let typed = typed.with_phone("+49 151 234 56 78").with_nationalities(&nations);
        let alike = compare(&typed, &known).unwrap();
        for reason in [Reason::Phone, Reason::Home, Reason::Nationality] {
            assert!(alike.reasons.contains(&reason), "{reason:?}");
        }
        assert!(alike.score > compare(&plain, &known).unwrap().score);
        let unclear = plain.clone().with_nationalities(&["??".to_owned()]);
        assert_eq!(
            compare(&unclear, &known).unwrap().score,
            compare(&plain, &known).unwrap().score
        );
    }
}
