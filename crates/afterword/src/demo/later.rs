//! What became of the action items: looked at in later meetings, moved, finished, given up.

use afterword_domain::action_item::progress::{self, ActionPatch};
use afterword_domain::action_item::review::{self, ReviewForm};
use afterword_domain::action_item::{ActionItem, Outcome, Proof, State};
use afterword_domain::workspace::Workspace;
use afterword_domain::{ActionItemId, Day, IncidentRef, Moment, PersonId};
use anyhow::Context;

use super::calendar::{Calendar, after, at, due_in, working_day_from, working_day_until};
use super::course::Course;
use super::dice::Dice;
use super::draft::{Draft, Names};
use super::proofs::proof_of;
use super::review::index_of;
use super::story::{Act, Due, Fate, Story};
use super::wording;

/// A meeting over a late action item looks at it this often, at most.
const LOOKS: usize = 2;

/// Something that happens to an action item after its post-mortem.
struct Step {
    at: Moment,
    incident: usize,
    action: ActionItemId,
    what: What,
}

impl Step {
    fn new(at: Moment, incident: usize, action: ActionItemId, what: What) -> Self {
        Self {
            at,
            incident,
            action,
            what,
        }
    }
}

enum What {
    Reviewed(ReviewForm, PersonId),
    Moved(Due),
    Changed(ActionPatch),
}

/// Incidents as they were told, with their stories and dates, in the order of their numbers.
pub(super) struct Told<'a> {
    pub calendar: Calendar,
    pub workspace: &'a Workspace,
    pub courses: &'a [Course],
}

impl Told<'_> {
    /// Plays everything that happened later, in the order of time.
    pub(super) fn play(
        &self,
        drafts: &mut [Draft],
        stories: &[(u32, &Story)],
    ) -> anyhow::Result<()> {
        let mut steps = Vec::new();
        for (number, story) in stories {
            let mut dice = Dice::for_incident(1_000 + number);
            let incident = index_of(IncidentRef(*number));
            let draft = drafts
                .get(incident)
                .context("a story without its incident")?;
            for (act, action) in story.actions.iter().zip(&draft.incident.postmortem.actions) {
                self.follow(incident, act, action, drafts, &mut dice, &mut steps)?;
            }
        }
        steps.sort_by_key(|step| (step.at, step.incident, step.action));
        for step in steps {
            let draft = drafts
                .get_mut(step.incident)
                .context("a step without its incident")?;
            self.take(draft, step)?;
        }
        Ok(())
    }

    fn follow(
        &self,
        incident: usize,
        act: &Act,
        action: &ActionItem,
        drafts: &[Draft],
        dice: &mut Dice,
        steps: &mut Vec<Step>,
    ) -> anyhow::Result<()> {
        let action_id = action.id;
        let mut push = |at, what| steps.push(Step::new(at, incident, action_id, what));
        for (meeting_of, outcome, note) in act.said {
            let (at, what) = self.said(*meeting_of, *outcome, note, act)?;
            push(at, what);
        }
        for (when, due) in act.moved {
            push(self.calendar.moment(*when), What::Moved(*due));
        }
        let due = action
            .due_on
            .context("every action of the demo has a date")?;
        let committed = action.committed_at.day();
        let number = u32::try_from(incident).unwrap_or_default();
        let proof = proof_of(number, action);
        match act.fate {
            Fate::OnTime(days) => {
                let day = working_day_until(due.plus_days(-days));
                let day = day.max(working_day_from(committed.plus_days(1)));
                push(self.finished(day), What::Changed(done(proof)));
            }
            Fate::Late(days) => {
                let finished = self.finished(working_day_from(due.plus_days(days)));
                for number in meetings_between(self, incident, due, finished, drafts) {
                    let (outcome, note) = wording::late(dice);
                    let (at, what) = self.said(number, outcome, note, act)?;
                    push(at, what);
                }
                push(finished, What::Changed(done(proof)));
            }
            Fate::Dropped(days, reason) => {
                let day = working_day_from(committed.plus_days(days));
                let wont_do_reason = Some(reason.to_owned());
                let patch = ActionPatch {
                    wont_do_reason,
                    ..entering(State::WontDo)
                };
                push(self.finished(day), What::Changed(patch));
            }
            Fate::Open => {}
            Fate::Going(blocked_by) => {
                let day = working_day_from(committed.plus_days(3));
                let blocked_by = Some(blocked_by.to_owned());
                let patch = ActionPatch {
                    blocked_by,
                    ..entering(State::InProgress)
                };
                push(self.finished(day), What::Changed(patch));
            }
        }
        Ok(())
    }

    /// In the afternoon of a day that is over.
    fn finished(&self, day: Day) -> Moment {
        at(day.min(self.calendar.last_friday()), 15, 40)
    }

    fn said(
        &self,
        meeting_of: u32,
        outcome: Outcome,
        note: &str,
        act: &Act,
    ) -> anyhow::Result<(Moment, What)> {
        let reference = IncidentRef(meeting_of);
        let course = self
            .courses
            .get(index_of(reference))
            .context("a meeting of no incident")?;
        let held = course.meeting.context("a meeting that was never held")?;
        let owner = Some(self.workspace.who(act.owner)?).filter(|_| outcome == Outcome::Reassigned);
        let note = note.to_owned();
        let form = ReviewForm {
            outcome,
            note,
            owner,
            meeting_of: Some(reference),
        };
        let by = self.workspace.who(course.facilitator)?;
        Ok((after(held, 8), What::Reviewed(form, by)))
    }

    fn take(&self, draft: &mut Draft, step: Step) -> anyhow::Result<()> {
        let Step {
            at, action, what, ..
        } = step;
        let workspace = self.workspace;
        match what {
            What::Reviewed(form, by) => draft.take(at, |incident| {
                review::review(incident, workspace, action, &form, Some(by), at)
            }),
            What::Changed(patch) => draft.take(at, |incident| {
                progress::update(incident, workspace, action, patch, at)
            }),
            What::Moved(due) => {
                let actions = &draft.incident.postmortem.actions;
                let owner = actions
                    .iter()
                    .find(|known| known.id == action)
                    .and_then(|a| a.owner);
                let sprint = workspace.cadence_of(owner).next_sprint(at.day());
                let due_on = Some(Some(due_in(&sprint, due)));
                let patch = ActionPatch {
                    due_on,
                    ..ActionPatch::default()
                };
                draft.take(at, |incident| {
                    progress::update(incident, workspace, action, patch, at)
                })
            }
        }
    }
}

fn done(proof: Option<Proof>) -> ActionPatch {
    ActionPatch {
        proof: proof.map(Some),
        ..entering(State::Done)
    }
}

fn entering(state: State) -> ActionPatch {
    ActionPatch {
        state: Some(state),
        ..ActionPatch::default()
    }
}

/// The meetings over the same services that found the item late.
fn meetings_between(
    told: &Told<'_>,
    incident: usize,
    due: Day,
    finished: Moment,
    drafts: &[Draft],
) -> Vec<u32> {
    let Some(of) = drafts.get(incident) else {
        return Vec::new();
    };
    let others = drafts.iter().zip(told.courses).skip(incident + 1);
    let near = others.filter(|(other, _)| {
        let mut services = other.incident.services.iter();
        services.any(|service| of.incident.services.contains(service))
    });
    let held = near.filter(|(_, course)| {
        course.published.is_some()
            && course
                .meeting
                .is_some_and(|held| held.day() > due && after(held, 60) < finished)
    });
    held.map(|(other, _)| other.incident.reference.0)
        .take(LOOKS)
        .collect()
}
