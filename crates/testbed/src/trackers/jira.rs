//! Jira's REST API: version 3 of the cloud, version 2 of a data centre, and that of boards.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::desk::{Desk, Note, Odd, Stage, Ticket};
use super::jql;
use super::request::{Reply, Request, cut};
use super::{ACCOUNT, Standin, TOKEN, Which};

pub(super) fn answer(standin: &Standin, desk: &mut Desk, request: &Request) -> Reply {
    let is_cloud = standin.which == Which::JiraCloud;
    let expected = if is_cloud {
        format!("Basic {}", STANDARD.encode(format!("{ACCOUNT}:{TOKEN}")))
    } else {
        format!("Bearer {TOKEN}")
    };
    let (method, route) = request.route(1);
    if desk.conduct.revoked || request.authorization != expected {
        // The cloud answers as to a stranger, but for what is of the account itself.
        if is_cloud && !matches!(route[..], [_, _, "myself"]) {
            let reply = errors(
                404,
                "Issue does not exist or you do not have permission to see it.",
            );
            return reply.with("x-seraph-loginreason", "AUTHENTICATED_FAILED");
        }
        return Reply::text(401, "Client must be authenticated to access this resource.");
    }
    let version = if is_cloud { "3" } else { "2" };
    match (method, &route[..]) {
        (_, ["agile", "1.0", rest @ ..]) => agile(desk, request, rest),
        (_, ["api", of, rest @ ..]) if *of == version => api(standin, desk, request, rest),
        _ => errors(404, "null for uri"),
    }
}

fn api(standin: &Standin, desk: &mut Desk, request: &Request, rest: &[&str]) -> Reply {
    let is_cloud = standin.which == Which::JiraCloud;
    let missing = || errors(404, "No project could be found with key 'PAY'.");
    match (request.method.as_str(), rest) {
        ("GET", ["myself"]) => Reply::new(
            200,
            json!({ "displayName": "Afterword", "emailAddress": ACCOUNT }),
        ),
        ("GET", ["project", key]) if *key == "PAY" && desk.exists => Reply::new(
            200,
            json!({ "id": "10000", "key": "PAY", "name": "Payments" }),
        ),
        ("GET", ["mypermissions"]) if desk.exists => rights(desk, request),
        ("GET", ["issue", "createmeta", "PAY", "issuetypes"]) if desk.exists => {
            let types = [
                json!({ "id": "10001", "name": "Task" }),
                json!({ "id": "10002", "name": "Bug" }),
            ];
            listed(desk, request, is_cloud, "issueTypes", &types)
        }
        ("GET", ["issue", "createmeta", "PAY", "issuetypes", "10001"]) if desk.exists => {
            let fields = fields(desk);
            listed(desk, request, is_cloud, "fields", &fields)
        }
        ("GET", ["user", "assignable", "search"]) => people(desk, request, is_cloud),
        ("POST", ["search", "jql"]) if is_cloud => search(standin, desk, request),
        ("POST", ["search"]) if !is_cloud => search(standin, desk, request),
        ("POST", ["issue"]) => create(standin, desk, request),
        ("GET", ["issue", key]) => match find(desk, key) {
            Some(ticket) => match ticket.odd {
                None | Some(Odd::Transferred) => Reply::new(200, issue(standin, ticket)),
                Some(Odd::Forbidden) => errors(403, "You do not have the permission to see it."),
                Some(Odd::Failing) => errors(500, "Internal server error"),
            },
            None => errors(
                404,
                "Issue does not exist or you do not have permission to see it.",
            ),
        },
        (_, ["issue", key, "comment"]) => comment(desk, request, key),
        _ => missing(),
    }
}

fn rights(desk: &Desk, request: &Request) -> Reply {
    let mut told = Map::new();
    for right in request.asks("permissions").split(',') {
        let has = !desk.conduct.read_only || right == "BROWSE_PROJECTS";
        told.insert(
            right.to_owned(),
            json!({ "key": right, "havePermission": has }),
        );
    }
    Reply::new(200, json!({ "permissions": told }))
}

/// What the form of a task has.
fn fields(desk: &Desk) -> Vec<Value> {
    let own = [
        ("summary", "Summary"),
        ("description", "Description"),
        ("labels", "Labels"),
        ("assignee", "Assignee"),
    ];
    let own = own.map(|(id, name)| {
        json!({ "fieldId": id, "name": name, "required": id == "summary", "hasDefaultValue": false })
    });
    let demanded = desk.demanded.iter().map(|(id, name)| {
        json!({ "fieldId": id, "name": name, "required": true, "hasDefaultValue": false })
    });
    own.into_iter().chain(demanded).collect()
}

