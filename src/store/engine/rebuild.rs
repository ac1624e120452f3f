//! Building the records anew from the newest snapshot that verifies and the journal behind it.

use super::Projection;
use super::dirs::Dirs;
use super::error::{Damage, OpenError};
use super::layers::flat;
use super::open::{Opening, REPLAY_BATCH, Trouble};
use super::records::{Records, Writes};
use super::report::{Progress, Rebuilt, Stage};
use crate::journal::disk::{self, at};
use crate::journal::snapshot::{self, SnapshotError};
use crate::journal::{DiskError, Scan};
use std::fs;
use std::path::{Path, PathBuf};

/// What the marker says while records are being built: half of them are of no use to anybody.
pub const MARK: &[u8] = b"rebuilding\n";

/// Sets damaged records aside and builds new ones. Nothing is touched before it is certain that
/// snapshot and journal have all that is needed.
pub fn rebuild<P: Projection>(
    opening: &mut Opening<'_, P>,
    why: Rebuilt,
) -> Result<Records, OpenError> {
    let bases = bases(&opening.dirs, &opening.scan, opening.scan.last)?;
    if bases.is_empty() {
        return Err(OpenError::Damaged(hole(opening)?));
    }
    let journal = opening.scan.last;
    if let Some(records) = opening.claimed.filter(|claimed| *claimed > journal) {
        // damaged as they are, they say that the journal has lost its end
        return Err(OpenError::Damaged(Damage::JournalBehind { journal, records }));
    }
    if disk::exists(&opening.dirs.records)? {
        let aside = opening.dirs.set_aside(&opening.dirs.records, opening.options.now_ms)?;
        opening.report.set_aside.push(aside);
    }
    tracing::warn!(?why, "the records are built anew");
    opening.report.rebuilt = Some(why);
    opening.mark(MARK)?;
    for base in bases {
        match build(opening, &base) {
            Ok(records) => return Ok(records),
            Err(Trouble::Open(error)) => return Err(error),
            Err(Trouble::Damaged(reason)) => {
                tracing::error!(reason, "a snapshot cannot be used");
                discard(&opening.dirs.records)?;
            }
        }
    }
    // no snapshot holds what it should, and the journal alone did not either
    let (from, last) = (opening.scan.reach(0), opening.scan.last);
    Err(OpenError::Damaged(Damage::JournalHole { from, last }))
}

/// Removes half-built records.
pub fn discard(records: &Path) -> Result<(), DiskError> {
    match fs::remove_dir_all(records) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(at(records)(error)),
        _ => Ok(()),
    }
}

/// Where a rebuild can begin: a snapshot, or nothing at all.
pub enum Base {
    /// With the changes that are in it for certain and at most.
    Snapshot(PathBuf, u64, u64),
    Empty,
}

/// Whether snapshot and journal have all that is needed.
pub fn is_possible<P>(opening: &Opening<'_, P>) -> Result<bool, DiskError> {
    Ok(!bases(&opening.dirs, &opening.scan, opening.scan.last)?.is_empty())
}

/// The beginnings from which the journal reaches change `last`, the best first. None when the
/// journal is gone or a snapshot goes on behind it: what it held may be lost, and is not to be
/// passed over.
pub fn bases(dirs: &Dirs, scan: &Scan, last: u64) -> Result<Vec<Base>, DiskError> {
    let snapshots = snapshot::list(&dirs.snapshots)?;
    let ranges = || snapshots.iter().filter_map(|path| snapshot::range(path));
    if scan.segments.is_empty() || ranges().any(|(_, to)| to > last) {
        return Ok(Vec::new());
    }
    let mut bases = Vec::new();
    for path in &snapshots {
        if let Some((from, to)) = snapshot::range(path)
            && scan.reach(from) >= last
        {
            bases.push(Base::Snapshot(path.clone(), from, to));
        }
    }
    if scan.reach(0) >= last {
        bases.push(Base::Empty);
    }
    Ok(bases)
}

/// How far journal and snapshots reach, and how far they should.
fn hole<P>(opening: &Opening<'_, P>) -> Result<Damage, DiskError> {
    let scan = &opening.scan;
    let mut from = scan.reach(0);
    let mut last = scan.last.max(opening.claimed.unwrap_or_default());
    for (begun, to) in
        snapshot::list(&opening.dirs.snapshots)?.iter().filter_map(|path| snapshot::range(path))
    {
        last = last.max(to);
        // an image is whole only with the changes made while it was taken
        from = from.max(Some(scan.reach(begun)).filter(|reached| *reached >= to).unwrap_or(0));
    }
    Ok(Damage::JournalHole { from, last })
}

fn build<P: Projection>(opening: &mut Opening<'_, P>, base: &Base) -> Result<Records, Trouble> {
    let records = Records::open(&opening.dirs.records, opening.options.cache_bytes)?;
    let last = opening.scan.last;
    match base {
        Base::Empty => opening.replay(&records, 0, last)?,
        Base::Snapshot(path, from, to) => {
            let state = restore(opening, &records, path, *from)?;
            opening.replay(&records, *from, *to)?;
            if records.applied().digest != state {
                return Err(Trouble::Damaged("the digest of the snapshot is wrong".into()));
            }
            opening.replay(&records, *to, last)?;
        }
    }
    Ok(records)
}

/// Loads a snapshot; the digest the records must have after its last change.
fn restore<P>(
    opening: &mut Opening<'_, P>,
    records: &Records,
    path: &Path,
    from: u64,
) -> Result<crate::journal::Digest, Trouble> {
    let mut writes = Writes::new();
    let mut done = 0;
    let info = snapshot::read::<Trouble>(path, |tree, key, value| {
        writes.insert(flat(tree, key), Some(value.to_vec()));
        if writes.len() >= REPLAY_BATCH {
            done += writes.len() as u64;
            // as before the first change: killed here, they are not taken for those of `from`
            records.apply(0, &std::mem::take(&mut writes))?;
            (opening.progress)(Progress { stage: Stage::Restore, done, total: 0 });
        }
        Ok(())
    })?;
    records.apply(from, &writes)?;
    Ok(info.state)
}

impl From<SnapshotError> for Trouble {
    fn from(error: SnapshotError) -> Self {
        match error {
            SnapshotError::Disk(error) => Self::Open(error.into()),
            SnapshotError::Newer(path) => Self::Open(OpenError::Newer(path.display().to_string())),
            SnapshotError::Damaged(path) => Self::Damaged(path.display().to_string()),
        }
    }
}
