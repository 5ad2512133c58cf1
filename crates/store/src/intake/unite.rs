//! Two incidents that were one: an alert that comes late may lie within the time of both. The one
//! in which nobody had a hand becomes a duplicate, and its alerts find the other.

use afterword_domain::change::Set;
use afterword_domain::signal::placement::{self, Attached};
use afterword_domain::{Change, Incident, IncidentRef, Moment, SignalId};

use super::entries;
use super::place::{CANDIDATES, Placing};
use crate::author::Via;
use crate::conn::args;
use crate::error::StoreError;
use crate::incidents::edit::NotCarriedOut;
use crate::incidents::load_for_edit;

/// An incident beside another of its services.
struct Neighbour {
    incident: Incident,
    attached: Vec<Attached>,
}

impl Neighbour {
    /// When the first of its alerts fired, which is where it began.
    fn began(&self) -> Moment {
        let times = self.attached.iter().map(|one| one.heard.signal.occurred_at);
        times.min().unwrap_or_else(|| self.incident.began())
    }
}

impl Placing<'_> {
    /// Makes one of what the alerts of an incident have shown to be one. Answers with the alerts
    /// that lost their place by it.
    pub(super) async fn unite(
        &mut self,
        reference: IncidentRef,
    ) -> Result<Vec<SignalId>, StoreError> {
        let Some(incident) = load_for_edit(self.conn, reference).await? else {
            return Ok(Vec::new());
        };
        for other in self.neighbours(&incident).await? {
            let attached = entries::alerts_of(self.conn, reference, &self.workspace).await?;
            let this = Neighbour {
                incident: incident.clone(),
                attached,
            };
            let touched = (
                self.is_touched(&this).await?,
                self.is_touched(&other).await?,
            );
            let stays = match touched {
                (true, true) => continue,
                (false, false) => this.began() <= other.began(),
                (touched, _) => touched,
            };
            let (stays, goes) = if stays { (this, other) } else { (other, this) };
            if self.reaches(&stays, &goes).await? {
                return self.fold(&stays.incident, goes).await;
            }
        }
        Ok(Vec::new())
    }

    /// Whether an alert of the other belongs to it.
    async fn reaches(&mut self, one: &Neighbour, other: &Neighbour) -> Result<bool, StoreError> {
        let around = self.around(&one.incident, None).await?;
        let theirs = other.attached.iter().map(|one| &one.heard);
        let others: Vec<_> = around.waiting.iter().chain(theirs).cloned().collect();
        let window = self.workspace.settings.intake.window_minutes;
        let members = placement::members(&one.incident, &one.attached, &others, window);
        let mut theirs = other.attached.iter().map(|one| one.heard.id);
        Ok(theirs.any(|id| members.contains(&id)))
    }

    /// Other incidents of its services that alerts may still join; none that is restricted.
    async fn neighbours(&mut self, incident: &Incident) -> Result<Vec<Neighbour>, StoreError> {
        let sql = "SELECT DISTINCT i.number, i.began_us FROM incidents i
                   JOIN incident_services s ON s.incident = i.number
                   WHERE s.service IN (SELECT service FROM incident_services WHERE incident = $1)
                     AND i.number <> $1 AND i.status <> 'published' AND i.duplicate_of IS NULL
                     AND i.number NOT IN (SELECT incident FROM restricted_to)
                   ORDER BY i.began_us DESC, i.number DESC LIMIT $2";
        let rows = self
            .conn
            .rows(sql, args![incident.reference, CANDIDATES])
            .await?;
        let mut found = Vec::new();
        for row in rows {
            let reference = row.incident(0)?;
            let attached = entries::alerts_of(self.conn, reference, &self.workspace).await?;
            if let Some(incident) = load_for_edit(self.conn, reference).await? {
                found.push(Neighbour { incident, attached });
            }
        }
        Ok(found)
    }

    /// Whether anything but webhooks made it what it is.
    async fn is_touched(&mut self, one: &Neighbour) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM changes WHERE incident = $1 AND via <> $2 LIMIT 1";
        let args = args![one.incident.reference, Via::Webhook.name()];
        Ok(self.conn.row(sql, args).await?.is_some())
    }

    async fn fold(
        &mut self,
        stays: &Incident,
        goes: Neighbour,
    ) -> Result<Vec<SignalId>, StoreError> {
        let reference = goes.incident.reference;
        let duplicate = Set::between(None, Some(stays.reference)).map(Change::DuplicateOf);
        match self
            .carry_out(&goes.incident, duplicate.into_iter().collect())
            .await
        {
            Ok(()) => {}
            Err(NotCarriedOut::Rule(error)) => {
                tracing::warn!(%error, incident = %reference, "two incidents of one stayed two");
                return Ok(Vec::new());
            }
            Err(NotCarriedOut::Store(error)) => return Err(error),
        }
        // Its entries stay, and say what it was taken for.
        let lost: Vec<_> = goes.attached.iter().map(|one| one.heard.id).collect();
        entries::drop(self.conn, reference, lost.iter().copied()).await?;
        Ok(lost)
    }
}
