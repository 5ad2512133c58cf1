//! The meeting: its plan, its steps, what is said in it, and what may not be seen yet.

pub mod agenda;
pub mod answers;
pub mod calendar;
pub mod changed;
pub mod invitation;
pub mod list;
pub mod plan;
pub mod prompts;
pub mod run;
pub mod say;
pub mod steps;
pub mod subscriptions;
pub mod view;
pub mod voting;
pub mod writer;

use afterword_domain::incident::Incident;
use afterword_domain::meeting::agenda::{self as domain_agenda, OpenAction};
use afterword_domain::meeting::held_back::{MeetingAction, near};
use afterword_domain::policy::{Operation, Sight};
use afterword_domain::workspace::Workspace;
use afterword_domain::{Change, IncidentRef, Moment, Refusal};
use afterword_store::Author;
use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderName, header};
use serde::Deserialize;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::At;
use view::MeetingView;
use writer::MeetingKey;

/// A meeting with the tag of its incident's version.
pub type MeetingAnswer = ([(HeaderName, String); 1], Json<MeetingView>);

/// Who asks, about which incident, and by what they are known where nobody has a name.
pub struct Asking {
    pub app: App,
    pub caller: Caller,
    pub reference: IncidentRef,
    pub key: MeetingKey,
}

/// Of the path's parameters, the one that all of these paths have.
#[derive(Deserialize)]
struct Named {
    reference: IncidentRef,
}

impl FromRequestParts<App> for Asking {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let caller = Caller::from_request_parts(parts, app).await?;
        let key = MeetingKey::from_request_parts(parts, app).await?;
        let At(Named { reference }) = At::from_request_parts(parts, app).await?;
        Ok(Self {
            app: app.clone(),
            caller,
            reference,
            key,
        })
    }
}

impl Asking {
    pub fn now(&self) -> Moment {
        self.app.now()
    }

    pub fn sight(&self) -> Sight {
        self.caller.sight()
    }

    /// The one way in which a handler changes a meeting: ask the policy, let the rule decide on the
    /// state there is, have the store keep it, answer with the meeting as it is now.
    pub async fn change<E: Refusal + Send>(
        &self,
        operation: Operation,
        decide: impl FnOnce(&Incident, &Workspace) -> Result<Vec<Change>, E> + Send,
    ) -> Result<MeetingAnswer, ApiError> {
        self.change_as(operation, self.caller.author(), decide)
            .await
    }

    /// [`change`](Self::change), with what the log is to know of who made it.
    pub async fn change_as<E: Refusal + Send>(
        &self,
        operation: Operation,
        author: Author,
        decide: impl FnOnce(&Incident, &Workspace) -> Result<Vec<Change>, E> + Send,
    ) -> Result<MeetingAnswer, ApiError> {
        self.caller.may(operation)?;
        self.app.live.settle(self.reference).await;
        let decide =
            |incident: &Incident, workspace: &Workspace, _: &_| decide(incident, workspace);
        let store = &self.app.store;
        let edited = store
            .edit_incident(
                (&self.sight(), &author),
                self.reference,
                None,
                self.app.now(),
                decide,
            )
            .await;
        self.answer(edited.map_err(error::edit)?).await
    }

    /// The meeting as its page shows it to the one who asks.
    pub async fn answer(&self, incident: Incident) -> Result<MeetingAnswer, ApiError> {
        let tag = format!("\"{}\"", incident.version);
        let view = view::view(self, &incident).await?;
        Ok(([(header::ETAG, tag)], Json(view)))
    }

    /// The incident, read.
    pub async fn incident(&self) -> Result<Incident, ApiError> {
        self.app.live.freshen(self.reference).await;
        let found = self.app.store.incident(&self.sight(), self.reference).await;
        let found = found.map_err(error::store)?;
        found.ok_or_else(|| ApiError::not_found(self.reference))
    }
}

/// The action items that a meeting may look at: those that are open, and those that were finished
/// since it began or lately. Only of incidents that everybody sees who sees this one, whoever is in
/// the meeting: what is said of them stands in its minutes.
pub async fn looked_at(app: &App, incident: &Incident) -> Result<Vec<OpenAction>, ApiError> {
    let sight = Sight::AllWhoSee(incident.visibility.clone());
    let found = app.store.actions_to_look_at(&sight, app.now()).await;
    found.map_err(error::store)
}

/// Those of them that are near to the incident.
pub fn near_to(
    incident: &Incident,
    workspace: &Workspace,
    open: Vec<OpenAction>,
    now: Moment,
) -> Vec<MeetingAction> {
    let agenda = domain_agenda::agenda(incident, open, workspace, now.day());
    near(incident.reference, agenda.open_actions).0
}
