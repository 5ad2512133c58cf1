//! The Repeat Incident Rate in its parts: as JSON, as a table, and as gauges that Prometheus reads.

use std::fmt::Write as _;

use afterword_document::csv::{self, Cell};
use afterword_domain::audit::Exported;
use afterword_domain::incident::Severity;
use afterword_domain::policy::{Operation, Sight};
use afterword_domain::recurrence::rate::RepeatRate;
use afterword_domain::recurrence::rates::{
    RateChange, RateOf, RateParts, RateRow, RateScope, RateStep, Rates,
};
use afterword_domain::statistics::Quartiles;
use afterword_domain::{Day, ServiceId, TeamId};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::known::{Known, Written};
use crate::app::App;
use crate::caller::Caller;
use crate::error::ApiError;
use crate::extract::Asked;
use crate::features::audit::note_export;

const YEAR_DAYS: i64 = 365;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RateQuery {
    /// What a row of the series covers; quarters when left out.
    #[param(inline)]
    step: Option<RateStep>,
    /// How many rows the series has, 1 to 40.
    #[serde(default = "super::seven_and_this")]
    #[param(minimum = 1, maximum = 40)]
    count: u8,
    /// Only incidents of this team's services.
    team: Option<TeamId>,
    service: Option<ServiceId>,
    #[param(inline)]
    severity: Option<Severity>,
    /// Tells what changed with this day.
    since: Option<Day>,
}

impl RateQuery {
    fn checked(&self, today: Day) -> Result<(), ApiError> {
        super::checked_rows("count", self.count)?;
        match self.since.filter(|since| *since >= today) {
            None => Ok(()),
            Some(since) => {
                let detail = format!("since is {since}; it is a day before today");
                Err(ApiError::new(StatusCode::BAD_REQUEST, "since", detail).field("since"))
            }
        }
    }
}

/// The rate of the last 365 days, over time, and of its parts.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RepeatRates {
    /// Over the incidents that began in the last 365 days.
    pub rate: RepeatRate,
    /// Oldest first.
    pub series: Vec<RateRow>,
    /// Of the last 365 days.
    #[serde(flatten)]
    pub parts: RateParts,
    /// Of the repeats of the last 365 days: days from the start of what they repeat.
    pub days_to_recurrence: Option<Quartiles>,
    /// Where `since` is given.
    pub change: Option<RateChange>,
}

impl Known {
    fn rates(&self, asked: &RateQuery) -> RepeatRates {
        let scope = RateScope {
            team: asked.team,
            service: asked.service,
            severity: asked.severity,
        };
        let now = self.now;
        let rates = Rates::of(&self.facts, &self.workspace, scope, now);
        let year = Some(now.plus_days(-YEAR_DAYS));
        RepeatRates {
            rate: rates.rate(year, now),
            series: rates.series(asked.step.unwrap_or(RateStep::Quarter), asked.count),
            parts: rates.parts(year, now),
            days_to_recurrence: rates.days_to_recurrence(year, now),
            change: asked.since.map(|since| rates.change(since)),
        }
    }
}

/// Reads the Repeat Incident Rate over time and by team, service and severity.
#[utoipa::path(
    get, path = "/api/v1/stats/repeat-rate", tag = "learning", params(RateQuery),
    responses((status = 200, body = RepeatRates), ApiError)
)]
pub async fn read_repeat_rate(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<RateQuery>,
) -> Result<Written<RepeatRates>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let known = Known::read(&app, &caller.sight()).await?;
    asked.checked(known.now.day())?;
    let rates = |known: &Known| known.rates(&asked);
    known.answer(&app, &asked, rates).await
}

/// The same as a table of comma-separated values (RFC 4180, UTF-8).
#[utoipa::path(
    get, path = "/api/v1/stats/repeat-rate.csv", tag = "learning", params(RateQuery),
    responses((status = 200, body = String, content_type = "text/csv"), ApiError)
)]
pub async fn export_repeat_rate(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<RateQuery>,
) -> Result<Response, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let known = Known::read(&app, &caller.sight()).await?;
    asked.checked(known.now.day())?;
    let rates = known.rates(&asked);
    note_export(&app, &caller, Exported::RepeatRate, (None, None)).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"repeat-rate.csv\"",
        ),
    ];
    Ok((headers, table(&rates)).into_response())
}

