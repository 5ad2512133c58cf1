//! A program that vouches for people: an OpenID provider as an administrator enters it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::other_server::{SecretError, checked_secret, place};
use crate::person::Role;
use crate::text::{self, NAME_MAX, TextError};
use crate::{ProviderId, Refusal, TeamId};

/// What `groups_claim` is when nobody says otherwise.
const GROUPS: &str = "groups";
/// Rules, domains, groups and scopes: more of each are a mistake.
const MOST: usize = 100;

/// Whoever is in the group has at least this role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupRole {
    pub group: String,
    pub role: Role,
}

/// Whoever is in the group is in this team; the first that fits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupTeam {
    pub group: String,
    pub team: TeamId,
}

/// A program that vouches for people. Its client secret is kept apart and never shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Provider {
    pub id: ProviderId,
    /// What stands on the button.
    pub name: String,
    /// Its name for itself, to the letter; `/.well-known/openid-configuration` lies behind it. It
    /// may lie in a private network.
    pub issuer: String,
    pub client_id: String,
    /// Asked for beside `openid`, `profile` and `email`.
    pub scopes: Vec<String>,
    /// The claim that names somebody's groups; a dot leads into an object.
    pub groups_claim: String,
    /// Whether somebody without an account gets one.
    pub makes_accounts: bool,
    /// Only those with a verified address in one of these come in; anybody where there are none.
    pub domains: Vec<String>,
    /// Only those in one of these come in; anybody where there are none.
    pub groups: Vec<String>,
    /// The role of whoever no group gives one.
    pub default_role: Role,
    /// With one of these, the provider says with every sign-in which role somebody has.
    pub roles: Vec<GroupRole>,
    pub teams: Vec<GroupTeam>,
}

/// What a provider is to be.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProviderForm {
    pub name: String,
    pub issuer: String,
    pub client_id: String,
    /// Left out, the one that is known is kept, as long as it goes to the same host and is for the
    /// same client. Empty for a client that has none.
    #[serde(default)]
    pub client_secret: Option<String>,
    #[serde(default)]
    pub scopes: Vec<String>,
    #[serde(default)]
    pub groups_claim: String,
    #[serde(default)]
    pub makes_accounts: bool,
    #[serde(default)]
    pub domains: Vec<String>,
    #[serde(default)]
    pub groups: Vec<String>,
    #[serde(default)]
    pub default_role: Role,
    #[serde(default)]
    pub roles: Vec<GroupRole>,
    #[serde(default)]
    pub teams: Vec<GroupTeam>,
}

/// A provider with its secret.
#[derive(Clone, PartialEq, Eq)]
pub struct KnownProvider {
    pub provider: Provider,
    pub client_secret: Option<String>,
}

/// Why a provider cannot be like this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    #[error("issuer is no https address without a name, a query or a fragment in it")]
    Issuer,
    #[error("issuer begins with http://, which is only for a provider on this machine")]
    Unprotected,
    #[error("client_secret has to be given again, since it would go to another place")]
    SecretAgain,
    #[error("“{0}” is no scope: a scope is one word")]
    Scope(String),
    #[error("“{0}” is no domain; “example.org” is one")]
    Domain(String),
    #[error("{field} has {count} entries; {MOST} is the most")]
    TooMany { field: &'static str, count: usize },
    #[error("there is no team {0} in this workspace")]
    NoSuchTeam(TeamId),
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error(transparent)]
    Text(#[from] TextError),
}

impl Refusal for ProviderError {
    fn code(&self) -> &'static str {
        match self {
            Self::Issuer => "not_a_url",
            Self::Unprotected => "unprotected",
            Self::SecretAgain => "secret_missing",
            Self::Scope(_) => "not_a_scope",
            Self::Domain(_) => "not_a_domain",
            Self::TooMany { .. } => "too_many",
            Self::NoSuchTeam(_) => "no_such_team",
            Self::Secret(error) => error.code("not_a_secret"),
            Self::Text(error) => error.code(),
        }
    }

    fn field(&self) -> Option<String> {
        Some(match self {
            Self::Issuer | Self::Unprotected => "issuer".into(),
            Self::SecretAgain | Self::Secret(_) => "client_secret".into(),
            Self::Scope(_) => "scopes".into(),
            Self::Domain(_) => "domains".into(),
            Self::TooMany { field, .. } => (*field).into(),
            Self::NoSuchTeam(_) => "teams".into(),
            Self::Text(error) => return error.field(),
        })
    }
}

