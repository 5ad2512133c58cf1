//! What people write beside an issue of Sentry.

use std::collections::BTreeMap;

use afterword_domain::Moment;
use afterword_domain::incident::EventKind;
use afterword_domain::signal::{Signal, Tells};

use crate::inbound::Unreadable;
use crate::inbound::json::At;
use crate::inbound::key::key;
use crate::inbound::markdown::{inline, sentence};

/// A comment as it is written, changed or taken back; `None` for another action.
pub(super) fn read(
    action: &str,
    data: &At<'_>,
    actor: Option<&str>,
    sent: Moment,
) -> Result<Option<Signal>, Unreadable> {
    let issue = data.id("issue_id")?;
    let by = actor.map_or(String::new(), |name| format!(" by {}", inline(name)));
    let start = format!("Comment on Sentry issue {}{by}", inline(&issue));
    let written = || Ok(sentence(&start, Some(data.text("comment")?)));
    let changed_at = u64::try_from(sent.micros()).unwrap_or(0);
    let said = Tells::Said {
        channel: key(&["sentry", "issue", &issue]),
    };
    let (revision, text, tells) = match action {
        "created" => (0, written()?, said),
        "updated" => (changed_at, written()?, said),
        "deleted" => (
            changed_at,
            format!("{start} was deleted."),
            Tells::Withdrawn,
        ),
        _ => return Ok(None),
    };
    let project = data.maybe_text("project_slug");
    let labels = project.map(|slug| ("project".to_owned(), slug.to_owned()));
    Ok(Some(Signal {
        key: key(&["sentry", "comment", &data.id("comment_id")?]),
        revision,
        occurred_at: data.moment("timestamp")?,
        kind: EventKind::Message,
        text,
        tells,
        service: project.map(str::to_owned),
        labels: BTreeMap::from_iter(labels),
        evidence: Vec::new(),
        query: None,
    }))
}
