//! Votes on the measures.

use afterword_domain::meeting::ballots;
use afterword_domain::policy::Operation;
use afterword_domain::{IncidentRef, MeasureId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::MeetingView;
use super::{Asking, MeetingAnswer};
use crate::error::ApiError;
use crate::extract::Body;

const EDIT: Operation = Operation::EditIncident;

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VotingForm {
    pub open: bool,
}

/// Opens voting, or closes it and counts.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/meeting/voting", tag = "meeting",
    request_body = VotingForm,
    params(("reference" = IncidentRef, Path)), responses((status = 200, body = MeetingView), ApiError)
)]
pub async fn open_voting(
    asking: Asking,
    Body(form): Body<VotingForm>,
) -> Result<MeetingAnswer, ApiError> {
    let by = asking.caller.person.id;
    let decide =
        |incident: &_, workspace: &_| ballots::set_open(incident, workspace, form.open, by);
    asking.change(EDIT, decide).await
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BallotForm {
    /// At most three.
    pub measures: Vec<MeasureId>,
}

/// Gives one's votes anew: these and no others.
#[utoipa::path(
    put, path = "/api/v1/incidents/{reference}/meeting/ballot", tag = "meeting",
    request_body = BallotForm,
    params(("reference" = IncidentRef, Path)), responses((status = 200, body = MeetingView), ApiError)
)]
pub async fn cast_ballot(
    asking: Asking,
    Body(form): Body<BallotForm>,
) -> Result<MeetingAnswer, ApiError> {
    let by = asking.caller.person.id;
    asking
        .change(EDIT, |incident, _| {
            ballots::cast(incident, by, &form.measures)
        })
        .await
}
