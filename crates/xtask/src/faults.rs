//! `cargo xtask faults`: the long run of what the tests do a few times.

use std::path::{Path, PathBuf};
use std::time::Instant;

use afterword_testbed::faults::{Fault, Line, inject};
use anyhow::{Context, Result, anyhow, bail};

use crate::command;

const USAGE: &str = "\
usage: cargo xtask faults [--rounds N] [--binary FILE] [FAULT]…

  FAULT    one or several by name; all of them when left out
  --rounds   how often each is done; each has a number of its own when left out
  --binary   the program; a release build is made when left out";

struct Plan {
    rounds: Option<u32>,
    binary: Option<PathBuf>,
    faults: Vec<Fault>,
}

fn plan(arguments: &[&str]) -> Result<Plan> {
    let mut plan = Plan {
        rounds: None,
        binary: None,
        faults: Vec::new(),
    };
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match *word {
            "--rounds" => {
                let number = words.next().context(USAGE)?;
                plan.rounds = Some(number.parse().context("--rounds takes a number")?);
            }
            "--binary" => plan.binary = Some(words.next().context(USAGE)?.into()),
            name => {
                let fault = Fault::ALL.into_iter().find(|fault| fault.name() == name);
                let names = Fault::ALL.map(Fault::name).join(", ");
                let unknown = || anyhow!("there is no fault “{name}”, only {names}\n{USAGE}");
                plan.faults.push(fault.ok_or_else(unknown)?);
            }
        }
    }
    if plan.faults.is_empty() {
        plan.faults = Fault::ALL.to_vec();
    }
    Ok(plan)
}

pub(crate) fn run(root: &Path, arguments: &[&str]) -> Result<()> {
    let plan = plan(arguments)?;
    let binary = match plan.binary {
        Some(binary) => binary,
        None => {
            command::output(
                root,
                "cargo",
                &["build", "--release", "--package", "afterword"],
            )?;
            root.join("target/release/afterword")
        }
    };
    println!("| Fault | Rounds | Faults | Acknowledged writes | Lost | What was said |");
    println!("|---|---|---|---|---|---|");
    let mut lost = Vec::new();
    for fault in plan.faults {
        let rounds = plan.rounds.unwrap_or_else(|| fault.rounds());
        let began = Instant::now();
        let outcome = inject(fault, &binary, rounds)
            .map_err(|problem| anyhow!("{}: {problem}", fault.name()))?;
        println!("{}", Line(fault, &outcome));
        eprintln!("{}: {:.0} s", fault.name(), began.elapsed().as_secs_f64());
        lost.extend(outcome.losses);
    }
    if !lost.is_empty() {
        bail!(
            "{} things are not as they should be:\n{}",
            lost.len(),
            lost.join("\n")
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_known_by_its_name() {
        for fault in Fault::ALL {
            assert_eq!(plan(&[fault.name()]).unwrap().faults, [fault]);
        }
        assert_eq!(
            plan(&["--rounds", "3"]).unwrap().faults.len(),
            Fault::ALL.len()
        );
        assert!(plan(&["earthquake"]).is_err());
        assert!(plan(&["--rounds"]).is_err());
    }
}
