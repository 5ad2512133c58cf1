//! Keeping the index as long as the server runs.

use std::path::Path;
use std::time::Duration;

use afterword_learning::index::{Flaw, Folder, Joining, Mark, Opened, Search, Writer};
use tokio::time::Instant;

use super::make::{Followed, Trouble, apart, commit, fill, follow, is_of, show};
use super::state::{IndexStanding, SearchIndex};
use crate::app::App;

/// From a change to its commit: what happens meanwhile is taken in together.
const GATHER: Duration = Duration::from_millis(100);
/// Where somebody writes all the time, between two commits: so many times what one takes, at most
/// the second. A commit costs as much as taking in some hundred incidents.
const REST: u32 = 10;
const LONGEST: Duration = Duration::from_secs(1);
/// Between two commits where somebody waits for them.
const SHORTEST: Duration = Duration::from_millis(50);
/// After so many pieces of the log there is a commit in any case: whoever is ended meanwhile, or
/// fails, goes on from there.
const PIECES: u32 = 20;
/// Until something that went wrong is tried again.
const AGAIN: Duration = Duration::from_secs(2);

/// Returns when the server ends, or when it has no place for an index.
pub async fn keep_index(app: App) {
    let Some(path) = app.index.folder().cloned() else {
        return;
    };
    let mut keeper = Keeper {
        index: app.index.clone(),
        app,
        mend: None,
    };
    while !keeper.app.ending.has_begun() {
        if let Err(trouble) = keeper.keep(&path).await {
            keeper.note(&path, trouble);
            tokio::select! {
                () = tokio::time::sleep(AGAIN) => {}
                () = keeper.app.ending.wait() => {}
            }
        }
    }
}

/// When it was last brought up to date.
struct Pace {
    begun: Instant,
    ended: Instant,
}

impl Pace {
    fn new() -> Self {
        let now = Instant::now();
        Self {
            begun: now,
            ended: now,
        }
    }

    /// When to do so again, for a change of now that nobody waits for.
    fn next(&self, now: Instant) -> Instant {
        let took = self.ended - self.begun;
        (now + GATHER).max(self.ended + (took * REST).min(LONGEST))
    }
}

struct Keeper {
    app: App,
    index: SearchIndex,
    /// Why what is there must not be opened again.
    mend: Option<String>,
}

impl Keeper {
    /// Opens or makes the index and keeps it up until the server ends or something goes wrong.
    async fn keep(&mut self, path: &Path) -> Result<(), Trouble> {
        let place = path.to_owned();
        let folder = apart(move || Folder::take(&place)).await?;
        let (folder, search, writer, mark) = self.sound(folder, path).await?;
        let kept = self.keep_up(search, writer, mark).await;
        drop(folder);
        kept
    }

    /// The index that is there, when it is sound and of this database, or else a new one.
    async fn sound(
        &mut self,
        folder: Folder,
        path: &Path,
    ) -> Result<(Folder, Search, Writer, Mark), Trouble> {
        let mut why = self.mend.take();
        let mut folder = folder;
        if why.is_none() {
            let (back, opened) = open(folder, path).await?;
            folder = back;
            match opened {
                Ok(Opened {
                    search,
                    writer,
                    mark,
                }) if is_of(mark, &self.app.store).await? => {
                    tracing::info!(seq = mark.seq, "the search index is sound");
                    return Ok((folder, search, writer, mark));
                }
                Ok(_) => why = Some("it is of another database, or of a later state of it".into()),
                Err(flaw) => why = Some(flaw.to_string()),
            }
        }
        let why = why.unwrap_or_default();
        tracing::warn!(path = %path.display(), "the search index is made anew: {why}; until then words are looked for in the database");
        self.index.serve(None);
        self.index.note(|progress| {
            progress.standing = IndexStanding::Building;
            progress.incidents = 0;
            progress.made_because = Some(why);
        });
        let (folder, search, writer) = apart(move || {
            let (search, writer) = folder.begin()?;
            Ok((folder, search, writer))
        })
        .await?;
        let (writer, mark) = self.fill(&search, writer).await?;
        Ok((folder, search, writer, mark))
    }

    async fn fill(&self, search: &Search, writer: Writer) -> Result<(Writer, Mark), Trouble> {
        let index = self.index.clone();
        let begun = self.app.now();
        let (mut writer, mark) = fill(&self.app.store, writer, |taken| {
            index.note(|progress| {
                if progress.standing == IndexStanding::Building {
                    progress.incidents = taken;
                }
            });
        })
        .await?;
        let milliseconds = self.app.now().since(begun).as_millis();
        tracing::info!(%milliseconds, seq = mark.seq, "the search index is made");
        tokio::spawn(become_one(writer.join()?, search.clone()));
        Ok((writer, mark))
    }

    async fn keep_up(
        &mut self,
        search: Search,
        mut writer: Writer,
        mut mark: Mark,
    ) -> Result<(), Trouble> {
        let mut grew = self.app.store.log_grew();
        // Up to the present before anybody is answered from it: it may be days behind.
        (writer, mark) = self.to_the_end(&search, writer, mark).await?;
        self.index.serve(Some(search.clone()));
        self.ready(mark);
        let mut pace = Pace::new();
        while !self.app.ending.has_begun() {
            tokio::select! {
                _ = grew.changed() => {
                    self.rest(&pace).await;
                    // What came meanwhile is read now.
                    grew.borrow_and_update();
                }
                () = self.index.asked_to_rebuild() => {
                    (writer, mark) = self.renew(&search, writer, "it was asked for").await?;
                    show(&search).await?;
                    self.index.serve(Some(search.clone()));
                }
                () = self.app.ending.wait() => break,
            }
            pace.begun = Instant::now();
            (writer, mark) = self.to_the_end(&search, writer, mark).await?;
            self.ready(mark);
            pace.ended = Instant::now();
        }
        Ok(())
    }

