//! Whether what a query names is there. A name that nobody bears would find nothing without a word,
//! and a slip of the finger would look like good news.

use super::parse::{QueryError, Token, terms};
use super::terms::{Query, Test};
use crate::service::Service;
use crate::workspace::Workspace;

/// Everything that has a name.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    pub workspace: &'a Workspace,
    /// Owners as imported documents told them, who are no people of the workspace.
    pub told_owners: &'a [String],
}

/// Reads a query and refuses a service, team, owner or factor that is not there.
///
/// # Errors
/// [`QueryError`] for the first token that is not understood, or names nobody.
pub fn read(text: &str, known: Known<'_>) -> Result<Query, QueryError> {
    let read = terms(text)?;
    for (token, term) in &read {
        known.bear(token, &term.test)?;
    }
    let terms = read.into_iter().map(|(_, term)| term);
    Ok(Query {
        terms: terms.collect(),
    })
}

impl Known<'_> {
    fn bear(&self, token: &Token, test: &Test) -> Result<(), QueryError> {
        let Workspace {
            services,
            teams,
            people,
            factors,
            ..
        } = self.workspace;
        match test {
            Test::Service(asked) => {
                let names = services.iter().map(|service| service.name.as_str());
                all_are_borne(token, "service", asked, names)
            }
            Test::Team(asked) => {
                let names = teams.iter().map(|team| team.name.as_str());
                all_are_borne(token, "team", asked, names)
            }
            Test::Owner(asked) => {
                let handles = people.iter().map(|person| person.handle.as_str());
                let full = people.iter().map(|person| person.name.as_str());
                let told = self.told_owners.iter().map(String::as_str);
                all_are_borne(token, "person", asked, handles.chain(full).chain(told))
            }
            Test::Factor(asked) => {
                let labels = factors.iter().map(|factor| factor.label.as_str());
                all_are_borne(token, "factor", asked, labels)
            }
            _ => Ok(()),
        }
    }
}

fn all_are_borne<'a>(
    token: &Token,
    noun: &str,
    asked: &[String],
    names: impl Iterator<Item = &'a str> + Clone,
) -> Result<(), QueryError> {
    let is_borne = |name: &&String| {
        let key = Service::key(name);
        names.clone().any(|known| Service::key(known) == key)
    };
    let Some(nobody) = asked.iter().find(|name| !is_borne(name)) else {
        return Ok(());
    };
    let hint = match nearest(nobody, names) {
        Some(name) => format!("; the nearest is “{name}”"),
        None => String::new(),
    };
    Err(token.refuse(&format!(
        "asks for the {noun} “{nobody}”, which is not there{hint}"
    )))
}

/// The name that was probably meant: one that begins or goes on as what was written does, or one
/// that is a few letters away, at most one in three.
#[must_use]
pub fn nearest<'a>(asked: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let asked = Service::key(asked);
    let letters = asked.chars().count();
    let far = |name: &str| {
        let name = Service::key(name);
        let goes_on = name.starts_with(&asked) || asked.starts_with(&name);
        if goes_on {
            return Some(0);
        }
        let steps = strsim::osa_distance(&asked, &name);
        (steps * 3 <= letters.max(name.chars().count())).then_some(steps)
    };
    let near = names.filter_map(|name| Some((far(name)?, name)));
    near.min_by_key(|(steps, _)| *steps).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::{PersonForm, Role};
    use crate::service::ServiceForm;
    use crate::team::TeamForm;
    use crate::workspace::FactorTerm;
    use crate::{FactorId, PersonId, ServiceId, TeamId};

    fn workspace() -> Workspace {
        let service = |id, name: &str| {
            let form = ServiceForm {
                name: name.into(),
                ..ServiceForm::default()
            };
            form.into_service(ServiceId(id)).unwrap()
        };
        let team = TeamForm {
            name: "Payments".into(),
            ..TeamForm::default()
        };
        let mika = PersonForm {
            handle: "mika".into(),
            name: "Mika Aalto".into(),
            email: None,
            role: Role::Member,
            team: None,
        };
        let old = FactorTerm {
            retired: true,
            merged_into: Some(FactorId(1)),
            ..FactorTerm::new(FactorId(2), "no bound".into())
        };
        Workspace {
            services: vec![service(1, "ledger"), service(2, "Checkout-API")],
            teams: vec![team.into_team(TeamId(1), None).unwrap()],
            people: vec![mika.into_person(PersonId(1)).unwrap()],
            factors: vec![
                FactorTerm::new(FactorId(1), "Retries not bounded".into()),
                old,
            ],
            ..Workspace::default()
        }
    }

    fn asked(text: &str) -> Result<Query, String> {
        let workspace = workspace();
        let known = Known {
            workspace: &workspace,
            told_owners: &["zoë old".into()],
        };
        read(text, known).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_there_is_found_whatever_its_case() {
        for text in [
            "",
            "service:ledger,checkout-api team:PAYMENTS pool",
            "owner:mika owner:\"mika aalto\" owner:@Mika owner:\"Zoë Old\"",
            "factor:\"retries  not bounded\" -factor:\"No bound\"",
        ] {
            let read = asked(text).unwrap();
            assert_eq!(Ok(read), super::super::parse(text), "{text}");
        }
    }

    #[test]
    fn a_name_that_nobody_bears_is_refused_with_its_place_and_the_nearest() {
        for (text, said) in [
            (
                "pool service:legder",
                "at character 6: “service:legder” asks for the service “legder”, which is not \
                 there; the nearest is “ledger”",
            ),
            (
                "service:ledger,checkout",
                "at character 1: “service:ledger,checkout” asks for the service “checkout”, which \
                 is not there; the nearest is “Checkout-API”",
            ),
            (
                "-owner:@mikka",
                "at character 1: “-owner:@mikka” asks for the person “mikka”, which is not there; \
                 the nearest is “mika”",
            ),
            (
                "factor:weather",
                "at character 1: “factor:weather” asks for the factor “weather”, which is not there",
            ),
            (
                "team:pay",
                "at character 1: “team:pay” asks for the team “pay”, which is not there; the \
                 nearest is “Payments”",
            ),
        ] {
            assert_eq!(asked(text), Err(said.into()), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused_first() {
        assert!(
            asked("service:nobody colour:red")
                .unwrap_err()
                .contains("colour:red")
        );
    }

    #[test]
    fn nothing_is_near_among_nothing() {
        assert_eq!(nearest("ledger", std::iter::empty()), None);
        assert_eq!(nearest("", ["a"].into_iter()), Some("a"));
    }
}
