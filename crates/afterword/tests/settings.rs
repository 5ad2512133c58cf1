//! Settings as they are got wrong: from the file, the environment and the command line, and what
//! whoever got them wrong is told.

#![allow(
    clippy::unwrap_used,
    reason = "what a test takes for granted may fail it"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn settings(&self, text: &str) -> String {
        let file = self.0.path().join("afterword.toml");
        fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    /// The exit code, and what was said on either side.
    fn run(&self, arguments: &[&str], environment: &[(&str, &str)]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_afterword"));
        command
            .env_clear()
            .current_dir(self.0.path())
            .args(arguments);
        let output = command.envs(environment.iter().copied()).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.code().unwrap(),
            String::from_utf8(said).unwrap(),
        )
    }
}

#[test]
fn a_wrong_value_is_told_with_where_it_stands() {
    let place = Place::new();
    let file = place.settings("listen = \"here\"");
    let (code, said) = place.run(&["--settings", &file, "config"], &[]);
    assert_eq!(code, 2, "{said}");
    assert!(
        said.contains(&format!("this is what {file} says: listen")),
        "{said}"
    );
    let (code, said) = place.run(&["config"], &[("AFTERWORD_LISTEN", "here")]);
    assert_eq!(code, 2, "{said}");
    assert!(
        said.contains("this is what the variable AFTERWORD_LISTEN says"),
        "{said}"
    );
    let (code, said) = place.run(&["config", "--listen", "here"], &[]);
    assert_eq!(code, 2, "{said}");
    assert!(!said.contains("this is what"), "{said}");
    for filter in ["afterword_store=lots", "a=b=c"] {
        let (code, said) = place.run(&["--log", filter, "config"], &[]);
        assert_eq!(code, 2, "{said}");
        assert!(
            said.contains(&format!("“{filter}” is no filter of the log")),
            "{said}"
        );
    }
    let (code, said) = place.run(&["--settings", "no/such.toml", "config"], &[]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("cannot read no/such.toml"), "{said}");
}

#[test]
fn a_backup_finds_files_where_the_file_of_settings_has_them() {
    let place = Place::new();
    let data = place.path("data");
    let (code, said) = place.run(
        &["--data", &data, "user", "add", "ines", "--name", "Ines"],
        &[],
    );
    assert_eq!(code, 0, "{said}");
    let text =
        format!("data = \"{data}\"\nlisten = \"127.0.0.1:0\"\nfiles-bucket = \"post-mortems\"");
    let file = place.settings(&text);
    let backup = place.path("backup.tar");
    for verb in [
        &["backup", &backup][..],
        &["archive", "export", &backup],
        &["serve"],
    ] {
        let (code, said) = place.run(&[&["--settings", file.as_str()][..], verb].concat(), &[]);
        assert_eq!(code, 2, "{verb:?} {said}");
        assert!(
            said.contains("files-bucket is set, and files-key-id"),
            "{verb:?} {said}"
        );
    }
    assert!(!Path::new(&backup).exists());
    // With its keys the bucket is asked, and not the folder: nothing is in it, so nothing is asked.
    let text = format!("{text}\nfiles-key-id = \"id\"\nfiles-endpoint = \"http://127.0.0.1:1\"");
    let file = place.settings(&text);
    let secret = [("AFTERWORD_FILES_SECRET", "hush")];
    let (code, said) = place.run(&["--settings", &file, "backup", &backup], &secret);
    assert_eq!(code, 0, "{said}");
    let (code, said) = place.run(&["--settings", &file, "config"], &secret);
    assert_eq!(code, 0, "{said}");
    assert!(
        !said.contains("hush") && said.contains("post-mortems"),
        "{said}"
    );
}

#[test]
fn a_database_that_is_mistyped_is_not_made() {
    let place = Place::new();
    let typo = place.path("typo.db");
    let url = format!("sqlite://{typo}");
    for verb in [
        &["stats"][..],
        &["audit"],
        &["audit", "--verify"],
        &["export", "INC-1"],
        &["actions"],
        &["backup", "b.tar"],
        &["archive", "export", "b.tar"],
    ] {
        let (code, said) = place.run(&[&["--database", url.as_str()][..], verb].concat(), &[]);
        assert_eq!(code, 2, "{verb:?} {said}");
        assert!(said.contains("there is no database at"), "{verb:?} {said}");
        assert!(!Path::new(&typo).exists(), "{verb:?}");
    }
}
