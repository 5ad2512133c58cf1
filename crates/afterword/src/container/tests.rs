//! Containers that are whole, and every way in which one is not.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use anyhow::Result;

use super::{Container, Kind, Manifest, Writing, file_hash, file_part, hex};

fn moment() -> afterword_domain::Moment {
    "2026-10-14T12:00:00Z".parse().unwrap()
}

fn written(target: &Path) -> Manifest {
    let manifest = Manifest::new(Kind::Archive, moment(), 7);
    let mut writing = Writing::begin(target, false, manifest).unwrap();
    writing
        .add("tables/people.jsonl", 12, &b"{\"id\":1}\n..."[..])
        .unwrap();
    writing.add("tables/empty.jsonl", 0, &b""[..]).unwrap();
    writing.finish(&mut |_| ()).unwrap().0
}

fn open(file: &Path) -> Result<Container> {
    Container::open(file, &mut |_| ())
}

fn refusal(file: &Path) -> String {
    format!("{:#}", open(file).map(|_| ()).unwrap_err())
}

#[test]
fn what_was_put_in_comes_out() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.tar");
    let manifest = written(&file);
    let container = open(&file).unwrap();
    assert_eq!(*container.manifest(), manifest);
    let mut text = String::new();
    let mut part = container.part("tables/people.jsonl").unwrap();
    part.read_to_string(&mut text).unwrap();
    assert_eq!(text, "{\"id\":1}\n...");
    // Other programs read it as what it is.
    let mut tar = tar::Archive::new(fs::File::open(&file).unwrap());
    let names: Vec<_> = tar
        .entries()
        .unwrap()
        .map(|entry| entry.unwrap().path().unwrap().display().to_string())
        .collect();
    assert_eq!(
        names,
        [
            "tables/people.jsonl",
            "tables/empty.jsonl",
            "manifest.json",
            "manifest.json.sha256"
        ]
    );
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "something was left beside it");
}

#[test]
fn only_its_owner_may_read_it_and_nothing_is_replaced_unasked() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.tar");
    written(&file);
    let mode = fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let again = || Writing::begin(&file, false, Manifest::new(Kind::Backup, moment(), 7));
    let why = again().map(|_| ()).unwrap_err().to_string();
    assert!(why.contains("--force"), "{why}");
    // One that comes into being meanwhile is not replaced either.
    let late = folder.path().join("late.tar");
    let writing = Writing::begin(&late, false, Manifest::new(Kind::Backup, moment(), 7)).unwrap();
    fs::write(&late, "mine").unwrap();
    writing.finish(&mut |_| ()).unwrap_err();
    assert_eq!(fs::read_to_string(&late).unwrap(), "mine");
    let writing = Writing::begin(&late, true, Manifest::new(Kind::Backup, moment(), 7)).unwrap();
    writing.finish(&mut |_| ()).unwrap();
    open(&late).unwrap();
}

#[test]
fn one_that_is_cut_off_anywhere_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.tar");
    written(&file);
    let whole = fs::read(&file).unwrap();
    for length in (0..whole.len()).step_by(64).chain([whole.len() - 1]) {
        fs::write(&file, &whole[..length]).unwrap();
        refusal(&file);
    }
    fs::write(&file, [&whole[..], b"\0"].concat()).unwrap();
    assert!(refusal(&file).contains("end where it should"));
}

#[test]
fn one_with_any_byte_changed_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.tar");
    written(&file);
    let whole = fs::read(&file).unwrap();
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 1 << (at % 8);
        fs::write(&file, &changed).unwrap();
        refusal(&file);
    }
}

/// A tar as anybody could write it, with a manifest that agrees with it.
fn forged(file: &Path, parts: &[(&str, &[u8])], known: &[(&str, &[u8])]) {
    use sha2::{Digest as _, Sha256};
    let mut manifest = Manifest::new(Kind::Archive, moment(), 7);
    for (name, content) in known {
        let seal = super::PartSeal {
            bytes: content.len() as u64,
            sha256: hex(&Sha256::digest(content)),
        };
        manifest.parts.insert((*name).to_owned(), seal);
    }
    let text = serde_json::to_vec(&manifest).unwrap();
    let sum = format!("{}  manifest.json\n", hex(&Sha256::digest(&text)));
    let mut tar = tar::Builder::new(Vec::new());
    let ends: [(&str, &[u8]); 2] = [
        ("manifest.json", &text),
        ("manifest.json.sha256", sum.as_bytes()),
    ];
    for (name, content) in parts.iter().chain(&ends) {
        let mut header = super::header("tables/x.jsonl", content.len() as u64).unwrap();
        let place = &mut header.as_old_mut().name;
        place.fill(0);
        place[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        tar.append(&header, *content).unwrap();
    }
    fs::write(file, tar.into_inner().unwrap()).unwrap();
}

#[test]
fn parts_that_nobody_wrote_here_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.tar");
    let people: (&str, &[u8]) = ("tables/people.jsonl", b"{}");
    forged(&file, &[people], &[people]);
    open(&file).unwrap();
    for name in [
        "../people",
        "/etc/passwd",
        "tables/../people.jsonl",
        "tables/a/b.jsonl",
        "tables/People.jsonl",
        "tables/.jsonl",
        "files/ab",
        "x",
    ] {
        forged(&file, &[(name, b"{}")], &[(name, b"{}")]);
        refusal(&file);
    }
    forged(&file, &[people, people], &[people]);
    assert!(refusal(&file).contains("twice"));
    forged(&file, &[], &[people]);
    assert!(refusal(&file).contains("tables/people.jsonl is missing"));
    forged(&file, &[people], &[]);
    assert!(refusal(&file).contains("does not know tables/people.jsonl"));
    let spoiled = file_part(&[7; 32]);
    let spoiled: (&str, &[u8]) = (&spoiled, b"not what hashes to this");
    forged(&file, &[spoiled], &[spoiled]);
    assert!(refusal(&file).contains("something else than its name says"));
}

#[test]
fn a_length_that_is_not_there_is_refused_before_anything_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.tar");
    for length in [1 << 40, u64::MAX, u64::MAX - 511] {
        let header = super::header("tables/people.jsonl", length).unwrap();
        let mut content = header.as_bytes().to_vec();
        content.resize(4096, 0);
        fs::write(&file, content).unwrap();
        assert!(refusal(&file).contains("in the middle of tables/people.jsonl"));
    }
}

#[test]
fn what_is_something_else_is_said_to_be_nothing_of_ours() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.tar");
    let zipped = [0x1f, 0x8b, 8, 0].repeat(500);
    fs::write(&file, zipped).unwrap();
    assert!(refusal(&file).contains("no file of `afterword backup`"));
    let sparse = {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::GNUSparse);
        header.set_path("tables/people.jsonl").unwrap();
        header.set_size(0);
        header.set_cksum();
        header.as_bytes().repeat(4)
    };
    fs::write(&file, sparse).unwrap();
    assert!(refusal(&file).contains("no file of `afterword backup`"));
    assert!(refusal(&folder.path().join("none.tar")).contains("cannot be opened"));
}

#[test]
fn names_of_files_are_hashes_in_small_letters() {
    let name = file_part(&[0xab; 32]);
    assert_eq!(file_hash(&name), Some([0xab; 32]));
    assert_eq!(file_hash(&name.to_uppercase()), None);
    assert_eq!(file_hash(&name[..name.len() - 1]), None);
    assert_eq!(file_hash("files/+1"), None);
}
