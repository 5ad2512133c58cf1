//! For the tests: real deliveries of several sources, which lie beside the repository. Without them
//! these tests fail, and say why.

use std::path::{Path, PathBuf};

#[expect(
    clippy::disallowed_methods,
    reason = "where the payloads are is the machine's matter"
)]
fn shared() -> PathBuf {
    std::env::var_os("AFTERWORD_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    )
}

/// All files below a folder of payloads, with their path in it, in order.
pub(crate) fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let root = shared().join("data/payloads").join(folder);
    let mut folders = vec![root.clone()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| {
            panic!(
                "the real payloads are not at {} ({error}); set AFTERWORD_SHARED to the folder that holds data/payloads",
                folder.display()
            )
        });
        for entry in entries {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&root).expect("a path below");
            let bytes = std::fs::read(&path).expect("a readable payload");
            files.push((name.display().to_string(), bytes));
        }
    }
    files.sort();
    files
}

/// One file, by its path below the payloads, with its path.
pub(crate) fn one(path: &str) -> (String, Vec<u8>) {
    let (folder, name) = path.split_once('/').expect("a folder and a file");
    let found = files(folder).into_iter().find(|(file, _)| file == name);
    found.unwrap_or_else(|| panic!("there is no {path} among the real payloads"))
}
