//! The agenda: eight steps, of which the second reviews the open action items of earlier
//! post-mortems, those of the same services and teams first, and asks again for proof that others
//! were done.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{MeetingKind, lengths};
use crate::action_item::{ActionItem, CarriedOver, ProofStanding};
use crate::workspace::Workspace;
use crate::{Day, Incident, IncidentRef, ServiceId};

/// A step of the meeting.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    CheckIn,
    OpenActions,
    Timeline,
    Why,
    FourQuestions,
    ChooseThree,
    Patterns,
    CheckOut,
}

impl Step {
    /// In their order, with the minutes that each has of ninety.
    pub const ALL: [(Self, u16); 8] = [
        (Self::CheckIn, 5),
        (Self::OpenActions, 10),
        (Self::Timeline, 30),
        (Self::Why, 10),
        (Self::FourQuestions, 10),
        (Self::ChooseThree, 10),
        (Self::Patterns, 10),
        (Self::CheckOut, 5),
    ];

    /// The one after it; none after the last.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::ALL
            .iter()
            .map(|(step, _)| *step)
            .find(|step| *step > self)
    }

    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::CheckIn => "Check-in",
            Self::OpenActions => "Open actions of earlier post-mortems",
            Self::Timeline => "Timeline",
            Self::Why => "Why",
            Self::FourQuestions => "Four questions",
            Self::ChooseThree => "Choose three",
            Self::Patterns => "Patterns",
            Self::CheckOut => "Check-out",
        }
    }

    #[must_use]
    pub fn what_happens(self) -> &'static str {
        match self {
            Self::CheckIn => "Everyone says in a word how they arrive.",
            Self::OpenActions => {
                "Each open action item: done, in progress and what blocks it, not started, won't do."
            }
            Self::Timeline => {
                "The series of events, walked through: questions, additions, corrections; no solutions yet."
            }
            Self::Why => {
                "Contributing factors in their three groups, root cause, is this a repeat?"
            }
            Self::FourQuestions => "Written in silence, then shared.",
            Self::ChooseThree => {
                "Measures collected, weighed, voted; at most three placed, each with owner, priority, \
                 date in the next sprint and ticket."
            }
            Self::Patterns => "Recurring themes, systemic issues, actions that did not work.",
            Self::CheckOut => "A word each; what is still missing before publishing.",
        }
    }
}

/// How long after it was done a meeting asks for proof.
pub const PROOF_ASKED_DAYS: i32 = 180;

/// An action item of an earlier post-mortem, as the store finds it: open, or done of late.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OpenAction {
    pub incident: IncidentRef,
    pub incident_title: String,
    pub services: Vec<ServiceId>,
    pub action: ActionItem,
}

/// Why an open action item stands where it does on the agenda.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Nearness {
    /// It came from an incident that this one repeats.
    Repeat,
    SameService,
    SameTeam,
    Elsewhere,
}

/// An open action item with its place on the agenda.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AgendaAction {
    pub nearness: Nearness,
    /// Days past its date; negative while there are days left.
    pub days_late: Option<i32>,
    /// The sprints that ended with it unfinished.
    pub carried_over: CarriedOver,
    pub proof_standing: ProofStanding,
    #[serde(flatten)]
    pub open: OpenAction,
}

/// One step with its length.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgendaStep {
    pub step: Step,
    pub title: String,
    pub minutes: u16,
    pub what_happens: String,
}

/// What the meeting goes through.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Agenda {
    pub incident: IncidentRef,
    pub title: String,
    pub steps: Vec<AgendaStep>,
    /// For the second step, in the order in which they are looked at.
    pub open_actions: Vec<AgendaAction>,
    /// Looked at after those: near ones that were done within half a year and that nothing shows to
    /// be. They hold no step back.
    pub proof_missing: Vec<AgendaAction>,
}

/// Orders the open action items of earlier post-mortems for this incident's meeting: those of the
/// incident it repeats, of the same services, of the same teams, then the rest; in each, the most
/// overdue first and those without a date last. One that was finished at this very meeting keeps
/// its place. Of those that were done before, the near ones without proof follow in the same order.
#[must_use]
pub fn agenda(
    incident: &Incident,
    open: Vec<OpenAction>,
    workspace: &Workspace,
    today: Day,
) -> Agenda {
    let reference = incident.reference;
    let here = |open: &OpenAction| {
        let mut reviews = open.action.reviews.iter();
        reviews.any(|review| review.meeting_of == Some(reference))
    };
    let list = |open: OpenAction| AgendaAction {
        nearness: nearness(incident, &open, workspace),
        days_late: open.action.days_late(today),
        carried_over: carried_over(&open.action, workspace, today),
        proof_standing: open.action.proof_standing(today),
        open,
    };
    let earlier = open.into_iter().filter(|open| open.incident != reference);
    let (looked_at, done): (Vec<_>, Vec<_>) =
        earlier.partition(|open| !open.action.state.is_finished() || here(open));
    let mut open_actions: Vec<_> = looked_at.into_iter().map(list).collect();
    let mut proof_missing: Vec<_> = done
        .into_iter()
        .filter(|open| asks_for_proof(&open.action, today))
        .map(list)
        .filter(|listed| listed.nearness != Nearness::Elsewhere)
        .collect();
    let place = |listed: &AgendaAction| {
        let OpenAction {
            incident, action, ..
        } = &listed.open;
        // Not by `days_late`, which a finished one no longer has.
        let due = (action.due_on.is_none(), action.due_on);
        (listed.nearness, due, *incident, action.id)
    };
    open_actions.sort_by_key(place);
    proof_missing.sort_by_key(place);
    let lengths = lengths::of(
        incident.postmortem.meeting.as_ref(),
        kind(incident),
        &workspace.settings,
    );
    let steps = Step::ALL
        .into_iter()
        .zip(lengths)
        .map(|((step, _), minutes)| AgendaStep {
            step,
            title: step.title().into(),
            minutes,
            what_happens: step.what_happens().into(),
        });
    Agenda {
        incident: reference,
        title: incident.title.clone(),
        steps: steps.collect(),
        open_actions,
        proof_missing,
    }
}

