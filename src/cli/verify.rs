//! `aid verify`: compares journal, snapshots and records while the server runs. `aid compact`: keeps
//! only what is there now.

use super::shell::{Office, Shell};
use crate::api::office::{Finding, Verified};
use crate::api::{Reply, Request};
use crate::client::problems;
use crate::problem::{Kind, Problem};

/// Says what was read and that all is well, and what else there is to know; or lists what is
/// damaged.
pub fn run(shell: &mut Shell) -> Result<(), Problem> {
    let mut office = shell.connect()?;
    let verified = unharmed(&mut office, shell, "cli-verify-damage")?;
    let texts = &shell.texts;
    let values = [
        ("records", verified.records.into()),
        ("changes", verified.changes.into()),
        ("segments", verified.segments.into()),
        ("snapshots", verified.snapshots.into()),
    ];
    let well = texts.with("cli-verify-well", &values).into_owned();
    let beside: Vec<String> = sentences(&verified, shell);
    shell.line(&well)?;
    beside.iter().try_for_each(|sentence| shell.line(sentence))
}

/// Has the office compare everything; damage is the problem `key`, with a list of it.
pub(super) fn unharmed(office: &mut Office, shell: &Shell, key: &str) -> Result<Verified, Problem> {
    let Reply::Verified(verified) = office.call(Request::Verify)? else {
        return Err(office.unexpected());
    };
    if verified.found.iter().any(Finding::is_damage) {
        let values = [("list", sentences(&verified, shell).join("\n").into())];
        return Err(Problem::with(&shell.texts, Kind::Damaged, key, &values));
    }
    Ok(verified)
}

fn sentences(verified: &Verified, shell: &Shell) -> Vec<String> {
    verified.found.iter().map(|finding| problems::finding(finding, &shell.texts)).collect()
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
