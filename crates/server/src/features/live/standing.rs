//! Whether whoever holds a connection may still hold it.

use afterword_collab::Cut;
use afterword_domain::IncidentRef;
use afterword_domain::policy::Operation;
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE};
use tokio::sync::watch;

use crate::app::App;
use crate::caller::{self, Caller};

pub(super) const READ: Operation = Operation::ReadIncidents;
pub(super) const WRITE: Operation = Operation::EditIncident;

/// What a connection was let in on.
pub(super) struct Standing {
    app: App,
    caller: Caller,
    may_write: bool,
    /// The cookie or the token.
    shown: HeaderMap,
    access: watch::Receiver<u64>,
    /// The document that is open.
    incident: IncidentRef,
}

impl Standing {
    pub(super) fn new(
        app: App,
        caller: Caller,
        incident: IncidentRef,
        headers: &HeaderMap,
    ) -> Self {
        let shown = [AUTHORIZATION, COOKIE].into_iter().filter_map(|name| {
            let value = headers.get(&name).cloned();
            value.map(|value| (name, value))
        });
        Self {
            access: app.access.subscribe(),
            may_write: caller.may(WRITE).is_ok(),
            shown: shown.collect(),
            app,
            caller,
            incident,
        }
    }

    pub(super) fn may_write(&self) -> bool {
        self.may_write
    }

    /// Waits until it is worth asking again.
    pub(super) async fn shaken(&mut self) {
        if self.access.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Asks again, and answers with what ended.
    pub(super) async fn ended(&self) -> Option<Cut> {
        match caller::find(&self.app, &self.shown, &self.caller.request_id).await {
            Ok(Some(caller)) if caller.person.id == self.caller.person.id => {
                if caller.may(READ).is_err() {
                    Some(Cut::Forbidden)
                } else if self.may_write && caller.may(WRITE).is_err() {
                    Some(Cut::ReadOnly)
                } else {
                    let sees = self.app.store.sees(&caller.sight(), self.incident).await;
                    sees.is_ok_and(|sees| !sees).then_some(Cut::Forbidden)
                }
            }
            // A database that cannot be asked just now ends nobody's session.
            Err(error) if error.problem().status >= 500 => None,
            _ => Some(Cut::SignedOut),
        }
    }
}
