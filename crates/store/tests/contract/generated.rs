//! Incidents of every kind, the same ones every time.

use std::sync::Arc;

use afterword_domain::action_item::{ActionItem, Priority, State};
use afterword_domain::incident::{
    Evidence, EvidenceKind, Mode, Question, Severity, TimelineEvent, Visibility,
};
use afterword_domain::meeting::Meeting;
use afterword_domain::person::Role;
use afterword_domain::policy::Sight;
use afterword_domain::postmortem::{ContributingFactor, FactorGroup, Status};
use afterword_domain::recurrence::{Recurrence, Verdict};
use afterword_domain::service::ServiceForm;
use afterword_domain::team::TeamForm;
use afterword_domain::time::Precision;
use afterword_domain::workspace::Workspace;
use afterword_domain::{
    ActionItemId, ContributingFactorId, EventId, Incident, IncidentRef, Moment, PersonId,
    QuestionId, ServiceId,
};
use afterword_store::Store;

use crate::world::{add_person, author, now, titled};

pub(crate) const WORDS: [&str; 8] = [
    "ledger",
    "retry",
    "100%",
    "a_b",
    r"c\d",
    "Überlast",
    "disk",
    "queue",
];
pub(crate) const FACTORS: [&str; 3] = ["retries not bounded", "no alert", "Limit unknown"];

/// Splitmix64: small, seeded, good enough to pick from lists.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }

    fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.below(from.len() as u64)).unwrap()]
    }

    fn number(&mut self, most: u32) -> u32 {
        u32::try_from(self.below(most.into())).unwrap() + 1
    }
}

/// Four services of two teams and one of none, three people, three factors.
pub(crate) async fn workspace(store: &Store) -> Arc<Workspace> {
    for name in ["Payments", "Plattform Süd"] {
        let form = TeamForm {
            name: name.into(),
            ..TeamForm::default()
        };
        store.add_team(&author(), form, now()).await.unwrap();
    }
    for (name, team) in [
        ("ledger", 1),
        ("Checkout-API", 1),
        ("search", 2),
        ("mail", 0),
    ] {
        let team = (team > 0).then_some(afterword_domain::TeamId(team));
        let form = ServiceForm {
            name: name.into(),
            team,
            ..ServiceForm::default()
        };
        store.add_service(&author(), form, now()).await.unwrap();
    }
    for handle in ["mika", "noor", "ona"] {
        add_person(store, handle, Role::Admin).await;
    }
    let factors = FACTORS.map(str::to_owned);
    store
        .ensure_names(&author(), &[], &factors, now())
        .await
        .unwrap()
}

/// An incident with everything about it left to chance; `known` are those before it.
pub(crate) fn incident(chance: &mut Chance, known: u32) -> Incident {
    let mut incident = titled(&format!("{} {}", chance.pick(&WORDS), chance.pick(&WORDS)));
    // Whole hours about noon meet the edges of days now and then.
    let began = shifted(now(), -i64::from(chance.number(20 * 24)));
    incident.mode = chance.pick(&[Mode::Standard, Mode::Standard, Mode::NearMiss, Mode::Drill]);
    incident.severity = chance.pick(&Severity::ALL);
    incident.started_precision =
        chance.pick(&[Precision::Minute, Precision::Exact, Precision::Day]);
    let milestones = &mut incident.milestones;
    milestones.impact_started_at = (!chance.one_in(8)).then_some(began);
    milestones.detected_at =
        (!chance.one_in(4)).then(|| seconds(began, i64::from(chance.number(5)) * 600));
    milestones.recovered_at =
        (!chance.one_in(4)).then(|| shifted(began, i64::from(chance.number(5))));
    incident.services = (1..=4)
        .filter(|_| chance.one_in(3))
        .map(ServiceId)
        .collect();
    if chance.one_in(7) {
        incident.visibility = Visibility::to_people([PersonId(1)]);
    }
    if chance.one_in(6) {
        incident.duplicate_of = Some(IncidentRef(1));
    }
    publish(chance, &mut incident);
    fill(chance, &mut incident);
    if known > 0 && chance.one_in(3) {
        incident.recurrences.push(Recurrence {
            earlier: IncidentRef(chance.number(known)),
            verdict: chance.pick(&[Verdict::Confirmed, Verdict::Suggested, Verdict::Rejected]),
            reasons: vec!["alike".into()],
            by: (!chance.one_in(3)).then_some(PersonId(1)),
            at: now(),
        });
    }
    incident
}