fn carried_over(action: &ActionItem, workspace: &Workspace, today: Day) -> CarriedOver {
    action.carried_over(&workspace.cadence_of(action.owner), today)
}

/// Those that were done long ago, or on a day that nobody knows, are left in peace.
fn asks_for_proof(action: &ActionItem, today: Day) -> bool {
    let lately = |finished: Day| today.days_since(finished) <= PROOF_ASKED_DAYS;
    action.lacks_proof() && action.finished_at.is_some_and(|at| lately(at.day()))
}

/// What kind of meeting it is, runs as or is planned as.
fn kind(incident: &Incident) -> MeetingKind {
    let postmortem = &incident.postmortem;
    let run = postmortem.proceedings.run.as_ref().map(|run| run.kind);
    let planned = postmortem.meeting.as_ref().map(|meeting| meeting.kind);
    run.or(planned).unwrap_or_default()
}

fn nearness(incident: &Incident, open: &OpenAction, workspace: &Workspace) -> Nearness {
    if incident.repeats().any(|earlier| earlier == open.incident) {
        return Nearness::Repeat;
    }
    if open
        .services
        .iter()
        .any(|service| incident.services.contains(service))
    {
        return Nearness::SameService;
    }
    let team = |id: &ServiceId| workspace.service(*id).and_then(|service| service.team);
    let ours: Vec<_> = incident.services.iter().filter_map(team).collect();
    if open
        .services
        .iter()
        .filter_map(team)
        .any(|team| ours.contains(&team))
    {
        return Nearness::SameTeam;
    }
    Nearness::Elsewhere
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action_item::commit::{CommitForm, commit};
    use crate::change::apply_all;
    use crate::incident::open::sample;
    use proptest::prelude::*;

    fn open_action(incident: u32, services: Vec<ServiceId>, due_in: Option<i32>) -> OpenAction {
        let mut from = sample();
        let now = from.created_at;
        let form = CommitForm {
            title: Some("act".into()),
            ..CommitForm::default()
        };
        let changes = commit(&from, &Workspace::default(), form, now).unwrap();
        apply_all(&mut from, &changes);
        let mut action = from.postmortem.actions[0].clone();
        action.due_on = due_in.map(|days| now.day().plus_days(days));
        OpenAction {
            incident: IncidentRef(incident),
            incident_title: String::new(),
            services,
            action,
        }
    }

    proptest! {
        #[test]
        fn nearer_ones_come_first_and_then_the_most_overdue(
            others in proptest::collection::vec((2u32..40, any::<bool>(), proptest::option::of(-50i32..20)), 0..20),
        ) {
            let mut incident = sample();
            incident.services = vec![ServiceId(1)];
            let open: Vec<_> = others.iter().map(|(number, same, due)| {
                open_action(*number, vec![ServiceId(if *same { 1 } else { 2 })], *due)
            }).collect();
            let today = incident.created_at.day();
            let agenda = agenda(&incident, open.clone(), &Workspace::default(), today);
            prop_assert_eq!(agenda.open_actions.len(), open.len());
            for pair in agenda.open_actions.windows(2) {
                prop_assert!(pair[0].nearness <= pair[1].nearness);
                if pair[0].nearness == pair[1].nearness {
                    prop_assert!(pair[0].days_late.unwrap_or(i32::MIN) >= pair[1].days_late.unwrap_or(i32::MIN));
                }
            }
        }
    }

    #[test]
    fn the_steps_take_ninety_minutes() {
        let minutes: u16 = Step::ALL.iter().map(|(_, minutes)| minutes).sum();
        assert_eq!(minutes, crate::meeting::DEFAULT_MINUTES);
    }

    #[test]
    fn what_was_done_without_proof_is_asked_for_until_it_is_shown_or_long_past() {
        use crate::action_item::{Proof, ProofKind, State};
        let mut incident = sample();
        incident.services = vec![ServiceId(1)];
        let now = incident.created_at;
        let done = |number: u32, service: u32, days_ago: i64, proof: Option<Proof>| {
            let mut open = open_action(number, vec![ServiceId(service)], Some(-3));
            open.action.state = State::Done;
            open.action.finished_at = Some(now.plus_days(-days_ago));
            open.action.proof = proof;
            open
        };
        let proof = Proof {
            kind: ProofKind::Drill,
            url: None,
            note: "held".into(),
        };
        let all = vec![
            done(2, 1, 10, None),
            done(3, 1, 10, Some(proof)),
            done(4, 9, 10, None),
            done(5, 1, 181, None),
            open_action(6, vec![ServiceId(1)], None),
        ];
        let agenda = agenda(&incident, all, &Workspace::default(), now.day());
        let numbers = |listed: &[AgendaAction]| -> Vec<_> {
            listed.iter().map(|listed| listed.open.incident.0).collect()
        };
        assert_eq!(numbers(&agenda.proof_missing), [2]);
        assert_eq!(numbers(&agenda.open_actions), [6]);
        assert_eq!(
            agenda.proof_missing[0].proof_standing,
            ProofStanding::Missing
        );
    }
}
