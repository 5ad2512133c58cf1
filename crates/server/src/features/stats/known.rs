//! What the figures are worked out from, and the figures that were worked out lately: a page that
//! many open in a morning is worked out once.

use std::any::type_name;
use std::fmt::Debug;
use std::marker::PhantomData;
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

/// The time of figures moves in steps: within one, where nothing changed, the same answer is given.
/// What somebody changed shows at once.
const STEP_US: i64 = 10_000_000;
/// So many answers are kept.
const MOST: usize = 64;

/// The facts of the incidents that somebody sees, the workspace, and the time.
pub(in crate::features) struct Known {
    pub(in crate::features) facts: Arc<Vec<IncidentFacts>>,
    pub(in crate::features) workspace: Arc<Workspace>,
    /// The end of the step that it is: everybody has the same, and nothing began later.
    pub(in crate::features) now: Moment,
}

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

/// Some `T` as JSON.
pub struct Written<T>(Bytes, PhantomData<fn() -> T>);

impl<T> IntoResponse for Written<T> {
    fn into_response(self) -> Response {
        ([(header::CONTENT_TYPE, "application/json")], self.0).into_response()
    }
}

impl Known {
    pub(in crate::features) async fn read(app: &App, sight: &Sight) -> Result<Self, ApiError> {
        Ok(Self {
            facts: app.store.facts(sight).await.map_err(error::store)?,
            workspace: app.store.workspace().await.map_err(error::store)?,
            now: step(app.now()),
        })
    }

    /// The answer to a question: what was worked out in this step, or what is worked out now. Of
    /// many who ask at once one works it out.
    pub(in crate::features) async fn answer<T: Serialize>(
        &self,
        app: &App,
        question: impl Debug,
        work_out: impl FnOnce(&Self) -> T,
    ) -> Result<Written<T>, ApiError> {
        let question = format!("{} {question:?}", type_name::<T>());
        let workspace = Arc::downgrade(&self.workspace);
        let fits = |asked: &Asked| {
            asked.question == question && Weak::ptr_eq(&asked.workspace, &workspace)
        };
        let outdated = |asked: &Asked| asked.now != self.now || asked.workspace.strong_count() == 0;
        let make = || {
            let asked = Asked {
                question: question.clone(),
                workspace: Weak::clone(&workspace),
                now: self.now,
            };
            (asked, Arc::default())
        };
        let answer = app.figured.0.of(&self.facts, fits, outdated, make);
        let written = || async { serde_json::to_vec(&work_out(self)).map(Bytes::from) };
        let written = answer.get_or_try_init(written).await;
        let written = written.map_err(|failed| error::internal(&failed))?;
        Ok(Written(written.clone(), PhantomData))
    }
}

fn step(now: Moment) -> Moment {
    let behind = now.micros().rem_euclid(STEP_US);
    let ahead = if behind == 0 { 0 } else { STEP_US - behind };
    Moment::from_micros(now.micros() + ahead).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_ends_where_the_next_begins_and_is_never_past() {
        let moment = |text: &str| text.parse::<Moment>().unwrap();
        for (now, end) in [
            ("2026-11-23T10:00:00Z", "2026-11-23T10:00:00Z"),
            ("2026-11-23T10:00:00.000001Z", "2026-11-23T10:00:10Z"),
            ("2026-11-23T10:00:09.9Z", "2026-11-23T10:00:10Z"),
            ("1969-12-31T23:59:55Z", "1970-01-01T00:00:00Z"),
        ] {
            assert_eq!(step(moment(now)), moment(end));
        }
    }
}
