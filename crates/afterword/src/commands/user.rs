//! `afterword user`.

use std::io::Read as _;
use std::process::ExitCode;

use afterword_domain::person::PersonForm;
use afterword_server::auth::throttle::Slots;
use afterword_server::auth::{password, secret};
use afterword_store::{SaveError, Store};
use anyhow::Context as _;

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
            let password = NewPassword::ask(password_stdin).await?;
            store
                .set_password(
                    &workplace::author(),
                    person.id,
                    &password.hash,
                    workplace::now(),
                )
                .await?;
            password.show()?;
        }
        User::Link { handle } => link(&store, &handle).await?,
        User::Unlink { handle, provider } => unlink(&store, &handle, provider.as_deref()).await?,
        User::List(options) => list(&store, options.format).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn add(store: &Store, form: PersonForm, password_stdin: bool) -> anyhow::Result<()> {
    // Checked first, and stored with the person: nobody is left without a password half-way.
    let password = NewPassword::ask(password_stdin).await?;
    let (author, now) = (workplace::author(), workplace::now());
    let added = store
        .add_person_with_password(&author, form, Some(&password.hash), None, now)
        .await;
    let person = added.map_err(|error| match error {
        SaveError::Store(error) => anyhow::Error::from(error),
        refused => WrongUse(refused.to_string()).into(),
    })?;
    output::text(format!(
        "{} ({}) may sign in as {}.",
        person.name, person.role, person.handle
    ))?;
    password.show()
}

async fn link(store: &Store, handle: &str) -> anyhow::Result<()> {
    let workspace = store.workspace().await?;
    let person = workplace::person(&workspace, handle)?;
    if !person.active {
        return Err(WrongUse(format!("{} has left; make them active first", person.name)).into());
    }
    let secret = secret::new("");
    let (author, now, hash) = (workplace::author(), workplace::now(), secret::hash(&secret));
    let until = now.plus_days(1);
    store
        .add_sign_in_link(&author, person.id, &hash, until, now)
        .await?;
    let public_url = workspace.settings.public_url.as_deref();
    let public_url = public_url.unwrap_or_default().trim_end_matches('/');
    output::text(format!(
        "{} comes in with this link once, until {until}:\n{public_url}/setup#{secret}",
        person.name
    ))?;
    if public_url.is_empty() {
        output::note("no public address is entered: put the address of the server before it");
    }
    Ok(())
}

async fn unlink(store: &Store, handle: &str, named: Option<&str>) -> anyhow::Result<()> {
    let workspace = store.workspace().await?;
    let person = workplace::person(&workspace, handle)?;
    let theirs = store.identities_of(person.id).await?;
    let mut providers = store.providers().await?;
    providers.retain(|known| theirs.contains(&known.provider.id));
    providers.retain(|known| named.is_none_or(|named| known.provider.name == named));
    let [known] = providers.as_slice() else {
        let wrong = match (providers.len(), named) {
            (0, Some(named)) => format!("{} does not come in through {named}", person.name),
            (0, None) => format!("{} comes in through no provider", person.name),
            _ => format!("{} comes in through several; say --provider", person.name),
        };
        return Err(WrongUse(wrong).into());
    };
    let (author, now) = (workplace::author(), workplace::now());
    let id = known.provider.id;
    let unlinked = store.unlink_identity(&author, person.id, id, now).await;
    unlinked.map_err(|error| match error {
        SaveError::Store(error) => anyhow::Error::from(error),
        refused => WrongUse(refused.to_string()).into(),
    })?;
    output::text(format!(
        "{} comes in through {} no more.",
        person.name, known.provider.name
    ))?;
    Ok(())
}

struct NewPassword {
    hash: String,
    /// The one that was made here, to be shown once.
    made: Option<String>,
}

impl NewPassword {
    async fn ask(from_stdin: bool) -> anyhow::Result<Self> {
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
        let hash = password::hash(&Slots::default(), text.clone()).await;
        let hash = hash.map_err(|error| anyhow::anyhow!(error.problem().detail.clone()))?;
        let made = (!from_stdin).then_some(text);
        Ok(Self { hash, made })
    }

    fn show(self) -> anyhow::Result<()> {
        if let Some(text) = self.made {
            output::text(format!("The password, shown this once: {text}"))?;
        }
        Ok(())
    }
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
