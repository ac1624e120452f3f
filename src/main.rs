//! The binary `aid`: runs one call and says with its exit code how it went.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(aid::cli::run(std::env::args_os().collect()))
}
