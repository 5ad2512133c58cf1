//! What holds of a meeting, whatever happens in it.

use proptest::prelude::*;

use super::agenda::Step;
use super::error::MeetingError;
use super::minutes::{self, Told};
use super::plan::{self, MeetingForm};
use super::proceedings::{Became, Phase, Writer};
use super::sample::{INES, MIKA, Played, any_acts, put_off};
use super::{ballots, notes, run, silence, steps, words};
use crate::change::apply_all;
use crate::change::inverse;
use crate::postmortem::FourQuestion;
use crate::postmortem::edit::{AnswerForm, MeasureForm, write_measure};
use crate::{Incident, Moment, PersonId, Refusal as _};

fn later(moment: Moment, minutes: i64) -> Moment {
    moment.plus(jiff::SignedDuration::from_mins(minutes))
}

fn answer(text: &str) -> AnswerForm {
    AnswerForm {
        question: FourQuestion::Helped,
        text: text.into(),
    }
}

fn in_four_questions(anonymous: bool) -> Played {
    let mut played = Played::begun(anonymous);
    let to = (Step::FourQuestions, "a short one");
    let changes = steps::go_to(
        &played.incident,
        &played.workspace,
        &[],
        to,
        INES,
        played.now,
    );
    played.take(changes.unwrap());
    played
}

/// Everything that a rule promises of what it leaves behind.
fn sound(incident: &Incident) -> Result<(), TestCaseError> {
    let postmortem = &incident.postmortem;
    let proceedings = &postmortem.proceedings;
    let votes_of = |person: PersonId| {
        let measures = postmortem.measures.iter();
        measures
            .filter(|measure| measure.votes.contains(&person))
            .count()
    };
    for person in [1, 2].map(PersonId) {
        prop_assert!(votes_of(person) <= ballots::VOTES_EACH);
    }
    for ballot in &proceedings.ballots {
        let mut distinct = ballot.measures.clone();
        distinct.dedup();
        prop_assert_eq!(&distinct, &ballot.measures);
        prop_assert!((1..=ballots::VOTES_EACH).contains(&ballot.measures.len()));
        let again = ballots::ballot_of(incident, ballot.person);
        prop_assert!(ballots::cast(incident, ballot.person, &again).is_ok());
    }
    let Some(run) = &proceedings.run else {
        prop_assert!(proceedings.silent.is_empty() && proceedings.ballots.is_empty());
        return Ok(());
    };
    let entered: Vec<_> = run
        .steps
        .iter()
        .filter(|step| step.entered_at.is_some())
        .collect();
    prop_assert_eq!(run.steps.len(), Step::ALL.len());
    prop_assert_eq!(entered.len(), usize::from(run.ended_at.is_none()));
    prop_assert!(entered.iter().all(|step| step.step == run.step));
    prop_assert!(run.voting_open || proceedings.ballots.is_empty());
    prop_assert!(!run.answers_shown || proceedings.silent.is_empty());
    if run.ended_at.is_some() {
        prop_assert!(proceedings.silent.is_empty() && !run.voting_open);
        prop_assert!(
            postmortem
                .sections
                .iter()
                .any(|section| section.key == minutes::KEY)
        );
    }
    Ok(())
}

proptest! {
    #[test]
    fn nothing_that_is_tried_loses_a_word_or_a_second(acts in any_acts(60)) {
        let mut played = Played::new();
        let mut spent = 0i64;
        for act in acts {
            let before = played.incident.clone();
            let then = played.now;
            played.try_act(act);
            sound(&played.incident)?;
            let was_running = before.postmortem.proceedings.running().is_some();
            if was_running {
                spent += played.now.micros() - then.micros();
            }
            let (was, is) = (&before.postmortem, &played.incident.postmortem);
            if let Some(run) = &is.proceedings.run {
                prop_assert_eq!(run.spent_us(played.now), spent);
                let (two, at) = (Step::OpenActions, run.step);
                let left = was_running && was.proceedings.running().is_some_and(|run| run.step <= two);
                let leaves = at > two || run.ended_at.is_some();
                prop_assert!(!(left && leaves && played.near[0].said.is_none()));
            }
            let written = |p: &crate::postmortem::PostMortem| p.answers.len() + p.proceedings.silent.len();
            prop_assert!(written(is) + 1 >= written(was), "only one's own answer is taken back");
            for answer in &was.answers {
                prop_assert!(is.answers.contains(answer));
            }
        }
        // Every version is made again to the letter, back to the first.
        let mut incident = played.incident.clone();
        for (at, (_, changes)) in played.versions.iter().enumerate().skip(1).rev() {
            apply_all(&mut incident, &inverse(changes).unwrap());
            let mut wanted = played.versions[at - 1].0.clone();
            wanted.version = incident.version;
            wanted.updated_at = incident.updated_at;
            wanted.next_entry = incident.next_entry;
            prop_assert_eq!(&incident, &wanted);
        }
    }
}

