//! The lines of the board: what is to be done in the order in which it came, forms left unfinished
//! among it, and groups that would be too long as one line each.

use chrono::NaiveDate;

use super::State;
use crate::api::drafts::Head;
use crate::api::today::{Row, Urgency, What};
use crate::domain::ids::{CaseId, FollowUpId, LetterId, ProtocolId, RequestId};
use crate::domain::papers::PaperKind;

/// Of what is overdue, and of what is due today, so much stands there one by one, whatever else there
/// is.
const ALONE: usize = 3;

/// A line.
#[derive(Clone, Copy, Debug)]
pub(super) enum Line<'a> {
    Row(&'a Row),
    Draft(&'a Head),
    /// A group of so many rows, of which the first waits since this day, and whether it is open.
    Group(Group, usize, Option<NaiveDate>, bool),
    /// So many more than the board has rows.
    More(u32),
}

/// What a line is about, so that it is found again on a new board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    FollowUp(FollowUpId),
    Visit(CaseId),
    Expiry(CaseId, PaperKind, NaiveDate),
    HandOver(CaseId),
    /// To be signed, or waiting for feedback.
    Protocol(ProtocolId, bool),
    Letter(LetterId),
    Draft(RequestId),
    Group(Group),
    More,
}

/// Rows that can stand as one line, in the order of the list. Dangers never do, and of what is overdue
/// and due today only what comes after the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Group {
    Overdue,
    OverdueVisits,
    Today,
    TodayVisits,
    News,
    Week,
    WeekVisits,
    Open,
}

/// A group that is too long.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fold {
    /// Its rows are shown below its line.
    pub open: bool,
    /// So many rows stand before its line in any case.
    pub before: usize,
}

impl Group {
    /// The groups in the order in which they become one line, as long as there is no room.
    const FOLDED: [Self; 6] = [
        Self::Open,
        Self::WeekVisits,
        Self::Week,
        Self::News,
        Self::TodayVisits,
        Self::OverdueVisits,
    ];

    fn of(row: &Row) -> Option<Self> {
        let visit = matches!(row.what, What::Visit { .. });
        match row.urgency {
            Urgency::Overdue if visit => Some(Self::OverdueVisits),
            Urgency::Today if visit => Some(Self::TodayVisits),
            Urgency::Overdue => Some(Self::Overdue),
            Urgency::Today => Some(Self::Today),
            Urgency::Danger => None,
            Urgency::News => Some(Self::News),
            Urgency::Week if visit => Some(Self::WeekVisits),
            Urgency::Week => Some(Self::Week),
            Urgency::Open => Some(Self::Open),
        }
    }

    pub(super) fn urgency(self) -> Urgency {
        match self {
            Self::Overdue | Self::OverdueVisits => Urgency::Overdue,
            Self::Today | Self::TodayVisits => Urgency::Today,
            Self::News => Urgency::News,
            Self::Week | Self::WeekVisits => Urgency::Week,
            Self::Open => Urgency::Open,
        }
    }
}

impl Line<'_> {
    pub(super) fn key(&self) -> Key {
        match self {
            Self::Row(row) => match row.what {
                What::FollowUp { id, .. } => Key::FollowUp(id),
                What::Visit { .. } => Key::Visit(row.case),
                What::Expiry { kind, last, .. } => Key::Expiry(row.case, kind, last),
                What::HandOver { .. } => Key::HandOver(row.case),
                What::Protocol { id, signs, .. } => Key::Protocol(id, signs),
                What::Letter { id, .. } => Key::Letter(id),
            },
            Self::Draft(head) => Key::Draft(head.was.id),
            Self::Group(group, ..) => Key::Group(*group),
            Self::More(_) => Key::More,
        }
    }

    /// The part of the list in which it stands.
    pub(super) fn urgency(&self) -> Urgency {
        match self {
            Self::Row(row) => row.urgency,
            Self::Draft(_) => Urgency::News,
            Self::Group(group, ..) => group.urgency(),
            Self::More(_) => Urgency::Open,
        }
    }
}

impl State {
    /// The lines as they stand.
    pub(super) fn lines(&self) -> Vec<Line<'_>> {
        let rows = self.board.rows.iter();
        let mut lines: Vec<Line<'_>> = Vec::new();
        if self.by_home {
            lines.extend(self.drafts.heads.iter().map(Line::Draft));
            lines.extend(rows.map(Line::Row));
        } else {
            let alone = |row: &&Row| !Group::of(row).is_some_and(|group| self.is_group(group));
            lines.extend(rows.filter(alone).map(Line::Row));
            lines.extend(self.drafts.heads.iter().map(Line::Draft));
            let groups = self.groups.iter().filter(|(group, _)| self.is_group(**group));
            lines.extend(groups.flat_map(|(group, fold)| self.group(*group, *fold)));
            // within a part: single lines, forms, groups with the first of theirs
            lines.sort_by_key(Line::urgency);
        }
        let more = Some(self.board.more).filter(|more| *more > 0);
        lines.extend(more.map(Line::More));
        lines
    }

    /// A group with its rows, or as one line.
    fn group(&self, group: Group, fold: Fold) -> impl Iterator<Item = Line<'_>> {
        let Fold { open, before } = fold;
        let rows = move || self.of_group(group).skip(before);
        let first = rows().next().and_then(|row| match row.what {
            What::Visit { due, .. } => Some(due),
            What::FollowUp { window, .. } => Some(window.until()),
            What::Expiry { last, .. } => Some(last),
            What::Protocol { day, .. } | What::Letter { day, .. } => Some(day),
            What::HandOver { .. } => None,
        });
        let head = Line::Group(group, rows().count(), first, open);
        let alone = self.of_group(group).take(before).map(Line::Row);
        alone.chain([head]).chain(rows().filter(move |_| open).map(Line::Row))
    }

    fn of_group(&self, group: Group) -> impl Iterator<Item = &Row> {
        self.board.rows.iter().filter(move |row| Group::of(row) == Some(group))
    }

    /// Whether a group stands with a line of its own: one row alone takes no more.
    fn is_group(&self, group: Group) -> bool {
        let fold = self.groups.get(&group);
        fold.is_some_and(|fold| self.of_group(group).nth(fold.before + 1).is_some())
    }

    /// Makes one line of a group after the other until all is seen at once, the least pressing first.
    pub(super) fn fold(&mut self, height: u16) {
        self.groups.clear();
        let room = usize::from(height);
        for group in Group::FOLDED {
            if self.lines().len() <= room {
                return;
            }
            self.groups.insert(group, Fold::default());
        }
        for group in [Group::Overdue, Group::Today] {
            let (of_it, all) = (self.of_group(group).count(), self.lines().len());
            if all <= room {
                return;
            }
            // as many as there is room for
            let before = (of_it + room).saturating_sub(all + 1).max(ALONE);
            self.groups.insert(group, Fold { open: false, before });
        }
    }

    /// The cases on the board, in its order.
    pub(super) fn cases(&self) -> Vec<CaseId> {
        let mut seen = std::collections::HashSet::new();
        let shown = |row: &&Row| !matches!(row.what, What::Protocol { .. });
        let cases = self.board.rows.iter().filter(shown).map(|row| row.case);
        cases.filter(|case| seen.insert(*case)).collect()
    }
}
