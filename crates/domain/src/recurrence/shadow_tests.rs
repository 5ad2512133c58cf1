//! What is recorded of an incident, and how it compares with what people say later.

use super::*;
use crate::PersonId;
use crate::incident::open::sample;
use crate::recurrence::Link;
use proptest::prelude::*;

fn at(hour: i64) -> Moment {
    sample()
        .created_at
        .plus(jiff::SignedDuration::from_hours(hour))
}

fn suggested(all: &[u32]) -> Vec<Suggestion> {
    let one = |number: &u32| Suggestion {
        earlier: IncidentRef(*number),
        score: 0.9,
    };
    all.iter().map(one).collect()
}

fn seen(incident: u32, all: &[u32], hour: i64) -> Look {
    Look {
        incident: IncidentRef(incident),
        suggested: suggested(all),
        at: at(hour),
    }
}

fn said(earlier: u32, verdict: Verdict, hour: i64) -> Recurrence {
    Recurrence {
        earlier: IncidentRef(earlier),
        verdict,
        reasons: Vec::new(),
        by: Some(PersonId(1)),
        at: at(hour),
    }
}

fn counts(share: &CountedShare) -> (u64, u64) {
    (share.hits, share.of)
}

const ALWAYS: fn() -> ShadowPeriod = || ShadowPeriod {
    from: at(0),
    until: None,
};

#[test]
fn only_shadow_mode_records_and_only_what_is_new() {
    let incident = sample();
    let both = suggested(&[1, 2]);
    for mode in [SuggestionMode::Off, SuggestionMode::Live] {
        assert_eq!(look(&incident, mode, None, both.clone()), None);
    }
    let shadow = |before, now| look(&incident, SuggestionMode::Shadow, before, now);
    // That nothing would have been suggested is worth knowing too.
    assert!(shadow(None, Vec::new()).is_some());
    assert!(shadow(Some(suggested(&[1])), both.clone()).is_some());
    let mut surer = both.clone();
    surer[0].score = 0.95;
    assert_eq!(shadow(Some(both), surer), None);
}

#[test]
fn what_a_person_decided_ends_the_record_and_what_a_document_says_does_not() {
    let mut incident = sample();
    incident.recurrences = vec![said(1, Verdict::Suggested, 0)];
    let shadow =
        |incident: &Incident| look(incident, SuggestionMode::Shadow, None, suggested(&[1]));
    assert!(shadow(&incident).is_some());
    for verdict in [Verdict::Confirmed, Verdict::Similar, Verdict::Rejected] {
        incident.recurrences[0].verdict = verdict;
        assert_eq!(shadow(&incident), None, "{verdict:?}");
    }
}

#[test]
fn precision_counts_suggestions_and_recall_counts_repeats() {
    let looks = [
        seen(10, &[1, 2], 1),
        seen(11, &[3], 1),
        seen(12, &[], 1),
        seen(13, &[4], 1),
    ];
    let decided = [
        (
            IncidentRef(10),
            vec![
                said(1, Verdict::Confirmed, 2),
                said(2, Verdict::Rejected, 2),
            ],
        ),
        (IncidentRef(11), vec![said(3, Verdict::Similar, 2)]),
        (IncidentRef(12), vec![said(5, Verdict::Confirmed, 2)]),
    ];
    let report = compare(ALWAYS(), &looks, &decided, &Links::default());
    assert_eq!((report.incidents, report.suggestions), (4, 4));
    assert_eq!(counts(&report.precision), (1, 3));
    assert_eq!(counts(&report.recall), (1, 2));
    assert_eq!(report.cases.len(), 3);
}

#[test]
fn another_of_the_same_chain_is_as_good() {
    let link = Link {
        repeat: IncidentRef(7),
        repeat_began: at(-1),
        earlier: IncidentRef(1),
        earlier_began: at(-9),
    };
    let looks = [seen(10, &[1], 1)];
    let decided = [(IncidentRef(10), vec![said(7, Verdict::Confirmed, 2)])];
    let alone = compare(ALWAYS(), &looks, &decided, &Links::default());
    // Nobody said anything of INC-1, so it is neither right nor wrong.
    assert_eq!(
        (counts(&alone.precision), counts(&alone.recall)),
        ((0, 0), (0, 1))
    );
    let chained = compare(ALWAYS(), &looks, &decided, &Links(vec![link]));
    assert_eq!(
        (counts(&chained.precision), counts(&chained.recall)),
        ((1, 1), (1, 1))
    );
}

#[test]
fn what_was_seen_or_decided_outside_of_the_period_does_not_count() {
    let period = ShadowPeriod {
        from: at(0),
        until: Some(at(10)),
    };
    let looks = [seen(10, &[1], -1), seen(11, &[1], 1), seen(12, &[1], 1)];
    let confirmed = |hour| vec![said(1, Verdict::Confirmed, hour)];
    let decided = [
        (IncidentRef(10), confirmed(2)),
        (IncidentRef(11), confirmed(10)),
        (IncidentRef(12), confirmed(9)),
    ];
    let report = compare(period, &looks, &decided, &Links::default());
    assert_eq!(report.incidents, 2);
    let cases: Vec<_> = report.cases.iter().map(|case| case.incident).collect();
    assert_eq!(cases, [IncidentRef(12)]);
}

proptest! {
    #[test]
    fn shares_are_of_what_was_decided_and_no_more(
        all in proptest::collection::vec(
            (
                proptest::collection::btree_set(1u32..6, 0..4),
                proptest::collection::btree_map(1u32..6, 0usize..4, 0..4),
                -3i64..6,
            ),
            0..12,
        ),
    ) {
        let verdicts = [Verdict::Suggested, Verdict::Confirmed, Verdict::Similar, Verdict::Rejected];
        let (mut looks, mut decided) = (Vec::new(), Vec::new());
        for (number, (suggestions, decisions, hour)) in (10..).zip(all) {
            let suggestions: Vec<_> = suggestions.into_iter().collect();
            looks.push(seen(number, &suggestions, hour));
            let links = decisions.into_iter();
            let links = links.map(|(earlier, verdict)| said(earlier, verdicts[verdict], hour + 1));
            decided.push((IncidentRef(number), links.collect::<Vec<_>>()));
        }
        let report = compare(ALWAYS(), &looks, &decided, &Links::default());
        prop_assert!(report.precision.hits <= report.precision.of);
        prop_assert!(report.precision.of <= report.suggestions);
        prop_assert!(report.recall.hits <= report.recall.of);
        prop_assert!(report.recall.of <= report.cases.len() as u64);
        prop_assert!(report.cases.len() as u64 <= report.incidents);
        for share in [report.precision, report.recall] {
            prop_assert_eq!(share.value.is_some(), share.of > 0);
            if let (Some(value), Some(low), Some(high)) = (share.value, share.low, share.high) {
                prop_assert!(low <= value && value <= high);
            }
        }
    }
}
