//! Finds each alert its incident, within one transaction: the incident that has the alert already,
//! else one of its service whose time it falls into, else a new one if the rules say so.
//!
//! An incident's alerts are worked out anew from all that is known whenever one comes, and those
//! that no longer belong find another place: so it does not matter which came first.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use afterword_domain::incident::open::open;
use afterword_domain::policy::Hidden;
use afterword_domain::policy::Sight;
use afterword_domain::recurrence::Links;
use afterword_domain::signal::Signal;
use afterword_domain::signal::intake::Intake;
use afterword_domain::signal::placement::{self, Attached, Heard};
use afterword_domain::workspace::Workspace;
use afterword_domain::{Change, EventId, Incident, IncidentRef, Moment, SignalId};

use super::entries::{self, HEARD, How};
use crate::changes::Entry;
use crate::conn::{Conn, args};
use crate::error::StoreError;
use crate::incidents::edit::{Frame, NotCarriedOut, carry_out};
use crate::incidents::load_for_edit;
use crate::incidents::open::{Opening, open_in};

/// Incidents of a service that are looked at for one alert, the latest first.
pub(super) const CANDIDATES: u32 = 20;
/// Alerts without an incident that are looked at for one.
const WAITING: u32 = 2000;
/// How far from an incident's alerts others are looked for, in days.
const REACH_DAYS: i64 = 2;
/// Alerts that move from one incident to another within one transaction, before the rest stays
/// where it is.
const MOVES: usize = 1000;
/// Rounds in which an incident gets and loses alerts, likewise.
const ROUNDS: usize = 100;

pub(super) struct Placing<'a> {
    pub(super) conn: &'a mut Conn,
    pub(super) workspace: Arc<Workspace>,
    pub(super) links: Links,
    pub(super) now: Moment,
    /// What is to be logged at the end.
    pub(super) log: Vec<Entry>,
    pub(super) opened: Vec<IncidentRef>,
    pub(super) touched: BTreeSet<IncidentRef>,
}

