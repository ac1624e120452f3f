//! Ratings in words: the keys that give them, an answer, what was answered last time.

use std::borrow::Cow;

use super::{Line, State};
use crate::domain::checklist::{Origin, Rating, Scale};
use crate::text::Texts;
use crate::tui::command::{CommandId, Context};
use crate::tui::ctx::Ctx;
use crate::tui::keymap::{Focus as Keys, words};
use crate::tui::theme::Tone;

/// `1 ok  2 beob.  3 Bedarf  4 dringend  0 n. z.`, or the same in shorter words.
pub(super) fn legend(state: &State, ctx: &Ctx, narrow: bool) -> String {
    let ability = state
        .lines
        .first()
        .and_then(|line| line.item)
        .is_some_and(|item| item.scale == Scale::Ability);
    let scale = if ability { Scale::Ability } else { Scale::Situation };
    let ratings = [
        (CommandId::AnswerOk, Rating::Ok),
        (CommandId::AnswerWatch, Rating::Watch),
        (CommandId::AnswerAttention, Rating::Attention),
        (CommandId::AnswerUrgent, Rating::Urgent),
        (CommandId::AnswerNotApplicable, Rating::NotApplicable),
    ];
    let parts = ratings.into_iter().filter(|(_, rating)| scale.allows(*rating));
    let parts = parts.filter_map(|(command, rating)| {
        let mut keys = ctx.keymap.keys_for(command, Keys::on(Context::Checklist));
        let word = if narrow { shortest } else { short };
        Some(format!("{} {}", words(keys.next()?, &ctx.texts), word(rating, scale, &ctx.texts)))
    });
    parts.collect::<Vec<_>>().join(if narrow { " " } else { "  " })
}

/// A rating in a word that fits its column.
fn short(rating: Rating, scale: Scale, texts: &Texts) -> String {
    texts.get(word(rating, scale)).into_owned()
}

/// A rating in a word so short that all of them stand in one line of a narrow terminal.
fn shortest(rating: Rating, scale: Scale, texts: &Texts) -> String {
    let shortest = texts.attribute(word(rating, scale), "narrow");
    shortest.map_or_else(|| short(rating, scale, texts), Cow::into_owned)
}

/// The key of its text.
fn word(rating: Rating, scale: Scale) -> &'static str {
    match (scale, rating) {
        (Scale::Situation, Rating::Ok) => "visit-ok",
        (Scale::Situation, Rating::Watch) => "visit-watch",
        (Scale::Situation, Rating::Attention) => "visit-attention",
        (_, Rating::Urgent) => "visit-urgent-short",
        (_, Rating::NotApplicable) => "visit-na",
        (Scale::Ability, Rating::Ok) => "visit-can",
        (Scale::Ability, Rating::Watch) => "visit-with-help",
        (Scale::Ability, Rating::Attention) => "visit-not-yet",
    }
}

/// The answer as it stands in its column: a summary in brackets, last time's behind a sign.
pub(super) fn answer(line: &Line, texts: &Texts) -> (String, Tone) {
    let (Some((rating, origin)), Some(item)) = (line.answer, line.item) else {
        return (if line.item.is_some() { "–" } else { "" }.to_owned(), Tone::Plain);
    };
    let word = short(rating, item.scale, texts);
    let text = match origin {
        Origin::Asked => word,
        Origin::Summary => summary(&word),
        // with its sign in the same column
        Origin::AsLastTime if item.scale == Scale::Ability => {
            format!("={}", shortest(rating, item.scale, texts))
        }
        Origin::AsLastTime => format!("={word}"),
    };
    let tone = match rating {
        Rating::Urgent => Tone::Alarm,
        Rating::Attention => Tone::Warn,
        _ => Tone::Plain,
    };
    (text, tone)
}

/// A summary never looks like an answer to the question itself.
fn summary(word: &str) -> String {
    format!("({word})")
}

/// How last time is said: in as many words as there is room for, the same for every item.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Wording {
    Long,
    Short,
    #[default]
    Bare,
}

impl Wording {
    pub(super) fn of(state: &State, ctx: &Ctx, width: u16) -> Self {
        let fits = |wording: &Self| {
            let mut said = state.lines.iter().filter_map(|line| wording.say(line, ctx));
            said.all(|said| ctx.theme.width(&said) <= width)
        };
        [Self::Long, Self::Short].into_iter().find(fits).unwrap_or(Self::Bare)
    }

    /// `zuletzt: Bedarf 19.10.`
    pub(super) fn say(self, line: &Line, ctx: &Ctx) -> Option<String> {
        let (last, item) = (line.last.as_ref()?, line.item?);
        let word = short(last.answer.rating, item.scale, &ctx.texts);
        let is_summary = last.answer.origin == Origin::Summary;
        let rating = if is_summary { summary(&word) } else { word };
        let date = ctx.texts.date_near(last.on, ctx.today());
        let key = match self {
            Self::Long => "visit-last",
            Self::Short => "visit-last-short",
            Self::Bare => return Some(format!("{rating} {date}")),
        };
        let values = [("rating", rating.into()), ("date", date.into())];
        Some(ctx.texts.with(key, &values).into_owned())
    }
}
