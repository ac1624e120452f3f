//! The items of a visit with their answers, notes and what was agreed; last of all the note on the
//! visit as a whole, which is a line without an item.

use chrono::{Days, NaiveDate};

use crate::domain::assessment::stands_alone;
use crate::domain::checklist::{Answer, Item, ItemCode, Origin, Rating, Template, sweep};
use crate::domain::clean;
use crate::domain::dates::{DateError, Window, parse};
use crate::domain::visit::{Agreed, LastAnswer, Noted};
use crate::text::Texts;
use crate::tui::widgets::editor::Editor;

/// One line of the checklist.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// The item; `None` for the visit as a whole.
    pub item: Option<&'static Item>,
    pub answer: Option<(Rating, Origin)>,
    pub note: Editor,
    pub agreed: Option<Measure>,
    /// What was answered last time.
    pub last: Option<LastAnswer>,
    /// What is wrong with it.
    pub error: Option<String>,
    /// What the line without an item is called.
    pub whole: &'static str,
}

/// What is agreed on: from the checklist's proposal, changed as she likes.
#[derive(Clone, Debug)]
pub(super) struct Measure {
    pub what: Editor,
    pub window: Window,
    /// A new date as it is typed; empty once it is taken into the window.
    pub when: Editor,
    /// The day on which that was typed.
    pub typed_on: Option<NaiveDate>,
    /// Proposed by the checklist and not touched: goes with the rating that brought it.
    pub proposed: bool,
}

impl Measure {
    pub fn new(agreed: &Agreed) -> Self {
        let what = Editor::line(&agreed.what);
        let (window, when) = (agreed.window, Editor::line(""));
        Self { what, window, when, typed_on: None, proposed: false }
    }

    /// Takes the date that is typed into the window; leaves both as they are if it is none.
    pub fn settle(&mut self, today: NaiveDate) -> Result<(), DateError> {
        if !self.when.text().trim().is_empty() {
            let from = self.typed_on.unwrap_or(today);
            self.window = parse(self.when.text(), from)?.window(from);
            self.when.set("");
            self.proposed = false;
        }
        Ok(())
    }

    /// It was emptied: nothing is agreed.
    pub fn is_empty(&self) -> bool {
        self.what.text().trim().is_empty() && self.when.text().trim().is_empty()
    }

    fn agreed(&self) -> Agreed {
        Agreed { what: clean::line(self.what.text()), window: self.window }
    }
}

impl Line {
    fn new(item: Option<&'static Item>) -> Self {
        Self {
            item,
            answer: None,
            note: Editor::note(""),
            agreed: None,
            last: None,
            error: None,
            whole: "visit-whole",
        }
    }

    /// The name of the line in drafts: the code of its item.
    pub fn name(&self) -> String {
        self.item.map_or_else(|| "visit".to_owned(), |item| item.code.to_string())
    }

    pub fn has_note(&self) -> bool {
        !self.note.text().trim().is_empty()
    }

    /// Something is written or agreed that belongs to an answer, but there is none.
    pub fn lacks_answer(&self) -> bool {
        self.item.is_some() && self.answer.is_none() && (self.has_note() || self.agreed.is_some())
    }

    /// Answers it. A concern brings the measure that the checklist proposes; a measure that nobody
    /// touched goes with its concern. `false` if the scale of the item does not have the rating.
    pub fn rate(
        &mut self,
        rating: Rating,
        origin: Origin,
        texts: &Texts,
        today: NaiveDate,
    ) -> bool {
        let Some(item) = self.item.filter(|item| item.scale.allows(rating)) else { return false };
        self.answer = Some((rating, origin));
        if self.agreed.as_ref().is_none_or(|measure| measure.proposed) {
            let concern = rating.is_concern() && origin == Origin::Asked;
            self.agreed = concern.then(|| proposal(item, rating, texts, today));
        }
        true
    }

    /// Takes the answer back. What was written stays.
    pub fn clear(&mut self) {
        self.answer = None;
        if self.agreed.as_ref().is_some_and(|measure| measure.proposed) {
            self.agreed = None;
        }
    }

    /// What is wrong with it, and in which field of its measure if it is that.
    pub fn flaw(
        &mut self,
        texts: &Texts,
        today: NaiveDate,
    ) -> Option<(Option<&'static str>, String)> {
        let measure = self.measure_flaw(texts, today);
        if self.lacks_answer() {
            return Some((None, texts.get("visit-lacks-answer").into_owned()));
        }
        measure.map(|(field, error)| (Some(field), error))
    }

