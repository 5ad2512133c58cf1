//! Finds each alert its incident, within one transaction: the incident that has the alert already,
//! else one of its service whose time it falls into, else a new one if the rules say so. An
//! incident that came or grew takes in the alerts that waited for it, so that it does not matter
//! which came first.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use afterword_domain::incident::open::open;
use afterword_domain::recurrence::Links;
use afterword_domain::signal::Signal;
use afterword_domain::signal::intake::Intake;
use afterword_domain::signal::placement::{self, Heard, Span};
use afterword_domain::workspace::Workspace;
use afterword_domain::{Change, EventId, Incident, IncidentRef, Moment, SignalId};

use super::entries::{self, HEARD};
use crate::changes::Entry;
use crate::conn::{Conn, args};
use crate::error::StoreError;
use crate::incidents::edit::{Frame, NotCarriedOut, carry_out};
use crate::incidents::load_for_edit;
use crate::incidents::open::{Opening, open_in};

/// Incidents of a service that are looked at for one alert.
const CANDIDATES: u32 = 50;

pub(super) struct Placing<'a> {
    pub(super) conn: &'a mut Conn,
    pub(super) workspace: Arc<Workspace>,
    pub(super) links: Links,
    pub(super) now: Moment,
    /// What is to be logged at the end.
    pub(super) log: Vec<Entry>,
    pub(super) opened: Vec<IncidentRef>,
    pub(super) touched: BTreeSet<IncidentRef>,
    pub(super) placed: HashSet<SignalId>,
}

