//! `afterword config`: the settings that are in force, secrets hidden.

use std::process::ExitCode;

use clap::ArgMatches;

use crate::cli::{ConfigOptions, Format};
use crate::{config, output};

pub(crate) fn config(options: &ConfigOptions, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let own = matches.subcommand_matches("config").unwrap_or(matches);
    let in_force = config::in_force(own)?;
    if options.output.format == Format::Json {
        output::json(&in_force)?;
        return Ok(ExitCode::SUCCESS);
    }
    let rows = in_force.into_iter().map(|setting| {
        vec![
            setting.key,
            setting.value.unwrap_or_else(|| "not set".to_owned()),
            setting.from.label().to_owned(),
            setting.variable,
        ]
    });
    let head = ["Key", "Value", "From", "Variable"];
    output::text(output::table(&head, &[], rows))?;
    Ok(ExitCode::SUCCESS)
}
