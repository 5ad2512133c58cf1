//! No secret lies in the database as it is: every kind of it is entered, and then everything that
//! the database holds is read, column by column.

use std::collections::BTreeSet;

use afterword_domain::person::Role;
use afterword_domain::sign_in::SignInWay;
use afterword_server::auth::secret;
use afterword_store::NewSession;
use afterword_testbed::both;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::oidc;
use crate::util::{Caller, TestApp};

/// Every secret that is entered here begins so.
const MARK: &str = "hushhush";

/// Every field by which a request brings a secret. One that is new fails the test until it is
/// entered below, and found nowhere.
const ENTERED: [(&str, &str); 16] = [
    ("ChosenPassword", "password"),
    ("ChosenPassword", "secret"),
    ("HookSecret", "secret"),
    ("LinkForm", "secret"),
    ("MailServerForm", "password"),
    ("MetricsServerForm", "secret"),
    ("NewPerson", "password"),
    ("PasswordForm", "password"),
    ("ProofForm", "password"),
    ("ProviderForm", "client_secret"),
    ("SecretForm", "secret"),
    ("SetupForm", "password"),
    ("SetupForm", "secret"),
    ("SignInForm", "password"),
    ("SourceApiForm", "token"),
    ("TrackerForm", "token"),
];

/// Where secrets lie sealed: table, column.
const SEALED: [(&str, &str); 9] = [
    ("integrations", "secrets"),
    ("integrations", "api"),
    ("mail_server", "password"),
    ("metrics_server", "secret"),
    ("providers", "client_secret"),
    ("sessions", "id_token"),
    ("subscriptions", "secret"),
    ("trackers", "token"),
    ("trackers", "hook_secret"),
];

fn word(what: &str) -> String {
    format!("{MARK} of the {what}").replace(' ', "-")
}

/// Enters every kind, and answers with the secrets that the server made itself.
async fn enter_all(app: &TestApp, admin: &Caller<'_>) -> Vec<String> {
    let admin = &admin.with("user-agent", "a test");
    let add = async |kind: &str| {
        let form = json!({ "kind": kind, "name": kind, "active": true });
        let added = admin.post("/integrations", form).await.ok();
        added.body["integration"]["id"].as_u64().unwrap()
    };
    let (hook, slack) = (add("alertmanager").await, add("slack").await);
    let secret = json!({ "secret": word("hook") });
    admin
        .post(&format!("/integrations/{hook}/secrets"), secret)
        .await
        .ok();
    let api = json!({ "token": word("source") });
    admin
        .put(&format!("/integrations/{slack}/api"), api)
        .await
        .ok();
    let mail = json!({
        "host": "127.0.0.1", "port": 1, "security": "starttls", "user": "afterword",
        "password": word("mail server"), "from": "afterword@example.org",
    });
    admin.put("/mail-server", mail).await.ok();
    let metrics = json!({
        "url": "http://127.0.0.1:1", "access": { "by": "token" }, "secret": word("metrics server"),
    });
    admin.put("/metrics-server", metrics).await.ok();
    let tracker = json!({ "kind": "github", "token": word("tracker") });
    let tracker = admin.post("/trackers", tracker).await.ok();
    let path = format!("/trackers/{}/hook-secret", tracker.body["tracker"]["id"]);
    admin
        .put(&path, json!({ "secret": word("trackers hook") }))
        .await
        .ok();
    let mut provider = oidc::form("https://id.example");
    provider.client_secret = Some(word("provider"));
    oidc::enter(app, provider).await;
    let person = json!({
        "handle": "mika", "name": "Mika", "role": "admin", "password": word("person"),
    });
    admin.post("/people", person).await.ok();
    let session = json!({ "name": "mika", "password": word("person") });
    let session = app.anon().post("/session", session).await.ok();
    let webhook = json!({
        "name": "Wiki", "url": "https://wiki.example", "events": ["incident.opened"],
    });
    let webhook = admin.post("/subscriptions", webhook).await.ok();
    let token = json!({ "name": "CI", "scopes": ["read"] });
    let token = admin.post("/tokens", token).await.ok();
    let cookie = session.headers["set-cookie"].to_str().unwrap();
    let cookie = cookie.split(['=', ';']).nth(1).unwrap();
    let made = |text: &Value| text["secret"].as_str().unwrap().to_owned();
    vec![
        made(&webhook.body),
        made(&token.body),
        cookie.to_owned(),
        app.setup_link().await,
    ]
}

