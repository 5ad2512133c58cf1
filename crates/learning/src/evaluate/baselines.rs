//! What the model is held against: the whole document by TF-IDF cosine and by BM25. Both see the
//! earlier documents only, as the model does.

use std::collections::HashMap;

use crate::model::words_of;

use super::metrics::count;

/// `k1` and `b` as S. Robertson and H. Zaragoza give them, "The Probabilistic Relevance Framework:
/// BM25 and beyond", *Foundations and Trends in Information Retrieval* 3 (2009).
const K1: f64 = 1.2;
const B: f64 = 0.75;

type Counts = HashMap<String, f64>;

/// Documents by the words that they have, as often as they have them.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    documents: Vec<Counts>,
    having: HashMap<String, usize>,
}

impl Shelf {
    pub(super) fn add(&mut self, text: &str) {
        let counts = counts(text);
        for word in counts.keys() {
            *self.having.entry(word.clone()).or_insert(0) += 1;
        }
        self.documents.push(counts);
    }

    /// ln of the share, smoothed as scikit-learn does it: one document more that has every word.
    fn idf(&self, word: &str) -> f64 {
        let having = self.having.get(word).copied().unwrap_or(0);
        ((count(self.documents.len()) + 1.0) / (count(having) + 1.0)).ln() + 1.0
    }

    /// The cosine with each document, in their order.
    pub(super) fn tf_idf(&self, text: &str) -> Vec<f64> {
        let weigh = |counts: &Counts| -> Counts {
            let weight = |(word, tf): (&String, &f64)| (word.clone(), tf * self.idf(word));
            counts.iter().map(weight).collect()
        };
        let length = |weights: &Counts| {
            weights
                .values()
                .map(|weight| weight * weight)
                .sum::<f64>()
                .sqrt()
        };
        let sought = weigh(&counts(text));
        let cosine = |document: &Counts| {
            let document = weigh(document);
            let dot: f64 = sought
                .iter()
                .map(|(word, weight)| weight * document.get(word).unwrap_or(&0.0))
                .sum();
            let lengths = length(&sought) * length(&document);
            if lengths > 0.0 { dot / lengths } else { 0.0 }
        };
        self.documents.iter().map(cosine).collect()
    }

    /// BM25 of the text's words for each document, in their order.
    pub(super) fn bm25(&self, text: &str) -> Vec<f64> {
        let lengths: Vec<f64> = self
            .documents
            .iter()
            .map(|words| words.values().sum())
            .collect();
        let mean = lengths.iter().sum::<f64>() / count(lengths.len().max(1));
        let idf = |word: &str| {
            let having = count(self.having.get(word).copied().unwrap_or(0));
            ((count(self.documents.len()) - having + 0.5) / (having + 0.5)).ln_1p()
        };
        let sought = counts(text);
        let score = |(document, length): (&Counts, &f64)| -> f64 {
            let part = |word: &String| {
                let tf = document.get(word).copied().unwrap_or(0.0);
                idf(word) * tf * (K1 + 1.0) / (tf + K1 * (1.0 - B + B * length / mean))
            };
            sought.keys().map(part).sum()
        };
        self.documents.iter().zip(&lengths).map(score).collect()
    }
}

fn counts(text: &str) -> Counts {
    let mut counts = Counts::new();
    for word in words_of(text) {
        *counts.entry(word).or_insert(0.0) += 1.0;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_closest_to_itself() {
        let mut shelf = Shelf::default();
        let texts = [
            "the pool of the ledger was empty",
            "a certificate expired",
            "the pool was full",
        ];
        for text in texts {
            shelf.add(text);
        }
        for scores in [shelf.tf_idf(texts[0]), shelf.bm25(texts[0])] {
            assert!(scores[0] > scores[2] && scores[2] > scores[1], "{scores:?}");
            assert!(scores[1].abs() < 1e-9);
        }
        assert!((shelf.tf_idf(texts[0])[0] - 1.0).abs() < 1e-9);
    }
}
