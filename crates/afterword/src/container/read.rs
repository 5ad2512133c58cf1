//! Reading a container: all of it is looked at before any of it is used.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use anyhow::{Context as _, bail};
use sha2::{Digest as _, Sha256};
use tar::Header;

use super::{BLOCK, END, FORM, Kind, MANIFEST, MANIFEST_HASH, Manifest, file_hash, header, hex};
use crate::output::WrongUse;

/// No manifest is longer; a part of this name is read into memory.
const LONGEST_MANIFEST: u64 = 256 << 20;

/// A container that was read through and is as it was written.
#[derive(Debug)]
pub(crate) struct Container {
    file: File,
    manifest: Manifest,
    places: BTreeMap<String, (u64, u64)>,
}

/// What a part holds, to be read; several can be, each from its own place.
pub(crate) type Part = BufReader<Stretch>;

pub(crate) struct Stretch {
    file: File,
    at: u64,
    left: u64,
}

impl Read for Stretch {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).map_or(buffer.len(), |left| left.min(buffer.len()));
        let read = self.file.read_at(&mut buffer[..most], self.at)?;
        self.at += read as u64;
        self.left -= read as u64;
        Ok(read)
    }
}

/// A part as it came by.
struct Seen {
    at: u64,
    bytes: u64,
    sha256: String,
}

impl Container {
    /// Reads it through. `tell` hears how many bytes were read so far.
    pub(crate) fn open(path: &Path, tell: &mut dyn FnMut(u64)) -> anyhow::Result<Self> {
        let file = File::open(path)
            .map_err(|error| WrongUse(format!("{} cannot be opened: {error}", path.display())))?;
        let length = file.metadata()?.len();
        let refused = || format!("{} is refused", path.display());
        let (seen, text) = look_through(&file, length, tell).with_context(refused)?;
        let manifest = agreed(&seen, &text).with_context(refused)?;
        let places = seen
            .into_iter()
            .map(|(name, seen)| (name, (seen.at, seen.bytes)));
        Ok(Self {
            file,
            manifest,
            places: places.collect(),
        })
    }

    /// The same, refusing a container of the other kind.
    pub(crate) fn open_as(
        kind: Kind,
        path: &Path,
        tell: &mut dyn FnMut(u64),
    ) -> anyhow::Result<Self> {
        let container = Self::open(path, tell)?;
        let found = container.manifest.kind;
        if found != kind {
            let why = format!("{} is {}", path.display(), found.label());
            return Err(WrongUse(why).into());
        }
        Ok(container)
    }

    pub(crate) fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// What a part holds. Its hash was looked at when the container was opened.
    pub(crate) fn part(&self, name: &str) -> anyhow::Result<Part> {
        let place = self.places.get(name);
        let (at, bytes) = place.with_context(|| format!("there is no part {name}"))?;
        Ok(BufReader::new(Stretch {
            file: self.file.try_clone()?,
            at: *at,
            left: *bytes,
        }))
    }
}

type LookedThrough = (BTreeMap<String, Seen>, Vec<u8>);

/// Every part with its hash, and the manifest's text, whose own hash is looked at here.
fn look_through(
    file: &File,
    length: u64,
    tell: &mut dyn FnMut(u64),
) -> anyhow::Result<LookedThrough> {
    let (mut seen, mut at) = (BTreeMap::new(), 0);
    loop {
        let (name, bytes) = next_header(file, length - at)?;
        at += BLOCK;
        let padded = bytes.checked_next_multiple_of(BLOCK);
        let Some(padded) = padded.filter(|padded| *padded <= length - at) else {
            bail!("it ends in the middle of {name}");
        };
        if name == MANIFEST {
            let text = read_text(file, bytes)?;
            skip_nothing(file, padded - bytes)?;
            end_of(file, length - at - padded, &text)?;
            tell(length);
            return Ok((seen, text));
        }
        if !is_known(&name) {
            bail!("it has “{name}”, which is nothing that this program writes");
        }
        let sha256 = hash_of(file, bytes, &mut |read| tell(at + read))?;
        skip_nothing(file, padded - bytes)?;
        let part = Seen { at, bytes, sha256 };
        if seen.insert(name.clone(), part).is_some() {
            bail!("it has {name} twice");
        }
        at += padded;
    }
}

