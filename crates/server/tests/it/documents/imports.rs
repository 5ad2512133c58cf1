//! What an import may and may not do to what is there.

use afterword_document::{describe, write};
use afterword_domain::incident::Incident;
use afterword_domain::person::{PersonForm, Role};
use afterword_domain::policy::Sight;
use afterword_domain::recurrence::{RecurrenceForm, Verdict, decide};
use afterword_domain::workspace::TemplateSection;
use afterword_domain::{IncidentRef, Moment, PersonId};
use afterword_server::features::documents::importing::{
    File, ImportOptions, ImportOutcome, ImportReport, import,
};
use afterword_store::Store;
use afterword_testbed::both;
use axum::body::Body;
use axum::http::Method;

use super::{author, utc};
use crate::util::{NOW, TestApp};

fn now() -> Moment {
    NOW.parse().unwrap()
}

fn named(name: &str, text: impl Into<Vec<u8>>) -> File {
    File {
        name: name.into(),
        bytes: text.into(),
    }
}

/// A post-mortem with a title, a day and a summary.
fn story(title: &str, day: u8, summary: &str) -> String {
    format!(
        "# {title}\n\nServices: ledger\n\n## Summary\n\n{summary}\n\n## Timeline\n\n\
         - 2026-10-{day:02} 09:12 Impact starts\n- 2026-10-{day:02} 09:59 Recovered\n\n\
         ## Action items\n\n- [ ] Bound the retries\n"
    )
}

async fn take(store: &Store, files: &[File]) -> ImportReport {
    import(
        store,
        (&Sight::Everything, &author()),
        files,
        &utc(),
        now(),
        |_| {},
    )
    .await
    .unwrap()
}

async fn incident(store: &Store, number: u32) -> Incident {
    store
        .incident(&Sight::Everything, IncidentRef(number))
        .await
        .unwrap()
        .unwrap()
}

async fn exported(store: &Store, number: u32) -> String {
    let workspace = store.workspace().await.unwrap();
    write(&describe(&incident(store, number).await, &workspace))
}

fn codes(report: &ImportReport) -> Vec<Option<&str>> {
    report
        .files
        .iter()
        .map(|file| file.code.as_deref())
        .collect()
}

fn outcomes(report: &ImportReport) -> Vec<ImportOutcome> {
    report.files.iter().map(|file| file.outcome).collect()
}

async fn person(store: &Store) -> PersonId {
    let form = PersonForm {
        handle: "mika".into(),
        name: "Mika".into(),
        email: None,
        role: Role::Member,
        team: None,
    };
    store.add_person(&author(), form, now()).await.unwrap().id
}

async fn write_summary(store: &Store, number: u32, text: &str) {
    let by = author();
    let edit = store.edit_incident(
        (&Sight::Everything, &by),
        IncidentRef(number),
        None,
        now(),
        |incident, _, _| {
            afterword_domain::postmortem::edit::write_section(incident, "summary", text)
        },
    );
    edit.await.unwrap();
}

both! {
    async fn of_two_files_with_one_name_the_second_says_so(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let mut files = vec![
            named("incident.md", story("Ledger slow", 1, "Slow.")),
            named("incident.md", story("Checkout down", 2, "Down.")),
            named("incident.md", story("Ledger slow", 1, "Slow.")),
        ];
        // Far enough behind to be read with another batch.
        files.extend((0..250).map(|n| named(&format!("{n}.md"), format!("# Other {n}\n"))));
        files.push(named("incident.md", story("Search down", 3, "Down too.")));
        let dry = ImportOptions { dry_run: true, ..utc() };
        let would = import(&store, (&Sight::Everything, &author()), &files, &dry, now(), |_| {}).await.unwrap();
        let report = take(&store, &files).await;
        assert_eq!(outcomes(&would), outcomes(&report));
        assert_eq!((report.created, report.unchanged, report.failed), (251, 1, 2));
        assert_eq!(report.files[2].incident, Some(IncidentRef(1)));
        for at in [1, 253] {
            assert_eq!(report.files[at].code.as_deref(), Some("source_name_taken"));
            assert!(report.files[at].error.as_deref().unwrap().contains("incident.md"));
        }
        assert_eq!(incident(&store, 1).await.title, "Ledger slow");
    }
}

