//! `afterword doctor`: what is wrong with the installation, and what to do.

use std::process::ExitCode;

use afterword_store::{Store, StoreError};
use serde::Serialize;

use crate::cli::{Format, Formatted, Global};
use crate::output::FINDINGS;
use crate::{output, workplace};

/// One thing that was looked at.
#[derive(Serialize)]
struct Finding {
    what: &'static str,
    fine: bool,
    detail: String,
}

pub(crate) async fn doctor(global: &Global, options: &Formatted) -> anyhow::Result<ExitCode> {
    let mut findings = Vec::new();
    let url = workplace::database_url(global)?;
    match Store::inspect(&url).await {
        Ok(store) => look_at(&store, &mut findings).await,
        Err(error) => {
            findings.push(Finding {
                what: "database",
                fine: false,
                detail: error.to_string(),
            });
        }
    }
    let ill = findings.iter().any(|finding| !finding.fine);
    if options.format == Format::Json {
        output::json(&findings)?;
    } else {
        for finding in &findings {
            let mark = if finding.fine { "ok " } else { "BAD" };
            output::text(format!("{mark}  {:<9} {}", finding.what, finding.detail))?;
        }
    }
    Ok(if ill {
        ExitCode::from(FINDINGS)
    } else {
        ExitCode::SUCCESS
    })
}

async fn look_at(store: &Store, findings: &mut Vec<Finding>) {
    let engine = format!("{:?} answers", store.engine());
    findings.push(Finding {
        what: "database",
        fine: true,
        detail: engine,
    });
    let schema = store.schema_version().await;
    findings.push(match schema {
        Ok(0) => Finding {
            what: "schema",
            fine: false,
            detail: "the database is empty; run `afterword migrate`, or start the server".into(),
        },
        Ok(version) => Finding {
            what: "schema",
            fine: true,
            detail: format!("version {version}"),
        },
        Err(error) => Finding {
            what: "schema",
            fine: false,
            detail: error.to_string(),
        },
    });
    if findings.iter().any(|finding| !finding.fine) {
        return;
    }
    match store.health().await {
        Ok(health) => {
            let found = |fine| {
                move |detail| Finding {
                    what: "data",
                    fine,
                    detail,
                }
            };
            findings.extend(health.counts.into_iter().map(found(true)));
            findings.extend(health.problems.into_iter().map(found(false)));
        }
        Err(error) => findings.push(Finding {
            what: "data",
            fine: false,
            detail: error.to_string(),
        }),
    }
    findings.push(access(store).await);
}

async fn access(store: &Store) -> Finding {
    let found = async { Ok::<_, StoreError>((store.has_admin().await?, store.is_demo().await?)) };
    match found.await {
        Ok((true, _)) => Finding {
            what: "access",
            fine: true,
            detail: "there is an administrator".into(),
        },
        Ok((false, true)) => Finding {
            what: "access",
            fine: true,
            detail: "the demo workspace; `afterword demo` signs in with one click".into(),
        },
        Ok((false, false)) => Finding {
            what: "access",
            fine: false,
            detail: "nobody can administer yet; start the server and open the link it prints"
                .into(),
        },
        Err(error) => Finding {
            what: "access",
            fine: false,
            detail: error.to_string(),
        },
    }
}
