//! Taking in what deliveries turned out to say: the signals, the incidents that they open and join,
//! and that the deliveries were read, in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use afterword_domain::job::Work;
use afterword_domain::policy::Sight;
use afterword_domain::signal::{Signal, Tells};
use afterword_domain::{Change, IncidentRef, IntegrationId, Moment, ServiceId, SignalId};

use sqlx::AssertSqlSafe;

use super::brought::bring;
use super::place::Placing;
use crate::Store;
use crate::author::{Author, Via};
use crate::changes::{self, Entry};
use crate::conn::{Conn, args};
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::jobs;
use crate::metrics::curves;
use crate::recurrences;
use crate::sight::hidden;
use crate::values::document;
use crate::workspace::error::SaveError;

/// In the place of a delivery's number, for what came in a file.
const NO_DELIVERY: u64 = 0;

/// What a delivery turned out to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Signals(Vec<Signal>),
    /// Nothing for a timeline; the sentence says why.
    Nothing(String),
    /// An address that an administrator has to visit.
    Confirm(String),
    /// It could not be read; the sentence says what.
    Unreadable(String),
    /// It asks for something to be done.
    Asks(Work),
}

/// What came of taking in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakenIn {
    /// Signals that were not known, that were, and that say something else than before.
    pub new: usize,
    pub known: usize,
    pub revised: usize,
    pub opened: Vec<IncidentRef>,
    /// Incidents that got entries, the opened ones among them.
    pub touched: BTreeSet<IncidentRef>,
}

impl Store {
    /// Takes in the outcomes of deliveries, in the order of their numbers. A delivery that another
    /// server has taken in meanwhile is passed over.
    pub async fn take_in(
        &self,
        outcomes: Vec<(u64, IntegrationId, Outcome)>,
        now: Moment,
    ) -> Result<TakenIn, StoreError> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Edits, 0).await?;
        counters::take(&mut conn, Counter::Incidents, 0).await?;
        let waited = mark(&mut conn, &outcomes).await?;
        let asked = outcomes
            .iter()
            .filter_map(|(seq, _, outcome)| match outcome {
                Outcome::Asks(work) if waited.contains(seq) => Some(work.clone()),
                _ => None,
            });
        let asked: Vec<_> = asked.collect();
        jobs::ask(&mut conn, &asked, now, now).await?;
        let told = outcomes
            .into_iter()
            .filter_map(|(seq, integration, outcome)| match outcome {
                Outcome::Signals(signals) if waited.contains(&seq) => {
                    Some((seq, integration, signals))
                }
                _ => None,
            });
        let told: Vec<_> = told.collect();
        let author = Author {
            person: None,
            via: Via::Webhook,
            request_id: None,
            address: None,
        };
        let (taken_in, log) = self.digest(&mut conn, told, now).await?;
        changes::log(&mut conn, &author, now, &log).await?;
        conn.commit().await?;
        Ok(taken_in)
    }

    /// Takes in what files of an integration's source say. Nothing is kept of a dry run.
    pub async fn pull_in(
        &self,
        author: &Author,
        integration: IntegrationId,
        signals: Vec<Signal>,
        dry_run: bool,
        now: Moment,
    ) -> Result<TakenIn, StoreError> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Edits, 0).await?;
        counters::take(&mut conn, Counter::Incidents, 0).await?;
        let told = vec![(NO_DELIVERY, integration, signals)];
        let (taken_in, log) = self.digest(&mut conn, told, now).await?;
        changes::log(&mut conn, author, now, &log).await?;
        if !dry_run {
            conn.commit().await?;
        }
        Ok(taken_in)
    }

    /// Takes in what was fetched for an incident, and offers it there. Answers with how much of it
    /// was not offered there before.
    pub async fn bring_in(
        &self,
        (sight, author): (&Sight, &Author),
        incident: IncidentRef,
        (integration, signals): (IntegrationId, Vec<Signal>),
        now: Moment,
    ) -> Result<(TakenIn, u64), SaveError> {
        let mut conn = self.write().await?;
        if hidden(&mut conn, sight).await?.holds(incident) {
            return Err(SaveError::NotFound);
        }
        counters::take(&mut conn, Counter::Edits, 0).await?;
        counters::take(&mut conn, Counter::Incidents, 0).await?;
        let standing = signals
            .iter()
            .filter(|signal| signal.tells != Tells::Withdrawn);
        let keys: Vec<_> = standing.map(|signal| signal.key.clone()).collect();
        let told = vec![(NO_DELIVERY, integration, signals)];
        let (taken_in, mut log) = self.digest(&mut conn, told, now).await?;
        let brought = bring(&mut conn, incident, (integration, &keys)).await?;
        // What was known already is news to the incident's pages.
        if brought > 0 && taken_in.new == 0 {
            log.push(Entry::of_workspace(Change::SignalsKept {
                services: BTreeSet::new(),
                said: true,
            }));
        }
        changes::log(&mut conn, author, now, &log).await?;
        conn.commit().await?;
        Ok((taken_in, brought))
    }

    /// Keeps signals and places the alerts among them. Answers with what is to be logged.
    async fn digest(
        &self,
        conn: &mut Conn,
        told: Vec<(u64, IntegrationId, Vec<Signal>)>,
        now: Moment,
    ) -> Result<(TakenIn, Vec<Entry>), StoreError> {
        let workspace = self.workspace.current(conn).await?;
        let (mut alerts, mut revised, mut new, mut known) = (Vec::new(), Vec::new(), 0, 0);
        let (mut services, mut said) = (BTreeSet::new(), false);
        for (seq, integration, signals) in told {
            for signal in signals {
                let intake = &workspace.settings.intake;
                let judged = intake.judge(integration, &signal, &workspace);
                let kept = keep(conn, (seq, integration), &signal, judged.service).await?;
                if !matches!(kept, Kept::Known) {
                    services.extend(judged.service);
                    said |= matches!(signal.tells, Tells::Said { .. });
                }
                match kept {
                    Kept::Known => known += 1,
                    Kept::New(id) => {
                        new += 1;
                        curves::ask_for(conn, id, &signal, now).await?;
                        alerts.extend(signal.tells.alert().map(|_| id));
                    }
                    Kept::Revised { id, said } => revised.push((id, said, signal)),
                }
            }
        }
        let links = recurrences::links(conn).await?;
        let mut placing = Placing {
            conn,
            workspace,
            links,
            now,
            log: Vec::new(),
            opened: Vec::new(),
            touched: BTreeSet::new(),
        };
        let changed = revised.len();
        for (id, said, says) in revised {
            placing.revise(id, &said, &says).await?;
            // It may open an incident now, or belong elsewhere.
            alerts.extend(says.tells.alert().map(|_| id));
        }
        // A long way down: whoever waits for it need not carry its whole length.
        Box::pin(placing.place_all(alerts)).await?;
        if said || !services.is_empty() {
            let kept = Change::SignalsKept { services, said };
            placing.log.push(Entry::of_workspace(kept));
        }
        let taken_in = TakenIn {
            new,
            known,
            revised: changed,
            opened: placing.opened,
            touched: placing.touched,
        };
        Ok((taken_in, placing.log))
    }
}

