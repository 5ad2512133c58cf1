//! The post-mortems that were published last, as a feed under an address that is secret.

use afterword_domain::learning::IncidentFacts;
use afterword_domain::policy::Sight;
use afterword_domain::reader_link::ReaderScope;
use afterword_domain::workspace::Workspace;
use afterword_domain::{Incident, Moment};
use afterword_integrations::pages::Pages;
use afterword_store::StoreError;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::fmt::rfc2822::{DateTimeParser, DateTimePrinter};
use sha2::{Digest, Sha256};

use super::atom::{Entry, Feed};
use crate::app::App;
use crate::auth::secret;
use crate::error::{self, ApiError};
use crate::extract::At;
use crate::features::incidents::shown::shown;
use crate::features::meeting::invitation::origin;
use crate::features::notices::lesson;

const ATOM: &str = "application/atom+xml; charset=utf-8";
const MOST: usize = 50;
const SECOND: i64 = 1_000_000;

/// Reads the 50 post-mortems that were published last as Atom, by an address that is secret:
/// readers of feeds do not sign in.
#[utoipa::path(
    get, path = "/api/v1/postmortems/{file}", tag = "people",
    params(("file" = String, Path, description = "The secret, and `.atom`")),
    responses(
        (status = 200, body = String, content_type = "application/atom+xml"),
        (status = 304, description = "It is as it was by `If-None-Match` or `If-Modified-Since`"),
        ApiError,
    )
)]
pub async fn read_postmortem_feed(
    State(app): State<App>,
    headers: HeaderMap,
    At(file): At<String>,
) -> Result<Response, ApiError> {
    let unknown = || ApiError::not_found("such feed; its address may have been renewed");
    let secret = file.strip_suffix(".atom").ok_or_else(unknown)?;
    let found = app.store.reader_link(&secret::hash(secret)).await;
    let (person, scope, made_at) = found.map_err(error::store)?.ok_or_else(unknown)?;
    if scope != ReaderScope::Postmortems {
        return Err(unknown());
    }
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let found_at = origin(&app, &headers);
    let pages = Pages(
        workspace
            .settings
            .public_url
            .as_deref()
            .unwrap_or(&found_at),
    );
    let published = published(&app, &Sight::of(&person))
        .await
        .map_err(error::store)?;
    let entries: Vec<_> = published
        .iter()
        .map(|incident| entry(incident, &workspace, pages))
        .collect();
    let updated = entries.iter().map(|entry| entry.updated).max();
    let updated = updated.unwrap_or(made_at).max(made_at);
    let feed = Feed {
        id: format!(
            "urn:afterword:postmortems:{}:{}",
            person.id,
            made_at.micros()
        ),
        title: format!("{}: post-mortems", workspace.settings.name),
        author: &workspace.settings.name,
        address: pages.at(&format!("/api/v1/postmortems/{file}")),
        page: pages.at("/incidents"),
        updated,
        entries,
    };
    let written = feed.write().map_err(|error| error::internal(&error))?;
    Ok(answer(&headers, written, updated, app.now()))
}

/// Those that count, the newest first. What was published elsewhere, nobody knows when, lies where
/// its incident began.
async fn published(app: &App, sight: &Sight) -> Result<Vec<Incident>, StoreError> {
    let facts = app.store.facts(sight).await?;
    let at = |facts: &IncidentFacts| (facts.published_at.unwrap_or(facts.began), facts.reference);
    let counts = facts.iter().filter(|facts| facts.counts && facts.published);
    let mut newest: Vec<_> = counts.map(at).collect();
    newest.sort_unstable_by(|a, b| b.cmp(a));
    newest.truncate(MOST);
    let mut incidents = Vec::with_capacity(newest.len());
    for (_, reference) in newest {
        incidents.extend(app.store.incident(sight, reference).await?);
    }
    Ok(incidents)
}

fn entry(incident: &Incident, workspace: &Workspace, pages: Pages<'_>) -> Entry {
    let (incident, _) = shown(incident.clone(), workspace);
    let reference = incident.reference;
    let mut terms = workspace.settings.severities.iter();
    let term = terms.find(|term| term.severity == incident.severity);
    let name = format!("sev{}", incident.severity.number());
    let label = term.map_or_else(|| name.clone(), |term| term.label.clone());
    Entry {
        id: format!(
            "urn:afterword:postmortem:{reference}:{}",
            incident.created_at.micros()
        ),
        title: format!("{reference}: {}", incident.title),
        page: pages.at(&format!("/incidents/{reference}")),
        severity: (name, label),
        published: incident.postmortem.published_at,
        updated: incident.updated_at,
        lesson: lesson(&incident),
    }
}

/// The feed, or that it is as it was (RFC 9110, section 13.2.2: the tag decides where there is one).
fn answer(asked: &HeaderMap, written: Vec<u8>, updated: Moment, now: Moment) -> Response {
    let tag = format!("\"{}\"", secret::hex(&Sha256::digest(&written)[..12]));
    let second = updated.micros().div_euclid(SECOND);
    let text = |name| {
        asked
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let same = match text(header::IF_NONE_MATCH) {
        Some(known) => known
            .split(',')
            .map(|known| known.trim().trim_start_matches("W/"))
            .any(|known| known == tag || known == "*"),
        None => text(header::IF_MODIFIED_SINCE)
            .and_then(|since| DateTimeParser::new().parse_timestamp(since).ok())
            .is_some_and(|since| since.as_second() >= second),
    };
    let mut headers = HeaderMap::new();
    let mut set = |name, value: &str| {
        // None of these has a character that a header has no place for.
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, ATOM);
    set(header::CACHE_CONTROL, "private, no-cache");
    set(header::ETAG, &tag);
    // While the second lasts something else may still come in it.
    if second < now.micros().div_euclid(SECOND)
        && let Ok(date) = DateTimePrinter::new().timestamp_to_rfc9110_string(&updated.timestamp())
    {
        set(header::LAST_MODIFIED, &date);
    }
    if same {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, written).into_response()
}
