//! The project's own checks, as `cargo xtask <command>`. Knows the tree, and none of its code.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool for the people who work on Afterword"
)]

use std::env;
use std::path::Path;
use std::process::ExitCode;

mod codegen;
mod command;
mod faults;
mod load;
mod test;
mod tidy;

const USAGE: &str = "\
usage: cargo xtask <command>

  tidy               check file sizes, imports, names, paths in the documents, licences
  test [OPTION]… [-- FILTER…]
                     run the Rust tests on SQLite and PostgreSQL, two programs at a time; options
                     such as `-p PACKAGE` choose what cargo builds, filters which tests run
  faults [OPTION]…   break what the program stands on while people write, and count what is lost
  load [OPTION]…     fill a workspace, have many ask it at once, and print how fast it answered
  codegen [--check]  make docs/openapi.json and web/src/lib/api/schema.d.ts again, or compare";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let outcome = root
        .canonicalize()
        .map_err(anyhow::Error::from)
        .and_then(|root| match words.as_slice() {
            ["tidy"] => tidy::run(&root),
            ["test", rest @ ..] => test::run(&root, rest),
            ["faults", rest @ ..] => faults::run(&root, rest),
            ["load", rest @ ..] => load::run(&root, rest),
            ["codegen"] => codegen::write(&root),
            ["codegen", "--check"] => codegen::check(&root),
            _ => Err(anyhow::anyhow!(USAGE)),
        });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem:#}");
            ExitCode::FAILURE
        }
    }
}
