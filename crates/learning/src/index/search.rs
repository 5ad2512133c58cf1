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

    /// All incidents that have the words, the best first, and of those that are as good the one
    /// with the highest number.
    ///
    /// # Errors
    /// [`Flaw`]
    pub fn ranked(&self, asked: &Asked) -> Result<Vec<IncidentRef>, Flaw> {
        let mut found = self.find(asked, true)?;
        found.sort_unstable_by(|a, b| {
            let better = b.score.total_cmp(&a.score);
            better.then(b.number.cmp(&a.number))
        });
        Ok(numbers(found))
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

fn numbers(found: Vec<Found>) -> Vec<IncidentRef> {
    let number = |found: Found| IncidentRef(found.number);
    found.into_iter().map(number).collect()
}
