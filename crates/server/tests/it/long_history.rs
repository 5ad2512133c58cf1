//! A history that is longer than what is read of it at once.

use std::convert::Infallible;

use afterword_domain::change::{Change, Set};
use afterword_domain::policy::Sight;
use afterword_domain::{Incident, IncidentRef};
use afterword_store::{Author, Via};
use afterword_testbed::both;
use serde_json::json;

use crate::util::TestApp;

const EDITS: u32 = 230;

both! {
    async fn every_version_of_it_is_found_and_compared(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        ines.post("/incidents", json!({"title": "Title 1"})).await.ok();
        let author = Author { person: None, via: Via::System, request_id: None, address: None, };
        for version in 2..=EDITS {
            let decide = |incident: &Incident, _: &_, _: &_| {
                let (from, to) = (incident.title.clone(), format!("Title {version}"));
                Ok::<_, Infallible>(vec![Change::Title(Set { from, to })])
            };
            let store = &app.app.store;
            store.edit_incident((&Sight::Everything, &author), IncidentRef(1), None, app.app.now(), decide).await.unwrap();
        }
        for version in [1, 29, 30, 31, 129, 130, 131, EDITS] {
            let then = ines.get(&format!("/incidents/INC-1/versions/{version}")).await.ok();
            assert_eq!(then.body["title"], format!("Title {version}"));
        }
        for (from, to) in [(7, 211), (211, 7), (130, 130)] {
            let compared = ines.get(&format!("/incidents/INC-1/compare?from={from}&to={to}")).await.ok();
            assert_eq!((&compared.body["from"]["version"], &compared.body["to"]["version"]), (&json!(from), &json!(to)));
            let changes = compared.body["changes"].as_array().unwrap();
            assert_eq!(changes.len(), usize::try_from(i32::abs(to - from)).unwrap());
        }
        let backwards = ines.get("/incidents/INC-1/compare?from=211&to=7").await.ok();
        assert_eq!(backwards.body["texts"][0]["parts"], json!([
            {"kind": "same", "text": "Title "},
            {"kind": "removed", "text": "211"},
            {"kind": "added", "text": "7"},
        ]));
        ines.get("/incidents/INC-1/compare?from=7&to=231").await.refused(404, "no_such_version");
    }
}
