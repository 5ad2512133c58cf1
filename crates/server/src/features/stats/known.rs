//! What the figures are worked out from, and the figures that were worked out lately: a page that
//! many open in a morning is worked out once.

use std::fmt::Debug;
use std::sync::{Arc, Weak};

use afterword_domain::Moment;
use afterword_domain::learning::IncidentFacts;
use afterword_domain::policy::Sight;
use afterword_domain::workspace::Workspace;
use axum::body::Bytes;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use serde::Serialize;
use tokio::sync::OnceCell;

use crate::app::App;
use crate::error::{self, ApiError};
use crate::of_facts::OfFacts;

/// The facts of the incidents that somebody sees, the workspace, and the time.
pub(in crate::features) struct Known {
    pub(in crate::features) facts: Arc<Vec<IncidentFacts>>,
    pub(in crate::features) workspace: Arc<Workspace>,
    pub(in crate::features) now: Moment,
}

/// So old may figures be, where nothing changed but the time. What somebody changed shows at once.
const LATELY_US: u64 = 10_000_000;
/// So many answers are kept.
const MOST: usize = 64;

/// What was asked, and of what.
struct Asked {
    question: String,
    workspace: Weak<Workspace>,
    now: Moment,
}

/// Answers to questions about all incidents, as they were written. Cheap to clone.
#[derive(Clone)]
pub struct Figured(OfFacts<Asked, Arc<OnceCell<Bytes>>>);

impl Default for Figured {
    fn default() -> Self {
        Self(OfFacts::new(MOST))
    }
}

impl Known {
    pub(in crate::features) async fn read(app: &App, sight: &Sight) -> Result<Self, ApiError> {
        Ok(Self {
            facts: app.store.facts(sight).await.map_err(error::store)?,
            workspace: app.store.workspace().await.map_err(error::store)?,
            now: app.now(),
        })
    }

    /// The answer to a question as JSON: what was worked out lately, or what is worked out now. Of
    /// many who ask at once one works it out.
    pub(in crate::features) async fn answer<T: Serialize>(
        &self,
        app: &App,
        question: impl Debug,
        work_out: impl FnOnce(&Self) -> T,
    ) -> Result<Response, ApiError> {
        let question = format!("{question:?}");
        let workspace = Arc::downgrade(&self.workspace);
        let fits = |asked: &Asked| {
            asked.question == question
                && Weak::ptr_eq(&asked.workspace, &workspace)
                && self.now.micros().abs_diff(asked.now.micros()) < LATELY_US
        };
        let make = || {
            let (question, workspace) = (question.clone(), workspace.clone());
            let now = self.now;
            let asked = Asked {
                question,
                workspace,
                now,
            };
            (asked, Arc::default())
        };
        let answer = app.figured.0.of(&self.facts, fits, make);
        let written = || async { serde_json::to_vec(&work_out(self)).map(Bytes::from) };
        let written = answer.get_or_try_init(written).await;
        let written = written.map_err(|failed| error::internal(&failed))?;
        let content_type = (header::CONTENT_TYPE, "application/json");
        Ok(([content_type], written.clone()).into_response())
    }
}