both! {
    async fn what_a_document_lacks_comes_from_the_template_and_stays(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let mut settings = store.workspace().await.unwrap().settings.clone();
        let security = TemplateSection {
            key: "security".into(),
            title: "Security".into(),
            guide: "Who could read what?".into(),
        };
        settings.template.sections.insert(1, security);
        settings.template.sections[2].title = "Why".into();
        store.save_settings(&author(), settings.clone(), now()).await.unwrap();
        take(&store, &[named("pm.md", story("Ledger slow", 1, "Slow."))]).await;
        let titles = async || -> Vec<String> {
            let sections = incident(&store, 1).await.postmortem.sections;
            sections.into_iter().map(|section| section.title).collect()
        };
        let begun = ["Introduction", "Summary", "Security", "Why", "Lessons learned"];
        assert_eq!(titles().await, begun);
        // The template of another day changes nothing of what is there.
        settings.template.sections.remove(1);
        store.save_settings(&author(), settings, now()).await.unwrap();
        let same = take(&store, &[named("pm.md", story("Ledger slow", 1, "Slow."))]).await;
        assert_eq!(outcomes(&same), [ImportOutcome::Unchanged]);
        let changed = take(&store, &[named("pm.md", story("Ledger slow", 1, "Very slow."))]).await;
        assert_eq!(outcomes(&changed), [ImportOutcome::Updated]);
        assert_eq!(titles().await, begun);
    }
}

both! {
    async fn a_known_name_stands_for_one_story(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        take(&store, &[named("pm2.md", story("Ledger slow", 1, "Slow."))]).await;
        let other = take(&store, &[named("pm2.md", story("Checkout down", 2, "Down."))]).await;
        assert_eq!(codes(&other), [Some("source_name_taken")]);
        let error = other.files[0].error.as_deref().unwrap();
        assert!(error.contains("pm2.md") && error.contains("INC-1") && error.contains("rename"), "{error}");
        assert_eq!(incident(&store, 1).await.title, "Ledger slow");
        let retitled = take(&store, &[named("pm2.md", story("Ledger was slow", 1, "Slow."))]).await;
        assert_eq!(outcomes(&retitled), [ImportOutcome::Updated]);
        let moved = take(&store, &[named("pm2.md", story("Ledger was slow", 3, "Slow."))]).await;
        assert_eq!(outcomes(&moved), [ImportOutcome::Updated]);
        assert_eq!(store.incident(&Sight::Everything, IncidentRef(2)).await.unwrap(), None);
    }
}

both! {
    async fn a_second_import_is_logged_as_what_it_changes(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        take(&store, &[named("a.md", story("Ledger slow", 1, "Slow."))]).await;
        let first = incident(&store, 1).await;
        let text = story("Ledger slow", 1, "Very slow.").replace(
            "- 2026-10-01 09:59",
            "- 2026-10-01 09:30 Rolled back\n- 2026-10-01 09:59",
        );
        take(&store, &[named("a.md", text)]).await;
        let log = store.changes_of(&Sight::Everything, IncidentRef(1), 10).await.unwrap();
        let names: Vec<_> = log.iter().rev().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["incident.opened", "timeline_event.added", "section.changed"]);
        let second = incident(&store, 1).await;
        assert_eq!(second.version, 2);
        assert_eq!(second.postmortem.actions, first.postmortem.actions);
        let numbers: Vec<_> = second.timeline.iter().map(|event| event.id).collect();
        assert_eq!((numbers[0], numbers[2]), (first.timeline[0].id, first.timeline[1].id));
        assert!(numbers[1].0 > first.next_entry);
    }
}

both! {
    async fn a_file_does_not_confirm_its_own_repeat(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let files = [
            named("a.md", story("Ledger slow", 1, "Slow.")),
            named("b.md", story("Ledger slow again", 5, "Slow.")),
        ];
        take(&store, &files).await;
        let mika = person(&store).await;
        let mut told = incident(&store, 2).await;
        let form = RecurrenceForm { earlier: IncidentRef(1), verdict: Verdict::Confirmed, reasons: Vec::new() };
        let links = store.links(&Sight::Everything).await.unwrap();
        let began = store.began(&Sight::Everything, IncidentRef(1)).await.unwrap();
        let confirmed = decide(&told, began, &links, &form, Some(mika), now()).unwrap();
        afterword_domain::change::apply_all(&mut told, &confirmed);
        let mut unknown = told.recurrences[0].clone();
        unknown.earlier = IncidentRef(77);
        told.recurrences.push(unknown);
        let mut later = told.recurrences[0].clone();
        later.earlier = IncidentRef(2);
        told.recurrences.push(later);
        told.title = "Ledger slow a third time".into();
        told.reference = IncidentRef(3);
        told.milestones.impact_started_at = Some("2026-10-03T09:12:00Z".parse().unwrap());
        let text = write(&describe(&told, &store.workspace().await.unwrap()));
        let report = take(&store, &[named("c.md", text)]).await;
        assert_eq!(outcomes(&report), [ImportOutcome::Created]);
        let third = incident(&store, 3).await;
        let said: Vec<_> = third.recurrences.iter().map(|l| (l.earlier, l.verdict, l.by)).collect();
        assert_eq!(said, [(IncidentRef(1), Verdict::Suggested, None)]);
        assert_eq!(store.links(&Sight::Everything).await.unwrap().0, []);
        let notes = &report.files[0].report.as_ref().unwrap().notes;
        for left_out in ["INC-77", "INC-2"] {
            assert!(notes.iter().any(|note| note.message.contains(left_out)), "{notes:?}");
        }
    }
}

