//! The strings by which another program pulls a stand-in, below `/_control`: a journey in a browser
//! closes tickets with it and lets webhooks get lost.

use serde_json::{Value, json};

use super::desk::{Odd, Stage};
use super::request::{Reply, Request};
use super::{ACCOUNT, SECRET, Standin, TOKEN};

pub(super) async fn answer(standin: &Standin, request: &Request) -> Reply {
    let (method, route) = request.route(1);
    let body = &request.body;
    let number = body["number"].as_u64().unwrap_or_default();
    let by = body["by"].as_str().unwrap_or("Ana").to_owned();
    match (method, &route[..]) {
        ("GET", ["about"]) => Reply::new(
            200,
            json!({
                "kind": standin.which.word(), "url": standin.url, "project": standin.which.project(),
                "token": TOKEN, "account": ACCOUNT, "secret": SECRET,
            }),
        ),
        ("GET", ["tickets"]) => tickets(standin),
        ("POST", ["open"]) => {
            let key = standin.open(body["title"].as_str().unwrap_or("A ticket"));
            Reply::new(201, json!({ "key": key }))
        }
        ("POST", ["move"]) => match stage(&body["to"]) {
            Some(stage) => {
                standin.moves(number, stage, &by).await;
                Reply::new(204, Value::Null)
            }
            None => Reply::text(400, "to is open, in_progress, done or dropped"),
        },
        ("POST", ["delete"]) => {
            standin.delete(number, &by).await;
            Reply::new(204, Value::Null)
        }
        ("POST", ["odd"]) => {
            let odd = odd(&body["odd"]);
            standin.desk().change(number, |ticket| ticket.odd = odd);
            Reply::new(204, Value::Null)
        }
        ("POST", ["conduct"]) => {
            conduct(standin, body);
            Reply::new(204, Value::Null)
        }
        _ => Reply::text(404, "about, tickets, open, move, delete, odd, conduct"),
    }
}

fn stage(word: &Value) -> Option<Stage> {
    match word.as_str()? {
        "open" => Some(Stage::Open),
        "in_progress" => Some(Stage::InProgress),
        "done" => Some(Stage::Done),
        "dropped" => Some(Stage::Dropped),
        _ => None,
    }
}

/// Whatever else, or nothing: there is nothing odd about it.
fn odd(word: &Value) -> Option<Odd> {
    match word.as_str()? {
        "transferred" => Some(Odd::Transferred),
        "forbidden" => Some(Odd::Forbidden),
        "failing" => Some(Odd::Failing),
        _ => None,
    }
}

fn tickets(standin: &Standin) -> Reply {
    let desk = standin.desk();
    let told = desk.tickets.values().map(|ticket| {
        let sprint = desk.sprint(ticket.sprint).map(|sprint| &sprint.name);
        let assignee = desk.person(ticket.assignee).map(|person| &person.login);
        json!({
            "number": ticket.number, "key": standin.which.key(ticket.number),
            "title": ticket.title, "labels": ticket.labels, "sprint": sprint,
            "assignee": assignee, "closed": ticket.stage.is_closed(), "deleted": ticket.deleted,
            "comments": ticket.notes.iter().map(|note| &note.body).collect::<Vec<_>>(),
        })
    });
    Reply::new(200, told.collect())
}

/// Only what is named changes.
fn conduct(standin: &Standin, body: &Value) {
    let mut desk = standin.desk();
    let conduct = &mut desk.conduct;
    let set = |name: &str, what: &mut bool| {
        if let Some(value) = body[name].as_bool() {
            *what = value;
        }
    };
    set("revoked", &mut conduct.revoked);
    set("down", &mut conduct.down);
    set("read_only", &mut conduct.read_only);
    set("low_role", &mut conduct.low_role);
    set("foreign", &mut conduct.foreign);
    set("elsewhere", &mut conduct.elsewhere);
    set("renamed", &mut conduct.renamed);
    set("endless", &mut conduct.endless);
    set("withhold", &mut conduct.withhold);
    if let Some(limited) = body["limited"].as_u64() {
        conduct.limited = u32::try_from(limited).unwrap_or(u32::MAX);
    }
    if let Some(exists) = body["exists"].as_bool() {
        desk.exists = exists;
    }
    if let Some(hook) = body["hook"].as_str() {
        desk.hook = Some(hook.to_owned());
    }
    if let Some(demanded) = body["demanded"].as_object() {
        let demanded = demanded
            .iter()
            .filter_map(|(id, name)| Some((id.clone(), name.as_str()?.to_owned())));
        desk.demanded = demanded.collect();
    }
}