/// A page as both have it; they disagree on what the entries are called.
fn listed(desk: &Desk, request: &Request, is_cloud: bool, what: &str, all: &[Value]) -> Reply {
    let start = request.number("startAt").unwrap_or(0);
    let most = request.number("maxResults").unwrap_or(50).min(desk.page);
    let (page, more) = cut(all, start, most);
    let what = if is_cloud { what } else { "values" };
    Reply::new(
        200,
        json!({
            "startAt": start, "maxResults": most, "total": all.len(), "isLast": !more, what: page
        }),
    )
}

fn people(desk: &Desk, request: &Request, is_cloud: bool) -> Reply {
    let asked = request.asks(if is_cloud { "query" } else { "username" });
    let found = desk
        .people
        .iter()
        .filter(|person| person.email.starts_with(asked) || person.login.starts_with(asked));
    let found = found.map(|person| {
        let id = format!("5b10ac8d82e05b22cc7d4ef{}", person.id);
        if is_cloud {
            json!({ "accountId": id, "emailAddress": person.email, "displayName": person.login })
        } else {
            json!({ "name": person.login, "emailAddress": person.email })
        }
    });
    Reply::new(200, found.collect())
}

fn search(standin: &Standin, desk: &Desk, request: &Request) -> Reply {
    let body = &request.body;
    let asked = body["jql"].as_str().unwrap_or_default();
    let Some(question) = jql::read(asked, desk.now()) else {
        return errors(400, "Error in the JQL Query: it is not understood.");
    };
    if question.project.as_deref() != Some("PAY") || !desk.exists {
        return errors(
            400,
            "The value 'PAY' does not exist for the field 'project'.",
        );
    }
    let found = desk
        .newest()
        .into_iter()
        .filter(|ticket| ticket.odd.is_none() && question.fits(ticket));
    let found: Vec<Value> = found.map(|ticket| issue(standin, &ticket)).collect();
    let most = body["maxResults"].as_u64().map_or(50, size).min(desk.page);
    if standin.which == Which::JiraCloud {
        if body.get("startAt").is_some() {
            return errors(
                400,
                "Invalid request payload. Refer to the REST API documentation and try again.",
            );
        }
        let token = body["nextPageToken"]
            .as_str()
            .and_then(|token| token.strip_prefix("from:"));
        let start = token.and_then(|token| token.parse().ok()).unwrap_or(0);
        let (page, more) = cut(&found, start, most);
        let mut told = json!({ "issues": page, "isLast": !more });
        if more {
            told["nextPageToken"] = format!("from:{}", start + most).into();
        }
        return Reply::new(200, told);
    }
    let start = body["startAt"].as_u64().map_or(0, size);
    let (page, _) = cut(&found, start, most);
    Reply::new(
        200,
        json!({
            "startAt": start, "maxResults": most, "total": found.len(), "issues": page
        }),
    )
}

fn create(standin: &Standin, desk: &mut Desk, request: &Request) -> Reply {
    let fields = &request.body["fields"];
    let mut errors = Map::new();
    if fields["project"]["key"] != "PAY" || !desk.exists {
        errors.insert("project".into(), "valid project is required".into());
    }
    if !matches!(fields["issuetype"]["name"].as_str(), Some("Task" | "Bug")) {
        errors.insert("issuetype".into(), "Specify a valid issue type".into());
    }
    let title = fields["summary"].as_str().unwrap_or_default();
    if title.is_empty() || title.chars().count() > 255 || title.contains('\n') {
        errors.insert(
            "summary".into(),
            "You must specify a summary of the issue.".into(),
        );
    }
    let is_cloud = standin.which == Which::JiraCloud;
    if fields["description"].is_object() != is_cloud {
        let said =
            "Operation value must be an Atlassian Document (see the Atlassian Document Format)";
        errors.insert("description".into(), said.into());
    }
    let labels = texts(&fields["labels"]);
    if labels.iter().any(|label| label.contains(' ')) {
        errors.insert("labels".into(), "The label can't contain spaces.".into());
    }
    for (id, name) in &desk.demanded {
        if fields[id].is_null() {
            errors.insert(id.clone(), format!("{name} is required.").into());
        }
    }
    if desk.conduct.read_only {
        let said = "You do not have permission to create issues in this project.";
        return self::errors(403, said);
    }
    if !errors.is_empty() {
        return Reply::new(400, json!({ "errorMessages": [], "errors": errors }));
    }
    let named = fields["assignee"]["accountId"]
        .as_str()
        .or(fields["assignee"]["name"].as_str());
    let assignee = desk.people.iter().find(|person| {
        named.is_some_and(|said| said == person.login || said.ends_with(&format!("f{}", person.id)))
    });
    let assignee = assignee.map(|person| person.id);
    let number = desk.open(title);
    desk.change(number, |ticket| {
        ticket.body = fields["description"].clone();
        ticket.labels = labels;
        ticket.assignee = assignee;
        ticket.sent = request.body.clone();
    });
    Reply::new(
        201,
        json!({ "id": (10_000 + number).to_string(), "key": format!("PAY-{number}") }),
    )
}