impl Outcome {
    /// The state of its delivery, and the remark beside it.
    fn state(&self) -> (&'static str, Option<&str>) {
        match self {
            Self::Signals(_) | Self::Asks(_) => ("read", None),
            Self::Nothing(why) => ("nothing", Some(why)),
            Self::Confirm(url) => ("confirm", Some(url)),
            Self::Unreadable(problem) => ("unreadable", Some(problem)),
        }
    }
}

/// Writes down what deliveries were. Answers with those that nobody else had taken in.
async fn mark(
    conn: &mut Conn,
    outcomes: &[(u64, IntegrationId, Outcome)],
) -> Result<BTreeSet<u64>, StoreError> {
    let mut alike: BTreeMap<_, Vec<u64>> = BTreeMap::new();
    for (seq, _, outcome) in outcomes {
        alike.entry(outcome.state()).or_default().push(*seq);
    }
    let mut waited = BTreeSet::new();
    for ((state, remark), seqs) in alike {
        let seqs: Vec<_> = seqs.iter().map(u64::to_string).collect();
        let sql = format!(
            "UPDATE deliveries SET state = $1, remark = $2
             WHERE state = 'waiting' AND seq IN ({}) RETURNING seq",
            seqs.join(", ")
        );
        let args = args![state, remark.map(str::to_owned)];
        for row in conn.rows_once(AssertSqlSafe(sql), args).await? {
            waited.insert(row.count(0)?);
        }
    }
    Ok(waited)
}

/// What keeping a signal came to.
enum Kept {
    /// It was told before, and says the same.
    Known,
    New(SignalId),
    /// Its source changed what it says.
    Revised {
        id: SignalId,
        said: Box<Signal>,
    },
}

async fn keep(
    conn: &mut Conn,
    (seq, integration): (u64, IntegrationId),
    signal: &Signal,
    service: Option<ServiceId>,
) -> Result<Kept, StoreError> {
    let channel = match &signal.tells {
        Tells::Said { channel } => Some(channel.clone()),
        _ => None,
    };
    let service = service.map(|id| i64::from(id.0));
    let alert = signal.tells.alert().map(str::to_owned);
    let sql = "INSERT INTO signals
               (integration, key, delivery, occurred_us, service, alert, channel, body)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
               ON CONFLICT (integration, key) DO NOTHING RETURNING id";
    let args = args![
        integration,
        signal.key.clone(),
        seq,
        signal.occurred_at,
        service,
        alert.clone(),
        channel.clone(),
        document(signal)?
    ];
    if let Some(row) = conn.row(sql, args).await? {
        return Ok(Kept::New(row.number(0)?));
    }
    let sql = "SELECT id, body FROM signals WHERE integration = $1 AND key = $2";
    let row = conn
        .one(sql, args![integration, signal.key.clone()])
        .await?;
    let id: SignalId = row.number(0)?;
    let said: Signal = row.document(1, || "a signal".into())?;
    if !signal.supersedes(&said) {
        return Ok(Kept::Known);
    }
    let sql = "UPDATE signals SET occurred_us = $2, service = $3, alert = $4, channel = $5,
                 body = $6 WHERE id = $1";
    let body = document(signal)?;
    let args = args![id, signal.occurred_at, service, alert, channel, body];
    conn.run(sql, args).await?;
    // Told again later in the same words.
    let revision = said.revision;
    if said
        == (Signal {
            revision,
            ..signal.clone()
        })
    {
        return Ok(Kept::Known);
    }
    let said = Box::new(said);
    Ok(Kept::Revised { id, said })
}
