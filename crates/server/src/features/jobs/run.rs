//! Doing what is due, several jobs at a time, as long as the program runs. A claim lasts some seconds
//! and is renewed while its job is worked on; when the program ends, what is not done goes back.

use std::time::Duration;

use afterword_domain::Moment;
use afterword_store::{Claim, StoreError};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::work::{self, Tried};
use crate::app::App;

/// Jobs at a time.
const HANDS: usize = 16;
/// Hands that have to be free before more is claimed: claiming one job after each that ends would cost
/// as much as doing it.
const FEW: usize = 4;
/// How many seconds a claim lasts: so long wait the jobs of a server that died.
const CLAIM_SECONDS: i64 = 20;
/// How often it is renewed meanwhile.
const RENEW: Duration = Duration::from_secs(5);
/// No job takes as long.
const LONGEST: Duration = Duration::from_mins(5);
/// Time has come for some, or another server has left some.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// For jobs that are under way when the program ends.
const GRACE: Duration = Duration::from_secs(5);

/// Works until the program ends.
pub(crate) async fn keep_working(app: App) {
    let mut grew = app.store.log_grew();
    let mut under_way = JoinSet::new();
    while !app.ending.has_begun() {
        let free = Some(HANDS - under_way.len()).filter(|free| *free >= FEW);
        let claimed = claim(&app, free.unwrap_or_default()).await;
        let claimed = claimed.unwrap_or_else(|error| {
            tracing::error!(%error, "background work could not be looked for");
            Vec::new()
        });
        let may_be_more = !claimed.is_empty() && under_way.len() + claimed.len() < HANDS;
        for claim in claimed {
            under_way.spawn(do_one(app.clone(), claim));
        }
        if may_be_more {
            continue;
        }
        let full = HANDS - under_way.len() < FEW;
        tokio::select! {
            Some(_) = under_way.join_next() => {}
            // Whatever asks for work is written in the log.
            _ = grew.changed(), if !full => {}
            () = sleep(LOOK_AGAIN), if !full => {}
            () = app.ending.wait() => {}
        }
    }
    while under_way.join_next().await.is_some() {}
}

/// Does what is due now, one job after the other, and answers with how many tries that were.
///
/// # Errors
/// When the database fails.
pub async fn work_due(app: &App) -> Result<usize, StoreError> {
    let mut count = 0;
    loop {
        let claims = claim(app, HANDS).await?;
        if claims.is_empty() {
            return Ok(count);
        }
        for claim in claims {
            count += 1;
            do_one(app.clone(), claim).await;
        }
    }
}

/// Does the job of a key whose turn it is, for whoever waits for what comes of it. A job that has
/// begun goes on when they no longer do.
pub(crate) async fn work_at_once(app: &App, key: &str) -> Result<(), StoreError> {
    let now = app.now();
    if let Some(claim) = app.store.claim_job_of(key, now, lease(now)).await? {
        // What came of it is written down, whatever it was.
        let _ = tokio::spawn(do_one(app.clone(), claim)).await;
    }
    Ok(())
}

async fn claim(app: &App, most: usize) -> Result<Vec<Claim>, StoreError> {
    let now = app.now();
    if most == 0 {
        return Ok(Vec::new());
    }
    // Asked of a reader: mostly there is nothing to do, and who writes is not disturbed.
    let due = app.store.next_job_due().await?;
    if due.is_none_or(|due| due > now) {
        return Ok(Vec::new());
    }
    app.store.claim_jobs(most, now, lease(now)).await
}

fn lease(now: Moment) -> Moment {
    now.plus(jiff::SignedDuration::from_secs(CLAIM_SECONDS))
}

/// A try and what becomes of it. Whatever a job does, the others go on.
async fn do_one(app: App, claim: Claim) {
    let mut trying = JoinSet::new();
    let (on, of) = (app.clone(), claim.clone());
    trying.spawn(async move { timeout(LONGEST, work::try_once(&on, &of)).await });
    let tried = loop {
        tokio::select! {
            Some(tried) = trying.join_next() => break outcome(tried),
            () = sleep(RENEW) => match app.store.hold_job(&claim, lease(app.now())).await {
                Ok(true) => {}
                // Another server took it for abandoned.
                Ok(false) => return,
                Err(error) => tracing::error!(%error, job = %claim.id, "a claim was not renewed"),
            },
            () = app.ending.wait() => match timeout(GRACE, trying.join_next()).await {
                Ok(Some(tried)) => break outcome(tried),
                Ok(None) | Err(_) => return hand_back(&app, &claim).await,
            },
        }
    };
    if let Err(error) = work::settle(&app, &claim, tried).await {
        tracing::error!(%error, job = %claim.id, "what came of a job was not written; it is done again");
    }
}

type Ended =
    Result<Result<Result<Tried, StoreError>, tokio::time::error::Elapsed>, tokio::task::JoinError>;

fn outcome(ended: Ended) -> Tried {
    match ended {
        Ok(Ok(Ok(tried))) => tried,
        Ok(Ok(Err(error))) => Tried::again(error),
        Ok(Err(_)) => Tried::again(format!("it took longer than {} s", LONGEST.as_secs())),
        Err(error) => {
            tracing::error!(%error, "background work failed over a fault of ours");
            Tried::again("the server failed over it; its log says why")
        }
    }
}

async fn hand_back(app: &App, claim: &Claim) {
    if let Err(error) = app.store.job_handed_back(claim, app.now()).await {
        tracing::warn!(%error, job = %claim.id, "a job was not handed back; it waits until its claim is over");
    }
}
