//! An incident as a document: every id becomes the name that it stands for, or a person's the role
//! that they had.

use afterword_domain::action_item::{ActionItem, ActionReview};
use afterword_domain::incident::timeline::{Correction, Question, Reply};
use afterword_domain::incident::{TimelineEvent, Visibility};
use afterword_domain::meeting::Meeting;
use afterword_domain::postmortem::{Answer, ContributingFactor, Measure};
use afterword_domain::recurrence::Recurrence;
use afterword_domain::roles::{Cast, WithoutNames};
use afterword_domain::workspace::Workspace;
use afterword_domain::{FactorId, Incident, IncidentRef, PersonId};

use crate::document::{self, Document};

/// The portable form of an incident. [`crate::adopt()`] is its inverse in the same workspace.
pub fn describe(incident: &Incident, workspace: &Workspace) -> Document {
    Names {
        workspace,
        cast: None,
    }
    .document(incident)
}

/// The portable form of an incident whose texts tell roles in place of names: its fields do too.
pub fn describe_by_role(told: &WithoutNames, cast: &Cast, workspace: &Workspace) -> Document {
    Names {
        workspace,
        cast: Some(cast),
    }
    .document(&told.incident)
}

struct Names<'a> {
    workspace: &'a Workspace,
    /// Who is told by role.
    cast: Option<&'a Cast>,
}

