//! What makes writes, syncs and the clock fail: a library that is compiled when it is needed, and
//! the numbers that steer it while the program runs.

use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program::Installation;

const SOURCE: &str = include_str!("shim.c");
const NUMBERS: u64 = 9;

/// Which number it is; the order is the library's.
#[derive(Clone, Copy, Debug)]
pub(super) enum Number {
    ClockOffSeconds,
    EveryNthSyncFails,
    EveryNthWriteFails,
    /// The number of the error, as Linux counts them: 5 is EIO, 28 is ENOSPC.
    WriteError,
    SyncTakesLongerMs,
    SyncsFailed,
    WritesFailed,
    SyncsSlowed,
    ClocksRead,
}

pub(super) const EIO: i64 = 5;
pub(super) const ENOSPC: i64 = 28;

/// The library and its numbers, in a folder.
#[derive(Debug)]
pub(super) struct Shim {
    library: PathBuf,
    place: PathBuf,
    control: File,
}

impl Shim {
    /// Compiles it.
    ///
    /// # Errors
    /// When there is no C compiler.
    pub(super) fn build(folder: &Path) -> Result<Self, String> {
        let told = |error: std::io::Error| format!("the shim cannot be made: {error}");
        let (source, library) = (folder.join("shim.c"), folder.join("shim.so"));
        fs::write(&source, SOURCE).map_err(told)?;
        let built = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .arg(&library)
            .arg(&source)
            .arg("-ldl")
            .output()
            .map_err(|error| format!("there is no C compiler (cc): {error}"))?;
        if !built.status.success() {
            return Err(String::from_utf8_lossy(&built.stderr).into_owned());
        }
        let place = folder.join("numbers");
        let mut options = File::options();
        let control = options
            .create_new(true)
            .read(true)
            .write(true)
            .open(&place)
            .map_err(told)?;
        control.set_len(NUMBERS * 8).map_err(told)?;
        Ok(Self {
            library,
            place,
            control,
        })
    }

    /// Servers of it start with the library from now on.
    pub(super) fn put_under(&self, installation: &mut Installation) {
        installation.set("LD_PRELOAD", self.library.display().to_string());
        installation.set("AFTERWORD_FAULTS", self.place.display().to_string());
    }

    /// Sets a number, which running servers see at once.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn set(&self, number: Number, to: i64) -> Result<(), String> {
        let set = self
            .control
            .write_all_at(&to.to_ne_bytes(), number as u64 * 8);
        set.map_err(|error| error.to_string())
    }

    /// Reads a number.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn get(&self, number: Number) -> Result<i64, String> {
        let mut bytes = [0; 8];
        let read = self.control.read_exact_at(&mut bytes, number as u64 * 8);
        read.map_err(|error| error.to_string())?;
        Ok(i64::from_ne_bytes(bytes))
    }
}
