//! Which paper counts on a day, and how near its end is.

use chrono::{Days, NaiveDate};

use super::{Content, Paper, PaperKind, Rule, Stage};
use crate::domain::codes::Code;
use crate::domain::dates::{PartialDate, quarter_end};
use crate::domain::ids::PaperId;

/// As much of a paper as decides whether it counts and when it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glimpse {
    /// Which.
    pub id: PaperId,
    /// What kind.
    pub kind: PaperKind,
    /// Its code; `None` for one of another release.
    code: Option<&'static Code>,
    /// First day it can hold; the beginning of time where that is not known.
    first: NaiveDate,
    issued: Option<NaiveDate>,
    last: Option<NaiveDate>,
    ended: bool,
}

impl Glimpse {
    /// Of a paper; `None` of one that says nothing at all.
    pub fn of(paper: &Paper) -> Option<Self> {
        let content = &paper.version()?.content;
        let code = paper.kind.list().find(&content.code);
        let first = content.from.map_or(NaiveDate::MIN, PartialDate::earliest);
        let ended = |last| content.until.is_none_or(|until| last < until);
        Some(Self {
            id: paper.id,
            kind: paper.kind,
            code,
            first,
            issued: content.issued,
            last: content.last_day().or_else(|| of_quarter(content, code)),
            ended: content.effective.is_some_and(ended),
        })
    }

    /// Its code, where its list has it.
    pub fn code(&self) -> Option<&'static str> {
        self.code.map(|code| code.code)
    }

    /// The last day it holds ([`Paper::last_day`]).
    pub fn last(&self) -> Option<NaiveDate> {
        self.last
    }

    /// Whether it was ended by hand before the day that is printed on it.
    pub fn is_ended(&self) -> bool {
        self.ended
    }

    /// Whether the list of its kind puts its code into this class.
    fn is(&self, class: &str) -> bool {
        self.code.is_some_and(|code| code.is(class))
    }

    /// Order of papers of one kind, the one that counts last.
    pub fn rank(&self) -> (NaiveDate, Option<NaiveDate>, PaperId) {
        (self.first, self.issued, self.id)
    }

    /// The first, second and last reminder before its end, in days, and the rule; `None` where it
    /// does not run out (`docs/domain.md`, papers that run out).
    fn reminders(&self) -> Option<([u64; 3], Rule)> {
        match self.kind {
            PaperKind::Residence if self.is("title") => Some(([90, 56, 14], Rule::TitleEnds)),
            PaperKind::Residence if self.is("permanent") => None,
            PaperKind::Residence => Some(([28, 14, 3], Rule::CertificateEnds)),
            PaperKind::HealthCover => Some(([28, 14, 3], Rule::CoverEnds)),
            PaperKind::Benefit => Some(([28, 14, 3], Rule::PaperEnds)),
            PaperKind::Identity => Some(([90, 56, 14], Rule::PaperEnds)),
            PaperKind::Procedure => None,
        }
    }

    /// Its last day, how near that is on a day and by which rule, where that is worth a reminder. One
    /// that was ended by hand reminds of nothing.
    pub fn stage(&self, day: NaiveDate) -> Option<(NaiveDate, Stage, Rule)> {
        let last = self.last.filter(|_| !self.ended)?;
        let (days, rule) = self.reminders()?;
        if last < day {
            return Some((last, Stage::Expired, rule));
        }
        let [early, soon, urgent] =
            days.map(|days| day.checked_add_days(Days::new(days)).is_some_and(|far| last <= far));
        let stage = match (early, soon, urgent) {
            (false, ..) => return None,
            (_, _, true) => Stage::Urgent,
            // days count: the first reminder is the last one
            _ if self.is("urgent") => Stage::Urgent,
            (_, true, _) => Stage::Soon,
            _ => Stage::Early,
        };
        Some((last, stage, rule))
    }
}

