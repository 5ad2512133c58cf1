//! Letters as they are written, and as a real server takes them.

mod real;
mod written;

use afterword_domain::notice::{Item, Message};
use afterword_domain::{ActionItemId, IncidentRef};

use super::*;
use crate::pages::Pages;

const KEY: &str = "due_now:INC-57/3:2026-10-09:person 4";

fn reminder() -> Message {
    Message {
        subject: "“Bound the retries” is due today".into(),
        lead: "It was chosen after INC-57, “Checkout > 5 % errors”. It waits for a review.\n\nIf \
               something stands in its way, now is a good time to say what."
            .into(),
        items: Vec::new(),
        path: "/incidents/INC-57#action-3".into(),
        link: "Open the action item".into(),
        why: "You are its owner.".into(),
        action: Some((IncidentRef(57), ActionItemId(3))),
    }
}

fn week() -> Message {
    let item = |title: &str, detail: &str, path: &str| Item {
        title: title.into(),
        detail: detail.into(),
        path: path.into(),
    };
    Message {
        subject: "Your week: 2 action items".into(),
        lead: "What you took on, by its date.".into(),
        items: vec![
            item(
                "Alert on <queue> depth & age",
                "INC-41, was due yesterday",
                "/incidents/INC-41#action-2",
            ),
            item("Bound the retries", "", "/incidents/INC-57#action-3"),
        ],
        path: "/actions".into(),
        link: "Open your action items".into(),
        why: "It comes once a week.".into(),
        action: None,
    }
}

fn draft<'a>(message: &'a Message, from: (&'a str, &'a str), to: (&'a str, &'a str)) -> Draft<'a> {
    Draft {
        from,
        to,
        message,
        pages: Pages("https://afterword.example.org"),
        key: KEY,
        written_at: "2026-10-09T07:00:00Z".parse().unwrap(),
    }
}

fn letter(to: &str) -> Letter {
    let from = ("afterword@example.org", "Afterword");
    letter::write(&draft(&reminder(), from, (to, "Zoë Ångström"))).unwrap()
}
