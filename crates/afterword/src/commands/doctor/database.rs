//! The database: whether it answers, its version, what is in it, and whether its log is as it was
//! written.

use afterword_domain::job::JobState;
use afterword_store::{Store, StoreError};

use super::Finding;

/// Of so many failed jobs it is said why.
const JOBS_TOLD: usize = 3;

pub(super) fn unreachable(error: &StoreError) -> Finding {
    let todo = match error {
        // These say it themselves.
        StoreError::Missing(_)
        | StoreError::Newer { .. }
        | StoreError::ReadOnly(_)
        | StoreError::NotADatabase(_) => "",
        _ => "see that it runs, and that the address, the user and the password are right",
    };
    Finding::wrong("database", error.to_string(), todo)
}

/// What is known of the engine and the schema, and whether more can be asked of it.
pub(super) async fn schema(store: &Store) -> (Vec<Finding>, bool) {
    let engine = Finding::ok("database", format!("{} answers", store.engine().label()));
    let known = Store::known_schema_version();
    let schema = match store.schema_version().await {
        Ok(0) => Finding::wrong(
            "schema",
            "the database is empty",
            "run `afterword migrate`, or start the server",
        ),
        Ok(version) if version == known => {
            return (
                vec![engine, Finding::ok("schema", format!("version {version}"))],
                true,
            );
        }
        Ok(version) => Finding::wrong(
            "schema",
            format!("version {version}; this program needs {known}"),
            "take a backup, then run `afterword migrate` or start the server",
        ),
        Err(error) => Finding::failed("schema", &error),
    };
    (vec![engine, schema], false)
}

pub(super) async fn data(store: &Store, thorough: bool) -> Vec<Finding> {
    let health = match store.examine(thorough).await {
        Ok(health) => health,
        Err(error) => return vec![Finding::failed("data", &error)],
    };
    let mut findings = vec![Finding::ok("data", health.counts.join(", "))];
    let todo = "stop the server, keep a copy of the database, and restore a backup";
    let problems = health.problems.into_iter();
    findings.extend(problems.map(|problem| Finding::wrong("data", problem, todo)));
    findings
}

pub(super) async fn access(store: &Store) -> Finding {
    let found = async { Ok::<_, StoreError>((store.has_admin().await?, store.is_demo().await?)) };
    match found.await {
        Ok((true, _)) => Finding::ok("access", "there is an administrator"),
        Ok((false, true)) => Finding::ok(
            "access",
            "the demo workspace; `afterword demo` signs in with one click",
        ),
        Ok((false, false)) => Finding::wrong(
            "access",
            "nobody can administer yet",
            "start the server and open the link it prints, or `afterword user add --role admin`",
        ),
        Err(error) => Finding::failed("access", &error),
    }
}

pub(super) async fn audit_chain(store: &Store) -> Finding {
    match store.verify_log(None).await {
        Ok(verified) => match (verified.fault, verified.head) {
            (Some(fault), _) => Finding::wrong(
                "audit chain",
                fault.to_string(),
                "somebody changed the log beside Afterword, or the database lost something: keep a \
                 copy, compare it with a backup, and read docs/audit.md",
            ),
            (None, Some(head)) => Finding::ok(
                "audit chain",
                format!("{} entries fit, up to {head}", verified.entries),
            ),
            (None, None) => Finding::ok("audit chain", "the log is empty"),
        },
        Err(error) => Finding::failed("audit chain", &error),
    }
}

pub(super) async fn jobs(store: &Store) -> Finding {
    let found = async {
        let counts = store.count_jobs().await?;
        let most = u32::try_from(JOBS_TOLD).unwrap_or_default();
        Ok::<_, StoreError>((counts, store.jobs(JobState::Failed, most).await?))
    };
    match found.await {
        Ok((counts, failed)) if counts.failed > 0 => {
            let why: Vec<_> = failed
                .iter()
                .map(|job| job.problem.as_deref().unwrap_or("no reason is known"))
                .collect();
            Finding::warning(
                "jobs",
                format!("{} given up: {}", counts.failed, why.join("; ")),
                "mend what it says, then try them again or leave them under Settings, Background \
                 work",
            )
        }
        Ok((counts, _)) => Finding::ok(
            "jobs",
            format!(
                "none given up, {} waiting, {} running",
                counts.waiting, counts.running
            ),
        ),
        Err(error) => Finding::failed("jobs", &error),
    }
}
