//! A few rounds of every fault; `cargo xtask faults` does many. Docs: docs/reliability.md.

#![allow(clippy::print_stdout, reason = "what a run came to is of interest")]

use std::path::Path;

use afterword_testbed::faults::{Fault, Line, inject};

fn survives(fault: Fault, rounds: u32) {
    let binary = Path::new(env!("CARGO_BIN_EXE_afterword"));
    let outcome = inject(fault, binary, rounds).unwrap_or_else(|problem| panic!("{problem}"));
    assert_eq!(outcome.losses, Vec::<String>::new());
    println!("{}", Line(fault, &outcome));
    if afterword_testbed::sqlite_only() && outcome.rounds == 0 {
        return;
    }
    assert!(outcome.faults >= u64::from(rounds), "{outcome:?}");
    assert!(outcome.acknowledged > 0, "{outcome:?}");
}

#[test]
fn a_killed_server_keeps_what_it_acknowledged() {
    survives(Fault::Killed, 4);
}

#[test]
fn a_killed_server_keeps_what_it_acknowledged_on_postgres() {
    survives(Fault::KilledOnPostgres, 2);
}

#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    survives(Fault::FullDisk, 2);
}

#[test]
fn writes_that_fail_lose_nothing_else() {
    survives(Fault::FailingWrites, 4);
}

#[test]
fn syncs_that_fail_lose_nothing_else() {
    survives(Fault::FailingSyncs, 4);
}

#[test]
fn slow_syncs_lose_nothing() {
    survives(Fault::SlowSyncs, 2);
}

#[test]
fn a_clock_that_jumps_loses_nothing() {
    survives(Fault::ClockSteps, 2);
}

#[test]
fn a_database_that_comes_back_is_found_again() {
    survives(Fault::DatabaseRestart, 2);
}

#[test]
fn two_servers_on_one_file_lose_nothing() {
    survives(Fault::SecondServer, 2);
}

#[test]
fn a_torn_index_is_made_anew() {
    survives(Fault::TornIndex, 4);
}

#[test]
fn a_spoiled_file_is_never_taken_for_whole() {
    survives(Fault::SpoiledFile, 3);
}