impl Names<'_> {
    fn document(&self, incident: &Incident) -> Document {
        let workspace = self.workspace;
        let postmortem = &incident.postmortem;
        let service = |id: &afterword_domain::ServiceId| {
            workspace.service(*id).map(|service| service.name.clone())
        };
        Document {
            reference: Some(incident.reference).filter(|reference| *reference != IncidentRef(0)),
            title: incident.title.clone(),
            mode: incident.mode,
            severity: incident.severity,
            services: incident.services.iter().filter_map(service).collect(),
            restricted_to: self.restricted_to(&incident.visibility),
            duplicate_of: incident.duplicate_of,
            zone: incident.zone.clone(),
            milestones: incident.milestones,
            started_precision: incident.started_precision,
            impact: incident.impact.clone(),
            timeline: incident
                .timeline
                .iter()
                .map(|event| self.entry(event))
                .collect(),
            postmortem: document::PostMortem {
                status: postmortem.status,
                sections: postmortem.sections.clone(),
                factors: postmortem
                    .factors
                    .iter()
                    .map(|factor| self.factor_entry(factor))
                    .collect(),
                answers: postmortem
                    .answers
                    .iter()
                    .map(|answer| self.answer(answer))
                    .collect(),
                measures: postmortem
                    .measures
                    .iter()
                    .map(|measure| self.measure(measure))
                    .collect(),
                actions: postmortem
                    .actions
                    .iter()
                    .map(|action| self.action(action))
                    .collect(),
                meeting: postmortem
                    .meeting
                    .as_ref()
                    .map(|meeting| self.meeting(meeting)),
                published_at: postmortem.published_at,
                published_by: self.person(postmortem.published_by),
                no_actions_reason: postmortem.no_actions_reason.clone(),
            },
            recurrences: incident
                .recurrences
                .iter()
                .map(|link| self.recurrence(link))
                .collect(),
            created_at: Some(incident.created_at),
            updated_at: Some(incident.updated_at),
            next_entry: incident.next_entry,
        }
    }

    fn person(&self, id: Option<PersonId>) -> Option<String> {
        let person = self.workspace.person(id?)?;
        Some(match self.cast {
            Some(cast) => cast.role(person.id).to_owned(),
            None => person.handle.clone(),
        })
    }

    fn restricted_to(&self, visibility: &Visibility) -> Option<document::RestrictedTo> {
        let Visibility::Restricted { people, teams } = visibility else {
            return None;
        };
        let people = people.iter().filter_map(|id| self.person(Some(*id)));
        let teams = teams.iter().filter_map(|id| self.workspace.team(*id));
        Some(document::RestrictedTo {
            people: people.collect(),
            teams: teams.map(|team| team.name.clone()).collect(),
        })
    }

    fn label(&self, id: Option<FactorId>) -> Option<String> {
        id.and_then(|id| self.workspace.factor(id))
            .map(|factor| factor.label.clone())
    }

    fn entry(&self, event: &TimelineEvent) -> document::Entry {
        document::Entry {
            id: event.id,
            occurred_at: event.occurred_at,
            precision: event.precision,
            recorded_at: Some(event.recorded_at),
            kind: event.kind,
            milestone: event.milestone,
            text: event.text.clone(),
            source: event.source.clone(),
            evidence: event.evidence.clone(),
            pinned: event.pinned,
            questions: event
                .questions
                .iter()
                .map(|question| self.question(question))
                .collect(),
            history: event
                .history
                .iter()
                .map(|correction| self.correction(correction))
                .collect(),
        }
    }

    fn correction(&self, correction: &Correction) -> document::Correction {
        document::Correction {
            until: correction.until,
            by: self.person(correction.by),
            occurred_at: correction.occurred_at,
            text: correction.text.clone(),
        }
    }

    fn question(&self, question: &Question) -> document::Question {
        let reply = |reply: &Reply| document::Reply {
            text: reply.text.clone(),
            by: self.person(reply.by),
            at: reply.at,
        };
        document::Question {
            id: question.id,
            text: question.text.clone(),
            asked_by: self.person(question.asked_by),
            asked_at: question.asked_at,
            answers: question.answers.iter().map(reply).collect(),
            factor: question.factor,
        }
    }

    fn factor_entry(&self, factor: &ContributingFactor) -> document::Factor {
        document::Factor {
            id: factor.id,
            group: factor.group,
            text: factor.text.clone(),
            factor: self.label(factor.factor),
            confidence: factor.confidence,
            evidence: factor.evidence.clone(),
        }
    }

    fn answer(&self, answer: &Answer) -> document::Answer {
        document::Answer {
            id: answer.id,
            question: answer.question,
            text: answer.text.clone(),
            by: self.person(answer.by),
        }
    }

    fn measure(&self, measure: &Measure) -> document::Measure {
        document::Measure {
            id: measure.id,
            title: measure.title.clone(),
            note: measure.note.clone(),
            effect: measure.effect,
            effort_days: measure.effort_days,
            factor: self.label(measure.factor),
            votes: measure
                .votes
                .iter()
                .filter_map(|id| self.person(Some(*id)))
                .collect(),
            not_chosen_reason: measure.not_chosen_reason.clone(),
            told: measure.told.clone(),
        }
    }

    fn action(&self, action: &ActionItem) -> document::Action {
        let review = |review: &ActionReview| document::Review {
            at: review.at,
            by: self.person(review.by),
            meeting_of: review.meeting_of,
            outcome: review.outcome,
            note: review.note.clone(),
        };
        document::Action {
            id: action.id,
            measure: action.measure,
            title: action.title.clone(),
            note: action.note.clone(),
            owner: self.person(action.owner),
            owner_name: action.owner_name.clone(),
            priority: action.priority,
            due_on: action.due_on,
            earlier_dates: action.earlier_dates.clone(),
            ticket: action.ticket.clone(),
            state: action.state,
            blocked_by: action.blocked_by.clone(),
            wont_do_reason: action.wont_do_reason.clone(),
            effort_days: action.effort_days,
            factor: self.label(action.factor),
            committed_at: Some(action.committed_at),
            finished_at: action.finished_at,
            proof: action.proof.clone(),
            verify_by: action.verify_by,
            reviews: action.reviews.iter().map(review).collect(),
        }
    }

    fn meeting(&self, meeting: &Meeting) -> document::Meeting {
        document::Meeting {
            scheduled_at: meeting.scheduled_at,
            minutes: meeting.minutes,
            facilitator: self.person(meeting.facilitator),
            scribe: self.person(meeting.scribe),
            held_at: meeting.held_at,
        }
    }

    fn recurrence(&self, link: &Recurrence) -> document::Recurrence {
        document::Recurrence {
            earlier: link.earlier,
            verdict: link.verdict,
            reasons: link.reasons.clone(),
            by: self.person(link.by),
            at: link.at,
        }
    }
}
