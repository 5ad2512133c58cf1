//! Exporting an incident with roles in place of names, and what that would change.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, LazyLock};

use afterword_document::describe_by_role;
use afterword_domain::audit::Exported;
use afterword_domain::policy::Operation;
use afterword_domain::roles::{
    AlsoNamed, Cast, Doubt, Replacement, RoleWishes, WithoutNames, possible_names,
};
use afterword_domain::workspace::Workspace;
use afterword_domain::{IncidentRef, PersonId};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::export::{ExportFormat, file};
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{At, Body};
use crate::features::audit::note_export;
use crate::features::language::checkers::pack;

/// Somebody whom the document names, with the role that takes the place of the name.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RoleGiven {
    /// `null` for somebody whom the workspace does not know.
    pub person: Option<PersonId>,
    /// What `roles` of the next request knows them by.
    pub handle: Option<String>,
    pub name: String,
    pub role: String,
}

/// What an export by roles changes.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RolesPreview {
    /// In the order in which the document names them first.
    pub people: Vec<RoleGiven>,
    /// Each place in the texts; fields that hold a person tell the role as well.
    pub replacements: Vec<Replacement>,
    /// Words that may be a name and were left: those of the workspace's people that are words too,
    /// and given names of whom it does not know. At most 200.
    pub doubts: Vec<Doubt>,
}

/// How to export by roles.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportByRole {
    #[serde(default)]
    pub format: ExportFormat,
    /// By handle, in place of the roles that are given by themselves.
    #[serde(default)]
    pub roles: BTreeMap<String, String>,
    /// People whom the workspace does not know, as the document writes them.
    #[serde(default)]
    pub also: Vec<AlsoNamed>,
}

/// Tells what an export by roles changes.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/export/preview", tag = "documents",
    params(("reference" = IncidentRef, Path)), request_body = RoleWishes,
    responses((status = 200, body = RolesPreview), ApiError)
)]
pub async fn preview_export(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    Body(wishes): Body<RoleWishes>,
) -> Result<Json<RolesPreview>, ApiError> {
    let (workspace, cast, told) = told(&app, &caller, reference, wishes).await?;
    let people = cast.parts().iter().map(|part| RoleGiven {
        person: part.person,
        handle: part
            .person
            .and_then(|id| workspace.person(id))
            .map(|person| person.handle.clone()),
        name: part.name.clone(),
        role: part.role.clone(),
    });
    let mut doubts = told.doubts;
    doubts.extend(possible_names(&told.incident, is_given_name));
    Ok(Json(RolesPreview {
        people: people.collect(),
        replacements: told.replacements,
        doubts,
    }))
}

/// Exports an incident with roles in place of names, in its texts and in its fields.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/export", tag = "documents",
    params(("reference" = IncidentRef, Path)), request_body = ExportByRole,
    responses(
        (status = 200, description = "The document", content(
            (String = "text/markdown"), (Object = "application/json"),
        )),
        ApiError,
    )
)]
pub async fn export_by_role(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    Body(asked): Body<ExportByRole>,
) -> Result<Response, ApiError> {
    let ExportByRole {
        format,
        roles,
        also,
    } = asked;
    let wishes = RoleWishes { roles, also };
    let (workspace, cast, told) = told(&app, &caller, reference, wishes).await?;
    let document = describe_by_role(&told, &cast, &workspace);
    let of = (Some(reference), None);
    note_export(&app, &caller, Exported::DocumentByRole, of).await?;
    Ok(file(reference, format, &document))
}

async fn told(
    app: &App,
    caller: &Caller,
    reference: IncidentRef,
    wishes: RoleWishes,
) -> Result<(Arc<Workspace>, Cast, WithoutNames), ApiError> {
    caller.may(Operation::ExportIncidents)?;
    app.live.settle(reference).await;
    let incident = app
        .store
        .incident(&caller.sight(), reference)
        .await
        .map_err(error::store)?;
    let incident = incident.ok_or_else(|| ApiError::not_found(reference))?;
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let wishes = wishes
        .checked(&workspace)
        .map_err(|error| ApiError::refused(&error))?;
    let cast = Cast::of(&incident, &workspace, &wishes);
    let told = cast.tell(&incident);
    Ok((workspace, cast, told))
}

/// Whether English takes a word, in small letters, for a given name.
fn is_given_name(word: &str) -> bool {
    static NAMES: LazyLock<HashSet<String>> = LazyLock::new(|| pack().given_names());
    NAMES.contains(word)
}
