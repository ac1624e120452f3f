//! Everything this user may see, asked for page after page.

use super::shell::Office;
use crate::api::exchange::{ExportPage, Page, Sent, Whole};
use crate::api::{Reply, Request};
use crate::domain::area::Area;
use crate::domain::ids::{CaseId, SiteId};
use crate::domain::site::Site;
use crate::problem::Problem;

/// Cases asked for at once; the server sends fewer when they do not fit.
const CASES: u16 = 100;

/// The cases, a page at a time.
pub(super) struct Pages {
    visits: bool,
    after: Option<CaseId>,
    /// What was sent of the case `after`, of which there is more.
    sent: Option<Sent>,
    /// A large case comes in pieces: those that are here.
    begun: Option<Whole>,
    ended: bool,
    /// Sites that the lodgings of the cases name which are here.
    pub sites: Vec<(SiteId, Site)>,
    /// Areas, once the first page is here.
    pub areas: Vec<Area>,
}

impl Pages {
    /// Nothing is asked yet. Without `visits` there are no visits and no follow-ups.
    pub fn new(visits: bool) -> Self {
        let (sites, areas) = (vec![], vec![]);
        Self { visits, after: None, sent: None, begun: None, ended: false, sites, areas }
    }

    /// The next cases, each of them whole; `None` behind the last one.
    pub fn next(&mut self, office: &mut Office) -> Result<Option<Vec<Whole>>, Problem> {
        if self.ended {
            return Ok(None);
        }
        let (after, sent) = (self.after, self.sent.unwrap_or_default());
        let ask = ExportPage { after, sent, limit: CASES, visits: self.visits };
        let Reply::Export(page) = office.call(Request::Export(ask))? else {
            return Err(office.unexpected());
        };
        let Page { cases, sites, areas, rest, last } = *page;
        self.sites.extend(sites);
        self.areas.extend(areas);
        let before = self.reached();
        self.after = cases.last().map(|whole| whole.case.id).or(self.after);
        self.sent = rest;
        if !last && self.reached() <= before {
            // it would go on for ever
            return Err(office.unexpected());
        }
        let mut whole = Vec::new();
        for piece in cases {
            match &mut self.begun {
                Some(begun) if begun.case.id == piece.case.id => begun.add(piece),
                begun => whole.extend(begun.replace(piece)),
            }
        }
        if last {
            self.ended = true;
            whole.extend(self.begun.take());
        }
        Ok(Some(whole))
    }

    /// How far it has come: the case, and how much of it.
    fn reached(&self) -> (Option<CaseId>, u64) {
        (self.after, self.sent.map_or(u64::MAX, Sent::total))
    }
}