/// A slip for a quarter holds to its end where no day is printed.
fn of_quarter(content: &Content, code: Option<&Code>) -> Option<NaiveDate> {
    let from = content.from.filter(|_| code.is_some_and(|code| code.is("quarter")))?;
    let end = quarter_end(from.earliest());
    (end == quarter_end(from.latest())).then_some(end)
}

/// Of each kind the paper that counts on a day ([`current`]).
pub fn counting(papers: &[Glimpse], day: NaiveDate) -> impl Iterator<Item = Glimpse> {
    PaperKind::CODES.into_iter().filter_map(move |(_, kind)| {
        let papers = papers.iter().copied();
        last_begun(papers.filter(move |paper| paper.kind == kind && paper.first <= day))
    })
}

/// The one that began last. Of one whose beginning is not known it is taken that it followed those
/// that end before it, also where they were written down later, and those written down before it,
/// unless it ended before they began (`docs/domain.md`, papers).
fn last_begun(begun: impl Iterator<Item = Glimpse> + Clone) -> Option<Glimpse> {
    let is_dated = |paper: &Glimpse| paper.first != NaiveDate::MIN;
    let dated = begun.clone().filter(is_dated).max_by_key(Glimpse::rank);
    let from = dated.map_or(NaiveDate::MIN, |paper| paper.first);
    let follows = |paper: &Glimpse| !is_dated(paper) && paper.last.is_none_or(|last| from <= last);
    let undated = begun.filter(follows);
    let undated = match undated.clone().max_by_key(|paper| paper.id) {
        Some(paper) if paper.last.is_some() => undated.max_by_key(|paper| (paper.last, paper.id)),
        unlimited => unlimited,
    };
    let ends_later = |(paper, dated): (Glimpse, Glimpse)| {
        paper.last.zip(dated.last).is_some_and(|(last, before)| before < last)
    };
    if undated.zip(dated).is_some_and(ends_later) {
        return undated;
    }
    dated.into_iter().chain(undated).max_by_key(|paper| paper.id)
}

impl Paper {
    /// Whether the list of its kind puts its code into this class.
    pub fn is(&self, class: &str) -> bool {
        Glimpse::of(self).is_some_and(|glimpse| glimpse.is(class))
    }

    /// The last day it holds: in fact, else as printed; of a slip for a quarter without one the end
    /// of the quarter it began in.
    pub fn last_day(&self) -> Option<NaiveDate> {
        Glimpse::of(self)?.last
    }

    /// Whether it has begun by a day.
    pub fn began(&self, day: NaiveDate) -> bool {
        Glimpse::of(self).is_some_and(|glimpse| glimpse.first <= day)
    }

    /// Whether it holds on a day.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.began(day) && self.last_day().is_none_or(|last| day <= last)
    }
}

/// The paper of a kind that counts on a day: the last one that has begun, also when it has run out
/// and nothing followed.
pub fn current(papers: &[Paper], kind: PaperKind, day: NaiveDate) -> Option<&Paper> {
    last_of(papers, move |paper| paper.kind == kind && paper.began(day))
}

/// Benefits on a day: the last ones that hold. What is paid beside others (child benefit) counts
/// only alone.
pub fn benefits(papers: &[Paper], day: NaiveDate) -> Option<&Paper> {
    let holds = move |paper: &Paper| paper.kind == PaperKind::Benefit && paper.holds(day);
    last_of(papers, move |paper| holds(paper) && !paper.is("beside"))
        .or_else(|| last_of(papers, holds))
}

fn last_of(papers: &[Paper], wanted: impl Fn(&Paper) -> bool + Copy) -> Option<&Paper> {
    let wanted = papers.iter().filter(move |paper| wanted(paper)).filter_map(Glimpse::of);
    let last = last_begun(wanted)?;
    papers.iter().find(|paper| paper.id == last.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glimpse_is_small_for_an_office_may_have_millions() {
        assert!(size_of::<Glimpse>() <= 32, "{}", size_of::<Glimpse>());
    }
}
