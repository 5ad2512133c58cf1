//! Whether somebody for whom a provider vouches comes in, and as whom. A pure decision: what the
//! provider says, what is known here, and the provider's rules.
//!
//! An account is found by the provider's own name for the person, and only the first time by their
//! e-mail address, which the provider has to have verified: whoever could choose an address freely
//! over there would choose somebody else's account here.

use std::collections::BTreeSet;

use super::Provider;
use crate::person::{Person, PersonForm, Role};
use crate::text::{self, NAME_MAX};
use crate::workspace::Workspace;
use crate::{PersonId, Refusal};

/// What a provider says of somebody, once it is believed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// The provider's own name for them, which never changes and is given to nobody else.
    pub subject: String,
    pub email: Option<String>,
    pub email_verified: bool,
    pub name: Option<String>,
    /// What they call themselves there.
    pub username: Option<String>,
    pub groups: BTreeSet<String>,
}

/// What is known here of somebody for whom a provider vouches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownHere {
    /// Who came by this name of the provider before.
    pub by_subject: Option<PersonId>,
    /// Those who came through this provider before, by whatever name.
    pub linked: BTreeSet<PersonId>,
}

/// As whom somebody comes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admission {
    /// As somebody who is there already, and who is to be like this from now on.
    Known {
        person: PersonId,
        form: PersonForm,
        /// It is the first time that they come this way.
        first: bool,
    },
    /// With a new account.
    New(PersonForm),
}

/// Why somebody for whom a provider vouches does not come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAdmitted {
    #[error("this account is no longer active")]
    HasLeft,
    #[error("none of your groups there may come in here")]
    Group,
    #[error("addresses of your domain may not come in here")]
    Domain,
    #[error("the provider does not say that your e-mail address was verified")]
    NotVerified,
    #[error("the account with your e-mail address belongs to another account of the provider")]
    Taken,
    #[error("you have no account here, and this provider does not make one")]
    NoAccount,
}

impl Refusal for NotAdmitted {
    fn code(&self) -> &'static str {
        match self {
            Self::HasLeft => "account_has_left",
            Self::Group => "group_not_admitted",
            Self::Domain => "domain_not_admitted",
            Self::NotVerified => "email_not_verified",
            Self::Taken => "account_taken",
            Self::NoAccount => "no_account",
        }
    }
}

/// Decides.
///
/// # Errors
/// [`NotAdmitted`], which says why.
pub fn admit(
    provider: &Provider,
    claims: &Claims,
    known: &KnownHere,
    workspace: &Workspace,
) -> Result<Admission, NotAdmitted> {
    may_come_in(provider, claims)?;
    let email = claims
        .email
        .as_deref()
        .map(|email| email.trim().to_lowercase());
    let by_email = email.as_ref().and_then(|email| {
        let mut people = workspace.people.iter();
        people.find(|person| person.email.as_ref() == Some(email))
    });
    let by_subject = known.by_subject.and_then(|id| workspace.person(id));
    let (person, first) = match (by_subject, by_email) {
        (Some(person), _) => (person, false),
        (None, Some(_)) if !claims.email_verified => return Err(NotAdmitted::NotVerified),
        (None, Some(person)) if known.linked.contains(&person.id) => {
            return Err(NotAdmitted::Taken);
        }
        (None, Some(person)) => (person, true),
        (None, None) if provider.makes_accounts => {
            return Ok(Admission::New(new_account(provider, claims, workspace)));
        }
        (None, None) => return Err(NotAdmitted::NoAccount),
    };
    if !person.active {
        return Err(NotAdmitted::HasLeft);
    }
    Ok(Admission::Known {
        person: person.id,
        form: kept_up(provider, claims, workspace, person),
        first,
    })
}

