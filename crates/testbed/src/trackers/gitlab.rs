//! GitLab's REST API, below `/api/v4`.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::desk::{Desk, Note, Odd, Ticket};
use super::request::{Reply, Request, cut};
use super::{Standin, TOKEN};

/// Numbers of milestones, so that they are not those of iterations.
const MILESTONES: u64 = 500;

pub(super) fn answer(standin: &Standin, desk: &mut Desk, request: &Request) -> Reply {
    if desk.conduct.revoked || request.authorization != format!("Bearer {TOKEN}") {
        return Reply::new(
            401,
            json!({
                "error": "invalid_token", "error_description": "Token was revoked. You have to re-authorize from the user."
            }),
        );
    }
    let (method, route) = request.route(2);
    let rest = match route[..] {
        ["user"] => return Reply::new(200, json!({ "username": "northwind-bot", "id": 1 })),
        ["users"] => return people(desk, request),
        ["personal_access_tokens", "self"] => {
            let scope = if desk.conduct.read_only {
                "read_api"
            } else {
                "api"
            };
            return Reply::new(200, json!({ "scopes": [scope], "active": true }));
        }
        ["projects", "northwind/payments", ref rest @ ..] if desk.conduct.renamed => {
            let url = format!("{}/projects/81/{}", standin.url, rest.join("/"));
            let said = format!("This resource has been moved permanently to {url}");
            return Reply::text(302, &said).with("location", &url);
        }
        ["projects", "northwind/payments", ref rest @ ..] if desk.exists => rest.to_vec(),
        _ => return message(404, "404 Project Not Found"),
    };
    match (method, &rest[..]) {
        ("GET", []) => {
            let level = if desk.conduct.low_role { 10 } else { 30 };
            Reply::new(
                200,
                json!({
                    "path_with_namespace": "northwind/payments", "archived": false,
                    "issues_access_level": "enabled",
                    "permissions": { "project_access": { "access_level": level }, "group_access": null }
                }),
            )
        }
        ("GET", ["iterations"]) if desk.premium => {
            let all: Vec<Value> = desk.coming().iter().map(iteration).collect();
            page(desk, request, &all)
        }
        ("GET", ["milestones"]) => {
            let all: Vec<Value> = desk.coming().iter().map(milestone).collect();
            page(desk, request, &all)
        }
        ("GET", ["issues"]) => list(standin, desk, request),
        ("POST", ["issues"]) => create(standin, desk, request),
        ("GET", ["issues", number]) => match known(desk, number) {
            Some(ticket) => match ticket.odd {
                None | Some(Odd::Transferred) => Reply::new(200, issue(standin, desk, &ticket)),
                Some(Odd::Forbidden) => message(403, "403 Forbidden"),
                Some(Odd::Failing) => message(500, "500 Internal Server Error"),
            },
            None => message(404, "404 Not found"),
        },
        (_, ["issues", number, "notes"]) => notes(desk, request, number),
        _ => message(404, "404 Not Found"),
    }
}

fn iteration(sprint: &super::Sprint) -> Value {
    json!({
        "id": sprint.id, "iid": sprint.id, "title": null,
        "start_date": sprint.starts, "due_date": sprint.ends, "state": 1
    })
}

fn milestone(sprint: &super::Sprint) -> Value {
    json!({
        "id": MILESTONES + sprint.id, "iid": sprint.id, "title": sprint.name,
        "start_date": sprint.starts, "due_date": sprint.ends, "state": "active"
    })
}

fn people(desk: &Desk, request: &Request) -> Reply {
    let (name, word) = (request.asks("username"), request.asks("search"));
    let found = desk.people.iter().filter(|person| {
        person.login == name
            || (!word.is_empty() && (person.email == word || person.login.contains(word)))
    });
    let told =
        found.map(|person| json!({ "id": person.id, "username": person.login, "state": "active" }));
    Reply::new(200, told.collect())
}

fn list(standin: &Standin, desk: &Desk, request: &Request) -> Reply {
    let moment = |name: &str| -> Option<Timestamp> { request.asks(name).parse().ok() };
    let (updated, created) = (moment("updated_after"), moment("created_after"));
    let mut found = desk.newest();
    found.retain(|ticket| {
        ticket.odd.is_none()
            && updated.is_none_or(|since| ticket.updated >= since)
            && created.is_none_or(|since| ticket.created >= since)
    });
    if request.asks("order_by") == "created_at" {
        found.sort_by_key(|ticket| std::cmp::Reverse(ticket.created));
    }
    let all: Vec<Value> = found
        .iter()
        .map(|ticket| issue(standin, desk, ticket))
        .collect();
    page(desk, request, &all)
}

