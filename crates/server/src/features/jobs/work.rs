//! One try of a job: which part of the program does it, and what became of it.

use afterword_domain::Moment;
use afterword_domain::job::Work;
use afterword_store::{Claim, StoreError};

use crate::app::App;
use crate::features::learning::shadow;
use crate::features::{metrics, notices, slack, subscriptions, trackers};

/// What came of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tried {
    Done,
    /// It did not work, and may in a while: not before a moment, where the other side named one.
    Again {
        problem: String,
        not_before: Option<Moment>,
    },
    /// It is not its time yet; this was no try.
    NotBefore(Moment),
    /// It never will.
    Failed(String),
}

impl Tried {
    #[expect(
        clippy::needless_pass_by_value,
        reason = "an error at the end of its life"
    )]
    pub(crate) fn again(problem: impl ToString) -> Self {
        Self::Again {
            problem: problem.to_string(),
            not_before: None,
        }
    }
}

pub(super) async fn try_once(app: &App, claim: &Claim) -> Result<Tried, StoreError> {
    match &claim.work {
        Work::SampleCurve { signal } => {
            metrics::sample_alert_curve(app, *signal, claim.is_last_try()).await
        }
        Work::TellSubscribers { seq } => subscriptions::tell(app, *seq).await,
        Work::SendMessage { message } => subscriptions::send(app, message, claim).await,
        Work::MakeTicket { incident, action } => {
            trackers::make(app, (*incident, *action), claim.is_last_try()).await
        }
        Work::TellTicket { incident, action } => trackers::tell(app, (*incident, *action)).await,
        Work::LookAtTicket { tracker, key } => trackers::look_at(app, *tracker, key).await,
        Work::PollTracker { tracker } => trackers::poll(app, *tracker).await,
        Work::Announce { of } => notices::announce(app, of).await,
        Work::Tell { notice, by } => notices::tell(app, notice, *by).await,
        Work::LookForRepeats { incident } => shadow::look(app, *incident).await,
        Work::Pressed { delivery } => slack::pressed(app, *delivery).await,
    }
}

/// Writes down what came of a try.
pub(super) async fn settle(app: &App, claim: &Claim, tried: Tried) -> Result<bool, StoreError> {
    let work = &claim.work;
    match tried {
        Tried::Done => app.store.job_done(claim).await,
        Tried::NotBefore(moment) => app.store.job_handed_back(claim, moment).await,
        Tried::Failed(problem) => {
            tracing::warn!(job = %claim.id, ?work, problem, "background work failed for good");
            app.store.job_failed(claim, &problem).await
        }
        Tried::Again {
            problem,
            not_before,
        } => match work.patience().next(claim.tries, app.now(), not_before) {
            Some(until) => {
                tracing::info!(job = %claim.id, ?work, problem, %until, "background work is tried again");
                app.store.job_put_off(claim, until, &problem).await
            }
            None => {
                tracing::warn!(
                    job = %claim.id, ?work, tries = claim.tries, problem, "background work is given up"
                );
                app.store.job_failed(claim, &problem).await
            }
        },
    }
}
