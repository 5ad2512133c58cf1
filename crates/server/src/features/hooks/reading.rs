//! Reading what deliveries say, one batch after the other, and taking it in. A delivery that
//! cannot be read is kept with what is wrong; one that a fault of ours cannot read, too.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use afterword_domain::incident::EventKind;
use afterword_domain::integration::{Integration, Kind, Options};
use afterword_domain::job::Work;
use afterword_domain::signal::channel::CHANNEL_NAME;
use afterword_domain::signal::{Signal, Tells};
use afterword_domain::{IntegrationId, Moment};
use afterword_integrations::inbound::{Command, Delivery, Reading, Source, source};
use afterword_store::{Outcome, StoreError, Waiting};
use tokio::time::Instant;

use crate::app::App;

/// A delivery's number, its integration, and what it said.
type TakeIn = (u64, IntegrationId, Outcome);

/// Deliveries that are taken in together.
const BATCH: u32 = 200;
/// Another server may have left some.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// Deliveries at the door are written by the same writer, and somebody waits for their answer: while
/// they come, reading rests so long.
const REST: Duration = Duration::from_millis(50);
/// Nothing came for so long: nobody waits.
const QUIET: Duration = Duration::from_millis(10);
const AFTER_FAILURE: Duration = Duration::from_secs(2);
/// After so many failures in a row, deliveries are taken in one by one.
const PATIENCE: u32 = 3;

