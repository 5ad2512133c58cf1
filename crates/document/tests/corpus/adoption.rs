//! Into a workspace and out again.

use afterword_document::{Document, NewNames, adopt, describe, new_names};
use afterword_domain::incident::open::admit;
use afterword_domain::service::Service;
use afterword_domain::workspace::{FactorTerm, Workspace};
use afterword_domain::{FactorId, Moment, ServiceId};

use super::files::{files, reading};

fn workspace_for(document: &Document) -> Workspace {
    let mut workspace = Workspace::default();
    let names = new_names(document, &workspace);
    for (id, name) in (1..).zip(names.services) {
        let service = Service {
            id: ServiceId(id),
            name,
            team: None,
            slo: None,
            revenue_per_minute: None,
            aliases: Vec::new(),
        };
        workspace.services.push(service);
    }
    for (id, label) in (1..).zip(names.factors) {
        workspace.factors.push(FactorTerm::new(FactorId(id), label));
    }
    workspace
}

#[test]
fn every_document_is_admitted_and_described_again() {
    let now: Moment = "2026-10-08T09:12:00Z".parse().expect("a moment");
    for file in files() {
        let document = reading(&file).document;
        let workspace = workspace_for(&document);
        assert_eq!(
            new_names(&document, &workspace),
            NewNames::default(),
            "{}",
            file.name
        );
        let incident = adopt(document.clone(), &workspace, now);
        let incident =
            admit(incident, &workspace).unwrap_or_else(|error| panic!("{}: {error}", file.name));
        let described = describe(&incident, &workspace);
        assert_eq!(
            described.timeline.len(),
            document.timeline.len(),
            "{}",
            file.name
        );
        assert_eq!(
            described.postmortem.sections, document.postmortem.sections,
            "{}",
            file.name
        );
        // From here on nothing is unknown, and the way there and back is exact.
        assert_eq!(adopt(described, &workspace, now), incident, "{}", file.name);
    }
}
