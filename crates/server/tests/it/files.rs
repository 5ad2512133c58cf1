//! Files as evidence, from the request to the disk and back.

mod bucket;

use afterword_domain::file::FILE_MAX;
use afterword_domain::person::Role;
use afterword_testbed::both;
use axum::body::{Body, Bytes};
use axum::http::Method;
use serde_json::{Value, json};

use crate::util::{Answer, Caller, TestApp};

/// An incident with one entry; answers with where files of it go.
pub(super) async fn entry(caller: &Caller<'_>) -> String {
    let opened = caller
        .post("/incidents", json!({"title": "Ledger stands still"}))
        .await
        .ok();
    let timeline = format!("/incidents/{}/timeline", opened.reference());
    let event = json!({"occurred_at": "2026-10-08T09:12:00Z", "text": "the pool is full"});
    caller.post(&timeline, event).await.ok();
    format!("{timeline}/1/files")
}

pub(super) async fn attach(
    caller: &Caller<'_>,
    place: &str,
    name: &str,
    content: impl Into<Body>,
) -> Answer {
    let path = format!("{place}?name={name}");
    let caller = caller.with("content-type", "application/octet-stream");
    caller.send(Method::POST, &path, content.into()).await
}

pub(super) fn evidence(answer: &Answer) -> &Vec<Value> {
    answer.body["timeline"][0]["evidence"].as_array().unwrap()
}

fn url(answer: &Answer, at: usize) -> String {
    evidence(answer)[at]["url"].as_str().unwrap().to_owned()
}

/// A PNG of four pixels, as any program writes it.
pub(super) fn picture() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let image = image::RgbImage::from_fn(2, 2, |x, y| image::Rgb([0, u8::from(x == y), 9]));
    image.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers[name].to_str().unwrap()
}

both! {
    async fn a_file_is_attached_once_and_read_back(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let place = entry(&ines).await;
        let log = "09:12:04 ERROR pool exhausted\n";
        let first = attach(&ines, &place, "pool.log", log).await.ok();
        assert_eq!(evidence(&first)[0]["kind"], "file");
        assert_eq!(evidence(&first)[0]["label"], "pool.log");
        let again = attach(&ines, &place, "pool.log", log).await.ok();
        assert_eq!(again.body["version"], first.body["version"], "the same file is one file");
        let both = attach(&ines, &place, "other.log", log).await.ok();
        assert_eq!(evidence(&both).len(), 2);
        assert_ne!(url(&both, 0), url(&both, 1));

        let vera = app.person("vera", Role::Viewer).await;
        let read = app.session(&vera).await.get(&url(&first, 0)).await.ok();
        assert_eq!(read.text, log);
        assert_eq!(header(&read, "content-type"), "text/plain; charset=utf-8");
        let shown = "inline; filename=\"pool.log\"; filename*=UTF-8''pool.log";
        assert_eq!(header(&read, "content-disposition"), shown);
        assert_eq!(header(&read, "x-content-type-options"), "nosniff");
        assert!(header(&read, "content-security-policy").contains("sandbox"));
        assert_eq!(header(&read, "cache-control"), "no-store");
    }
}

both! {
    async fn an_entry_keeps_its_files_when_it_is_corrected(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let place = entry(&ines).await;
        let first = attach(&ines, &place, "pool.png", picture()).await.ok();
        let mut form = json!({
            "occurred_at": "2026-10-08T09:12:00Z", "text": "the pool was full",
            "evidence": first.body["timeline"][0]["evidence"],
        });
        form["evidence"].as_array_mut().unwrap().push(
            json!({"kind": "log", "label": "", "url": "https://git.example.org/a/ledger/-/merge_requests/3"}),
        );
        let event = place.strip_suffix("/files").unwrap();
        let corrected = ines.seen(&first).put(event, form).await.ok();
        assert_eq!(url(&corrected, 0), url(&first, 0));
        assert_eq!(evidence(&corrected)[1]["label"], "ledger!3");
        assert_eq!(evidence(&corrected)[1]["kind"], "merge_request");
        let undo = format!("{}/undo", place.split("/timeline").next().unwrap());
        let undone = ines.post(&undo, json!({"version": corrected.body["version"]})).await.ok();
        assert_eq!(evidence(&undone).len(), 1);
    }
}

