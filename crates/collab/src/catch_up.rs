//! What other servers kept of a document that is open here: read from the disk when they tell of
//! it, and whenever a number that was to be taken here is taken already.
//!
//! Whoever does this need not hold the gate: what is read is taken in only as far as it is news, and
//! two who read the same come to the same.

use std::sync::Arc;

use crate::cut::Cut;
use crate::hub::Inner;
use crate::keep::{Keep, KeepError, Row, Since};
use crate::replica::{Broken, Malformed, Update};
use crate::room::{Open, Room};
use crate::settle;
use crate::wire;

/// How often other servers may be faster, before the room is given up. Each time one of them has
/// written something.
const TRIES: usize = 50;

/// Reads on from what is known. A document that is not open has nothing to catch up with.
pub(crate) async fn catch_up<K: Keep>(hub: &Inner<K>, room: &Arc<Room>) -> Result<(), KeepError> {
    let Some(kept) = room.open(|open| open.kept) else {
        return Ok(());
    };
    let since = hub.keep.since(room.incident, kept).await?;
    match room.open(|open| open.read_on(&since)) {
        Some(Ok(true)) | None => Ok(()),
        // Some of it is in a settled state by now; or it cannot be read without that one.
        Some(Ok(false)) => settle::refresh(hub, room).await,
        Some(Err(Broken)) => Err(settle::unreadable(room)),
    }
}

/// The same because somebody told of it. What goes wrong ends the room: its clients come back and
/// have it read anew.
pub(crate) async fn look<K: Keep>(hub: &Inner<K>, room: &Arc<Room>) {
    if room.open(|open| open.kept < room.told()) != Some(true) {
        return;
    }
    if let Err(error) = catch_up(hub, room).await {
        tracing::warn!(%error, incident = %room.incident, "what another server kept was not read");
        hub.drop_room(room, Cut::NotSaved);
    }
}

/// Puts updates of one document on disk, whose numbers are no longer right, behind whatever other
/// servers put there.
pub(crate) async fn append<K: Keep>(
    hub: &Inner<K>,
    room: &Arc<Room>,
    mut rows: Vec<Row>,
) -> Result<(), KeepError> {
    for _ in 0..TRIES {
        catch_up(hub, room).await?;
        if room.open(|open| open.renumber(&mut rows)).is_none() {
            break;
        }
        match hub.keep.append(rows.clone()).await {
            Err(KeepError::Stale) => {}
            outcome => return outcome,
        }
    }
    Err(KeepError::Stale)
}

impl Open {
    /// Takes in updates that follow on what is known. False when they do not, or build on what is
    /// not here.
    fn read_on(&mut self, since: &Since) -> Result<bool, Broken> {
        if since.revision > self.revision {
            return Ok(false);
        }
        for kept in &since.updates {
            if kept.seq <= self.kept {
                continue;
            }
            if kept.seq != self.kept + 1 {
                return Ok(false);
            }
            let applied = self.replica.apply(vec![Update::read(&kept.update)?])?;
            if !applied.unfit.is_empty() {
                return Ok(false);
            }
            self.hear_of(kept.seq, kept.person, &applied);
            if !applied.update.is_empty() {
                self.tell(&wire::update(&applied.update), None);
            }
        }
        Ok(true)
    }
}

impl From<Malformed> for Broken {
    fn from(Malformed: Malformed) -> Self {
        Self
    }
}