/// The name and the length of what follows, from a header that is exactly as it is written here.
fn next_header(mut file: &File, left: u64) -> anyhow::Result<(String, u64)> {
    if left < BLOCK {
        bail!("it is cut off: it does not end with its manifest");
    }
    let mut block = [0; 512];
    file.read_exact(&mut block)?;
    let found = Header::from_byte_slice(&block);
    let name = found.path_bytes();
    let name = str::from_utf8(&name).unwrap_or_default().to_owned();
    let bytes = found.entry_size().unwrap_or(u64::MAX);
    let made = header(&name, bytes).ok();
    if made.is_none_or(|made| made.as_bytes() != &block) {
        bail!("it is no file of `afterword backup` or `afterword archive export`, or was changed");
    }
    Ok((name, bytes))
}

/// Names are never used as paths; those that could be are refused all the same.
fn is_known(name: &str) -> bool {
    let table = name
        .strip_prefix("tables/")
        .and_then(|name| name.strip_suffix(".jsonl"));
    let is_table = table.is_some_and(|table| {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        !table.is_empty() && table.bytes().all(plain)
    });
    is_table || file_hash(name).is_some() || matches!(name, "database.sqlite" | "database.pgdump")
}

fn read_text(file: &File, bytes: u64) -> anyhow::Result<Vec<u8>> {
    if bytes > LONGEST_MANIFEST {
        bail!("its manifest is too long");
    }
    let mut text = Vec::new();
    file.take(bytes).read_to_end(&mut text)?;
    Ok(text)
}

fn hash_of(file: &File, bytes: u64, tell: &mut dyn FnMut(u64)) -> anyhow::Result<String> {
    let (mut hash, mut done, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 20]);
    let mut content = file.take(bytes);
    loop {
        let read = content.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        done += read as u64;
        tell(done);
    }
    if done < bytes {
        bail!("it is cut off");
    }
    Ok(hex(&hash.finalize()))
}

/// What fills a block up says nothing.
fn skip_nothing(file: &File, bytes: u64) -> anyhow::Result<()> {
    let mut filling = Vec::new();
    file.take(bytes).read_to_end(&mut filling)?;
    if filling.len() as u64 != bytes || filling.iter().any(|byte| *byte != 0) {
        bail!("it was changed between its parts");
    }
    Ok(())
}

/// After the manifest there is its hash, and then nothing more.
fn end_of(file: &File, left: u64, manifest: &[u8]) -> anyhow::Result<()> {
    let (name, bytes) = next_header(file, left)?;
    let sum = format!("{}  {MANIFEST}\n", hex(&Sha256::digest(manifest)));
    if name != MANIFEST_HASH
        || bytes != sum.len() as u64
        || read_text(file, bytes)? != sum.as_bytes()
    {
        bail!("its manifest was changed");
    }
    let rest = left.checked_sub(BLOCK + bytes);
    let filling = rest.filter(|rest| *rest == BLOCK - bytes + END);
    let Some(filling) = filling else {
        bail!("it does not end where it should");
    };
    skip_nothing(file, filling)
}

/// The manifest, where it says of every part what was seen, and of none that was not.
fn agreed(seen: &BTreeMap<String, Seen>, text: &[u8]) -> anyhow::Result<Manifest> {
    #[derive(serde::Deserialize)]
    struct Form {
        form: u32,
    }
    let Form { form } = serde_json::from_slice(text).context("its manifest cannot be read")?;
    if form != FORM {
        bail!("it has form {form}, and this program reads form {FORM}: take a newer afterword");
    }
    let manifest: Manifest = serde_json::from_slice(text).context("its manifest cannot be read")?;
    for (name, seal) in &manifest.parts {
        let Some(part) = seen.get(name) else {
            bail!("{name} is missing");
        };
        if part.bytes != seal.bytes || part.sha256 != seal.sha256 {
            bail!("{name} is not as it was written");
        }
        if file_hash(name).is_some_and(|hash| hex(&hash) != seal.sha256) {
            bail!("{name} holds something else than its name says");
        }
    }
    if let Some(name) = seen.keys().find(|name| !manifest.parts.contains_key(*name)) {
        bail!("its manifest does not know {name}");
    }
    Ok(manifest)
}
