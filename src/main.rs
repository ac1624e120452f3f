//! The binary `aid`.
fn main() {}