    /// Takes the date typed into the measure, and lets an emptied measure go; what is wrong with
    /// it and in which field.
    pub fn measure_flaw(
        &mut self,
        texts: &Texts,
        today: NaiveDate,
    ) -> Option<(&'static str, String)> {
        let measure = self.agreed.as_mut()?;
        if measure.is_empty() {
            self.agreed = None;
            return None;
        }
        if measure.what.text().trim().is_empty() {
            return Some(("what", texts.get("visit-measure-empty").into_owned()));
        }
        measure.settle(today).err().map(|error| ("when", texts.date_error(error)))
    }

    /// What the server is to keep of it.
    pub fn noted(&self) -> Option<Noted> {
        let (rating, origin) = self.answer?;
        let answer = Answer { item: self.item?.code, rating, origin };
        let note = clean::text(self.note.text());
        Some(Noted { answer, note, agreed: self.agreement() })
    }

    /// What is agreed, if anything.
    pub fn agreement(&self) -> Option<Agreed> {
        self.agreed.as_ref().filter(|measure| !measure.is_empty()).map(Measure::agreed)
    }

    /// The measure of this line, to be changed; a new one begins with the proposal.
    pub fn measure(&mut self, texts: &Texts, today: NaiveDate) -> &mut Measure {
        let item = self.item;
        self.agreed.get_or_insert_with(|| match item {
            Some(item) => proposal(item, Rating::Attention, texts, today),
            None => Measure {
                what: Editor::line(""),
                window: in_days(DEFAULT_DAYS, today),
                when: Editor::line(""),
                typed_on: None,
                proposed: true,
            },
        })
    }

    /// Keeps a measure that was looked at and accepted; one that was only looked at goes again,
    /// unless a concern brought it.
    pub fn keep_measure(&mut self, accepted: bool) {
        let concern = self.answer.is_some_and(|(rating, _)| rating.is_concern());
        match &mut self.agreed {
            Some(measure) if accepted => measure.proposed &= concern,
            Some(measure) if measure.proposed && !concern => self.agreed = None,
            _ => {}
        }
    }
}

/// Days until something comes up again when nothing else is said.
const DEFAULT_DAYS: u16 = 14;

fn in_days(days: u16, today: NaiveDate) -> Window {
    let due = today.checked_add_days(Days::new(days.into())).unwrap_or(today);
    Window::for_due(due, today)
}

/// The measure that the checklist proposes; what is urgent is due today.
fn proposal(item: &Item, rating: Rating, texts: &Texts, today: NaiveDate) -> Measure {
    let days = if rating == Rating::Urgent { 0 } else { item.due_days };
    let (what, when) = (Editor::line(texts.wording(&item.measure)), Editor::line(""));
    Measure { what, window: in_days(days, today), when, typed_on: None, proposed: true }
}

/// The lines of the items of a checklist that are shown.
pub(super) fn lines(
    template: &Template,
    shown: impl Fn(&Item) -> bool,
    last: &[LastAnswer],
) -> Vec<Line> {
    let items = template.items.iter().filter(|item| shown(item));
    let mut lines: Vec<Line> = items.map(|item| Line::new(Some(item))).collect();
    for line in &mut lines {
        let code = line.item.map(|item| item.code);
        line.last = last.iter().find(|last| Some(last.answer.item) == code).cloned();
    }
    let own = stands_alone(template.is.id);
    let whole = if own { "assessment-whole" } else { "visit-whole" };
    lines.push(Line { whole, ..Line::new(None) });
    lines
}

/// "Rest ok" for the items of a regular visit; gives how many were open. One with a word written to it
/// is left for her to rate: what she wrote may say the opposite.
pub(super) fn rest_ok(lines: &mut [Line], template: &Template) -> usize {
    let answered = lines.iter().filter(|line| line.answer.is_some() || line.lacks_answer());
    let answered: Vec<ItemCode> = answered.filter_map(|line| Some(line.item?.code)).collect();
    let swept = sweep(template.regular(), |code| answered.contains(&code));
    for answer in &swept {
        let line = lines.iter_mut().find(|l| l.item.is_some_and(|i| i.code == answer.item));
        if let Some(line) = line {
            line.answer = Some((answer.rating, answer.origin));
        }
    }
    swept.len()
}

/// Takes over what was answered last time wherever nothing is answered yet, marked as such.
/// Warning signs are looked at anew each time. Gives how many were taken over.
pub(super) fn like_last(lines: &mut [Line]) -> usize {
    let mut taken = 0;
    for line in lines.iter_mut().filter(|line| line.answer.is_none()) {
        let open = line.item.is_some_and(|item| !item.restricted);
        if let (true, Some(last)) = (open, &line.last) {
            line.answer = Some((last.answer.rating, Origin::AsLastTime));
            taken += 1;
        }
    }
    taken
}
