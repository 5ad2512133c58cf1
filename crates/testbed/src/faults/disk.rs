//! The disk is full, fails, or is slow; and the clock jumps.

use std::path::Path;
use std::process::Command;

use super::Outcome;
use super::bench::{Bench, until};
use super::load::Load;
use super::shim::{EIO, ENOSPC, Number, Shim};

const LONGEST_MS: u64 = 300;
/// Steps of the clock in seconds: a minute, an hour, a month, and back.
const STEPS: [i64; 6] = [60, -60, 3_600, -3_600, 2_592_000, -2_592_000];

/// A file system in memory, unmounted when it is dropped.
struct Mount<'a>(&'a Path);

impl<'a> Mount<'a> {
    /// `None` where mounting is not allowed.
    fn of(folder: &'a Path, kilobytes: u32) -> Option<Self> {
        std::fs::create_dir_all(folder).ok()?;
        let size = format!("size={kilobytes}k");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(folder)
            .output()
            .ok()?;
        mounted.status.success().then_some(Self(folder))
    }

    fn grow(&self, kilobytes: u32) -> Result<(), String> {
        let size = format!("remount,size={kilobytes}k");
        let grown = Command::new("mount")
            .args(["-o", &size])
            .arg(self.0)
            .status();
        match grown {
            Ok(status) if status.success() => Ok(()),
            other => Err(format!("the small disk did not grow: {other:?}")),
        }
    }
}

impl Drop for Mount<'_> {
    fn drop(&mut self) {
        // A mount that stays behind is seen by whoever looks at the machine.
        let _ = Command::new("umount").arg("--lazy").arg(self.0).status();
    }
}

/// A disk of a few megabytes that fills up and is enlarged; where nothing can be mounted, a library
/// has writes to the database fail as on a full disk.
pub(super) fn full(binary: &Path, rounds: u32, outcome: &mut Outcome) -> Result<(), String> {
    for round in 0..rounds {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let place = folder.path().join("small");
        let Some(mount) = Mount::of(&place, 4096) else {
            outcome.said("nothing can be mounted here: writes failed with ENOSPC instead");
            return with_shim(binary, rounds, outcome, |shim| {
                shim.set(Number::WriteError, ENOSPC)?;
                shim.set(Number::EveryNthWriteFails, 40)
            });
        };
        let mut bench = Bench::at(binary, &place.join("data"), None, round, folder)?;
        let server = bench.program.start()?;
        let load = Load::begin(&server, "until it is full");
        let is_full = |load: &Load| load.refusals("507 disk_full") > 3;
        until("the disk was full", || is_full(&load))?;
        outcome.faults += 1;
        let ledger = load.end();
        // It goes on answering while there is no room.
        for missing in ledger.missing(&server) {
            outcome.wrong(format!("while the disk was full: {missing}"));
        }
        if round % 2 == 0 {
            server.kill();
            mount.grow(65_536)?;
            let server = bench.program.start()?;
            after(&mut bench, ledger, &server, outcome)?;
            server.stop()?;
        } else {
            mount.grow(65_536)?;
            after(&mut bench, ledger, &server, outcome)?;
            server.stop()?;
        }
        drop(bench);
        drop(mount);
    }
    Ok(())
}

/// There is room again, and it is used.
fn after(
    bench: &mut Bench,
    ledger: super::load::Ledger,
    server: &crate::program::Running,
    outcome: &mut Outcome,
) -> Result<(), String> {
    bench.look(ledger, server, outcome);
    let load = Load::begin(server, "with room again");
    bench.let_write(&load, LONGEST_MS)?;
    bench.look(load.end(), server, outcome);
    Ok(())
}

pub(super) fn failing_writes(
    binary: &Path,
    rounds: u32,
    outcome: &mut Outcome,
) -> Result<(), String> {
    with_shim(binary, rounds, outcome, |shim| {
        shim.set(Number::WriteError, EIO)?;
        shim.set(Number::EveryNthWriteFails, 60)
    })
}

pub(super) fn failing_syncs(
    binary: &Path,
    rounds: u32,
    outcome: &mut Outcome,
) -> Result<(), String> {
    with_shim(binary, rounds, outcome, |shim| {
        shim.set(Number::EveryNthSyncFails, 7)
    })
}

pub(super) fn slow_syncs(binary: &Path, rounds: u32, outcome: &mut Outcome) -> Result<(), String> {
    with_shim(binary, rounds, outcome, |shim| {
        shim.set(Number::SyncTakesLongerMs, 40)
    })
}

/// Faults begin while people write; half of the time the server is killed in the middle of them,
/// half of the time they end and it goes on.
fn with_shim(
    binary: &Path,
    rounds: u32,
    outcome: &mut Outcome,
    begin: impl Fn(&Shim) -> Result<(), String>,
) -> Result<(), String> {
    let mut bench = Bench::new(binary, None, rounds)?;
    let shim = Shim::build(bench.folder())?;
    shim.put_under(&mut bench.program);
    let mut server = bench.program.start()?;
    for round in 0..rounds {
        let load = Load::begin(&server, &format!("round {round}"));
        bench.let_write(&load, LONGEST_MS)?;
        let before = done(&shim)?;
        begin(&shim)?;
        until("a fault came", || {
            done(&shim).is_ok_and(|done| done > before)
        })?;
        std::thread::sleep(std::time::Duration::from_millis(bench.below(LONGEST_MS)));
        if round % 2 == 0 {
            server.kill();
            quiet(&shim)?;
            let ledger = load.end();
            server = bench.program.start()?;
            bench.look(ledger, &server, outcome);
        } else {
            quiet(&shim)?;
            bench.let_write(&load, LONGEST_MS)?;
            bench.look(load.end(), &server, outcome);
        }
    }
    outcome.faults += u64::try_from(done(&shim)?).unwrap_or_default();
    server.kill();
    let server = bench.program.start()?;
    bench.look_at_all(&server, outcome);
    if outcome.said.iter().any(|said| said.contains("500")) {
        bench.must_log("the server failed", outcome);
    }
    server.stop()
}

fn done(shim: &Shim) -> Result<i64, String> {
    let numbers = [
        Number::SyncsFailed,
        Number::WritesFailed,
        Number::SyncsSlowed,
    ];
    numbers.into_iter().map(|number| shim.get(number)).sum()
}

fn quiet(shim: &Shim) -> Result<(), String> {
    shim.set(Number::EveryNthSyncFails, 0)?;
    shim.set(Number::EveryNthWriteFails, 0)?;
    shim.set(Number::SyncTakesLongerMs, 0)
}

pub(super) fn clock_steps(binary: &Path, rounds: u32, outcome: &mut Outcome) -> Result<(), String> {
    let mut bench = Bench::new(binary, None, rounds)?;
    let shim = Shim::build(bench.folder())?;
    shim.put_under(&mut bench.program);
    let mut server = bench.program.start()?;
    for round in 0..rounds {
        let load = Load::begin(&server, &format!("round {round}"));
        for step in STEPS {
            bench.let_write(&load, 30)?;
            shim.set(Number::ClockOffSeconds, step)?;
            outcome.faults += 1;
        }
        bench.let_write(&load, 30)?;
        shim.set(Number::ClockOffSeconds, 0)?;
        let ledger = load.end();
        if server.has_ended() {
            outcome.wrong("the server ended over a step of the clock");
        }
        server.kill();
        server = bench.program.start()?;
        bench.look(ledger, &server, outcome);
    }
    if shim.get(Number::ClocksRead)? == 0 {
        return Err("the server never read the clock that was stepped".into());
    }
    bench.look_at_all(&server, outcome);
    server.stop()
}
