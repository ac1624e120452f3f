//! Every input that fuzzing found worth keeping, through what is fuzzed (`fuzz/targets.rs`).
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

#[path = "../fuzz/targets.rs"]
mod targets;

use std::fs;
use std::path::Path;

fn replay(name: &str, target: fn(&[u8])) {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut inputs = 0;
    for entry in fs::read_dir(dir).unwrap() {
        target(&fs::read(entry.unwrap().path()).unwrap());
        inputs += 1;
    }
    assert!(inputs > 5, "{name}: {inputs} inputs");
}

#[test]
fn frames() {
    replay("frames", targets::frames);
}

#[test]
fn journal() {
    replay("journal", targets::journal);
}

#[test]
fn csv() {
    replay("csv", targets::csv);
}

#[test]
fn keymaps() {
    replay("keymaps", targets::keymaps);
}

#[test]
fn dates() {
    replay("dates", targets::dates);
}

#[test]
fn keys() {
    replay("keys", targets::keys);
}
