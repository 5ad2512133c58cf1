//! The integration behind an address, remembered for a second: a storm of alerts asks for one
//! again and again. A secret that was taken away is void at once on this server, and within that
//! second on others.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use afterword_store::{Door, Store, StoreError};
use tokio::time::Instant;

use crate::auth::secret::SecretHash;

const REMEMBERED: Duration = Duration::from_secs(1);
/// Addresses that lead nowhere are remembered too, and whoever guesses makes many.
const MOST: usize = 1000;

/// What was found when, by the hash of an address.
type Found = HashMap<SecretHash, (Instant, Option<Arc<Door>>)>;

#[derive(Default)]
pub(super) struct Doors(Mutex<Found>);

impl Doors {
    pub(super) async fn find(
        &self,
        store: &Store,
        address: &SecretHash,
    ) -> Result<Option<Arc<Door>>, StoreError> {
        if let Some((at, door)) = self.lock().get(address)
            && at.elapsed() < REMEMBERED
        {
            return Ok(door.clone());
        }
        let asked = Instant::now();
        let door = store.door(address).await?.map(Arc::new);
        let mut doors = self.lock();
        if doors.len() >= MOST {
            doors.clear();
        }
        doors.insert(*address, (asked, door.clone()));
        Ok(door)
    }

    pub(super) fn forget(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, Found> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
