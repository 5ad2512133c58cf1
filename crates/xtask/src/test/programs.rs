//! The test programs: built by cargo, and run two at a time, each in its package's folder as cargo
//! would. While one waits, for a clock or for the disk, its core is the other's.

use std::cmp::Reverse;
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::command;

/// How many run beside each other. Each has as many threads as there are cores already.
const BESIDE: usize = 2;

/// Arguments that begin so choose packages, where otherwise all are meant.
const PACKAGES: [&str; 2] = ["-p", "--package"];

/// Arguments that begin so choose targets, where otherwise all tests are meant.
const TARGETS: [&str; 6] = [
    "--lib",
    "--bin",
    "--test",
    "--example",
    "--bench",
    "--all-targets",
];

/// What is run, and what it is called.
#[derive(Debug)]
pub(super) struct Program {
    name: String,
    command: Command,
    /// Where its output goes: of a pipe nobody would know the end while a child of it lives on.
    output: PathBuf,
}

/// What became of a program.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) name: String,
    pub(super) output: String,
    pub(super) passed: bool,
    took: Duration,
}

impl Ended {
    /// Its whole output, with its name before and behind.
    pub(super) fn told(&self) -> String {
        let Self { name, output, .. } = self;
        let end = if self.passed { "passed" } else { "failed" };
        let seconds = self.took.as_secs_f64();
        format!("\n   Output of {name}\n{output}   {name}: {end} after {seconds:.1} s\n")
    }
}

/// Builds the tests that `for_cargo` chooses, which is all where it chooses nothing, to be run with
/// `for_tests`. The largest come first: most of what takes long is in them.
pub(super) fn build(root: &Path, for_cargo: &[&str], for_tests: &[&str]) -> Result<Vec<Program>> {
    let mut chosen = for_cargo.to_vec();
    if !any_begins(for_cargo, &PACKAGES) {
        chosen.push("--workspace");
    }
    let everything = !any_begins(for_cargo, &TARGETS);
    // Not `cargo test --no-run`: that takes a filter too, and would do nothing with it.
    let mut cargo = command::start("cargo");
    cargo.args(["build", "--message-format=json-render-diagnostics"]);
    cargo.args(&chosen).args(everything.then_some("--tests"));
    let mut child = cargo
        .current_dir(root)
        .stdout(Stdio::piped())
        .spawn()
        .context("cargo did not start")?;
    let messages = child.stdout.take().context("cargo has no output")?;

    let mut found = Vec::new();
    let mut documented = None;
    for line in BufReader::new(messages).lines() {
        let message: Value = serde_json::from_str(&line?).context("cargo printed no JSON")?;
        let Some(path) = message["executable"].as_str().map(PathBuf::from) else {
            continue;
        };
        if message["profile"]["test"] != true {
            continue;
        }
        if message["target"]["doctest"] == true {
            documented = path.parent().map(Path::to_path_buf);
        }
        let bytes = fs::metadata(&path)?.len();
        found.push((Reverse(bytes), program(root, &path, &message, for_tests)?));
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("the tests were not built: {status}");
    }
    found.sort_by_key(|(bytes, _)| *bytes);
    let mut programs: Vec<_> = found.into_iter().map(|(_, program)| program).collect();
    if let Some(folder) = documented.filter(|_| everything) {
        programs.push(documentation(root, &folder, &chosen, for_tests));
    }
    Ok(programs)
}

fn any_begins(arguments: &[&str], beginnings: &[&str]) -> bool {
    let begins = |argument: &&str| beginnings.iter().any(|start| argument.starts_with(start));
    arguments.iter().any(begins)
}

/// The program that cargo tells of in `message`, as `cargo test` runs it.
fn program(root: &Path, path: &Path, message: &Value, for_tests: &[&str]) -> Result<Program> {
    let place = |value: &Value| value.as_str().map(PathBuf::from);
    let source = place(&message["target"]["src_path"]).context("a program without a source")?;
    let manifest = place(&message["manifest_path"]).context("a program without a package")?;
    let folder = manifest.parent().context("a package without a folder")?;
    let mut command = command::start(path);
    command
        .args(for_tests)
        .current_dir(folder)
        .env("CARGO_MANIFEST_DIR", folder);
    Ok(Program {
        name: source
            .strip_prefix(root)
            .unwrap_or(&source)
            .display()
            .to_string(),
        command,
        output: path.with_extension("output"),
    })
}

/// The examples in the documentation, which cargo compiles as it runs them.
fn documentation(root: &Path, folder: &Path, chosen: &[&str], for_tests: &[&str]) -> Program {
    let mut command = command::start("cargo");
    command
        .args(["test", "--doc", "--no-fail-fast"])
        .args(chosen);
    command.arg("--").args(for_tests).current_dir(root);
    Program {
        name: "the documentation's examples".to_owned(),
        command,
        output: folder.join("documentation.output"),
    }
}

/// Runs all, in their order, and tells of each when it has ended.
pub(super) fn run(
    programs: Vec<Program>,
    variable: Option<(&str, &str)>,
    mut tell: impl FnMut(Ended),
) -> Result<()> {
    let waiting = Mutex::new(VecDeque::from(programs));
    let next = || {
        waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop_front()
    };
    let (ended, heard) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..BESIDE {
            let ended = ended.clone();
            scope.spawn(move || {
                while let Some(program) = next() {
                    if ended.send(program.run(variable)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(ended);
        heard
            .into_iter()
            .try_for_each(|outcome| outcome.map(&mut tell))
    })
}

impl Program {
    fn run(mut self, variable: Option<(&str, &str)>) -> Result<Ended> {
        println!("   Running {}", self.name);
        let begun = Instant::now();
        let told = File::create(&self.output)?;
        let status = self
            .command
            .envs(variable)
            .stdin(Stdio::null())
            .stdout(told.try_clone()?)
            .stderr(told)
            .status()
            .with_context(|| format!("{} did not start", self.name))?;
        let mut output = String::from_utf8_lossy(&fs::read(&self.output)?).into_owned();
        fs::remove_file(&self.output)?;
        // A test program says itself what failed; of one that was killed there is only this.
        if !status.success() {
            let _ = writeln!(output, "{}: {status}", self.name);
        }
        Ok(Ended {
            name: self.name,
            output,
            passed: status.success(),
            took: begun.elapsed(),
        })
    }
}
