//! Finds the real documents. Without them these tests fail, and say why.

use std::path::{Path, PathBuf};

use afterword_document::{ReadOptions, Reading, read};

/// One file.
pub(crate) struct File {
    /// Organisation and file name: `dfds/PM2020-001 - ….md`.
    pub name: String,
    pub bytes: Vec<u8>,
}

impl File {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).expect("the documents are UTF-8")
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "where the documents are is the machine's matter"
)]
fn shared() -> PathBuf {
    std::env::var_os("AFTERWORD_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    )
}

/// All documents, in order of their names.
pub(crate) fn files() -> Vec<File> {
    let root = shared().join("data/postmortems");
    let folders = std::fs::read_dir(&root).unwrap_or_else(|error| {
        panic!(
            "the real post-mortems are not at {} ({error}); set AFTERWORD_SHARED to the folder that holds data/postmortems",
            root.display()
        )
    });
    let mut files = Vec::new();
    for folder in folders.map(|folder| folder.expect("a folder")) {
        for file in std::fs::read_dir(folder.path()).expect("a folder of documents") {
            let path = file.expect("a document").path();
            let organisation = folder.file_name().to_string_lossy().into_owned();
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            files.push(File {
                name: format!("{organisation}/{name}"),
                bytes: std::fs::read(&path).expect("a readable document"),
            });
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    assert_eq!(
        files.len(),
        129,
        "the folder does not hold the 129 documents"
    );
    files
}

/// The zone that a document which names none was written in.
pub(crate) fn zone_of(name: &str) -> &'static str {
    match name.split('/').next() {
        Some("moj-cloud-platform") => "Europe/London",
        Some("chia" | "mybinder") => "America/Los_Angeles",
        _ => "Europe/Copenhagen",
    }
}

pub(crate) fn reading(file: &File) -> Reading {
    let options = ReadOptions {
        zone: Some(zone_of(&file.name).into()),
        ..ReadOptions::default()
    };
    read(&file.name, &file.bytes, &options).unwrap_or_else(|error| panic!("{}: {error}", file.name))
}

/// The headings of the usual templates, by template.
pub(crate) fn template_headings() -> String {
    let path = shared().join("data/templates/headings.json");
    std::fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!(
            "the templates' headings are not at {} ({error}); set AFTERWORD_SHARED",
            path.display()
        )
    })
}