/// Everything that is in the database, a table at a time; what is bytes stands beside it as text.
async fn everything(app: &TestApp) -> Vec<(String, String)> {
    let mut snapshot = app.app.store.snapshot().await.unwrap();
    let mut all = Vec::new();
    for table in snapshot.tables().to_vec() {
        let mut text = Vec::new();
        snapshot.write_lines(&table, &mut text).await.unwrap();
        let mut text = String::from_utf8(text).unwrap();
        let rows: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        for cell in rows
            .iter()
            .flat_map(|row| row.as_object().unwrap().values())
        {
            if let Some(bytes) = cell.as_str().and_then(|text| STANDARD.decode(text).ok()) {
                text.push_str(&String::from_utf8_lossy(&bytes));
            }
        }
        all.push((table.name, text));
    }
    all
}

both! {
    async fn no_secret_lies_in_the_database_as_it_is(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let mut secrets = enter_all(&app, &admin).await;
        let person = app.person("kai", Role::Member).await;
        let new = NewSession {
            shown_at: None,
            secret_hash: &secret::hash("kai"),
            person: person.id,
            way: SignInWay::Password,
            agent: None,
            id_token: Some(word("session")),
        };
        app.app.store.begin_session(&oidc::system(), new, app.app.now()).await.unwrap();
        secrets.push(MARK.into());
        let all = everything(&app).await;
        assert!(all.len() > 40, "{}", all.len());
        for (table, text) in &all {
            for secret in &secrets {
                assert!(!text.contains(secret.as_str()), "{table} holds a secret: {text}");
            }
        }
        for (table, column) in SEALED {
            let (_, text) = all.iter().find(|(name, _)| name == table).unwrap();
            let sealed = format!("\"{column}\":\"sealed:1:");
            assert!(text.contains(&sealed), "{table}.{column} is not sealed: {text}");
        }
        // They are told by nothing, and used all the same.
        for path in [
            "/integrations", "/mail-server", "/metrics-server", "/subscriptions", "/trackers",
            "/providers", "/tokens", "/workspace", "/changes", "/audit", "/deliveries",
        ] {
            let told = admin.get(path).await.ok().text;
            assert!(!secrets.iter().any(|secret| told.contains(secret.as_str())), "{path}: {told}");
        }
        let known = app.app.store.mail_server().await.unwrap().unwrap();
        assert_eq!(known.password, Some(word("mail server")));
    }

    async fn a_request_that_brings_a_secret_is_known(db: TestDb) {
        let app = TestApp::start(db).await;
        let document = app.anon().get("/openapi.json").await.ok().body;
        let schemas = document["components"]["schemas"].as_object().unwrap();
        let mut asked = BTreeSet::new();
        for path in document["paths"].as_object().unwrap().values() {
            for operation in path.as_object().unwrap().values() {
                named_in(&operation["requestBody"], &document["components"]["schemas"], &mut asked);
            }
        }
        let found: BTreeSet<_> = asked.iter().flat_map(|name| {
            let fields = schemas[name]["properties"].as_object().into_iter().flat_map(|all| all.keys());
            let secret = fields.filter(|field| {
                ["secret", "token", "password", "credential"].iter().any(|word| field.contains(word))
            });
            secret.map(|field| (name.clone(), field.clone()))
        }).collect();
        let known = ENTERED.map(|(name, field)| (name.to_owned(), field.to_owned()));
        let mut known = BTreeSet::from(known);
        // Whether passwords may be used is no secret.
        known.insert(("SignInRules".into(), "password".into()));
        assert_eq!(found, known);
    }
}

/// The schemas that a part of the description names, and those that they name.
fn named_in(part: &Value, schemas: &Value, found: &mut BTreeSet<String>) {
    match part {
        Value::Object(fields) => {
            if let Some(name) = fields.get("$ref").and_then(Value::as_str) {
                let name = name.rsplit('/').next().unwrap();
                if found.insert(name.to_owned()) {
                    named_in(&schemas[name], schemas, found);
                }
            }
            fields
                .values()
                .for_each(|part| named_in(part, schemas, found));
        }
        Value::Array(parts) => parts.iter().for_each(|part| named_in(part, schemas, found)),
        _ => {}
    }
}
