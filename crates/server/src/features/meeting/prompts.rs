//! What whoever facilitates may ask: the prompts that come with the program, and those of the
//! workspace in their place.

use std::sync::OnceLock;

use afterword_domain::policy::Operation;
use afterword_domain::workspace::prompts::at;
use afterword_domain::workspace::{FacilitatorPrompt, PlacePrompts, PromptPlace};
use afterword_language::Prompts;
use axum::Json;
use axum::extract::State;
use serde::de::IntoDeserializer;
use serde::de::value::Error as NoSuchPlace;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};

/// The prompts of a step or a question.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct OfferedPrompts {
    pub place: PromptPlace,
    /// As they are offered in this workspace.
    pub prompts: Vec<FacilitatorPrompt>,
    /// As they come with the program.
    pub usual: Vec<FacilitatorPrompt>,
    /// The workspace has its own here, and later versions of the program change nothing of them.
    pub own: bool,
}

/// Lists the facilitator's prompts: of the eight steps, then of the four questions.
#[utoipa::path(
    get, path = "/api/v1/meetings/prompts", tag = "meeting",
    responses((status = 200, body = Vec<OfferedPrompts>), ApiError)
)]
pub async fn list_prompts(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<OfferedPrompts>>, ApiError> {
    caller.may(Operation::ReadWorkspace)?;
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let own = &workspace.settings.prompts;
    let offered = PromptPlace::all().map(|place| OfferedPrompts {
        place,
        prompts: at(place, own, usual_prompts()).to_vec(),
        usual: at(place, &[], usual_prompts()).to_vec(),
        own: own.iter().any(|of| of.place == place),
    });
    Ok(Json(offered.collect()))
}

/// The prompts that come with the program, in the order of the meeting.
pub fn usual_prompts() -> &'static [PlacePrompts] {
    static USUAL: OnceLock<Vec<PlacePrompts>> = OnceLock::new();
    USUAL.get_or_init(|| {
        let prompts = Prompts::english();
        let mut usual: Vec<_> = prompts.places().filter_map(of_file).collect();
        usual.sort_by_key(|of| of.place);
        usual
    })
}

/// A test holds that every key is a place.
fn of_file((key, prompts): (&str, &[afterword_language::Prompt])) -> Option<PlacePrompts> {
    let prompt = |prompt: &afterword_language::Prompt| FacilitatorPrompt {
        ask: prompt.ask.clone(),
        note: prompt.note.clone(),
    };
    Some(PlacePrompts {
        place: place_called(key).ok()?,
        prompts: prompts.iter().map(prompt).collect(),
    })
}

fn place_called(key: &str) -> Result<PromptPlace, NoSuchPlace> {
    PromptPlace::deserialize(key.into_deserializer())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use afterword_domain::workspace::prompts::{checked, differing};

    use super::*;

    /// The file's keys are the names of the domain's steps and questions, all of them and no other.
    #[test]
    fn every_step_and_every_question_has_its_prompts() {
        let prompts = Prompts::english();
        let named = |keys: Vec<&String>| -> BTreeSet<PromptPlace> {
            let place = |key: &String| place_called(key).unwrap_or_else(|_| panic!("{key}"));
            keys.into_iter().map(place).collect()
        };
        let steps = named(prompts.steps.keys().collect());
        let questions = named(prompts.questions.keys().collect());
        let is_step = |place: &PromptPlace| matches!(place, PromptPlace::Step(_));
        assert!(steps.iter().all(is_step), "{steps:?}");
        assert!(!questions.iter().any(is_step), "{questions:?}");
        let all: BTreeSet<_> = PromptPlace::all().collect();
        assert_eq!(&steps | &questions, all);
    }

    #[test]
    fn what_comes_with_the_program_is_within_the_bounds_and_never_kept() {
        let usual = usual_prompts().to_vec();
        assert_eq!(checked(usual.clone()), Ok(usual.clone()));
        assert_eq!(differing(usual.clone(), &usual), Vec::new());
        assert_eq!(usual.len(), 12);
    }
}
