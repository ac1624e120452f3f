//! Households, who belongs to them from when to when, and where they live.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::dates::{DateError, PartialDate};
use super::facts::is_mark;
use super::field::{FieldError, Fields, choice, line};
use super::ids::{HouseholdId, PersonId};
use super::person::Person;
use super::site::Place;

/// Most memberships of a household, past ones too (`docs/domain.md`, limits).
pub const MEMBERS_MAX: usize = 50;

/// Most lodgings of a household, past ones too (`docs/domain.md`, limits).
pub const LODGINGS_MAX: usize = 200;

/// From this age on nobody is a child.
const OF_AGE: u32 = 18;

/// People who live and manage together: the unit of a visit (`docs/domain.md`, households).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Household {
    /// Its id.
    pub id: HouseholdId,
    /// The reference person (Bezugsperson); always one of the members.
    pub reference: PersonId,
    /// Who belongs to it, dated; in the order they are shown.
    pub members: Vec<Member>,
    /// Where it lives and lived, oldest first.
    pub lodgings: Vec<Lodging>,
    /// Telephone of the household as it was told.
    pub phone: String,
    /// Preferred language, ISO 639-1 code, or empty.
    pub language: String,
    /// Interpreting usually needed.
    pub interpreter: Interpreter,
    /// Name on the letterbox or bell.
    pub letterbox: String,
    /// When people are at home, one line.
    pub reach: String,
}

/// A dated membership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// Relation to the reference person.
    pub relation: Relation,
    /// First day.
    pub from: NaiveDate,
    /// Last day, open while it lasts.
    pub until: Option<NaiveDate>,
    /// Why it ended, where that was said.
    pub left: Option<Left>,
}

/// Why somebody belongs to a household no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Left {
    /// Moved out, and is in no care.
    MovedOut,
    /// Belongs to the household of another case.
    OtherHousehold,
    /// Has a case of her own, since the household parted.
    OwnCase,
    /// Left the country.
    LeftCountry,
    /// Whereabouts unknown.
    WhereaboutsUnknown,
    /// Died.
    Died,
}

/// A dated place to live.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lodging {
    /// Where.
    pub place: Place,
    /// First day.
    pub from: NaiveDate,
    /// Last day, open while it lasts.
    pub until: Option<NaiveDate>,
}

impl Lodging {
    /// Whether it lasts on `day` and after it.
    pub fn goes_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// Relation to the reference person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Relation {
    /// The reference person.
    Reference,
    /// Spouse or partner.
    Partner,
    /// Child.
    Child,
    /// Father or mother.
    Parent,
    /// Brother or sister.
    Sibling,
    /// Another relative.
    Relative,
    /// Not related.
    Unrelated,
    /// Not recorded.
    Unknown,
}

/// How people are talked with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Interpreter {
    /// None needed or present.
    #[default]
    None,
    /// Volunteer or other lay interpreter.
    Lay,
    /// Professional interpreter.
    Professional,
    /// By telephone or video.
    Remote,
    /// An adult of the family; children must not interpret.
    Family,
}

impl Relation {
    /// Code and value, in the order shown.
    pub const CODES: [(&str, Self); 8] = [
        ("reference", Self::Reference),
        ("partner", Self::Partner),
        ("child", Self::Child),
        ("parent", Self::Parent),
        ("sibling", Self::Sibling),
        ("relative", Self::Relative),
        ("unrelated", Self::Unrelated),
        ("unknown", Self::Unknown),
    ];
}

impl Left {
    /// Code and value, in the order shown; what follows from another action is none to be chosen.
    pub const CODES: [(&str, Self); 4] = [
        ("moved-out", Self::MovedOut),
        ("left-country", Self::LeftCountry),
        ("unknown", Self::WhereaboutsUnknown),
        ("died", Self::Died),
    ];
}

impl Interpreter {
    /// Code and value, in the order shown.
    pub const CODES: [(&str, Self); 5] = [
        ("none", Self::None),
        ("lay", Self::Lay),
        ("professional", Self::Professional),
        ("remote", Self::Remote),
        ("family", Self::Family),
    ];
}

/// Whether a member is a child on a day: may be younger than 18 then (§ 2 BGB), or, where nothing is
/// known of the birth, was entered as a child.
pub fn is_child(by_relation: bool, birth: Option<PartialDate>, day: NaiveDate) -> bool {
    let may_be = |birth: PartialDate| birth.age_on(day).is_none_or(|age| age.min < OF_AGE);
    birth.map_or(by_relation, may_be)
}

