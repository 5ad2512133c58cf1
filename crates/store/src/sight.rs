//! Who sees which incidents, as SQL: the one place where a sight becomes a condition.
//!
//! What is restricted is a table of its own, so that a list of incidents of which none is asks
//! nothing of its rows.

use std::collections::{BTreeMap, BTreeSet};

use afterword_domain::incident::Visibility;
use afterword_domain::policy::{Hidden, Sight};
use afterword_domain::{Incident, IncidentRef, PersonId, TeamId};
use sqlx::AssertSqlSafe;

use crate::Store;
use crate::conn::{Arg, Conn, args};
use crate::error::StoreError;

/// Which rows of a restricted incident name whoever asks, and how many of them it takes to see it;
/// `None` where everything is seen. Numbers are written into the text: they are ours, and none of
/// them can be more than a number.
fn needed(sight: &Sight) -> Option<(String, usize)> {
    match sight {
        Sight::Everything => None,
        Sight::Open | Sight::AllWhoSee(Visibility::Everyone) => Some((named(&[], &[]), 1)),
        Sight::Of { person, team } => Some((named(&[*person], team.as_slice()), 1)),
        Sight::AllWhoSee(Visibility::Restricted { people, teams }) => {
            let people: Vec<_> = people.iter().copied().collect();
            let teams: Vec<_> = teams.iter().copied().collect();
            Some((named(&people, &teams), people.len() + teams.len()))
        }
    }
}

/// A selection of the incidents that are hidden; `None` when nothing is.
fn unseen(sight: &Sight) -> Option<String> {
    if matches!(sight, Sight::Open | Sight::AllWhoSee(Visibility::Everyone)) {
        return Some("SELECT incident FROM restricted_to".into());
    }
    needed(sight).map(|(named, needed)| {
        format!(
            "SELECT incident FROM restricted_to GROUP BY incident
             HAVING sum(CASE WHEN {named} THEN 1 ELSE 0 END) < {needed}"
        )
    })
}

/// Each row names at most one of them.
fn named(people: &[PersonId], teams: &[TeamId]) -> String {
    let list = |column: &str, numbers: Vec<u32>| {
        let numbers: Vec<_> = numbers.iter().map(ToString::to_string).collect();
        (!numbers.is_empty()).then(|| format!("{column} IN ({})", numbers.join(", ")))
    };
    let people = list("person", people.iter().map(|id| id.0).collect());
    let teams = list("team", teams.iter().map(|id| id.0).collect());
    match (people, teams) {
        (Some(people), Some(teams)) => format!("{people} OR {teams}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => "1 = 0".into(),
    }
}

/// The condition that the incident in a column is seen; `None` when all are.
pub(crate) fn seen(sight: &Sight, column: &str) -> Option<String> {
    unseen(sight).map(|unseen| format!("{column} NOT IN ({unseen})"))
}

/// [`seen`] behind `AND`, or nothing.
pub(crate) fn and_seen(sight: &Sight, column: &str) -> String {
    seen(sight, column).map_or_else(String::new, |seen| format!("AND {seen}"))
}

/// [`seen`] behind `WHERE`, or nothing.
pub(crate) fn where_seen(sight: &Sight, column: &str) -> String {
    seen(sight, column).map_or_else(String::new, |seen| format!("WHERE {seen}"))
}

/// The incidents that somebody does not see.
pub(crate) async fn hidden(conn: &mut Conn, sight: &Sight) -> Result<Hidden, StoreError> {
    let Some(unseen) = unseen(sight) else {
        return Ok(Hidden::default());
    };
    let rows = conn.rows(AssertSqlSafe(unseen), args![]).await?;
    rows.iter().map(|row| row.incident(0)).collect()
}

/// An incident without what names others that are hidden. Most name none, and ask nothing.
pub(crate) async fn as_seen(
    conn: &mut Conn,
    sight: &Sight,
    incident: Incident,
) -> Result<Incident, StoreError> {
    let reviewed = |incident: &Incident| {
        let mut actions = incident.postmortem.actions.iter();
        actions.any(|action| !action.reviews.is_empty())
    };
    let names_others =
        !incident.recurrences.is_empty() || incident.duplicate_of.is_some() || reviewed(&incident);
    if !names_others {
        return Ok(incident);
    }
    Ok(incident.without(&hidden(conn, sight).await?))
}

/// Who sees those incidents that not everybody sees; of some of them, or of all.
pub(crate) async fn restricted(
    conn: &mut Conn,
    clause: &str,
) -> Result<BTreeMap<IncidentRef, Visibility>, StoreError> {
    let sql = format!("SELECT incident, person, team FROM restricted_to {clause}");
    let mut named: BTreeMap<_, (BTreeSet<PersonId>, BTreeSet<TeamId>)> = BTreeMap::new();
    for row in conn.rows_once(AssertSqlSafe(sql), args![]).await? {
        let (people, teams) = named.entry(row.incident(0)?).or_default();
        people.extend(row.maybe_number(1)?.map(PersonId));
        teams.extend(row.maybe_number(2)?.map(TeamId));
    }
    let restricted = named
        .into_iter()
        .map(|(incident, (people, teams))| (incident, Visibility::Restricted { people, teams }));
    Ok(restricted.collect())
}

/// The rows of an incident, none when everybody sees it.
pub(crate) fn rows_of(incident: &Incident) -> Vec<Vec<Arg>> {
    let Visibility::Restricted { people, teams } = &incident.visibility else {
        return Vec::new();
    };
    let reference = incident.reference;
    let nobody: Option<i64> = None;
    let mut rows = vec![args![reference, nobody, nobody]];
    rows.extend(
        people
            .iter()
            .map(|person| args![reference, Some(*person), nobody]),
    );
    let teams = teams.iter().map(|team| i64::from(team.0));
    rows.extend(teams.map(|team| args![reference, nobody, Some(team)]));
    rows
}

impl Store {
    /// Whether there is such an incident for whoever asks.
    pub async fn sees(&self, sight: &Sight, reference: IncidentRef) -> Result<bool, StoreError> {
        Ok(self.sees_restricted(sight, reference).await?.is_some())
    }

    /// Whether an incident that whoever asks sees is one that not everybody sees; `None` where there
    /// is none for them.
    pub async fn sees_restricted(
        &self,
        sight: &Sight,
        reference: IncidentRef,
    ) -> Result<Option<bool>, StoreError> {
        let (named, needed) = needed(sight).unwrap_or_else(|| (named(&[], &[]), 0));
        // One row and the same look-ups, whether it is there or not: how long they take tells nobody.
        let sql = format!(
            "SELECT (SELECT count(*) FROM incidents WHERE number = $1), count(*),
                    coalesce(sum(CASE WHEN {named} THEN 1 ELSE 0 END), 0)
             FROM restricted_to WHERE incident = $1"
        );
        let mut conn = self.read().await?;
        let row = conn.one(AssertSqlSafe(sql), args![reference]).await?;
        let (there, restricted) = (row.flag(0)?, row.count(1)? > 0);
        let is_seen = !restricted || row.count(2)? >= needed as u64;
        Ok((there && is_seen).then_some(restricted))
    }

    /// The incidents that somebody does not see, of all there are.
    pub async fn hidden(&self, sight: &Sight) -> Result<Hidden, StoreError> {
        hidden(&mut self.read().await?, sight).await
    }

    /// Who sees those incidents that not everybody sees.
    pub async fn restricted(&self) -> Result<BTreeMap<IncidentRef, Visibility>, StoreError> {
        restricted(&mut self.read().await?, "").await
    }
}