impl Placing<'_> {
    /// Places an alert that has no incident yet.
    pub(super) async fn place(&mut self, heard: Heard) -> Result<(), StoreError> {
        if self.placed.contains(&heard.id) {
            return Ok(());
        }
        if let Some(reference) = self.with_the_same_alert(&heard).await? {
            return self.join(reference, heard).await;
        }
        if heard.signal.tells.title().is_none() || heard.judged.then == Intake::Keep {
            return Ok(());
        }
        if let Some(reference) = self.of_its_service(&heard).await? {
            return self.join(reference, heard).await;
        }
        if heard.judged.then == Intake::Open {
            self.open(heard).await?;
        }
        Ok(())
    }

    async fn with_the_same_alert(
        &mut self,
        heard: &Heard,
    ) -> Result<Option<IncidentRef>, StoreError> {
        let Some((integration, alert)) = heard.alert() else {
            return Ok(None);
        };
        let sql = "SELECT e.incident FROM signals s JOIN signal_entries e ON e.signal = s.id
                   WHERE s.integration = $1 AND s.alert = $2 AND e.event IS NOT NULL
                   ORDER BY e.incident LIMIT 1";
        let row = self.conn.row(sql, args![integration, alert]).await?;
        row.map(|row| row.incident(0)).transpose()
    }

    /// The incident that began first among those whose time it falls into.
    async fn of_its_service(&mut self, heard: &Heard) -> Result<Option<IncidentRef>, StoreError> {
        let Some(service) = heard.judged.service else {
            return Ok(None);
        };
        let sql = "SELECT b.body FROM incidents i
                   JOIN incident_services s ON s.incident = i.number
                   JOIN incident_bodies b ON b.incident = i.number
                   WHERE s.service = $1 AND i.status <> 'published' AND i.duplicate_of IS NULL
                   ORDER BY i.began_us DESC, i.number DESC LIMIT $2";
        let rows = self.conn.rows(sql, args![service, CANDIDATES]).await?;
        let mut fitting = Vec::new();
        for row in rows {
            let incident: Incident = row.document(0, || "an incident".into())?;
            if let Some(span) = self.span(&incident).await?
                && span.holds(heard.signal.occurred_at)
            {
                fitting.push((span.from, incident.reference));
            }
        }
        Ok(fitting.into_iter().min().map(|(_, reference)| reference))
    }

    async fn span(&mut self, incident: &Incident) -> Result<Option<Span>, StoreError> {
        let attached = entries::alerts_of(self.conn, incident.reference, &self.workspace).await?;
        let window = self.workspace.settings.intake.window_minutes;
        Ok(Span::of(incident, &attached, window))
    }

    async fn open(&mut self, heard: Heard) -> Result<(), StoreError> {
        let form = placement::opening(&heard);
        let incident = match open(form, &self.workspace, self.now) {
            Ok(incident) => incident,
            Err(error) => {
                tracing::warn!(%error, signal = %heard.id, "an alert opened no incident");
                return Ok(());
            }
        };
        let opening = Opening {
            incident,
            source: None,
            changes: Vec::new(),
        };
        let (opened, log) = open_in(self.conn, &self.workspace, vec![opening], self.now).await?;
        self.log.extend(log);
        for one in opened {
            self.opened.push(one.reference);
            self.join(one.reference, heard.clone()).await?;
        }
        Ok(())
    }

    /// Lets an alert join, and then all that waited for an incident like what it became.
    async fn join(&mut self, reference: IncidentRef, first: Heard) -> Result<(), StoreError> {
        let mut coming = vec![first];
        while !coming.is_empty() {
            if !self.attach(reference, &coming).await? {
                return Ok(());
            }
            coming = self.waiting_for(reference).await?;
        }
        Ok(())
    }

    /// Changes the entries of a signal whose source changed what it says.
    pub(super) async fn revise(
        &mut self,
        signal: i64,
        said: &Signal,
        says: &Signal,
    ) -> Result<(), StoreError> {
        let sql = "SELECT incident, event FROM signal_entries
                   WHERE signal = $1 AND event IS NOT NULL ORDER BY incident";
        for row in self.conn.rows(sql, args![signal]).await? {
            let reference = row.incident(0)?;
            let event = EventId(row.number::<u32>(1)?);
            let Some(before) = load_for_edit(self.conn, reference).await? else {
                continue;
            };
            let changes = placement::revised(&before, event, said, says);
            if changes.is_empty() {
                continue;
            }
            match self.carry_out(&before, changes).await {
                Ok(()) => {}
                Err(NotCarriedOut::Rule(error)) => {
                    tracing::warn!(%error, incident = %reference, "an entry was not revised");
                }
                Err(NotCarriedOut::Store(error)) => return Err(error),
            }
        }
        Ok(())
    }

    async fn carry_out(
        &mut self,
        before: &Incident,
        changes: Vec<Change>,
    ) -> Result<(), NotCarriedOut> {
        let frame = Frame {
            workspace: &self.workspace,
            links: &self.links,
            now: self.now,
        };
        let (_, rows) = carry_out(self.conn, before, changes, frame).await?;
        self.log.extend(rows);
        self.touched.insert(before.reference);
        Ok(())
    }

    async fn attach(
        &mut self,
        reference: IncidentRef,
        coming: &[Heard],
    ) -> Result<bool, StoreError> {
        let Some(before) = load_for_edit(self.conn, reference).await? else {
            return Ok(false);
        };
        let attached = entries::alerts_of(self.conn, reference, &self.workspace).await?;
        let (changes, events) = placement::attach(&before, &attached, coming, self.now);
        let carried_out = match self.carry_out(&before, changes).await {
            // What the alerts say beside their entries broke a rule: people know better.
            Err(NotCarriedOut::Rule(_)) => {
                let (changes, _) = placement::entries(&before, coming, self.now);
                self.carry_out(&before, changes).await
            }
            outcome => outcome,
        };
        match carried_out {
            Ok(()) => {}
            Err(NotCarriedOut::Rule(error)) => {
                tracing::warn!(%error, incident = %reference, "alerts were kept and not entered");
                return Ok(false);
            }
            Err(NotCarriedOut::Store(error)) => return Err(error),
        }
        self.placed.extend(coming.iter().map(|heard| heard.id));
        let ids = coming.iter().map(|heard| heard.id);
        entries::keep(self.conn, reference, ids.zip(events.into_iter().map(Some))).await?;
        Ok(true)
    }

    /// Alerts without an incident that this one is the place for.
    async fn waiting_for(&mut self, reference: IncidentRef) -> Result<Vec<Heard>, StoreError> {
        let Some(incident) = load_for_edit(self.conn, reference).await? else {
            return Ok(Vec::new());
        };
        let Some(span) = self.span(&incident).await? else {
            return Ok(Vec::new());
        };
        let sql = format!(
            "SELECT {HEARD} FROM signals s
             WHERE s.alert IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM signal_entries e WHERE e.signal = s.id)
               AND (EXISTS (SELECT 1 FROM signals o JOIN signal_entries e ON e.signal = o.id
                            WHERE o.integration = s.integration AND o.alert = s.alert
                              AND e.incident = $1 AND e.event IS NOT NULL)
                    OR (s.occurred_us BETWEEN $2 AND $3
                        AND s.service IN (SELECT service FROM incident_services
                                          WHERE incident = $1)))
             ORDER BY s.occurred_us, s.id"
        );
        let args = args![reference, span.from, span.to];
        let rows = self.conn.rows(sqlx::AssertSqlSafe(sql), args).await?;
        let waiting: Result<Vec<_>, _> = rows
            .iter()
            .map(|row| entries::heard(row, &self.workspace))
            .collect();
        let mut alerts = HashSet::new();
        for attached in entries::alerts_of(self.conn, reference, &self.workspace).await? {
            alerts.extend(
                attached
                    .alert()
                    .map(|(from, alert)| (from, alert.to_owned())),
            );
        }
        let fits = |heard: &Heard| {
            let of_ours = heard
                .alert()
                .is_some_and(|(from, alert)| alerts.contains(&(from, alert.to_owned())));
            let fires = heard.signal.tells.title().is_some();
            of_ours || (fires && heard.judged.then != Intake::Keep)
        };
        Ok(waiting?.into_iter().filter(fits).collect())
    }
}
