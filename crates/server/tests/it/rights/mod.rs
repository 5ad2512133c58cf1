//! Who may do what to which incident, over every operation that the API describes: what each asks
//! stands in one table, and the walk requires exactly that answer.

mod bodies;
mod table;

use std::collections::BTreeSet;

use afterword_domain::TeamId;
use afterword_domain::person::{Person, PersonForm, Role};
use afterword_domain::policy::{self, Actor, Operation, Scope, Sight};
use afterword_domain::{IncidentRef, Refusal as _};
use afterword_server::openapi;
use afterword_store::{Author, Via};
use afterword_testbed::both;
use axum::http::Method;
use serde_json::{Value, json};

use self::table::{Asks, RIGHTS, TABLE};
use crate::restricted::walk::{self, Places};
use crate::restricted::world::{HIDDEN, World};
use crate::util::{Answer, Caller};

/// Streams and sockets, which do not end for whoever may follow them.
const ENDLESS: [&str; 2] = ["/feed", "/live/{reference}"];

fn described() -> Value {
    serde_json::to_value(openapi::document()).unwrap()
}

#[test]
fn every_operation_stands_in_the_table_once() {
    let document = described();
    let mut operations = BTreeSet::new();
    for (path, verbs) in document["paths"].as_object().unwrap() {
        for (verb, operation) in verbs.as_object().unwrap() {
            let path = path.strip_prefix("/api/v1").unwrap().to_owned();
            let id = operation["operationId"].as_str().unwrap();
            let is_public = openapi::PUBLIC.contains(&id);
            let asks_nobody = operation.get("security") == Some(&json!([]));
            assert_eq!(asks_nobody, is_public, "{id}");
            operations.insert((verb.to_uppercase(), path, is_public));
        }
    }
    let rows = TABLE.iter().map(|(method, path, asks)| {
        let is_public = *asks == Asks::Everybody;
        ((*method).to_owned(), (*path).to_owned(), is_public)
    });
    let rows: BTreeSet<_> = rows.collect();
    let missing: Vec<_> = operations.difference(&rows).collect();
    let gone: Vec<_> = rows.difference(&operations).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "missing: {missing:?}; gone: {gone:?}"
    );
    assert_eq!(rows.len(), TABLE.len(), "one stands there twice");
}

#[test]
fn every_right_takes_what_the_table_says_and_is_asked_for_somewhere() {
    let known: Vec<_> = RIGHTS.iter().map(|(operation, ..)| *operation).collect();
    assert_eq!(known, Operation::ALL);
    for (operation, role, scope) in RIGHTS {
        assert_eq!(operation.needs(), (role, scope), "{operation:?}");
        // What only a body asks for has tests of its own.
        let by_body = [
            Operation::ChangeAccess,
            Operation::EnterSecret,
            Operation::ShareViews,
            Operation::MakeAdminToken,
        ];
        let asked = TABLE
            .iter()
            .any(|(_, _, asks)| *asks == Asks::May(operation));
        assert!(
            asked || by_body.contains(&operation),
            "nothing asks for {operation:?}"
        );
    }
}

/// Somebody who calls, signed in or with a token.
struct Who<'a> {
    person: &'a Person,
    /// The secret of a token, and its scope.
    token: Option<(String, Scope)>,
}

impl Who<'_> {
    fn actor(&self) -> Actor {
        Actor {
            person: self.person.id,
            role: self.person.role,
            scopes: self.token.as_ref().map(|(_, scope)| vec![*scope]),
            proved_lately: true,
        }
    }

    /// Each time a new session: some operations end them.
    async fn caller<'w>(&self, world: &'w World) -> Caller<'w> {
        match &self.token {
            Some((secret, _)) => world.app.token(secret),
            None => world.of(self.person).await,
        }
    }

    fn name(&self) -> String {
        let with = self
            .token
            .as_ref()
            .map(|(_, scope)| format!(" with a token to {scope}"));
        format!("{}{}", self.person.handle, with.unwrap_or_default())
    }
}

async fn who<'a>(world: &World, person: &'a Person, scope: Option<Scope>) -> Who<'a> {
    let Some(scope) = scope else {
        return Who {
            person,
            token: None,
        };
    };
    let form = json!({"name": format!("{} {scope}", person.handle), "scopes": [scope]});
    let made = world.of(person).await.post("/tokens", form).await.ok();
    let secret = made.body["secret"].as_str().unwrap().to_owned();
    Who {
        person,
        token: Some((secret, scope)),
    }
}

/// Somebody in the team that is named.
async fn in_the_team(world: &World, handle: &str, role: Role) -> Person {
    let form = PersonForm {
        handle: handle.into(),
        name: handle.to_uppercase(),
        email: None,
        role,
        team: Some(TeamId(1)),
    };
    let author = Author {
        person: None,
        via: Via::System,
        request_id: None,
        address: None,
    };
    let (store, now) = (&world.app.app.store, world.app.app.now());
    store.add_person(&author, form, now).await.unwrap()
}

/// A row of the table with everything filled in.
struct Asked<'a> {
    method: Method,
    /// As the table has it.
    row: &'static str,
    path: String,
    sent: &'a bodies::Sent,
}

