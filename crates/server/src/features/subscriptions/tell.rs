//! Making the messages of one change, one for each who subscribed to it.

use afterword_domain::Moment;
use afterword_domain::policy::Sight;
use afterword_domain::subscription::{Event, EventData};
use afterword_store::{NewMessage, StoreError};
use serde::Serialize;

use crate::app::App;
use crate::features::jobs::Tried;

/// A message as Standard Webhooks has it.
#[derive(Serialize)]
struct Body {
    #[serde(rename = "type")]
    event: Event,
    timestamp: Moment,
    data: EventData,
}

pub(crate) async fn tell(app: &App, seq: u64) -> Result<Tried, StoreError> {
    // Whoever gets it has no name here: what is restricted is not told.
    let sight = Sight::Open;
    let (mut records, _) = app.store.changes(&sight, seq.saturating_sub(1), 1).await?;
    let Some(record) = records.pop().filter(|record| record.seq == seq) else {
        return Ok(Tried::Done);
    };
    let (Some(reference), Some(event)) = (record.incident, Event::of(&record.change)) else {
        return Ok(Tried::Done);
    };
    let Some(incident) = app.store.incident(&sight, reference).await? else {
        return Ok(Tried::Done);
    };
    let body = Body {
        event,
        timestamp: record.at,
        data: EventData::of(seq, &record.change, &incident),
    };
    let body = match serde_json::to_string(&body) {
        Ok(body) => body,
        Err(error) => return Ok(Tried::Failed(error.to_string())),
    };
    let subscriptions = app.store.subscriptions().await?;
    let to = subscriptions
        .into_iter()
        .filter(|to| to.active && to.events.contains(&event));
    let messages = to.map(|to| NewMessage {
        id: format!("msg_{seq}_{}", to.id),
        subscription: to.id,
        event,
        body: body.clone(),
    });
    app.store
        .add_messages(messages.collect(), app.now())
        .await?;
    Ok(Tried::Done)
}