fn publish(chance: &mut Chance, incident: &mut Incident) {
    let postmortem = &mut incident.postmortem;
    postmortem.status = chance.pick(&[
        Status::Facts,
        Status::Facts,
        Status::Scheduled,
        Status::InReview,
        Status::Published,
    ]);
    if postmortem.status == Status::Published {
        postmortem.published_at = Some(shifted(now(), -i64::from(chance.number(300))));
    }
    if chance.one_in(2) {
        postmortem.meeting = Some(Meeting::at(now(), 90));
    }
}

fn fill(chance: &mut Chance, incident: &mut Incident) {
    for id in 1..=chance.below(4) {
        let action = action(chance, u32::try_from(id).unwrap());
        incident.postmortem.actions.push(action);
    }
    for id in 10..10 + chance.below(3) {
        incident.postmortem.factors.push(ContributingFactor {
            id: ContributingFactorId(u32::try_from(id).unwrap()),
            group: FactorGroup::MadePossible,
            text: chance.pick(&WORDS).into(),
            factor: (!chance.one_in(4)).then(|| afterword_domain::FactorId(chance.number(3))),
            confidence: None,
            evidence: Vec::new(),
        });
    }
    incident.postmortem.sections[1].text = chance.pick(&WORDS).into();
    let asked = Question {
        id: QuestionId(21),
        text: chance.pick(&WORDS).into(),
        asked_by: None,
        asked_at: now(),
        answers: Vec::new(),
        factor: chance.one_in(2).then_some(ContributingFactorId(10)),
    };
    incident.timeline.push(TimelineEvent {
        id: EventId(20),
        occurred_at: incident.began(),
        precision: Precision::Minute,
        recorded_at: now(),
        kind: afterword_domain::incident::EventKind::Observation,
        milestone: None,
        text: chance.pick(&WORDS).into(),
        source: String::new(),
        evidence: vec![Evidence {
            kind: EvidenceKind::Log,
            label: chance.pick(&WORDS).into(),
            url: None,
            series: Vec::new(),
            unit: None,
            threshold: None,
        }],
        pinned: false,
        questions: if chance.one_in(3) {
            vec![asked]
        } else {
            Vec::new()
        },
        history: Vec::new(),
    });
    incident.next_entry = 30;
}

pub(crate) fn action(chance: &mut Chance, id: u32) -> ActionItem {
    let state = chance.pick(&[State::Open, State::InProgress, State::Done, State::WontDo]);
    let owner = (!chance.one_in(3)).then(|| PersonId(chance.number(3)));
    let due = i32::try_from(chance.below(60)).unwrap() - 30;
    ActionItem {
        id: ActionItemId(id),
        measure: None,
        title: chance.pick(&WORDS).into(),
        note: String::new(),
        owner,
        owner_name: if owner.is_none() {
            "Zoë Old".into()
        } else {
            String::new()
        },
        priority: Some(Priority::P2),
        due_on: (!chance.one_in(4)).then(|| now().day().plus_days(due)),
        earlier_dates: Vec::new(),
        ticket: None,
        state,
        blocked_by: String::new(),
        wont_do_reason: String::new(),
        effort_days: None,
        factor: None,
        committed_at: now(),
        finished_at: state
            .is_finished()
            .then(|| shifted(now(), -i64::from(chance.number(90)))),
        proof: None,
        verify_by: None,
        reviews: Vec::new(),
    }
}

pub(crate) fn shifted(moment: Moment, hours: i64) -> Moment {
    seconds(moment, hours * 3_600)
}

fn seconds(moment: Moment, seconds: i64) -> Moment {
    Moment::from_micros(moment.micros() + seconds * 1_000_000).unwrap()
}

/// Opens `count` generated incidents and answers with them as they are kept.
pub(crate) async fn open_many(store: &Store, seed: u64, count: u32) -> Vec<Incident> {
    let mut chance = Chance(seed);
    let incidents: Vec<_> = (0..count)
        .map(|known| incident(&mut chance, known))
        .collect();
    let references = crate::world::open_all(store, incidents).await;
    let mut kept = Vec::new();
    for reference in references {
        kept.push(
            store
                .incident(&Sight::Everything, reference)
                .await
                .unwrap()
                .unwrap(),
        );
    }
    kept
}
