//! What is shown instead of the questions for a moment: what is missing, and what was answered to
//! one of them before.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{State, fields};
use crate::api::facts::History;
use crate::domain::facts::{Entry as Known, FactKey, IN_RECORD, Kind, NO_ANSWER, UNKNOWN};
use crate::tui::command::CommandId;
use crate::tui::ctx::Ctx;
use crate::tui::effect::Effect;
use crate::tui::theme::{Tone, behind, below, row};
use crate::tui::widgets::entries::{self, Entry};
use crate::tui::widgets::list::List;

/// A list beside the questions.
#[derive(Debug)]
pub(super) enum Aside {
    /// What has to be answered still.
    Missing {
        /// Selected row.
        list: List,
        /// Rows seen.
        height: u16,
    },
    /// What was answered to a question.
    History {
        /// Which.
        key: FactKey,
        /// `None` until the server has told.
        entries: Option<History>,
        list: List,
        height: u16,
    },
}

impl Aside {
    pub(super) fn missing() -> Self {
        Self::Missing { list: List::default(), height: 1 }
    }

    pub(super) fn history(key: FactKey) -> Self {
        Self::History { key, entries: None, list: List::default(), height: 1 }
    }
}

/// Everything missing: the part and the question.
fn missing(state: &State) -> Vec<(usize, FactKey)> {
    let parts = state.complete.iter().enumerate();
    parts.flat_map(|(at, part)| part.missing.iter().map(move |key| (at, *key))).collect()
}

/// Carries out a command in the list.
pub(super) fn act(state: &mut State, command: CommandId, ctx: &Ctx) -> Vec<Effect> {
    let all = missing(state);
    let selected = match &mut state.aside {
        Some(Aside::Missing { list, height }) => {
            if list.apply(command, all.len(), *height) {
                return vec![];
            }
            all.get(list.selected).copied()
        }
        Some(Aside::History { list, height, entries, .. }) => {
            let len = entries.as_ref().map_or(0, |history| history.entries.len());
            if list.apply(command, len, *height) {
                return vec![];
            }
            None
        }
        None => None,
    };
    let goes = matches!(command, CommandId::Accept | CommandId::FieldNext);
    if goes || matches!(command, CommandId::Back | CommandId::Missing | CommandId::History) {
        state.aside = None;
    }
    if let Some((at, key)) = selected.filter(|_| goes) {
        (state.at, state.in_head) = (at, false);
        if let (Some(part), Some(question)) = (state.parts.get_mut(at), key.question()) {
            part.form.focus(&fields::name(question));
        }
    }
    state.arrange(ctx);
    vec![]
}

/// Draws the list in the place of the questions.
pub(super) fn view(state: &mut State, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
    let texts = &ctx.texts;
    let body = below(area, 1);
    let (title, mut rows) = match &state.aside {
        Some(Aside::Missing { .. }) => {
            let all = missing(state);
            let key = if all.is_empty() { "sheet-missing-none" } else { "sheet-missing-title" };
            let row = |(at, key): &(usize, FactKey)| {
                let name = state.parts.get(*at).filter(|part| !part.is_household());
                let household = || texts.get("sheet-household").into_owned();
                let name = name.map_or_else(household, |part| part.name.clone());
                entry(name, texts.question(*key).into_owned(), String::new())
            };
            (texts.get(key).into_owned(), all.iter().map(row).collect())
        }
        Some(Aside::History { key, entries, .. }) => {
            let values = [("question", texts.question(*key).into_owned().into())];
            let title = texts.with("sheet-history-title", &values).into_owned();
            let none = texts.get("sheet-history-none").into_owned();
            let none = || vec![entry(none, String::new(), String::new())];
            let all = |history: &History| -> Vec<Entry> {
                history.entries.iter().map(|known| words(known, history, ctx)).collect()
            };
            let rows = entries.as_ref().map(all).unwrap_or_default();
            let told = rows.is_empty() && entries.is_some();
            (title, if told { none() } else { rows })
        }
        None => return Position::new(area.x, area.y),
    };
    ctx.theme.put(buf, behind(row(area, 0), 1), &title, Tone::Strong);
    let Some(Aside::Missing { list, height } | Aside::History { list, height, .. }) =
        &mut state.aside
    else {
        return Position::new(area.x, area.y);
    };
    let is_alone = |entry: &Entry| entry.second.0.is_empty() && entry.sentence.0.is_empty();
    let widest = rows.iter().filter(|row| !is_alone(row)).map(|row| ctx.theme.width(&row.first.0));
    let tab = widest.max().map_or(0, |widest| widest.min(body.width * 2 / 3) + 2);
    let selected = list.selected.min(rows.len().saturating_sub(1));
    for (number, row) in rows.iter_mut().enumerate() {
        (row.first.2, row.second.2) = (tab, tab);
        if number == selected {
            row.first.1 = Tone::Chosen;
        }
    }
    *height = entries::draw(list, ctx, body, buf, &rows).max(1);
    entries::cursor(list, ctx, body, &rows)
}

/// What stands first, and beside it either what is short or what may take more rows.
fn entry(first: String, second: String, sentence: String) -> Entry {
    Entry {
        first: (first, Tone::Plain, 0),
        second: (second, Tone::Plain, 0),
        sentence: (sentence, Tone::Plain),
    }
}

/// As of when, from whom and by whom it was written down, and the answer.
fn words(known: &Known, history: &History, ctx: &Ctx) -> Entry {
    let texts = &ctx.texts;
    let question = known.key.question();
    let answer = match (known.value.as_str(), question) {
        ("", _) => texts.get("sheet-history-out").into_owned(),
        (IN_RECORD, _) => texts.get("sheet-history-record").into_owned(),
        (UNKNOWN, _) => texts.get("widget-unknown").into_owned(),
        (NO_ANSWER, _) => texts.get("widget-no-answer").into_owned(),
        (value, Some(question)) => match question.kind {
            Kind::Paper(_) => fields::in_words(question.kind, value, ctx),
            kind => {
                let mut field = fields::field(question, value, ctx);
                field.speak(texts);
                field.set(&fields::shown(kind, value, texts));
                field.in_words(texts)
            }
        },
        (value, None) => value.to_owned(),
    };
    let name = history.staff.iter().find(|(id, _)| *id == known.by);
    let values = [
        ("date", texts.date(known.as_of).into()),
        ("source", texts.source(known.source).into_owned().into()),
        ("name", name.map_or_else(String::new, |(_, name)| name.clone()).into()),
    ];
    entry(texts.with("sheet-history-by", &values).into_owned(), String::new(), answer)
}
