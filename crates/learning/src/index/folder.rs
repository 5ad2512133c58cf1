//! The folder of an index: held by one program at a time, opened when it is sound, begun anew when
//! it is not.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use tantivy::directory::MmapDirectory;
use tantivy::{Index, IndexReader, ReloadPolicy, TantivyError};

use super::error::Flaw;
use super::mark::Mark;
use super::schema::{Fields, know_words};
use super::search::Search;
use super::writer::Writer;

const LOCK: &str = "in-use.lock";

/// A folder that no other program uses as long as this is held. A program that ends lets go of it,
/// however it ends.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    _lock: File,
}

/// An index that is ready: one end to ask, one to write.
pub struct Opened {
    pub search: Search,
    pub writer: Writer,
    /// How far it has read the change log.
    pub mark: Mark,
}

impl Folder {
    /// Takes a folder, which need not be there.
    ///
    /// # Errors
    /// [`Flaw::Taken`] and [`Flaw::Folder`].
    pub fn take(path: &Path) -> Result<Self, Flaw> {
        fs::create_dir_all(path)?;
        let lock = File::create(path.join(LOCK))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                path: path.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => Err(Flaw::Taken),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// Opens the index that is there. All of its bytes are read and held against their checksums: a
    /// file that was cut off must not be found out by the first who searches.
    ///
    /// # Errors
    /// [`Flaw`], which [`Self::begin`] mends unless it is one of the folder itself.
    pub fn open(&self) -> Result<Opened, Flaw> {
        let (index, fields, mark) = self.sound()?;
        let (search, writer) = ends(&index, fields)?;
        Ok(Opened {
            search,
            writer,
            mark,
        })
    }

    /// Looks at the index that is there as [`Self::open`] does, and tells how far it has read.
    ///
    /// # Errors
    /// As of [`Self::open`].
    pub fn look(&self) -> Result<Mark, Flaw> {
        self.sound().map(|(_, _, mark)| mark)
    }

    fn sound(&self) -> Result<(Index, Fields, Mark), Flaw> {
        let directory = MmapDirectory::open(&self.path).map_err(TantivyError::from)?;
        if !Index::exists(&directory).map_err(TantivyError::from)? {
            return Err(Flaw::Missing);
        }
        let index = Index::open(directory)?;
        let mark = Mark::of_payload(index.load_metas()?.payload.as_deref())?;
        let (schema, fields) = Fields::schema();
        if index.schema() != schema {
            let other = "it has other fields than its version";
            return Err(Flaw::Damaged(other.into()));
        }
        let damaged = index.validate_checksum()?;
        if let Some(file) = damaged.iter().next() {
            let changed = format!("{} is not as it was written", file.display());
            return Err(Flaw::Damaged(changed));
        }
        Ok((index, fields, mark))
    }

    /// Begins an empty index, in place of whatever is in the folder.
    ///
    /// # Errors
    /// [`Flaw::Folder`], or what the index says against the folder.
    pub fn begin(&self) -> Result<(Search, Writer), Flaw> {
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                fs::remove_dir_all(entry.path())?;
            } else if entry.file_name() != LOCK {
                fs::remove_file(entry.path())?;
            }
        }
        let (schema, fields) = Fields::schema();
        let index = Index::create_in_dir(&self.path, schema)?;
        ends(&index, fields)
    }

    /// How many bytes lie in it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn bytes(path: &Path) -> std::io::Result<u64> {
        let mut bytes = 0;
        for entry in fs::read_dir(path)? {
            // A file that goes meanwhile was merged into another.
            bytes += entry?.metadata().map_or(0, |file| file.len());
        }
        Ok(bytes)
    }
}

fn ends(index: &Index, fields: Fields) -> Result<(Search, Writer), Flaw> {
    know_words(index);
    Ok((
        Search::new(reader(index)?, fields),
        Writer::new(index, fields)?,
    ))
}

/// It is told when to look for what was committed, so no thread watches the folder.
fn reader(index: &Index) -> tantivy::Result<IndexReader> {
    let builder = index.reader_builder();
    builder.reload_policy(ReloadPolicy::Manual).try_into()
}
