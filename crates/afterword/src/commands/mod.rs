//! One file a verb.

mod actions;
mod agenda;
mod archive;
mod audit;
mod backup;
mod bench;
mod config;
mod doctor;
mod export;
mod import;
mod index;
mod lint;
mod restore;
mod secrets;
mod serve;
mod similar;
mod stats;
mod token;
mod user;
mod visibility;

use std::process::ExitCode;

use clap::{ArgMatches, CommandFactory as _};

use crate::cli::{Cli, Command};
use crate::{output, workplace};

/// Carries out a command.
pub(crate) async fn run(
    Cli { global, command }: Cli,
    matches: &ArgMatches,
) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve(options) => serve::serve(&global, &options).await,
        Command::Demo(options) => serve::demo(&global, &options).await,
        Command::Import(options) => import::import(&global, &options).await,
        Command::Export(options) => export::export(&global, &options).await,
        Command::Stats(options) => stats::stats(&global, &options).await,
        Command::Similar(options) => similar::similar(&global, &options).await,
        Command::Agenda(options) => agenda::agenda(&global, &options).await,
        Command::Actions(options) => actions::actions(&global, &options).await,
        Command::Lint(options) => lint::lint(&options),
        Command::Visibility(options) => visibility::visibility(&global, &options).await,
        Command::User(verb) => user::user(&global, verb).await,
        Command::Token(verb) => token::token(&global, verb).await,
        Command::Audit(options) => audit::audit(&global, &options).await,
        Command::Doctor(options) => doctor::doctor(&global, &options).await,
        Command::Config(options) => config::config(&options, matches),
        Command::Index(verb) => index::index(&global, &verb).await,
        Command::Backup(options) => backup::backup(&global, &options).await,
        Command::Restore(options) => restore::restore(&global, &options).await,
        Command::Archive(verb) => archive::archive(&global, &verb).await,
        Command::Secrets(verb) => secrets::secrets(&global, &verb).await,
        Command::Migrate => migrate(&global).await,
        Command::Bench(verb) => bench::bench(&global, verb).await,
        Command::Openapi => openapi(),
        Command::Completions { shell } => {
            clap_complete::generate(
                shell,
                &mut Cli::command(),
                "afterword",
                &mut std::io::stdout(),
            );
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn migrate(global: &crate::cli::Global) -> anyhow::Result<ExitCode> {
    let store = workplace::connect(global).await?;
    let migrated = store.migrate().await?;
    if migrated.from == migrated.to {
        output::text(format!("The schema is at version {} already.", migrated.to))?;
    } else {
        output::text(format!(
            "The schema went from version {} to {}.",
            migrated.from, migrated.to
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn openapi() -> anyhow::Result<ExitCode> {
    output::json(&afterword_server::openapi::document())?;
    Ok(ExitCode::SUCCESS)
}
