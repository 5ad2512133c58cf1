//! `afterword token`.

use std::process::ExitCode;

use afterword_domain::text::{NAME_MAX, line};
use afterword_server::auth::secret;
use afterword_server::features::access::tokens::PREFIX;
use afterword_store::Store;

use crate::cli::{Format, Global, Token};
use crate::output::WrongUse;
use crate::{output, workplace};

pub(crate) async fn token(global: &Global, verb: Token) -> anyhow::Result<ExitCode> {
    let store = workplace::open(global).await?;
    let workspace = store.workspace().await?;
    let (author, now) = (workplace::author(), workplace::now());
    match verb {
        Token::Add {
            user,
            name,
            scope,
            expires_in_days,
        } => {
            let person = workplace::person(&workspace, &user)?;
            let name =
                line("name", &name, NAME_MAX).map_err(|error| WrongUse(error.to_string()))?;
            let expires = expires_in_days.map(|days| now.plus_days(i64::from(days)));
            let secret = secret::new(PREFIX);
            let hash = secret::hash(&secret);
            store
                .add_token(&author, person.id, &name, &scope, &hash, expires, now)
                .await?;
            output::text(format!("The token, shown this once: {secret}"))?;
        }
        Token::List {
            user,
            output: options,
        } => {
            let person = workplace::person(&workspace, &user)?;
            list(&store, person.id, options.format).await?;
        }
        Token::Revoke { id, user } => {
            let person = workplace::person(&workspace, &user)?;
            if !store
                .revoke_token(&author, Some(person.id), id, now)
                .await?
            {
                return Err(WrongUse(format!("{user} has no token {id}")).into());
            }
            output::text(format!("Token {id} is revoked."))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(
    store: &Store,
    person: afterword_domain::PersonId,
    format: Format,
) -> anyhow::Result<()> {
    let tokens = store.tokens_of(person).await?;
    if format == Format::Json {
        return output::json(&tokens);
    }
    let moment =
        |at: Option<afterword_domain::Moment>| at.map_or("–".into(), |at| at.to_string());
    let rows = tokens.iter().map(|token| {
        let scopes: Vec<_> = token
            .scopes
            .iter()
            .map(|scope| format!("{scope:?}").to_lowercase())
            .collect();
        vec![
            token.id.to_string(),
            token.name.clone(),
            scopes.join(", "),
            token.created_at.to_string(),
            moment(token.expires_at),
            moment(token.last_used_at),
        ]
    });
    output::text(output::table(
        &["Id", "Name", "Scopes", "Made", "Expires", "Last used"],
        &[0],
        rows,
    ))?;
    Ok(())
}
