//! Rows of files, and what files hold.

use afterword_domain::file::{FileId, FileKind, StoredFile};
use afterword_domain::policy::Sight;
use afterword_store::{Blobs, Bucket, Store};
use afterword_testbed::both;
use futures_util::TryStreamExt as _;

use crate::world::{now, open_titled};

both! {
    async fn a_file_is_kept_once_and_read_as_it_was(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let incident = open_titled(&store, "Ledger").await;
        let file = StoredFile {
            id: FileId(u128::MAX - 1),
            hash: [0xfe; 32],
            name: "pool wait.png".into(),
            kind: FileKind::Png,
            bytes: 26_214_400,
            incident,
            created_at: now(),
        };
        assert_eq!(store.file(&Sight::Everything, file.id).await.unwrap(), None);
        store.add_file(&file).await.unwrap();
        let later = StoredFile { created_at: now().plus_days(1), ..file.clone() };
        store.add_file(&later).await.unwrap();
        assert_eq!(store.file(&Sight::Everything, file.id).await.unwrap(), Some(file));
        assert_eq!(store.file(&Sight::Everything, FileId(1)).await.unwrap(), None);
    }
}

async fn held(blobs: &Blobs, hash: &[u8; 32]) -> Option<Vec<u8>> {
    let pieces: Vec<_> = blobs.get(hash).await.unwrap()?.try_collect().await.unwrap();
    Some(pieces.concat())
}

#[tokio::test]
async fn what_was_put_is_found_by_its_hash() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("a folder #1 (50% full)");
    let blobs = Blobs::in_folder(&place).unwrap();
    assert!(!place.exists(), "an empty place leaves no trace");
    let (one, other) = ([0xab; 32], [1; 32]);
    assert_eq!(held(&blobs, &one).await, None);
    blobs.put(&one, "the pool is full".into()).await.unwrap();
    blobs.put(&one, "the pool is full".into()).await.unwrap();
    assert_eq!(held(&blobs, &one).await.unwrap(), b"the pool is full");
    assert_eq!(held(&blobs, &other).await, None);
    let inside = place.join("ab").join("ab".repeat(31));
    assert_eq!(std::fs::read(inside).unwrap(), b"the pool is full");
    assert_eq!(std::fs::read_dir(place.join("ab")).unwrap().count(), 1);
}

#[tokio::test]
async fn a_place_that_cannot_be_written_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("taken");
    std::fs::write(&file, "a file, not a folder").unwrap();
    let blobs = Blobs::in_folder(&file.join("files")).unwrap();
    assert!(blobs.put(&[0; 32], "x".into()).await.is_err());
}

#[test]
fn the_secret_of_a_bucket_is_not_shown() {
    let bucket = Bucket {
        name: "files".into(),
        region: "eu-central-1".into(),
        endpoint: None,
        access_key_id: "id".into(),
        secret_access_key: "hidden".into(),
    };
    assert!(!format!("{bucket:?}").contains("hidden"));
    assert!(!format!("{:?}", Blobs::in_bucket(&bucket).unwrap()).contains("hidden"));
}
