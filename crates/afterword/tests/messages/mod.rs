//! Messages of an outgoing webhook: background work that shows whether it was done.

use std::collections::BTreeSet;

use afterword_domain::Moment;
use afterword_domain::subscription::{Event, SubscriptionForm};
use afterword_store::{Author, NewMessage, Store, Via};

const SECRET: &str = "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH";

/// The present, as the servers have it.
#[allow(
    clippy::disallowed_methods,
    reason = "the servers' clock is the machine's"
)]
fn now() -> Moment {
    Moment::from(jiff::Timestamp::now())
}

/// Has so many messages wait to be sent to an address.
pub(crate) async fn ask_for(store: &Store, url: String, count: usize) {
    let author = Author {
        person: None,
        via: Via::System,
        request_id: None,
        address: None,
    };
    let form = SubscriptionForm {
        name: "Receiver".into(),
        url,
        private: true,
        events: BTreeSet::from([Event::IncidentOpened]),
        active: true,
    };
    let to = store.add_subscription(&author, form, SECRET, now());
    let to = to.await.unwrap();
    let message = |number: usize| NewMessage {
        id: format!("msg_{number}_{}", to.id),
        subscription: to.id,
        event: Event::IncidentOpened,
        body: format!(r#"{{"number":{number}}}"#),
    };
    let messages = (0..count).map(message).collect();
    store.add_messages(messages, now()).await.unwrap();
}
