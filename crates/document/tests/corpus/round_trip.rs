//! What was read is written, and read again to the same document, field for field.

use afterword_document::{ReadOptions, read, write};

use super::files::{files, reading};

#[test]
fn read_write_read_is_the_same() {
    for file in files() {
        let first = reading(&file).document;
        let written = write(&first);
        let again = read("export.md", written.as_bytes(), &ReadOptions::default())
            .unwrap_or_else(|error| panic!("{}: {error}\n{written}", file.name));
        assert_eq!(again.document, first, "{}\n{written}", file.name);
        assert_eq!(write(&again.document), written, "{}", file.name);
    }
}

#[test]
fn other_line_endings_change_nothing() {
    for file in files().iter().take(20) {
        let first = reading(file).document;
        let written = write(&first).replace('\n', "\r\n");
        let again = read("export.md", written.as_bytes(), &ReadOptions::default())
            .expect("a document of ours");
        assert_eq!(again.document, first, "{}", file.name);
    }
}

#[test]
fn json_is_an_export_too() {
    for file in files() {
        let first = reading(&file).document;
        let json = serde_json::to_string(&first).expect("documents are data");
        let again: afterword_document::Document =
            serde_json::from_str(&json).expect("our own JSON");
        assert_eq!(again, first, "{}", file.name);
    }
}
