//! Incidents and indexes for these tests.

use afterword_domain::incident::open::{OpenForm, open};
use afterword_domain::incident::{EventKind, TimelineEvent};
use afterword_domain::query::parse;
use afterword_domain::time::Precision;
use afterword_domain::workspace::Workspace;
use afterword_domain::{EventId, Incident, IncidentRef, Moment};
use afterword_learning::index::{Asked, Folder, Mark, Search, Writer};
use tempfile::TempDir;

pub(crate) fn now() -> Moment {
    "2026-10-08T09:12:00Z".parse().unwrap()
}

pub(crate) fn incident(number: u32, title: &str) -> Incident {
    let form = OpenForm {
        title: title.into(),
        ..OpenForm::default()
    };
    let mut incident = open(form, &Workspace::default(), now()).unwrap();
    incident.reference = IncidentRef(number);
    incident
}

/// With the text of a section.
pub(crate) fn saying(number: u32, title: &str, section: &str, text: &str) -> Incident {
    let mut incident = incident(number, title);
    let sections = incident.postmortem.sections.iter_mut();
    let mut sections = sections.filter(|one| one.key == section);
    sections.next().unwrap().text = text.into();
    incident
}

pub(crate) fn with_entry(mut incident: Incident, text: &str) -> Incident {
    let id = EventId(incident.number_entry());
    incident.timeline.push(TimelineEvent {
        id,
        occurred_at: now(),
        precision: Precision::Minute,
        recorded_at: now(),
        kind: EventKind::Observation,
        milestone: None,
        text: text.into(),
        source: String::new(),
        evidence: Vec::new(),
        pinned: false,
        questions: Vec::new(),
        history: Vec::new(),
    });
    incident
}

pub(crate) fn asked(text: &str) -> Asked {
    Asked::of(&parse(text).unwrap())
}

pub(crate) fn mark(seq: u64) -> Mark {
    Mark {
        seq,
        at: Some(now()),
    }
}

/// An index in a folder of its own.
pub(crate) struct Indexed {
    pub(crate) search: Search,
    pub(crate) writer: Writer,
    _held: Folder,
    _folder: TempDir,
}

impl Indexed {
    pub(crate) fn of(incidents: &[Incident]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let held = Folder::take(folder.path()).unwrap();
        let (search, mut writer) = held.begin().unwrap();
        writer.add(incidents, &Workspace::default()).unwrap();
        writer.commit(mark(1)).unwrap();
        search.reload().unwrap();
        Self {
            search,
            writer,
            _held: held,
            _folder: folder,
        }
    }

    /// In their order.
    pub(crate) fn found(&self, text: &str) -> Vec<u32> {
        let ranking = self.search.ranked(&asked(text)).unwrap();
        let found = ranking.clone().best(usize::MAX);
        let first = ranking.best(found.len() / 2);
        assert_eq!(
            first,
            found[..first.len()],
            "{text}: the best are the best of all"
        );
        let numbers: Vec<_> = found.iter().map(|found| found.0).collect();
        let mut all = self.search.all(&asked(text)).unwrap();
        all.sort_unstable();
        let mut sorted = found;
        sorted.sort_unstable();
        assert_eq!(
            all, sorted,
            "{text}: an order changes nothing of what is found"
        );
        numbers
    }
}
