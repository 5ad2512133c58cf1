//! What files hold, under the hash of it: in a folder, or in a bucket of any S3. What was put is on
//! disk when the answer comes, and nothing is ever written over with something else.

use std::error::Error as _;
use std::fmt;
use std::io;
use std::path::{Path as Folder, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{Error, ObjectStore, ObjectStoreExt as _};

/// Where a bucket is, and who may write to it.
#[derive(Clone)]
pub struct Bucket {
    pub name: String,
    pub region: String,
    /// For what is not Amazon's: `https://minio.example.org`.
    pub endpoint: Option<String>,
    pub access_key_id: String,
    pub secret_access_key: String,
}

/// Without the secret.
impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bucket({} at {:?})", self.name, self.endpoint)
    }
}

/// What a file holds could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    #[error("the disk that holds the files is full: nothing was changed; make room and try again")]
    DiskFull,
    #[error("the place for files cannot be used: {0}")]
    Place(String),
    #[error("a file could not be kept or read")]
    Failed(#[source] Error),
}

/// The place for what files hold. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Blobs {
    objects: Arc<dyn ObjectStore>,
    root: Path,
}

/// What a file holds, piece by piece.
pub type BlobStream = BoxStream<'static, Result<Bytes, Error>>;

impl Blobs {
    /// A folder, which is made with the first file.
    pub fn in_folder(folder: &Folder) -> Result<Self, BlobError> {
        let told =
            |error: &dyn fmt::Display| BlobError::Place(format!("{}: {error}", folder.display()));
        let folder = straight(folder).map_err(|error| told(&error))?;
        Ok(Self {
            objects: Arc::new(LocalFileSystem::new().with_fsync(true)),
            root: Path::from_absolute_path(&folder).map_err(|error| told(&error))?,
        })
    }

    pub fn in_bucket(bucket: &Bucket) -> Result<Self, BlobError> {
        // Whoever installed one before may keep it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&bucket.name)
            .with_region(&bucket.region)
            .with_access_key_id(&bucket.access_key_id)
            .with_secret_access_key(&bucket.secret_access_key);
        if let Some(endpoint) = &bucket.endpoint {
            let plain = endpoint.starts_with("http://");
            builder = builder.with_endpoint(endpoint).with_allow_http(plain);
        }
        let objects = builder
            .build()
            .map_err(|error| BlobError::Place(error.to_string()))?;
        Ok(Self {
            objects: Arc::new(objects),
            root: Path::from("files"),
        })
    }

    /// Keeps what hashes to this. Putting the same again mends what is there.
    pub async fn put(&self, hash: &[u8; 32], content: Bytes) -> Result<(), BlobError> {
        let put = self.objects.put(&self.place(hash), content.into()).await;
        put.map(|_| ()).map_err(told)
    }

    /// `None` when nothing was put under this hash, or it is gone.
    pub async fn get(&self, hash: &[u8; 32]) -> Result<Option<BlobStream>, BlobError> {
        match self.objects.get(&self.place(hash)).await {
            Ok(found) => Ok(Some(found.into_stream())),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(told(error)),
        }
    }

    /// Two digits as a folder, so that none grows too large.
    fn place(&self, hash: &[u8; 32]) -> Path {
        let name = hash.iter().fold(String::with_capacity(64), |name, byte| {
            name + &format!("{byte:02x}")
        });
        self.root.clone().join(&name[..2]).join(&name[2..])
    }
}

/// The path of a folder, which need not be there yet, without a `..` in it: of those the place of a
/// file must have none.
fn straight(folder: &Folder) -> io::Result<PathBuf> {
    let folder = std::path::absolute(folder)?;
    let there = folder.ancestors().find(|above| above.exists());
    let there = there.unwrap_or(Folder::new("/"));
    let missing = folder.strip_prefix(there).unwrap_or(Folder::new(""));
    Ok(there.canonicalize()?.join(missing))
}

fn told(error: Error) -> BlobError {
    let mut cause = error.source();
    while let Some(inner) = cause {
        let full = inner
            .downcast_ref::<io::Error>()
            .is_some_and(|inner| inner.kind() == io::ErrorKind::StorageFull);
        if full {
            return BlobError::DiskFull;
        }
        cause = inner.source();
    }
    BlobError::Failed(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_folder_may_be_named_by_a_way_up() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("here")).unwrap();
        let way_up = folder.path().join("here/../data/files");
        let (hash, content) = ([7; 32], Bytes::from_static(b"the pool is full"));
        let blobs = Blobs::in_folder(&way_up).unwrap();
        blobs.put(&hash, content).await.unwrap();
        assert!(folder.path().join("data/files/07").is_dir());
        let again = Blobs::in_folder(&folder.path().join("data/files")).unwrap();
        assert!(again.get(&hash).await.unwrap().is_some());
    }
}
