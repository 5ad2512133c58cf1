//! Votes on the measures: three each, one to a measure, seen by all when voting closes.

use super::error::MeetingError;
use super::proceedings::Ballot;
use super::run::{changed, led_by};
use crate::change::{Change, Edit, apply_all};
use crate::postmortem::edit::WriteError;
use crate::workspace::Workspace;
use crate::{Incident, MeasureId, PersonId};

/// How many votes everybody has.
pub const VOTES_EACH: usize = 3;

/// Opens voting, or closes and counts it. What was voted before is open again with it.
///
/// # Errors
/// [`MeetingError`] when no meeting runs or somebody else leads.
pub fn set_open(
    incident: &Incident,
    workspace: &Workspace,
    open: bool,
    by: PersonId,
) -> Result<Vec<Change>, MeetingError> {
    let run = led_by(incident, workspace, by)?;
    Ok(match (run.voting_open, open) {
        (true, false) => closed(incident),
        (false, true) => opened(incident),
        _ => Vec::new(),
    })
}

/// Gives one's votes anew: these and no others.
///
/// # Errors
/// [`MeetingError`] when voting is not open, for a fourth vote, two for one measure, and a measure
/// that is not there.
pub fn cast(
    incident: &Incident,
    person: PersonId,
    measures: &[MeasureId],
) -> Result<Vec<Change>, MeetingError> {
    if !is_open(incident) {
        return Err(MeetingError::VotingClosed);
    }
    if measures.len() > VOTES_EACH {
        return Err(MeetingError::TooManyVotes(measures.len()));
    }
    for (at, measure) in measures.iter().enumerate() {
        exists(incident, *measure)?;
        if measures[..at].contains(measure) {
            return Err(MeetingError::VoteTwice(*measure));
        }
    }
    let to = Ballot {
        person,
        measures: measures.to_vec(),
    };
    Ok(replaced(incident, to).into_iter().collect())
}

/// Gives a vote, or takes it back when it was given: to one's ballot while votes are being given in
/// a meeting, else to the measure at once.
///
/// # Errors
/// [`MeetingError`] for a fourth vote, a measure that is not there, and in a meeting while voting
/// is closed.
pub fn vote(incident: &Incident, id: MeasureId, by: PersonId) -> Result<Vec<Change>, MeetingError> {
    let unknown = || MeetingError::Write(WriteError::NoMeasure(id));
    exists(incident, id).map_err(|_| unknown())?;
    if is_open(incident) {
        let mut measures = ballot_of(incident, by);
        toggle(&mut measures, id);
        return cast(incident, by, &measures);
    }
    let postmortem = &incident.postmortem;
    if postmortem
        .proceedings
        .running()
        .is_some_and(|run| run.kind == super::MeetingKind::Full)
    {
        return Err(MeetingError::VotingClosed);
    }
    let measures = &postmortem.measures;
    let Some(from) = measures.iter().find(|measure| measure.id == id) else {
        return Err(unknown());
    };
    let mut to = from.clone();
    toggle(&mut to.votes, by);
    let given = measures
        .iter()
        .filter(|measure| measure.votes.contains(&by))
        .count();
    if to.votes.contains(&by) && given >= VOTES_EACH {
        return Err(MeetingError::TooManyVotes(given + 1));
    }
    let from = from.clone();
    Ok(vec![Change::Measure(Edit::Changed { from, to })])
}

/// The votes that somebody has given so far, while voting is open. One for a measure that was taken
/// out since is free again.
#[must_use]
pub fn ballot_of(incident: &Incident, person: PersonId) -> Vec<MeasureId> {
    let mut ballots = incident.postmortem.proceedings.ballots.iter();
    let ballot = ballots.find(|ballot| ballot.person == person);
    ballot.map_or_else(Vec::new, |ballot| counting(incident, ballot).collect())
}

/// How many people have given a vote that counts, while voting is open.
#[must_use]
pub fn voters(incident: &Incident) -> usize {
    let ballots = incident.postmortem.proceedings.ballots.iter();
    let counts = |ballot: &&Ballot| counting(incident, ballot).next().is_some();
    ballots.filter(counts).count()
}

/// Of a ballot, the votes for measures that are still there.
fn counting<'a>(
    incident: &'a Incident,
    ballot: &'a Ballot,
) -> impl Iterator<Item = MeasureId> + use<'a> {
    let there = |id: &MeasureId| exists(incident, *id).is_ok();
    ballot.measures.iter().copied().filter(there)
}

