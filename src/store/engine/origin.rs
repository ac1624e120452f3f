//! Whether records are those of the journal they lie beside: copying an office into a folder that
//! still has the records of another one must not mix the two.
//!
//! What a change wrote tells: its time, who made it, under which request, and its values.

use super::history::{self, CHANGES};
use super::open::{Trouble, decode};
use super::records::{Records, Writes};
use crate::journal::{Scan, Tree};

/// Compares what both know of the same changes. Where they know of none in common, or of bulk
/// building only, nothing can be told, and the records are believed.
pub fn is_of_journal(records: &Records, scan: &Scan) -> Result<bool, Trouble> {
    let applied = records.applied().seq;
    // beside their own journal the last change that both have is enough; records that are ahead of
    // it are rare, and looked at closely
    let from = if applied > scan.last { 0 } else { applied.saturating_sub(1) };
    let mut same = true;
    scan.replay::<Trouble>(from, applied.min(scan.last), |seq, payload| {
        let change = decode(seq, payload)?;
        let writes: Writes = history::writes(seq, &change).into_iter().collect();
        for (key, value) in writes {
            let is_entry = key.first().is_some_and(|tree| Tree(*tree) == CHANGES);
            // later changes have replaced values; entries are forgotten, but never replaced
            if !is_entry && seq < applied {
                continue;
            }
            let stored = records.get(&key)?;
            let forgotten = is_entry && stored.is_none();
            same &= forgotten || stored.as_deref() == value.as_deref();
        }
        Ok(())
    })?;
    Ok(same)
}