both! {
    async fn what_a_file_is_is_told_by_its_content(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let place = entry(&ines).await;
        let drawing = "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
        let page = "<!doctype html><script>alert(1)</script>";
        let polyglot = [picture(), page.as_bytes().to_vec()].concat();
        for (at, (name, content, kept, kind, how)) in [
            ("drawing.png", drawing.as_bytes().to_vec(), "drawing.png.svg", "image/svg+xml", "attachment"),
            ("page.html", page.as_bytes().to_vec(), "page.html.txt", "text/plain; charset=utf-8", "inline"),
            ("report.txt", b"%PDF-1.7 \xff".to_vec(), "report.txt.pdf", "application/pdf", "attachment"),
            ("both.html", polyglot, "both.html.png", "image/png", "inline"),
        ].into_iter().enumerate() {
            let answer = attach(&ines, &place, name, content).await.ok();
            assert_eq!(evidence(&answer)[at]["label"], kept);
            let read = ines.get(&url(&answer, at)).await.ok();
            assert_eq!(header(&read, "content-type"), kind);
            assert!(header(&read, "content-disposition").starts_with(how), "{name}");
            let written_anew = kind == "image/png";
            assert_eq!(read.text.contains("script"), name == "page.html", "{name} {written_anew}");
        }
        for (content, code) in [
            (b"PK\x03\x04".to_vec(), "file_kind"),
            (Vec::new(), "empty_file"),
            (picture()[..40].to_vec(), "broken_picture"),
        ] {
            attach(&ines, &place, "x.png", content).await.refused(422, code);
        }
    }
}

both! {
    async fn a_name_can_do_no_harm(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let place = entry(&ines).await;
        let name = "..%2F..%2Fetc%2Fa%22%3B%20x%3D%22%0D%0ASet-Cookie%3A%20b%20%E2%80%AEgnp%20%C3%A9.log";
        let answer = attach(&ines, &place, name, "x").await.ok();
        assert_eq!(evidence(&answer)[0]["label"], "a x= Set-Cookie b gnp é.log");
        let read = ines.get(&url(&answer, 0)).await.ok();
        let expected = "inline; filename=\"a x= Set-Cookie b gnp _.log\"; \
                        filename*=UTF-8''a%20x%3D%20Set-Cookie%20b%20gnp%20%C3%A9.log";
        assert_eq!(header(&read, "content-disposition"), expected);
        assert!(!read.headers.contains_key("set-cookie"));
        let nameless = ines.send(Method::POST, &place, Body::from("y")).await.ok();
        assert_eq!(evidence(&nameless)[1]["label"], "file.txt");
    }
}

both! {
    async fn one_byte_too_many_is_refused(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let place = entry(&ines).await;
        let largest = Bytes::from(vec![b'x'; FILE_MAX]);
        attach(&ines, &place, "all.log", largest.clone()).await.ok();
        let announced = ines.with("content-length", (FILE_MAX + 1).to_string());
        attach(&announced, &place, "more.log", "x").await.refused(413, "too_large");
        let pieces = [Ok::<_, std::io::Error>(largest), Ok(Bytes::from_static(b"x"))];
        let unannounced = Body::from_stream(futures_util::stream::iter(pieces));
        attach(&ines, &place, "more.log", unannounced).await.refused(413, "too_large");
        let broken = [Ok(Bytes::from_static(b"x")), Err(std::io::Error::other("hung up"))];
        let broken = Body::from_stream(futures_util::stream::iter(broken));
        attach(&ines, &place, "half.log", broken).await.refused(400, "unreadable_body");
        let kept: Vec<_> = std::fs::read_dir(app.folder.path()).unwrap().collect();
        assert_eq!(kept.len(), 1, "what was refused is not kept: {kept:?}");
    }
}

both! {
    async fn what_is_not_there_is_not_found(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let place = entry(&ines).await;
        attach(&ines, "/incidents/INC-9/timeline/1/files", "a.log", "x").await.refused(404, "not_found");
        let nowhere = place.replace("/1/files", "/9/files");
        attach(&ines, &nowhere, "a.log", "x").await.refused(404, "no_such_event");
        ines.get("/files/1").await.refused(404, "not_found");
        ines.get(&format!("/files/{}", "0".repeat(32))).await.refused(404, "not_found");
        let answer = attach(&ines, &place, "a.log", "x").await.ok();
        let [of_hash] = std::fs::read_dir(app.folder.path()).unwrap().collect::<Vec<_>>().try_into().unwrap();
        std::fs::remove_dir_all(of_hash.unwrap().path()).unwrap();
        ines.get(&url(&answer, 0)).await.refused(404, "not_found");
    }
}

both! {
    async fn a_file_that_cannot_be_kept_is_named_nowhere(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let place = entry(&ines).await;
        let folder = app.folder.path().to_owned();
        std::fs::remove_dir(&folder).unwrap();
        std::fs::write(&folder, "not a folder any more").unwrap();
        let answer = attach(&ines, &place, "a.log", "x").await;
        answer.refused(500, "internal");
        std::fs::remove_file(&folder).unwrap();
        let incident = place.split("/timeline").next().unwrap();
        assert_eq!(evidence(&ines.get(incident).await.ok()).len(), 0);
        attach(&ines, &place, "a.log", "x").await.ok();
    }
}
