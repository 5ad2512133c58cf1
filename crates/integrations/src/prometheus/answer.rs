//! What Prometheus answers, read with care: the address may be anybody's.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{Labels, PrometheusError, Range, SENTENCE_MAX, Said};
use crate::http::Answer;

/// How many series are named when there are several.
const NAMED: usize = 3;

#[derive(Deserialize)]
struct Envelope<T> {
    status: String,
    data: Option<T>,
    #[serde(default)]
    error: String,
}

#[derive(Deserialize)]
struct Matrix {
    result: Vec<Series>,
}

/// One line of a graph.
#[derive(Debug, Deserialize)]
pub(super) struct Series {
    #[serde(default)]
    metric: Labels,
    /// Seconds and the value as it is written: numbers cannot say `NaN` in JSON.
    #[serde(default)]
    values: Vec<(f64, String)>,
}

/// An answer that brought what was asked for; an error for any other.
pub(super) fn checked(answer: Answer, path: String) -> Result<Answer, PrometheusError> {
    let said = || said(&answer.body);
    Err(match answer.status {
        200..300 => return Ok(answer),
        300..400 => {
            let location = answer.headers.get("location");
            let location = location.and_then(|to| to.to_str().ok());
            PrometheusError::Redirects(short(location.unwrap_or("nowhere")))
        }
        status @ (401 | 403) => PrometheusError::NotLetIn(status),
        404 | 405 => PrometheusError::NoSuchPath(path),
        400 | 422 => PrometheusError::Query(said()),
        status @ (429 | 502..=504) => PrometheusError::Busy(status, said()),
        status => PrometheusError::Status(status, said()),
    })
}

/// The sentence that Prometheus gives with an error.
fn said(body: &[u8]) -> Said {
    let envelope: Option<Envelope<IgnoredAny>> = serde_json::from_slice(body).ok();
    Said(envelope.map_or_else(String::new, |envelope| short(&envelope.error)))
}

fn short(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control())
        .take(SENTENCE_MAX)
        .collect()
}

pub(super) fn is_of_prometheus(body: &[u8]) -> Result<(), PrometheusError> {
    data::<IgnoredAny>(body).map(|_| ())
}

pub(super) fn series(body: &[u8]) -> Result<Vec<Series>, PrometheusError> {
    data::<Matrix>(body).map(|matrix| matrix.result)
}

fn data<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, PrometheusError> {
    let envelope: Envelope<T> = serde_json::from_slice(body).map_err(|error| {
        PrometheusError::NotPrometheus(format!("its answer is not read ({error})"))
    })?;
    if envelope.status != "success" {
        return Err(PrometheusError::Query(Said(short(&envelope.error))));
    }
    let missing = || PrometheusError::NotPrometheus("its answer holds no data".into());
    envelope.data.ok_or_else(missing)
}

/// The samples of the only series, or of the one that is preferred.
pub(super) fn one(
    found: Vec<Series>,
    range: &Range<'_>,
) -> Result<Vec<(i64, f64)>, PrometheusError> {
    let mut found: Vec<_> = found
        .into_iter()
        .map(|series| (samples(&series.values), series.metric))
        .filter(|(samples, _)| !samples.is_empty())
        .collect();
    if found.len() > 1 {
        let is_preferred = |labels: &Labels| {
            !range.prefer.is_empty() && labels.iter().all(|label| stands_in(range.prefer, label))
        };
        let preferred: Vec<_> = (0..found.len())
            .filter(|&at| is_preferred(&found[at].1))
            .collect();
        let [only] = preferred[..] else {
            return Err(PrometheusError::Several {
                count: found.len(),
                some: found
                    .iter()
                    .take(NAMED)
                    .map(|(_, labels)| name(labels))
                    .collect(),
            });
        };
        found.swap(0, only);
    }
    let (from, to) = (range.from, range.to);
    let first = found.into_iter().next();
    first
        .map(|(samples, _)| samples)
        .ok_or(PrometheusError::Nothing { from, to })
}

/// An alert has the labels of its series but the metric's name.
fn stands_in(prefer: &Labels, (label, value): (&String, &String)) -> bool {
    label == "__name__" || prefer.get(&label.to_lowercase()) == Some(value)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "seconds since the epoch; beyond i64 it saturates"
)]
fn samples(values: &[(f64, String)]) -> Vec<(i64, f64)> {
    values
        .iter()
        .filter_map(|(at, value)| Some((at.floor() as i64, value.parse().ok()?)))
        .filter(|(_, value): &(i64, f64)| value.is_finite())
        .collect()
}

/// A series as Prometheus writes it.
fn name(labels: &Labels) -> String {
    let metric = labels.get("__name__").map_or("", String::as_str);
    let others = labels.iter().filter(|(label, _)| *label != "__name__");
    let others: Vec<_> = others
        .map(|(label, value)| format!("{label}={value:?}"))
        .collect();
    short(&format!("{metric}{{{}}}", others.join(", ")))
}
