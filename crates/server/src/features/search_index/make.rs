//! Making the index: every incident that everybody sees in turn, and then what the change log says
//! was touched meanwhile. Of a restricted one nothing is in it: how rare a word is decides what is
//! found, and would tell of it.

use std::path::Path;
use std::sync::Arc;

use afterword_domain::change::{Change, Edit};
use afterword_domain::policy::Sight;
use afterword_domain::workspace::Workspace;
use afterword_domain::{Incident, IncidentRef};
use afterword_learning::index::{Flaw, Folder, Mark, Search, Writer};
use afterword_store::{Store, StoreError};

/// Incidents that are read together.
const BATCH: u32 = 250;
/// Changes that are read together.
const CHANGES: u32 = 500;

/// Why an index was not made or not kept up.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error("the database does not answer: {0}")]
    Store(#[from] StoreError),
    #[error("{0}")]
    Index(#[from] Flaw),
}

/// What came of reading the log on.
pub(super) enum Followed {
    /// Up to a change; there may be more.
    Upto {
        mark: Mark,
        /// Whether anything was taken in that is to be committed.
        changed: bool,
    },
    /// Something that every incident may name is called otherwise now.
    Renamed,
    /// There is nothing new.
    Nothing,
}

/// Runs what waits for the disk or reckons for long where it stops nobody else. What panics on a
/// file that is not as it should be counts as damage.
pub(super) async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Flaw> + Send + 'static,
) -> Result<T, Flaw> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(Flaw::Damaged(error.to_string())),
    }
}

/// Whether a mark is of this log, and not of one that was put back or stands elsewhere.
pub(super) async fn is_of(mark: Mark, store: &Store) -> Result<bool, StoreError> {
    Ok(mark.at == store.changed_at(mark.seq).await?)
}

/// Takes in every incident that everybody sees, in place of what is there, and commits. `progress` is told how many
/// there are so far.
pub(super) async fn fill(
    store: &Store,
    mut writer: Writer,
    progress: impl Fn(u64),
) -> Result<(Writer, Mark), Trouble> {
    // Read before the first incident: what is changed from now on is read again.
    let seq = store.latest_seq().await?;
    let at = store.changed_at(seq).await?;
    let workspace = store.workspace().await?;
    writer = apart(move || {
        writer.clear()?;
        Ok(writer)
    })
    .await?;
    let mut last = IncidentRef(0);
    let mut taken = 0;
    loop {
        let batch = store.incidents_behind(&Sight::Open, last, BATCH).await?;
        let Some(end) = batch.last() else {
            break;
        };
        last = end.reference;
        taken += batch.len() as u64;
        let workspace = Arc::clone(&workspace);
        writer = apart(move || {
            writer.add(&batch, &workspace)?;
            Ok(writer)
        })
        .await?;
        progress(taken);
    }
    let mark = Mark { seq, at };
    Ok((commit(writer, mark).await?, mark))
}

/// Takes in what happened after a mark, some of it, and commits nothing.
pub(super) async fn follow(
    store: &Store,
    writer: Writer,
    mark: Mark,
) -> Result<(Writer, Followed), Trouble> {
    let touched = store.touched_after(mark.seq, CHANGES).await?;
    if touched.upto == mark.seq {
        return Ok((writer, Followed::Nothing));
    }
    if touched.names.iter().any(renames) {
        return Ok((writer, Followed::Renamed));
    }
    let mark = Mark {
        seq: touched.upto,
        at: touched.at,
    };
    // Where nothing is written down, whoever starts here again reads these few changes again.
    let changed = !touched.incidents.is_empty();
    let followed = Followed::Upto { mark, changed };
    if !changed {
        return Ok((writer, followed));
    }
    let mut incidents = Vec::with_capacity(touched.incidents.len());
    for reference in &touched.incidents {
        incidents.extend(store.incident(&Sight::Open, *reference).await?);
    }
    let workspace = store.workspace().await?;
    let touched = touched.incidents.into_iter().collect();
    let writer = replace(writer, touched, incidents, workspace).await?;
    Ok((writer, followed))
}

async fn replace(
    mut writer: Writer,
    touched: Vec<IncidentRef>,
    incidents: Vec<Incident>,
    workspace: Arc<Workspace>,
) -> Result<Writer, Flaw> {
    apart(move || {
        writer.forget(&touched);
        writer.add(&incidents, &workspace)?;
        Ok(writer)
    })
    .await
}

pub(super) async fn commit(mut writer: Writer, mark: Mark) -> Result<Writer, Flaw> {
    apart(move || {
        writer.commit(mark)?;
        Ok(writer)
    })
    .await
}

/// Whether incidents that are in the index already would say something else there.
fn renames(change: &Change) -> bool {
    match change {
        Change::Service(Edit::Changed { from, to }) => from.name != to.name,
        Change::FactorTerm(Edit::Changed { from, to }) => from.label != to.label,
        _ => false,
    }
}

/// Makes the index of a folder anew while no server uses it, and tells how many incidents it has.
///
/// # Errors
/// [`Trouble`]
pub async fn rebuild(store: &Store, folder: &Path, progress: impl Fn(u64)) -> Result<u64, Trouble> {
    let path = folder.to_owned();
    let (folder, search, writer) = apart(move || {
        let folder = Folder::take(&path)?;
        let (search, writer) = folder.begin()?;
        Ok((folder, search, writer))
    })
    .await?;
    let (mut writer, _) = fill(store, writer, progress).await?;
    writer.join()?.done().await?;
    let incidents = apart(move || {
        writer.finish()?;
        search.reload()?;
        Ok(search.incidents())
    })
    .await?;
    drop(folder);
    Ok(incidents)
}

/// Shows what was committed to whoever searches.
pub(super) async fn show(search: &Search) -> Result<u64, Flaw> {
    let search = search.clone();
    apart(move || {
        search.reload()?;
        Ok(search.incidents())
    })
    .await
}
