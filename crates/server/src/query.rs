//! A query as a caller wrote it, with every name in it known: the one way from text to terms.

use afterword_domain::query::{self, Known, Query, Test};

use crate::app::App;
use crate::error::{self, ApiError};

/// Reads a query.
///
/// # Errors
/// 422 `query` for what is not understood or names nobody.
pub async fn read(app: &App, text: &str) -> Result<Query, ApiError> {
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let parsed = query::parse(text)?;
    let mut tests = parsed.terms.iter().map(|term| &term.test);
    let told_owners = if tests.any(|test| matches!(test, Test::Owner(_))) {
        app.store.told_owners().await.map_err(error::store)?
    } else {
        Vec::new()
    };
    let known = Known {
        workspace: &workspace,
        told_owners: &told_owners,
    };
    Ok(query::read(text, known)?)
}
