//! Bringing a channel or a thread of Slack to an incident: its messages are fetched, taken in as if
//! they had come by event, and offered to the timeline.

use std::collections::{BTreeMap, BTreeSet};

use afterword_domain::integration::api::KnownApi;
use afterword_domain::integration::{Integration, Kind};
use afterword_domain::policy::{Operation, Sight};
use afterword_domain::signal::{Tells, placement};
use afterword_domain::{Incident, IncidentRef, IntegrationId, Moment};
use afterword_integrations::slack::fetch::{self, Fetched, Wanted};
use afterword_integrations::slack::link::{self, Place};
use afterword_integrations::slack::{Slack, SlackError};
use afterword_store::{Author, SaveError};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use tracing::Instrument as _;
use utoipa::ToSchema;

use super::ask;
use super::course::{self, SlackCourse, Waiting};
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{At, Body};

/// Without an end that anybody knows, and where all lies ahead, so many minutes are fetched.
const STRETCH_MINUTES: i64 = 4 * 60;

/// What is to be fetched.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SlackForm {
    /// The address of a message, a thread or a channel, as Slack's “Copy link” gives it, or a
    /// channel's id.
    pub link: String,
    /// Of a channel; left out, from two hours before the incident. A thread is fetched whole.
    #[serde(default)]
    pub from: Option<Moment>,
    /// Left out, to two hours after it, or to now.
    #[serde(default)]
    pub to: Option<Moment>,
    /// Needed where several workspaces of Slack are connected.
    #[serde(default)]
    pub integration: Option<IntegrationId>,
}

/// From where messages can be fetched.
#[derive(Debug, Serialize, ToSchema)]
pub struct SlackSources {
    pub items: Vec<SlackSource>,
    /// The stretch of a channel that is fetched unless another is named.
    pub from: Moment,
    pub to: Moment,
}

/// A workspace of Slack.
#[derive(Debug, Serialize, ToSchema)]
pub struct SlackSource {
    pub integration: IntegrationId,
    /// What the integration is called here.
    pub name: String,
}

/// What came of a fetch.
#[derive(Debug, Serialize, ToSchema)]
pub struct SlackReport {
    /// What the channel is called, where the token may know it.
    pub channel_name: Option<String>,
    /// Messages that tell something.
    pub messages: usize,
    /// Of these, those that were not known, and those that say something else than before.
    pub new: usize,
    pub revised: usize,
    /// Messages that are offered to the incident now and were not before.
    pub offered: u64,
    /// Messages that were known and are deleted in Slack: they are taken back here as well.
    pub gone: usize,
    /// Why messages tell nothing, and how many each.
    pub passed_over: BTreeMap<String, usize>,
}

/// Reads from where messages of Slack can be fetched for an incident.
#[utoipa::path(
    get, path = "/api/v1/incidents/{reference}/slack-messages", tag = "timeline",
    params(("reference" = IncidentRef, Path)), responses((status = 200, body = SlackSources), ApiError)
)]
pub async fn list_slack_sources(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
) -> Result<Json<SlackSources>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let incident = found(&app, &caller, reference).await?;
    let apis = workspaces(&app).await?;
    let (from, to) = around(&incident, app.now());
    let items = apis.into_iter().map(|(integration, _)| SlackSource {
        integration: integration.id,
        name: integration.name,
    });
    Ok(Json(SlackSources {
        items: items.collect(),
        from,
        to,
    }))
}

/// Fetches a channel or a thread of Slack and offers its messages to an incident. The answer is a
/// stream of server-sent events: `progress` while it runs, then `done` or `failed`. Fetched again,
/// the latest words hold, and what is deleted in Slack is taken back. Whoever hangs up ends it, and
/// nothing was changed.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/slack-messages", tag = "timeline",
    request_body = SlackForm, params(("reference" = IncidentRef, Path)),
    responses((status = 200, body = SlackCourse, content_type = "text/event-stream"), ApiError)
)]
pub async fn bring_in_slack_messages(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    Body(form): Body<SlackForm>,
) -> Result<Response, ApiError> {
    caller.may(Operation::BringInMessages)?;
    let now = app.now();
    let incident = found(&app, &caller, reference).await?;
    let place = link::read(&form.link).map_err(|error| refused("not_a_link", &error, "link"))?;
    let (from, to) = stretch(&form, around(&incident, now))?;
    let (integration, known) = source(&app, form.integration).await?;
    let (told, mut heard) = mpsc::unbounded_channel();
    let bringing = Bringing {
        slack: ask::connect(known)?,
        waiting: Waiting {
            told: told.clone(),
            ending: app.ending.clone(),
        },
        sight: caller.sight(),
        author: caller.author(),
        reference,
        integration: integration.id,
        app,
    };
    let request_id = caller.request_id.clone();
    let run = async move {
        let outcome = match Box::pin(bringing.run((place, from, to), now)).await {
            Ok(report) => SlackCourse::Done(report),
            Err(error) => SlackCourse::Failed(error.for_stream(&request_id)),
        };
        // Nobody may wait any more.
        let _ = told.send(outcome);
    };
    tokio::spawn(run.in_current_span());
    // What is wrong from the beginning is answered as it is everywhere else.
    match heard.recv().await {
        Some(SlackCourse::Failed(problem)) => Err(ApiError::of(problem)),
        Some(first) => Ok(course::answer(first, heard)),
        None => Err(ask::told(&SlackError::GivenUp)),
    }
}

