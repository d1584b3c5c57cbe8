//! The `digest` command. Everything is in the library; this is its exit code.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    issue_digest::cli::main()
}
