//! Linear's GraphQL API. A question is known by its operation's name; the fields of the answer are
//! those that Afterword asks for.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::desk::{Desk, Note, Odd, Stage, Ticket};
use super::request::{Reply, Request, cut};
use super::{Standin, TOKEN};

pub(super) const TEAM: &str = "9cfb482a-81e3-4154-b5b9-2c805e70a02d";

pub(super) fn answer(standin: &Standin, desk: &mut Desk, request: &Request) -> Reply {
    let (method, route) = request.route(0);
    if method != "POST" || route != ["graphql"] {
        return Reply::text(404, "Not found");
    }
    if desk.conduct.revoked || request.authorization != format!("Bearer {TOKEN}") {
        let said = "Authentication required, not authenticated";
        return failed(401, "authentication error", "AUTHENTICATION_ERROR", said);
    }
    let query = request.body["query"].as_str().unwrap_or_default();
    let name = query.split(['(', ' ', '{']).nth(1).unwrap_or_default();
    let given = &request.body["variables"];
    if desk.conduct.read_only && query.starts_with("mutation") {
        let said = "Your API key does not have the scope “write”.";
        return failed(403, "forbidden", "FORBIDDEN", said);
    }
    match name {
        "Team" => team(desk, given),
        "Cycles" => cycles(desk, given),
        "Issue" => match find(desk, &given["id"]) {
            Some(ticket) => match ticket.odd {
                None | Some(Odd::Transferred) => data(json!({ "issue": issue(standin, ticket) })),
                Some(Odd::Forbidden) => {
                    let said = "You do not have access to this issue.";
                    failed(200, "forbidden", "FORBIDDEN", said)
                }
                Some(Odd::Failing) => failed(
                    500,
                    "internal error",
                    "INTERNAL_SERVER_ERROR",
                    "Internal error",
                ),
            },
            None => missing("Issue"),
        },
        "Changed" => changed(standin, desk, given),
        "Person" => person(desk, &given["filter"]),
        "Labels" => labels(desk, given),
        "LabelCreate" => {
            let label = given["input"]["name"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
            let id = format!("label-{label}");
            desk.labels.push(label);
            data(json!({ "issueLabelCreate": { "success": true, "issueLabel": { "id": id } } }))
        }
        "IssueCreate" => create(standin, desk, &given["input"]),
        "Comment" => {
            let id = given["id"].as_str().unwrap_or_default();
            let mut all = desk.tickets.values().flat_map(|ticket| &ticket.notes);
            if all.any(|note| note.uid == id) {
                data(json!({ "comment": { "id": id } }))
            } else {
                missing("Comment")
            }
        }
        "CommentCreate" => comment(desk, &given["input"]),
        _ => failed(
            400,
            "graphql error",
            "GRAPHQL_VALIDATION_FAILED",
            "Unknown operation",
        ),
    }
}

fn team(desk: &Desk, given: &Value) -> Reply {
    let found = (given["key"] == "PAY" && desk.exists)
        .then(|| json!({ "id": TEAM, "key": "PAY", "name": "Payments", "cyclesEnabled": true }));
    let nodes: Vec<Value> = found.into_iter().collect();
    data(json!({
        "viewer": { "name": "Afterword", "email": "bot@northwind.example" },
        "teams": { "nodes": nodes }
    }))
}

fn cycles(desk: &Desk, given: &Value) -> Reply {
    let all: Vec<Value> = desk
        .coming()
        .iter()
        .filter_map(|sprint| {
            let ends: jiff::civil::Date = sprint.ends.as_ref()?.parse().ok()?;
            Some(json!({
                "id": cycle(sprint.id), "number": sprint.id, "name": null,
                "startsAt": format!("{}T00:00:00.000Z", sprint.starts.as_ref()?),
                "endsAt": format!("{}T00:00:00.000Z", ends.tomorrow().ok()?),
            }))
        })
        .collect();
    data(json!({ "cycles": page(desk, given, &all) }))
}

fn cycle(id: u64) -> String {
    format!("00000000-0000-4000-9000-{id:012}")
}

/// A page as Linear has it, which ends with a cursor.
fn page(desk: &Desk, given: &Value, all: &[Value]) -> Value {
    let after = given["after"]
        .as_str()
        .and_then(|after| after.strip_prefix("at:"));
    let from = after.and_then(|after| after.parse().ok()).unwrap_or(0);
    let (nodes, more) = cut(all, from, desk.page);
    let end = format!("at:{}", from + nodes.len());
    json!({ "nodes": nodes, "pageInfo": { "hasNextPage": more, "endCursor": end } })
}

fn changed(standin: &Standin, desk: &Desk, given: &Value) -> Reply {
    let since: Option<Timestamp> = given["since"].as_str().and_then(|since| since.parse().ok());
    let mut found = desk.newest();
    found.retain(|ticket| ticket.odd.is_none());
    found.retain(|ticket| since.is_none_or(|since| ticket.updated >= since));
    let all: Vec<Value> = found.iter().map(|ticket| issue(standin, ticket)).collect();
    data(json!({ "issues": page(desk, given, &all) }))
}

fn person(desk: &Desk, filter: &Value) -> Reply {
    let asked = |field: &str| filter[field]["eqIgnoreCase"].as_str();
    let found = desk.people.iter().filter(|person| {
        asked("email") == Some(person.email.as_str())
            || asked("displayName") == Some(person.login.as_str())
    });
    let nodes: Vec<Value> = found
        .map(|person| json!({ "id": person.id.to_string(), "active": true }))
        .collect();
    data(json!({ "users": { "nodes": nodes } }))
}

fn labels(desk: &Desk, given: &Value) -> Reply {
    let asked = given["names"].as_array().cloned().unwrap_or_default();
    let found = desk
        .labels
        .iter()
        .filter(|label| asked.iter().any(|one| one == *label));
    let nodes: Vec<Value> = found
        .map(|label| json!({ "id": format!("label-{label}"), "name": label, "team": { "id": TEAM } }))
        .collect();
    data(json!({ "issueLabels": { "nodes": nodes } }))
}

fn create(standin: &Standin, desk: &mut Desk, input: &Value) -> Reply {
    let title = input["title"].as_str().unwrap_or_default();
    if input["teamId"] != TEAM || !desk.exists {
        return missing("Team");
    }
    let sprint = desk
        .sprints
        .iter()
        .find(|sprint| input["cycleId"] == cycle(sprint.id));
    if !input["cycleId"].is_null() && sprint.is_none() {
        return missing("Cycle");
    }
    let demanded: Vec<&str> = desk
        .demanded
        .iter()
        .map(|(_, name)| name.as_str())
        .collect();
    if title.is_empty() || !demanded.is_empty() {
        let said = format!("{} is required.", demanded.join(", "));
        return failed(400, "invalid input", "INPUT_ERROR", &said);
    }
    let uid = input["id"].as_str().unwrap_or_default().to_owned();
    if desk.tickets.values().any(|ticket| ticket.uid == uid) {
        return failed(
            400,
            "invalid input",
            "INPUT_ERROR",
            "conflict on insert of Issue: id is taken",
        );
    }
    let sprint = sprint.map(|sprint| sprint.id);
    let number = desk.open(title);
    desk.change(number, |ticket| {
        ticket.uid = uid;
        ticket.body = input["description"].clone();
        ticket.sent = input.clone();
        ticket.sprint = sprint;
        let assignee = input["assigneeId"].as_str();
        ticket.assignee = assignee.and_then(|id| id.parse().ok());
        let labels = input["labelIds"].as_array().into_iter().flatten();
        let labels = labels.filter_map(|id| id.as_str()?.strip_prefix("label-"));
        ticket.labels = labels.map(str::to_owned).collect();
    });
    match desk.ticket(number) {
        Some(ticket) => data(json!({
            "issueCreate": { "success": true, "issue": issue(standin, ticket) }
        })),
        None => missing("Issue"),
    }
}

fn comment(desk: &mut Desk, input: &Value) -> Reply {
    let Some(number) = find(desk, &input["issueId"]).map(|ticket| ticket.number) else {
        return missing("Issue");
    };
    let created = desk.now();
    desk.change(number, |ticket| {
        ticket.notes.push(Note {
            uid: input["id"].as_str().unwrap_or_default().to_owned(),
            body: input["body"].clone(),
            properties: Value::Null,
            created,
        });
    });
    data(json!({ "commentCreate": { "success": true } }))
}

/// By its own name or its key. One that was deleted lies in the trash for a month.
fn find<'a>(desk: &'a Desk, id: &Value) -> Option<&'a Ticket> {
    let id = id.as_str()?;
    let number = id
        .strip_prefix("PAY-")
        .and_then(|number| number.parse().ok());
    let mut all = desk.tickets.values();
    all.find(|ticket| ticket.uid == id || Some(ticket.number) == number)
}

