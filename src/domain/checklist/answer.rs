//! How items are answered. Rules: `docs/domain.md`, rating scale and summary judgement.

use serde::{Deserialize, Serialize};

use super::{Item, ItemCode};

/// How a situation, or what somebody can do, is rated. "Not discussed" is no rating but the absence
/// of an answer. The numbers are stored: append only. Not ordered: "does not apply" has no place
/// among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Rating {
    /// Fine; of a warning sign: not observed; of an ability: there.
    Ok = 1,
    /// Keep an eye on it; of an ability: with help.
    Watch = 2,
    /// Something has to be done; of an ability: not yet.
    Attention = 3,
    /// Something has to be done today.
    Urgent = 4,
    /// Does not apply here.
    NotApplicable = 5,
}

impl Rating {
    /// Code and value, in the order shown.
    pub const CODES: [(&str, Self); 5] = [
        ("ok", Self::Ok),
        ("watch", Self::Watch),
        ("attention", Self::Attention),
        ("urgent", Self::Urgent),
        ("not-applicable", Self::NotApplicable),
    ];

    /// The rating stored as this number.
    pub fn from_u8(number: u8) -> Option<Self> {
        Self::CODES.iter().map(|(_, rating)| *rating).find(|rating| *rating as u8 == number)
    }

    /// Something has to be done: a measure is proposed.
    pub fn is_concern(self) -> bool {
        matches!(self, Self::Attention | Self::Urgent)
    }
}

/// What the ratings of an item are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scale {
    /// How things stand: all ratings.
    Situation,
    /// What somebody can do: can, with help, not yet, does not apply. Learning is never urgent.
    Ability,
}

impl Scale {
    pub(super) const CODES: [(&str, Self); 2] =
        [("situation", Self::Situation), ("ability", Self::Ability)];

    /// Whether the scale has this rating.
    pub fn allows(self, rating: Rating) -> bool {
        self == Self::Situation || rating != Rating::Urgent
    }
}

/// How an answer came about. Stored and shown, so that a summary is never taken for a question that
/// was asked. The numbers are stored: append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Origin {
    /// Asked and answered.
    Asked = 1,
    /// Part of "rest ok": a summary judgement, never counted as asked one by one.
    Summary = 2,
    /// Taken over from last time and not touched.
    AsLastTime = 3,
}

impl Origin {
    /// Code and value.
    pub const CODES: [(&str, Self); 3] =
        [("asked", Self::Asked), ("summary", Self::Summary), ("as-last-time", Self::AsLastTime)];

    /// The origin stored as this number.
    pub fn from_u8(number: u8) -> Option<Self> {
        Self::CODES.iter().map(|(_, origin)| *origin).find(|origin| *origin as u8 == number)
    }
}

/// An answer. An item without one was not discussed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The item.
    pub item: ItemCode,
    /// How the situation is rated.
    pub rating: Rating,
    /// How the answer came about.
    pub origin: Origin,
}

/// "Rest ok": answers for those of `items` that have none. Warning signs stay not discussed, because
/// nobody has looked for them; abilities too, because a landlord may rely on each being seen
/// (`docs/domain.md`, summary judgement).
pub fn sweep<'a>(
    items: impl IntoIterator<Item = &'a Item>,
    is_answered: impl Fn(ItemCode) -> bool,
) -> Vec<Answer> {
    let open = items.into_iter().filter(|item| !item.restricted && item.scale == Scale::Situation);
    open.filter(|item| !is_answered(item.code))
        .map(|item| Answer { item: item.code, rating: Rating::Ok, origin: Origin::Summary })
        .collect()
}
