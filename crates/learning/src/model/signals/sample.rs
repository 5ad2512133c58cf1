//! A small library for the tests of signals.

use afterword_domain::{Day, FactorId, IncidentRef, ServiceId};

use super::Pair;
use crate::model::described::{Described, Passage, Zone};
use crate::model::library::Library;
use crate::model::profile::View;
use crate::model::reasons::Names;

/// A library of incidents that have nothing to do with each other, and one more, INC-1.
pub(super) struct Sample {
    library: Library,
}

impl Sample {
    pub(super) fn with(earlier: &Described) -> Self {
        let mut library = Library::default();
        library.put(IncidentRef(1), earlier);
        for (number, text) in (2..).zip([
            "The search index was stale because a nightly job did not run.",
            "Letters were late since the relay was throttled by its provider.",
            "A disk of the build host was full; images were removed.",
            "The login page was slow because of a missing index.",
        ]) {
            library.put(IncidentRef(number), &telling(text));
        }
        Self { library }
    }

    /// Looks at what is sought beside INC-1.
    pub(super) fn beside<T>(&self, sought: &Described, look: impl FnOnce(&Pair<'_>) -> T) -> T {
        let mut earlier = View::default();
        self.library.view(IncidentRef(1), &mut earlier).unwrap();
        look(&Pair {
            library: &self.library,
            sought: &self.library.sought(sought),
            reference: IncidentRef(1),
            earlier: &earlier,
        })
    }
}

/// A signal's value for two passages of one zone.
pub(super) fn between(
    zone: Zone,
    earlier: &str,
    sought: &str,
    value: impl Fn(&Pair<'_>) -> f32,
) -> f32 {
    Sample::with(&told(zone, earlier)).beside(&told(zone, sought), |pair| value(pair))
}

pub(super) fn told(zone: Zone, text: &str) -> Described {
    let text = text.to_owned();
    Described {
        passages: vec![Passage { zone, text }],
        ..Described::default()
    }
}

pub(super) fn telling(text: &str) -> Described {
    told(Zone::Telling, text)
}

pub(super) fn day(month: i8, day: i8) -> Option<Day> {
    Day::new(2026, month, day)
}

/// Everything is called by its number.
pub(super) struct Numbered;

impl Names for Numbered {
    fn service(&self, id: ServiceId) -> Option<&str> {
        ["", "ledger", "search"].get(id.0 as usize).copied()
    }

    fn factor(&self, id: FactorId) -> Option<&str> {
        ["", "Retries not bounded", "No alert on saturation"]
            .get(id.0 as usize)
            .copied()
    }
}
