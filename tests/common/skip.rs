//! Tests that cannot run everywhere: for want of root, or of a program of the system.

/// Says that a test is skipped. Where `AID_SKIP_NOTHING` is set, as `.ci/run` and `.ci/long` do for
/// root, it fails instead.
#[allow(clippy::print_stderr, reason = "says what was skipped")]
pub fn skipped(why: &str) {
    assert!(std::env::var_os("AID_SKIP_NOTHING").is_none(), "cannot be skipped: {why}");
    eprintln!("skipped: {why}");
}
