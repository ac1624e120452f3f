//! What is to be done today: which matters stand on the morning board, how pressing each is, and in
//! which order. "Overdue" and the like are worked out here each time and never stored. Source:
//! `docs/domain.md`, today.

use chrono::{NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::checklist::Item;
use super::dates::{Window, WindowState, working_day_before};
use super::followup::Purpose;
use super::ids::{FollowUpId, LetterId, PersonId, ProtocolId, StaffId};
use super::letters::URGENT_DAYS;
use super::papers::{PaperKind, Stage};

/// So many times in a row nobody was met: no longer chance.
pub const MISSED: u8 = 3;

/// A measure that is due within so many days by its item stands for a danger or a running deadline
/// (`docs/domain.md`, checklists).
const PRESSING_DAYS: u16 = 1;

/// So long before its last day a deadline comes on the board.
const DEADLINE_DAYS: i64 = 28;

/// For so many days at most a follow-up takes the place of what it is for.
const PUT_OFF_DAYS: i64 = 14;

/// Something about a case that may have to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matter {
    /// An open follow-up.
    FollowUp {
        /// Which.
        id: FollowUpId,
        /// When.
        window: Window,
        /// For the responsible worker and her deputy only.
        restricted: bool,
        /// It came from an item that stands for a danger or a deadline ([`is_pressing`]).
        pressing: bool,
        /// A colleague is to do it, though the case is one's own: it is hers until it is late.
        elsewhere: bool,
    },
    /// A visit by the rhythm, or the first one.
    Visit {
        /// When it should take place at the latest.
        due: NaiveDate,
        /// Nobody has been met at home yet.
        first: bool,
        /// Times in a row nobody was met.
        missed: u8,
    },
    /// Papers of one kind that run out on one day, or have.
    Expiry {
        /// What kind.
        kind: PaperKind,
        /// Their last day in fact.
        last: NaiveDate,
        /// How near that is.
        stage: Stage,
        /// Whose the most pressing one is.
        person: PersonId,
        /// How many of them there are.
        papers: u16,
    },
    /// The case was handed over by another worker.
    HandOver {
        /// The first day with the new one.
        on: NaiveDate,
        /// Who had it before.
        from: StaffId,
    },
    /// A protocol of an emergency.
    Protocol {
        /// Which.
        id: ProtocolId,
        /// It is to be signed; otherwise feedback is to be asked for.
        signs: bool,
        /// Since when, or on which day.
        day: NaiveDate,
    },
    /// A letter with a deadline that was confirmed.
    Letter {
        /// Which.
        id: LetterId,
        /// Its last day.
        day: NaiveDate,
    },
}

/// How pressing something is, the most pressing first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Urgency {
    /// A danger or a legal deadline may stand behind it.
    Danger,
    /// Its last day is over.
    Overdue,
    /// Its day has come.
    Today,
    /// Something to know: a case that came, a form that was left unfinished.
    News,
    /// Its day comes before this week is over.
    Week,
    /// It may be done already.
    Open,
}

/// Where something stands in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// How pressing it is.
    pub urgency: Urgency,
    /// Since or until when: what has waited longest comes first.
    pub day: NaiveDate,
}

/// How much there is of what, each thing counted once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Where a danger or a deadline may stand behind it.
    pub danger: u32,
    /// Overdue, without visits.
    pub overdue: u32,
    /// Due today, without visits.
    pub today: u32,
    /// Due this week, without visits.
    pub week: u32,
    /// Visits that are due by the end of this week or overdue.
    pub visits: u32,
    /// Cases that came.
    pub news: u32,
}

impl Counts {
    /// Counts something in.
    pub fn add(&mut self, matter: Matter, urgency: Urgency) {
        let count = match (urgency, matter) {
            (Urgency::Danger, _) => &mut self.danger,
            (Urgency::Open, _) => return,
            (_, Matter::Visit { .. }) => &mut self.visits,
            (Urgency::Overdue, _) => &mut self.overdue,
            (Urgency::Today, _) => &mut self.today,
            (Urgency::Week, _) => &mut self.week,
            (Urgency::News, _) => &mut self.news,
        };
        *count = count.saturating_add(1);
    }
}

