//! The database goes away under the server and comes back; and two servers on one SQLite file.

use std::path::Path;
use std::thread;
use std::time::Duration;

use super::Outcome;
use super::bench::Bench;
use super::load::Load;
use crate::Restartable;
use crate::cluster::restartable::Stop;

const LONGEST_MS: u64 = 200;

pub(super) fn database_restart(
    binary: &Path,
    rounds: u32,
    outcome: &mut Outcome,
) -> Result<(), String> {
    let mut postgres = Restartable::new()?;
    let url = postgres.database("faults")?;
    let mut bench = Bench::new(binary, Some(&url), rounds)?;
    let mut server = bench.program.start()?;
    for round in 0..rounds {
        let load = Load::begin(&server, &format!("round {round}"));
        bench.let_write(&load, LONGEST_MS)?;
        let how = if round % 2 == 0 {
            Stop::Immediate
        } else {
            Stop::Fast
        };
        postgres.stop(how)?;
        outcome.faults += 1;
        thread::sleep(Duration::from_millis(bench.below(LONGEST_MS)));
        postgres.start()?;
        // The server is the same one: it finds its way back by itself.
        bench.let_write(&load, LONGEST_MS)?;
        let ledger = load.end();
        if server.has_ended() {
            return Err("the server ended when the database did".into());
        }
        bench.look(ledger, &server, outcome);
    }
    bench.look_at_all(&server, outcome);
    let said = |what: &str| outcome.said.iter().any(|said| said.contains(what));
    let (unreachable, failed) = (said("answered 503"), said("answered 500"));
    if unreachable {
        bench.must_log("the database cannot be reached", outcome);
    }
    if failed {
        outcome.wrong("a database that is away was told as a fault of the server");
    }
    server.stop()
}

pub(super) fn second_server(
    binary: &Path,
    rounds: u32,
    outcome: &mut Outcome,
) -> Result<(), String> {
    let mut bench = Bench::new(binary, None, rounds)?;
    let mut first = bench.program.start()?;
    for round in 0..rounds {
        let second = bench.program.start()?;
        let one = Load::begin(&first, &format!("round {round}, first server"));
        let two = Load::begin(&second, &format!("round {round}, second server"));
        bench.let_write(&one, LONGEST_MS)?;
        bench.let_write(&two, LONGEST_MS)?;
        outcome.faults += 1;
        // Either of them may be the one that stays.
        let (killed, stays) = if round % 2 == 0 {
            (first, second)
        } else {
            (second, first)
        };
        killed.kill();
        let (one, two) = (one.end(), two.end());
        first = stays;
        bench.look(one, &first, outcome);
        bench.look(two, &first, outcome);
    }
    bench.look_at_all(&first, outcome);
    bench.must_log("the search index is used by another program", outcome);
    first.stop()
}
