//! The program: one binary that serves, imports, exports and tells how the loop stands.
//!
//! It reads the command line and prints; everything it changes goes through the same domain rules
//! and the same store as the server's requests.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line speaks by printing"
)]

mod attached;
mod cli;
mod commands;
mod container;
mod demo;
mod folder;
mod in_use;
mod output;
mod place;
mod postgres_tools;
mod progress;
mod workplace;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    workplace::log_to_stderr(cli.global.log.as_deref());
    let ran = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(commands::run(cli)));
    match ran {
        Ok(code) => code,
        Err(error) => output::failure(&error),
    }
}
