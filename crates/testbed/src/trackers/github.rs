//! GitHub's REST API as GitHub Enterprise Server has it, below `/api/v3`.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::desk::{Desk, Note, Odd, Stage, Ticket};
use super::request::{Reply, Request, cut};
use super::{Standin, TOKEN};

pub(super) fn answer(standin: &Standin, desk: &mut Desk, request: &Request) -> Reply {
    if desk.conduct.revoked || request.authorization != format!("Bearer {TOKEN}") {
        return message(401, "Bad credentials");
    }
    let (method, route) = request.route(2);
    let rest = match route[..] {
        ["user"] => return Reply::new(200, json!({ "login": "northwind-bot", "id": 1 })),
        ["repos", "northwind", "payments", ref rest @ ..] if desk.conduct.renamed => {
            return moved(standin, &format!("repositories/1296269/{}", rest.join("/")));
        }
        ["repos", "northwind", "payments", ref rest @ ..] if desk.exists => rest.to_vec(),
        _ => return message(404, "Not Found"),
    };
    match (method, &rest[..]) {
        ("GET", []) => repository(desk),
        ("GET", ["milestones"]) => milestones(desk, request),
        ("GET", ["assignees", login]) => {
            if desk.people.iter().any(|person| person.login == *login) {
                Reply::new(204, Value::Null)
            } else {
                message(404, "Not Found")
            }
        }
        ("GET", ["issues"]) => list(standin, desk, request),
        ("POST", ["issues"]) => create(standin, desk, request),
        ("GET", ["issues", number]) => match known(standin, desk, number) {
            Ok(ticket) => Reply::new(200, issue(standin, desk, &ticket)),
            Err(reply) => reply,
        },
        (_, ["issues", number, "comments"]) => comments(standin, desk, request, number),
        _ => message(404, "Not Found"),
    }
}

fn repository(desk: &Desk) -> Reply {
    let may = !desk.conduct.low_role && !desk.conduct.read_only;
    Reply::new(
        200,
        json!({
            "full_name": "northwind/payments", "has_issues": true, "archived": false,
            "permissions": { "admin": false, "maintain": false, "push": may, "triage": may, "pull": true }
        }),
    )
}

fn milestones(desk: &Desk, request: &Request) -> Reply {
    let all: Vec<Value> = desk.coming().iter().map(milestone).collect();
    page(desk, request, &all)
}

fn milestone(sprint: &super::Sprint) -> Value {
    let due = sprint.ends.as_ref().map(|ends| format!("{ends}T08:00:00Z"));
    json!({ "number": sprint.id, "title": sprint.name, "state": "open", "due_on": due })
}

fn list(standin: &Standin, desk: &Desk, request: &Request) -> Reply {
    let since: Option<Timestamp> = request.asks("since").parse().ok();
    let mut found = desk.newest();
    found.retain(|ticket| ticket.odd.is_none());
    found.retain(|ticket| since.is_none_or(|since| ticket.updated >= since));
    if request.asks("sort") == "created" {
        found.sort_by_key(|ticket| std::cmp::Reverse(ticket.created));
    }
    let mut all: Vec<Value> = found
        .iter()
        .map(|ticket| issue(standin, desk, ticket))
        .collect();
    // Pull requests are listed among issues.
    all.insert(
        0,
        json!({ "number": 9_999, "state": "open", "pull_request": {} }),
    );
    page(desk, request, &all)
}

/// A page, and whether there is a next one, which is told as an address elsewhere.
fn page(desk: &Desk, request: &Request, all: &[Value]) -> Reply {
    let most = request
        .number("per_page")
        .unwrap_or(30)
        .min(100)
        .min(desk.page);
    let number = request.number("page").unwrap_or(1).max(1);
    let (entries, more) = cut(all, (number - 1) * most, most);
    let reply = Reply::new(200, entries.into());
    if more {
        let link = format!(
            "<https://elsewhere.example/?page={}>; rel=\"next\"",
            number + 1
        );
        reply.with("link", &link)
    } else {
        reply
    }
}

