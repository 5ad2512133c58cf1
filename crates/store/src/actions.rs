//! Action items of all incidents.

use std::collections::HashMap;

use afterword_domain::action_item::ActionItem;
use afterword_domain::meeting::agenda::{OpenAction, PROOF_ASKED_DAYS};
use afterword_domain::policy::Sight;
use afterword_domain::tracker::{TicketAsk, TicketLink};
use afterword_domain::{ActionItemId, IncidentRef, Moment, PersonId, ServiceId};
use serde::{Deserialize, Serialize};
use sqlx::AssertSqlSafe;
use utoipa::ToSchema;

use crate::Store;
use crate::conn::{Arg, Conn, args};
use crate::error::StoreError;
use crate::query_sql::Conditions;
use crate::row::Row;
use crate::sight::{and_seen, hidden, seen};
use crate::trackers::{maybe_ask, maybe_link};
use crate::values::small;

/// Which action items are wanted; all that is left out does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActionFilter {
    /// Done or dropped, or neither.
    pub finished: Option<bool>,
    pub owner: Option<PersonId>,
    /// Of incidents of this service.
    pub service: Option<ServiceId>,
    pub incident: Option<IncidentRef>,
    /// One of that incident.
    pub action: Option<ActionItemId>,
    /// Finished at or after this moment.
    pub finished_since: Option<Moment>,
    /// At most this many; 0 is all.
    pub limit: u32,
}

/// An action item with where it came from.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ActionRow {
    pub incident: IncidentRef,
    pub incident_title: String,
    /// The incident's, for an edit.
    pub version: u32,
    pub services: Vec<ServiceId>,
    pub action: ActionItem,
    /// Incidents that were confirmed to repeat this one.
    pub repeated_by: Vec<IncidentRef>,
    /// Those of them that began while the item was unfinished.
    pub behind: Vec<IncidentRef>,
    /// Its ticket, where that is in a tracker that is followed.
    pub ticket_link: Option<TicketLink>,
    /// A ticket that was asked for and is not there yet.
    pub ticket_ask: Option<TicketAsk>,
}

/// How many action items there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ActionCounts {
    /// Neither done nor dropped.
    pub open: u64,
    /// Done or dropped.
    pub finished: u64,
}

impl Store {
    /// Owners as documents told them who are no people of the workspace, in small letters.
    pub async fn told_owners(&self, sight: &Sight) -> Result<Vec<String>, StoreError> {
        let sql = format!(
            "SELECT DISTINCT owner_name FROM action_items
             WHERE owner IS NULL AND owner_name <> '' {} ORDER BY owner_name",
            and_seen(sight, "incident")
        );
        let rows = self.read().await?.rows(AssertSqlSafe(sql), args![]).await?;
        rows.iter().map(|row| row.text(0)).collect()
    }

    /// Those that are asked for as finished come latest first; else by due date, those without one
    /// last. Then by incident.
    pub async fn actions(
        &self,
        sight: &Sight,
        filter: &ActionFilter,
    ) -> Result<Vec<ActionRow>, StoreError> {
        let mut conditions = conditions(sight, filter);
        let limit = match filter.limit {
            0 => String::new(),
            most => format!("LIMIT {}", conditions.bind(most)),
        };
        let sql = format!(
            "SELECT a.incident, i.title, i.version, a.body, i.summary, l.body, k.body
             FROM action_items a JOIN incidents i ON i.number = a.incident
             LEFT JOIN ticket_links l ON l.incident = a.incident AND l.action = a.id
             LEFT JOIN ticket_asks k ON k.incident = a.incident AND k.action = a.id {}
             ORDER BY {}, a.incident, a.place {limit}",
            conditions.clause(),
            order(filter),
        );
        let mut conn = self.read().await?;
        let rows = conn.rows(AssertSqlSafe(sql), conditions.args).await?;
        let hidden = hidden(&mut conn, sight).await?;
        let mut repeats = repeats(&mut conn).await?;
        for later in repeats.values_mut() {
            later.retain(|(repeat, _)| !hidden.holds(*repeat));
        }
        let read = |row: &Row| {
            let incident = row.incident(0)?;
            let action: ActionItem = row.document(3, || format!("an action item of {incident}"))?;
            let action = action.without(&hidden);
            let repeats = repeats.get(&incident).map_or(&[][..], Vec::as_slice);
            let behind = repeats
                .iter()
                .filter(|(_, began)| action.was_open_at(*began));
            Ok(ActionRow {
                incident,
                incident_title: row.text(1)?,
                version: small(row.int(2)?)?,
                services: row
                    .document::<Services>(4, || incident.to_string())?
                    .services,
                ticket_link: maybe_link(row, 5)?.filter(|link| link.is_of(&action)),
                ticket_ask: maybe_ask(row, 6)?,
                behind: behind.map(|(repeat, _)| *repeat).collect(),
                repeated_by: repeats.iter().map(|(repeat, _)| *repeat).collect(),
                action,
            })
        };
        rows.iter().map(read).collect()
    }