/// What counts an open vote and closes it.
pub(super) fn closed(incident: &Incident) -> Vec<Change> {
    let proceedings = &incident.postmortem.proceedings;
    let Some(run) = proceedings.running().filter(|run| run.voting_open) else {
        return Vec::new();
    };
    let mut ballots = proceedings.ballots.clone();
    let mut changes: Vec<_> = ballots
        .iter()
        .map(|entry| {
            Change::Ballot(Edit::Removed {
                at: 0,
                entry: entry.clone(),
            })
        })
        .collect();
    ballots.sort_by_key(|ballot| ballot.person);
    changes.extend(with_votes(incident, |id| {
        let theirs = ballots
            .iter()
            .filter(|ballot| ballot.measures.contains(&id));
        theirs.map(|ballot| ballot.person).collect()
    }));
    then_open(incident, changes, run.clone(), false)
}

fn opened(incident: &Incident) -> Vec<Change> {
    let postmortem = &incident.postmortem;
    let Some(run) = postmortem.proceedings.running() else {
        return Vec::new();
    };
    let mut people: Vec<_> = postmortem
        .measures
        .iter()
        .flat_map(|m| m.votes.clone())
        .collect();
    people.sort_unstable();
    people.dedup();
    let ballots = people.into_iter().map(|person| {
        let theirs = postmortem
            .measures
            .iter()
            .filter(|m| m.votes.contains(&person));
        let measures = theirs.map(|measure| measure.id).take(VOTES_EACH).collect();
        Ballot { person, measures }
    });
    let mut changes = with_votes(incident, |_| Vec::new());
    changes.extend(
        (0..)
            .zip(ballots)
            .map(|(at, entry)| Change::Ballot(Edit::Added { at, entry })),
    );
    then_open(incident, changes, run.clone(), true)
}

fn then_open(
    incident: &Incident,
    mut changes: Vec<Change>,
    mut run: super::MeetingRun,
    open: bool,
) -> Vec<Change> {
    run.voting_open = open;
    let mut after = incident.clone();
    apply_all(&mut after, &changes);
    changes.extend(changed(&after, run));
    changes
}

fn with_votes(incident: &Incident, votes: impl Fn(MeasureId) -> Vec<PersonId>) -> Vec<Change> {
    let measures = incident.postmortem.measures.iter();
    measures
        .filter_map(|from| {
            let mut to = from.clone();
            to.votes = votes(from.id);
            Edit::between(from, to).map(Change::Measure)
        })
        .collect()
}

fn replaced(incident: &Incident, to: Ballot) -> Option<Change> {
    let ballots = &incident.postmortem.proceedings.ballots;
    let edit = match ballots.iter().position(|ballot| ballot.person == to.person) {
        Some(at) if to.measures.is_empty() => Some(Edit::Removed {
            at: u32::try_from(at).unwrap_or(u32::MAX),
            entry: ballots[at].clone(),
        }),
        Some(at) => Edit::between(&ballots[at], to),
        None if to.measures.is_empty() => None,
        None => Some(Edit::Added {
            at: u32::try_from(ballots.len()).unwrap_or(u32::MAX),
            entry: to,
        }),
    };
    edit.map(Change::Ballot)
}

fn is_open(incident: &Incident) -> bool {
    let running = incident.postmortem.proceedings.running();
    running.is_some_and(|run| run.voting_open)
}

fn exists(incident: &Incident, id: MeasureId) -> Result<(), MeetingError> {
    let mut measures = incident.postmortem.measures.iter();
    if measures.any(|measure| measure.id == id) {
        Ok(())
    } else {
        Err(MeetingError::NoMeasure(id))
    }
}

fn toggle<T: PartialEq + Copy>(list: &mut Vec<T>, entry: T) {
    match list.iter().position(|other| *other == entry) {
        Some(at) => {
            list.remove(at);
        }
        None => list.push(entry),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{INES, MIKA, Played};
    use super::*;
    use crate::postmortem::edit::{MeasureForm, remove_measure, write_measure};

    #[test]
    fn a_measure_that_is_taken_out_gives_its_votes_back() {
        let mut played = Played::begun(false);
        for title in ["a", "b", "c", "d"] {
            let form = MeasureForm {
                title: title.into(),
                ..MeasureForm::default()
            };
            let changes = write_measure(&played.incident, &played.workspace, None, &form);
            played.take(changes.unwrap());
        }
        let measures = played.incident.postmortem.measures.iter();
        let ids: Vec<_> = measures.map(|measure| measure.id).collect();
        played.take(set_open(&played.incident, &played.workspace, true, INES).unwrap());
        played.take(cast(&played.incident, MIKA, &ids[..3]).unwrap());
        played.take(cast(&played.incident, INES, &ids[..1]).unwrap());
        assert_eq!(voters(&played.incident), 2);
        played.take(remove_measure(&played.incident, ids[0]).unwrap());
        assert_eq!(ballot_of(&played.incident, MIKA), ids[1..3]);
        assert_eq!(voters(&played.incident), 1);
        played.take(vote(&played.incident, ids[3], MIKA).unwrap());
        assert_eq!(ballot_of(&played.incident, MIKA), ids[1..]);
    }
}
