//! A workspace of three people and a meeting that anything may happen to, for tests.

use proptest::prelude::*;

use super::agenda::{AgendaAction, Nearness, OpenAction, Step};
use super::held_back::MeetingAction;
use super::minutes::Told;
use super::plan::{self, MeetingForm};
use super::proceedings::{Phase, Writer};
use super::{MeetingKind, ballots, notes, run, silence, steps, words};
use crate::action_item::commit::{CommitForm, commit};
use crate::action_item::review::{ReviewForm, review};
use crate::action_item::{ActionReview, CarriedOver, Outcome, ProofStanding};
use crate::change::{Change, apply_all};
use crate::incident::open::sample;
use crate::person::{PersonForm, Role};
use crate::postmortem::FourQuestion;
use crate::postmortem::edit::{
    AnswerForm, MeasureForm, remove_measure, write_measure, write_section,
};
use crate::workspace::Workspace;
use crate::{AnswerId, Incident, IncidentRef, MeasureId, Moment, PersonId};

pub(crate) const INES: PersonId = PersonId(1);
pub(crate) const MIKA: PersonId = PersonId(2);

pub(crate) fn workspace() -> Workspace {
    let person = |id, handle: &str| {
        let form = PersonForm {
            handle: handle.into(),
            name: handle.to_uppercase(),
            email: None,
            role: Role::Member,
            team: None,
        };
        form.into_person(PersonId(id)).unwrap()
    };
    Workspace {
        people: vec![person(1, "ines"), person(2, "mika"), person(3, "dana")],
        ..Workspace::default()
    }
}

/// An open action item of another incident, as near as can be.
pub(crate) fn near() -> MeetingAction {
    let mut from = sample();
    from.reference = IncidentRef(31);
    let now = from.created_at;
    let form = CommitForm {
        title: Some("Bound the retries".into()),
        ..CommitForm::default()
    };
    let changes = commit(&from, &Workspace::default(), form, now).unwrap();
    apply_all(&mut from, &changes);
    MeetingAction {
        listed: AgendaAction {
            nearness: Nearness::Repeat,
            days_late: None,
            carried_over: CarriedOver::default(),
            proof_standing: ProofStanding::NotAsked,
            open: OpenAction {
                incident: from.reference,
                incident_title: from.title.clone(),
                services: Vec::new(),
                action: from.postmortem.actions[0].clone(),
            },
        },
        said: None,
    }
}

/// That it was put off, as a review says so.
pub(crate) fn put_off(action: &MeetingAction, now: Moment) -> ActionReview {
    let mut from = sample();
    from.postmortem.actions = vec![action.listed.open.action.clone()];
    let form = ReviewForm {
        outcome: Outcome::PutOff,
        note: "no time".into(),
        owner: None,
        meeting_of: Some(IncidentRef(0)),
    };
    let id = action.listed.open.action.id;
    let changes = review(&from, &workspace(), id, &form, Some(INES), now).unwrap();
    apply_all(&mut from, &changes);
    from.postmortem.actions[0].reviews[0].clone()
}

/// Something that somebody tries.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Act {
    what: u8,
    which: u8,
    by: PersonId,
    seconds: u16,
}

pub(crate) fn any_acts(most: usize) -> impl Strategy<Value = Vec<Act>> {
    let act = (0u8..16, 0u8..8, 1u32..=2, 0u16..600).prop_map(|(what, which, by, seconds)| Act {
        what,
        which,
        by: PersonId(by),
        seconds,
    });
    proptest::collection::vec(act, 0..most)
}

/// An incident with everything that happened to it, version by version.
pub(crate) struct Played {
    pub(crate) workspace: Workspace,
    pub(crate) near: Vec<MeetingAction>,
    pub(crate) now: Moment,
    pub(crate) incident: Incident,
    /// Each version with the changes that made it.
    pub(crate) versions: Vec<(Incident, Vec<Change>)>,
}

impl Played {
    pub(crate) fn new() -> Self {
        let mut incident = sample();
        incident.version = 1;
        Self {
            workspace: workspace(),
            near: vec![near()],
            now: incident.created_at,
            versions: vec![(incident.clone(), Vec::new())],
            incident,
        }
    }

