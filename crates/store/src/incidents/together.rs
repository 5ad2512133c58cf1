//! Incidents that are opened one by one, written together: those that wait while one transaction is
//! under way share the next one, and its way to the disk. Nobody is answered before that.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use afterword_domain::policy::Sight;
use afterword_domain::{Incident, IncidentRef, Moment};
use tokio::sync::{Mutex as Turns, oneshot};

use super::open::{Opening, open_in};
use crate::Store;
use crate::author::Author;
use crate::changes;
use crate::conn::ROWS_AT_ONCE;
use crate::error::StoreError;

/// Those who wait, and whose turn it is to write for all of them.
#[derive(Debug, Default)]
pub(crate) struct Openings {
    waiting: Mutex<Vec<Wish>>,
    turn: Arc<Turns<()>>,
}

#[derive(Debug)]
struct Wish {
    author: Author,
    opening: Opening,
    now: Moment,
    done: oneshot::Sender<Result<Incident, StoreError>>,
}

impl Openings {
    fn put(&self, wish: Wish) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push(wish);
    }

    /// The first of those who wait and have not gone away.
    fn take(&self) -> Vec<Wish> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|wish| !wish.done.is_closed());
        let count = waiting.len().min(ROWS_AT_ONCE);
        waiting.drain(..count).collect()
    }
}

impl Store {
    /// Opens an incident that comes from no document. Returns when it is on disk.
    pub async fn open_incident(
        &self,
        author: Author,
        incident: Incident,
        now: Moment,
    ) -> Result<Incident, StoreError> {
        let (done, mut told) = oneshot::channel();
        let opening = Opening {
            incident,
            source: None,
            changes: Vec::new(),
        };
        self.openings.put(Wish {
            author,
            opening,
            now,
            done,
        });
        let turn = Arc::clone(&self.openings.turn).lock_owned();
        let told = tokio::select! {
            biased;
            told = &mut told => told,
            turn = turn => {
                // In a task of its own: whoever hangs up does not take the others' writes along.
                let store = self.clone();
                tokio::spawn(async move {
                    store.open_waiting().await;
                    drop(turn);
                });
                told.await
            }
        };
        let ended = || StoreError::Unsettled("the task that wrote it has ended".into());
        told.unwrap_or_else(|_| Err(ended()))
    }

    async fn open_waiting(&self) {
        let wishes = self.openings.take();
        let (mut openings, mut done) = (Vec::new(), Vec::new());
        for wish in wishes {
            openings.push((wish.author, wish.opening, wish.now));
            done.push(wish.done);
        }
        let results = match self.open_together(&openings).await {
            Ok(incidents) => incidents.into_iter().map(Ok).collect(),
            Err(error) if openings.len() == 1 => vec![Err(error)],
            // What is wrong with one of them is no reason to refuse the others.
            Err(_) => self.open_apart(&openings).await,
        };
        for (done, result) in done.into_iter().zip(results) {
            // Whoever went away meanwhile finds it in the list.
            let _ = done.send(result);
        }
    }

    async fn open_apart(
        &self,
        openings: &[(Author, Opening, Moment)],
    ) -> Vec<Result<Incident, StoreError>> {
        let mut results = Vec::with_capacity(openings.len());
        for one in openings {
            let opened = self.open_together(std::slice::from_ref(one)).await;
            results.push(opened.map(|mut incidents| incidents.remove(0)));
        }
        results
    }

    /// Opens all of them or none, in their order.
    async fn open_together(
        &self,
        openings: &[(Author, Opening, Moment)],
    ) -> Result<Vec<Incident>, StoreError> {
        let Some(now) = openings.iter().map(|(.., now)| *now).max() else {
            return Ok(Vec::new());
        };
        let mut conn = self.write().await?;
        let workspace = self.workspace.current(&mut conn).await?;
        let batch = openings
            .iter()
            .map(|(_, opening, _)| opening.clone())
            .collect();
        let batch = (&Sight::Everything, batch);
        let written = open_in(&mut conn, &workspace, batch, now).await?;
        let authors = openings.iter().map(|(author, ..)| author);
        let of = written.opened.iter().map(|opened| opened.reference);
        let authors: HashMap<IncidentRef, &Author> = of.zip(authors).collect();
        let entries = written.entries.iter().filter_map(|entry| {
            let (reference, _) = entry.incident?;
            Some((*authors.get(&reference)?, entry))
        });
        let entries: Vec<_> = entries.collect();
        changes::log_by(&mut conn, now, &entries).await?;
        conn.commit().await?;
        Ok(written.incidents)
    }
}