/// Why deliveries were not taken in.
#[derive(Debug, thiserror::Error)]
enum NotTakenIn {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the server failed over it: {0}")]
    Fault(#[from] tokio::task::JoinError),
}

/// Reads as long as the program runs.
pub(crate) async fn keep_reading(app: App) {
    let mut failures = 0;
    loop {
        let began = Instant::now();
        match read_batch(&app, failures).await {
            Ok(0) => {
                failures = 0;
                let waiting = app.hooks.waiting.notified();
                // An end of the time is as good as being called.
                let _ = tokio::time::timeout(LOOK_AGAIN, waiting).await;
            }
            Ok(_) => {
                failures = 0;
                rest(&app, began.elapsed()).await;
            }
            Err(error) => {
                failures += 1;
                tracing::error!(%error, "deliveries were not taken in; they are tried again");
                tokio::time::sleep(AFTER_FAILURE).await;
            }
        }
    }
}

/// Lets those at the door go first, for at least twice as long as reading `took`.
async fn rest(app: &App, took: Duration) {
    let end = Instant::now() + REST.max(took * 2);
    while Instant::now() < end {
        let came = app.hooks.waiting.notified();
        if tokio::time::timeout(QUIET, came).await.is_err() {
            return;
        }
    }
}

/// Reads what waits now, and answers with how many deliveries that were.
///
/// # Errors
/// When the database fails; nothing of the batch was taken in then.
pub async fn read_waiting(app: &App) -> Result<usize, impl std::error::Error + use<>> {
    read_batch(app, 0).await
}

async fn read_batch(app: &App, failures: u32) -> Result<usize, NotTakenIn> {
    let waiting = app.store.waiting_deliveries(BATCH).await?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let rows = app.store.integrations().await?;
    let integrations: HashMap<_, _> = rows
        .into_iter()
        .map(|row| (row.integration.id, row.integration))
        .collect();
    let outcomes: Vec<_> = waiting
        .iter()
        .map(|delivery| {
            let outcome = read(delivery, &integrations);
            (delivery.seq, delivery.integration, outcome)
        })
        .collect();
    let count = outcomes.len();
    if failures < PATIENCE {
        take_in(app, outcomes).await?;
    } else {
        one_by_one(app, outcomes).await?;
    }
    Ok(count)
}

/// In a task of its own: whatever a delivery does to it, the next ones are read.
async fn take_in(app: &App, outcomes: Vec<TakeIn>) -> Result<(), NotTakenIn> {
    let (store, now) = (app.store.clone(), app.now());
    tokio::spawn(async move { store.take_in(outcomes, now).await }).await??;
    Ok(())
}

/// Finds the one that keeps all others from being taken in, and sets it aside. A database that
/// cannot be written says nothing of a delivery.
async fn one_by_one(app: &App, outcomes: Vec<TakeIn>) -> Result<(), NotTakenIn> {
    for one in outcomes {
        let (seq, integration, _) = one;
        match take_in(app, vec![one]).await {
            Ok(()) => {}
            Err(NotTakenIn::Store(error)) if error.may_pass() => return Err(error.into()),
            Err(error) => {
                tracing::error!(%error, delivery = seq, "a delivery is set aside");
                let problem = "the server failed over it; its log says why".to_owned();
                take_in(app, vec![(seq, integration, Outcome::Unreadable(problem))]).await?;
            }
        }
    }
    Ok(())
}

/// What a delivery says, whatever its reader makes of it.
pub(super) fn said(
    source: &dyn Source,
    delivery: &Delivery<'_>,
    options: &Options,
) -> Result<Reading, String> {
    let reading = || source.read(delivery, options);
    match catch_unwind(AssertUnwindSafe(reading)) {
        Ok(read) => read.map_err(|unreadable| unreadable.to_string()),
        Err(_) => Err("its reader failed, which is a fault of Afterword".into()),
    }
}

fn read(waiting: &Waiting, integrations: &HashMap<IntegrationId, Integration>) -> Outcome {
    let Some(integration) = integrations.get(&waiting.integration) else {
        return Outcome::Unreadable("its integration was taken away".into());
    };
    let delivery = Delivery {
        headers: &waiting.headers,
        body: &waiting.body,
        received_at: waiting.received_at,
    };
    match said(source(integration.kind), &delivery, &integration.options) {
        Ok(Reading::Signals(signals)) => within_years(signals),
        Ok(Reading::Nothing(why)) => Outcome::Nothing(why),
        Ok(Reading::Confirm { url }) => Outcome::Confirm(url),
        Ok(Reading::Command(command)) => obeyed(&command, integration, waiting.received_at),
        Ok(Reading::Pressed(_)) => Outcome::Asks(Work::Pressed {
            delivery: waiting.seq,
        }),
        Err(problem) => {
            tracing::warn!(delivery = waiting.seq, problem, "a delivery cannot be read");
            Outcome::Unreadable(problem)
        }
    }
}

fn within_years(signals: Vec<Signal>) -> Outcome {
    let far = signals
        .iter()
        .find(|signal| !signal.occurred_at.is_within_years());
    match far {
        Some(far) => {
            Outcome::Unreadable(format!("{} is no time that can be shown", far.occurred_at))
        }
        None => Outcome::Signals(signals.into_iter().map(Signal::bounded).collect()),
    }
}

/// What somebody asks for with a command.
#[derive(Debug, PartialEq, Eq)]
enum Wish<'a> {
    Open {
        service: Option<&'a str>,
        title: &'a str,
    },
    Note(&'a str),
    Help,
}

fn wish(text: &str) -> Wish<'_> {
    let text = text.trim();
    let (verb, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let rest = rest.trim();
    match verb.to_lowercase().as_str() {
        "open" if !rest.is_empty() => {
            let named = rest.split_once(':');
            let (service, title) = match named {
                Some((service, title)) if !title.trim().is_empty() => {
                    (Some(service.trim()), title.trim())
                }
                _ => (None, rest),
            };
            Wish::Open { service, title }
        }
        "note" if !rest.is_empty() => Wish::Note(rest),
        _ => Wish::Help,
    }
}

/// The sentence for whoever typed a command.
pub(super) fn told(command: &Command) -> String {
    match wish(&command.text) {
        Wish::Open { title, .. } => {
            format!(
                "Afterword opens an incident for “{title}”, or adds it to the open one of its service."
            )
        }
        Wish::Note(_) => {
            "Kept for the timeline. It is offered to the incident that this channel is named after, \
             such as #inc-57."
                .into()
        }
        Wish::Help => "Say “open checkout: payments fail” to open an incident (the service before \
                       the colon is optional), or “note …” to keep a sentence for the timeline."
            .into(),
    }
}

fn obeyed(command: &Command, integration: &Integration, at: Moment) -> Outcome {
    debug_assert_eq!(integration.kind, Kind::Slack);
    let (kind, service, tells, text) = match wish(&command.text) {
        Wish::Help => return Outcome::Nothing("somebody asked what there is to say".into()),
        Wish::Open { service, title } => {
            let tells = Tells::Reported {
                alert: command.id.clone(),
                title: title.to_owned(),
            };
            let text = format!("{} reported: {title}", command.user_name);
            (EventKind::Page, service, tells, text)
        }
        Wish::Note(said) => {
            let channel = command.channel.clone();
            (
                EventKind::Message,
                None,
                Tells::Said { channel },
                said.to_owned(),
            )
        }
    };
    let signal = Signal {
        key: format!("command:{}", command.id),
        revision: 0,
        occurred_at: at,
        kind,
        text,
        tells,
        service: service.map(str::to_owned),
        labels: [
            ("channel", Some(&command.channel)),
            (CHANNEL_NAME, command.channel_name.as_ref()),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?.clone())))
        .collect(),
        evidence: Vec::new(),
        query: None,
    };
    Outcome::Signals(vec![signal.bounded()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_names_a_service_before_the_colon() {
        let open = |service, title| Wish::Open { service, title };
        assert_eq!(
            wish(" open checkout: payments fail "),
            open(Some("checkout"), "payments fail")
        );
        assert_eq!(wish("OPEN payments fail"), open(None, "payments fail"));
        assert_eq!(wish("open payments fail:"), open(None, "payments fail:"));
        assert_eq!(
            wish("note the gate was open"),
            Wish::Note("the gate was open")
        );
        for empty in ["", "open", "note  ", "close INC-1"] {
            assert_eq!(wish(empty), Wish::Help, "{empty}");
        }
    }
}
