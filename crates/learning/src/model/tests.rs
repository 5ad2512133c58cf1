//! The model as a whole: what is found, in which order, and what people's decisions do to it.

use afterword_domain::recurrence::Verdict;
use afterword_domain::workspace::Workspace;
use afterword_domain::{Day, FactorId, IncidentRef, ServiceId};
use proptest::prelude::*;

use super::*;

const DRAINED: &str = "Settlement drained the connection pool of the Ledger, which caused `PoolTimeout` \
                       in checkout. The limit of retries was missing.";
const DRAINED_AGAIN: &str = "Checkout failed with `PoolTimeout`. It was caused by settlement, which drained \
                             the connection pool of the Ledger, since retries had no limit.";
const OTHERS: [&str; 5] = [
    "The certificate of the mail relay expired, so letters were late.",
    "A node ran out of disk because of old images.",
    "Search was stale as a nightly job did not run.",
    "The wrong cluster was torn down by a script.",
    "The login page was slow because of a missing index.",
];

fn told(text: &str) -> Described {
    Described::of_text(&format!("Incident\n{text}"), None, &[])
}

fn decided(text: &str, earlier: u32, verdict: Verdict) -> Described {
    let earlier = IncidentRef(earlier);
    let decisions = vec![Decision { earlier, verdict }];
    Described {
        decisions,
        ..told(text)
    }
}

/// INC-1 is the one that comes back; INC-2 to INC-6 are others.
fn library() -> Library {
    let mut library = Library::default();
    library.put(IncidentRef(1), &told(DRAINED));
    for (number, text) in (2..).zip(OTHERS) {
        library.put(IncidentRef(number), &told(text));
    }
    library
}

fn found(library: &Library, described: &Described, own: Option<u32>) -> Vec<Match> {
    let own = own.map(IncidentRef);
    similar(
        library,
        Weights::fitted(),
        described,
        own,
        &Workspace::default(),
        5,
    )
}

fn numbers(found: &[Match]) -> Vec<u32> {
    found.iter().map(|one| one.reference.0).collect()
}

#[test]
fn what_was_here_before_is_found_with_reasons() {
    let found = found(&library(), &told(DRAINED_AGAIN), None);
    let first = &found[0];
    assert_eq!((first.reference, first.confirmed), (IncidentRef(1), false));
    assert!(first.score > 0.5, "{}", first.score);
    let kinds: Vec<_> = first.reasons.iter().map(|reason| reason.kind).collect();
    assert!(
        kinds.contains(&ReasonKind::Mechanism) && kinds.contains(&ReasonKind::Words),
        "{kinds:?}"
    );
    assert!(
        first
            .reasons
            .iter()
            .any(|reason| reason.text.contains("“PoolTimeout”")),
        "{:?}",
        first.reasons
    );
}

#[test]
fn an_incident_is_not_like_itself_and_nothing_is_like_nothing() {
    let library = library();
    assert!(!numbers(&found(&library, &told(DRAINED), Some(1))).contains(&1));
    assert_eq!(found(&library, &told("Everything was fine."), None), []);
    assert_eq!(found(&library, &Described::default(), None), []);
    assert_eq!(found(&Library::default(), &told(DRAINED), None), []);
}

#[test]
fn what_people_decided_goes_before_what_is_reckoned() {
    let mut library = library();
    library.put(IncidentRef(3), &decided(OTHERS[1], 2, Verdict::Confirmed));
    let again = |earlier, verdict| decided(DRAINED_AGAIN, earlier, verdict);
    let confirmed = again(3, Verdict::Confirmed);
    library.put(IncidentRef(9), &confirmed);
    let told = found(&library, &confirmed, Some(9));
    assert_eq!(numbers(&told)[..3], [3, 2, 1]);
    assert!(
        told[..2]
            .iter()
            .all(|one| one.confirmed && one.likeness == Likeness::SameCause)
    );
    assert_eq!(told[1].link, Some((IncidentRef(3), IncidentRef(2))));

    let rejected = again(1, Verdict::Rejected);
    library.put(IncidentRef(9), &rejected);
    assert!(!numbers(&found(&library, &rejected, Some(9))).contains(&1));

    let alike = again(1, Verdict::Similar);
    library.put(IncidentRef(9), &alike);
    let told = found(&library, &alike, Some(9));
    assert_eq!(
        (told[0].reference, told[0].likeness, told[0].confirmed),
        (IncidentRef(1), Likeness::Similar, true)
    );
}