pub(super) fn state(stage: Stage) -> Value {
    let (name, kind) = match stage {
        Stage::Open => ("Todo", "unstarted"),
        Stage::InProgress => ("In Progress", "started"),
        Stage::Done => ("Done", "completed"),
        Stage::Dropped => ("Canceled", "canceled"),
    };
    json!({ "name": name, "type": kind })
}

fn issue(standin: &Standin, ticket: &Ticket) -> Value {
    let key = format!("PAY-{}", ticket.number);
    json!({
        "identifier": key, "url": format!("{}/northwind/issue/{key}/title", standin.pages),
        "title": ticket.title, "updatedAt": ticket.updated.to_string(),
        "trashed": ticket.deleted.then_some(true),
        "state": state(ticket.stage),
    })
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "made at the call, as a body is"
)]
fn data(data: Value) -> Reply {
    Reply::new(200, json!({ "data": data }))
}

fn missing(what: &str) -> Reply {
    let said = format!("Entity not found: {what}");
    failed(200, "invalid input", "INPUT_ERROR", &said)
}

pub(super) fn failed(status: u16, kind: &str, code: &str, said: &str) -> Reply {
    Reply::new(
        status,
        json!({
            "errors": [{
                "message": said,
                "extensions": { "type": kind, "code": code, "userPresentableMessage": said }
            }]
        }),
    )
}
