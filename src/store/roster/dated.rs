//! Values that change from day to day, small for the common case that there is one.

use chrono::NaiveDate;

/// A value from one day to another, both included; without an end while it lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span<T> {
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
    pub value: T,
}

/// Spans, oldest first; where two hold on a day, the later one counts.
#[derive(Debug, Default)]
pub enum Dated<T> {
    #[default]
    Never,
    One(Span<T>),
    Many(Box<[Span<T>]>),
}

impl<T: Copy> Dated<T> {
    /// The value on a day.
    pub fn on(&self, day: NaiveDate) -> Option<T> {
        let holds = |s: &&Span<T>| s.from <= day && s.until.is_none_or(|until| day <= until);
        self.spans().iter().rev().find(holds).map(|span| span.value)
    }

    /// The latest value.
    pub fn last(&self) -> Option<T> {
        self.spans().last().map(|span| span.value)
    }

    /// Since when the value of a day has been, and the one before it.
    pub fn latest(&self, day: NaiveDate) -> Option<(NaiveDate, Option<T>)> {
        let mut begun = self.spans().iter().rev().filter(|span| span.from <= day);
        let from = begun.next()?.from;
        Some((from, begun.next().map(|span| span.value)))
    }

    /// The first value.
    pub fn first(&self) -> Option<T> {
        self.spans().first().map(|span| span.value)
    }

    /// All of them, oldest first.
    pub fn spans(&self) -> &[Span<T>] {
        match self {
            Self::Never => &[],
            Self::One(span) => std::slice::from_ref(span),
            Self::Many(spans) => spans,
        }
    }
}

impl<T> FromIterator<Span<T>> for Dated<T> {
    fn from_iter<I: IntoIterator<Item = Span<T>>>(spans: I) -> Self {
        let mut spans = spans.into_iter();
        match (spans.next(), spans.next()) {
            (None, _) => Self::Never,
            (Some(one), None) => Self::One(one),
            (Some(first), Some(second)) => {
                Self::Many([first, second].into_iter().chain(spans).collect())
            }
        }
    }
}
