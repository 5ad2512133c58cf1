//! The text says so: it names the other incident, its day or its post-mortem, or says that it was so
//! before; or it says that the other one had another cause.

use super::{Pair, cause, words};
use crate::model::draft::Places;
use crate::model::reasons::{Reason, ReasonKind};

/// A day may be another's; a reference is not.
const BY_DAY: f32 = 0.8;
/// Of a link, so large a share of the other's title.
const OF_TITLE: f32 = 0.75;
/// Who says that it was so before, without saying where, may mean whatever is most alike.
const UNNAMED: f32 = 0.5;
/// A title of fewer words may be any's.
const TITLE_LEAST: usize = 3;

/// 1 where it is named, −1 where it is named to say that the cause was another.
pub(super) fn value(pair: &Pair<'_>) -> f32 {
    let sign = |denied: bool| if denied { -1.0 } else { 1.0 };
    if let Some((denied, sure)) = named(pair) {
        return sign(denied) * sure;
    }
    let mentions = &pair.sought.mentions;
    if mentions.denied {
        -UNNAMED * words::value(pair)
    } else if mentions.again {
        UNNAMED * cause::value(pair)
    } else {
        0.0
    }
}

/// Whether what names it denies it, and how sure it is that this one is meant.
fn named(pair: &Pair<'_>) -> Option<(bool, f32)> {
    let mentions = &pair.sought.mentions;
    let reference = mentions
        .references
        .iter()
        .find(|mention| mention.of == pair.reference);
    if let Some(mention) = reference {
        return Some((mention.denied, 1.0));
    }
    if is_linked(pair) {
        return Some((mentions.denied, 1.0));
    }
    let day = mentions
        .days
        .iter()
        .find(|mention| Some(mention.of) == pair.earlier.day)?;
    Some((day.denied, BY_DAY))
}

fn is_linked(pair: &Pair<'_>) -> bool {
    let title: Vec<_> = pair
        .earlier
        .words
        .iter()
        .filter(|word| word.places.has(Places::TITLE))
        .map(|word| word.term)
        .collect();
    if title.len() < TITLE_LEAST {
        return false;
    }
    pair.sought.mentions.links.iter().any(|link| {
        let shared = title
            .iter()
            .filter(|term| link.binary_search(term).is_ok())
            .count();
        share(shared, title.len()) >= OF_TITLE
    })
}

#[expect(clippy::cast_precision_loss, reason = "titles are short")]
fn share(part: usize, whole: usize) -> f32 {
    part as f32 / whole as f32
}

pub(super) fn reason(pair: &Pair<'_>) -> Option<Reason> {
    let text = match named(pair)? {
        (true, _) => "the text says that this one had another cause",
        (false, sure) if sure < 1.0 => "the text names an incident of this day",
        (false, _) => "the text refers to it",
    };
    Some(Reason::new(ReasonKind::Reference, text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::described::{Described, Passage, Zone};
    use crate::model::signals::sample::{Sample, day, telling};

    fn of(sought: &str) -> (f32, Option<String>) {
        let title = Passage {
            zone: Zone::Title,
            text: "Settlement emptied the ledger’s pool".into(),
        };
        let mut earlier = telling("The pool was empty because settlement waited.");
        earlier.passages.push(title);
        let sample = Sample::with(&Described {
            day: day(3, 9),
            ..earlier
        });
        let sought = Described {
            day: day(7, 2),
            ..telling(sought)
        };
        sample.beside(&sought, |pair| {
            (value(pair), reason(pair).map(|reason| reason.text))
        })
    }

    #[test]
    fn what_names_it_counts_in_full() {
        for text in [
            "The same as INC-1.",
            "See [there](https://x.example/2026-03-09-settlement-emptied-the-ledgers-pool.md)",
        ] {
            let (value, reason) = of(text);
            assert!((value - 1.0).abs() < 1e-6, "{text}: {value}");
            assert_eq!(reason.as_deref(), Some("the text refers to it"));
        }
        let (value, reason) = of("Like the outage of 9 March");
        assert!((value - BY_DAY).abs() < 1e-6);
        assert_eq!(
            reason.as_deref(),
            Some("the text names an incident of this day")
        );
    }

    #[test]
    fn another_cause_counts_against_it() {
        let (value, reason) = of("It had a different root cause than INC-1.");
        assert!((value + 1.0).abs() < 1e-6);
        assert_eq!(
            reason.as_deref(),
            Some("the text says that this one had another cause")
        );
        assert!(of("The empty pool had a different cause this time.").0 < 0.0);
    }

    #[test]
    fn once_more_means_what_is_alike() {
        let (alike, reason) = of("The pool was empty again because settlement waited.");
        assert!(alike > 0.2 && reason.is_none(), "{alike}");
        assert!(of("A certificate expired again.").0 < 0.05);
        assert!(of("The pool was empty because settlement waited.").0 == 0.0);
    }
}