impl ProviderForm {
    /// The provider that the form describes, beside the one that is known.
    ///
    /// # Errors
    /// [`ProviderError`] naming the field. A secret is never sent to a place that it was not
    /// entered for.
    pub fn onto(
        self,
        id: ProviderId,
        known: Option<&KnownProvider>,
        teams: &[TeamId],
    ) -> Result<KnownProvider, ProviderError> {
        let issuer = checked_issuer(&self.issuer)?;
        let claim = text::maybe_line("groups_claim", &self.groups_claim, NAME_MAX)?;
        let of_groups = |field, groups: Vec<String>| -> Result<Vec<String>, ProviderError> {
            within(field, groups.len())?;
            let one = |group: String| Ok(text::line(field, &group, text::TITLE_MAX)?);
            groups.into_iter().map(one).collect()
        };
        within("roles", self.roles.len())?;
        within("teams", self.teams.len())?;
        if let Some(rule) = self.teams.iter().find(|rule| !teams.contains(&rule.team)) {
            return Err(ProviderError::NoSuchTeam(rule.team));
        }
        let named = |field, rules: Vec<String>| of_groups(field, rules);
        let role_groups = named("roles", groups_of(&self.roles, |rule| &rule.group))?;
        let team_groups = named("teams", groups_of(&self.teams, |rule| &rule.group))?;
        let provider = Provider {
            id,
            name: text::line("name", &self.name, 60)?,
            issuer,
            client_id: text::line("client_id", &self.client_id, text::TITLE_MAX)?,
            scopes: checked_scopes(self.scopes)?,
            groups_claim: if claim.is_empty() {
                GROUPS.into()
            } else {
                claim
            },
            makes_accounts: self.makes_accounts,
            domains: checked_domains(self.domains)?,
            groups: of_groups("groups", self.groups)?,
            default_role: self.default_role,
            roles: role_groups
                .into_iter()
                .zip(self.roles)
                .map(|(group, rule)| GroupRole { group, ..rule })
                .collect(),
            teams: team_groups
                .into_iter()
                .zip(self.teams)
                .map(|(group, rule)| GroupTeam { group, ..rule })
                .collect(),
        };
        let client_secret = match self.client_secret {
            Some(secret) if secret.trim().is_empty() => None,
            Some(secret) => Some(checked_secret("client_secret", secret)?),
            None => kept(known, &provider)?,
        };
        Ok(KnownProvider {
            provider,
            client_secret,
        })
    }
}

fn groups_of<T>(rules: &[T], group: impl Fn(&T) -> &String) -> Vec<String> {
    rules.iter().map(|rule| group(rule).clone()).collect()
}

fn within(field: &'static str, count: usize) -> Result<(), ProviderError> {
    if count > MOST {
        return Err(ProviderError::TooMany { field, count });
    }
    Ok(())
}

/// To the letter as it was written, a slash at its end too: the provider calls itself so, and is
/// believed only when it does.
fn checked_issuer(written: &str) -> Result<String, ProviderError> {
    let issuer = written.trim();
    let found = place(issuer).ok_or(ProviderError::Issuer)?;
    if let Some(host) = found.strip_prefix("http://") {
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        if !matches!(name, "127.0.0.1" | "localhost" | "[::1]") {
            return Err(ProviderError::Unprotected);
        }
    }
    Ok(issuer.to_owned())
}

