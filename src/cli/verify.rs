//! `aid verify`: compares journal, snapshots and records while the server runs. `aid compact`: keeps
//! only what is there now.

use super::shell::Shell;
use crate::api::office::Finding;
use crate::api::{Reply, Request};
use crate::client::problems;
use crate::problem::{Kind, Problem};

/// Says what was read and that all is well, and what else there is to know; or lists what is
/// damaged.
pub fn run(shell: &mut Shell) -> Result<(), Problem> {
    let mut office = shell.connect()?;
    let Reply::Verified(verified) = office.call(Request::Verify)? else {
        return Err(office.unexpected());
    };
    let texts = &shell.texts;
    let sentences = verified.found.iter().map(|finding| problems::finding(finding, texts));
    let sentences: Vec<String> = sentences.collect();
    if verified.found.iter().any(Finding::is_damage) {
        let values = [("list", sentences.join("\n").into())];
        return Err(Problem::with(texts, Kind::Damaged, "cli-verify-damage", &values));
    }
    let values = [
        ("records", verified.records.into()),
        ("changes", verified.changes.into()),
        ("segments", verified.segments.into()),
        ("snapshots", verified.snapshots.into()),
    ];
    let well = texts.with("cli-verify-well", &values).into_owned();
    shell.line(&well)?;
    sentences.iter().try_for_each(|sentence| shell.line(sentence))
}

/// Has the office compacted and says when that is done.
pub fn compact(shell: &mut Shell) -> Result<(), Problem> {
    let mut office = shell.connect()?;
    let Reply::Done = office.call(Request::Compact)? else {
        return Err(office.unexpected());
    };
    let done = shell.texts.get("cli-compact-done").into_owned();
    shell.line(&done)
}
