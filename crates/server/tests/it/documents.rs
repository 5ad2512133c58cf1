//! Real post-mortems in and out.

mod imports;

use std::path::PathBuf;

use afterword_document::{ReadOptions, adopt, describe, read, write};
use afterword_domain::incident::Incident;
use afterword_domain::policy::Sight;
use afterword_domain::query::Query;
use afterword_domain::{IncidentRef, Moment};
use afterword_server::features::documents::importing::{
    File, ImportOptions, ImportOutcome, import,
};
use afterword_store::{Author, IncidentList, Store, Via};
use afterword_testbed::both;
use axum::body::Body;
use axum::http::Method;

use crate::util::{NOW, TestApp};

/// The 129 public post-mortems that lie beside the repository.
fn corpus() -> Vec<File> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    #[expect(
        clippy::disallowed_methods,
        reason = "where the documents lie is the machine's to say"
    )]
    let shared = std::env::var_os("AFTERWORD_SHARED").map_or_else(|| beside.into(), PathBuf::from);
    let root = shared.join("data/postmortems");
    let mut files = Vec::new();
    let folders = std::fs::read_dir(&root).unwrap_or_else(|error| {
        panic!(
            "{}: {error}; set AFTERWORD_SHARED to its folder",
            root.display()
        )
    });
    for folder in folders {
        let folder = folder.unwrap();
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let path = file.unwrap().path();
            let name = path
                .strip_prefix(&root)
                .unwrap()
                .to_string_lossy()
                .into_owned();
            files.push(File {
                name,
                bytes: std::fs::read(&path).unwrap(),
            });
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

fn author() -> Author {
    Author {
        person: None,
        via: Via::Cli,
        request_id: None,
        address: None,
    }
}

fn utc() -> ImportOptions {
    ImportOptions {
        zone: Some("UTC".into()),
        dry_run: false,
    }
}

/// Everything that a document carries; what the store assigns is left out.
fn carried(mut incident: Incident) -> Incident {
    incident.version = 0;
    incident.created_at = Moment::from_micros(0).unwrap();
    incident.updated_at = incident.created_at;
    incident.next_entry = 0;
    incident
}

both! {
    async fn all_129_files_become_incidents_and_a_second_run_changes_nothing(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let files = corpus();
        assert_eq!(files.len(), 129);
        let now: Moment = NOW.parse().unwrap();
        let first = import(&store, (&Sight::Everything, &author()), &files, &utc(), now, |_| {}).await.unwrap();
        assert_eq!((first.created, first.failed), (129, 0), "{:?}", first.files.iter().find(|f| f.error.is_some()));
        let sequence = store.latest_seq().await.unwrap();
        let second = import(&store, (&Sight::Everything, &author()), &files, &utc(), now, |_| {}).await.unwrap();
        assert_eq!((second.unchanged, second.created), (129, 0));
        assert_eq!(store.latest_seq().await.unwrap(), sequence, "nothing was written");
        let list = IncidentList::of(Query::default(), now, 7);
        assert_eq!(store.incidents(&Sight::Everything, &list).await.unwrap().total, 129);
    }
}

both! {
    async fn each_comes_back_from_its_export_field_for_field(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let now: Moment = NOW.parse().unwrap();
        import(&store, (&Sight::Everything, &author()), &corpus(), &utc(), now, |_| {}).await.unwrap();
        let workspace = store.workspace().await.unwrap();
        for number in 1..=129 {
            let incident = store.incident(&Sight::Everything, IncidentRef(number)).await.unwrap().unwrap();
            let markdown = write(&describe(&incident, &workspace));
            let back = read("export.md", markdown.as_bytes(), &ReadOptions::default()).unwrap();
            let mut back = adopt(back.document, &workspace, now);
            back.reference = incident.reference;
            assert_eq!(carried(back), carried(incident), "INC-{number}");
        }
    }
}

both! {
    async fn a_changed_document_updates_its_incident_unless_a_person_edited_it(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let now: Moment = NOW.parse().unwrap();
        let file = |text: &str| vec![File { name: "a.md".into(), bytes: text.into() }];
        let first = file("# Ledger slow\n\n## Summary\n\nIt was slow.\n");
        import(&store, (&Sight::Everything, &author()), &first, &utc(), now, |_| {}).await.unwrap();
        let second = file("# Ledger slow\n\n## Summary\n\nIt was very slow.\n");
        let report = import(&store, (&Sight::Everything, &author()), &second, &utc(), now, |_| {}).await.unwrap();
        assert_eq!(report.files[0].outcome, ImportOutcome::Updated);
        let incident = store.incident(&Sight::Everything, IncidentRef(1)).await.unwrap().unwrap();
        assert_eq!(incident.postmortem.section("summary").trim(), "It was very slow.");
        let by = author();
        let edited = store.edit_incident((&Sight::Everything, &by), IncidentRef(1), None, now, |incident, _, _| {
            afterword_domain::postmortem::edit::write_section(incident, "summary", "By hand.")
        });
        edited.await.unwrap();
        let third = file("# Ledger slow\n\n## Summary\n\nOnce more.\n");
        let report = import(&store, (&Sight::Everything, &author()), &third, &utc(), now, |_| {}).await.unwrap();
        assert_eq!(report.files[0].outcome, ImportOutcome::EditedHere);
        let incident = store.incident(&Sight::Everything, IncidentRef(1)).await.unwrap().unwrap();
        assert_eq!(incident.postmortem.section("summary"), "By hand.");
    }
}

both! {
    async fn a_file_that_cannot_be_read_keeps_no_other_out(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let now: Moment = NOW.parse().unwrap();
        let named = |name: &str, bytes: &[u8]| File { name: name.into(), bytes: bytes.to_vec() };
        let files = [
            named("latin.md", b"# Caf\xe9 down\n"),
            named("fine.md", b"# Ledger slow\n\nIt was slow.\n"),
            named("twice.md", b"---\ntitle: a\ntitle: b\n---\n\n# x\n"),
            named("huge.md", &vec![b'x'; 9 << 20]),
            named("empty.md", b""),
        ];
        let report = import(&store, (&Sight::Everything, &author()), &files, &utc(), now, |_| {}).await.unwrap();
        assert_eq!((report.created, report.failed), (1, 4));
        let codes: Vec<_> = report.files.iter().map(|file| file.code.as_deref()).collect();
        let expected = [
            Some("not_utf8"), None, Some("front_matter_duplicate_key"), Some("file_too_large"), Some("empty_file"),
        ];
        assert_eq!(codes, expected);
        assert!(report.files[0].error.as_deref().unwrap().contains("line 1"), "{:?}", report.files[0].error);
    }
}

both! {
    async fn files_come_in_through_the_api_and_go_out_again(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let part = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.md\"\r\n\r\n\
                    # Ledger slow\n\n## Timeline\n\n- 2026-10-01 10:05 It began\n\r\n--x--\r\n";
        let upload = ines.with("content-type", "multipart/form-data; boundary=x");
        let zoneless = upload.send(Method::POST, "/imports", Body::from(part)).await.ok();
        assert_eq!(zoneless.body["files"][0]["code"], "needs_zone");
        let dry = upload.send(Method::POST, "/imports?timezone=UTC&dry_run=true", Body::from(part)).await.ok();
        assert_eq!(dry.body["created"], 1);
        assert_eq!(ines.get("/incidents").await.ok().body["total"], 0);
        upload.send(Method::POST, "/imports?timezone=UTC", Body::from(part)).await.ok();
        let incident = ines.get("/incidents/INC-1").await.ok();
        assert_eq!(incident.body["timeline"][0]["occurred_at"], "2026-10-01T10:05:00Z");
        let exported = ines.get("/incidents/INC-1/export").await.ok();
        assert!(exported.text.contains("# "), "{}", exported.text);
        let json = ines.get("/incidents/INC-1/export?format=json").await.ok();
        assert_eq!(json.body["title"], incident.body["title"]);
        let nowhere = upload.send(Method::POST, "/imports?timezone=Mars/Base", Body::from(part)).await;
        nowhere.refused(422, "unknown_zone");
    }
}