impl Matter {
    /// Where it stands on `today`'s board; `None` if it is not on it.
    pub fn place(self, today: NaiveDate) -> Option<Place> {
        let (urgency, day) = match self {
            Self::FollowUp { window, pressing, elsewhere, .. } => {
                let (urgency, day) = in_time(window, today)?;
                let late = urgency == Urgency::Overdue;
                if elsewhere && !late {
                    return None;
                }
                let has_come = urgency <= Urgency::Today;
                (if pressing && has_come { Urgency::Danger } else { urgency }, day)
            }
            Self::Visit { due, missed: MISSED.., .. } => (Urgency::Danger, due),
            Self::Visit { due, first, .. } => (visit(due, first, today)?, due),
            Self::Expiry { kind, last, stage, .. } => (expiry(kind, stage), last),
            // she may have been away on the working day before
            Self::HandOver { on, .. } if on <= today && on >= working_day_before(today) => {
                (Urgency::News, on)
            }
            Self::HandOver { .. } => return None,
            Self::Protocol { signs: true, day, .. } => (Urgency::Danger, day),
            Self::Protocol { day, .. } => {
                let (urgency, day) = in_time(Window::on(day), today)?;
                (if urgency <= Urgency::Today { Urgency::Danger } else { urgency }, day)
            }
            Self::Letter { day, .. } => (deadline((day - today).num_days())?, day),
        };
        Some(Place { urgency, day })
    }

    /// Whether an open follow-up for just this takes its place on `today`'s board: it is not late, and
    /// its day is near. That nobody is met time and again stays until somebody is heard of.
    pub fn is_taken_up(self, purpose: Purpose, window: Window, today: NaiveDate) -> bool {
        let near = (window.due() - today).num_days() <= PUT_OFF_DAYS;
        let same = match (self, purpose) {
            (Self::Visit { missed, .. }, Purpose::Visit) => missed < MISSED,
            (Self::Expiry { kind, last, .. }, Purpose::Papers { kind: of, last: on }) => {
                (kind, last) == (of, on)
            }
            _ => false,
        };
        same && near && today <= window.until()
    }
}

fn in_time(window: Window, today: NaiveDate) -> Option<(Urgency, NaiveDate)> {
    Some(match window.state_on(today) {
        WindowState::Overdue(_) => (Urgency::Overdue, window.until()),
        WindowState::Due => (Urgency::Today, window.due()),
        _ if window.due() <= last_of_week(today) => (Urgency::Week, window.due()),
        WindowState::Open => (Urgency::Open, window.due()),
        WindowState::NotYet(_) => return None,
    })
}

/// A regular visit is on the board in the week in which it is due, a first one from the beginning.
fn visit(due: NaiveDate, first: bool, today: NaiveDate) -> Option<Urgency> {
    Some(match due {
        due if due < today => Urgency::Overdue,
        due if due == today => Urgency::Today,
        due if due <= last_of_week(today) => Urgency::Week,
        _ if first => Urgency::Open,
        _ => return None,
    })
}

/// The last reminder of papers that allow the stay is one of a deadline; of others it is one of this
/// week. Earlier ones are something that may be done already.
fn expiry(kind: PaperKind, stage: Stage) -> Urgency {
    match stage {
        Stage::Expired | Stage::Urgent if is_of_stay(kind) => Urgency::Danger,
        Stage::Expired => Urgency::Overdue,
        Stage::Urgent => Urgency::Week,
        Stage::Soon | Stage::Early => Urgency::Open,
    }
}

/// A deadline is a danger from a week before on and stays one until something is done; before, it is
/// something that may be done already.
fn deadline(days: i64) -> Option<Urgency> {
    match days {
        days if days <= URGENT_DAYS => Some(Urgency::Danger),
        days if days <= DEADLINE_DAYS => Some(Urgency::Open),
        _ => None,
    }
}

/// The Sunday of the week of a day.
fn last_of_week(day: NaiveDate) -> NaiveDate {
    day.week(Weekday::Mon).checked_last_day().unwrap_or(day)
}

/// Whether papers of a kind allow the stay.
pub fn is_of_stay(kind: PaperKind) -> bool {
    kind == PaperKind::Residence
}