const COLUMNS: [&str; 9] = [
    "part",
    "name",
    "from",
    "to",
    "repeats",
    "incidents",
    "rate",
    "low",
    "high",
];

fn table(rates: &RepeatRates) -> String {
    let of = |part: &'static str| move |one: &RateOf| row(part, &one.name, &one.rate);
    let rows = std::iter::once(row("all", "last 365 days", &rates.rate))
        .chain(
            rates
                .series
                .iter()
                .map(|one| row("time", &one.label, &one.rate)),
        )
        .chain(rates.parts.by_team.iter().map(of("team")))
        .chain(rates.parts.by_service.iter().map(of("service")))
        .chain(rates.parts.by_severity.iter().map(of("severity")));
    csv::csv(&COLUMNS, rows)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of incidents are far below 2⁵²"
)]
fn row(part: &str, name: &str, rate: &RepeatRate) -> Vec<Cell> {
    let from = rate.from.map(|from| from.to_string()).unwrap_or_default();
    vec![
        part.into(),
        name.into(),
        from.into(),
        rate.to.to_string().into(),
        Cell::Number(rate.repeats as f64),
        Cell::Number(rate.incidents as f64),
        rate.value.into(),
        rate.low.into(),
        rate.high.into(),
    ]
}

/// The figures as gauges in the text format of Prometheus, for a scrape with a token. A rate without
/// an incident is left out, and so are restricted incidents, whoever's token it is.
#[utoipa::path(
    get, path = "/api/v1/stats/gauges", tag = "learning",
    responses((status = 200, body = String, content_type = "text/plain"), ApiError)
)]
pub async fn read_gauges(State(app): State<App>, caller: Caller) -> Result<Response, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    // Whoever reads a dashboard has no name here.
    let known = Known::read(&app, &Sight::Open).await?;
    let now = known.now;
    let rates = Rates::of(&known.facts, &known.workspace, RateScope::default(), now);
    let year = Some(now.plus_days(-YEAR_DAYS));
    let (rate, parts) = (rates.rate(year, now), rates.parts(year, now));
    let content_type = "text/plain; version=0.0.4; charset=utf-8";
    Ok((
        [(header::CONTENT_TYPE, content_type)],
        gauges(&rate, &parts),
    )
        .into_response())
}

/// What a gauge shows of a rate.
type Value = fn(&RepeatRate) -> Option<f64>;

fn gauges(rate: &RepeatRate, parts: &RateParts) -> String {
    let mut all = vec![(String::new(), rate)];
    for (label, of) in [
        ("team", &parts.by_team),
        ("service", &parts.by_service),
        ("severity", &parts.by_severity),
    ] {
        let labelled = |one: &RateOf| format!("{{{label}=\"{}\"}}", escaped(&one.name));
        all.extend(of.iter().map(|one| (labelled(one), &one.rate)));
    }
    let mut text = String::new();
    let gauges: [(&str, &str, Value); 5] = [
        (
            "",
            "share of reviewed incidents of the last 365 days that repeat an earlier one",
            |rate| rate.value,
        ),
        ("_low", "lower end of its 95 % Wilson interval", |rate| {
            rate.low
        }),
        ("_high", "upper end of its 95 % Wilson interval", |rate| {
            rate.high
        }),
        ("_repeats", "repeats of the last 365 days", |rate| {
            Some(counted(rate.repeats))
        }),
        (
            "_incidents",
            "incidents of the last 365 days whose post-mortem is published",
            |rate| Some(counted(rate.incidents)),
        ),
    ];
    for (end, help, value) in gauges {
        let name = format!("afterword_repeat_incident_rate{end}");
        // Writing to a text cannot fail.
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge");
        for (labels, rate) in &all {
            if let Some(value) = value(rate) {
                let _ = writeln!(text, "{name}{labels} {value}");
            }
        }
    }
    text
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of incidents are far below 2⁵²"
)]
fn counted(count: u64) -> f64 {
    count as f64
}

fn escaped(label: &str) -> String {
    label
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}
