//! What every fault is done on: a workspace with an administrator, chance that can be repeated, and
//! the look at what is left.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::Outcome;
use super::load::{Ledger, Load};
use crate::program::{Installation, Running};

/// How long anything may take on a busy machine.
pub(super) const PATIENCE: Duration = Duration::from_mins(1);

/// A workspace in a folder that goes with it, and what was acknowledged in it.
pub(super) struct Bench {
    pub(super) program: Installation,
    pub(super) ledger: Ledger,
    chance: u64,
    folder: TempDir,
}

impl Bench {
    pub(super) fn new(binary: &Path, database: Option<&str>, seed: u32) -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let data = folder.path().join("data");
        Self::at(binary, &data, database, seed, folder)
    }

    pub(super) fn at(
        binary: &Path,
        data: &Path,
        database: Option<&str>,
        seed: u32,
        folder: TempDir,
    ) -> Result<Self, String> {
        let program = Installation::new(binary, data, database).with_administrator()?;
        Ok(Self {
            program,
            ledger: Ledger::default(),
            chance: 0x9e37_79b9_7f4a_7c15 ^ u64::from(seed),
            folder,
        })
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A number below `end`.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 7;
        self.chance ^= self.chance << 17;
        self.chance % end
    }

    /// Lets people write for some moments that chance decides, once they have begun.
    pub(super) fn let_write(&mut self, load: &Load, longest_ms: u64) -> Result<(), String> {
        let before = load.acknowledged();
        until("somebody could write", || load.acknowledged() > before)?;
        thread::sleep(Duration::from_millis(self.below(longest_ms)));
        Ok(())
    }

    /// Takes over what was acknowledged, asks for it, and has the program look at its database.
    pub(super) fn look(&mut self, load: Ledger, server: &Running, outcome: &mut Outcome) {
        outcome.acknowledged += load.writes;
        for how in load.refused.keys() {
            outcome.said(format!("answered {how}"));
        }
        for missing in load.missing(server) {
            outcome.wrong(missing);
        }
        self.ledger.absorb(load);
        self.doctor(outcome);
    }

    /// Asks for everything that was ever acknowledged here.
    pub(super) fn look_at_all(&self, server: &Running, outcome: &mut Outcome) {
        for missing in self.ledger.missing(server) {
            outcome.wrong(missing);
        }
    }

    fn doctor(&self, outcome: &mut Outcome) {
        match self.program.tell(&["doctor", "--thorough"]) {
            Ok(_) => {}
            // That there is little room is what some of these faults are made of.
            Err(problem) if room_alone_is_missing(&problem) => {}
            Err(problem) => outcome.wrong(problem),
        }
    }

    /// Says what the log has to say, by words that it must have.
    pub(super) fn must_log(&self, words: &str, outcome: &mut Outcome) {
        if self.program.logged().contains(words) {
            outcome.said(format!("logged “{words}”"));
        } else {
            outcome.wrong(format!("the log does not say “{words}”"));
        }
    }
}

/// Whether all that the doctor found is the disk, and a search index that found no room on it: the
/// server makes that anew once there is some.
fn room_alone_is_missing(said: &str) -> bool {
    let ill = |line: &&str| line.starts_with("WRONG") || line.starts_with("warning");
    let of_room = |line: &str| line.contains(" disk ") || line.starts_with("warning  search index");
    let mut found = said.lines().filter(ill);
    let disk = said.lines().filter(ill).any(|line| line.contains(" disk "));
    disk && found.all(of_room)
}

pub(super) fn until(what: &str, mut is_so: impl FnMut() -> bool) -> Result<(), String> {
    let end = Instant::now() + PATIENCE;
    while !is_so() {
        if Instant::now() > end {
            return Err(format!("not within {} s: {what}", PATIENCE.as_secs()));
        }
        thread::sleep(Duration::from_millis(2));
    }
    Ok(())
}
