//! A file of keys, which only its owner may read: one key a line, the one that seals first, the
//! others for what was sealed before.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::keys::{KeyError, SecretKey, SecretKeys, random};

pub(super) fn read(path: &Path) -> Result<SecretKeys, KeyError> {
    let text = fs::read_to_string(path).map_err(|error| told(path, error))?;
    let keys = SecretKeys::parse(&text).map_err(|error| KeyError::In {
        path: path.to_owned(),
        error: Box::new(error),
    })?;
    Ok(keys.kept_in(path))
}

/// Of several programs that make it at once, one does, and all read the same key.
pub(super) fn read_or_make(path: &Path) -> Result<SecretKeys, KeyError> {
    match read(path) {
        Err(KeyError::File { error, .. }) if error.kind() == io::ErrorKind::NotFound => {}
        done => return done,
    }
    let fresh = written(path, &[SecretKey::generate()])?;
    let made = fs::hard_link(&fresh, path);
    let _ = fs::remove_file(&fresh);
    match made {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(told(path, error)),
        _ => {
            sync_folder(path);
            read(path)
        }
    }
}

/// The old file or the new one is there, never half of one.
pub(super) fn replace(path: &Path, keys: &[SecretKey]) -> Result<(), KeyError> {
    let fresh = written(path, keys)?;
    fs::rename(&fresh, path).map_err(|error| told(path, error))?;
    sync_folder(path);
    Ok(())
}

/// Writes the keys beside their place and brings them to disk.
fn written(path: &Path, keys: &[SecretKey]) -> Result<PathBuf, KeyError> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".new-{:x}", u64::from_ne_bytes(random())));
    let fresh = PathBuf::from(name);
    let mut text = String::from(
        "# Keys of Afterword's secrets. The first seals; the others open what was sealed before,\n\
         # old backups among it. Without them those secrets are lost: keep a copy of this file,\n\
         # apart from the database and its backups.\n",
    );
    for key in keys {
        text.push_str(&key.to_text());
        text.push('\n');
    }
    let mut options = OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let put = options.open(&fresh).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    put.map_err(|error| told(path, error))?;
    Ok(fresh)
}

fn sync_folder(path: &Path) {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let synced = File::open(folder.unwrap_or(Path::new("."))).and_then(|folder| folder.sync_all());
    if let Err(error) = synced {
        tracing::warn!(%error, "the folder of the keys could not be brought to disk");
    }
}

fn told(path: &Path, error: io::Error) -> KeyError {
    KeyError::File {
        path: path.to_owned(),
        error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_made_once_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("afterword.db.key");
        let makers: Vec<_> = (0..8)
            .map(|_| {
                let path = path.clone();
                std::thread::spawn(move || read_or_make(&path).unwrap())
            })
            .collect();
        let read: Vec<_> = makers.into_iter().map(|one| one.join().unwrap()).collect();
        assert!(read.iter().all(|keys| *keys == read[0]));
        assert_eq!(read_or_make(&path).unwrap(), read[0]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let entries = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(entries, 1, "nothing is left beside it");
    }

    #[test]
    fn another_key_goes_before_the_old_one_and_a_reader_notices() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        let before = read_or_make(&path).unwrap();
        assert_eq!(before.read_again(), None);
        let key = SecretKey::generate();
        let after = before.put_first(key.clone()).unwrap();
        assert_eq!(after.current(), Some(&key));
        assert_eq!(before.read_again(), Some(after.clone()));
        let old = before.current().unwrap();
        assert_eq!(after.find(old.id()), Some(old));
        fs::write(&path, "nonsense").unwrap();
        assert_eq!(after.read_again(), None, "what is known stays");
        let told = read(&path).unwrap_err().to_string();
        assert!(told.contains("keys: word 1 is no key"), "{told}");
    }
}
