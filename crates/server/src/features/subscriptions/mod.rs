//! Outgoing webhooks: the subscriptions, making messages of what happened, and sending them.

pub mod edit;
pub mod messages;
mod send;
mod tell;

use afterword_domain::job::Work;
use afterword_domain::subscription::{Event, Subscription};
use afterword_store::{ChangeRecord, Via};

pub(crate) use send::send;
pub(crate) use tell::tell;

/// Whether somebody is to be told of a change. What is brought from elsewhere is no news there.
pub(crate) fn follows(record: &ChangeRecord, subscriptions: &[Subscription]) -> Option<Work> {
    record.incident?;
    if matches!(record.author.via, Via::Import | Via::Demo) {
        return None;
    }
    let event = Event::of(&record.change)?;
    let mut active = subscriptions.iter().filter(|to| to.active);
    let wanted = active.any(|to| to.events.contains(&event));
    wanted.then_some(Work::TellSubscribers { seq: record.seq })
}
