//! A workbench for load generators: documents of any name, without sign-in, on the same rooms,
//! journal and settling as the real ones. A name is the title of an incident that is opened on
//! first sight; the root text `t` stands for its summary.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use afterword_collab::{
    Guest, Hub, Keep, KeepError, Kept, Limits, Presence, Row, Settled, Settlement, Since,
};
use afterword_domain::clock::Clock;
use afterword_domain::incident::open::{OpenForm, open};
use afterword_domain::policy::Sight;
use afterword_domain::workspace::Workspace;
use afterword_domain::{IncidentRef, Refusal as _};
use afterword_store::{Author, Opening, Store, StoreError, Via};
use axum::Router;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::Mutex;

use super::{Shelf, socket};
use crate::ending::Ending;
use crate::serve::{promptly, until_told_to_stop};

const SUMMARY: &str = "section:summary";
const TEXT: &str = "t";

#[derive(Clone)]
struct Workbench {
    hub: Hub<Renamed>,
    store: Store,
    clock: Arc<dyn Clock>,
    names: Arc<Mutex<HashMap<String, IncidentRef>>>,
}

/// Serves until the process is told to stop, then settles everything.
///
/// # Errors
/// When the listener or the database fails.
pub async fn serve(
    store: Store,
    clock: Arc<dyn Clock>,
    listener: TcpListener,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let names = names(&store).await?;
    let most = u32::MAX as usize;
    let limits = Limits {
        connections_per_document: most,
        ..Limits::default()
    };
    let bench = Workbench {
        hub: Hub::new(
            Renamed(Shelf::new(store.clone(), Arc::clone(&clock))),
            limits,
        ),
        store,
        clock,
        names: Arc::new(Mutex::new(names)),
    };
    bench.hub.recover().await?;
    let router = Router::new()
        .route("/{name}", get(join))
        .with_state(bench.clone());
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(promptly(listener), service)
        .with_graceful_shutdown(until_told_to_stop(Ending::default()))
        .await?;
    bench.hub.stop().await;
    Ok(())
}

async fn names(store: &Store) -> Result<HashMap<String, IncidentRef>, StoreError> {
    let mut names = HashMap::new();
    for number in 1.. {
        let Some(incident) = store
            .incident(&Sight::Everything, IncidentRef(number))
            .await?
        else {
            break;
        };
        names.insert(incident.title, incident.reference);
    }
    Ok(names)
}

async fn join(
    State(bench): State<Workbench>,
    Path(name): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let seat = async {
        let incident = bench.incident(name).await?;
        let guest = Guest {
            person: None,
            may_write: true,
            acknowledge: query.get("acknowledge").is_some_and(|wish| wish == "true"),
        };
        let joined = bench.hub.join(incident, guest).await;
        joined.map_err(|error| error.to_string())
    };
    match seat.await {
        Ok(seat) => socket::bounded(upgrade, bench.hub.limits().message)
            .on_upgrade(move |socket| socket::converse(socket, seat, None)),
        Err(problem) => (StatusCode::INTERNAL_SERVER_ERROR, problem).into_response(),
    }
}

impl Workbench {
    async fn incident(&self, name: String) -> Result<IncidentRef, String> {
        let mut names = self.names.lock().await;
        if let Some(known) = names.get(&name) {
            return Ok(*known);
        }
        let form = OpenForm {
            title: name.clone(),
            ..OpenForm::default()
        };
        let now = self.clock.now();
        let incident = open(form, &Workspace::default(), now);
        let opening = Opening {
            incident: incident.map_err(|refused| refused.all().join("; "))?,
            source: None,
            changes: Vec::new(),
        };
        let author = Author {
            person: None,
            via: Via::System,
            request_id: None,
            address: None,
        };
        let opened = self.store.open_incidents(&author, vec![opening], now).await;
        let opened = opened.map_err(|error| error.to_string())?;
        let reference = opened.first().map(|one| one.reference);
        let reference = reference.ok_or("no incident was opened")?;
        names.insert(name, reference);
        Ok(reference)
    }
}

/// The shelf, with the summary under the name that load generators use.
struct Renamed(Shelf);

impl Keep for Renamed {
    async fn load(&self, incident: IncidentRef) -> Result<Option<Kept>, KeepError> {
        let mut kept = self.0.load(incident).await?;
        for passage in kept.iter_mut().flat_map(|kept| &mut kept.passages) {
            rename(&mut passage.place, SUMMARY, TEXT);
        }
        Ok(kept)
    }

    /// Its load comes to one server.
    fn is_shared(&self) -> bool {
        false
    }

    async fn since(&self, incident: IncidentRef, after: u64) -> Result<Since, KeepError> {
        self.0.since(incident, after).await
    }

    async fn append(&self, rows: Vec<Row>) -> Result<(), KeepError> {
        self.0.append(rows).await
    }

    async fn rebase(
        &self,
        incident: IncidentRef,
        revision: u64,
        state: Vec<u8>,
    ) -> Result<(), KeepError> {
        self.0.rebase(incident, revision, state).await
    }

    async fn settle(
        &self,
        incident: IncidentRef,
        mut settlement: Settlement,
    ) -> Result<Settled, KeepError> {
        for draft in &mut settlement.drafts {
            rename(&mut draft.place, TEXT, SUMMARY);
        }
        self.0.settle(incident, settlement).await
    }

    async fn unsettled(&self) -> Result<Vec<IncidentRef>, KeepError> {
        self.0.unsettled().await
    }

    async fn left_behind(&self) -> Result<Vec<IncidentRef>, KeepError> {
        self.0.left_behind().await
    }

    async fn tell_presence(&self, told: Vec<Presence>) -> Result<(), KeepError> {
        self.0.tell_presence(told).await
    }

    async fn presence_elsewhere(&self, incident: IncidentRef) -> Result<Vec<Presence>, KeepError> {
        self.0.presence_elsewhere(incident).await
    }

    async fn renew_presence(&self) -> Result<(), KeepError> {
        self.0.renew_presence().await
    }

    async fn withdraw_presence(&self) -> Result<(), KeepError> {
        self.0.withdraw_presence().await
    }
}

fn rename(place: &mut String, from: &str, to: &str) {
    if place == from {
        to.clone_into(place);
    }
}