/// Whether what follows from an item of a checklist may stand for a danger or a running deadline.
pub fn is_pressing(item: &Item) -> bool {
    item.due_days <= PRESSING_DAYS || item.escalates
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        format!("2026-{text}").parse().unwrap()
    }

    /// On Wednesday, 25 November.
    fn placed(matter: Matter) -> Option<(Urgency, NaiveDate)> {
        matter.place(day("11-25")).map(|place| (place.urgency, place.day))
    }

    fn follow_up(window: Window, pressing: bool, elsewhere: bool) -> Matter {
        Matter::FollowUp { id: FollowUpId(1), window, restricted: false, pressing, elsewhere }
    }

    fn in_window(window: Window) -> Matter {
        follow_up(window, false, false)
    }

    fn came(on: &str) -> Matter {
        Matter::HandOver { on: day(on), from: StaffId(1) }
    }

    #[test]
    fn a_follow_up_is_as_pressing_as_its_window_says() {
        use Urgency::{Open, Overdue, Today, Week};
        let on = |text: &str| placed(in_window(Window::on(day(text))));
        assert_eq!(on("11-24"), Some((Overdue, day("11-24"))));
        assert_eq!(on("11-25"), Some((Today, day("11-25"))));
        assert_eq!(on("11-27"), Some((Week, day("11-27"))), "an appointment of this week");
        assert_eq!(on("11-30"), None, "one of the next");
        let week = |text: &str| placed(in_window(Window::week_of(day(text))));
        assert_eq!(week("11-23"), Some((Today, day("11-23"))), "its day has come, not its end");
        assert_eq!(week("11-29"), Some((Week, day("11-29"))));
        assert_eq!(week("11-20"), Some((Overdue, day("11-22"))), "late since the end of its week");
        let month = in_window(Window::month(2026, 11).unwrap());
        assert_eq!(placed(month), Some((Open, day("11-30"))));
        assert_eq!(placed(in_window(Window::month(2026, 12).unwrap())), None);
    }

    #[test]
    fn a_danger_comes_first_once_its_day_has_come() {
        let on = |text: &str| {
            let window = Window::new(day("11-20"), day(text), day(text)).unwrap();
            placed(follow_up(window, true, false))
        };
        assert_eq!(on("11-24").map(|(urgency, _)| urgency), Some(Urgency::Danger));
        assert_eq!(on("11-25").map(|(urgency, _)| urgency), Some(Urgency::Danger));
        assert_eq!(on("11-26").map(|(urgency, _)| urgency), Some(Urgency::Week));
    }

    #[test]
    fn what_a_colleague_is_to_do_comes_back_when_it_is_late() {
        let on = |text: &str| {
            let window = Window::on(day(text));
            placed(follow_up(window, true, true))
        };
        assert_eq!(on("11-25"), None);
        assert_eq!(on("11-24"), Some((Urgency::Danger, day("11-24"))));
    }

    #[test]
    fn a_visit_is_on_the_board_in_its_week_and_a_first_one_at_once() {
        use Urgency::{Danger, Open, Overdue, Today, Week};
        let due = |text: &str, first, missed| {
            placed(Matter::Visit { due: day(text), first, missed }).map(|(urgency, _)| urgency)
        };
        assert_eq!(due("11-24", false, 0), Some(Overdue));
        assert_eq!(due("11-25", false, 2), Some(Today));
        assert_eq!(due("11-29", false, 0), Some(Week));
        assert_eq!(due("11-30", false, 0), None);
        assert_eq!(due("11-30", true, 0), Some(Open));
        assert_eq!(due("12-20", false, MISSED), Some(Danger), "three times is no chance");
    }

    #[test]
    fn papers_that_allow_the_stay_press_most() {
        use PaperKind::{HealthCover, Residence};
        let on = |kind, stage| {
            let (last, papers) = (day("11-28"), 1);
            placed(Matter::Expiry { kind, last, stage, person: PersonId(1), papers })
                .map(|(urgency, _)| urgency)
        };
        assert_eq!(on(Residence, Stage::Expired), Some(Urgency::Danger));
        assert_eq!(on(Residence, Stage::Urgent), Some(Urgency::Danger));
        assert_eq!(on(Residence, Stage::Soon), Some(Urgency::Open));
        assert_eq!(on(HealthCover, Stage::Expired), Some(Urgency::Overdue));
        assert_eq!(on(HealthCover, Stage::Urgent), Some(Urgency::Week));
    }

    #[test]
    fn what_is_put_off_makes_room_until_it_is_late_and_not_for_long() {
        let visit = |missed| Matter::Visit { due: day("11-20"), first: false, missed };
        let at = |text: &str| Window::on(day(text));
        let today = day("11-25");
        let by = |text: &str| visit(2).is_taken_up(Purpose::Visit, at(text), today);
        assert!(by("11-25") && by("12-09"));
        assert!(!by("11-24") && !by("12-10"), "late, or too far away");
        assert!(visit(0).is_taken_up(Purpose::Visit, Window::week_of(day("11-23")), today));
        assert!(!visit(MISSED).is_taken_up(Purpose::Visit, at("11-26"), today));
        let (kind, last) = (PaperKind::Residence, day("11-28"));
        let (stage, person) = (Stage::Urgent, PersonId(1));
        let expiry = Matter::Expiry { kind, last, stage, person, papers: 1 };
        let paper = |kind, text: &str| Purpose::Papers { kind, last: day(text) };
        assert!(expiry.is_taken_up(paper(kind, "11-28"), at("11-26"), today));
        assert!(!expiry.is_taken_up(paper(kind, "12-28"), at("11-26"), today), "another paper");
        assert!(!expiry.is_taken_up(paper(PaperKind::Identity, "11-28"), at("11-26"), today));
        assert!(!expiry.is_taken_up(Purpose::Visit, at("11-26"), today));
        assert!(!visit(0).is_taken_up(paper(kind, "11-28"), at("11-26"), today));
    }

    #[test]
    fn a_case_that_came_is_told_of_until_the_next_working_day_is_over() {
        let on = |text: &str, today: &str| came(text).place(day(today)).is_some();
        // it came on a Friday
        for today in ["11-20", "11-21", "11-22", "11-23"] {
            assert!(on("11-20", today), "{today}");
        }
        assert!(!on("11-20", "11-24") && !on("11-20", "11-19"));
        assert!(on("04-02", "04-07"), "over Easter");
    }

    #[test]
    fn a_protocol_presses_until_it_is_signed_and_again_when_feedback_is_due() {
        let on = |signs, text: &str| {
            placed(Matter::Protocol { id: ProtocolId(1), signs, day: day(text) })
        };
        assert_eq!(on(true, "11-25"), Some((Urgency::Danger, day("11-25"))));
        assert_eq!(on(false, "11-30"), None);
        assert_eq!(on(false, "11-27"), Some((Urgency::Week, day("11-27"))));
        assert_eq!(on(false, "11-25"), Some((Urgency::Danger, day("11-25"))));
        assert_eq!(on(false, "11-20"), Some((Urgency::Danger, day("11-20"))));
    }

    #[test]
    fn a_deadline_comes_in_time_and_presses_from_a_week_before_on() {
        let on = |text: &str| placed(Matter::Letter { id: LetterId(1), day: day(text) });
        assert_eq!(on("12-24"), None);
        assert_eq!(on("12-23"), Some((Urgency::Open, day("12-23"))));
        assert_eq!(on("12-03"), Some((Urgency::Open, day("12-03"))));
        assert_eq!(on("12-02"), Some((Urgency::Danger, day("12-02"))));
        assert_eq!(on("11-25"), Some((Urgency::Danger, day("11-25"))));
        assert_eq!(on("10-01"), Some((Urgency::Danger, day("10-01"))), "until something is done");
    }

    #[test]
    fn each_thing_is_counted_once() {
        let mut counts = Counts::default();
        let visit = |due| Matter::Visit { due: day(due), first: false, missed: 0 };
        for matter in [
            in_window(Window::on(day("11-24"))),
            in_window(Window::on(day("11-25"))),
            in_window(Window::on(day("11-27"))),
            in_window(Window::month(2026, 11).unwrap()),
            visit("11-01"),
            visit("11-28"),
            Matter::Visit { due: day("11-28"), first: false, missed: 4 },
            came("11-25"),
        ] {
            counts.add(matter, matter.place(day("11-25")).unwrap().urgency);
        }
        let expected = Counts { danger: 1, overdue: 1, today: 1, week: 1, visits: 2, news: 1 };
        assert_eq!(counts, expected);
    }
}