#[test]
fn what_was_told_apart_is_not_suggested_twice() {
    let mut library = library();
    // INC-7 reads as INC-1 does, and a person said that its cause was another.
    library.put(IncidentRef(7), &decided(DRAINED, 1, Verdict::Similar));
    let told = found(&library, &told(DRAINED), None);
    let same: Vec<_> = told
        .iter()
        .filter(|one| one.likeness == Likeness::SameCause)
        .collect();
    assert_eq!(numbers(&told)[..2], [7, 1]);
    assert!(same.len() <= 1, "{told:?}");
}

#[test]
fn what_is_of_one_cause_with_a_close_one_is_close() {
    let mut library = library();
    library.put(IncidentRef(8), &decided(OTHERS[3], 1, Verdict::Confirmed));
    let found = found(
        &library,
        &told(&format!("{DRAINED_AGAIN} {}", OTHERS[3])),
        None,
    );
    let eighth = found
        .iter()
        .find(|one| one.reference == IncidentRef(8))
        .unwrap();
    assert!(!eighth.confirmed);
    assert_eq!(
        eighth.reasons[0].text,
        "of the same cause as INC-1, which is more like this one"
    );
}

#[test]
fn a_later_incident_is_listed_and_never_suggested() {
    let on = |text: &str, month| Described {
        day: Day::new(2026, month, 3),
        ..told(text)
    };
    let mut library = Library::default();
    for (number, text) in (2..).zip(OTHERS) {
        library.put(IncidentRef(number), &on(text, 1));
    }
    library.put(IncidentRef(9), &on(DRAINED, 7));
    let likeness = |month| found(&library, &on(DRAINED, month), None)[0].likeness;
    assert_eq!(
        (likeness(8), likeness(3)),
        (Likeness::SameCause, Likeness::Similar)
    );
}

#[test]
fn what_changed_is_found_as_it_is_now_and_what_went_is_not() {
    let mut library = library();
    library.put(IncidentRef(1), &told(OTHERS[0]));
    let now = found(&library, &told(DRAINED_AGAIN), None);
    assert!(!numbers(&now).contains(&1), "{now:?}");
    library.remove(IncidentRef(2));
    let now = numbers(&found(&library, &told(OTHERS[0]), None));
    assert!(now.contains(&1) && !now.contains(&2), "{now:?}");
    assert_eq!(library.len(), 5);
}

/// Services, factors, and words of a few.
fn any_described() -> impl Strategy<Value = Described> {
    let words = proptest::collection::vec("(pool|lock|disk|Ledger|expired|oom-9|retry)", 0..12);
    let ids = || proptest::collection::vec(1u32..4, 0..3);
    (words, ids(), ids()).prop_map(|(words, services, factors)| Described {
        services: services.into_iter().map(ServiceId).collect(),
        factors: factors.into_iter().map(FactorId).collect(),
        ..told(&words.join(" "))
    })
}

proptest! {
    #[test]
    fn changing_everything_comes_to_the_same_as_starting_anew(
        before in proptest::collection::vec(any_described(), 1..90),
        after in proptest::collection::vec(any_described(), 1..9),
    ) {
        let number = |place: usize| IncidentRef(u32::try_from(place + 1).unwrap());
        let (mut changed, mut anew) = (Library::default(), Library::default());
        for (place, described) in before.iter().enumerate() {
            changed.put(number(place), described);
        }
        for place in 0..before.len() {
            changed.remove(number(place));
        }
        for (place, described) in after.iter().enumerate() {
            changed.put(number(place), &before[0]);
            changed.put(number(place), described);
            anew.put(number(place), described);
        }
        for described in &after {
            let of = |library: &Library| closest(library, Weights::fitted(), described, None);
            let (changed, anew) = (of(&changed), of(&anew));
            prop_assert_eq!(changed.len(), anew.len());
            for (one, other) in changed.iter().zip(&anew) {
                prop_assert_eq!(one.0, other.0);
                prop_assert!((one.2.sum - other.2.sum).abs() < 1e-4);
            }
        }
    }

    #[test]
    fn signals_stay_in_bounds(all in proptest::collection::vec(any_described(), 1..20), sought in any_described()) {
        let mut library = Library::default();
        for (number, described) in (1..).zip(&all) {
            library.put(IncidentRef(number), described);
        }
        for (_, values, judged) in closest(&library, Weights::fitted(), &sought, None) {
            for (signal, value) in Signal::ALL.iter().zip(values) {
                let least = if *signal == Signal::Reference { -1.0 } else { 0.0 };
                prop_assert!((least..=1.0).contains(&value), "{:?} {}", signal, value);
            }
            prop_assert!(judged.sum.is_finite());
        }
    }
}
