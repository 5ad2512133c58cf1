//! The way back through an incident's versions: from the present one, a page of the log at a time,
//! so that a long history is never in memory at once.

use std::collections::VecDeque;

use afterword_domain::history::versions::{VersionError, take_back};
use afterword_domain::policy::Sight;
use afterword_domain::{Incident, Moment};
use afterword_store::ChangeRecord;

use crate::app::App;
use crate::error::{self, ApiError};

const PAGE: u32 = 100;

/// An incident as it was, and when it became so.
pub(super) struct Past {
    pub(super) incident: Incident,
    pub(super) at: Moment,
}

/// Somebody on the way back.
pub(super) struct Back<'a> {
    app: &'a App,
    sight: &'a Sight,
    /// The present version.
    newest: u32,
    /// As it was before everything that was taken back so far.
    incident: Incident,
    /// Of the log, what comes next, newest first.
    page: VecDeque<ChangeRecord>,
    /// Where the next page ends.
    before: u64,
}

impl<'a> Back<'a> {
    pub(super) fn from(app: &'a App, sight: &'a Sight, present: &Incident) -> Self {
        Self {
            app,
            sight,
            newest: present.version,
            incident: present.clone(),
            page: VecDeque::new(),
            before: i64::MAX.unsigned_abs(),
        }
    }

    /// Goes back to a version, which is none after the one that it went to last.
    pub(super) async fn to(&mut self, version: u32) -> Result<Past, ApiError> {
        let none = || ApiError::from(VersionError::NoVersion(version));
        if !(1..=self.newest).contains(&version) {
            return Err(none());
        }
        loop {
            let record = self.next().await?.ok_or_else(none)?;
            let made = record.version.ok_or_else(none)?;
            if made <= version {
                let at = record.at;
                self.page.push_front(record);
                if made < version {
                    return Err(none());
                }
                let mut incident = self.incident.clone();
                (incident.version, incident.updated_at) = (version, at);
                return Ok(Past { incident, at });
            }
            // What was written since the present one was read is not in it.
            if made <= self.newest && !take_back(&mut self.incident, &record.change) {
                return Err(none());
            }
        }
    }

    async fn next(&mut self) -> Result<Option<ChangeRecord>, ApiError> {
        if self.page.is_empty() {
            let reference = self.incident.reference;
            let store = &self.app.store;
            let page = store
                .changes_before(self.sight, reference, self.before, PAGE)
                .await;
            self.page = page.map_err(error::store)?.into();
            if let Some(last) = self.page.back() {
                self.before = last.seq;
            }
        }
        Ok(self.page.pop_front())
    }
}
