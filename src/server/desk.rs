//! Where one client is served: who she is at this moment, whether she may, and the answer.

use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::access::{self, Kind, Line};
use super::handle::{self, Context, Work, internal};
use super::office::{Note, Office, is_founder};
use super::outbox::Outbox;
use super::peer::Peer;
use crate::api::{Ask, FromServer, Refusal, Reply, Request, wire};
use crate::domain::ids::{CaseId, StaffId};
use crate::domain::staff::Staff;
use crate::store::OFFICE_ITSELF;

/// What the threads of one connection share.
pub struct Desk {
    /// The office.
    pub office: Arc<Office>,
    /// The line to the client.
    pub stream: Arc<UnixStream>,
    /// Who connected.
    pub peer: Peer,
    /// What waits to be written to the client.
    pub outbox: Arc<Outbox>,
}

impl Desk {
    /// Answers one ask; `false` at the end.
    pub fn serve(&self, ask: Ask, work: &mut Work) -> bool {
        let tag = ask.tag;
        let Ok(me) = self.office.identify(&self.peer) else {
            // the employment ended while she was connected
            self.note(None, "connect", None, true);
            self.reply(tag, Err(Refusal::NotPermitted));
            return false;
        };
        let done = catch_unwind(AssertUnwindSafe(|| self.answer(&me, ask, work)));
        let result = done.unwrap_or_else(|_| Err(internal(&"a panic")));
        self.reply(tag, result)
    }

    /// Checks an ask against the access table and carries it out.
    fn answer(&self, me: &Staff, ask: Ask, work: &mut Work) -> Result<Reply, Refusal> {
        let now = self.office.now();
        let mut context = Context {
            office: &self.office,
            me,
            actor: self.office.actor_of(me),
            line: access::line(&ask.body),
            request: ask.request,
            beside: ask.beside,
            now,
            today: self.office.zone.day(now),
            work,
        };
        let result =
            check(&context, &ask.body).and_then(|()| handle::handle(&mut context, ask.body));
        // what it named turned out on the way, of what is undone for instance
        let line = &context.line;
        let refused = result.as_ref().is_err_and(Refusal::is_of_rights);
        if refused || (result.is_ok() && line.kind == Kind::LoggedRead) {
            self.note(Some(me.id), line.action, line.case, refused);
        }
        // what was carried out before is not refused, whatever has become of it or of her rights since:
        // only the answer was lost, and a form that is told otherwise goes on under the same id
        result.or_else(|refusal| context.made_before().ok_or(refusal))
    }

    /// Queues a reply; `false` when the client is gone.
    pub fn reply(&self, tag: u32, result: Result<Reply, Refusal>) -> bool {
        let body = wire::encode(&FromServer::Reply { tag, result }).or_else(|error| {
            let result = Err(internal(&error));
            wire::encode(&FromServer::Reply { tag, result })
        });
        body.is_ok_and(|body| self.outbox.reply(body))
    }

    /// Puts a reading or a refusal into the log.
    pub fn note(
        &self,
        staff: Option<StaffId>,
        action: &'static str,
        case: Option<CaseId>,
        refused: bool,
    ) {
        let staff = staff.filter(|id| *id != OFFICE_ITSELF);
        self.office.note(Note { staff, uid: self.peer.uid, action, case, refused });
    }
}

/// What the access table and the case named have to say to an ask.
///
/// While the disk takes nothing, the log cannot be written either. One case is read all the same,
/// for somebody's number may be needed at once, and the entry follows (`store::log`); what takes out
/// more than that, an export, a backup or the log itself, waits for the disk.
fn check(context: &Context<'_>, body: &Request) -> Result<(), Refusal> {
    let Context { office, me, actor, line, .. } = context;
    // nobody is on the list yet: who owns the data may begin it, and nothing else
    let begins = is_founder(me) && matches!(body, Request::AddStaff(_));
    if !begins && !actor.may(line) {
        return Err(Refusal::NotPermitted);
    }
    let Some(case) = line.case else {
        return if line.kind == Kind::LoggedRead && office.store.is_read_only() {
            Err(Refusal::DiskFailed)
        } else {
            Ok(())
        };
    };
    // what she is typing is kept even if the case is no longer hers
    if line.kind != Kind::Draft && !office.sees(case, actor) {
        return Err(Refusal::NotFound);
    }
    if !opens_masked(line, body) && office.masks(case, actor) {
        return Err(Refusal::Protected);
    }
    Ok(())
}

/// What may be asked of a case in which somebody is protected (`docs/domain.md`, protected
/// persons) by who is not responsible for it: to hand it over, to open it with a reason, and to keep
/// what is being typed.
fn opens_masked(line: &Line, body: &Request) -> bool {
    line.kind == Kind::Draft || matches!(body, Request::EditCase(_) | Request::OpenProtected(_))
}
