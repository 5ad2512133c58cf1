//! Signing in through a provider: one that tells the truth, and one that lies.

mod liar;
mod lies;
mod real;

use afterword_domain::ProviderId;
use afterword_domain::person::Role;
use afterword_domain::sign_in::{GroupRole, ProviderForm};
use afterword_store::{Author, Via};
use afterword_testbed::TestDb;

use crate::util::{Answer, Caller, TestApp};

pub(super) const HERE: &str = "http://127.0.0.1:7117";

/// A workspace of its own, with an administrator who has an address.
pub(super) async fn workplace(db: TestDb) -> TestApp {
    let app = TestApp::start_as(db, false).await;
    app.with_public_url(HERE).await
}

pub(super) fn system() -> Author {
    Author {
        person: None,
        via: Via::System,
        request_id: None,
        address: None,
    }
}

pub(super) fn form(issuer: &str) -> ProviderForm {
    ProviderForm {
        name: "Northwind ID".into(),
        issuer: issuer.into(),
        client_id: afterword_testbed::oidc::CLIENT.into(),
        client_secret: Some(afterword_testbed::oidc::SECRET.into()),
        scopes: vec!["groups".into()],
        groups_claim: String::new(),
        makes_accounts: true,
        domains: Vec::new(),
        groups: Vec::new(),
        default_role: Role::Viewer,
        roles: vec![GroupRole {
            group: "sre".into(),
            role: Role::Member,
        }],
        teams: Vec::new(),
    }
}

pub(super) async fn enter(app: &TestApp, form: ProviderForm) -> ProviderId {
    let (author, store) = (system(), &app.app.store);
    let entered = store.add_provider(&author, form, app.app.now()).await;
    entered.unwrap().provider.id
}

/// A browser that was sent to the provider: what it carries, and where it goes.
pub(super) struct Sent<'a> {
    pub(super) browser: Caller<'a>,
    pub(super) url: url::Url,
}

impl Sent<'_> {
    pub(super) fn asked(&self, name: &str) -> String {
        let mut pairs = self.url.query_pairs();
        let found = pairs.find(|(known, _)| known == name);
        found
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    }
}

/// Presses the button.
pub(super) async fn press<'a>(browser: Caller<'a>, id: ProviderId, query: &str) -> Sent<'a> {
    let answer = browser.go(&format!("/oidc/{id}/begin{query}")).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let url = place(&answer)
        .parse()
        .unwrap_or_else(|error| panic!("{error}: {}", place(&answer)));
    let browser = browser.carrying(&answer);
    Sent { browser, url }
}

/// Where an answer leads.
pub(super) fn place(answer: &Answer) -> String {
    answer.headers["location"].to_str().unwrap().to_owned()
}

/// The code of the sentence that the door shows.
pub(super) fn trouble(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text);
    let at = url::Url::parse(HERE).unwrap().join(&place(answer)).unwrap();
    let mut pairs = at.query_pairs();
    let found = pairs.find(|(name, _)| name == "trouble");
    found.map_or_else(|| format!("none at {at}"), |(_, code)| code.into_owned())
}