fn create(standin: &Standin, desk: &mut Desk, request: &Request) -> Reply {
    if desk.conduct.read_only {
        return message(403, "Resource not accessible by personal access token");
    }
    let body = &request.body;
    let title = body["title"].as_str().unwrap_or_default();
    let mut wrong = Vec::new();
    if title.is_empty() {
        wrong.push(json!({ "resource": "Issue", "code": "missing_field", "field": "title" }));
    }
    if title.chars().count() > 256 {
        wrong.push(
            json!({ "resource": "Issue", "code": "custom", "field": "title",
            "message": "title is too long (maximum is 256 characters)" }),
        );
    }
    let milestone = body["milestone"].as_u64();
    if milestone.is_some() && desk.sprint(milestone).is_none() {
        let value = &body["milestone"];
        wrong.push(
            json!({ "value": value, "resource": "Issue", "field": "milestone", "code": "invalid" }),
        );
    }
    for (_, name) in &desk.demanded {
        wrong.push(json!({ "resource": "Issue", "code": "missing_field", "field": name }));
    }
    if !wrong.is_empty() {
        return Reply::new(
            422,
            json!({ "message": "Validation Failed", "errors": wrong }),
        );
    }
    let low = desk.conduct.low_role;
    let number = desk.open(title);
    let login = body["assignees"][0].as_str();
    let assignee = desk
        .people
        .iter()
        .find(|person| Some(person.login.as_str()) == login);
    let assignee = assignee.map(|person| person.id);
    desk.change(number, |ticket| {
        ticket.body = body["body"].clone();
        ticket.sent = body.clone();
        if !low {
            let labels = body["labels"].as_array().into_iter().flatten();
            ticket.labels = labels
                .filter_map(|one| Some(one.as_str()?.to_owned()))
                .collect();
            ticket.sprint = milestone;
            ticket.assignee = assignee;
        }
    });
    match known(standin, desk, &number.to_string()) {
        Ok(ticket) => Reply::new(201, issue(standin, desk, &ticket)),
        Err(reply) => reply,
    }
}

fn comments(standin: &Standin, desk: &mut Desk, request: &Request, number: &str) -> Reply {
    let ticket = match known(standin, desk, number) {
        Ok(ticket) => ticket,
        Err(reply) => return reply,
    };
    if request.method == "GET" {
        let since: Option<Timestamp> = request.asks("since").parse().ok();
        let told = ticket
            .notes
            .iter()
            .filter(|note| since.is_none_or(|since| note.created >= since));
        return Reply::new(200, told.map(|note| json!({ "body": note.body })).collect());
    }
    if desk.conduct.read_only {
        return message(403, "Resource not accessible by personal access token");
    }
    let created = desk.now();
    desk.change(ticket.number, |ticket| {
        ticket.notes.push(Note {
            uid: String::new(),
            body: request.body["body"].clone(),
            properties: Value::Null,
            created,
        });
    });
    Reply::new(201, json!({ "id": 1 }))
}

/// One that was deleted or transferred is told so; one that never was is not.
fn known(standin: &Standin, desk: &Desk, number: &str) -> Result<Ticket, Reply> {
    let found = number
        .parse()
        .ok()
        .and_then(|number: u64| desk.tickets.get(&number));
    match found {
        Some(ticket) if ticket.deleted => Err(message(410, "This issue was deleted")),
        Some(ticket) => match ticket.odd {
            None => Ok(ticket.clone()),
            Some(Odd::Transferred) => Err(moved(standin, "repositories/1300192/issues/4")),
            Some(Odd::Forbidden) => Err(message(
                403,
                "Resource protected by organization SAML enforcement. You must grant your Personal \
                 Access token access to this organization.",
            )),
            Some(Odd::Failing) => Err(message(500, "Server Error")),
        },
        None => Err(message(404, "Not Found")),
    }
}

/// Repositories and issues that moved are told by number.
fn moved(standin: &Standin, to: &str) -> Reply {
    let url = format!("{}/{}", standin.url, to.trim_end_matches('/'));
    let body = json!({
        "message": "Moved Permanently", "url": url,
        "documentation_url": "https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects",
    });
    Reply::new(301, body).with("location", &url)
}

pub(super) fn issue(standin: &Standin, desk: &Desk, ticket: &Ticket) -> Value {
    let reason = match ticket.stage {
        Stage::Open | Stage::InProgress => Value::Null,
        Stage::Done => "completed".into(),
        Stage::Dropped => "not_planned".into(),
    };
    let labels: Vec<Value> = ticket
        .labels
        .iter()
        .map(|name| json!({ "name": name }))
        .collect();
    let assignees: Vec<Value> = desk
        .person(ticket.assignee)
        .iter()
        .map(|person| json!({ "login": person.login }))
        .collect();
    json!({
        "number": ticket.number, "title": ticket.title, "body": ticket.body,
        "state": if ticket.stage.is_closed() { "closed" } else { "open" },
        "state_reason": reason,
        "labels": labels, "assignees": assignees,
        "milestone": desk.sprint(ticket.sprint).map(milestone),
        "html_url": format!("{}/northwind/payments/issues/{}", standin.pages, ticket.number),
        "repository_url": format!("{}/repos/northwind/payments", standin.url),
        "created_at": ticket.created.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "updated_at": ticket.updated.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
    })
}

pub(super) fn message(status: u16, said: &str) -> Reply {
    Reply::new(
        status,
        json!({ "message": said, "documentation_url": "https://docs.github.com/rest" }),
    )
}
