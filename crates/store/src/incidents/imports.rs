//! Documents that were imported: which incident each became, and what it looked like then.

use afterword_domain::change::apply_all;
use afterword_domain::incident::rules::{self, RuleError};
use afterword_domain::policy::Sight;
use afterword_domain::postmortem::Status;
use afterword_domain::recurrence::Links;
use afterword_domain::workspace::Workspace;
use afterword_domain::{Change, Incident, IncidentRef, Moment};
use sqlx::AssertSqlSafe;

use super::{load_for_edit, projection};
use crate::Store;
use crate::author::{Author, Via};
use crate::changes::{self, Entry};
use crate::conn::{Arg, Conn, args};
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::incidents::edit::EditError;
use crate::incidents::open::Source;
use crate::recurrences;
use crate::sight::hidden;

/// Names to a statement: far below the most values that either database binds.
const MOST: usize = 500;

/// How a document is taken again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Again {
    /// What it is known by from now on; nothing, when that name is another incident's.
    pub source: Option<Source>,
    /// Only say what would come out.
    pub dry_run: bool,
}

pub(crate) async fn sources(
    conn: &mut Conn,
    names: &[String],
) -> Result<Vec<(String, String, IncidentRef)>, StoreError> {
    let mut found = Vec::new();
    for names in names.chunks(MOST) {
        let places: Vec<_> = (1..=names.len())
            .map(|number| format!("${number}"))
            .collect();
        let sql = format!(
            "SELECT source, fingerprint, incident FROM import_sources WHERE source IN ({})",
            places.join(", ")
        );
        let args = names.iter().map(|name| Arg::from(name.as_str())).collect();
        for row in conn.rows(AssertSqlSafe(sql), args).await? {
            found.push((row.text(0)?, row.text(1)?, row.incident(2)?));
        }
    }
    Ok(found)
}

impl Store {
    /// Those of the named documents that were imported and became incidents that whoever asks sees:
    /// name, fingerprint, incident. A name stands for one, or for one more that others do not see.
    pub async fn source(
        &self,
        sight: &Sight,
        names: &[String],
    ) -> Result<Vec<(String, String, IncidentRef)>, StoreError> {
        let mut conn = self.read().await?;
        let mut known = sources(&mut conn, names).await?;
        let hidden = hidden(&mut conn, sight).await?;
        known.retain(|(_, _, incident)| !hidden.holds(*incident));
        Ok(known)
    }

    /// Takes a document of this incident again: `decide` is told what the incident is now, and
    /// whether anything but an import has changed it, and nobody changes it before the decision is
    /// carried out. The document's fingerprint is kept in the same transaction, also when nothing
    /// differs. A dry run answers the same and writes nothing.
    pub async fn import_again<E>(
        &self,
        (sight, author): (&Sight, &Author),
        reference: IncidentRef,
        again: Again,
        now: Moment,
        decide: impl FnOnce(&Incident, bool) -> Result<Vec<Change>, E> + Send,
    ) -> Result<Incident, EditError<E>> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Edits, 0).await?;
        let workspace = self.workspace.current(&mut conn).await?;
        let before = load_for_edit(&mut conn, reference).await?;
        let before = before.filter(|incident| sight.sees(&incident.visibility));
        let before = before.ok_or(EditError::NotFound)?;
        let edited = edited_here(&mut conn, reference).await?;
        let changes = decide(&before, edited).map_err(EditError::Refused)?;
        let mut after = before.clone();
        apply_all(&mut after, &changes);
        if !changes.is_empty() {
            let links = recurrences::links(&mut conn).await?;
            hold(&before, &after, &workspace, &links, now)?;
        }
        if again.dry_run {
            return Ok(after);
        }
        if let Some(source) = again.source {
            keep(&mut conn, source, reference).await?;
        }
        if !changes.is_empty() {
            after.version = before.version + 1;
            after.updated_at = now;
            projection::replace(&mut conn, &before, &after).await?;
            let version = after.version;
            let entries = changes
                .into_iter()
                .map(|change| Entry::of_incident(reference, version, change));
            changes::log(&mut conn, author, now, &entries.collect::<Vec<_>>()).await?;
        }
        conn.commit().await?;
        Ok(after)
    }
}

/// Whether anything but an import has changed an incident.
async fn edited_here(conn: &mut Conn, incident: IncidentRef) -> Result<bool, StoreError> {
    let sql = "SELECT seq FROM changes WHERE incident = $1 AND via <> $2 LIMIT 1";
    let row = conn.row(sql, args![incident, Via::Import.name()]).await?;
    Ok(row.is_some())
}

/// The rules of any edit. A document that was published elsewhere is published without what
/// publishing here asks for, and so is its next version.
fn hold(
    before: &Incident,
    after: &Incident,
    workspace: &Workspace,
    links: &Links,
    now: Moment,
) -> Result<(), RuleError> {
    let elsewhere =
        |incident: &Incident| incident.is_published() && incident.postmortem.published_at.is_none();
    if !(elsewhere(before) && elsewhere(after)) {
        return rules::hold(before, after, workspace, links, now);
    }
    let unpublished = |incident: &Incident| {
        let mut incident = incident.clone();
        incident.postmortem.status = Status::Facts;
        incident
    };
    let (before, after) = (unpublished(before), unpublished(after));
    rules::hold(&before, &after, workspace, links, now)
}

async fn keep(conn: &mut Conn, source: Source, incident: IncidentRef) -> Result<(), StoreError> {
    let sql = "INSERT INTO import_sources (source, fingerprint, incident) VALUES ($1, $2, $3)
               ON CONFLICT (source, incident) DO UPDATE SET fingerprint = excluded.fingerprint";
    let args = args![source.name, source.fingerprint, incident];
    conn.run(sql, args).await.map(|_| ())
}
