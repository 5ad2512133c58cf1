//! The program: one binary that serves, imports, exports and tells how the loop stands.
//!
//! It reads the command line and prints; everything it changes goes through the same domain rules
//! and the same store as the server's requests.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line speaks by printing"
)]

mod account;
mod attached;
mod cli;
mod commands;
mod config;
mod container;
mod demo;
mod folder;
mod in_use;
mod keys;
mod output;
mod place;
mod postgres_tools;
mod progress;
mod traces;
mod workplace;

use std::process::ExitCode;

use clap::{ArgMatches, FromArgMatches as _};
use mimalloc::MiMalloc;

use traces::Traces;

/// Answers are made of many small pieces: with the C library's allocator a fifth of the incidents
/// fewer are read in a second, in a tenth less memory (docs/performance.md).
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let matches = match config::matches() {
        Ok(matches) => matches,
        Err(error) => return output::failure(&error),
    };
    let cli = match cli::Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    match run(cli, &matches) {
        Ok(code) => code,
        Err(error) => output::failure(&error),
    }
}

fn run(cli: cli::Cli, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    // Who asks SQLite stays on its thread: as many as may at once, and the processors beside them.
    let processors = std::thread::available_parallelism().map_or(2, usize::from);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(processors + afterword_store::ASKING_AT_ONCE)
        .enable_all()
        .build()?;
    let traces = cli.command.traces();
    let traces = traces.map(|options| Traces::begin(options, runtime.handle()));
    let traces = traces.transpose()?.flatten();
    workplace::log_to_stderr(&cli.global, traces.as_ref())?;
    let code = runtime.block_on(commands::run(cli, matches));
    if let Some(traces) = traces {
        traces.end();
    }
    code
}
