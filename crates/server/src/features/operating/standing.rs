//! How the server stands at this moment.

use afterword_store::{JobCounts, Pool, StoreError};

use crate::app::App;

pub(super) struct Standing {
    jobs: JobCounts,
    pool: Pool,
    /// The last change of the log.
    seq: u64,
    /// How many changes of it the search index does not have yet.
    index_behind: u64,
    live_documents: usize,
    feed_listeners: usize,
}

pub(super) async fn read(app: &App) -> Result<Standing, StoreError> {
    let seq = app.store.latest_seq().await?;
    let indexed = app.index.watch().borrow().seq;
    Ok(Standing {
        jobs: app.store.count_jobs().await?,
        pool: app.store.pool(),
        seq,
        index_behind: seq.saturating_sub(indexed),
        live_documents: app.live.open_documents(),
        feed_listeners: app.feed.listeners(),
    })
}

impl Standing {
    /// Name, help and value of each gauge.
    pub(super) fn gauges(&self) -> [(&'static str, &'static str, i64); 9] {
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let size = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        [
            (
                "jobs_waiting",
                "Background jobs that wait for their time",
                number(self.jobs.waiting),
            ),
            (
                "jobs_running",
                "Background jobs that a server has",
                number(self.jobs.running),
            ),
            (
                "jobs_failed",
                "Background jobs that were given up",
                number(self.jobs.failed),
            ),
            (
                "change_log_seq",
                "The number of the last change",
                number(self.seq),
            ),
            (
                "search_index_behind_changes",
                "Changes that the search index does not have yet",
                number(self.index_behind),
            ),
            (
                "live_documents",
                "Documents that this server holds open for writing together",
                size(self.live_documents),
            ),
            (
                "feed_listeners",
                "Pages that follow the change log on this server",
                size(self.feed_listeners),
            ),
            (
                "database_connections",
                "Connections to the database that are open",
                i64::from(self.pool.open),
            ),
            (
                "database_connections_idle",
                "Those of them that nobody uses",
                size(self.pool.idle),
            ),
        ]
    }
}
