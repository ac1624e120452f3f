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
use crate::store::half::{Half, HalfError};
use crate::store::staff::{self, Hire};
use crate::store::{OpenError, Options, Store, StoreError, office};
use crate::text::Texts;

/// Free room that a small office needs, in MiB: what [`Options`] leave alone on the disk, the
/// journal's first piece and the reserve for drafts.
const ROOM: u64 = 80;

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
    let hire = owner.map(|owner| Hire {
        uid: me.uid,
        user: me.user,
        name: owner.name.clone(),
        roles: vec![Role::Worker, Role::Coordinator],
        posts: vec![(owner.area.clone(), Fte(100))],
        from: zone.day(now),
        lang: Some(texts.lang().code().to_owned()),
    });
    let made = make(dir, now, texts, |store| {
        store.write(&author, None, "found", move |change| {
            let founded = office::found(change, &office)?;
            hire.map_or(Ok(founded), |hire| staff::add(change, &hire))
        })
    });
    made.map(drop)
}

/// Makes an office in a folder: all of it or none. When it fails, the folder is left as it was
/// before. `None` when there is an office, which somebody else made at the same time.
pub fn make<T>(
    dir: &Path,
    now: DateTime<Utc>,
    texts: &Texts,
    fill: impl FnOnce(&Store) -> Result<T, StoreError>,
) -> Result<Option<T>, Problem> {
    let site = Site::prepare(dir).map_err(|error| not_made(&error.into(), dir, texts))?;
    let made = make_within(dir, now, texts, fill);
    if made.is_err() {
        site.clear();
    }
    made
}

fn make_within<T>(
    dir: &Path,
    now: DateTime<Utc>,
    texts: &Texts,
    fill: impl FnOnce(&Store) -> Result<T, StoreError>,
) -> Result<Option<T>, Problem> {
    let refused = |error| not_made(&error, dir, texts);
    let half = match Half::found(dir) {
        Ok(half) => half,
        Err(HalfError::NotEmpty(_)) => return Ok(None),
        Err(HalfError::Refused(error)) => return Err(refused(error)),
    };
    let opened = Store::open(half.dir(), Options::at(now.timestamp_millis()), &mut |_| {});
    let store = opened.map_err(refused)?.store;
    let filled = fill(&store);
    let filled = filled.and_then(|filled| store.close().map(|()| filled).map_err(StoreError::from));
    drop(store);
    let filled = filled.map_err(|error| not_filled(&error, dir, texts))?;
    half.finish().map_err(|error| refused(error.into()))?;
    Ok(Some(filled))
}

fn not_made(error: &OpenError, dir: &Path, texts: &Texts) -> Problem {
    match error {
        OpenError::Disk(error) if error.is_full() => no_room(dir, texts),
        error => cannot_open(error, dir, texts),
    }
}

fn not_filled(error: &StoreError, dir: &Path, texts: &Texts) -> Problem {
    if matches!(error, StoreError::Engine(EngineError::DiskFull)) {
        return no_room(dir, texts);
    }
    let folder = dir.display().to_string();
    let values = [("folder", folder.into()), ("reason", error.to_string().into())];
    Problem::with(texts, Kind::Failed, "problem-founding", &values)
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
