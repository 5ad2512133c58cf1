//! Signals that an incident could have as entries, and the milestones that those it has suggest.

use afterword_domain::policy::Operation;
use afterword_domain::signal::suggest::Suggestion;
use afterword_domain::{IncidentRef, SignalId};
use afterword_store::{Decision, MoreOffers, Offer};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::IncidentView;
use super::{Answered, answer};
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{At, Body};

/// An offered signal as a page shows it.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferView {
    #[serde(flatten)]
    pub offer: Offer,
    /// Sanitised HTML of the signal's text.
    pub html: String,
}

/// What signals say of an incident beyond its entries.
#[derive(Debug, Serialize, ToSchema)]
pub struct OffersView {
    /// In the order of their times.
    pub offers: Vec<OfferView>,
    /// How many are not among them, as there are too many; they come once those are decided on.
    pub more: MoreOffers,
    /// Milestones that nobody has set.
    pub milestones: Vec<Suggestion>,
}

/// What is to be done with offered signals.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "decision", rename_all = "snake_case", deny_unknown_fields)]
pub enum SignalsForm {
    /// They become entries of the timeline.
    Accept { signals: Vec<SignalId> },
    /// They are no longer offered here.
    SetAside { signals: Vec<SignalId> },
    /// They are offered again.
    OfferAgain { signals: Vec<SignalId> },
}

/// Reads what is offered to an incident: what happened to its services from two hours before it
/// began, what was said in the channel that is named after it, what somebody fetched for it, and
/// milestones that nobody has set.
#[utoipa::path(
    get, path = "/api/v1/incidents/{reference}/signals", tag = "timeline",
    params(("reference" = IncidentRef, Path)), responses((status = 200, body = OffersView), ApiError)
)]
pub async fn list_signals(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
) -> Result<Json<OffersView>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let offers = app
        .store
        .offers(&caller.sight(), reference)
        .await
        .map_err(error::store)?;
    let offers = offers.ok_or_else(|| ApiError::not_found(reference))?;
    let html = |offer: &Offer| afterword_document::html(&offer.signal.text);
    let views = offers.offers.into_iter().map(|offer| OfferView {
        html: html(&offer),
        offer,
    });
    Ok(Json(OffersView {
        offers: views.collect(),
        more: offers.more,
        milestones: offers.milestones,
    }))
}

/// Decides on offered signals: all of them or none.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/signals", tag = "timeline",
    request_body = SignalsForm, params(("reference" = IncidentRef, Path)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn decide_signals(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    Body(form): Body<SignalsForm>,
) -> Result<Answered, ApiError> {
    caller.may(Operation::EditIncident)?;
    app.live.settle(reference).await;
    let decision = match form {
        SignalsForm::Accept { signals } => Decision::Accept(signals),
        SignalsForm::SetAside { signals } => Decision::SetAside {
            signals,
            back: false,
        },
        SignalsForm::OfferAgain { signals } => Decision::SetAside {
            signals,
            back: true,
        },
    };
    let sight = caller.sight();
    let decided = app
        .store
        .decide_signals((&sight, &caller.author()), reference, decision, app.now())
        .await;
    answer(&app, &sight, decided.map_err(error::edit)?).await
}
