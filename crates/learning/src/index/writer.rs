//! Writing: incidents as they are now, in place of what the index said of them, and how far that
//! was.
//!
//! An index that is made anew is first written in pieces as large as memory allows, none of which
//! is joined with another until all are there: joining them meanwhile would write everything about
//! twice while somebody waits.

use afterword_domain::workspace::Workspace;
use afterword_domain::{Incident, IncidentRef};
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy, NoMergePolicy};
use tantivy::{FutureResult, Index, IndexWriter, SegmentMeta, TantivyDocument, Term};

use super::error::Flaw;
use super::mark::Mark;
use super::schema::Fields;

/// Two, so that an index is made by both cores of a small machine.
const THREADS: usize = 2;
/// Of each thread while it writes, in bytes. Taken as it is needed, and given back with the commit.
const MEMORY: usize = 40 << 20;
/// Segments of fewer incidents count as small: few of them are written anew when they are joined.
const SMALL_SEGMENT: u32 = 1_000;
/// A segment with a larger share of incidents that were changed since is written anew.
const MOST_STALE: f32 = 0.3;

/// Pieces that are being joined.
pub struct Joining(Option<FutureResult<Option<SegmentMeta>>>);

impl Joining {
    /// Returns when they are one. It is seen with the next [`super::Search::reload`].
    ///
    /// # Errors
    /// [`Flaw`]
    pub async fn done(self) -> Result<(), Flaw> {
        if let Some(joining) = self.0 {
            joining.await?;
        }
        Ok(())
    }
}

/// The end of an index that writes.
pub struct Writer {
    fields: Fields,
    writer: IndexWriter<TantivyDocument>,
}

impl Writer {
    pub(super) fn new(index: &Index, fields: Fields) -> Result<Self, Flaw> {
        let options = IndexWriterOptions::builder()
            .num_worker_threads(THREADS)
            .num_merge_threads(1)
            .memory_budget_per_thread(MEMORY)
            .build();
        let writer = Self {
            fields,
            writer: index.writer_with_options(options)?,
        };
        writer.join_as_they_come();
        Ok(writer)
    }

    fn join_as_they_come(&self) {
        let mut policy = LogMergePolicy::default();
        policy.set_min_layer_size(SMALL_SEGMENT);
        policy.set_del_docs_ratio_before_merge(MOST_STALE);
        self.writer.set_merge_policy(Box::new(policy));
    }

    /// Forgets everything, so that everything is added. Those who search go on with what was there
    /// until the next commit. [`Self::join`] belongs behind that.
    ///
    /// # Errors
    /// [`Flaw`]
    pub fn clear(&mut self) -> Result<(), Flaw> {
        self.forget_uncommitted()?;
        self.writer.delete_all_documents()?;
        self.writer.set_merge_policy(Box::new(NoMergePolicy));
        Ok(())
    }

    /// Has all that is committed joined into one piece, which is smaller and asked faster. Nothing
    /// waits for it: writing and searching go on meanwhile.
    ///
    /// # Errors
    /// [`Flaw`]
    pub fn join(&mut self) -> Result<Joining, Flaw> {
        self.join_as_they_come();
        let pieces = self.writer.index().searchable_segment_ids()?;
        Ok(Joining(
            (pieces.len() > 1).then(|| self.writer.merge(&pieces)),
        ))
    }

    /// Goes back to what was committed last.
    ///
    /// # Errors
    /// [`Flaw`]
    pub fn forget_uncommitted(&mut self) -> Result<(), Flaw> {
        self.writer.rollback()?;
        Ok(())
    }

    /// Takes incidents that the index does not know yet.
    ///
    /// # Errors
    /// [`Flaw`]
    pub fn add(&mut self, incidents: &[Incident], workspace: &Workspace) -> Result<(), Flaw> {
        for incident in incidents {
            let document = self.fields.document(incident, workspace);
            self.writer.add_document(document)?;
        }
        Ok(())
    }

    /// Takes what became of some incidents.
    ///
    /// # Errors
    /// [`Flaw`]
    pub fn replace(&mut self, incidents: &[Incident], workspace: &Workspace) -> Result<(), Flaw> {
        let touched: Vec<_> = incidents.iter().map(|one| one.reference).collect();
        self.forget(&touched);
        self.add(incidents, workspace)
    }

    /// Finds incidents no more.
    pub fn forget(&mut self, incidents: &[IncidentRef]) {
        for IncidentRef(number) in incidents {
            let number = Term::from_field_u64(self.fields.number, (*number).into());
            self.writer.delete_term(number);
        }
    }

    /// Writes it to disk, with how far it was read: both or neither.
    ///
    /// # Errors
    /// [`Flaw`]
    pub fn commit(&mut self, mark: Mark) -> Result<(), Flaw> {
        let payload = mark.to_payload()?;
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(&payload);
        commit.commit()?;
        Ok(())
    }

    /// Waits until pieces that are being joined are joined, and ends.
    ///
    /// # Errors
    /// [`Flaw`]
    pub fn finish(self) -> Result<(), Flaw> {
        Ok(self.writer.wait_merging_threads()?)
    }
}
