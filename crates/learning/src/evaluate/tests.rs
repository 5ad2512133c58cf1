//! The measures against values that scikit-learn gives, and the program as a whole.

use afterword_domain::Moment;
use proptest::prelude::*;
use serde::Deserialize;

use super::metrics::{auc, hit, ndcg, reciprocal_rank};
use super::*;
use crate::model::Described;

#[derive(Deserialize)]
struct Case {
    grades: Vec<f64>,
    scores: Vec<f64>,
    ndcg_at_5: f64,
    auc: f64,
    reciprocal_rank: f64,
}

/// Made by `python3 crates/learning/src/evaluate/fixtures/measures.py`.
const MEASURES: &str = include_str!("fixtures/measures.json");

#[test]
fn measures_are_those_of_scikit_learn() {
    let cases: Vec<Case> = serde_json::from_str(MEASURES).unwrap();
    assert!(cases.len() >= 20);
    for case in cases {
        let mut ranked: Vec<_> = case.scores.iter().zip(&case.grades).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(a.0));
        let gains: Vec<f64> = ranked.iter().map(|(_, grade)| **grade).collect();
        let relevant: Vec<bool> = gains.iter().map(|gain| *gain >= 2.0).collect();
        let of = |keep: &dyn Fn(f64) -> bool| -> Vec<f64> {
            let all = case.scores.iter().zip(&case.grades);
            all.filter(|(_, grade)| keep(**grade))
                .map(|(score, _)| *score)
                .collect()
        };
        let close =
            |ours: f64, theirs: f64| assert!((ours - theirs).abs() < 1e-9, "{ours} {theirs}");
        close(ndcg(&gains, &[], 5).unwrap(), case.ndcg_at_5);
        close(
            auc(&of(&|grade| grade >= 2.0), &of(&|grade| grade < 2.0)).unwrap(),
            case.auc,
        );
        close(reciprocal_rank(&relevant), case.reciprocal_rank);
    }
}

proptest! {
    #[test]
    fn measures_stay_between_nothing_and_all(grades in proptest::collection::vec(0u8..3, 0..30), most in 1usize..8) {
        let gains: Vec<_> = grades.iter().map(|grade| f64::from(*grade)).collect();
        let relevant: Vec<_> = grades.iter().map(|grade| *grade > 1).collect();
        prop_assert_eq!(ndcg(&gains, &[], most).is_some(), gains.iter().any(|gain| *gain > 0.0));
        let measured = [ndcg(&gains, &[2.0], most).unwrap(), reciprocal_rank(&relevant), hit(&relevant, most)];
        prop_assert!(measured.iter().all(|value| (0.0..=1.0).contains(value)), "{:?}", measured);
        let mut best = gains.clone();
        best.sort_by(|a, b| b.total_cmp(a));
        prop_assert!(ndcg(&best, &[], most).is_none_or(|value| (value - 1.0).abs() < 1e-12));
    }
}

/// Two sources, each of which repeats its first incident in its last.
fn sources() -> Vec<Document> {
    let texts = [
        (
            "ledger",
            "Settlement drained the connection pool of the Ledger, which caused `PoolTimeout`.",
        ),
        (
            "mail",
            "The certificate of the relay expired, so letters were late.",
        ),
        (
            "disk",
            "The build host ran out of disk because of old images.",
        ),
        (
            "again",
            "The connection pool of the Ledger was drained by settlement, which caused `PoolTimeout`.",
        ),
    ];
    let mut documents = Vec::new();
    for source in ["one", "other"] {
        for (day, (name, text)) in (1..).zip(texts) {
            let began = Moment::from_micros(day * 86_400_000_000).unwrap();
            documents.push(Document {
                name: format!("{source}/{name}.md"),
                began,
                described: Described::of_text(text, Some(began.day()), &[]),
                text: text.into(),
            });
        }
    }
    documents
}

const LABELS: &str = "grade\tearlier\tlater\n2\tone/ledger.md\tone/again.md\n1\tone/mail.md\tone/disk.md\n\
                      2\tother/ledger.md\tother/again.md\n1\tother/mail.md\tother/again.md\n2\tx.md\ty.md\n";

#[test]
fn a_repeat_in_plain_sight_is_ranked_first_by_all() {
    let replayed = replay(sources(), &Label::read_all(LABELS).unwrap());
    let told = evaluate(&replayed);
    assert_eq!(
        (told.documents, told.graded, told.ungraded, told.missing),
        (8, [0, 2, 2], 8, 1)
    );
    assert_eq!(told.rankers.len(), 5);
    for ranker in &told.rankers {
        let value = |measured: Option<Measured>| measured.map(|measured| measured.value);
        assert_eq!(ranker.repeats.queries, 2);
        assert_eq!(value(ranker.repeats.mrr), Some(1.0), "{}", ranker.name);
        assert_eq!(
            value(ranker.auc_repeat_against_alike),
            Some(1.0),
            "{}",
            ranker.name
        );
        assert_eq!(ranker.suggested.is_some(), ranker.name.starts_with("model"));
    }
    let repeats = repeats(&replayed);
    assert!(repeats.repeats.iter().all(|repeat| repeat.place == Some(1)));
    let recalls: Vec<_> = repeats
        .at
        .iter()
        .filter_map(|at| at.suggested.recall)
        .collect();
    assert!(recalls.is_sorted_by(|a, b| a >= b), "{recalls:?}");
}
