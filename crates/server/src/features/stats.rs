//! The figures of the loop, and what Home shows of them.

pub(super) mod known;
pub mod rates;

use afterword_domain::incident::IncidentSummary;
use afterword_domain::policy::{Operation, Sight};
use afterword_domain::query::{Flag, Query, Term, Test};
use afterword_domain::recurrence::preventable::{Preventable, preventable};
use afterword_domain::stats::{AsOf, Figures, QuarterFigures, figures, quarters};
use afterword_domain::{EventId, IncidentRef, Moment, PersonId};
use afterword_store::{IncidentList, Order};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::Asked;
pub use known::Figured;
use known::{Known, Written};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct StatsQuery {
    /// Incidents that began at or after this moment.
    from: Option<Moment>,
    /// Incidents that began before this moment; now when left out.
    to: Option<Moment>,
    /// How many quarters back the series goes, 1 to 40.
    #[serde(default = "seven_and_this")]
    #[param(minimum = 1, maximum = 40)]
    quarters: u8,
}

pub(super) fn seven_and_this() -> u8 {
    8
}

/// Refuses a series that is empty or longer than ten years.
pub(super) fn checked_quarters(quarters: u8) -> Result<u8, ApiError> {
    checked_rows("quarters", quarters)
}

fn checked_rows(field: &'static str, rows: u8) -> Result<u8, ApiError> {
    if (1..=40).contains(&rows) {
        return Ok(rows);
    }
    let detail = format!("{field} is {rows}; it is 1 to 40");
    Err(ApiError::new(StatusCode::BAD_REQUEST, field, detail).field(field))
}

/// The figures of a window, of the last year, and quarter by quarter.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Stats {
    #[serde(flatten)]
    pub figures: Figures,
    /// The same over the 365 days up to now.
    pub rolling_year: Figures,
    /// Oldest first; the last one is the current quarter.
    pub quarters: Vec<QuarterFigures>,
}

/// Reads the figures.
#[utoipa::path(
    get, path = "/api/v1/stats", tag = "learning", params(StatsQuery),
    responses((status = 200, body = Stats), ApiError)
)]
pub async fn read_stats(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<StatsQuery>,
) -> Result<Written<Stats>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let count = checked_quarters(asked.quarters)?;
    let work_out = |known: &Known| {
        let (facts, now) = (&known.facts, known.now);
        let review_days = known.workspace.settings.review_days;
        let as_of = AsOf { now, review_days };
        Stats {
            figures: figures(facts, asked.from, asked.to.unwrap_or(now), as_of),
            rolling_year: figures(facts, Some(now.plus_days(-365)), now, as_of),
            quarters: quarters(facts, count, as_of),
        }
    };
    let known = Known::read(&app, &caller.sight()).await?;
    known.answer(&app, &asked, work_out).await
}

/// A repeat that an earlier, unfinished action item could have prevented.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PreventableRepeat {
    pub repeat: IncidentSummary,
    /// The item that stands first among those that were unfinished.
    pub preventable: Preventable,
}

/// A question on a timeline that nobody has answered.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct OpenQuestion {
    pub incident: IncidentRef,
    pub event: EventId,
    pub occurred_at: Moment,
    pub text: String,
    pub asked_by: Option<PersonId>,
    pub asked_at: Moment,
}

/// What calls for somebody's attention.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Attention {
    pub preventable: Vec<PreventableRepeat>,
    pub open_questions: Vec<OpenQuestion>,
}

/// Reads what calls for attention: the latest preventable repeats, and questions nobody answered.
#[utoipa::path(
    get, path = "/api/v1/attention", tag = "learning",
    responses((status = 200, body = Attention), ApiError)
)]
pub async fn read_attention(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Attention>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let sight = caller.sight();
    let mut attention = Attention {
        preventable: Vec::new(),
        open_questions: Vec::new(),
    };
    for summary in latest(&app, &sight, Flag::Repeat, 20).await? {
        if attention.preventable.len() == 5 {
            break;
        }
        attention
            .preventable
            .extend(first_preventable(&app, &sight, summary).await?);
    }
    for summary in latest(&app, &sight, Flag::OpenQuestion, 20).await? {
        let incident = app
            .store
            .incident(&sight, summary.reference)
            .await
            .map_err(error::store)?;
        for event in incident.iter().flat_map(|incident| &incident.timeline) {
            let open = event.questions.iter().filter(|question| question.is_open());
            attention
                .open_questions
                .extend(open.map(|question| OpenQuestion {
                    incident: summary.reference,
                    event: event.id,
                    occurred_at: event.occurred_at,
                    text: question.text.clone(),
                    asked_by: question.asked_by,
                    asked_at: question.asked_at,
                }));
        }
    }
    Ok(Json(attention))
}

async fn latest(
    app: &App,
    sight: &Sight,
    flag: Flag,
    limit: u32,
) -> Result<Vec<IncidentSummary>, ApiError> {
    let list = IncidentList {
        query: Query {
            terms: vec![Term {
                negated: false,
                test: Test::Flag(flag),
            }],
        },
        order: Order::NewestFirst,
        after: None,
        limit,
        now: app.now(),
        review_days: 0,
    };
    app.store
        .incidents(sight, &list)
        .await
        .map(|page| page.rows)
        .map_err(error::store)
}

async fn first_preventable(
    app: &App,
    sight: &Sight,
    repeat: IncidentSummary,
) -> Result<Option<PreventableRepeat>, ApiError> {
    let incident = app
        .store
        .incident(sight, repeat.reference)
        .await
        .map_err(error::store)?;
    let Some(incident) = incident else {
        return Ok(None);
    };
    for earlier in incident.repeats() {
        let earlier = app
            .store
            .incident(sight, earlier)
            .await
            .map_err(error::store)?;
        let found = earlier.and_then(|earlier| preventable(&incident, &earlier).into_iter().next());
        if let Some(preventable) = found {
            return Ok(Some(PreventableRepeat {
                repeat,
                preventable,
            }));
        }
    }
    Ok(None)
}
