//! What is to be done today, out of the roster; of the follow-ups on the board their words are read.

use super::lists::{ROWS, there, worker};
use super::{Context, PART, Room};
use crate::api::today::{Ask, Board, Row, What, Whose};
use crate::api::{Refusal, Reply};
use crate::domain::staff::Staff;
use crate::domain::today::Matter;
use crate::server::access::Actor;
use crate::store::roster::{self, Item, Roster};
use crate::store::{StoreError, View, followups, letters};

/// What is to be done by who asks, by those she stands in for, and in cases that are nobody's.
pub fn board(context: &Context<'_>, q: Ask) -> Result<Reply, Refusal> {
    let (limit, viewer) = (usize::from(q.limit.min(ROWS)), &context.actor.viewer);
    let (counts, rows, more) = {
        let roster = context.office.store.roster();
        let kind = context.office.record.kind;
        let eyes = |her: &Staff| Actor::on(context.today, kind, her, roster.staff()).viewer;
        let roster::Board { counts, items, more } =
            roster.board(viewer, limit, context.today, &eyes);
        let rows = items.iter().map(|item| (item.by_home, row(context, &roster, item)));
        (counts, rows.collect::<Vec<_>>(), more)
    };
    let rows = context.read(|view| {
        let in_words = |(at, row)| there(in_words(view, row).map(|row| (at, row)));
        let rows = rows.into_iter().filter_map(in_words);
        rows.collect::<Result<Vec<_>, _>>()
    })?;
    // what presses most is let in, whatever the order in which it is shown
    let (mut rows, left) = Room::of(PART).fit(rows.into_iter(), PART);
    if q.by_home {
        rows.sort_by_key(|(at, _)| *at);
    }
    let rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).collect();
    for row in &rows {
        if matches!(row.what, What::FollowUp { restricted: true, .. } | What::Protocol { .. }) {
            context.note_reading(row.case);
        }
    }
    let more = more.saturating_add(u32::try_from(left).unwrap_or(u32::MAX));
    Ok(Reply::Today(Board { counts, rows, more }))
}

/// A row without the words of its follow-up or letter.
fn row(context: &Context<'_>, roster: &Roster, item: &Item<'_>) -> Row {
    let what = match item.matter {
        Matter::FollowUp { id, window, restricted, .. } => {
            // who is to do it is read with its words
            let owner = item.who.unwrap_or(context.me.id);
            What::FollowUp { id, what: String::new(), window, owner, restricted }
        }
        Matter::Visit { due, first, missed } => {
            What::Visit { due, first, missed, last: item.last_visit }
        }
        Matter::Expiry { kind, last, person, papers, .. } => {
            What::Expiry { kind, last, person, papers }
        }
        Matter::Protocol { id, signs, day } => What::Protocol { id, signs, day },
        Matter::Letter { id, day } => {
            What::Letter { id, day, kind: String::new(), what: String::new() }
        }
        Matter::HandOver { on, from } => What::HandOver { on, from: worker(roster, from) },
    };
    let owners = &context.actor.viewer.owners;
    let whose = match item.who {
        None => Whose::Nobody,
        Some(who) if who == context.me.id => Whose::Mine,
        Some(who) if owners.contains(&who) => Whose::For(worker(roster, who)),
        Some(who) => Whose::With(worker(roster, who)),
    };
    Row {
        case: item.case,
        no: item.no,
        name: item.name.to_owned(),
        home: item.home.to_owned(),
        home_kind: item.home_kind,
        room: item.room.to_owned(),
        urgency: item.place.urgency,
        what,
        whose,
        closed: item.closed,
    }
}

/// The same with them.
fn in_words(view: &View<'_>, mut row: Row) -> Result<Row, StoreError> {
    if let What::FollowUp { id, what, window, owner, .. } = &mut row.what {
        let follow_up = followups::get(view, row.case, *id)?;
        (*window, *owner) = (follow_up.window, follow_up.owner);
        *what = follow_up.what;
    }
    if let What::Letter { id, kind, what, .. } = &mut row.what
        && let Some(now) = letters::get(view, row.case, *id)?.now()
    {
        (*kind, *what) = (now.content.kind.clone(), now.content.what.clone());
    }
    Ok(row)
}
