//! The log as JSON lines, oldest first, for programs that keep it elsewhere.

use afterword_domain::audit::Exported;
use afterword_domain::policy::{Operation, Sight};
use afterword_domain::{IncidentRef, Moment, PersonId};
use afterword_store::{AuditFilter, AuditOrder, Store};
use axum::BoxError;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, stream};
use serde::Deserialize;
use utoipa::IntoParams;

use super::list::kind;
use crate::app::App;
use crate::caller::Caller;
use crate::error::ApiError;
use crate::extract::Asked;

/// Entries that are read together.
const PAGE: u32 = 500;
/// Of one answer; who wants more asks again behind the last.
const MOST_LINES: u32 = 100_000;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AuditExportQuery {
    /// Who did it, or of whose signing in it tells.
    person: Option<PersonId>,
    /// A name of the log, or what it begins with: `token.added`, `token`.
    kind: Option<String>,
    /// What happened to this incident, and who looked at it or took it out.
    incident: Option<IncidentRef>,
    /// From this moment on.
    from: Option<Moment>,
    /// Before this one.
    to: Option<Moment>,
    /// The `seq` that was read last; from the beginning when left out.
    #[serde(default)]
    after: u64,
}

/// Gives the log out, an entry a line, oldest first and at most 100,000 of them: whoever asks again
/// with the last `seq` as `after` until nothing comes has all. That it was asked for stands in the
/// log.
#[utoipa::path(
    get, path = "/api/v1/audit.jsonl", tag = "audit", params(AuditExportQuery),
    responses(
        (status = 200, description = "An entry a line", body = String,
            content_type = "application/x-ndjson"),
        ApiError,
    )
)]
pub async fn export_audit_log(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<AuditExportQuery>,
) -> Result<Response, ApiError> {
    caller.may(Operation::ReadChanges)?;
    let filter = AuditFilter {
        person: asked.person,
        kind: kind(asked.kind)?,
        incident: asked.incident,
        from: asked.from,
        to: asked.to,
    };
    // Of which incident is not said: it would tell whether one that is hidden is there.
    super::note_export(&app, &caller, Exported::AuditLog, (None, None)).await?;
    let lines = Lines {
        store: app.store.clone(),
        sight: caller.sight(),
        filter,
        behind: Some(asked.after),
        left: MOST_LINES,
    };
    let headers = [
        (header::CONTENT_TYPE, "application/x-ndjson"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"audit.jsonl\"",
        ),
    ];
    Ok((headers, Body::from_stream(lines.stream())).into_response())
}

/// What is still to be given out.
struct Lines {
    store: Store,
    sight: Sight,
    filter: AuditFilter,
    /// `None` when there is no more.
    behind: Option<u64>,
    left: u32,
}

impl Lines {
    /// A page at a time, read when the one before is on its way. What fails on the way ends the
    /// answer before its end, so that nobody takes it for whole.
    fn stream(self) -> impl Stream<Item = Result<Bytes, BoxError>> {
        stream::try_unfold(self, |mut lines| async move {
            let page = lines.page().await;
            let page = page.inspect_err(|error| tracing::error!(%error, "an export broke off"))?;
            Ok(page.map(|page| (page, lines)))
        })
    }

    async fn page(&mut self) -> Result<Option<Bytes>, BoxError> {
        let Some(behind) = self.behind else {
            return Ok(None);
        };
        let position = (AuditOrder::OldestFirst, Some(behind));
        let most = PAGE.min(self.left);
        let page = self.store.audit(&self.sight, &self.filter, position, most);
        let page = page.await?;
        self.left -= most;
        self.behind = page.next.filter(|_| self.left > 0);
        let mut text = Vec::new();
        for entry in &page.items {
            serde_json::to_writer(&mut text, entry)?;
            text.push(b'\n');
        }
        Ok(Some(text.into()))
    }
}
