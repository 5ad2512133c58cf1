//! `afterword index`: the search index, apart from a server.

use std::process::ExitCode;

use afterword_server::features::search_index::{self, Trouble};
use anyhow::bail;

use crate::cli::{Global, Index};
use crate::{output, workplace};

pub(crate) async fn index(global: &Global, verb: &Index) -> anyhow::Result<ExitCode> {
    let Index::Rebuild = verb;
    let store = workplace::open_there(global).await?;
    let folder = workplace::index(global);
    let made = search_index::rebuild(&store, &folder, |_| {}).await;
    match made {
        Ok(incidents) => {
            let folder = folder.display();
            output::text(format!(
                "The search index in {folder} is made. Incidents: {incidents}."
            ))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(Trouble::Index(flaw)) if flaw.is_taken() => bail!(
            "a server uses {}; have it make the index anew by itself: under Settings, or by POST \
             /api/v1/search-index/rebuild",
            folder.display()
        ),
        Err(trouble) => Err(trouble.into()),
    }
}
