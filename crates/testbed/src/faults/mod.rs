//! What can go wrong around the program, made to go wrong while people write: after each fault
//! everything that was acknowledged has to be there, the database has to be whole, and the program
//! has to have said what happened.
//!
//! It works on the program as it is shipped, from outside: it knows the API and no table.

mod bench;
mod disk;
mod kills;
mod load;
mod shim;
mod spoiled;
mod together;

use std::fmt;
use std::path::Path;

/// A fault that can be asked for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Killed,
    KilledOnPostgres,
    FullDisk,
    FailingWrites,
    FailingSyncs,
    SlowSyncs,
    ClockSteps,
    DatabaseRestart,
    SecondServer,
    TornIndex,
    SpoiledFile,
}

impl Fault {
    pub const ALL: [Self; 11] = [
        Self::Killed,
        Self::KilledOnPostgres,
        Self::FullDisk,
        Self::FailingWrites,
        Self::FailingSyncs,
        Self::SlowSyncs,
        Self::ClockSteps,
        Self::DatabaseRestart,
        Self::SecondServer,
        Self::TornIndex,
        Self::SpoiledFile,
    ];

    /// As it is asked for.
    pub fn name(self) -> &'static str {
        match self {
            Self::Killed => "killed",
            Self::KilledOnPostgres => "killed-on-postgres",
            Self::FullDisk => "full-disk",
            Self::FailingWrites => "failing-writes",
            Self::FailingSyncs => "failing-syncs",
            Self::SlowSyncs => "slow-syncs",
            Self::ClockSteps => "clock-steps",
            Self::DatabaseRestart => "database-restart",
            Self::SecondServer => "second-server",
            Self::TornIndex => "torn-index",
            Self::SpoiledFile => "spoiled-file",
        }
    }

    /// How often a long run does it.
    pub fn rounds(self) -> u32 {
        match self {
            Self::Killed => 1000,
            Self::KilledOnPostgres => 100,
            Self::DatabaseRestart | Self::FailingSyncs | Self::FailingWrites => 50,
            _ => 20,
        }
    }

    fn needs_postgres(self) -> bool {
        matches!(self, Self::KilledOnPostgres | Self::DatabaseRestart)
    }
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub rounds: u32,
    /// How many faults there were: kills, failed syncs, steps of the clock.
    pub faults: u64,
    /// Writes that were answered with 2xx.
    pub acknowledged: u64,
    /// Those of them that were gone afterwards; and whatever else should not be so.
    pub losses: Vec<String>,
    /// How the program told of it.
    pub said: Vec<String>,
}

impl Outcome {
    fn wrong(&mut self, what: impl Into<String>) {
        self.losses.push(what.into());
    }

    fn said(&mut self, what: impl Into<String>) {
        let what = what.into();
        if !self.said.contains(&what) {
            self.said.push(what);
        }
    }
}

/// A line of a Markdown table.
pub struct Line<'a>(pub Fault, pub &'a Outcome);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(fault, outcome) = self;
        write!(
            f,
            "| {} | {} | {} | {} | {} | {} |",
            fault.name(),
            outcome.rounds,
            outcome.faults,
            outcome.acknowledged,
            outcome.losses.len(),
            outcome.said.join("; ")
        )
    }
}

/// Does one of them so often, on a program. Without PostgreSQL, where
/// `AFTERWORD_TEST_DATABASES=sqlite` leaves that out, nothing is done.
///
/// # Errors
/// When the fault could not be brought about; what it brought about is in the outcome.
pub fn inject(fault: Fault, binary: &Path, rounds: u32) -> Result<Outcome, String> {
    if fault.needs_postgres() && crate::sqlite_only() {
        return Ok(Outcome::default());
    }
    let mut outcome = Outcome {
        rounds,
        ..Outcome::default()
    };
    let into = &mut outcome;
    match fault {
        Fault::Killed => kills::on_sqlite(binary, rounds, into)?,
        Fault::KilledOnPostgres => kills::on_postgres(binary, rounds, into)?,
        Fault::FullDisk => disk::full(binary, rounds, into)?,
        Fault::FailingWrites => disk::failing_writes(binary, rounds, into)?,
        Fault::FailingSyncs => disk::failing_syncs(binary, rounds, into)?,
        Fault::SlowSyncs => disk::slow_syncs(binary, rounds, into)?,
        Fault::ClockSteps => disk::clock_steps(binary, rounds, into)?,
        Fault::DatabaseRestart => together::database_restart(binary, rounds, into)?,
        Fault::SecondServer => together::second_server(binary, rounds, into)?,
        Fault::TornIndex => spoiled::index(binary, rounds, into)?,
        Fault::SpoiledFile => spoiled::file(binary, rounds, into)?,
    }
    Ok(outcome)
}
