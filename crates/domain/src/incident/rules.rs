//! What holds for an incident after any change, through whichever door it came.
//!
//! A rule of its own decides each command; these hold for what comes out, whatever the command was:
//! an edit, an undo, a document imported again. The store asks before it writes.

use std::collections::{BTreeMap, BTreeSet};

use super::Incident;
use super::admit::unknown_service;
use super::milestones::OutOfOrder;
use super::visibility::{VisibilityError, seen_by_its_people};
use crate::action_item::commit::{CommitError, within_limit};
use crate::meeting::ballots::VOTES_EACH;
use crate::postmortem::publish::{Missing, PublishError, missing};
use crate::recurrence::{Links, RecurrenceError, still_in_order};
use crate::workspace::Workspace;
use crate::{IncidentRef, MeasureId, Moment, PersonId, Refusal, ServiceId};

/// The incident would come to stand against a rule.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RuleError {
    #[error(transparent)]
    Milestones(#[from] OutOfOrder),
    #[error(transparent)]
    Limit(#[from] CommitError),
    #[error("an action item is made from measure {0}, so the measure stays")]
    MeasureGone(MeasureId),
    #[error("measure {0} is already an action item")]
    MeasureTwice(MeasureId),
    #[error("somebody would have {0} votes; each has three")]
    TooManyVotes(usize),
    #[error(transparent)]
    Publication(#[from] PublishError),
    #[error(transparent)]
    Recurrence(#[from] RecurrenceError),
    #[error(transparent)]
    Visibility(#[from] VisibilityError),
    #[error("there is no service {0} in this workspace")]
    NoService(ServiceId),
    #[error("there is no incident {0}")]
    NoOriginal(IncidentRef),
    #[error("{0} is itself a duplicate; name the incident that tells the story")]
    DuplicateOfDuplicate(IncidentRef),
    #[error("{0} is a duplicate of this incident, so this one cannot be a duplicate too")]
    HasDuplicates(IncidentRef),
}

impl Refusal for RuleError {
    fn code(&self) -> &'static str {
        match self {
            Self::Milestones(error) => error.code(),
            Self::Limit(error) => error.code(),
            Self::MeasureGone(_) => "measure_chosen",
            Self::MeasureTwice(_) => "measure_already_chosen",
            Self::TooManyVotes(_) => "too_many_votes",
            Self::Publication(error) => error.code(),
            Self::Recurrence(error) => error.code(),
            Self::Visibility(error) => error.code(),
            Self::NoService(_) => "no_such_service",
            Self::NoOriginal(_) => "no_such_incident",
            Self::DuplicateOfDuplicate(_) | Self::HasDuplicates(_) => "duplicate_chain",
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Milestones(error) => error.field(),
            Self::Limit(error) => error.field(),
            Self::Publication(error) => error.field(),
            Self::Recurrence(error) => error.field(),
            Self::Visibility(error) => error.field(),
            Self::MeasureGone(_) | Self::MeasureTwice(_) | Self::TooManyVotes(_) => None,
            Self::NoService(_) => Some("services".into()),
            Self::NoOriginal(_) | Self::DuplicateOfDuplicate(_) | Self::HasDuplicates(_) => {
                Some("duplicate_of".into())
            }
        }
    }

    fn all(&self) -> Vec<String> {
        match self {
            Self::Publication(error) => error.all(),
            other => vec![other.to_string()],
        }
    }
}

/// Whether the incident may go from `before` to `after`.
///
/// # Errors
/// [`RuleError`] for the first rule that `after` breaks and `before` did not.
pub fn hold(
    before: &Incident,
    after: &Incident,
    workspace: &Workspace,
    links: &Links,
    now: Moment,
) -> Result<(), RuleError> {
    if after.milestones != before.milestones {
        after.milestones.in_order()?;
    }
    if after.began() != before.began() {
        still_in_order(links, after.reference, after.began())?;
    }
    if after.services != before.services
        && let Some(gone) = unknown_service(workspace, &after.services)
    {
        return Err(RuleError::NoService(gone));
    }
    if after.visibility != before.visibility {
        after.visibility.checked(&before.visibility, workspace)?;
    }
    seen_by_its_people(before, after, workspace)?;
    actions_fit(before, after, workspace)?;
    votes_fit(before, after)?;
    repeats_fit(before, after, links)?;
    still_publishable(before, after, workspace, now)
}

fn actions_fit(
    before: &Incident,
    after: &Incident,
    workspace: &Workspace,
) -> Result<(), RuleError> {
    let (had, has) = (&before.postmortem.actions, &after.postmortem.actions);
    if has.len() > had.len() {
        within_limit(has.len() - 1, workspace.settings.action_limit)?;
    }
    let mut chosen = BTreeSet::new();
    for measure in has.iter().filter_map(|action| action.measure) {
        if !chosen.insert(measure) {
            return Err(RuleError::MeasureTwice(measure));
        }
        if !after
            .postmortem
            .measures
            .iter()
            .any(|other| other.id == measure)
        {
            return Err(RuleError::MeasureGone(measure));
        }
    }
    Ok(())
}

/// Nobody comes to have more votes than each has, whatever brings them: a vote that was taken back
/// comes again with an undo.
fn votes_fit(before: &Incident, after: &Incident) -> Result<(), RuleError> {
    let (had, have) = (votes(before), votes(after));
    let grown = |person: &PersonId, count: usize| count > had.get(person).copied().unwrap_or(0);
    match have
        .into_iter()
        .find(|(person, count)| *count > VOTES_EACH && grown(person, *count))
    {
        Some((_, count)) => Err(RuleError::TooManyVotes(count)),
        None => Ok(()),
    }
}

fn votes(incident: &Incident) -> BTreeMap<PersonId, usize> {
    let measures = incident.postmortem.measures.iter();
    let mut votes = BTreeMap::new();
    for person in measures.flat_map(|measure| &measure.votes) {
        *votes.entry(*person).or_default() += 1;
    }
    votes
}

fn repeats_fit(before: &Incident, after: &Incident, links: &Links) -> Result<(), RuleError> {
    let repeat = after.reference;
    for earlier in after
        .repeats()
        .filter(|earlier| !before.repeats().any(|known| known == *earlier))
    {
        if earlier == repeat {
            return Err(RecurrenceError::Itself(repeat).into());
        }
        if links.reaches(earlier, repeat) {
            return Err(RecurrenceError::Cycle { repeat, earlier }.into());
        }
    }
    Ok(())
}

/// Nothing comes to be published in the middle of its meeting. And invariant 2 after publication:
/// nothing that publishing asked for may come to be missing. What a document lacked when it came
/// from elsewhere may stay missing, and can only become less.
fn still_publishable(
    before: &Incident,
    after: &Incident,
    workspace: &Workspace,
    now: Moment,
) -> Result<(), RuleError> {
    if !after.is_published() {
        return Ok(());
    }
    if !before.is_published() && after.postmortem.proceedings.running().is_some() {
        return Err(PublishError::Running.into());
    }
    if after.postmortem.actions.is_empty() {
        return Ok(());
    }
    let lacking = |incident: &Incident| missing(incident, workspace, "", now);
    let known = if before.is_published() {
        lacking(before)
    } else {
        Vec::new()
    };
    let fresh: Vec<Missing> = lacking(after)
        .into_iter()
        .filter(|lack| !known.iter().any(|other| other.same_gap(lack)))
        .collect();
    if fresh.is_empty() {
        Ok(())
    } else {
        Err(PublishError::Missing(fresh).into())
    }
}

/// Whether one incident may be called a duplicate of another: the other exists, is none itself, and
/// nothing is a duplicate of this one. So every story is told by exactly one incident that counts.
///
/// # Errors
/// [`RuleError`] naming `duplicate_of`.
pub fn duplicate_fits(
    original: IncidentRef,
    its_original: Option<Option<IncidentRef>>,
    duplicates: &[IncidentRef],
) -> Result<(), RuleError> {
    match its_original {
        None => Err(RuleError::NoOriginal(original)),
        Some(Some(_)) => Err(RuleError::DuplicateOfDuplicate(original)),
        Some(None) => duplicates
            .first()
            .map_or(Ok(()), |one| Err(RuleError::HasDuplicates(*one))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action_item::commit::{CommitForm, commit, withdraw};
    use crate::action_item::progress::{ActionPatch, update};
    use crate::change::{Change, apply_all};
    use crate::incident::open::sample;
    use crate::incident::undo::undo;
    use crate::meeting::ballots::vote;
    use crate::meeting::minutes::Told;
    use crate::meeting::run::end;
    use crate::meeting::sample::{INES, Played};
    use crate::postmortem::edit::{MeasureForm, remove_measure, write_measure};
    use crate::postmortem::publish::{publish, reopen};
    use crate::recurrence::{Recurrence, Verdict};
    use proptest::prelude::*;

    /// Carries changes out as the store does: only if the rules hold for what comes out.
    fn carry_out(incident: &mut Incident, changes: &[Change]) -> Result<(), RuleError> {
        let mut after = incident.clone();
        apply_all(&mut after, changes);
        hold(
            incident,
            &after,
            &Workspace::default(),
            &Links::default(),
            incident.created_at,
        )?;
        *incident = after;
        Ok(())
    }

    fn sound(incident: &Incident) -> bool {
        let postmortem = &incident.postmortem;
        let measures: Vec<_> = postmortem
            .actions
            .iter()
            .filter_map(|a| a.measure)
            .collect();
        let distinct: BTreeSet<_> = measures.iter().collect();
        postmortem.actions.len() <= 3
            && distinct.len() == measures.len()
            && measures
                .iter()
                .all(|id| postmortem.measures.iter().any(|m| m.id == *id))
            && (!incident.is_published()
                || postmortem.actions.is_empty()
                || missing(incident, &Workspace::default(), "", incident.created_at).is_empty())
    }

    fn one_step(incident: &Incident, step: u8, which: u32) -> Option<Vec<Change>> {
        let (workspace, now) = (Workspace::default(), incident.created_at);
        let measure = incident
            .postmortem
            .measures
            .get(which as usize % 4)
            .map(|m| m.id);
        let action = incident
            .postmortem
            .actions
            .get(which as usize % 3)
            .map(|a| a.id);
        match step {
            0 => {
                let form = MeasureForm {
                    title: "measure".into(),
                    ..MeasureForm::default()
                };
                write_measure(incident, &workspace, None, &form).ok()
            }
            1 => remove_measure(incident, measure?).ok(),
            2 => {
                let form = CommitForm {
                    measure,
                    ..CommitForm::default()
                };
                commit(incident, &workspace, form, now).ok()
            }
            3 => withdraw(incident, action?, "").ok(),
            4 => publish(incident, &workspace, "none is needed", None, now).ok(),
            5 => reopen(incident).ok(),
            6 => vote(incident, measure?, PersonId(which)).ok(),
            _ => {
                let patch = ActionPatch {
                    note: Some("noted".into()),
                    ..ActionPatch::default()
                };
                update(incident, &workspace, action?, patch, now).ok()
            }
        }
    }

    proptest! {
        #[test]
        fn no_sequence_of_edits_and_undos_breaks_a_rule(
            steps in proptest::collection::vec((0u8..10, 0u32..12), 0..40),
        ) {
            let mut incident = sample();
            let mut done: Vec<Vec<Change>> = Vec::new();
            for (step, which) in steps {
                let changes = if step < 8 {
                    one_step(&incident, step, which)
                } else {
                    let back = done.get(which as usize % done.len().max(1));
                    back.and_then(|changes| undo(changes).ok())
                };
                let Some(changes) = changes else { continue };
                if carry_out(&mut incident, &changes).is_ok() {
                    done.push(changes);
                }
                prop_assert!(sound(&incident), "{incident:#?}");
            }
        }
    }

    #[test]
    fn nobody_comes_to_a_fourth_vote_by_an_undo() {
        let mut incident = sample();
        for title in ["a", "b", "c", "d"] {
            let form = MeasureForm {
                title: title.into(),
                ..MeasureForm::default()
            };
            let made = write_measure(&incident, &Workspace::default(), None, &form);
            carry_out(&mut incident, &made.unwrap()).unwrap();
        }
        let measures = incident.postmortem.measures.iter();
        let ids: Vec<_> = measures.map(|measure| measure.id).collect();
        let by = PersonId(1);
        for id in &ids[..3] {
            let given = vote(&incident, *id, by).unwrap();
            carry_out(&mut incident, &given).unwrap();
        }
        let taken_back = vote(&incident, ids[0], by).unwrap();
        carry_out(&mut incident, &taken_back).unwrap();
        let fourth = vote(&incident, ids[3], by).unwrap();
        carry_out(&mut incident, &fourth).unwrap();
        let refused = carry_out(&mut incident, &undo(&taken_back).unwrap());
        assert_eq!(refused, Err(RuleError::TooManyVotes(4)));
    }

    #[test]
    fn nothing_is_published_in_the_middle_of_its_meeting() {
        let mut played = Played::begun(false);
        let now = played.now;
        let publication =
            |played: &Played| publish(&played.incident, &played.workspace, "none", None, now);
        assert_eq!(publication(&played), Err(PublishError::Running));
        // Neither by a change that another rule decided on.
        let published = publish(
            &Played::new().incident,
            &played.workspace,
            "none",
            None,
            now,
        )
        .unwrap();
        let refused = carry_out(&mut played.incident, &published);
        assert_eq!(refused, Err(PublishError::Running.into()));
        // One that was published before this rule stays so when its meeting ends.
        apply_all(&mut played.incident, &published);
        let told = Told { near: &[], now };
        let ended = end(&played.incident, &played.workspace, &told, INES, now).unwrap();
        apply_all(&mut played.incident, &ended);
        assert!(played.incident.is_published());
    }

    #[test]
    fn a_repeat_that_closes_a_circle_is_refused_by_whatever_door() {
        let before = sample();
        let mut after = before.clone();
        after.recurrences.push(Recurrence {
            earlier: before.reference,
            verdict: Verdict::Confirmed,
            reasons: Vec::new(),
            by: Some(PersonId(1)),
            at: before.created_at,
        });
        let links = Links::default();
        let refused = hold(
            &before,
            &after,
            &Workspace::default(),
            &links,
            before.created_at,
        );
        assert!(matches!(
            refused,
            Err(RuleError::Recurrence(RecurrenceError::Itself(_)))
        ));
    }

    #[test]
    fn a_duplicate_has_one_original_that_counts() {
        let original = IncidentRef(1);
        assert!(duplicate_fits(original, Some(None), &[]).is_ok());
        assert_eq!(
            duplicate_fits(original, None, &[]),
            Err(RuleError::NoOriginal(original))
        );
        let second = Some(Some(IncidentRef(2)));
        let chain = duplicate_fits(original, second, &[]).unwrap_err();
        assert_eq!(chain.code(), "duplicate_chain");
        assert!(duplicate_fits(original, Some(None), &[IncidentRef(3)]).is_err());
    }

    #[test]
    fn a_measure_stays_while_it_is_an_action_item() {
        let mut incident = sample();
        let workspace = Workspace::default();
        let form = MeasureForm {
            title: "measure".into(),
            ..MeasureForm::default()
        };
        let added = write_measure(&incident, &workspace, None, &form).unwrap();
        carry_out(&mut incident, &added).unwrap();
        let chosen = CommitForm {
            measure: Some(MeasureId(1)),
            ..CommitForm::default()
        };
        let committed = commit(&incident, &workspace, chosen, incident.created_at).unwrap();
        carry_out(&mut incident, &committed).unwrap();
        let back = undo(&added).unwrap();
        assert_eq!(
            carry_out(&mut incident, &back),
            Err(RuleError::MeasureGone(MeasureId(1)))
        );
    }
}