fn comment(desk: &mut Desk, request: &Request, key: &str) -> Reply {
    let Some(ticket) = find(desk, key) else {
        return errors(
            404,
            "Issue does not exist or you do not have permission to see it.",
        );
    };
    let number = ticket.number;
    if request.method == "GET" {
        let told = ticket.notes.iter().rev().map(
            |note| json!({ "id": note.uid, "body": note.body, "properties": note.properties }),
        );
        let told: Vec<Value> = told.collect();
        return Reply::new(
            200,
            json!({ "comments": told, "total": told.len(), "startAt": 0 }),
        );
    }
    if desk.conduct.read_only {
        return errors(
            403,
            "You do not have the permission to comment on this issue.",
        );
    }
    let created = desk.now();
    desk.change(number, |ticket| {
        ticket.notes.push(Note {
            uid: ticket.notes.len().to_string(),
            body: request.body["body"].clone(),
            properties: request.body["properties"].clone(),
            created,
        });
    });
    Reply::new(201, json!({ "id": "1" }))
}

fn agile(desk: &mut Desk, request: &Request, rest: &[&str]) -> Reply {
    match (request.method.as_str(), rest) {
        ("GET", ["board"]) if desk.exists => {
            let boards: Vec<Value> = desk
                .boards
                .iter()
                .map(|(id, kind)| json!({ "id": id, "name": format!("Board {id}"), "type": kind }))
                .collect();
            listed(desk, request, false, "values", &boards)
        }
        ("GET", ["board", id, "sprint"]) => {
            let board = desk
                .boards
                .iter()
                .find(|(board, _)| board.to_string() == *id);
            match board {
                None => errors(
                    404,
                    "The requested board cannot be viewed because it either does not exist or you do not have permission to view it.",
                ),
                Some((_, "kanban")) => errors(400, "The board does not support sprints"),
                Some(_) => {
                    let sprints: Vec<Value> = desk
                        .coming()
                        .iter()
                        .map(|sprint| {
                            let mut told =
                                json!({ "id": sprint.id, "name": sprint.name, "state": "future" });
                            if let (Some(starts), Some(ends)) = (&sprint.starts, &sprint.ends) {
                                told["startDate"] = format!("{starts}T08:00:00.000Z").into();
                                told["endDate"] = format!("{ends}T17:00:00.000Z").into();
                            }
                            told
                        })
                        .collect();
                    listed(desk, request, false, "values", &sprints)
                }
            }
        }
        ("POST", ["sprint", id, "issue"]) => {
            let id = id.parse().ok();
            let found = desk.sprint(id).map(|sprint| (sprint.id, sprint.closed));
            match found {
                None => errors(404, "Sprint does not exist."),
                Some((_, true)) => {
                    errors(400, "Issue can be assigned only active or future sprints.")
                }
                Some((id, false)) => {
                    for key in texts(&request.body["issues"]) {
                        let number = find(desk, &key).map_or(0, |ticket| ticket.number);
                        desk.change(number, |ticket| ticket.sprint = Some(id));
                    }
                    Reply::new(204, Value::Null)
                }
            }
        }
        _ => errors(404, "The requested board cannot be viewed."),
    }
}

/// An issue as its fields are told.
pub(super) fn issue(standin: &Standin, ticket: &Ticket) -> Value {
    let (name, category) = match ticket.stage {
        Stage::Open => ("To Do", "new"),
        Stage::InProgress => ("In Progress", "indeterminate"),
        Stage::Done => ("Done", "done"),
        Stage::Dropped => ("Won't do", "done"),
    };
    let updated = ticket
        .updated
        .strftime("%Y-%m-%dT%H:%M:%S.000+0000")
        .to_string();
    json!({
        "id": (10_000 + ticket.number).to_string(),
        "key": format!("PAY-{}", ticket.number),
        "self": format!("{}/rest/api/2/issue/{}", standin.pages, 10_000 + ticket.number),
        "fields": {
            "summary": ticket.title,
            "status": { "name": name, "statusCategory": { "key": category } },
            "labels": ticket.labels,
            "updated": updated,
        }
    })
}

fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn find<'a>(desk: &'a Desk, key: &str) -> Option<&'a Ticket> {
    desk.ticket(key.strip_prefix("PAY-")?.parse().ok()?)
}

fn texts(list: &Value) -> Vec<String> {
    let texts = list.as_array().into_iter().flatten();
    texts
        .filter_map(|text| Some(text.as_str()?.to_owned()))
        .collect()
}

fn errors(status: u16, said: &str) -> Reply {
    Reply::new(status, json!({ "errorMessages": [said], "errors": {} }))
}