#[test]
fn the_second_step_is_left_when_everything_near_was_looked_at() {
    let mut played = Played::begun(false);
    let go = |played: &Played, to, because| {
        steps::go_to(
            &played.incident,
            &played.workspace,
            &played.near,
            (to, because),
            INES,
            played.now,
        )
    };
    played.take(go(&played, Step::OpenActions, "").unwrap());
    let refused = go(&played, Step::Timeline, "").unwrap_err();
    assert_eq!(refused.code(), "open_actions_left");
    assert_eq!(refused.all(), ["“Bound the retries” of INC-31"]);
    let skipped = steps::skip(
        &played.incident,
        &played.workspace,
        &played.near,
        "no time",
        INES,
        played.now,
    );
    assert_eq!(skipped.unwrap_err().code(), "open_actions_left");
    played.near[0].said = Some(put_off(&played.near[0], played.now));
    played.take(go(&played, Step::Timeline, "").unwrap());
    let passed_over = go(&played, Step::ChooseThree, "").unwrap_err();
    assert_eq!(
        passed_over.to_string(),
        "Why, Four questions would be passed over; say in a word why"
    );
    played.take(go(&played, Step::ChooseThree, "we wrote them yesterday").unwrap());
    let run = played.incident.postmortem.proceedings.running().unwrap();
    assert_eq!(
        run.of(Step::Why).unwrap().skipped_because,
        "we wrote them yesterday"
    );
}

#[test]
fn the_lead_is_one_and_can_be_taken() {
    let mut played = Played::begun(false);
    let extend = |played: &Played, by| steps::extend(&played.incident, &played.workspace, 5, by);
    let refused = extend(&played, MIKA).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "INES leads this meeting; take over first"
    );
    played.take(run::lead(&played.incident, &played.workspace, MIKA).unwrap());
    assert!(extend(&played, MIKA).is_ok() && extend(&played, INES).is_err());
}

#[test]
fn what_is_written_in_silence_is_ones_own_until_it_is_shown() {
    let mut played = in_four_questions(false);
    let write = |played: &Played, id, text: &str, by| {
        silence::write(&played.incident, id, &answer(text), Writer::Person(by))
    };
    played.take(write(&played, None, "The rollback", INES).unwrap());
    played.take(write(&played, None, "The merchant", MIKA).unwrap());
    let first = played.incident.postmortem.proceedings.silent[0].id;
    assert_eq!(
        write(&played, Some(first), "x", MIKA),
        Err(MeetingError::NoAnswer(first))
    );
    assert_eq!(
        silence::not_in_silence(&played.incident),
        Err(MeetingError::WrittenInSilence)
    );
    assert!(played.incident.postmortem.answers.is_empty());
    played.take(silence::show(&played.incident, &played.workspace, INES).unwrap());
    let shown: Vec<_> = played
        .incident
        .postmortem
        .answers
        .iter()
        .map(|a| (a.id, a.by))
        .collect();
    assert_eq!(shown[0], (first, Some(INES)));
    assert_eq!(shown[1].1, Some(MIKA));
    assert_eq!(
        write(&played, None, "late", MIKA),
        Err(MeetingError::AnswersShown)
    );
}