impl Placing<'_> {
    /// Places alerts, new ones and those that say something else than before, and those that lose
    /// their place by it.
    pub(super) async fn place_all(&mut self, signals: Vec<SignalId>) -> Result<(), StoreError> {
        let mut homeless = VecDeque::from(signals);
        let mut moves = 0;
        while let Some(signal) = homeless.pop_front() {
            let left = self.place(signal).await?;
            moves += left.len();
            if moves > MOVES {
                tracing::warn!("alerts moved between incidents without end");
                return Ok(());
            }
            homeless.extend(left);
        }
        Ok(())
    }

    /// Answers with those that lost their place.
    async fn place(&mut self, signal: SignalId) -> Result<Vec<SignalId>, StoreError> {
        let sql = format!("SELECT {HEARD} FROM signals s WHERE s.id = $1");
        let row = self.conn.row(sqlx::AssertSqlSafe(sql), args![signal]);
        let Some(row) = row.await? else {
            return Ok(Vec::new());
        };
        let heard = entries::heard(&row, &self.workspace)?;
        // It may tell that what is known of the alert belongs elsewhere.
        let mut lost = Vec::new();
        for reference in self.with_the_same_alert(&heard).await? {
            lost.extend(self.gather(reference, None).await?);
        }
        if self.place_of(signal).await?.is_none() {
            lost.extend(self.find_place(heard).await?);
        }
        if let Some(reference) = self.place_of(signal).await? {
            lost.extend(self.unite(reference).await?);
        }
        Ok(lost)
    }

    async fn place_of(&mut self, signal: SignalId) -> Result<Option<IncidentRef>, StoreError> {
        let sql = "SELECT incident FROM signal_entries WHERE signal = $1 ORDER BY incident";
        let row = self.conn.row(sql, args![signal]).await?;
        row.map(|row| row.incident(0)).transpose()
    }

    async fn find_place(&mut self, heard: Heard) -> Result<Vec<SignalId>, StoreError> {
        if heard.signal.tells.title().is_none() || heard.judged.then == Intake::Keep {
            return Ok(Vec::new());
        }
        if let Some(reference) = self.of_its_service(&heard).await? {
            return self.gather(reference, None).await;
        }
        if heard.judged.then == Intake::Open {
            return self.open(heard).await;
        }
        Ok(Vec::new())
    }

    /// Incidents that have the alert, this time or another that it occurred.
    async fn with_the_same_alert(&mut self, heard: &Heard) -> Result<Vec<IncidentRef>, StoreError> {
        let Some((integration, alert)) = heard.alert() else {
            return Ok(Vec::new());
        };
        let sql = "SELECT DISTINCT e.incident FROM signals s
                   JOIN signal_entries e ON e.signal = s.id
                   WHERE s.integration = $1 AND s.alert = $2 AND e.event IS NOT NULL
                   ORDER BY e.incident DESC LIMIT $3";
        let args = args![integration, alert, CANDIDATES];
        let rows = self.conn.rows(sql, args).await?;
        rows.iter().map(|row| row.incident(0)).collect()
    }

    async fn is_place_for(
        &mut self,
        reference: IncidentRef,
        heard: &Heard,
    ) -> Result<bool, StoreError> {
        let Some(incident) = load_for_edit(self.conn, reference).await? else {
            return Ok(false);
        };
        let around = self.around(&incident, Some(heard)).await?;
        Ok(around
            .members(&incident, &self.workspace)
            .contains(&heard.id))
    }

    /// The incident that began first among those it belongs to. None that is restricted: the others
    /// would not hear that something happened.
    async fn of_its_service(&mut self, heard: &Heard) -> Result<Option<IncidentRef>, StoreError> {
        let Some(service) = heard.judged.service else {
            return Ok(None);
        };
        let sql = "SELECT i.number FROM incidents i
                   JOIN incident_services s ON s.incident = i.number
                   WHERE s.service = $1 AND i.status <> 'published' AND i.duplicate_of IS NULL
                     AND i.number NOT IN (SELECT incident FROM restricted_to)
                   ORDER BY i.began_us DESC, i.number DESC LIMIT $2";
        let mut fitting = Vec::new();
        for row in self.conn.rows(sql, args![service, CANDIDATES]).await? {
            let reference = row.incident(0)?;
            if self.is_place_for(reference, heard).await? {
                let attached = entries::alerts_of(self.conn, reference, &self.workspace).await?;
                let times = attached.iter().map(|one| one.heard.signal.occurred_at);
                fitting.push((times.min().unwrap_or(self.now), reference));
            }
        }
        Ok(fitting.into_iter().min().map(|(_, reference)| reference))
    }

    async fn open(&mut self, heard: Heard) -> Result<Vec<SignalId>, StoreError> {
        let form = placement::opening(&heard);
        let incident = match open(form, &self.workspace, self.now) {
            Ok(incident) => incident,
            Err(error) => {
                tracing::warn!(%error, signal = %heard.id, "an alert opened no incident");
                return Ok(Vec::new());
            }
        };
        let opening = Opening {
            incident,
            source: None,
            changes: Vec::new(),
        };
        let written = open_in(
            self.conn,
            &self.workspace,
            (&Sight::Everything, vec![opening]),
            self.now,
        )
        .await?;
        self.log.extend(written.entries);
        let mut left = Vec::new();
        for one in written.opened {
            self.opened.push(one.reference);
            left.extend(self.gather(one.reference, Some(&heard)).await?);
        }
        Ok(left)
    }

    /// Gives an incident the alerts that belong to it, and takes away those that do not. `first`
    /// opened it. Answers with those that it lost.
    async fn gather(
        &mut self,
        reference: IncidentRef,
        first: Option<&Heard>,
    ) -> Result<Vec<SignalId>, StoreError> {
        let mut lost = Vec::new();
        let mut first = first;
        // Each round brings the waiting ones nearer to those that came in the round before.
        for _ in 0..ROUNDS {
            let Some(incident) = load_for_edit(self.conn, reference).await? else {
                return Ok(lost);
            };
            let around = self.around(&incident, first).await?;
            let members = match first {
                // It is not what opened it until it is written.
                Some(first) => placement::occurrence_of(&around.known(), first.id),
                None => around.members(&incident, &self.workspace),
            };
            let belongs = |heard: &Heard| members.contains(&heard.id);
            let (staying, leaving): (Vec<_>, Vec<_>) = around
                .attached
                .iter()
                .cloned()
                .partition(|one| belongs(&one.heard));
            let coming: Vec<_> = around
                .waiting
                .iter()
                .filter(|heard| belongs(heard))
                .cloned()
                .collect();
            if coming.is_empty() && leaving.is_empty() {
                return Ok(lost);
            }
            let alerted = first.is_some() || around.attached.iter().any(|one| one.alerted);
            let how = if alerted { How::Alerted } else { How::Joined };
            let moves = (staying.as_slice(), leaving.as_slice(), coming.as_slice());
            if !self.attach(&incident, moves, how).await? {
                return Ok(lost);
            }
            lost.extend(leaving.into_iter().map(|one| one.heard.id));
            first = None;
        }
        tracing::warn!(incident = %reference, "alerts came and went without end");
        Ok(lost)
    }

    async fn attach(
        &mut self,
        before: &Incident,
        (staying, leaving, coming): (&[Attached], &[Attached], &[Heard]),
        how: How,
    ) -> Result<bool, StoreError> {
        let reference = before.reference;
        let (changes, events) = placement::attach(before, staying, leaving, coming, self.now);
        let carried_out = match self.carry_out(before, changes).await {
            // What the alerts say beside their entries broke a rule: people know better.
            Err(NotCarriedOut::Rule(_)) => {
                let (changes, _) = placement::entries(before, coming, self.now);
                self.carry_out(before, changes).await
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
        let gone = leaving.iter().map(|one| one.heard.id);
        entries::drop(self.conn, reference, gone).await?;
        let ids = coming.iter().map(|heard| heard.id);
        let entries = ids.zip(events.into_iter().map(Some));
        entries::keep(self.conn, reference, entries, how).await?;
        Ok(true)
    }

    /// Changes the entries of a signal whose source changed what it says.
    pub(super) async fn revise(
        &mut self,
        signal: SignalId,
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

    pub(super) async fn carry_out(
        &mut self,
        before: &Incident,
        changes: Vec<Change>,
    ) -> Result<(), NotCarriedOut> {
        if changes.is_empty() {
            return Ok(());
        }
        let frame = Frame {
            workspace: &self.workspace,
            links: &self.links,
            hidden: &Hidden::default(),
            now: self.now,
        };
        let (_, rows) = carry_out(self.conn, before, changes, frame).await?;
        self.log.extend(rows);
        self.touched.insert(before.reference);
        Ok(())
    }

    /// The alerts of an incident, and those without one that might be.
    pub(super) async fn around(
        &mut self,
        incident: &Incident,
        first: Option<&Heard>,
    ) -> Result<Around, StoreError> {
        let reference = incident.reference;
        let attached = entries::alerts_of(self.conn, reference, &self.workspace).await?;
        let times = attached.iter().map(|one| one.heard.signal.occurred_at);
        let times = times.chain(first.map(|heard| heard.signal.occurred_at));
        let times = times.chain([incident.began()]);
        let (from, to) = times.fold((self.now, incident.began()), |(from, to), time| {
            (from.min(time), to.max(time))
        });
        let sql = format!(
            "SELECT {HEARD} FROM signals s
             WHERE s.alert IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM signal_entries e WHERE e.signal = s.id)
               AND (s.id = $4
                    OR EXISTS (SELECT 1 FROM signals o JOIN signal_entries e ON e.signal = o.id
                               WHERE o.integration = s.integration AND o.alert = s.alert
                                 AND e.incident = $1 AND e.event IS NOT NULL)
                    OR (s.occurred_us BETWEEN $2 AND $3
                        AND s.service IN (SELECT service FROM incident_services
                                          WHERE incident = $1)))
             ORDER BY s.occurred_us, s.id LIMIT {WAITING}"
        );
        let first = first.map_or(SignalId(0), |heard| heard.id);
        let args = args![
            reference,
            from.plus_days(-REACH_DAYS),
            to.plus_days(REACH_DAYS),
            first
        ];
        let rows = self.conn.rows(sqlx::AssertSqlSafe(sql), args).await?;
        let waiting = rows.iter().map(|row| entries::heard(row, &self.workspace));
        Ok(Around {
            attached,
            waiting: waiting.collect::<Result<_, _>>()?,
        })
    }
}

/// The alerts of an incident, and those without one that might be.
pub(super) struct Around {
    pub(super) attached: Vec<Attached>,
    pub(super) waiting: Vec<Heard>,
}

impl Around {
    fn known(&self) -> Vec<Heard> {
        let attached = self.attached.iter().map(|one| &one.heard);
        attached.chain(&self.waiting).cloned().collect()
    }

    /// Those that belong to the incident.
    fn members(&self, incident: &Incident, workspace: &Workspace) -> BTreeSet<SignalId> {
        let window = workspace.settings.intake.window_minutes;
        placement::members(incident, &self.attached, &self.waiting, window)
    }
}