    /// One that has begun, led by Ines.
    pub(crate) fn begun(anonymous: bool) -> Self {
        let mut played = Self::new();
        let form = MeetingForm {
            anonymous: Some(anonymous),
            ..MeetingForm::at(played.now, 90, Some(INES), Some(MIKA))
        };
        let changes = plan::schedule(&played.incident, &played.workspace, form).unwrap();
        played.take(changes);
        let changes = run::start(&played.incident, &played.workspace, None, INES, played.now);
        played.take(changes.unwrap());
        played
    }

    pub(crate) fn take(&mut self, changes: Vec<Change>) {
        if changes.is_empty() {
            return;
        }
        apply_all(&mut self.incident, &changes);
        self.incident.version += 1;
        self.incident.updated_at = self.now;
        self.versions.push((self.incident.clone(), changes));
    }

    /// Lets time pass and tries it; what a rule refuses changes nothing.
    pub(crate) fn try_act(&mut self, act: Act) {
        self.now = self
            .now
            .plus(jiff::SignedDuration::from_secs(i64::from(act.seconds)));
        if let Some(changes) = self.decide(act) {
            self.take(changes);
        }
    }

    fn decide(&mut self, act: Act) -> Option<Vec<Change>> {
        let Act {
            what, which, by, ..
        } = act;
        let (incident, workspace, now) = (&self.incident, &self.workspace, self.now);
        let step = Step::ALL[usize::from(which)].0;
        let because = if which.is_multiple_of(2) {
            "no need"
        } else {
            ""
        };
        let proceedings = &incident.postmortem.proceedings;
        match what {
            0 => {
                let kind = (which > 5).then_some(MeetingKind::Solo);
                run::start(incident, workspace, kind, by, now).ok()
            }
            1 | 2 => {
                let to = (step, because);
                steps::go_to(incident, workspace, &self.near, to, by, now).ok()
            }
            3 => steps::skip(incident, workspace, &self.near, because, by, now).ok(),
            4 => steps::extend(incident, workspace, u16::from(which), by).ok(),
            5 => run::lead(incident, workspace, by).ok(),
            6 => run::attend(incident, by, which > 3).ok(),
            7 if which > 5 => {
                let first = incident.postmortem.measures.first()?;
                remove_measure(incident, first.id).ok()
            }
            7 => {
                let form = MeasureForm {
                    title: format!("measure {which}"),
                    ..MeasureForm::default()
                };
                write_measure(incident, workspace, None, &form).ok()
            }
            8 => {
                let known = incident.postmortem.measures.iter();
                let known = known.map(|measure| measure.id);
                let measures: Vec<MeasureId> = known.take(usize::from(which)).collect();
                ballots::cast(incident, by, &measures).ok()
            }
            9 => ballots::set_open(incident, workspace, which > 3, by).ok(),
            10 => {
                let form = AnswerForm {
                    question: FourQuestion::ALL[usize::from(which % 4)],
                    text: format!("answer of {by}"),
                };
                silence::write(incident, None, &form, Writer::Person(by)).ok()
            }
            11 => {
                let id = proceedings
                    .silent
                    .first()
                    .map_or(AnswerId(0), |answer| answer.id);
                silence::take_back(incident, id, Writer::Person(by)).ok()
            }
            12 => silence::show(incident, workspace, by).ok(),
            13 => {
                let note = ["plain", "/factor slow", "/action fix", "/question why?"];
                let note = (note[usize::from(which % 4)], None);
                notes::write(incident, workspace, note, by, now).ok()
            }
            14 if which < 3 => {
                let told = Told {
                    near: &self.near,
                    now,
                };
                run::end(incident, workspace, &told, by, now).ok()
            }
            14 if which < 5 => run::reopen(incident, by, now).ok(),
            14 => words::say(incident, Phase::CheckIn, "steady", Writer::Person(by), now).ok(),
            _ if which == 0 => {
                let said = put_off(&self.near[0], now);
                self.near[0].said = Some(said);
                None
            }
            _ => write_section(incident, "summary", &format!("text {which}")).ok(),
        }
    }
}
