//! Makes an office where there is none: a shared one at its first start, one's own at the first
//! start of `aid`.

use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use chrono::{DateTime, Utc};

use crate::client::problems;
use crate::domain::area::Fte;
use crate::domain::dates::OfficeZone;
use crate::domain::office::{Office, OfficeKind, Rules};
use crate::domain::staff::Role;
use crate::problem::{Kind, Problem};
use crate::server::{self, peer::Peer};
use crate::store::change::{Author, OFFICE_ITSELF};
use crate::store::staff::{self, Hire};
use crate::store::{OpenError, Options, Store, StoreError};
use crate::text::Texts;

/// Whether there is an office in a directory: it has a journal or snapshots to make one of. Where
/// this user may not look, it is taken for one.
pub fn is_office(dir: &Path) -> bool {
    ["journal", "snapshots"].iter().any(|name| dir.join(name).try_exists().unwrap_or(true))
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
    let made = DirBuilder::new().recursive(true).mode(0o700).create(dir);
    made.map_err(|error| Problem::file(texts, dir, &error))?;
    let opened = Store::open(dir, Options::at(now.timestamp_millis()), &mut |_| {});
    let opened = opened.map_err(|error| cannot_open(&error, dir, texts))?;
    let store = opened.store;
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
    let written = store.found(&author, office).and_then(|_| match hire {
        Some(hire) => {
            store.write(&author, None, "add-staff", move |c| staff::add(c, &hire)).map(drop)
        }
        None => Ok(()),
    });
    let failed = |reason: String| {
        let values = [("folder", dir.display().to_string().into()), ("reason", reason.into())];
        Problem::with(texts, Kind::Failed, "problem-founding", &values)
    };
    written.map_err(|error: StoreError| failed(error.to_string()))?;
    store.close().map_err(|error| failed(error.to_string()))
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
