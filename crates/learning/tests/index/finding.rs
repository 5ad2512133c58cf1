//! What is found, and in which order.

use std::collections::BTreeSet;

use afterword_domain::query::parse;
use afterword_domain::service::ServiceForm;
use afterword_domain::workspace::Workspace;
use afterword_domain::{Incident, ServiceId};
use afterword_learning::index::Asked;
use proptest::prelude::*;

use super::samples::{Indexed, incident, mark, saying, with_entry};

fn pools() -> Indexed {
    Indexed::of(&[
        incident(1, "Ledger: the connection pool was exhausted"),
        saying(
            2,
            "Checkout failed",
            "root_cause",
            "A connection POOL of twenty.",
        ),
        with_entry(
            incident(3, "Mail was late"),
            "somebody widened the pool of senders",
        ),
        saying(
            4,
            "Search was stale",
            "lessons",
            "Café menus and naïve caches",
        ),
        incident(5, "Certificate of the gateway ran out"),
    ])
}

#[test]
fn a_word_is_found_wherever_it_stands_and_weighs_what_its_part_weighs() {
    assert_eq!(pools().found("pool"), [1, 2, 3]);
    assert_eq!(pools().found("POOL connection"), [1, 2]);
    assert_eq!(pools().found("nothing"), [0; 0]);
}

#[test]
fn accents_and_case_make_no_difference() {
    assert_eq!(pools().found("cafe NAIVE"), [4]);
    assert_eq!(pools().found("naïve"), [4]);
}

#[test]
fn only_the_last_word_may_be_begun() {
    let pools = pools();
    assert_eq!(pools.found("conn"), [1, 2]);
    assert_eq!(pools.found("pool conn"), [1, 2]);
    assert_eq!(pools.found("conn pool"), [0; 0]);
    assert_eq!(pools.found("sev:3 conn"), [1, 2], "a token is no word");
    assert_eq!(pools.found("conn sev:3"), [1, 2]);
    assert_eq!(pools.found("c"), [0; 0], "one letter begins too much");
}

#[test]
fn quotes_ask_for_just_so() {
    let pools = pools();
    assert_eq!(pools.found("\"connection pool\""), [1, 2]);
    assert_eq!(pools.found("\"pool connection\""), [0; 0]);
    assert_eq!(pools.found("\"conn\""), [0; 0]);
    assert_eq!(pools.found("\"conection\""), [0; 0]);
    assert_eq!(
        pools.found("\"checkout failed a\""),
        [0; 0],
        "two parts are two texts"
    );
}

#[test]
fn what_a_sign_joins_is_looked_for_side_by_side() {
    let index = Indexed::of(&[
        saying(1, "One", "summary", "`pool_size` of checkout-api, PAY-2214"),
        saying(
            2,
            "Two",
            "summary",
            "the size of the pool; the api of checkout; pay 2214 euro",
        ),
    ]);
    assert_eq!(index.found("pool_size"), [1]);
    assert_eq!(index.found("checkout-ap"), [1]);
    assert_eq!(index.found("pay-2214"), [1, 2]);
}

#[test]
fn a_slip_is_forgiven_in_four_letters_and_two_in_eight() {
    let pools = pools();
    for slip in ["pol", "conecxion", "certifciate"] {
        let expected: &[u32] = match slip {
            "pol" => &[],
            "conecxion" => &[1, 2],
            _ => &[5],
        };
        assert_eq!(pools.found(&format!("{slip} sev:3")), expected, "{slip}");
    }
    assert_eq!(pools.found("legder"), [1]);
    assert_eq!(pools.found("lgeedr"), [0; 0], "six letters, two slips");
    assert_eq!(pools.found("legd"), [1], "a mistyped beginning");
    let versions = Indexed::of(&[
        incident(1, "release 14.22 broke"),
        incident(2, "v1023 broke"),
    ]);
    assert_eq!(
        versions.found("v1024"),
        [0; 0],
        "another number is another thing"
    );
}

#[test]
fn as_typed_comes_before_what_is_nearly_that() {
    let index = Indexed::of(&[
        incident(1, "The retries stopped, the retries stopped"),
        with_entry(
            incident(2, "Something else"),
            "retires, said a message among many other words",
        ),
        incident(3, "Retiresome"),
    ]);
    assert_eq!(index.found("retires"), [2, 3, 1]);
}

