//! What a ticket says, in Markdown: the conditions that the action item works against. No names are
//! added to it; those that stand in the note or in the summary go out as they were written.

use afterword_domain::action_item::{ActionItem, Priority, State};
use afterword_domain::tracker::TicketAsk;
use afterword_domain::workspace::Workspace;
use afterword_domain::{ActionItemId, Incident, IncidentRef};
use afterword_integrations::outbound::Marker;
use afterword_integrations::pages::Pages;

/// Of a summary; the rest is behind the link.
const SUMMARY_MAX: usize = 3_000;

/// The action item's address for whoever reads the ticket.
pub(super) fn link(public_url: &str, incident: IncidentRef, action: ActionItemId) -> String {
    Pages(public_url).at(&format!("/incidents/{incident}#action-{action}"))
}

/// By what the ticket of one wish is known again, however often it is tried. Whoever wants another
/// one later makes another wish.
pub(super) fn marker(ask: &TicketAsk, link: &str) -> Marker {
    let name = format!("{}/{}/{}", ask.incident, ask.action, ask.at.micros());
    Marker::new(&name, link)
}

/// What a ticket is called. That of a restricted incident says nothing of it: who reads the tracker
/// is not who sees the incident.
pub(super) fn title(incident: &Incident, action: &ActionItem) -> String {
    if incident.visibility.is_restricted() {
        return format!("Action item {} of {}", action.id, incident.reference);
    }
    action.title.clone()
}

pub(super) fn body(incident: &Incident, action: &ActionItem, workspace: &Workspace) -> String {
    let restricted = incident.visibility.is_restricted();
    let mut parts = vec![if restricted {
        "What is to be done stands in Afterword, where not everybody may read it.".to_owned()
    } else {
        action.note.trim().to_owned()
    }];
    let against = action.factor.and_then(|id| workspace.factor(id));
    let against = against.filter(|_| !restricted);
    if let Some(factor) = against {
        parts.push(format!("It works against: {}.", plain(&factor.label)));
    }
    let facts = [
        action.priority.map(priority).map(str::to_owned),
        action.due_on.map(|day| format!("due by {day}")),
        action
            .effort_days
            .map(|days| format!("about {days} days of work")),
    ];
    let facts: Vec<_> = facts.into_iter().flatten().collect();
    if !facts.is_empty() {
        parts.push(format!("{}.", facts.join(", ")));
    }
    if restricted {
        parts.retain(|part| !part.is_empty());
        return parts.join("\n\n");
    }
    let title = plain(&incident.title);
    parts.push(format!(
        "From the post-mortem of {}: {title}",
        incident.reference
    ));
    let mut sections = incident.postmortem.sections.iter();
    if let Some(summary) = sections.find(|section| section.key == "summary") {
        parts.push(cut(summary.text.trim()));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

/// What is said on the ticket once its action item is finished; `None` where it is not.
pub(super) fn finished(
    incident: &Incident,
    action: &ActionItem,
    link: Option<&str>,
) -> Option<String> {
    let place = link.map_or_else(
        || "Afterword".to_owned(),
        |link| format!("[Afterword](<{link}>)"),
    );
    match action.state {
        State::Done | State::WontDo if incident.visibility.is_restricted() => {
            Some(format!("The action item is closed, as {place} says."))
        }
        State::Done => {
            let proof = action.proof.as_ref().map_or_else(
                || "Nothing shows it yet.".to_owned(),
                |proof| match &proof.url {
                    Some(url) => format!("What shows it: <{url}>"),
                    None => format!("What shows it: {}", proof.note),
                },
            );
            Some(format!("The action item is done, as {place} says. {proof}"))
        }
        State::WontDo => Some(format!(
            "The action item will not be done, as {place} says: {}",
            action.wont_do_reason.trim()
        )),
        State::Open | State::InProgress => None,
    }
}

/// What is said on a ticket that nobody waits for any more.
pub(super) fn not_wanted(link: &str) -> String {
    format!(
        "[Afterword](<{link}>) asked for this ticket and does not follow it: while it was made, its \
         action item got another one, or was to have none any more. It can be closed."
    )
}

fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::P1 => "Priority 1",
        Priority::P2 => "Priority 2",
        Priority::P3 => "Priority 3",
    }
}

/// On one line.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cut(text: &str) -> String {
    if text.chars().count() <= SUMMARY_MAX {
        return text.to_owned();
    }
    text.chars().take(SUMMARY_MAX).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use afterword_domain::PersonId;
    use afterword_domain::action_item::commit::{CommitForm, commit};
    use afterword_domain::action_item::{Proof, ProofKind};
    use afterword_domain::change::apply_all;
    use afterword_domain::incident::Visibility;
    use afterword_domain::incident::open::{OpenForm, open};

    use super::*;

    fn sample() -> Incident {
        let now = "2026-10-08T09:00:00Z".parse().unwrap();
        let form = OpenForm {
            title: "Payments\nstopped".into(),
            ..OpenForm::default()
        };
        let workspace = Workspace::default();
        let mut incident = open(form, &workspace, now).unwrap();
        let form = CommitForm {
            title: Some("Bound the retries".into()),
            note: "Three at most.".into(),
            priority: Some(Priority::P1),
            effort_days: Some(2.0),
            ..CommitForm::default()
        };
        let made = commit(&incident, &workspace, form, now).unwrap();
        apply_all(&mut incident, &made);
        incident
    }

    #[test]
    fn a_ticket_says_why_it_is_there() {
        let incident = sample();
        let action = &incident.postmortem.actions[0];
        let said = body(&incident, action, &Workspace::default());
        assert!(
            said.starts_with("Three at most.\n\nPriority 1, about 2 days of work."),
            "{said}"
        );
        assert!(said.contains(": Payments stopped"), "{said}");
    }

    #[test]
    fn a_ticket_of_a_restricted_incident_says_nothing_of_it() {
        let mut incident = sample();
        incident.visibility = Visibility::to_people([PersonId(1)]);
        let mut action = incident.postmortem.actions[0].clone();
        assert_eq!(title(&incident, &action), "Action item 1 of INC-0");
        let said = body(&incident, &action, &Workspace::default());
        assert!(said.contains("Priority 1"), "{said}");
        action.state = State::WontDo;
        action.wont_do_reason = "The client goes.".into();
        let closed = finished(&incident, &action, None).unwrap();
        for told in [said, closed] {
            for word in ["Three", "Bound", "Payments", "client"] {
                assert!(!told.contains(word), "{told}");
            }
        }
    }

    #[test]
    fn the_end_is_said_with_its_proof_or_its_reason() {
        let incident = sample();
        let mut action = incident.postmortem.actions[0].clone();
        assert_eq!(finished(&incident, &action, None), None);
        action.state = State::Done;
        let bare = finished(&incident, &action, Some("https://a.example/x")).unwrap();
        assert!(bare.contains("[Afterword](<https://a.example/x>)") && bare.contains("Nothing"));
        action.proof = Some(Proof {
            kind: ProofKind::MergedChange,
            url: Some("https://git.example/1".into()),
            note: String::new(),
        });
        assert!(
            finished(&incident, &action, None)
                .unwrap()
                .contains("<https://git.example/1>")
        );
        action.state = State::WontDo;
        action.wont_do_reason = "The client goes.".into();
        assert!(
            finished(&incident, &action, None)
                .unwrap()
                .ends_with("The client goes.")
        );
    }
}
