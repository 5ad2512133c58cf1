//! Writing a container: beside its place, read through again, then put there.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use sha2::{Digest as _, Sha256};
use tempfile::{NamedTempFile, TempDir};

use super::{Container, MANIFEST, MANIFEST_HASH, Manifest, PartSeal, header, hex};
use crate::output::WrongUse;

/// A container that is not in its place yet. Dropped, it leaves nothing.
pub(crate) struct Writing {
    tar: tar::Builder<BufWriter<NamedTempFile>>,
    target: PathBuf,
    force: bool,
    manifest: Manifest,
}

/// Counts and hashes what is read through it.
struct Hashing<R> {
    inner: R,
    hash: Sha256,
    bytes: u64,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hash.update(&buffer[..read]);
        self.bytes += read as u64;
        Ok(read)
    }
}

impl Writing {
    /// Begins. A file that is there is replaced only when that was asked for.
    pub(crate) fn begin(target: &Path, force: bool, manifest: Manifest) -> anyhow::Result<Self> {
        let shown = target.display();
        if target.is_dir() {
            return Err(WrongUse(format!("{shown} is a folder: name a file in it")).into());
        }
        if !force && target.exists() {
            return Err(WrongUse(format!("{shown} is there already; --force replaces it")).into());
        }
        let file = tempfile::Builder::new()
            .prefix(".afterword-")
            .tempfile_in(folder_of(target))
            .with_context(|| format!("{} cannot be written", folder_of(target).display()))?;
        Ok(Self {
            tar: tar::Builder::new(BufWriter::new(file)),
            target: target.to_owned(),
            force,
            manifest,
        })
    }

    /// A folder beside the target for what has to lie on a disk before it can be added.
    pub(crate) fn workshop(&self) -> anyhow::Result<TempDir> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".afterword-");
        Ok(builder.tempdir_in(folder_of(&self.target))?)
    }

    pub(crate) fn manifest(&mut self) -> &mut Manifest {
        &mut self.manifest
    }

    /// Adds a part of a length that is known before.
    pub(crate) fn add(&mut self, name: &str, bytes: u64, content: impl Read) -> anyhow::Result<()> {
        let mut content = Hashing {
            inner: content.take(bytes),
            hash: Sha256::new(),
            bytes: 0,
        };
        let added = self.tar.append(&header(name, bytes)?, &mut content);
        added.with_context(|| self.unwritten())?;
        if content.bytes != bytes {
            bail!("{name} ended after {} of {bytes} bytes", content.bytes);
        }
        let seal = PartSeal {
            bytes,
            sha256: hex(&content.hash.finalize()),
        };
        if self.manifest.parts.insert(name.to_owned(), seal).is_some() {
            bail!("{name} was added twice");
        }
        Ok(())
    }

    /// Adds what a file holds.
    pub(crate) fn add_file(&mut self, name: &str, file: &mut File) -> anyhow::Result<()> {
        file.rewind()?;
        let bytes = file.metadata()?.len();
        self.add(name, bytes, file)
    }

    /// Seals it, reads it through as whoever restores it will, and puts it in its place.
    pub(crate) fn finish(mut self, tell: &mut dyn FnMut(u64)) -> anyhow::Result<(Manifest, u64)> {
        let mut text = serde_json::to_vec_pretty(&self.manifest)?;
        text.push(b'\n');
        let sum = format!("{}  {MANIFEST}\n", hex(&Sha256::digest(&text)));
        for (name, content) in [(MANIFEST, &text[..]), (MANIFEST_HASH, sum.as_bytes())] {
            let header = header(name, content.len() as u64)?;
            let added = self.tar.append(&header, content);
            added.with_context(|| self.unwritten())?;
        }
        let unwritten = self.unwritten();
        let file = self.tar.into_inner().context(unwritten.clone())?;
        let file = file.into_inner().map_err(io::IntoInnerError::into_error);
        let mut file = file.context(unwritten.clone())?;
        file.flush()
            .and_then(|()| file.as_file().sync_all())
            .context(unwritten.clone())?;
        let written = Container::open(file.path(), tell)
            .context("what was written does not read as it should; nothing was put in its place")?;
        if *written.manifest() != self.manifest {
            bail!("what was written says something else; nothing was put in its place");
        }
        let bytes = file.as_file().metadata()?.len();
        let put = if self.force {
            file.persist(&self.target)
        } else {
            file.persist_noclobber(&self.target)
        };
        put.map_err(|error| error.error).context(unwritten)?;
        sync_folder(folder_of(&self.target))?;
        Ok((self.manifest, bytes))
    }

    fn unwritten(&self) -> String {
        format!(
            "{} cannot be written, and was left as it was",
            self.target.display()
        )
    }
}

/// Where a file lies.
pub(crate) fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// So that a new name outlives a power cut.
pub(crate) fn sync_folder(folder: &Path) -> anyhow::Result<()> {
    let synced = fs::File::open(folder).and_then(|folder| folder.sync_all());
    synced.with_context(|| format!("{} cannot be brought to disk", folder.display()))
}
