//! Every test of the query language, held against the same question asked of the incidents.

use afterword_domain::incident::{Milestone, Mode};
use afterword_domain::policy::Sight;
use afterword_domain::postmortem::Status;
use afterword_domain::postmortem::week::review_week;
use afterword_domain::query::terms::{Comparison, Flag, Query, Term, Test};
use afterword_domain::workspace::Workspace;
use afterword_domain::{Incident, Moment};
use afterword_store::{IncidentList, Store};

use crate::generated::{Chance, FACTORS, WORDS, open_many, shifted, workspace};
use crate::world::now;

const COMPARISONS: [Comparison; 5] = [
    Comparison::Less,
    Comparison::AtMost,
    Comparison::Equal,
    Comparison::AtLeast,
    Comparison::More,
];

fn compared(found: i64, comparison: Comparison, asked: i64) -> bool {
    match comparison {
        Comparison::Less => found < asked,
        Comparison::AtMost => found <= asked,
        Comparison::Equal => found == asked,
        Comparison::AtLeast => found >= asked,
        Comparison::More => found > asked,
    }
}

fn same(names: &[String], known: &str) -> bool {
    names
        .iter()
        .any(|name| name.to_lowercase() == known.to_lowercase())
}

fn says(incident: &Incident, word: &str) -> bool {
    let postmortem = &incident.postmortem;
    let mut texts = vec![incident.title.as_str()];
    texts.extend(
        postmortem
            .sections
            .iter()
            .map(|section| section.text.as_str()),
    );
    texts.extend(
        postmortem
            .sections
            .iter()
            .map(|section| section.title.as_str()),
    );
    texts.extend(postmortem.factors.iter().map(|factor| factor.text.as_str()));
    texts.extend(
        postmortem
            .actions
            .iter()
            .map(|action| action.title.as_str()),
    );
    for event in &incident.timeline {
        texts.push(&event.text);
        texts.extend(
            event
                .evidence
                .iter()
                .map(|evidence| evidence.label.as_str()),
        );
        texts.extend(
            event
                .questions
                .iter()
                .map(|question| question.text.as_str()),
        );
    }
    texts
        .iter()
        .any(|text| text.to_lowercase().contains(&word.to_lowercase()))
}

fn fits(incident: &Incident, test: &Test, workspace: &Workspace, now: Moment) -> bool {
    let postmortem = &incident.postmortem;
    let services = || {
        incident
            .services
            .iter()
            .filter_map(|id| workspace.service(*id))
    };
    match test {
        Test::Word(word) | Test::Phrase(word) => says(incident, word),
        Test::Among(found) => found.contains(&incident.reference),
        Test::Severity(severities) => severities.contains(&incident.severity),
        Test::Service(names) => services().any(|service| same(names, &service.name)),
        Test::Team(names) => services()
            .filter_map(|service| workspace.team(service.team?))
            .any(|team| same(names, &team.name)),
        Test::Owner(names) => postmortem.actions.iter().any(|action| {
            match action.owner.and_then(|id| workspace.person(id)) {
                Some(person) => same(names, &person.handle) || same(names, &person.name),
                None => same(names, &action.owner_name),
            }
        }),
        Test::Factor(labels) => postmortem
            .factors
            .iter()
            .filter_map(|factor| workspace.factor(factor.factor?))
            .any(|factor| same(labels, &factor.label)),
        Test::Flag(flag) => has(incident, *flag, now),
        Test::Since(day) => incident.began().day() >= *day,
        Test::Until(day) => incident.began().day() <= *day,
        Test::DaysLeft(comparison, days) => review_week(incident, 7, now)
            .is_some_and(|week| compared(week.days_left.into(), *comparison, *days)),
        Test::DetectSeconds(comparison, seconds) => incident
            .seconds_since_start(Milestone::Detected)
            .is_some_and(|found| compared(found, *comparison, *seconds)),
        Test::LastedSeconds(comparison, seconds) => incident
            .duration_seconds()
            .is_some_and(|found| compared(found, *comparison, *seconds)),
    }
}

fn has(incident: &Incident, flag: Flag, now: Moment) -> bool {
    let postmortem = &incident.postmortem;
    let mut questions = incident.timeline.iter().flat_map(|event| &event.questions);
    match flag {
        Flag::Repeat => incident.repeats().next().is_some(),
        Flag::Drill => incident.mode == Mode::Drill,
        Flag::NearMiss => incident.mode == Mode::NearMiss,
        Flag::Duplicate => incident.duplicate_of.is_some(),
        Flag::Restricted => incident.visibility.is_restricted(),
        Flag::Published => incident.is_published(),
        Flag::Owed => incident.owes_review() && !incident.is_published(),
        Flag::Late => review_week(incident, 7, now).is_some_and(|week| week.late),
        Flag::Draft => postmortem.status == Status::Facts,
        Flag::UnfinishedAction => postmortem
            .actions
            .iter()
            .any(|action| !action.state.is_finished()),
        Flag::Action => !postmortem.actions.is_empty(),
        Flag::OpenQuestion => questions.any(afterword_domain::incident::Question::is_open),
        Flag::Meeting => postmortem.meeting.is_some(),
    }
}

