//! A query as a caller wrote it, with every name in it known: the one way from text to terms. The
//! index knows the incidents that everybody sees; the restricted ones that the caller sees are found
//! by the database.

use afterword_domain::policy::Sight;
use afterword_domain::query::{self, Known, Query, Test};
use afterword_domain::workspace::Workspace;
use afterword_learning::index::Asked;

use crate::app::App;
use crate::error::{self, ApiError};

/// Reads a query, and has its words looked for: what the search index finds stands in their place.
/// While there is no index, they stay, and the database looks for them.
///
/// # Errors
/// 422 `query` for what is not understood or names nobody.
pub async fn read(
    app: &App,
    sight: &Sight,
    workspace: &Workspace,
    text: &str,
) -> Result<Query, ApiError> {
    let query = parsed(app, sight, workspace, text).await?;
    if !query.has_words() {
        return Ok(query);
    }
    let found = app.index.all(Asked::of(&query), latest(app)).await;
    let Some(mut found) = found else {
        return Ok(query);
    };
    let restricted = app.store.restricted_with_words(sight, &query).await;
    found.extend(restricted.map_err(error::store)?);
    Ok(query.with_words_found(found))
}

/// The last change that an answer should know of.
pub(crate) fn latest(app: &App) -> u64 {
    *app.store.log_grew().borrow()
}

/// Reads a query as it was written.
///
/// # Errors
/// 422 `query` for what is not understood or names nobody.
pub async fn parsed(
    app: &App,
    sight: &Sight,
    workspace: &Workspace,
    text: &str,
) -> Result<Query, ApiError> {
    let parsed = query::parse(text)?;
    let mut tests = parsed.terms.iter().map(|term| &term.test);
    let told_owners = if tests.any(|test| matches!(test, Test::Owner(_))) {
        app.store.told_owners(sight).await.map_err(error::store)?
    } else {
        Vec::new()
    };
    let known = Known {
        workspace,
        told_owners: &told_owners,
    };
    Ok(query::read(text, known)?)
}
