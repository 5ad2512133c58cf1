//! The workspace as a whole, and its settings.

use std::sync::Arc;

use afterword_domain::Currency;
use afterword_domain::policy::Operation;
use afterword_domain::recurrence::shadow::SuggestionMode;
use afterword_domain::signal::intake::IntakeRules;
use afterword_domain::workspace::{
    LanguageSettings, MeetingSettings, PlacePrompts, PublishedNames, Rates, Settings, SeverityTerm,
    Template, Workspace, prompts,
};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::Body;
use crate::features::language::rules::known_rule;
use crate::features::meeting::prompts::usual_prompts;

/// Reads everything that incidents refer to by id: services, teams, people, factors, settings.
#[utoipa::path(
    get, path = "/api/v1/workspace", tag = "workspace",
    responses((status = 200, body = Workspace), ApiError)
)]
pub async fn read_workspace(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Arc<Workspace>>, ApiError> {
    caller.may(Operation::ReadWorkspace)?;
    app.store.workspace().await.map(Json).map_err(error::store)
}

/// All of the settings. It replaces what there is: a part that is left out is refused, and does not
/// fall back to how a workspace begins.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingsUpdate {
    pub name: String,
    pub currency: Currency,
    pub rates: Rates,
    pub action_limit: u8,
    pub review_days: u8,
    pub template: Template,
    pub severities: Vec<SeverityTerm>,
    pub published_names: PublishedNames,
    pub meeting: MeetingSettings,
    pub intake: IntakeRules,
    pub repeat_suggestions: SuggestionMode,
    /// Null where there is none; left out it is refused, as every part.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required)]
    pub public_url: Option<String>,
    pub time_zone: String,
    pub language: LanguageSettings,
    /// The facilitator's prompts of some places; what is as it comes is not kept.
    pub prompts: Vec<PlacePrompts>,
    /// For how many days the audit log keeps what nothing else reads, 30 to 3650; null to keep it.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required)]
    pub audit_days: Option<u16>,
}

impl From<SettingsUpdate> for Settings {
    fn from(update: SettingsUpdate) -> Self {
        let SettingsUpdate {
            name,
            currency,
            rates,
            action_limit,
            review_days,
            template,
            severities,
            published_names,
            meeting,
            intake,
            repeat_suggestions,
            public_url,
            time_zone,
            language,
            prompts,
            audit_days,
        } = update;
        Self {
            name,
            currency,
            rates,
            action_limit,
            review_days,
            template,
            severities,
            published_names,
            meeting,
            intake,
            repeat_suggestions,
            public_url,
            time_zone,
            language,
            prompts,
            audit_days,
        }
    }
}

/// Changes the settings.
#[utoipa::path(
    put, path = "/api/v1/workspace/settings", tag = "workspace", request_body = SettingsUpdate,
    responses((status = 200, body = Settings), ApiError)
)]
pub async fn save_settings(
    State(app): State<App>,
    caller: Caller,
    Body(mut update): Body<SettingsUpdate>,
) -> Result<Json<Settings>, ApiError> {
    caller.may(Operation::EditSettings)?;
    for rule in update.language.severities.keys() {
        known_rule("language.severities", rule)?;
    }
    let own = prompts::checked(update.prompts)?;
    update.prompts = prompts::differing(own, usual_prompts());
    let saved = app
        .store
        .save_settings(&caller.author(), update.into(), app.now())
        .await;
    saved.map(Json).map_err(error::save)
}
