//! Makes an office where there is none: a shared one at its first start, one's own at the first
//! start of `aid`.

use std::io;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::site::Site;
use crate::client::problems;
use crate::domain::area::Fte;
use crate::domain::dates::OfficeZone;
use crate::domain::office::{Office, OfficeKind, Rules};
use crate::domain::staff::Role;
use crate::problem::{Kind, Problem};
use crate::server::{self, peer::Peer};
use crate::store::change::{Author, OFFICE_ITSELF};
use crate::store::engine::EngineError;
use crate::store::staff::{self, Hire};
use crate::store::{OpenError, Options, Store, StoreError};
use crate::text::Texts;

/// Free room that a small office needs, in MiB: what [`Options`] leave alone on the disk, the
/// journal's first piece and the reserve for drafts.
const ROOM: u64 = 80;

/// Whether there is an office in a directory: it has a journal or snapshots to make one of. Where
/// this user may not look, it is taken for one.
pub fn is_office(dir: &Path) -> bool {
    let unseen = |error: io::Error| error.kind() != io::ErrorKind::NotADirectory;
    ["journal", "snapshots"].iter().any(|name| dir.join(name).try_exists().unwrap_or_else(unseen))
}

/// The owner of an office of one's own.
pub struct Owner {
    /// Display name.
    pub name: String,
    /// Area of the post.
    pub area: String,
}

/// Makes an office for many people. Its staff list is empty; the owner of the data fills it in.
pub fn shared(dir: &Path, name: &str, now: DateTime<Utc>, texts: &Texts) -> Result<(), Problem> {
    found(dir, OfficeKind::Shared, name, None, now, texts)
}

/// Makes an office of one's own: the owner is worker and coordinator at once.
pub fn personal(
    dir: &Path,
    owner: &Owner,
    now: DateTime<Utc>,
    texts: &Texts,
) -> Result<(), Problem> {
    found(dir, OfficeKind::Personal, &owner.area, Some(owner), now, texts)
}

fn found(
    dir: &Path,
    kind: OfficeKind,
    name: &str,
    owner: Option<&Owner>,
    now: DateTime<Utc>,
    texts: &Texts,
) -> Result<(), Problem> {
    make(dir, now, texts, |store| {
        let zone = OfficeZone::default();
        let me = Peer::own();
        let author = Author { staff: OFFICE_ITSELF, uid: me.uid, at: now, zone };
        let office = Office {
            kind,
            name: crate::domain::clean::line(name),
            zone: zone.name().to_owned(),
            rules: Rules::default(),
            founded: zone.day(now),
        };
        store.found(&author, office)?;
        let Some(owner) = owner else { return Ok(()) };
        let hire = Hire {
            uid: me.uid,
            user: me.user,
            name: owner.name.clone(),
            roles: vec![Role::Worker, Role::Coordinator],
            posts: vec![(owner.area.clone(), Fte(100))],
            from: zone.day(now),
            lang: Some(texts.lang().code().to_owned()),
        };
        store.write(&author, None, "add-staff", move |c| staff::add(c, &hire)).map(drop)
    })
}

/// Makes an office in a folder. When that fails, the folder is left as it was before.
pub fn make<T>(
    dir: &Path,
    now: DateTime<Utc>,
    texts: &Texts,
    fill: impl FnOnce(&Store) -> Result<T, StoreError>,
) -> Result<T, Problem> {
    let site = Site::prepare(dir).map_err(|error| cannot_write(&error, dir, texts))?;
    let store = match Store::open(dir, Options::at(now.timestamp_millis()), &mut |_| {}) {
        Ok(opened) => opened.store,
        Err(error) => {
            // somebody else is just making one here: it is not this call's to remove
            if !matches!(error, OpenError::Locked(_)) {
                site.clear();
            }
            return Err(match &error {
                OpenError::Disk(error) if error.is_full() => no_room(dir, texts),
                error => cannot_open(error, dir, texts),
            });
        }
    };
    let filled = fill(&store);
    let made = filled.and_then(|filled| store.close().map(|()| filled).map_err(StoreError::from));
    drop(store);
    made.map_err(|error| {
        site.clear();
        match error {
            StoreError::Engine(EngineError::DiskFull) => no_room(dir, texts),
            error => {
                let folder = dir.display().to_string();
                let values = [("folder", folder.into()), ("reason", error.to_string().into())];
                Problem::with(texts, Kind::Failed, "problem-founding", &values)
            }
        }
    })
}

fn cannot_write(error: &io::Error, dir: &Path, texts: &Texts) -> Problem {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => no_room(dir, texts),
        _ => Problem::file(texts, dir, error),
    }
}

fn no_room(dir: &Path, texts: &Texts) -> Problem {
    let values = [("folder", dir.display().to_string().into()), ("room", ROOM.into())];
    Problem::with(texts, Kind::Failed, "problem-no-room", &values)
}

/// Why an office cannot be opened. Details are for the administrator and name files, never content.
pub fn cannot_open(error: &OpenError, dir: &Path, texts: &Texts) -> Problem {
    if matches!(error, OpenError::Locked(_)) {
        let values = [("folder", dir.display().to_string().into())];
        return Problem::with(texts, Kind::Failed, "problem-locked", &values);
    }
    problems::failure(&server::not_opened(error), dir, texts)
}

/// An error of the operating system while serving.
pub fn cannot_serve(error: &io::Error, texts: &Texts) -> Problem {
    let values = [("reason", Problem::reason(texts, error).into())];
    Problem::with(texts, Kind::Failed, "problem-cannot-start", &values)
}
