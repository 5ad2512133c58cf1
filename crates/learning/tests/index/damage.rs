//! Killed, cut off, deleted, changed, of another version: an index that is not sound is never
//! opened, and can always be begun anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use afterword_domain::workspace::Workspace;
use afterword_learning::index::{Flaw, Folder};
use proptest::prelude::*;
use tempfile::TempDir;

use super::samples::{asked, incident, mark};

/// A folder with an index of two incidents, closed.
fn made() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let held = Folder::take(folder.path()).unwrap();
    let (_, mut writer) = held.begin().unwrap();
    let incidents = [incident(1, "the pool"), incident(2, "the queue")];
    writer.add(&incidents, &Workspace::default()).unwrap();
    writer.commit(mark(7)).unwrap();
    writer.finish().unwrap();
    folder
}

/// Another folder with the same files.
fn copied(from: &TempDir) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for path in files(from.path()) {
        fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    folder
}

fn opened(folder: &Path) -> Result<(), Flaw> {
    let opened = Folder::take(folder)?.open()?;
    assert_eq!(opened.mark, mark(7));
    assert_eq!(opened.search.ranked(&asked("pool"))?.total(), 1);
    Ok(())
}

/// Whatever was wrong, it can be begun anew in the same folder, and is sound then.
fn mended(folder: &Path) {
    let held = Folder::take(folder).unwrap();
    let (search, mut writer) = held.begin().unwrap();
    writer
        .add(&[incident(1, "the pool")], &Workspace::default())
        .unwrap();
    writer.commit(mark(7)).unwrap();
    search.reload().unwrap();
    assert_eq!(search.ranked(&asked("pool")).unwrap().total(), 1);
    drop((search, writer, held));
    opened(folder).unwrap();
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_none_or(|end| end != "lock"));
    paths.sort();
    assert!(paths.len() >= 8, "an index has several files: {paths:?}");
    paths
}

#[test]
fn what_was_closed_opens_as_it_was() {
    let folder = made();
    opened(folder.path()).unwrap();
    opened(folder.path()).unwrap();
}

#[test]
fn a_folder_that_is_not_there_or_empty_has_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/index");
    assert!(matches!(opened(&path), Err(Flaw::Missing)));
    mended(&path);
}

#[test]
fn two_programs_do_not_hold_one_folder() {
    let folder = made();
    let held = Folder::take(folder.path()).unwrap();
    assert!(matches!(Folder::take(folder.path()), Err(Flaw::Taken)));
    drop(held);
    opened(folder.path()).unwrap();
}

/// A file of no length, half of one, two bytes less, one that is not there, one with another byte:
/// each of all files in turn.
#[test]
fn every_file_is_missed_when_it_is_not_as_it_was_written() {
    let sound = made();
    for place in 0..files(sound.path()).len() {
        for harm in ["gone", "empty", "half", "shorter", "other"] {
            let folder = copied(&sound);
            let path = files(folder.path()).remove(place);
            let bytes = fs::read(&path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            match harm {
                "gone" => fs::remove_file(&path).unwrap(),
                "empty" => put(&path, b""),
                "half" => put(&path, &bytes[..bytes.len() / 2]),
                "shorter" => put(&path, &bytes[..bytes.len() - 2]),
                _ => {
                    let mut other = bytes.clone();
                    other[bytes.len() / 3] ^= 0x55;
                    put(&path, other);
                }
            }
            // The list of its own files is made again when it is gone, and no search reads it. Some
            // bytes of the other file in JSON say nothing that matters.
            let harmless = name == ".managed.json" || (name == "meta.json" && harm == "other");
            let result = opened(folder.path());
            assert!(
                harmless || matches!(result, Err(Flaw::Damaged(_) | Flaw::Missing)),
                "{name} {harm}: {result:?}"
            );
            mended(folder.path());
        }
    }
}

#[test]
fn one_of_another_version_is_not_used() {
    let folder = made();
    let path = folder.path().join("meta.json");
    let meta = fs::read_to_string(&path).unwrap();
    let other = meta.replace("{\\\"version\\\":2,", "{\\\"version\\\":9,");
    assert_ne!(meta, other, "{meta}");
    put(&path, other);
    let flaw = opened(folder.path()).unwrap_err();
    assert_eq!(
        flaw.to_string(),
        "it has version 9, this program makes version 2"
    );
    mended(folder.path());
}

#[test]
fn one_that_was_never_finished_is_not_used() {
    let folder = tempfile::tempdir().unwrap();
    let held = Folder::take(folder.path()).unwrap();
    let (_, mut writer) = held.begin().unwrap();
    writer
        .add(&[incident(1, "the pool")], &Workspace::default())
        .unwrap();
    drop((writer, held));
    assert!(matches!(opened(folder.path()), Err(Flaw::Unfinished)));
    mended(folder.path());
}

#[test]
fn what_lies_about_does_no_harm() {
    let folder = made();
    fs::create_dir(folder.path().join("of somebody")).unwrap();
    fs::write(folder.path().join("notes.txt"), "hello").unwrap();
    opened(folder.path()).unwrap();
    mended(folder.path());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Any byte of any file: it is refused, or it finds what it found.
    #[test]
    fn a_flipped_byte_never_answers_wrong(place in any::<prop::sample::Index>(),
                                          at in any::<prop::sample::Index>(), bit in 0u8..8) {
        static SOUND: LazyLock<TempDir> = LazyLock::new(made);
        let folder = copied(&SOUND);
        let files = files(folder.path());
        let path = place.get(&files);
        let mut bytes = fs::read(path).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        put(path, bytes);
        match Folder::take(folder.path()).unwrap().open() {
            Ok(opened) => {
                let found = opened.search.ranked(&asked("pool")).unwrap();
                prop_assert_eq!(found.total(), 1);
            }
            Err(flaw) => prop_assert!(!matches!(flaw, Flaw::Taken | Flaw::Folder(_)), "{}", flaw),
        }
    }
}

/// Puts another file in the place of one. What is still open stays as it was: a file that shrinks
/// while it is mapped into memory ends the program that reads it.
fn put(path: &Path, bytes: impl AsRef<[u8]>) {
    let beside = path.with_extension("put");
    fs::write(&beside, bytes).unwrap();
    fs::rename(beside, path).unwrap();
}
