//! Asking Prometheus, or whatever speaks its HTTP API, what a metric was.

mod answer;
pub mod expression;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use afterword_domain::Moment;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::{Url, form_urlencoded};

use crate::http::{Answer, Ask, Outbound, OutboundError};

/// About so many samples are enough for a curve as wide as a page.
const SAMPLES: i64 = 240;
/// How long Prometheus may reckon, shorter than the request waits.
const TIMEOUT: &str = "15s";
/// A longer sentence of the server says nothing more.
const SENTENCE_MAX: usize = 500;

/// The labels of a series or an alert.
pub type Labels = BTreeMap<String, String>;

/// How a server lets one in.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    None,
    Bearer(String),
    Basic { user: String, password: String },
}

/// A server, with the word that lets one in.
#[derive(Clone)]
pub struct Prometheus {
    /// What stands before `/api/v1/…`.
    pub url: Url,
    pub credentials: Credentials,
    pub outbound: Outbound,
}

/// What a curve is asked by.
#[derive(Clone, Copy, Debug)]
pub struct Range<'a> {
    pub query: &'a str,
    pub from: Moment,
    pub to: Moment,
    /// Of several series, the one whose labels all stand here.
    pub prefer: &'a Labels,
}

/// Why there is no curve.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrometheusError {
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    #[error(
        "the server wants a name and password or a token, and took none or the wrong one \
         (HTTP {0})"
    )]
    NotLetIn(u16),
    #[error(
        "the server has no {0} (HTTP 404); a path may be missing from the address, or be too much"
    )]
    NoSuchPath(String),
    #[error("the server sends one on to {0}; enter that address if it is the right one")]
    Redirects(String),
    #[error("the server is not ready or too busy just now (HTTP {0}){1}")]
    Busy(u16, Said),
    #[error("the server did not take the query{0}")]
    Query(Said),
    #[error("the server failed (HTTP {0}){1}")]
    Status(u16, Said),
    #[error("what answered is not Prometheus: {0}")]
    NotPrometheus(String),
    #[error("the query found nothing between {from} and {to}")]
    Nothing { from: Moment, to: Moment },
    #[error(
        "the query found {count} series and a curve shows one; narrow it to one, or sum them. \
         Found: {}", .some.join(", ")
    )]
    Several { count: usize, some: Vec<String> },
}

/// What the server says itself, behind a colon; empty where it said nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said(pub String);

impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        write!(f, ": {}", self.0)
    }
}

impl Prometheus {
    /// Samples of the one series that a query finds, as (seconds since the epoch, value), in their
    /// order. What is no number is left out.
    ///
    /// # Errors
    /// [`PrometheusError`]; several series are one, unless `prefer` tells which is meant.
    pub async fn sample(&self, range: Range<'_>) -> Result<Vec<(i64, f64)>, PrometheusError> {
        let (from, to) = (seconds(range.from), seconds(range.to));
        let fields = [
            ("query", range.query.to_owned()),
            ("start", from.to_string()),
            ("end", to.to_string()),
            ("step", step(from, to).to_string()),
            ("timeout", TIMEOUT.to_owned()),
        ];
        let answer = self.ask("api/v1/query_range", &fields).await?;
        let found = answer::series(&answer.body)?;
        answer::one(found, &range)
    }

    /// Whether it answers queries.
    ///
    /// # Errors
    /// [`PrometheusError`] that says what is wrong.
    pub async fn probe(&self) -> Result<(), PrometheusError> {
        let fields = [("query", "vector(1)".to_owned())];
        let answer = self.ask("api/v1/query", &fields).await?;
        answer::is_of_prometheus(&answer.body)
    }

    async fn ask(&self, path: &str, fields: &[(&str, String)]) -> Result<Answer, PrometheusError> {
        let mut url = self.url.clone();
        let before = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{before}/{path}"));
        let mut headers = vec![
            ("accept", "application/json".to_owned()),
            (
                "content-type",
                "application/x-www-form-urlencoded".to_owned(),
            ),
        ];
        headers.extend(self.credentials.header());
        // As a body, since a query may be longer than an address.
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let path = url.path().to_owned();
        let ask = Ask {
            url,
            headers,
            body: Some(body.into_bytes()),
        };
        let answer = self.outbound.send(ask).await?;
        answer::checked(answer, path)
    }
}

impl Credentials {
    fn header(&self) -> Option<(&'static str, String)> {
        let value = match self {
            Self::None => return None,
            Self::Bearer(token) => format!("Bearer {token}"),
            Self::Basic { user, password } => {
                format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
            }
        };
        Some(("authorization", value))
    }
}

fn seconds(at: Moment) -> i64 {
    at.micros().div_euclid(1_000_000)
}

/// Seconds between samples: the fewest with which there are about [`SAMPLES`] of them.
fn step(from: i64, to: i64) -> i64 {
    let length = to.saturating_sub(from).max(0);
    (length / SAMPLES + i64::from(length % SAMPLES > 0)).max(1)
}
