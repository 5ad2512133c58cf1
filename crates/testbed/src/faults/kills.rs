//! The server is killed (SIGKILL) while people write, and started again.

use std::path::Path;

use super::Outcome;
use super::bench::Bench;
use super::load::Load;
use crate::TestDb;

/// A workspace of so many rounds has some thousand incidents; then another one is begun.
const ROUNDS_EACH: u32 = 50;
const LONGEST_MS: u64 = 150;

pub(super) fn on_sqlite(binary: &Path, rounds: u32, outcome: &mut Outcome) -> Result<(), String> {
    for begin in (0..rounds).step_by(ROUNDS_EACH as usize) {
        let bench = Bench::new(binary, None, begin)?;
        some_rounds(bench, ROUNDS_EACH.min(rounds - begin), outcome)?;
    }
    Ok(())
}

pub(super) fn on_postgres(binary: &Path, rounds: u32, outcome: &mut Outcome) -> Result<(), String> {
    for begin in (0..rounds).step_by(ROUNDS_EACH as usize) {
        let database = TestDb::fresh(crate::Engine::Postgres);
        let bench = Bench::new(binary, Some(&database.url), begin)?;
        some_rounds(bench, ROUNDS_EACH.min(rounds - begin), outcome)?;
    }
    Ok(())
}

fn some_rounds(mut bench: Bench, rounds: u32, outcome: &mut Outcome) -> Result<(), String> {
    let mut server = bench.program.start()?;
    for round in 0..rounds {
        let load = Load::begin(&server, &format!("round {round}"));
        bench.let_write(&load, LONGEST_MS)?;
        server.kill();
        outcome.faults += 1;
        let ledger = load.end();
        server = bench.program.start()?;
        bench.look(ledger, &server, outcome);
    }
    bench.look_at_all(&server, outcome);
    server.stop()
}
