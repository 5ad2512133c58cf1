//! The Rust tests on both databases, counted apart: a database that was left out cannot hide.

use std::path::Path;

use afterword_testbed as testbed;
use anyhow::{Result, anyhow, bail};

mod programs;

/// What the lines of the test programs add up to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: u32,
    failed: u32,
    ignored: u32,
    sqlite: u32,
    postgres: u32,
}

/// Of `arguments`, those before a `--` go to cargo, those after it to each test program.
pub(crate) fn run(root: &Path, arguments: &[&str]) -> Result<()> {
    let border = arguments.iter().position(|argument| *argument == "--");
    let (for_cargo, rest) = arguments.split_at(border.unwrap_or(arguments.len()));
    let for_tests = rest.get(1..).unwrap_or_default();
    let programs = programs::build(root, for_cargo, for_tests)?;

    // Started once here: a server for each test program would cost half a second each.
    let server = if testbed::sqlite_only() {
        None
    } else {
        Some(testbed::postgres_server().map_err(|problem| anyhow!(problem))?)
    };
    let database = server
        .as_ref()
        .map(|server| (testbed::URL_VARIABLE, server.url()));

    let mut tally = Tally::default();
    let mut failed = Vec::new();
    programs::run(programs, database, |ended| {
        print!("{}", ended.told());
        for line in ended.output.lines() {
            tally.add(line);
        }
        if !ended.passed {
            failed.push(ended.name);
        }
    })?;
    report(&tally, server.is_some());
    if !failed.is_empty() {
        bail!("failed: {}", failed.join(", "));
    }
    tally.judge(server.is_some())
}

fn report(tally: &Tally, postgres_ran: bool) {
    let mut skipped = tally.ignored;
    let mut passed = tally.passed;
    if postgres_ran {
        println!(
            "SQLite: {} tests passed. PostgreSQL: {} tests passed.",
            tally.sqlite, tally.postgres
        );
    } else {
        let (name, value) = testbed::SQLITE_ONLY;
        println!(
            "SQLite: {} tests passed. PostgreSQL: not run ({name}={value}).",
            tally.sqlite
        );
        skipped += tally.postgres;
        passed -= tally.postgres;
    }
    let skipped = if skipped > 0 {
        format!(", {skipped} skipped")
    } else {
        String::new()
    };
    println!("{passed} passed, {} failed{skipped}", tally.failed);
}

impl Tally {
    fn add(&mut self, line: &str) {
        let Some((name, outcome)) = line
            .strip_prefix("test ")
            .and_then(|rest| rest.rsplit_once(" ... "))
        else {
            return;
        };
        if outcome == "ok" {
            self.passed += 1;
            self.sqlite += u32::from(name.ends_with("::sqlite"));
            self.postgres += u32::from(name.ends_with("::postgres"));
        } else if outcome.starts_with("ignored") {
            self.ignored += 1;
        } else if outcome.starts_with("FAILED") {
            self.failed += 1;
        }
    }

    fn judge(&self, postgres_ran: bool) -> Result<()> {
        if self.failed > 0 {
            bail!("{} tests failed", self.failed);
        }
        if self.passed == 0 {
            bail!("no test ran");
        }
        if postgres_ran && self.sqlite != self.postgres {
            bail!(
                "{} tests passed on SQLite but {} on PostgreSQL: a story is told on one only",
                self.sqlite,
                self.postgres
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(lines: &[&str]) -> Tally {
        let mut tally = Tally::default();
        for line in lines {
            tally.add(line);
        }
        tally
    }

    #[test]
    fn counts_each_database_apart() {
        let tally = tally(&[
            "running 5 tests",
            "test incidents::opens::sqlite ... ok",
            "test incidents::opens::postgres ... FAILED",
            "test rules::plain ... ok",
            "test rules::later ... ignored, needs a decision",
            "test rules::panics - should panic ... ok",
            "test result: FAILED. 3 passed; 1 failed; 1 ignored",
        ]);
        let expected = Tally {
            passed: 3,
            failed: 1,
            ignored: 1,
            sqlite: 1,
            postgres: 0,
        };
        assert_eq!(tally, expected);
    }

    #[test]
    fn a_story_told_on_one_database_only_is_a_failure() {
        let tally = tally(&["test opens::sqlite ... ok"]);
        assert!(tally.judge(true).is_err());
        assert!(tally.judge(false).is_ok());
    }

    #[test]
    fn no_tests_at_all_is_a_failure() {
        assert!(Tally::default().judge(true).is_err());
    }
}
