//! Walking over the words that two incidents share.

use crate::model::draft::Places;
use crate::model::profile::Weighed;

use super::Pair;

/// The words that both have.
pub(super) fn shared<'a>(
    one: &'a [Weighed],
    other: &'a [Weighed],
) -> impl Iterator<Item = (&'a Weighed, &'a Weighed)> {
    let (mut a, mut b) = (0, 0);
    std::iter::from_fn(move || {
        loop {
            let (left, right) = (one.get(a)?, other.get(b)?);
            match left.term.cmp(&right.term) {
                std::cmp::Ordering::Less => a += 1,
                std::cmp::Ordering::Greater => b += 1,
                std::cmp::Ordering::Equal => {
                    (a, b) = (a + 1, b + 1);
                    return Some((left, right));
                }
            }
        }
    })
}

/// The cosine of the angle between two lists of words, each weighed by its rarity and by `weigh` of
/// where it stands: the vector space model of G. Salton, A. Wong and C. S. Yang, *Communications of
/// the ACM* 18 (1975), 613–620.
pub(super) fn cosine(one: &[Weighed], other: &[Weighed], weigh: impl Fn(Places) -> f32) -> f32 {
    let weight = |word: &Weighed| weigh(word.places) * word.rarity;
    let length = |words: &[Weighed]| {
        let squares = words.iter().map(|word| weight(word).powi(2));
        squares.sum::<f32>().sqrt()
    };
    let dot: f32 = shared(one, other).map(|(a, b)| weight(a) * weight(b)).sum();
    if dot == 0.0 {
        return 0.0;
    }
    (dot / (length(one) * length(other))).clamp(0.0, 1.0)
}

/// What is surprising adds up, and the more there is of it, the less more of it says: `half` of it
/// makes one half.
pub(super) fn saturated(surprise: f32, half: f32) -> f32 {
    surprise / (surprise + half)
}

/// As [`saturated`], but who says more shares more by chance: `half` is for texts of a `usual` size,
/// and grows with those that are larger.
#[expect(
    clippy::cast_precision_loss,
    reason = "texts have some hundreds of words"
)]
pub(super) fn beyond_chance(surprise: f32, half: f32, usual: f32, sizes: (usize, usize)) -> f32 {
    let size = (sizes.0 as f32 * sizes.1 as f32).sqrt();
    saturated(surprise, half * (size / usual).max(1.0))
}

/// The rarest words that both have in such places, as they are written where they are sought.
pub(super) fn rarest(
    pair: &Pair<'_>,
    most: usize,
    both: impl Fn(Places, Places) -> bool,
) -> Vec<String> {
    let mut found: Vec<_> = shared(&pair.sought.view.words, &pair.earlier.words)
        .filter(|(a, b)| both(a.places, b.places) && a.rarity >= RARE)
        .map(|(a, _)| (a.rarity, pair.sought.spelled(a.term)))
        .filter(|(_, word)| word.chars().count() > 2)
        .collect();
    // Of words that are as rare, the longer one mostly says more.
    found.sort_by(|(rarity, word), (other, longer)| {
        other
            .total_cmp(rarity)
            .then(longer.len().cmp(&word.len()))
            .then(word.cmp(longer))
    });
    found
        .into_iter()
        .take(most)
        .map(|(_, word)| word.to_owned())
        .collect()
}

/// What is more common is no reason: a word that every fifth of a hundred incidents has.
const RARE: f32 = 0.45;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(terms: &[u32]) -> Vec<Weighed> {
        let mut terms = terms.to_vec();
        terms.sort_unstable();
        terms.dedup();
        let word = |term| Weighed {
            term,
            places: Places(1),
            rarity: 0.5,
        };
        terms.into_iter().map(word).collect()
    }

    proptest! {
        #[test]
        fn a_cosine_is_one_with_itself_and_the_same_from_both_sides(
            one in proptest::collection::vec(0u32..40, 1..30), other in proptest::collection::vec(0u32..40, 1..30),
        ) {
            let (one, other) = (words(&one), words(&other));
            let of = |a: &[Weighed], b: &[Weighed]| cosine(a, b, |_| 1.0);
            prop_assert!((of(&one, &one) - 1.0).abs() < 1e-5);
            prop_assert!((of(&one, &other) - of(&other, &one)).abs() < 1e-5);
            let common = one.iter().filter(|word| other.iter().any(|same| same.term == word.term)).count();
            prop_assert_eq!(shared(&one, &other).count(), common);
            prop_assert_eq!(of(&one, &other) > 0.0, common > 0);
        }

        #[test]
        fn more_surprise_says_more_and_never_all(less in 0.0f32..50.0, more in 0.0f32..50.0) {
            prop_assert!(saturated(less + more, 2.0) >= saturated(less, 2.0));
            prop_assert!(saturated(less, 2.0) < 1.0);
            let of = |size| beyond_chance(less, 2.0, 10.0, (size, size));
            prop_assert!((of(3) - saturated(less, 2.0)).abs() < 1e-6 && of(40) <= of(20));
        }
    }
}
