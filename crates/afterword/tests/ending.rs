//! A server that is told to end (SIGTERM): what it is at is brought to its end first.

#![allow(
    clippy::unwrap_used,
    reason = "what a test takes for granted may fail it"
)]

mod messages;

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use afterword_domain::job::JobState;
use afterword_store::{SecretKeys, Store};
use afterword_testbed::program::Installation;
use afterword_testbed::{Engine, TestDb, both};
use messages::ask_for;

fn of(db: &TestDb, folder: &Path) -> Installation {
    let database = match db.engine {
        Engine::Postgres => db.url.clone(),
        Engine::Sqlite => db.url.replace("?mode=rwc", ""),
    };
    let binary = Path::new(env!("CARGO_BIN_EXE_afterword"));
    Installation::new(binary, &folder.join("data"), Some(&database))
}

fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(40);
    while !is_so() {
        assert!(Instant::now() < end, "not in time: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

both! {
    async fn a_request_in_flight_is_answered(db: TestDb) {
        let folder = tempfile::tempdir().unwrap();
        let program = of(&db, folder.path()).with_administrator().unwrap();
        let server = program.start().unwrap();
        let body = r#"{"title":"Told just before the end"}"#;
        let head = format!(
            "POST /api/v1/incidents HTTP/1.1\r\nhost: x\r\nauthorization: {}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            server.word(),
            body.len()
        );
        let mut stream = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
        let (first, rest) = body.split_at(10);
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(first.as_bytes()).unwrap();
        // Somebody else is answered after it, so that the server has it.
        let path = "/incidents";
        assert_eq!(server.api("GET", path, &serde_json::Value::Null).unwrap().status, 200);
        server.ask_to_end().unwrap();
        until("it said that it ends", || program.logged().contains("requests in flight end first"));
        stream.write_all(rest.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
        assert!(server.wait().unwrap().success());
        let server = program.start().unwrap();
        let kept = server.api("GET", "/incidents/INC-1", &serde_json::Value::Null).unwrap();
        assert!(kept.body.contains("Told just before the end"), "{}", kept.body);
        server.stop().unwrap();
    }

    async fn a_job_that_is_not_done_is_handed_back(db: TestDb) {
        let folder = tempfile::tempdir().unwrap();
        let program = of(&db, folder.path()).with_administrator().unwrap();
        // Takes a message and never says that it did.
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", silent.local_addr().unwrap());
        let keys = SecretKeys::parse(afterword_testbed::SECRET_KEY).unwrap();
        let store = Store::open(&db.url).await.unwrap().with_keys(keys);
        ask_for(&store, url, 1).await;
        let server = program.start().unwrap();
        let (_taken, _) = silent.accept().unwrap();
        // Whoever is answered knows that the server is up, and that it hears when it is to end.
        assert_eq!(server.api("GET", "/incidents", &serde_json::Value::Null).unwrap().status, 200);
        let running = store.jobs(JobState::Running, 10).await.unwrap();
        assert_eq!(running.len(), 1);
        server.ask_to_end().unwrap();
        assert!(server.wait().unwrap().success());
        assert_eq!(store.jobs(JobState::Running, 10).await.unwrap(), []);
        let waiting = store.jobs(JobState::Waiting, 10).await.unwrap();
        assert_eq!(waiting.len(), 1, "it is somebody else's to do");
        assert_eq!(waiting[0].id, running[0].id);
        assert_eq!(waiting[0].tries, running[0].tries - 1, "a try that was cut short is none");
    }
}
