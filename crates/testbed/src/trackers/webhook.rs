//! What a tracker sends of a ticket, signed as each signs.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::desk::{Desk, Ticket};
use super::{SECRET, Standin, Which, github, jira, linear};

/// One delivery.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Names in lower case.
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Delivery {
    /// Sends it to an address on loopback. Who does not listen does not hear.
    pub async fn send(&self, hook: &str) {
        let place = hook
            .strip_prefix("http://127.0.0.1:")
            .and_then(|rest| rest.split_once('/'));
        let Some((port, path)) = place else { return };
        let (Ok(port), path) = (port.parse(), format!("/{path}")) else {
            return;
        };
        let headers = self.headers.clone();
        let body = String::from_utf8_lossy(&self.body).into_owned();
        let sent = tokio::task::spawn_blocking(move || {
            let headers: Vec<_> = headers
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            crate::ask(port, "POST", &path, &headers, &body)
        });
        // A tracker does not mind what became of it.
        drop(sent.await);
    }
}

pub(super) fn delivery(standin: &Standin, number: u64, by: &str) -> Delivery {
    let desk = standin.desk();
    let Some(ticket) = desk.tickets.get(&number) else {
        return Delivery {
            headers: Vec::new(),
            body: Vec::new(),
        };
    };
    let id = format!("delivery-{number}-{}", desk.seconds());
    let json = ("content-type", "application/json".to_owned());
    let (body, mut headers) = match standin.which {
        Which::JiraCloud | Which::JiraDataCenter => {
            let body = of_jira(standin, &desk, ticket, by);
            (body, vec![("x-atlassian-webhook-identifier", id)])
        }
        Which::Github => {
            let headers = vec![
                ("x-github-event", "issues".into()),
                ("x-github-delivery", id),
            ];
            (of_github(standin, &desk, ticket, by), headers)
        }
        Which::Gitlab => {
            let headers = vec![
                ("x-gitlab-event", "Issue Hook".into()),
                ("x-gitlab-token", SECRET.into()),
                ("idempotency-key", id),
            ];
            (of_gitlab(standin, ticket, by), headers)
        }
        Which::Linear => {
            let headers = vec![("linear-event", "Issue".into()), ("linear-delivery", id)];
            (of_linear(standin, &desk, ticket, by), headers)
        }
    };
    let body = body.to_string().into_bytes();
    let code = code(&body);
    headers.push(json);
    match standin.which {
        Which::JiraCloud | Which::JiraDataCenter => {
            headers.push(("x-hub-signature", format!("sha256={code}")));
        }
        Which::Github => headers.push(("x-hub-signature-256", format!("sha256={code}"))),
        // It sends the secret as it is.
        Which::Gitlab => {}
        Which::Linear => headers.push(("linear-signature", code)),
    }
    Delivery { headers, body }
}

fn code(body: &[u8]) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes());
    let mut mac = mac.expect("a key of any length");
    mac.update(body);
    let bytes = mac.finalize().into_bytes();
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or_default();
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    halves.map(digit).collect()
}

fn of_jira(standin: &Standin, desk: &Desk, ticket: &Ticket, by: &str) -> Value {
    let event = if ticket.deleted {
        "jira:issue_deleted"
    } else {
        "jira:issue_updated"
    };
    json!({
        "timestamp": desk.seconds() * 1_000, "webhookEvent": event,
        "issue_event_type_name": "issue_generic",
        "user": { "displayName": by }, "issue": jira::issue(standin, ticket),
    })
}

fn of_github(standin: &Standin, desk: &Desk, ticket: &Ticket, by: &str) -> Value {
    let action = match (ticket.deleted, ticket.stage.is_closed()) {
        (true, _) => "deleted",
        (false, true) => "closed",
        (false, false) => "reopened",
    };
    json!({
        "action": action, "issue": github::issue(standin, desk, ticket),
        "repository": { "full_name": "northwind/payments" }, "sender": { "login": by },
    })
}

fn of_gitlab(standin: &Standin, ticket: &Ticket, by: &str) -> Value {
    let closed = ticket.stage.is_closed();
    json!({
        "object_kind": "issue", "event_type": "issue",
        "user": { "name": by, "username": by.to_lowercase() },
        "project": { "path_with_namespace": "northwind/payments" },
        "object_attributes": {
            "iid": ticket.number, "title": ticket.title,
            "state": if closed { "closed" } else { "opened" },
            "action": if closed { "close" } else { "reopen" },
            "updated_at": ticket.updated.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
            "url": format!("{}/northwind/payments/-/issues/{}", standin.pages, ticket.number),
        },
    })
}

fn of_linear(standin: &Standin, desk: &Desk, ticket: &Ticket, by: &str) -> Value {
    json!({
        "action": if ticket.deleted { "remove" } else { "update" }, "type": "Issue",
        "actor": { "name": by, "type": "user" },
        "createdAt": ticket.updated.to_string(),
        "data": {
            "id": ticket.uid, "identifier": format!("PAY-{}", ticket.number),
            "title": ticket.title, "state": linear::state(ticket.stage),
        },
        "url": format!("{}/northwind/issue/PAY-{}", standin.pages, ticket.number),
        "webhookTimestamp": desk.seconds() * 1_000,
    })
}