fn page(desk: &Desk, request: &Request, all: &[Value]) -> Reply {
    let most = request
        .number("per_page")
        .unwrap_or(20)
        .min(100)
        .min(desk.page);
    let number = request.number("page").unwrap_or(1).max(1);
    let (entries, more) = cut(all, (number - 1) * most, most);
    let next = if more {
        (number + 1).to_string()
    } else {
        String::new()
    };
    Reply::new(200, entries.into()).with("x-next-page", &next)
}

fn create(standin: &Standin, desk: &mut Desk, request: &Request) -> Reply {
    if desk.conduct.read_only {
        return Reply::new(
            403,
            json!({
                "error": "insufficient_scope",
                "error_description": "The request requires higher privileges than provided by the access token.",
                "scope": "api"
            }),
        );
    }
    let body = &request.body;
    let Some(title) = body["title"].as_str().filter(|title| !title.is_empty()) else {
        return Reply::new(400, json!({ "error": "title is missing" }));
    };
    let mut wrong = Map::new();
    if title.chars().count() > 255 {
        wrong.insert(
            "title".into(),
            json!(["is too long (maximum is 255 characters)"]),
        );
    }
    for (_, name) in &desk.demanded {
        wrong.insert(name.clone(), json!(["can't be blank"]));
    }
    if !wrong.is_empty() {
        return Reply::new(400, json!({ "message": wrong }));
    }
    let (low, premium) = (desk.conduct.low_role, desk.premium);
    let number = desk.open(title);
    let (text, iteration) = acted(body["description"].as_str().unwrap_or_default());
    let milestone = body["milestone_id"]
        .as_u64()
        .and_then(|id| id.checked_sub(MILESTONES));
    desk.change(number, |ticket| {
        ticket.body = text.into();
        ticket.sent = body.clone();
        if !low {
            let labels = body["labels"].as_str().unwrap_or_default().split(',');
            ticket.labels = labels.map(str::to_owned).collect();
            ticket.sprint = milestone.or(iteration.filter(|_| premium));
            ticket.assignee = body["assignee_ids"][0].as_u64();
        }
    });
    match known(desk, &number.to_string()) {
        Some(ticket) => Reply::new(201, issue(standin, desk, &ticket)),
        None => message(404, "404 Not found"),
    }
}

/// A text without the lines that are quick actions, and the iteration that one of them sets.
fn acted(text: &str) -> (String, Option<u64>) {
    let mut iteration = None;
    let kept = text.lines().filter(|line| {
        if let Some(id) = line.strip_prefix("/iteration *iteration:") {
            iteration = id.trim().parse().ok();
            return false;
        }
        !["/close", "/confidential", "/assign "]
            .iter()
            .any(|action| line.starts_with(action))
    });
    (kept.collect::<Vec<_>>().join("\n"), iteration)
}

fn notes(desk: &mut Desk, request: &Request, number: &str) -> Reply {
    let Some(ticket) = known(desk, number) else {
        return message(404, "404 Not found");
    };
    if request.method == "GET" {
        let told = ticket
            .notes
            .iter()
            .rev()
            .map(|note| json!({ "body": note.body }));
        return Reply::new(200, told.collect());
    }
    if desk.conduct.read_only {
        return message(403, "403 Forbidden");
    }
    let created = desk.now();
    let (text, _) = acted(request.body["body"].as_str().unwrap_or_default());
    desk.change(ticket.number, |ticket| {
        ticket.notes.push(Note {
            uid: String::new(),
            body: text.into(),
            properties: Value::Null,
            created,
        });
    });
    Reply::new(201, json!({ "id": 1 }))
}

fn known(desk: &Desk, number: &str) -> Option<Ticket> {
    desk.ticket(number.parse().ok()?).cloned()
}

fn issue(standin: &Standin, desk: &Desk, ticket: &Ticket) -> Value {
    let sprint = desk.sprint(ticket.sprint);
    let assignees: Vec<Value> = desk
        .person(ticket.assignee)
        .iter()
        .map(|person| json!({ "username": person.login, "id": person.id }))
        .collect();
    let is_iteration = ticket.sent["milestone_id"].is_null();
    json!({
        "iid": ticket.number, "id": 70_000 + ticket.number, "title": ticket.title,
        "description": ticket.body,
        "state": if ticket.stage.is_closed() { "closed" } else { "opened" },
        "labels": ticket.labels, "assignees": assignees,
        "milestone": sprint.filter(|_| !is_iteration).map(milestone),
        "iteration": sprint.filter(|_| is_iteration).map(iteration),
        "references": { "full": format!("northwind/payments#{}", ticket.number) },
        "web_url": format!("{}/northwind/payments/-/issues/{}", standin.pages, ticket.number),
        "created_at": ticket.created.to_string(), "updated_at": ticket.updated.to_string(),
    })
}

fn message(status: u16, said: &str) -> Reply {
    Reply::new(status, json!({ "message": said }))
}