both! {
    async fn an_export_of_ours_is_known_for_what_it_is(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        take(&store, &[named("a.md", story("Ledger slow", 1, "Slow."))]).await;
        write_summary(&store, 1, "By hand.").await;
        let text = exported(&store, 1).await;
        let workspace = store.workspace().await.unwrap();
        let json = serde_json::to_vec(&describe(&incident(&store, 1).await, &workspace)).unwrap();
        let sequence = store.latest_seq().await.unwrap();
        let back = take(&store, &[named("INC-1.md", text.clone()), named("INC-1.json", json)]).await;
        assert_eq!(outcomes(&back), [ImportOutcome::Unchanged; 2]);
        assert_eq!(back.files[0].incident, Some(IncidentRef(1)));
        assert_eq!(store.latest_seq().await.unwrap(), sequence);
        // Edited in the file, on what is here now.
        let edited = text.replace("By hand.", "In an editor.");
        let later = now().plus_days(1);
        let edited = [named("INC-1.md", edited)];
        let back = import(&store, (&Sight::Everything, &author()), &edited, &utc(), later, |_| {}).await.unwrap();
        assert_eq!(outcomes(&back), [ImportOutcome::Updated]);
        assert_eq!(incident(&store, 1).await.postmortem.section("summary"), "In an editor.");
        // Edited in the file, on what was here before.
        let stale = text.replace("By hand.", "On an old copy.");
        let dry = ImportOptions { dry_run: true, ..utc() };
        let files = [named("INC-1.md", stale)];
        let would = import(&store, (&Sight::Everything, &author()), &files, &dry, now(), |_| {}).await.unwrap();
        let back = take(&store, &files).await;
        assert_eq!((outcomes(&would), outcomes(&back)), (vec![ImportOutcome::EditedHere], vec![ImportOutcome::EditedHere]));
        // The file that it was made of does not undo what a person wrote either.
        let back = take(&store, &[named("a.md", story("Ledger slow", 1, "Slower."))]).await;
        assert_eq!(outcomes(&back), [ImportOutcome::EditedHere]);
        assert_eq!(store.incident(&Sight::Everything, IncidentRef(2)).await.unwrap(), None);
    }
}

both! {
    async fn a_file_that_is_refused_leaves_no_name_behind(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let files = [
            named("long.md", format!("# A\n\nServices: {}\n", "x".repeat(130))),
            named("other.json", r#"{"alert": "firing"}"#),
            named("fine.md", story("Ledger slow", 1, "Slow.")),
            named("bad.json", r#"{"title": "A", "services": ["ghost"], "zone": "Mars/Base"}"#),
        ];
        let dry = ImportOptions { dry_run: true, ..utc() };
        let would = import(&store, (&Sight::Everything, &author()), &files, &dry, now(), |_| {}).await.unwrap();
        let report = take(&store, &files).await;
        assert_eq!(codes(&report)[1..], [Some("not_our_json"), None, Some("unknown_zone")]);
        assert_eq!((codes(&would), outcomes(&would)), (codes(&report), outcomes(&report)));
        let workspace = store.workspace().await.unwrap();
        assert!(workspace.services.iter().all(|service| service.name != "ghost"));
        assert_eq!(report.files[2].outcome, ImportOutcome::Created);
    }
}

both! {
    async fn a_copied_row_keeps_no_file_out(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        take(&store, &[named("a.md", story("Ledger slow", 1, "Slow."))]).await;
        let text = exported(&store, 1).await;
        let row = text.lines().find(|line| line.contains("Bound the retries")).unwrap();
        let copied = text
            .replace(row, &format!("{row}\n{row}"))
            .replace("Ledger slow", "Ledger slow elsewhere");
        let fine = named("fine.md", story("Checkout down", 2, "Down."));
        let report = take(&store, &[named("copied.md", copied), fine]).await;
        assert_eq!(report.created, 2, "{:?}", report.files);
        let ids: Vec<_> = incident(&store, 2).await.postmortem.actions.iter().map(|a| a.id).collect();
        assert_eq!(ids.len(), 2);
        assert_ne!(ids[0], ids[1]);
        assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
    }
}

both! {
    async fn two_parts_of_one_name_are_told_apart(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let part = |title: &str| format!(
            "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"pm.md\"\r\n\r\n# {title}\n\r\n"
        );
        let body = format!("{}{}--x--\r\n", part("Ledger slow"), part("Checkout down"));
        let upload = ines.with("content-type", "multipart/form-data; boundary=x");
        let report = upload.send(Method::POST, "/imports?timezone=UTC", Body::from(body)).await.ok().body;
        assert_eq!((&report["created"], &report["failed"]), (&1.into(), &1.into()));
        assert_eq!(report["files"][1]["code"], "source_name_taken");
        assert_eq!(ines.get("/incidents").await.ok().body["total"], 1);
    }
}
