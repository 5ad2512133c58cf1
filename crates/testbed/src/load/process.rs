//! What a process uses, as Linux tells it below `/proc`.

use std::fs;
use std::path::Path;

/// What the kernel counts processor time in, whatever the machine.
const TICK_MS: u64 = 10;

/// Processor time of a process, those it started, and those of them that are over.
pub(super) fn processor_ms(process: u32) -> u64 {
    let all: Vec<_> = every().collect();
    let mut family = vec![process];
    let mut at = 0;
    while let Some(&parent) = family.get(at) {
        let children = all.iter().filter(|one| one.parent == parent);
        family.extend(children.map(|one| one.process));
        at += 1;
    }
    let used = all.iter().filter(|one| family.contains(&one.process));
    used.map(|one| one.ticks * TICK_MS).sum()
}

/// Resident memory in bytes.
pub(super) fn resident_bytes(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}

/// What lies in a folder, in bytes.
pub(super) fn folder_bytes(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries.filter_map(|entry| {
        let about = entry.metadata().ok()?;
        Some(if about.is_dir() {
            folder_bytes(&entry.path())
        } else {
            about.len()
        })
    });
    sizes.sum()
}

struct One {
    process: u32,
    parent: u32,
    ticks: u64,
}

fn every() -> impl Iterator<Item = One> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| {
        let process = entry.file_name().to_str()?.parse().ok()?;
        let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
        told(process, &stat)
    })
}

/// The name in brackets may hold anything; what is counted stands behind it.
fn told(process: u32, stat: &str) -> Option<One> {
    let (_, rest) = stat.rsplit_once(')')?;
    let fields: Vec<_> = rest.split_whitespace().collect();
    // Own time, and that of children that are over: fields 14 to 17 of proc(5).
    let ticks = fields.get(11..15)?.iter();
    let ticks: Option<u64> = ticks.map(|field| field.parse::<u64>().ok()).sum();
    Some(One {
        process,
        parent: fields.get(1)?.parse().ok()?,
        ticks: ticks?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_proc_is_read_whatever_the_program_is_called() {
        let line = "17 (a) b) S 4 17 17 0 -1 4194560 900 800 0 0 11 7 5 3 20 0 1 0";
        let one = told(17, line).unwrap();
        assert_eq!((one.process, one.parent, one.ticks), (17, 4, 26));
        assert!(told(17, "17 (a) S 4").is_none());
    }

    #[test]
    fn this_process_uses_something() {
        let own = std::process::id();
        assert!(resident_bytes(own) > 0);
        assert_eq!(resident_bytes(u32::MAX), 0);
    }
}
