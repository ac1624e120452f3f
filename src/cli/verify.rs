//! `aid verify`: compares journal, snapshots and records while the server runs.

use super::shell::Shell;
use crate::api::{Reply, Request};
use crate::problem::{Kind, Problem};

/// Says that all is well, or lists what is damaged.
pub fn run(shell: &mut Shell) -> Result<(), Problem> {
    let mut office = shell.connect()?;
    let Reply::Verified(found) = office.call(Request::Verify)? else {
        return Err(office.unexpected());
    };
    if found.damage.is_empty() {
        let values = [("records", found.records.into()), ("changes", found.changes.into())];
        let sentence = shell.texts.with("cli-verify-well", &values).into_owned();
        return shell.line(&sentence);
    }
    let damage = found.damage.join("\n");
    Err(Problem::with(&shell.texts, Kind::Damaged, "cli-verify-damage", &[("list", damage.into())]))
}
