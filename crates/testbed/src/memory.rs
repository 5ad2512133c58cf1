//! Where databases of tests lie: in memory, where Linux has a place for files there with room to
//! spare. Nothing of them outlives its test, so nothing has to reach a disk.

use std::io;
use std::process::Command;
use std::sync::LazyLock;

use tempfile::{Builder, TempDir};

const PLACE: &str = "/dev/shm";
/// For several servers and the databases of some tests each; containers often have less.
const ROOM_KIB: u64 = 4 << 20;

/// A folder of one's own, in memory or else where temporary files lie.
pub(crate) fn folder(prefix: &str) -> io::Result<TempDir> {
    static HAS_ROOM: LazyLock<bool> = LazyLock::new(has_room);
    let mut folder = Builder::new();
    let folder = folder.prefix(prefix);
    if *HAS_ROOM {
        folder.tempdir_in(PLACE)
    } else {
        folder.tempdir()
    }
}

/// As `df` says: device, size, used and available, below a line of heads.
fn has_room() -> bool {
    let output = Command::new("df").args(["-Pk", PLACE]).output();
    let told = output.map(|output| output.stdout).unwrap_or_default();
    available(&String::from_utf8_lossy(&told)).is_some_and(|free| free >= ROOM_KIB)
}

fn available(told: &str) -> Option<u64> {
    let line = told.lines().nth(1)?;
    line.split_whitespace().nth(3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_free_is_read_or_there_is_nothing() {
        let told = "Filesystem 1024-blocks Used Available Capacity Mounted on\n\
                    tmpfs 65536 4 65532 1% /dev/shm\n";
        assert_eq!(available(told), Some(65_532));
        for told in ["", "Filesystem\n", "Filesystem\ntmpfs 1 2 much\n"] {
            assert_eq!(available(told), None, "{told}");
        }
    }
}