#[test]
fn a_word_that_many_have_is_no_slip() {
    let many = (1..=9).map(|number| incident(number, "the pool"));
    let others = [incident(20, "the poll")];
    let index = Indexed::of(&many.chain(others).collect::<Vec<_>>());
    assert_eq!(index.found("poll sev:3").len(), 10);
    assert_eq!(index.found("pool").len(), 9);
}

#[test]
fn what_is_turned_round_must_not_be_there() {
    let pools = pools();
    assert_eq!(pools.found("pool -connection"), [3]);
    assert_eq!(pools.found("-pool"), [5, 4]);
    assert_eq!(pools.found("pool -\"connection pool\""), [3]);
    assert_eq!(
        pools.found("-conection pool"),
        [1, 2, 3],
        "only what was typed is kept out"
    );
}

#[test]
fn signs_alone_are_found_nowhere_and_hide_nothing() {
    let pools = pools();
    assert_eq!(pools.found("%"), [0; 0]);
    assert_eq!(pools.found("pool &"), [1, 2, 3]);
    assert_eq!(pools.found("-%"), [0; 0]);
}

#[test]
fn services_are_found_by_what_they_are_called() {
    let form = ServiceForm {
        name: "checkout-api".into(),
        ..ServiceForm::default()
    };
    let workspace = Workspace {
        services: vec![form.into_service(ServiceId(7)).unwrap()],
        ..Workspace::default()
    };
    let mut index = Indexed::of(&[incident(1, "One"), incident(2, "Two")]);
    let mut named = incident(2, "Two");
    named.services = vec![ServiceId(7)];
    index.writer.replace(&[named], &workspace).unwrap();
    index.writer.commit(mark(2)).unwrap();
    assert_eq!(
        index.found("checkout"),
        [0; 0],
        "not before it is looked at"
    );
    index.search.reload().unwrap();
    assert_eq!(index.found("checkout"), [2]);
    assert_eq!(index.search.incidents(), 2);
}

const WORDS: [&str; 12] = [
    "pool",
    "pools",
    "poll",
    "ledger",
    "legder",
    "retries",
    "retry",
    "timeout",
    "connection",
    "certificate",
    "queue",
    "über",
];

fn texts() -> impl Strategy<Value = Vec<Vec<usize>>> {
    let text = proptest::collection::vec(0..WORDS.len(), 1..8);
    proptest::collection::vec(text, 1..12)
}

fn incidents(texts: &[Vec<usize>]) -> Vec<Incident> {
    let text = |words: &Vec<usize>| {
        let words: Vec<_> = words.iter().map(|word| WORDS[*word]).collect();
        words.join(" ")
    };
    let numbered = (1..).zip(texts);
    let incident = |(number, words)| with_entry(incident(number, "x"), &text(words));
    numbered.map(incident).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whoever has the words as typed is found, and before whoever has not; whoever has none of
    /// them nor anything near is not.
    #[test]
    fn as_typed_is_found_and_comes_first(texts in texts(), sought in 0..WORDS.len()) {
        let index = Indexed::of(&incidents(&texts));
        let has: BTreeSet<u32> = (1..)
            .zip(&texts)
            .filter(|(_, text)| text.contains(&sought))
            .map(|(number, _)| number)
            .collect();
        let found = index.found(WORDS[sought]);
        let first: BTreeSet<u32> = found.iter().take(has.len()).copied().collect();
        prop_assert_eq!(first, has.clone());
        let phrase: BTreeSet<u32> =
            index.found(&format!("\"{}\"", WORDS[sought])).into_iter().collect();
        prop_assert_eq!(&phrase, &has);
        let others: BTreeSet<u32> =
            index.found(&format!("-{}", WORDS[sought])).into_iter().collect();
        prop_assert!(others.is_disjoint(&has));
        prop_assert_eq!(others.len() + has.len(), texts.len());
    }

    /// Nothing that can be typed breaks it.
    #[test]
    fn nothing_typed_breaks_it(text in "[a-z0-9 \"\\-:é漢%*?~^()+]{0,60}") {
        let index = Indexed::of(&[incident(1, "a pool of é and 漢")]);
        if let Ok(query) = parse(&text) {
            prop_assert!(index.search.ranked(&Asked::of(&query)).unwrap().total() <= 1);
        }
    }
}