impl Household {
    /// Members on `day`.
    pub fn members_on(&self, day: NaiveDate) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(move |m| m.from <= day && m.until.is_none_or(|u| day <= u))
    }

    /// Whether children belong to it on `day`, as [`is_child`] tells them; `persons` are those whose
    /// birth dates are known.
    pub fn has_children_on(&self, day: NaiveDate, persons: &[Person]) -> bool {
        self.members_on(day).any(|member| {
            let person = persons.iter().find(|person| person.id == member.person);
            let birth = person.and_then(|person| person.birth);
            is_child(member.relation == Relation::Child, birth, day)
        })
    }

    /// Everybody whose membership has not ended, nor is about to.
    pub fn staying(&self) -> impl Iterator<Item = PersonId> {
        self.members.iter().filter(|m| m.until.is_none()).map(|m| m.person)
    }

    /// Whether somebody's record is kept with this household: she belongs to it, or did last and has
    /// not gone on to another case.
    pub fn keeps(&self, person: PersonId) -> bool {
        let hers = || self.members.iter().filter(|m| m.person == person);
        let went = |m: &Member| matches!(m.left, Some(Left::OtherHousehold | Left::OwnCase));
        hers().any(|m| m.until.is_none()) || hers().next_back().is_some_and(|m| !went(m))
    }

    /// Where it lives on `day`.
    pub fn lodging_on(&self, day: NaiveDate) -> Option<&Lodging> {
        self.lodgings.iter().rev().find(|l| l.from <= day && l.until.is_none_or(|u| day <= u))
    }

    /// The room of a site that it has on `day` and after it: what is left or kept where its case is closed.
    pub fn room_on(&self, day: NaiveDate) -> Option<&Lodging> {
        let lodging = self.lodgings.iter().rev().find(|lodging| lodging.goes_on(day))?;
        matches!(lodging.place, Place::Room { .. }).then_some(lodging)
    }

    /// Whether it can move on a day: not before it came to where it lives last, for that would be
    /// written over.
    pub fn can_move(&self, from: NaiveDate) -> Result<(), FieldError> {
        match self.lodgings.iter().map(|lodging| lodging.from).max() {
            Some(last) if from < last => Err(FieldError::Date(DateError::TooEarly(last))),
            _ => Ok(()),
        }
    }

    /// Ends the present lodging on the day before `from` and starts the new one; a lodging that
    /// began on `from` is replaced.
    pub fn move_to(&mut self, place: Place, from: NaiveDate) {
        self.lodgings.retain(|l| l.from < from);
        if let Some(last) = self.lodgings.last_mut()
            && last.until.is_none_or(|u| u >= from)
        {
            last.until = from.pred_opt();
        }
        self.lodgings.push(Lodging { place, from, until: None });
    }
}

/// The fields of a household that a form edits one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum HouseholdField {
    /// [`Household::phone`].
    Phone,
    /// [`Household::language`].
    Language,
    /// [`Household::interpreter`], by code.
    Interpreter,
    /// [`Household::letterbox`].
    Letterbox,
    /// [`Household::reach`].
    Reach,
}

impl Fields for Household {
    type Field = HouseholdField;

    fn field(&self, field: HouseholdField) -> String {
        match field {
            HouseholdField::Phone => self.phone.clone(),
            HouseholdField::Language => self.language.clone(),
            HouseholdField::Interpreter => {
                super::field::code(&Interpreter::CODES, self.interpreter)
            }
            HouseholdField::Letterbox => self.letterbox.clone(),
            HouseholdField::Reach => self.reach.clone(),
        }
    }

    fn set_field(
        &mut self,
        field: HouseholdField,
        text: &str,
        _today: NaiveDate,
    ) -> Result<(), FieldError> {
        let written = text;
        let text = if is_mark(text) { "" } else { text };
        match field {
            HouseholdField::Phone => self.phone = line(text, 40)?,
            HouseholdField::Language => {
                let kept = std::slice::from_ref(&self.language);
                self.language = super::person::language_code(text, kept)?;
            }
            HouseholdField::Interpreter if text.trim().is_empty() => {
                self.interpreter = Interpreter::None;
            }
            HouseholdField::Interpreter => self.interpreter = choice(&Interpreter::CODES, text)?,
            HouseholdField::Letterbox => self.letterbox = line(text, 80)?,
            // the fact sheet does not ask for it, so nothing else would keep the sign
            HouseholdField::Reach => self.reach = line(written, 120)?,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::SiteId;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, d).unwrap()
    }

    fn household() -> Household {
        Household {
            id: HouseholdId(1),
            reference: PersonId(1),
            members: vec![],
            lodgings: vec![],
            phone: String::new(),
            language: String::new(),
            interpreter: Interpreter::None,
            letterbox: String::new(),
            reach: String::new(),
        }
    }

    #[test]
    fn a_move_ends_the_lodging_before_it() {
        let mut h = household();
        h.move_to(Place::Room { site: SiteId(1), room: "12".into() }, day(1));
        h.move_to(Place::OwnFlat { address: "Am Markt 1".into() }, day(20));
        let early = Err(FieldError::Date(DateError::TooEarly(day(20))));
        assert_eq!((h.can_move(day(19)), h.can_move(day(20))), (early, Ok(())));
        assert_eq!(h.lodgings[0].until, Some(day(19)));
        assert!(matches!(h.lodging_on(day(19)).unwrap().place, Place::Room { .. }));
        assert!(matches!(h.lodging_on(day(20)).unwrap().place, Place::OwnFlat { .. }));
    }

    #[test]
    fn a_sign_that_something_is_unknown_stays_where_no_question_keeps_it() {
        use crate::domain::facts::FactKey;
        for field in [HouseholdField::Phone, HouseholdField::Letterbox, HouseholdField::Reach] {
            let mut h = household();
            h.set_field(field, "?", day(1)).unwrap();
            let asked = FactKey::of_household(field).is_some();
            assert_eq!(h.field(field), if asked { "" } else { "?" }, "{field:?}");
        }
        assert_eq!(FactKey::of_household(HouseholdField::Reach), None);
    }

    #[test]
    fn moving_twice_on_one_day_keeps_the_later_wish() {
        let mut h = household();
        h.move_to(Place::Room { site: SiteId(1), room: "12".into() }, day(1));
        h.move_to(Place::Room { site: SiteId(1), room: "14".into() }, day(1));
        assert_eq!(h.lodgings.len(), 1);
    }

    #[test]
    fn a_field_refuses_what_it_does_not_know_and_stays_as_it_was() {
        let mut h = household();
        assert!(h.set_field(HouseholdField::Interpreter, "magic", day(1)).is_err());
        assert_eq!(h.field(HouseholdField::Interpreter), "none");
        h.set_field(HouseholdField::Interpreter, "lay", day(1)).unwrap();
        assert_eq!(h.interpreter, Interpreter::Lay);
    }
}
