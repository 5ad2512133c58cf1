//! Measures of a ranking and of a judgement, as they are defined in the field and no other way; the
//! tests hold them against values of scikit-learn.

/// Of a graded ranking, best first: the reciprocal of the place of the first that is relevant; 0
/// where none is. Its mean over queries is the MRR: E. Voorhees, TREC-8 (1999).
#[must_use]
pub(super) fn reciprocal_rank(relevant: &[bool]) -> f64 {
    let place = relevant.iter().position(|relevant| *relevant);
    place.map_or(0.0, |place| 1.0 / count(place + 1))
}

/// 1 where one of the first `most` is relevant, else 0.
#[must_use]
pub(super) fn hit(relevant: &[bool], most: usize) -> f64 {
    f64::from(u8::from(
        relevant.iter().take(most).any(|relevant| *relevant),
    ))
}

/// Normalised discounted cumulated gain of the first `most`, with the grade for its gain: K. Järvelin
/// and J. Kekäläinen, *ACM Transactions on Information Systems* 20 (2002), 422–446. `missed` are
/// the gains of what the ranking does not have. Nothing where there is nothing to gain.
#[must_use]
pub(super) fn ndcg(gains: &[f64], missed: &[f64], most: usize) -> Option<f64> {
    let discounted = |gains: &[f64]| {
        let places = gains.iter().take(most).zip(1..);
        places
            .map(|(gain, place)| gain / (count(place) + 1.0).log2())
            .sum::<f64>()
    };
    let mut ideal = [gains, missed].concat();
    ideal.sort_by(|a, b| b.total_cmp(a));
    let best = discounted(&ideal);
    (best > 0.0).then(|| discounted(gains) / best)
}

/// The area under the receiver operating characteristic: how often one that is right scores more
/// than one that is wrong, a tie being half. J. Hanley and B. `McNeil`, *Radiology* 143 (1982), 29–36.
/// Nothing where there is none of a kind.
#[must_use]
pub(super) fn auc(right: &[f64], wrong: &[f64]) -> Option<f64> {
    if right.is_empty() || wrong.is_empty() {
        return None;
    }
    let wins = right.iter().flat_map(|right| {
        wrong.iter().map(move |wrong| match right.total_cmp(wrong) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        })
    });
    Some(wins.sum::<f64>() / (count(right.len()) * count(wrong.len())))
}

#[must_use]
pub(super) fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / count(values.len()))
}

/// The part of a whole; nothing of nothing.
#[must_use]
pub(super) fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| count(part) / count(whole))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of documents are far below 2⁵²"
)]
pub(super) fn count(of: usize) -> f64 {
    of as f64
}
