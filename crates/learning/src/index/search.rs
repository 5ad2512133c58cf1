//! Asking the index.

use afterword_domain::IncidentRef;
use tantivy::IndexReader;

use super::asked::Asked;
use super::collect::{All, Found};
use super::error::Flaw;
use super::matching;
use super::schema::Fields;

/// The end of an index that answers. Cheap to clone.
#[derive(Clone)]
pub struct Search {
    reader: IndexReader,
    fields: Fields,
}

impl Search {
    pub(super) fn new(reader: IndexReader, fields: Fields) -> Self {
        Self { reader, fields }
    }

    /// Looks at what was committed last.
    ///
    /// # Errors
    /// [`Flaw`]
    pub fn reload(&self) -> Result<(), Flaw> {
        Ok(self.reader.reload()?)
    }

    /// How many incidents it knows.
    #[must_use]
    pub fn incidents(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// All incidents that have the words, and how well each fits.
    ///
    /// # Errors
    /// [`Flaw`]
    pub fn ranked(&self, asked: &Asked) -> Result<Ranking, Flaw> {
        self.find(asked, true).map(Ranking)
    }

    /// All incidents that have the words, in no order.
    ///
    /// # Errors
    /// [`Flaw`]
    pub fn all(&self, asked: &Asked) -> Result<Vec<IncidentRef>, Flaw> {
        self.find(asked, false).map(numbers)
    }

    fn find(&self, asked: &Asked, scored: bool) -> Result<Vec<Found>, Flaw> {
        let searcher = self.reader.searcher();
        let query = matching::query(asked, &self.fields, &searcher)?;
        Ok(searcher.search(&query, &All { scored })?)
    }
}

/// What was found, to be put in order as far as somebody reads.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking(Vec<Found>);

impl Ranking {
    /// How many there are.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.len() as u64
    }

    /// In no order.
    #[must_use]
    pub fn all(&self) -> Vec<IncidentRef> {
        numbers(self.0.clone())
    }

    /// Leaves out what something does not hold for.
    pub fn retain(&mut self, holds: impl Fn(IncidentRef) -> bool) {
        self.0.retain(|found| holds(IncidentRef(found.number)));
    }

    /// The best first, at most so many; of those that are as good the one with the highest number.
    #[must_use]
    pub fn best(mut self, most: usize) -> Vec<IncidentRef> {
        let better = |a: &Found, b: &Found| {
            let better = b.score.total_cmp(&a.score);
            better.then(b.number.cmp(&a.number))
        };
        if most < self.0.len() {
            self.0.select_nth_unstable_by(most, better);
            self.0.truncate(most);
        }
        self.0.sort_unstable_by(better);
        numbers(self.0)
    }
}

fn numbers(found: Vec<Found>) -> Vec<IncidentRef> {
    let number = |found: Found| IncidentRef(found.number);
    found.into_iter().map(number).collect()
}