impl Asked<'_> {
    async fn by(&self, caller: &Caller<'_>) -> Answer {
        let caller = caller
            .with("if-match", "\"1\"")
            .with("content-type", self.sent.kind);
        caller
            .send(self.method.clone(), &self.path, self.sent.body())
            .await
    }

    fn told(&self, who: &str, answer: &Answer) -> String {
        format!(
            "{} {} by {who}: {} {}",
            self.method, self.path, answer.status, answer.text
        )
    }

    /// What is not as the policy says, or was refused because nobody could read it.
    async fn against_the_policy(&self, world: &World, who: &Who<'_>, asks: Asks) -> Option<String> {
        let Asks::May(operation) = asks else {
            return None;
        };
        let denied = policy::may(&who.actor(), operation).err();
        if denied.is_none() && ENDLESS.contains(&self.row) {
            return None;
        }
        let answer = self.by(&who.caller(world).await).await;
        let code = answer.body["code"].as_str().unwrap_or_default();
        let is_right = match denied {
            Some(denied) => (answer.status.as_u16(), code) == (403, denied.code()),
            None => {
                let hidden = format!("no {HIDDEN}");
                let is_hidden = answer.status == 404 && answer.text.contains(&hidden);
                let is_open = !is_hidden && !matches!(answer.status.as_u16(), 401 | 403 | 500..);
                let unread = ["wrong_shape", "unreadable_body", "unreadable_query"];
                is_open && !unread.contains(&code)
            }
        };
        (!is_right).then(|| self.told(&who.name(), &answer))
    }
}

/// What stands in paths beside incidents: nothing that is there, so that nothing is changed.
fn nowhere(path: &str) -> String {
    path.replace("{id}", "999")
        .replace("{provider}", "999")
        .replace("{seq}", "999999")
        .replace("{secret}", "999")
        .replace("{message}", "msg_1_1")
}

fn filled(method: &str, path: &str, reference: &str, places: &Places) -> String {
    let operation = walk::Operation {
        id: String::new(),
        method: method.parse().unwrap(),
        path: if path.contains("{reference}") {
            path.to_owned()
        } else {
            nowhere(path)
        },
    };
    let at = operation.at(reference, places);
    let query = match path {
        "/pulls" => "?format=statuspage",
        "/jobs" => "?state=waiting",
        "/incidents/{reference}/compare" => "?from=1&to=2",
        "/considered" => "?title=x",
        "/lessons" => "?services=1",
        "/search" => "?q=x",
        "/incidents/{reference}/timeline/{event}/files" => "?name=a.txt",
        _ => "",
    };
    format!("/api/v1{at}{query}")
}

both! {
    async fn each_operation_answers_each_role_as_the_table_says(db: TestDb) {
        let document = described();
        let (world, places) = World::start(db).await;
        let nora = in_the_team(&world, "nora", Role::Viewer).await;
        let named = [
            who(&world, &world.ines, None).await,
            who(&world, &world.timo, None).await,
            who(&world, &nora, None).await,
            who(&world, &world.ines, Some(Scope::Read)).await,
            who(&world, &world.ines, Some(Scope::Write)).await,
            who(&world, &world.ines, Some(Scope::Admin)).await,
            who(&world, &nora, Some(Scope::Admin)).await,
        ];
        let outside = [
            who(&world, &world.otto, None).await,
            who(&world, &world.mara, None).await,
            who(&world, &world.vera, None).await,
            who(&world, &world.otto, Some(Scope::Read)).await,
            who(&world, &world.otto, Some(Scope::Admin)).await,
        ];
        let hidden_before = world.app.app.store.incident(&Sight::Everything, IncidentRef(2)).await.unwrap();
        // First all that has to be refused, which changes nothing: the answers do not depend on what
        // the rest of the walk did.
        for (method, path, asks) in TABLE {
            if asks == Asks::Everybody {
                continue;
            }
            let sent = bodies::of(&document, method, &format!("/api/v1{path}"));
            let asked = |reference: &str| Asked {
                method: method.parse().unwrap(),
                row: path,
                path: filled(method, path, reference, &places),
                sent: &sent,
            };
            for reference in ["INC-1", HIDDEN] {
                let asked = asked(reference);
                let stranger = asked.by(&world.app.anon()).await;
                assert_eq!(stranger.status, 401, "{}", asked.told("a stranger", &stranger));
            }
            if path.contains("{reference}") {
                for who in &outside {
                    let asked = asked(HIDDEN);
                    let answer = asked.by(&who.caller(&world).await).await;
                    let told = asked.told(&who.name(), &answer);
                    let seen = (answer.status.as_u16(), answer.body["detail"].as_str());
                    assert_eq!(seen, (404, Some("there is no INC-2")), "{told}");
                }
            }
        }
        let store = &world.app.app.store;
        assert_eq!(store.incident(&Sight::Everything, IncidentRef(2)).await.unwrap(), hidden_before);
        // Then what depends on the role, where whoever asks sees the incident.
        let mut wrong = Vec::new();
        for (method, path, asks) in TABLE {
            let sent = bodies::of(&document, method, &format!("/api/v1{path}"));
            let asked = |reference: &str| Asked {
                method: method.parse().unwrap(),
                row: path,
                path: filled(method, path, reference, &places),
                sent: &sent,
            };
            if path.contains("{reference}") {
                for who in &outside {
                    wrong.extend(asked("INC-1").against_the_policy(&world, who, asks).await);
                }
            }
            for who in &named {
                wrong.extend(asked(HIDDEN).against_the_policy(&world, who, asks).await);
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