/// Each test of the language at least once, with values that split the set.
fn tests(incidents: &[Incident]) -> Vec<Test> {
    let list = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>()
    };
    let mut tests: Vec<_> = WORDS
        .iter()
        .map(|word| Test::Word((*word).into()))
        .collect();
    tests.push(Test::Word("no such word".into()));
    tests.push(Test::Phrase(WORDS[0].into()));
    tests.push(Test::Among(Vec::new()));
    let every_other = incidents.iter().step_by(2);
    tests.push(Test::Among(every_other.map(|one| one.reference).collect()));
    tests.extend([
        Test::Severity(vec![incidents[0].severity]),
        Test::Severity(afterword_domain::incident::Severity::ALL.into()),
        Test::Severity(Vec::new()),
        Test::Service(list(&["LEDGER"])),
        Test::Service(list(&["mail", "checkout-api"])),
        Test::Service(list(&["nothing"])),
        Test::Team(list(&["payments"])),
        Test::Team(list(&["PLATTFORM SÜD", "nobody"])),
        Test::Owner(list(&["mika"])),
        Test::Owner(list(&["Noor of the TEAM", "zoë old"])),
        Test::Owner(list(&["nobody"])),
        Test::Factor(list(&[FACTORS[0], &FACTORS[2].to_lowercase()])),
        Test::Factor(list(&["nothing"])),
    ]);
    tests.extend(Flag::NAMES.map(|(_, _, flag)| Test::Flag(flag)));
    for days in [0, 3, 9, 20] {
        let day = now().day().plus_days(-days);
        tests.extend([Test::Since(day), Test::Until(day)]);
    }
    for comparison in COMPARISONS {
        tests.extend((-14..8).map(|days| Test::DaysLeft(comparison, days)));
        tests.extend([i64::MIN, i64::MAX].map(|days| Test::DaysLeft(comparison, days)));
        tests.extend([600, 1_800].map(|seconds| Test::DetectSeconds(comparison, seconds)));
        tests.extend([3_600, 7_200].map(|seconds| Test::LastedSeconds(comparison, seconds)));
    }
    tests
}

async fn ask(store: &Store, terms: Vec<Term>, now: Moment) -> Vec<u32> {
    let list = IncidentList {
        limit: 1_000,
        ..IncidentList::of(Query { terms }, now, 7)
    };
    let page = store.incidents(&Sight::Everything, &list).await.unwrap();
    assert_eq!(page.total, page.rows.len() as u64);
    let mut found: Vec<_> = page.rows.iter().map(|row| row.reference.0).collect();
    found.sort_unstable();
    found
}

fn expected(all: &[Incident], terms: &[Term], workspace: &Workspace, now: Moment) -> Vec<u32> {
    let holds = |incident: &&Incident| {
        terms
            .iter()
            .all(|term| fits(incident, &term.test, workspace, now) != term.negated)
    };
    all.iter()
        .filter(holds)
        .map(|incident| incident.reference.0)
        .collect()
}

afterword_testbed::both! {
    async fn every_test_and_its_opposite(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let workspace = workspace(&store).await;
        let all = open_many(&store, 42, 120).await;
        // Away from noon too: a day's edge is not an hour's.
        for now in [now(), shifted(now(), -12), shifted(now(), 11)] {
            for test in tests(&all) {
                for negated in [false, true] {
                    let terms = vec![Term { negated, test: test.clone() }];
                    let expected = expected(&all, &terms, &workspace, now);
                    assert_eq!(ask(&store, terms.clone(), now).await, expected, "{terms:?}");
                }
            }
        }
    }

    async fn several_tests_hold_together(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let workspace = workspace(&store).await;
        let all = open_many(&store, 7, 120).await;
        let tests = tests(&all);
        let mut chance = Chance(3);
        let mut found = 0;
        for _ in 0..120 {
            let mut terms = Vec::new();
            for _ in 0..=chance.below(3) {
                let place = usize::try_from(chance.below(tests.len() as u64)).unwrap();
                let negated = chance.below(2) == 0;
                terms.push(Term { negated, test: tests[place].clone() });
            }
            let expected = expected(&all, &terms, &workspace, now());
            found += expected.len();
            assert_eq!(ask(&store, terms.clone(), now()).await, expected, "{terms:?}");
        }
        assert!(found > 500, "the queries are too narrow to tell anything");
    }
}