fn may_come_in(provider: &Provider, claims: &Claims) -> Result<(), NotAdmitted> {
    let in_one = |groups: &[String]| groups.iter().any(|group| claims.groups.contains(group));
    if !provider.groups.is_empty() && !in_one(&provider.groups) {
        return Err(NotAdmitted::Group);
    }
    if provider.domains.is_empty() {
        return Ok(());
    }
    let email = claims.email.as_deref().unwrap_or_default().to_lowercase();
    let domain = email.trim().rsplit_once('@').map(|(_, domain)| domain);
    if !domain.is_some_and(|domain| provider.domains.iter().any(|one| one == domain)) {
        return Err(NotAdmitted::Domain);
    }
    if claims.email_verified {
        Ok(())
    } else {
        Err(NotAdmitted::NotVerified)
    }
}

/// The highest role that a group gives; the usual one where none does.
fn role_of(provider: &Provider, claims: &Claims) -> Role {
    let rules = provider.roles.iter();
    let given = rules.filter(|rule| claims.groups.contains(&rule.group));
    let highest = given.map(|rule| rule.role).max();
    highest.unwrap_or(provider.default_role)
}

/// What the provider's rules say of somebody who is there already. The last administrator stays
/// one, whatever their groups.
fn kept_up(
    provider: &Provider,
    claims: &Claims,
    workspace: &Workspace,
    person: &Person,
) -> PersonForm {
    let role = if provider.roles.is_empty() {
        person.role
    } else {
        role_of(provider, claims)
    };
    let next = Person {
        role,
        ..person.clone()
    };
    let stays = crate::person::keeps_an_admin(&workspace.people, &next).is_ok();
    PersonForm {
        handle: person.handle.clone(),
        name: person.name.clone(),
        email: person.email.clone(),
        role: if stays { role } else { person.role },
        team: team_of(provider, claims, workspace).or(person.team),
    }
}

fn team_of(provider: &Provider, claims: &Claims, workspace: &Workspace) -> Option<crate::TeamId> {
    let mut rules = provider.teams.iter();
    let rule = rules.find(|rule| claims.groups.contains(&rule.group))?;
    let is_there = workspace.teams.iter().any(|team| team.id == rule.team);
    is_there.then_some(rule.team)
}

fn new_account(provider: &Provider, claims: &Claims, workspace: &Workspace) -> PersonForm {
    let email = claims.email.as_deref().filter(|_| claims.email_verified);
    let local = email
        .and_then(|email| email.split_once('@'))
        .map(|(name, _)| name);
    let wished = claims
        .username
        .as_deref()
        .or(local)
        .or(claims.name.as_deref());
    let handle = free_handle(wished.unwrap_or_default(), workspace);
    let name = claims.name.as_deref().unwrap_or_default();
    let name: String = name.chars().take(NAME_MAX).collect();
    let form = PersonForm {
        name: text::line("name", &name, NAME_MAX).unwrap_or_else(|_| handle.clone()),
        handle,
        email: email.map(|email| email.trim().to_lowercase()),
        role: role_of(provider, claims),
        team: team_of(provider, claims, workspace),
    };
    // An address of a form that is not kept here is no reason to keep its person out.
    match form.clone().into_person(PersonId(0)) {
        Ok(_) => form,
        Err(_) => PersonForm {
            email: None,
            ..form
        },
    }
}

/// A handle like the name that somebody has over there, with a number behind it where another has
/// it already.
fn free_handle(wished: &str, workspace: &Workspace) -> String {
    let name = wished.split('@').next().unwrap_or_default();
    let is_fit = |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(*c);
    let fit: String = name
        .to_lowercase()
        .chars()
        .map(|c| if is_fit(&c) { c } else { '-' })
        .take(NAME_MAX - 8)
        .collect();
    let fit = fit.trim_matches(['-', '.', '_']);
    let base = if fit.is_empty() { "person" } else { fit };
    let is_free = |handle: &str| {
        workspace
            .people
            .iter()
            .all(|person| person.handle != handle)
    };
    if is_free(base) {
        return base.to_owned();
    }
    let mut numbered = (2..).map(|number: u32| format!("{base}-{number}"));
    numbered.find(|handle| is_free(handle)).unwrap_or_default()
}

#[cfg(test)]
#[path = "admit_tests.rs"]
mod tests;
