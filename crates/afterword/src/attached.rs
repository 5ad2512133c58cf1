//! What attached files hold, into a container and out of it. It lies under its SHA-256, so that it
//! can be looked at whether it is still what was kept.

use std::io::Read as _;

use afterword_store::{Blobs, FileHash};
use anyhow::Context as _;
use futures_util::TryStreamExt as _;
use sha2::{Digest as _, Sha256};

use crate::container::{Container, Writing, file_hash, file_part, hex};
use crate::progress::Progress;

/// Adds all of them. Those that are missing or spoiled are written down in the manifest: a workspace
/// without a picture is worth more than none.
pub(crate) async fn put_in(
    writing: &mut Writing,
    files: &Blobs,
    hashes: &[FileHash],
    progress: &Progress,
) -> anyhow::Result<()> {
    progress.step("files", hashes.iter().map(|(_, bytes)| bytes).sum());
    for (hash, bytes) in hashes {
        let held = match files.get(hash).await? {
            Some(pieces) => pieces
                .try_fold(Vec::new(), async |mut whole, piece| {
                    whole.extend_from_slice(&piece);
                    Ok(whole)
                })
                .await
                .with_context(|| format!("the file {} cannot be read", hex(hash)))?,
            None => Vec::new(),
        };
        if Sha256::digest(&held)[..] == hash[..] {
            writing.add(&file_part(hash), held.len() as u64, &held[..])?;
        } else {
            writing.manifest().lost_files.push(hex(hash));
        }
        progress.on(*bytes);
    }
    Ok(())
}

/// Keeps all of them where files lie. What lies there already under the same hash is mended.
pub(crate) async fn take_out(
    container: &Container,
    files: &Blobs,
    progress: &Progress,
) -> anyhow::Result<()> {
    let parts = &container.manifest().parts;
    let ours = || {
        let parts = parts.iter();
        parts.filter_map(|(name, seal)| Some((name, file_hash(name)?, seal.bytes)))
    };
    progress.step("files", ours().map(|(_, _, bytes)| bytes).sum());
    for (name, hash, bytes) in ours() {
        let mut content = Vec::new();
        container.part(name)?.read_to_end(&mut content)?;
        files.put(&hash, content.into()).await?;
        progress.on(bytes);
    }
    Ok(())
}
