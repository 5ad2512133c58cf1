//! An index that followed every change finds what one that was made at the end finds.

use std::collections::BTreeMap;

use afterword_domain::Incident;
use afterword_domain::workspace::Workspace;
use proptest::prelude::*;

use super::samples::{Indexed, incident, mark, with_entry};

const WORDS: [&str; 8] = [
    "pool",
    "ledger",
    "retries",
    "timeout",
    "connection",
    "queue",
    "deploy",
    "alert",
];
const QUERIES: [&str; 10] = [
    "pool",
    "ledger retries",
    "-queue",
    "conn",
    "\"timeout connection\"",
    "ledgre",
    "deploy -alert",
    "retriess",
    "al",
    "pool ledger queue",
];

#[derive(Clone, Debug)]
enum Step {
    /// An incident says something else, or for the first time something.
    Says(u32, Vec<usize>),
    Commit,
    /// The program ends before it commits, and reads the log again from its mark.
    Dies,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let says = (1u32..9, proptest::collection::vec(0..WORDS.len(), 0..6));
    let step = prop_oneof![
        6 => says.prop_map(|(number, words)| Step::Says(number, words)),
        2 => Just(Step::Commit),
        1 => Just(Step::Dies),
    ];
    proptest::collection::vec(step, 1..30)
}

fn told(number: u32, words: &[usize]) -> Incident {
    let words: Vec<_> = words.iter().map(|word| WORDS[*word]).collect();
    with_entry(incident(number, "x"), &words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn followed_equals_made_at_once(steps in steps()) {
        let workspace = Workspace::default();
        let mut index = Indexed::of(&[]);
        let mut now: BTreeMap<u32, Incident> = BTreeMap::new();
        let mut pending: Vec<u32> = Vec::new();
        let mut seq = 1;
        for step in steps {
            match step {
                Step::Says(number, words) => {
                    let incident = told(number, &words);
                    index.writer.replace(std::slice::from_ref(&incident), &workspace).unwrap();
                    now.insert(number, incident);
                    pending.push(number);
                }
                Step::Commit => {
                    seq += 1;
                    index.writer.commit(mark(seq)).unwrap();
                    pending.clear();
                }
                Step::Dies => {
                    index.writer.forget_uncommitted().unwrap();
                    for number in &pending {
                        index.writer.replace(&[now[number].clone()], &workspace).unwrap();
                    }
                }
            }
        }
        index.writer.commit(mark(seq + 1)).unwrap();
        index.search.reload().unwrap();
        let all: Vec<_> = now.into_values().collect();
        let made = Indexed::of(&all);
        prop_assert_eq!(index.search.incidents(), all.len() as u64);
        for query in QUERIES {
            let sorted = |index: &Indexed| {
                let mut found = index.found(query);
                found.sort_unstable();
                found
            };
            prop_assert_eq!(sorted(&index), sorted(&made), "{}", query);
        }
        index.writer.clear().unwrap();
        index.writer.add(&all, &workspace).unwrap();
        index.writer.commit(mark(seq + 2)).unwrap();
        index.search.reload().unwrap();
        for query in QUERIES {
            prop_assert_eq!(index.found(query), made.found(query), "{}", query);
        }
    }
}
