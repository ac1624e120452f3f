//! Persons: their names as documents show them, birth dates as exactly as they are known.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use unicode_normalization::char::is_combining_mark;

use super::dates::PartialDate;
use super::facts::is_mark;
use super::field::{FieldError, Fields, choice, code, line};
use super::ids::PersonId;
use super::names::is_missing;

/// Most languages and most nationalities of a person (`docs/domain.md`, limits).
pub const CODES_MAX: usize = 20;

/// A person. Recorded is only what the work needs (`docs/domain.md`, what is never recorded).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Its id.
    pub id: PersonId,
    /// Names; exactly one is [`NameKind::Official`], and it comes first.
    pub names: Vec<Name>,
    /// Birth date with its precision; `None` while unknown. Never invented.
    pub birth: Option<PartialDate>,
    /// Sex as in the papers.
    pub sex: Sex,
    /// Nationalities, ISO 3166-1 alpha-2, "XX" stateless, "??" unclear.
    pub nationalities: Vec<String>,
    /// Languages, ISO 639-1, best first.
    pub languages: Vec<String>,
    /// Own telephone as it was told.
    pub phone: String,
    /// File reference of the benefits office.
    pub file_ref: String,
    /// Masked in lists, searches and exports (violence; `docs/domain.md`, protected persons).
    pub protected: bool,
    /// Names the line of an imported file this person came from, so that the same file again
    /// creates nothing; empty for people entered by hand.
    pub source: String,
    /// Records that were made one with this one ([`super::merge`]).
    pub also: Vec<PersonId>,
    /// The record that this one was made one with: it is hidden and leads there.
    pub into: Option<PersonId>,
}

/// One name of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// What kind of name.
    pub kind: NameKind,
    /// Surname as printed; may be empty: some passports show a single name.
    pub surname: String,
    /// Given names as printed; may be empty.
    pub given: String,
}

/// Kinds of names (DIN 91379 names the characters; `docs/domain.md`, names).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NameKind {
    /// As in the residence paper: the binding spelling.
    Official,
    /// Another spelling met in papers.
    Variant,
    /// In the original script, in logical order.
    OriginalScript,
    /// A former name.
    Former,
    /// What the person is called.
    CallName,
}

/// Sex as in the papers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Diverse.
    Diverse,
    /// Not known.
    #[default]
    Unknown,
}

impl Sex {
    /// Code and value, in the order shown.
    pub const CODES: [(&str, Self); 4] =
        [("f", Self::Female), ("m", Self::Male), ("d", Self::Diverse), ("u", Self::Unknown)];
}

impl Name {
    /// "Surname, Given", or the single name.
    pub fn listed(&self) -> String {
        match (self.surname.is_empty(), self.given.is_empty()) {
            (false, false) => format!("{}, {}", self.surname, self.given),
            (false, true) => self.surname.clone(),
            (true, _) => self.given.clone(),
        }
    }

    /// Nothing in it.
    pub fn is_empty(&self) -> bool {
        self.surname.is_empty() && self.given.is_empty()
    }
}

impl Person {
    /// A person of whom nothing is known yet.
    pub fn new(id: PersonId) -> Self {
        let official =
            Name { kind: NameKind::Official, surname: String::new(), given: String::new() };
        Self {
            id,
            names: vec![official],
            birth: None,
            sex: Sex::Unknown,
            nationalities: vec![],
            languages: vec![],
            phone: String::new(),
            file_ref: String::new(),
            protected: false,
            source: String::new(),
            also: vec![],
            into: None,
        }
    }

    /// The binding spelling, for lists.
    pub fn listed(&self) -> String {
        self.name(NameKind::Official).map(Name::listed).unwrap_or_default()
    }

    /// What to call the person within the household: call name, else given name, else surname.
    pub fn short(&self) -> String {
        let of = |n: &Name| if n.given.is_empty() { n.surname.clone() } else { n.given.clone() };
        let name = self.name(NameKind::CallName).or_else(|| self.name(NameKind::Official));
        name.map(of).unwrap_or_default()
    }

    /// The first name of a kind.
    pub fn name(&self, kind: NameKind) -> Option<&Name> {
        self.names.iter().find(|n| n.kind == kind)
    }

    fn set_name(&mut self, kind: NameKind, change: impl FnOnce(&mut Name)) {
        let mut name = self.name(kind).cloned().unwrap_or(Name {
            kind,
            surname: String::new(),
            given: String::new(),
        });
        change(&mut name);
        let keep = kind == NameKind::Official || !name.is_empty();
        match self.names.iter().position(|n| n.kind == kind) {
            Some(at) if keep => self.names.splice(at..=at, [name]).for_each(drop),
            Some(at) => drop(self.names.remove(at)),
            None if keep => self.names.push(name),
            None => {}
        }
    }
}

/// The fields of a person that a form edits one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PersonField {
    /// Surname of the official name.
    Surname,
    /// Given names of the official name.
    Given,
    /// Call name.
    CallName,
    /// Name in the original script, one text.
    OriginalScript,
    /// Another spelling, one text.
    Variant,
    /// Birth date, canonical [`PartialDate`] text, empty for unknown.
    Birth,
    /// Sex, by code.
    Sex,
    /// Nationalities, codes with ", ".
    Nationalities,
    /// Languages, codes with ", ".
    Languages,
    /// Telephone.
    Phone,
    /// File reference.
    FileRef,
}

impl PersonField {
    /// Every field, in the order of the form.
    pub const ALL: [Self; 11] = [
        Self::Surname,
        Self::Given,
        Self::CallName,
        Self::OriginalScript,
        Self::Variant,
        Self::Birth,
        Self::Sex,
        Self::Nationalities,
        Self::Languages,
        Self::Phone,
        Self::FileRef,
    ];
}