#[test]
fn nobody_is_named_where_nobody_is_to_be() {
    let mut played = in_four_questions(true);
    let key = |number: u32| format!("mika {number}");
    let other = |number: u32| format!("dana {number}");
    let named = silence::write(&played.incident, None, &answer("x"), Writer::Person(MIKA));
    assert_eq!(named, Err(MeetingError::KeyMissing));
    for text in ["one", "two"] {
        let written = silence::write(&played.incident, None, &answer(text), Writer::Sealed(&key));
        played.take(written.unwrap());
    }
    let silent = &played.incident.postmortem.proceedings.silent;
    assert!(silent.iter().all(|answer| answer.by.is_none()));
    assert_ne!(
        silent[0].seal, silent[1].seal,
        "nobody can tell that one hand wrote both"
    );
    let id = silent[0].id;
    let stolen = silence::take_back(&played.incident, id, Writer::Sealed(&other));
    assert_eq!(stolen, Err(MeetingError::NoAnswer(id)));
    played.take(silence::take_back(&played.incident, id, Writer::Sealed(&key)).unwrap());
    let said = words::say(
        &played.incident,
        Phase::CheckIn,
        "tired",
        Writer::Sealed(&key),
        played.now,
    );
    played.take(said.unwrap());
    let again = words::say(
        &played.incident,
        Phase::CheckIn,
        "better",
        Writer::Sealed(&key),
        played.now,
    );
    played.take(again.unwrap());
    let said = &played.incident.postmortem.proceedings.words;
    assert_eq!(
        (said.len(), said[0].text.as_str(), said[0].by),
        (1, "better", None)
    );
    played.take(silence::show(&played.incident, &played.workspace, INES).unwrap());
    let answers = &played.incident.postmortem.answers;
    assert_eq!((answers.len(), answers[0].by), (1, None));
}

#[test]
fn everybody_has_three_votes_and_they_are_counted_when_voting_closes() {
    let mut played = Played::begun(false);
    for title in ["a", "b", "c", "d"] {
        let form = MeasureForm {
            title: title.into(),
            ..MeasureForm::default()
        };
        let changes = write_measure(&played.incident, &played.workspace, None, &form);
        played.take(changes.unwrap());
    }
    let ids: Vec<_> = played
        .incident
        .postmortem
        .measures
        .iter()
        .map(|m| m.id)
        .collect();
    assert_eq!(
        ballots::cast(&played.incident, MIKA, &ids[..1]),
        Err(MeetingError::VotingClosed)
    );
    played.take(ballots::set_open(&played.incident, &played.workspace, true, INES).unwrap());
    assert_eq!(
        ballots::cast(&played.incident, MIKA, &ids),
        Err(MeetingError::TooManyVotes(4))
    );
    let twice = [ids[0], ids[0]];
    assert_eq!(
        ballots::cast(&played.incident, MIKA, &twice),
        Err(MeetingError::VoteTwice(ids[0]))
    );
    played.take(ballots::cast(&played.incident, MIKA, &ids[..3]).unwrap());
    played.take(ballots::vote(&played.incident, ids[0], INES).unwrap());
    let votes = |played: &Played| -> Vec<usize> {
        played
            .incident
            .postmortem
            .measures
            .iter()
            .map(|m| m.votes.len())
            .collect()
    };
    assert_eq!(
        votes(&played),
        [0, 0, 0, 0],
        "nobody sees a vote that is open"
    );
    played.take(ballots::set_open(&played.incident, &played.workspace, false, INES).unwrap());
    assert_eq!(votes(&played), [2, 1, 1, 0]);
    played.take(ballots::set_open(&played.incident, &played.workspace, true, INES).unwrap());
    assert_eq!(ballots::ballot_of(&played.incident, MIKA), ids[..3]);
}

#[test]
fn a_note_becomes_what_it_says_and_a_path_is_no_command() {
    let mut played = Played::begun(false);
    let write = |played: &Played, text| {
        notes::write(
            &played.incident,
            &played.workspace,
            (text, None),
            MIKA,
            played.now,
        )
    };
    played.take(write(&played, "/factor Retries without a limit").unwrap());
    played.take(write(&played, "/ACTION Bound them").unwrap());
    played.take(write(&played, "/var/log was full").unwrap());
    let postmortem = &played.incident.postmortem;
    assert_eq!(postmortem.factors[0].text, "Retries without a limit");
    assert_eq!(postmortem.measures[0].title, "Bound them");
    let became: Vec<_> = postmortem
        .proceedings
        .notes
        .iter()
        .map(|note| note.became)
        .collect();
    let id = postmortem.factors[0].id;
    assert_eq!(became[0], Some(Became::ContributingFactor { id }));
    assert_eq!(became[2], None);
    assert_eq!(
        write(&played, "/fix it"),
        Err(MeetingError::UnknownCommand("fix".into()))
    );
    assert_eq!(
        write(&played, "/question Why?"),
        Err(MeetingError::NoEventForQuestion)
    );
    assert_eq!(write(&played, "/factor ").unwrap_err().code(), "empty");
}

