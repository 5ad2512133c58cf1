//! What similar incidents are found in: it follows the change log as everything derived does.

use afterword_domain::{Incident, IncidentRef};
use afterword_learning::model::{Described, Library};

use super::followed::{Derived, Followed};

pub type SimilarLibrary = Followed<Library>;

impl Derived for Library {
    fn put(&mut self, incident: &Incident) {
        take_in(self, incident);
    }

    fn remove(&mut self, reference: IncidentRef) {
        Library::remove(self, reference);
    }

    fn settle(&mut self) {
        Library::settle(self);
    }
}

/// Drills and duplicates are like nothing that happened.
pub fn take_in(library: &mut Library, incident: &Incident) {
    if incident.owes_review() {
        library.put(incident.reference, &Described::of(incident));
    } else {
        library.remove(incident.reference);
    }
}
