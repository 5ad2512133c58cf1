//! The memory of this process, as Linux tells it.

use std::fs;

/// Bytes that are in memory now, those of mapped files included.
pub fn resident() -> Option<u64> {
    of_status("VmRSS:")
}

/// The most there were since [`forget_peak`].
pub fn peak() -> Option<u64> {
    of_status("VmHWM:")
}

pub fn forget_peak() {
    // Elsewhere than on Linux there is no peak to forget, and none to be told.
    let _ = fs::write("/proc/self/clear_refs", "5");
}

fn of_status(name: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1_024)
}