    /// How many fit; `limit` does not matter.
    pub async fn count_actions(
        &self,
        sight: &Sight,
        filter: &ActionFilter,
    ) -> Result<ActionCounts, StoreError> {
        let conditions = conditions(sight, filter);
        let sql = format!(
            "SELECT a.finished, count(*) FROM action_items a {} GROUP BY a.finished",
            conditions.clause()
        );
        let mut conn = self.read().await?;
        let rows = conn.rows(AssertSqlSafe(sql), conditions.args).await?;
        let mut counts = ActionCounts::default();
        for row in &rows {
            match row.int(0)? {
                0 => counts.open = row.count(1)?,
                _ => counts.finished = row.count(1)?,
            }
        }
        Ok(counts)
    }

    /// Those of all incidents that a meeting may look at: those neither done nor dropped, and those
    /// finished so lately that it asks for proof.
    pub async fn actions_to_look_at(
        &self,
        sight: &Sight,
        now: Moment,
    ) -> Result<Vec<OpenAction>, StoreError> {
        let open = ActionFilter {
            finished: Some(false),
            ..ActionFilter::default()
        };
        let lately = ActionFilter {
            finished: Some(true),
            finished_since: Some(now.plus_days(-i64::from(PROOF_ASKED_DAYS) - 1)),
            ..ActionFilter::default()
        };
        let mut rows = self.actions(sight, &open).await?;
        rows.extend(self.actions(sight, &lately).await?);
        let open = |row: ActionRow| OpenAction {
            incident: row.incident,
            incident_title: row.incident_title,
            services: row.services,
            action: row.action,
        };
        Ok(rows.into_iter().map(open).collect())
    }
}

fn order(filter: &ActionFilter) -> &'static str {
    if filter.finished == Some(true) {
        "a.finished_us IS NULL, a.finished_us DESC"
    } else {
        "a.due_on IS NULL, a.due_on"
    }
}

fn conditions(sight: &Sight, filter: &ActionFilter) -> Conditions {
    let mut conditions = Conditions::default();
    if let Some(seen) = seen(sight, "a.incident") {
        conditions.and(&seen);
    }
    let mut must = |column: &str, value: Option<Arg>| {
        if let Some(value) = value {
            let value = conditions.bind(value);
            conditions.and(&format!("{column} {value}"));
        }
    };
    must("a.finished =", filter.finished.map(Arg::from));
    must("a.owner =", filter.owner.map(Arg::from));
    must("a.incident =", filter.incident.map(Arg::from));
    must("a.id =", filter.action.map(|id| Arg::from(id.0)));
    must("a.finished_us >=", filter.finished_since.map(Arg::from));
    if let Some(service) = filter.service {
        let service = conditions.bind(service);
        conditions.and(&format!(
            "EXISTS (SELECT 1 FROM incident_services s
             WHERE s.incident = a.incident AND s.service = {service})"
        ));
    }
    conditions
}

/// What is needed of an incident's summary; the rest of it is passed over.
#[derive(Deserialize)]
struct Services {
    services: Vec<ServiceId>,
}

/// By the earlier incident: what was confirmed to repeat it, and when that began.
type Repeats = HashMap<IncidentRef, Vec<(IncidentRef, Moment)>>;

async fn repeats(conn: &mut Conn) -> Result<Repeats, StoreError> {
    let sql = "SELECT r.earlier, r.incident, i.began_us
               FROM recurrences r JOIN incidents i ON i.number = r.incident
               WHERE r.confirmed = 1 ORDER BY r.incident";
    let mut repeats = Repeats::new();
    for row in conn.rows(sql, args![]).await? {
        let repeat = (row.incident(1)?, row.moment(2)?);
        repeats.entry(row.incident(0)?).or_default().push(repeat);
    }
    Ok(repeats)
}
