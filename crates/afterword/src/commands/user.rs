//! `afterword user`.

use std::io::Read as _;
use std::process::ExitCode;
use std::sync::Arc;

use afterword_domain::person::PersonForm;
use afterword_server::auth::{password, secret};
use afterword_store::{SaveError, Store};
use anyhow::Context as _;
use tokio::sync::Semaphore;

use crate::cli::{Format, Global, User};
use crate::output::WrongUse;
use crate::{output, workplace};

pub(crate) async fn user(global: &Global, verb: User) -> anyhow::Result<ExitCode> {
    let store = workplace::open(global).await?;
    match verb {
        User::Add {
            handle,
            name,
            email,
            role,
            password_stdin,
        } => {
            let form = PersonForm {
                handle,
                name,
                email,
                role,
                team: None,
            };
            add(&store, form, password_stdin).await?;
        }
        User::Password {
            handle,
            password_stdin,
        } => {
            let workspace = store.workspace().await?;
            let person = workplace::person(&workspace, &handle)?;
            set_password(&store, person.id, password_stdin).await?;
            store.end_sessions_of(person.id).await?;
        }
        User::List(options) => list(&store, options.format).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn add(store: &Store, form: PersonForm, password_stdin: bool) -> anyhow::Result<()> {
    let added = store
        .add_person(&workplace::author(), form, workplace::now())
        .await;
    let person = added.map_err(|error| match error {
        SaveError::Store(error) => anyhow::Error::from(error),
        refused => WrongUse(refused.to_string()).into(),
    })?;
    output::text(format!(
        "{} ({}) may sign in as {}.",
        person.name, person.role, person.handle
    ))?;
    set_password(store, person.id, password_stdin).await
}

async fn set_password(
    store: &Store,
    person: afterword_domain::PersonId,
    from_stdin: bool,
) -> anyhow::Result<()> {
    let text = if from_stdin {
        let mut text = String::new();
        std::io::stdin()
            .read_to_string(&mut text)
            .context("the password could not be read")?;
        text.trim_end_matches(['\r', '\n']).to_owned()
    } else {
        secret::new("")[..24].to_owned()
    };
    password::acceptable(&text).map_err(|error| WrongUse(error.problem().detail.clone()))?;
    let slots = Arc::new(Semaphore::new(1));
    let hash = password::hash(&slots, text.clone()).await;
    let hash = hash.map_err(|error| anyhow::anyhow!(error.problem().detail.clone()))?;
    store
        .set_password(&workplace::author(), person, &hash, workplace::now())
        .await?;
    if !from_stdin {
        output::text(format!("The password, shown this once: {text}"))?;
    }
    Ok(())
}

async fn list(store: &Store, format: Format) -> anyhow::Result<()> {
    let workspace = store.workspace().await?;
    if format == Format::Json {
        return output::json(&workspace.people);
    }
    let rows = workspace.people.iter().map(|person| {
        vec![
            person.handle.clone(),
            person.name.clone(),
            person.role.to_string(),
            person.email.clone().unwrap_or_default(),
            if person.active {
                String::new()
            } else {
                "left".into()
            },
        ]
    });
    output::text(output::table(
        &["Handle", "Name", "Role", "E-mail", ""],
        &[],
        rows,
    ))?;
    Ok(())
}