fn checked_scopes(written: Vec<String>) -> Result<Vec<String>, ProviderError> {
    within("scopes", written.len())?;
    // RFC 6749, section 3.3.
    let fits = |c: char| c.is_ascii_graphic() && c != '"' && c != '\\';
    let mut scopes = Vec::new();
    for scope in written {
        let scope = scope.trim().to_owned();
        if scope.is_empty() || scope.len() > NAME_MAX || !scope.chars().all(fits) {
            return Err(ProviderError::Scope(scope.chars().take(40).collect()));
        }
        if !["openid", "profile", "email"].contains(&scope.as_str()) && !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    Ok(scopes)
}

fn checked_domains(written: Vec<String>) -> Result<Vec<String>, ProviderError> {
    within("domains", written.len())?;
    let mut domains = Vec::new();
    for domain in written {
        let domain = domain.trim().trim_start_matches('@').to_lowercase();
        let fits = |c: char| c.is_alphanumeric() || c == '-' || c == '.';
        let plausible = domain.contains('.') && domain.len() <= 253 && domain.chars().all(fits);
        if !plausible || domain.split('.').any(str::is_empty) {
            return Err(ProviderError::Domain(domain.chars().take(60).collect()));
        }
        domains.push(domain);
    }
    Ok(domains)
}

fn kept(known: Option<&KnownProvider>, to: &Provider) -> Result<Option<String>, ProviderError> {
    let Some(known) = known else { return Ok(None) };
    let same = place(&known.provider.issuer) == place(&to.issuer)
        && known.provider.client_id == to.client_id;
    if known.client_secret.is_some() && !same {
        return Err(ProviderError::SecretAgain);
    }
    Ok(known.client_secret.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(issuer: &str) -> ProviderForm {
        ProviderForm {
            name: "Northwind ID".into(),
            issuer: issuer.into(),
            client_id: "afterword".into(),
            client_secret: Some("a secret".into()),
            scopes: vec!["openid".into(), " groups ".into()],
            groups_claim: String::new(),
            makes_accounts: true,
            domains: vec!["@Northwind.example".into()],
            groups: Vec::new(),
            default_role: Role::Viewer,
            roles: Vec::new(),
            teams: Vec::new(),
        }
    }

    fn code(form: ProviderForm) -> &'static str {
        form.onto(ProviderId(1), None, &[]).err().unwrap().code()
    }

    #[test]
    fn an_issuer_is_kept_to_the_letter() {
        let known = form(" https://id.example/tenant/ ").onto(ProviderId(1), None, &[]);
        let provider = known.ok().unwrap().provider;
        assert_eq!(provider.issuer, "https://id.example/tenant/");
        assert_eq!(provider.scopes, ["groups"]);
        assert_eq!(provider.domains, ["northwind.example"]);
        assert_eq!(provider.groups_claim, "groups");
    }

    #[test]
    fn what_is_no_issuer_is_refused() {
        for odd in [
            "id.example",
            "https://",
            "https://a:b@id.example",
            "https://id.example?x=1",
        ] {
            assert_eq!(code(form(odd)), "not_a_url", "{odd}");
        }
        assert_eq!(code(form("http://id.example")), "unprotected");
        assert_eq!(code(form("http://127.0.0.1.evil.example")), "unprotected");
        for here in [
            "http://127.0.0.1:4000",
            "http://localhost:4000/realm",
            "http://[::1]:80",
        ] {
            assert!(form(here).onto(ProviderId(1), None, &[]).is_ok(), "{here}");
        }
    }

    #[test]
    fn a_secret_stays_with_its_place_and_its_client() {
        let known = form("https://id.example/a").onto(ProviderId(1), None, &[]);
        let known = known.ok().unwrap();
        let later = |issuer: &str, client: &str| ProviderForm {
            client_secret: None,
            client_id: client.into(),
            ..form(issuer)
        };
        let same = later("https://id.example/b", "afterword");
        let same = same.onto(ProviderId(1), Some(&known), &[]).ok().unwrap();
        assert_eq!(same.client_secret.as_deref(), Some("a secret"));
        for (issuer, client) in [
            ("https://evil.example", "afterword"),
            ("https://id.example", "x"),
        ] {
            let moved = later(issuer, client).onto(ProviderId(1), Some(&known), &[]);
            assert_eq!(moved.err(), Some(ProviderError::SecretAgain));
        }
        let public = ProviderForm {
            client_secret: Some(String::new()),
            ..form("https://evil.example")
        };
        let public = public.onto(ProviderId(1), Some(&known), &[]).ok().unwrap();
        assert_eq!(public.client_secret, None);
    }

    #[test]
    fn a_team_has_to_be_there() {
        let mut form = form("https://id.example");
        form.teams = vec![GroupTeam {
            group: "pay".into(),
            team: TeamId(7),
        }];
        assert_eq!(code(form.clone()), "no_such_team");
        assert!(form.onto(ProviderId(1), None, &[TeamId(7)]).is_ok());
    }
}