#[test]
fn the_minutes_tell_what_was_said_and_a_return_adds_to_them() {
    let mut played = Played::begun(false);
    let said = words::say(
        &played.incident,
        Phase::CheckIn,
        "steady",
        Writer::Person(INES),
        played.now,
    );
    played.take(said.unwrap());
    let note = notes::write(
        &played.incident,
        &played.workspace,
        ("Ravi has to go early", None),
        MIKA,
        played.now,
    );
    played.take(note.unwrap());
    played.now = later(played.now, 7);
    let told = Told {
        near: &[],
        now: played.now,
    };
    let changes = run::end(&played.incident, &played.workspace, &told, INES, played.now);
    played.take(changes.unwrap());
    let text = played.incident.postmortem.section(minutes::KEY).to_owned();
    assert_eq!(
        text,
        "Held on 8 October 2026 from 09:12 to 09:19 (UTC): 7 minutes, 90 were planned. INES led, \
         MIKA took notes.\n\nPresent: INES.\n\n### Check-in, 7 of 5 minutes\n\nINES “steady”.\n\
         - 09:12 Ravi has to go early"
    );
    assert!(
        played
            .incident
            .postmortem
            .meeting
            .as_ref()
            .unwrap()
            .held_at
            .is_some()
    );
    played.now = later(played.now, 60);
    played.take(run::reopen(&played.incident, MIKA, played.now).unwrap());
    played.now = later(played.now, 2);
    let told = Told {
        near: &[],
        now: played.now,
    };
    let changes = run::end(&played.incident, &played.workspace, &told, MIKA, played.now);
    played.take(changes.unwrap());
    let after = played.incident.postmortem.section(minutes::KEY);
    assert!(
        after.starts_with(&text) && after.contains("Taken up again on 8 October 2026"),
        "{after}"
    );
    assert_eq!(after.matches("steady").count(), 1);
}

#[test]
fn an_invitation_is_sent_anew_only_when_it_is_no_longer_true() {
    let mut played = Played::new();
    let form = MeetingForm::at(played.now, 90, Some(INES), None);
    let planned = |played: &Played| played.incident.postmortem.meeting.clone().unwrap();
    played.take(plan::schedule(&played.incident, &played.workspace, form.clone()).unwrap());
    assert_eq!(planned(&played).sequence, 0);
    let again = plan::schedule(&played.incident, &played.workspace, form.clone()).unwrap();
    assert_eq!(again, []);
    played.take(plan::attend(&played.incident, MIKA, true).unwrap());
    assert_eq!(planned(&played).sequence, 1);
    played.take(plan::call_off(&played.incident).unwrap());
    let off = played
        .incident
        .postmortem
        .proceedings
        .called_off
        .clone()
        .unwrap();
    assert_eq!(off.sequence, 2);
    played.take(plan::schedule(&played.incident, &played.workspace, form).unwrap());
    assert_eq!(planned(&played).sequence, 3);
    assert_eq!(
        plan::call_off(&Played::new().incident),
        Err(MeetingError::NotPlanned)
    );
}

#[test]
fn a_plan_names_the_field_that_is_wrong() {
    let played = Played::new();
    let refused = |change: fn(&mut MeetingForm)| {
        let mut form = MeetingForm::at(played.now, 90, Some(INES), None);
        change(&mut form);
        let error = plan::schedule(&played.incident, &played.workspace, form).unwrap_err();
        (error.code(), error.field().unwrap())
    };
    assert_eq!(
        refused(|form| form.minutes = 4),
        ("not_a_length", "minutes".into())
    );
    let nobody = |form: &mut MeetingForm| form.attendees = Some(vec![PersonId(9)]);
    assert_eq!(refused(nobody), ("no_such_person", "attendees".into()));
    let length = |form: &mut MeetingForm| {
        form.steps = vec![super::lengths::StepLength {
            step: Step::Why,
            minutes: 90,
        }];
    };
    assert_eq!(refused(length), ("not_a_length", "steps".into()));
    let long = |form: &mut MeetingForm| form.location = "x".repeat(301);
    assert_eq!(refused(long), ("too_long", "location".into()));
}
