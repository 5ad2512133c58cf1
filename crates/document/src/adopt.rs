//! A document taken into a workspace: every name becomes the id of whom or what it names.
//!
//! A name that the workspace does not have is dropped where the domain holds ids only (who voted,
//! who answered) and kept where it holds a told name (an action item's owner). Services and factors
//! should be created first: [`new_names`] lists them.

use afterword_domain::action_item::{ActionItem, ActionReview};
use afterword_domain::incident::timeline::{Correction, Question, Reply};
use afterword_domain::incident::{TimelineEvent, Visibility};
use afterword_domain::meeting::Meeting;
use afterword_domain::postmortem::{Answer, ContributingFactor, Measure, PostMortem};
use afterword_domain::recurrence::Recurrence;
use afterword_domain::service::Service;
use afterword_domain::text::NAME_MAX;
use afterword_domain::workspace::{FactorTerm, Workspace};
use afterword_domain::{FactorId, Incident, IncidentRef, Moment, PersonId};

use crate::document::{self, Document};
use crate::numbers;

/// Names of a document that the workspace does not have yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewNames {
    pub services: Vec<String>,
    /// Labels of factors.
    pub factors: Vec<String>,
}

/// Lists the services and factors that must be created before the document is adopted, each once.
pub fn new_names(document: &Document, workspace: &Workspace) -> NewNames {
    let mut names = NewNames::default();
    for name in &document.services {
        let name = name.trim();
        let listed = names
            .services
            .iter()
            .any(|other| Service::key(other) == Service::key(name));
        if !name.is_empty() && workspace.service_named(name).is_none() && !listed {
            names.services.push(name.to_owned());
        }
    }
    let postmortem = &document.postmortem;
    let labels = postmortem
        .factors
        .iter()
        .filter_map(|factor| factor.factor.as_ref());
    let labels = labels.chain(
        postmortem
            .measures
            .iter()
            .filter_map(|measure| measure.factor.as_ref()),
    );
    let labels = labels.chain(
        postmortem
            .actions
            .iter()
            .filter_map(|action| action.factor.as_ref()),
    );
    for label in labels {
        let key = FactorTerm::key(label);
        let listed = names
            .factors
            .iter()
            .any(|other| FactorTerm::key(other) == key);
        let fits = !key.is_empty() && label.chars().count() <= NAME_MAX;
        if fits && workspace.factor_labelled(label).is_none() && !listed {
            names.factors.push(label.trim().to_owned());
        }
    }
    names
}

/// The incident that a document describes. Reference and version are the store's to give.
///
/// What a document from elsewhere does not know is filled in: it was written down `now`, and a
/// number is found for every entry that has none of its own.
pub fn adopt(mut document: Document, workspace: &Workspace, now: Moment) -> Incident {
    let ids = Ids { workspace, now };
    numbers::settle(&mut document);
    let began = document.milestones.impact_started_at;
    let service = |name: &String| workspace.service_named(name).map(|service| service.id);
    let mut services: Vec<_> = document.services.iter().filter_map(service).collect();
    let mut seen = Vec::new();
    services.retain(|id| {
        !seen.contains(id) && {
            seen.push(*id);
            true
        }
    });
    let postmortem = document.postmortem;
    let mut timeline: Vec<_> = document
        .timeline
        .into_iter()
        .map(|entry| ids.event(entry))
        .collect();
    timeline.sort_by_key(|event| (event.occurred_at, event.id));
    Incident {
        reference: IncidentRef(0),
        version: 0,
        title: document.title,
        mode: document.mode,
        severity: document.severity,
        services,
        visibility: ids.visibility(document.restricted_to.as_ref()),
        duplicate_of: document.duplicate_of,
        zone: if document.zone.is_empty() {
            "UTC".into()
        } else {
            document.zone
        },
        milestones: document.milestones,
        started_precision: document.started_precision,
        impact: document.impact,
        timeline,
        postmortem: PostMortem {
            status: postmortem.status,
            sections: postmortem.sections,
            factors: postmortem
                .factors
                .into_iter()
                .map(|factor| ids.factor_entry(factor))
                .collect(),
            answers: postmortem
                .answers
                .into_iter()
                .map(|answer| ids.answer(answer))
                .collect(),
            measures: postmortem
                .measures
                .into_iter()
                .map(|measure| ids.measure(measure))
                .collect(),
            actions: postmortem
                .actions
                .into_iter()
                .map(|action| ids.action(action, began))
                .collect(),
            meeting: postmortem.meeting.map(|meeting| ids.meeting(&meeting)),
            published_at: postmortem.published_at,
            published_by: ids.person(postmortem.published_by.as_deref()),
            no_actions_reason: postmortem.no_actions_reason,
            ..PostMortem::default()
        },
        named_versions: Vec::new(),
        kept_phrases: Vec::new(),
        recurrences: document
            .recurrences
            .into_iter()
            .map(|link| ids.recurrence(link))
            .collect(),
        created_at: document.created_at.unwrap_or(now),
        updated_at: document.updated_at.unwrap_or(now),
        next_entry: document.next_entry,
    }
}

struct Ids<'a> {
    workspace: &'a Workspace,
    now: Moment,
}

