//! Doing what is due, several jobs at a time, as long as the program runs. A claim lasts some seconds
//! and is renewed while its job is worked on; when the program ends, what is not done goes back.

use std::sync::Arc;
use std::time::Duration;

use afterword_domain::Moment;
use afterword_domain::job::Lane;
use afterword_store::{Claim, StoreError};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tracing::Instrument as _;

use super::work::{self, Tried};
use crate::app::App;

/// Jobs at a time.
const HANDS: usize = 16;
/// Hands that have to be free before more is claimed: claiming one job after each that ends would cost
/// as much as doing it.
const FEW: usize = 4;
/// Jobs at a time that are letters and messages: servers that hang keep nobody else waiting.
const OUTWARD_HANDS: usize = 8;
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

/// How many jobs of each lane may still be begun.
#[derive(Clone, Copy)]
struct Free {
    inward: usize,
    outward: usize,
}

impl Free {
    const ALL: Self = Self {
        inward: HANDS,
        outward: OUTWARD_HANDS,
    };

    fn beside(under_way: &JoinSet<()>, outward: &Arc<Semaphore>) -> Self {
        let free = HANDS - under_way.len();
        Self {
            inward: if free >= FEW { free } else { 0 },
            outward: outward.available_permits().min(free),
        }
    }
}

/// Works until the program ends.
pub(crate) async fn keep_working(app: App) {
    let outward = Arc::new(Semaphore::new(OUTWARD_HANDS));
    let mut under_way = JoinSet::new();
    while !app.ending.has_begun() {
        let free = Free::beside(&under_way, &outward);
        let claimed = claim(&app, free).await;
        let claimed = claimed.unwrap_or_else(|error| {
            tracing::error!(%error, "background work could not be looked for");
            Vec::new()
        });
        let may_be_more = !claimed.is_empty() && under_way.len() + claimed.len() < HANDS;
        for claim in claimed {
            let of_outward = match claim.work.lane() {
                Lane::Outward => Arc::clone(&outward).try_acquire_owned().ok(),
                Lane::Inward => None,
            };
            let app = app.clone();
            under_way.spawn(async move {
                do_one(app, claim).await;
                drop(of_outward);
            });
        }
        if may_be_more {
            continue;
        }
        let full = HANDS - under_way.len() < FEW;
        tokio::select! {
            Some(_) = under_way.join_next() => {}
            () = app.store.work_asked_for(), if !full => {}
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
        let claims = claim(app, Free::ALL).await?;
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

async fn claim(app: &App, free: Free) -> Result<Vec<Claim>, StoreError> {
    let now = app.now();
    if free.inward == 0 {
        return Ok(Vec::new());
    }
    // Asked of a reader: mostly there is nothing to do, and who writes is not disturbed.
    let due = app.store.next_job_due().await?;
    if due.is_none_or(|due| due > now) {
        return Ok(Vec::new());
    }
    let (store, until) = (&app.store, lease(now));
    let mut claimed = store
        .claim_jobs(Lane::Inward, free.inward, now, until)
        .await?;
    let left = free.outward.min(free.inward - claimed.len());
    if left > 0 {
        claimed.extend(store.claim_jobs(Lane::Outward, left, now, until).await?);
    }
    Ok(claimed)
}

fn lease(now: Moment) -> Moment {
    now.plus(jiff::SignedDuration::from_secs(CLAIM_SECONDS))
}

/// A try and what becomes of it. Whatever a job does, the others go on.
async fn do_one(app: App, claim: Claim) {
    if claim.was_left_too_often() {
        let never = "every server that began it ended before it did; it may be the cause";
        return settle(&app, &claim, Tried::Failed(never.into())).await;
    }
    let mut trying = JoinSet::new();
    let (on, of) = (app.clone(), claim.clone());
    let key = claim.work.key();
    let span = tracing::trace_span!(
        "job",
        otel.name = %format_args!("job {}", key.split(':').next().unwrap_or_default()),
        otel.kind = "consumer",
        afterword.job = %claim.id,
        afterword.tries = i64::from(claim.tries),
    );
    let work = async move { timeout(LONGEST, work::try_once(&on, &of)).await };
    trying.spawn(work.instrument(span));
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
                Ok(None) | Err(_) => {
                    // Nobody else may begin it while it goes on here.
                    trying.shutdown().await;
                    return hand_back(&app, &claim).await;
                }
            },
        }
    };
    settle(&app, &claim, tried).await;
}

async fn settle(app: &App, claim: &Claim, tried: Tried) {
    if let Err(error) = work::settle(app, claim, tried).await {
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