/// A fetch and where it leads.
struct Bringing {
    app: App,
    sight: Sight,
    author: Author,
    reference: IncidentRef,
    integration: IntegrationId,
    slack: Slack,
    waiting: Waiting,
}

impl Bringing {
    async fn run(
        mut self,
        (place, from, to): (Place, Moment, Moment),
        asked_at: Moment,
    ) -> Result<SlackReport, ApiError> {
        let wanted = Wanted {
            place: &place,
            from,
            to,
            asked_at,
        };
        let people = &self.app.slack_people;
        let names = people.known(self.integration, asked_at);
        let fetched = fetch::fetch(&self.slack, wanted, names, &mut self.waiting).await;
        let fetched = fetched.map_err(|error| ask::told(&error))?;
        people.keep(self.integration, fetched.names.clone(), asked_at);
        let kept = self.keep(place.channel, fetched, asked_at).await;
        kept.map_err(error::save)
    }

    async fn keep(
        self,
        channel: String,
        fetched: Fetched,
        asked_at: Moment,
    ) -> Result<SlackReport, SaveError> {
        let store = &self.app.store;
        let known = match fetched.reach() {
            Some(reach) => store.said(self.integration, &channel, reach).await?,
            None => Vec::new(),
        };
        let (left, told): (Vec<_>, Vec<_>) = fetched
            .signals
            .iter()
            .partition(|signal| signal.tells == Tells::Withdrawn);
        // Of a deleted message with replies something is left in Slack.
        let left: BTreeSet<_> = left.into_iter().map(|signal| &signal.key).collect();
        let left = known.iter().filter(|signal| left.contains(&signal.key));
        let (messages, left) = (told.len(), left.count());
        let gone = fetched.gone(known, asked_at);
        let gone_count = gone.len() + left;
        let signals = fetched.signals.into_iter().chain(gone).collect();
        let told = (self.integration, signals);
        let brought = store.bring_in(
            (&self.sight, &self.author),
            self.reference,
            told,
            self.app.now(),
        );
        let (taken_in, offered) = brought.await?;
        Ok(SlackReport {
            channel_name: fetched.channel_name,
            messages,
            new: taken_in.new,
            revised: taken_in.revised.saturating_sub(gone_count),
            offered,
            gone: gone_count,
            passed_over: fetched.passed_over,
        })
    }
}

async fn found(app: &App, caller: &Caller, reference: IncidentRef) -> Result<Incident, ApiError> {
    let incident = app
        .store
        .incident(&caller.sight(), reference)
        .await
        .map_err(error::store)?;
    incident.ok_or_else(|| ApiError::not_found(reference))
}

/// The integration that is asked: the one that is named, or the only one.
async fn source(
    app: &App,
    named: Option<IntegrationId>,
) -> Result<(Integration, KnownApi), ApiError> {
    let mut known = workspaces(app).await?;
    if let Some(named) = named {
        known.retain(|(integration, _)| integration.id == named);
    }
    let (detail, field) = match known.len() {
        1 => return Ok(known.swap_remove(0)),
        0 if named.is_some() => (
            "no Slack is connected through this integration",
            "integration",
        ),
        0 => (
            "no Slack is connected; an administrator enters its token in the settings",
            "integration",
        ),
        _ => (
            "several workspaces of Slack are connected; name the integration",
            "integration",
        ),
    };
    Err(refused("no_slack", &detail, field))
}

/// The workspaces of Slack whose tokens are entered.
async fn workspaces(app: &App) -> Result<Vec<(Integration, KnownApi)>, ApiError> {
    let mut known = app.store.source_apis().await.map_err(error::store)?;
    known.retain(|(integration, _)| integration.kind == Kind::Slack);
    Ok(known)
}

/// What was said around an incident: as far as anything else is looked for there.
fn around(incident: &Incident, now: Moment) -> (Moment, Moment) {
    let (from, to) = placement::nearby(incident);
    let to = to.unwrap_or(now).min(now);
    let from = if from < to {
        from
    } else {
        to.plus_minutes(-STRETCH_MINUTES)
    };
    (from, to)
}

fn stretch(form: &SlackForm, (from, to): (Moment, Moment)) -> Result<(Moment, Moment), ApiError> {
    let (from, to) = (form.from.unwrap_or(from), form.to.unwrap_or(to));
    if from < to {
        return Ok((from, to));
    }
    let detail = format!("to ({to}) is not after from ({from})");
    Err(refused("not_a_range", &detail, "to"))
}

fn refused(code: &str, detail: &dyn std::fmt::Display, field: &str) -> ApiError {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    ApiError::new(status, code, detail.to_string()).field(field)
}