    /// Until there is to be another commit.
    async fn rest(&self, pace: &Pace) {
        let due = pace.next(Instant::now());
        tokio::time::sleep_until(pace.ended + SHORTEST).await;
        tokio::select! {
            () = tokio::time::sleep_until(due) => {}
            () = self.index.waited_for() => {}
            () = self.app.ending.wait() => {}
        }
    }

    /// Reads the log to its end, and commits what was taken in.
    async fn to_the_end(
        &self,
        search: &Search,
        mut writer: Writer,
        mut mark: Mark,
    ) -> Result<(Writer, Mark), Trouble> {
        let end = self.app.store.latest_seq().await?;
        let mut changes = false;
        let mut pieces = 0;
        // What comes meanwhile is taken in with the next: whoever waits for this gets it.
        while mark.seq < end {
            pieces += 1;
            if changes && pieces % PIECES == 0 {
                writer = commit(writer, mark).await?;
                self.tell(search, mark).await?;
                changes = false;
            }
            let (back, followed) = follow(&self.app.store, writer, mark).await?;
            writer = back;
            match followed {
                Followed::Upto {
                    mark: upto,
                    changed,
                } => {
                    mark = upto;
                    changes |= changed;
                }
                Followed::Renamed => {
                    (writer, mark) = self.renew(search, writer, "something was renamed").await?;
                    changes = false;
                }
                Followed::Nothing => break,
            }
        }
        if changes {
            writer = commit(writer, mark).await?;
        }
        self.tell(search, mark).await?;
        Ok((writer, mark))
    }

    /// Shows what was committed to whoever searches, and tells how far it goes.
    async fn tell(&self, search: &Search, mark: Mark) -> Result<(), Trouble> {
        let incidents = show(search).await?;
        self.index.note(|progress| {
            progress.seq = mark.seq;
            progress.incidents = incidents;
        });
        Ok(())
    }

    /// Makes it again. What there is answers until that is done.
    async fn renew(
        &self,
        search: &Search,
        writer: Writer,
        why: &str,
    ) -> Result<(Writer, Mark), Trouble> {
        tracing::info!("the search index is made again: {why}");
        self.index.note(|progress| {
            if progress.standing == IndexStanding::Ready {
                progress.standing = IndexStanding::Renewing;
            }
            progress.made_because = Some(why.to_owned());
        });
        self.fill(search, writer).await
    }

    fn ready(&self, mark: Mark) {
        self.index.note(|progress| {
            progress.standing = IndexStanding::Ready;
            progress.seq = mark.seq;
        });
    }

    /// Says what went wrong. An index that failed while it was written is not trusted again.
    fn note(&mut self, path: &Path, trouble: Trouble) {
        match trouble {
            Trouble::Index(Flaw::Taken) => {
                if self.index.standing() != IndexStanding::Waiting {
                    tracing::warn!(path = %path.display(), "the search index is used by another program; until it ends, words are looked for in the database");
                }
                self.index.serve(None);
                self.index
                    .note(|progress| progress.standing = IndexStanding::Waiting);
            }
            Trouble::Index(flaw) => {
                tracing::error!(path = %path.display(), %flaw, "the search index was not kept up");
                self.index.serve(None);
                self.index
                    .note(|progress| progress.standing = IndexStanding::Building);
                self.mend = Some(flaw.to_string());
            }
            // What is in the index is as good as before, and is found until the database is back.
            Trouble::Store(error) => tracing::error!(%error, "the search index was not kept up"),
        }
    }
}

/// Lets go of the pieces once they are joined, in the background: the index answers meanwhile.
async fn become_one(joining: Joining, search: Search) {
    let joined = async {
        joining.done().await?;
        show(&search).await
    };
    if let Err(flaw) = joined.await {
        tracing::warn!(%flaw, "the pieces of the search index were not joined");
    }
}

/// Opens what is in a folder. One that makes the program panic is damaged, and its folder is taken
/// anew.
async fn open(folder: Folder, path: &Path) -> Result<(Folder, Result<Opened, Flaw>), Flaw> {
    let opening = tokio::task::spawn_blocking(move || {
        let opened = folder.open();
        (folder, opened)
    });
    match opening.await {
        Ok(opened) => Ok(opened),
        Err(error) => {
            let path = path.to_owned();
            let folder = apart(move || Folder::take(&path)).await?;
            Ok((folder, Err(Flaw::Damaged(error.to_string()))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_change_is_taken_in_soon_and_many_together() {
        let start = Instant::now();
        let ms = Duration::from_millis;
        let pace = |took| Pace {
            begun: start,
            ended: start + took,
        };
        // Long after the last: a tenth of a second.
        let later = start + ms(60_000);
        assert_eq!(pace(ms(30)).next(later), later + GATHER);
        // At once after it: ten times what it took, a second at most.
        let after = |took| pace(took).next(start + took) - (start + took);
        assert_eq!(after(ms(5)), GATHER);
        assert_eq!(after(ms(30)), ms(300));
        assert_eq!(after(ms(800)), LONGEST);
    }
}