impl Fields for Person {
    type Field = PersonField;

    fn field(&self, field: PersonField) -> String {
        let one = |kind| self.name(kind).map(Name::listed).unwrap_or_default();
        let official = self.name(NameKind::Official);
        match field {
            PersonField::Surname => official.map(|n| n.surname.clone()).unwrap_or_default(),
            PersonField::Given => official.map(|n| n.given.clone()).unwrap_or_default(),
            PersonField::CallName => one(NameKind::CallName),
            PersonField::OriginalScript => one(NameKind::OriginalScript),
            PersonField::Variant => one(NameKind::Variant),
            PersonField::Birth => self.birth.map(|b| b.to_string()).unwrap_or_default(),
            PersonField::Sex => code(&Sex::CODES, self.sex),
            PersonField::Nationalities => self.nationalities.join(", "),
            PersonField::Languages => self.languages.join(", "),
            PersonField::Phone => self.phone.clone(),
            PersonField::FileRef => self.file_ref.clone(),
        }
    }

    fn set_field(
        &mut self,
        field: PersonField,
        text: &str,
        today: NaiveDate,
    ) -> Result<(), FieldError> {
        let text = if is_mark(text) { "" } else { text };
        let name = |max| line(text, max);
        match field {
            PersonField::Surname => {
                let surname = known_part(name(120)?);
                self.set_name(NameKind::Official, |n| n.surname = surname);
            }
            PersonField::Given => {
                let given = known_part(name(120)?);
                self.set_name(NameKind::Official, |n| n.given = given);
            }
            PersonField::CallName => self.set_whole(NameKind::CallName, name(120)?),
            PersonField::OriginalScript => self.set_whole(NameKind::OriginalScript, name(240)?),
            PersonField::Variant => self.set_whole(NameKind::Variant, name(240)?),
            PersonField::Birth => self.birth = birth(text, today)?,
            PersonField::Sex if text.trim().is_empty() => self.sex = Sex::Unknown,
            PersonField::Sex => self.sex = choice(&Sex::CODES, text)?,
            PersonField::Nationalities => self.nationalities = codes(text, nationality_code)?,
            PersonField::Languages => {
                self.languages = codes(text, |one| language_code(one, &self.languages))?;
            }
            PersonField::Phone => self.phone = line(text, 40)?,
            PersonField::FileRef => self.file_ref = line(text, 40)?,
        }
        Ok(())
    }
}

impl Person {
    /// Sets a name that is one text; "Surname, Given" is taken apart again.
    fn set_whole(&mut self, kind: NameKind, text: String) {
        let (surname, given) = match text.split_once(", ") {
            Some((s, g)) => (s.to_owned(), g.to_owned()),
            None => (String::new(), text),
        };
        self.set_name(kind, |n| (n.surname, n.given) = (surname, given));
    }
}

/// Papers print marks where a part of the name is missing; they are no name, nor are accents alone.
fn known_part(text: String) -> String {
    let nothing = is_missing(&text) || text.chars().all(is_combining_mark);
    if nothing { String::new() } else { text }
}

fn birth(text: &str, today: NaiveDate) -> Result<Option<PartialDate>, FieldError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    PartialDate::parse(text, today).map(Some).map_err(FieldError::Date)
}

fn codes(
    text: &str,
    one: impl Fn(&str) -> Result<String, FieldError>,
) -> Result<Vec<String>, FieldError> {
    let parts = text.split([',', ';', '/', ' ']).map(str::trim).filter(|p| !p.is_empty());
    let codes: Vec<String> = parts.map(one).collect::<Result<_, _>>()?;
    if codes.len() > CODES_MAX { Err(FieldError::TooMany(CODES_MAX)) } else { Ok(codes) }
}

/// The languages of ISO 639-1, and those of ISO 639-3 met in the work that have no code there.
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr \
    cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr \
    ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg \
    li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi \
    pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk \
    tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu \
    acm aii apc arz ary bal bin brh byn cld ckb dyu fil fuc gsg haz kab khw kmr kri lua luo men mnk mos \
    pbu pcm pes pnb prs rif rmn rmy rom sdh shi skr sus swc syr tem tig tmh zza";

/// An ISO 639 language code in small letters; empty stays empty. One that nobody knows is taken only
/// where it is `kept` already: it was written when any letters were.
pub fn language_code(text: &str, kept: &[String]) -> Result<String, FieldError> {
    let code = language_like(text)?;
    let known = code.is_empty() || kept.contains(&code);
    if known || LANGUAGES.split_ascii_whitespace().any(|known| known == code) {
        Ok(code)
    } else {
        Err(FieldError::NotACode(code))
    }
}

/// What looks like a language code, whether anybody knows it or not.
pub fn language_like(text: &str) -> Result<String, FieldError> {
    iso(text, 3).map(|c| c.to_ascii_lowercase())
}

/// An ISO 3166-1 alpha-2 code in capital letters, or "XX" stateless, "??" unclear.
pub fn nationality_code(text: &str) -> Result<String, FieldError> {
    if text.trim() == "??" {
        Ok("??".to_owned())
    } else {
        iso(text, 2).map(|c| c.to_ascii_uppercase())
    }
}

fn iso(text: &str, longest: usize) -> Result<String, FieldError> {
    let text = text.trim();
    let fits = text.is_empty()
        || ((2..=longest).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphabetic()));
    if fits { Ok(text.to_owned()) } else { Err(FieldError::NotACode(super::clean::line(text))) }
}