impl Ids<'_> {
    fn person(&self, name: Option<&str>) -> Option<PersonId> {
        name.and_then(|name| self.workspace.person_named(name))
            .map(|person| person.id)
    }

    /// Names that lead to nobody are left out; an incident that is then seen by nobody is refused
    /// where it is admitted, and never opened to everybody.
    fn visibility(&self, restricted: Option<&document::RestrictedTo>) -> Visibility {
        let Some(restricted) = restricted else {
            return Visibility::Everyone;
        };
        let people = restricted.people.iter();
        let teams = restricted.teams.iter();
        Visibility::Restricted {
            people: people.filter_map(|name| self.person(Some(name))).collect(),
            teams: teams
                .filter_map(|name| Some(self.workspace.team_named(name)?.id))
                .collect(),
        }
    }

    fn label(&self, label: Option<&str>) -> Option<FactorId> {
        label
            .and_then(|label| self.workspace.factor_labelled(label))
            .map(|factor| factor.id)
    }

    fn event(&self, entry: document::Entry) -> TimelineEvent {
        TimelineEvent {
            id: entry.id,
            occurred_at: entry.occurred_at,
            precision: entry.precision,
            recorded_at: entry.recorded_at.unwrap_or(self.now),
            kind: entry.kind,
            milestone: entry.milestone,
            text: entry.text,
            source: entry.source,
            evidence: entry.evidence,
            pinned: entry.pinned,
            questions: entry
                .questions
                .into_iter()
                .map(|question| self.question(question))
                .collect(),
            history: entry
                .history
                .into_iter()
                .map(|correction| self.correction(correction))
                .collect(),
        }
    }

    fn correction(&self, correction: document::Correction) -> Correction {
        Correction {
            until: correction.until,
            by: self.person(correction.by.as_deref()),
            occurred_at: correction.occurred_at,
            text: correction.text,
        }
    }

    fn question(&self, question: document::Question) -> Question {
        let reply = |reply: document::Reply| Reply {
            text: reply.text,
            by: self.person(reply.by.as_deref()),
            at: reply.at,
        };
        Question {
            id: question.id,
            text: question.text,
            asked_by: self.person(question.asked_by.as_deref()),
            asked_at: question.asked_at,
            answers: question.answers.into_iter().map(reply).collect(),
            factor: question.factor,
        }
    }

    fn factor_entry(&self, factor: document::Factor) -> ContributingFactor {
        ContributingFactor {
            id: factor.id,
            group: factor.group,
            text: factor.text,
            factor: self.label(factor.factor.as_deref()),
            confidence: factor.confidence,
            evidence: factor.evidence,
        }
    }

    fn answer(&self, answer: document::Answer) -> Answer {
        Answer {
            id: answer.id,
            question: answer.question,
            text: answer.text,
            by: self.person(answer.by.as_deref()),
        }
    }

    fn measure(&self, measure: document::Measure) -> Measure {
        Measure {
            id: measure.id,
            title: measure.title,
            note: measure.note,
            effect: measure.effect,
            effort_days: measure.effort_days,
            factor: self.label(measure.factor.as_deref()),
            votes: measure
                .votes
                .iter()
                .filter_map(|name| self.person(Some(name)))
                .collect(),
            not_chosen_reason: measure.not_chosen_reason,
            told: measure.told,
        }
    }

    fn action(&self, action: document::Action, began: Option<Moment>) -> ActionItem {
        let review = |review: document::Review| ActionReview {
            at: review.at,
            by: self.person(review.by.as_deref()),
            meeting_of: review.meeting_of,
            outcome: review.outcome,
            note: review.note,
        };
        // A handle or a told name that somebody of the workspace answers to is that person.
        let told = Some(action.owner_name.as_str()).filter(|name| !name.trim().is_empty());
        let owner = self
            .person(action.owner.as_deref())
            .or_else(|| self.person(told));
        let owner_name = match (owner, action.owner) {
            (Some(_), _) => String::new(),
            (None, Some(handle)) if action.owner_name.is_empty() => handle,
            (None, _) => action.owner_name,
        };
        ActionItem {
            id: action.id,
            measure: action.measure,
            title: action.title,
            note: action.note,
            owner,
            owner_name,
            priority: action.priority,
            due_on: action.due_on,
            earlier_dates: action.earlier_dates,
            ticket: action.ticket,
            state: action.state,
            blocked_by: action.blocked_by,
            wont_do_reason: action.wont_do_reason,
            effort_days: action.effort_days,
            factor: self.label(action.factor.as_deref()),
            committed_at: action.committed_at.or(began).unwrap_or(self.now),
            finished_at: action.finished_at,
            proof: action.proof,
            verify_by: action.verify_by,
            reviews: action.reviews.into_iter().map(review).collect(),
        }
    }

    fn meeting(&self, meeting: &document::Meeting) -> Meeting {
        Meeting {
            facilitator: self.person(meeting.facilitator.as_deref()),
            scribe: self.person(meeting.scribe.as_deref()),
            held_at: meeting.held_at,
            ..Meeting::at(meeting.scheduled_at, meeting.minutes)
        }
    }

    fn recurrence(&self, link: document::Recurrence) -> Recurrence {
        Recurrence {
            earlier: link.earlier,
            verdict: link.verdict,
            reasons: link.reasons,
            by: self.person(link.by.as_deref()),
            at: link.at,
        }
    }
}
