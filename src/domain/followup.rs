//! Follow-ups (Wiedervorlagen): what comes up again, and when, as a window.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::checklist::ItemCode;
use super::dates::Window;
use super::ids::{AssessmentId, CaseId, FollowUpId, NeedId, StaffId, VisitId};
use super::papers::PaperKind;

/// Longest text of a follow-up, in characters.
pub const WHAT_MAX: usize = 240;

/// A follow-up of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// Its id.
    pub id: FollowUpId,
    /// The case.
    pub case: CaseId,
    /// What is to be done, one line.
    pub what: String,
    /// When.
    pub window: Window,
    /// Who is to do it.
    pub owner: StaffId,
    /// Where it came from.
    pub source: Source,
    /// What it is for, where the program knows it.
    pub purpose: Option<Purpose>,
    /// The day on which it was noted; not kept of those of older releases.
    pub noted: Option<NaiveDate>,
    /// For the responsible worker and her deputy only: it came from a restricted answer.
    pub restricted: bool,
    /// Who entered it.
    pub created_by: StaffId,
    /// How it ended; `None` while open. "Overdue" is derived, never stored.
    pub done: Option<Done>,
}

/// A follow-up as somebody saw it who wants to do something with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// When it was to be done.
    pub window: Window,
    /// Who was to do it.
    pub owner: StaffId,
}

/// What became of a follow-up since somebody saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Meanwhile {
    /// It is done.
    Done,
    /// Somebody else is to do it.
    Handed,
    /// It was moved.
    Moved,
}

impl FollowUp {
    /// As it is now.
    pub fn seen(&self) -> Seen {
        Seen { window: self.window, owner: self.owner }
    }

    /// What became of it since.
    pub fn meanwhile(&self, seen: Seen) -> Option<Meanwhile> {
        match self.done {
            Some(_) => Some(Meanwhile::Done),
            None if self.owner != seen.owner => Some(Meanwhile::Handed),
            None => (self.window != seen.window).then_some(Meanwhile::Moved),
        }
    }

    /// Whether a visit on `day` at which somebody was met at home is what was to be done: it was noted
    /// as a visit, not after that day, and the day is one of its window (`docs/domain.md`, follow-up
    /// windows).
    pub fn is_settled_on(&self, day: NaiveDate) -> bool {
        let in_window = self.window.from() <= day && day <= self.window.until();
        self.purpose == Some(Purpose::Visit)
            && !self.restricted
            && self.done.is_none()
            && in_window
            && self.noted.is_none_or(|noted| noted <= day)
    }
}

/// What a follow-up is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Purpose {
    /// A visit: one on a day of its window settles it ([`FollowUp::is_settled_on`]).
    Visit,
    /// Papers of one kind that run out on one day. Only people know when that is settled.
    Papers {
        /// What kind.
        kind: PaperKind,
        /// Their last day in fact.
        last: NaiveDate,
    },
}

/// Where a follow-up came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// Entered on its own.
    Manual,
    /// Agreed at a visit, maybe on an item of its checklist.
    Visit {
        /// The visit.
        visit: VisitId,
        /// The item.
        item: Option<ItemCode>,
    },
    /// Agreed on for a need.
    Need(NeedId),
    /// Agreed on with a checklist of its own, maybe on one of its items.
    Assessment {
        /// The filled checklist.
        assessment: AssessmentId,
        /// The item.
        item: Option<ItemCode>,
    },
}

/// How a follow-up ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: StaffId,
    /// Why it was not possible; `None` where it was done.
    pub impossible: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, d).unwrap()
    }

    fn for_the_week() -> FollowUp {
        FollowUp {
            id: FollowUpId(1),
            case: CaseId(1),
            what: "Besuch nach dem Umzug".into(),
            window: Window::week_of(day(25)),
            owner: StaffId(1),
            source: Source::Manual,
            purpose: Some(Purpose::Visit),
            noted: Some(day(10)),
            restricted: false,
            created_by: StaffId(1),
            done: None,
        }
    }

    #[test]
    fn a_visit_settles_it_on_the_days_of_its_window_only() {
        let follow_up = for_the_week();
        let settled: Vec<u32> = (11..=30).filter(|d| follow_up.is_settled_on(day(*d))).collect();
        assert_eq!(settled, (23..=29).collect::<Vec<_>>());
    }

    #[test]
    fn a_visit_settles_nothing_that_is_no_visit_is_done_or_was_noted_later() {
        let on = |follow_up: FollowUp| follow_up.is_settled_on(day(25));
        assert!(on(for_the_week()) && on(FollowUp { noted: Some(day(25)), ..for_the_week() }));
        let papers = Purpose::Papers { kind: PaperKind::Residence, last: day(25) };
        for purpose in [None, Some(papers)] {
            assert!(!on(FollowUp { purpose, ..for_the_week() }));
        }
        assert!(!on(FollowUp { restricted: true, ..for_the_week() }));
        assert!(!on(FollowUp { noted: Some(day(26)), ..for_the_week() }));
        let done = Some(Done { at: DateTime::UNIX_EPOCH, by: StaffId(1), impossible: None });
        assert!(!on(FollowUp { done, ..for_the_week() }));
    }
}
