//! Two servers on one PostgreSQL share background work while one of them is killed and comes back:
//! every message arrives, and twice at most what was under way when it was killed.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "what a test takes for granted may fail it; a run by hand tells its figures"
)]

mod messages;

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use afterword_domain::SubscriptionId;
use afterword_domain::job::JobState;
use afterword_store::{SecretKeys, Store};
use afterword_testbed::{Engine, SECRET_KEY, TestDb};
use messages::ask_for;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A run by hand has more.
const JOBS: (&str, usize) = ("AFTERWORD_JOBS", 600);
/// Jobs that one server does at a time.
const HANDS: usize = 16;
const LONGEST: Duration = Duration::from_mins(10);

struct Server(Child);

impl Server {
    fn start(url: &str, folder: &std::path::Path) -> Self {
        let process = Command::new(env!("CARGO_BIN_EXE_afterword"))
            .env("AFTERWORD_SECRET_KEY", SECRET_KEY)
            .args(["--database", url, "--data"])
            .arg(folder)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Self(process.unwrap())
    }
}

impl Drop for Server {
    /// SIGKILL.
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// How often each message came.
type Came = Arc<Mutex<BTreeMap<String, usize>>>;

async fn receiver() -> (String, Came) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let came = Came::default();
    let counted = Arc::clone(&came);
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(take(stream, Arc::clone(&counted)));
        }
    });
    (url, came)
}

/// One request on its own connection. A server that is killed breaks off.
async fn take(stream: TcpStream, came: Came) -> Option<()> {
    let mut stream = BufReader::new(stream);
    let (mut id, mut length, mut line) = (String::new(), 0, String::new());
    loop {
        line.clear();
        stream
            .read_line(&mut line)
            .await
            .ok()
            .filter(|read| *read > 0)?;
        match line.trim_end().to_ascii_lowercase().split_once(": ") {
            Some(("webhook-id", value)) => value.clone_into(&mut id),
            Some(("content-length", value)) => length = value.parse().unwrap(),
            None if line.trim_end().is_empty() => break,
            _ => {}
        }
    }
    stream.read_exact(&mut vec![0; length]).await.ok()?;
    *came.lock().unwrap().entry(id).or_default() += 1;
    let answer = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
    stream.write_all(answer).await.ok()
}

async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let end = Instant::now() + LONGEST;
    while !is_so().await {
        assert!(Instant::now() < end, "not within {LONGEST:?}: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[test]
fn a_killed_server_leaves_its_work_to_the_other() {
    afterword_testbed::run(Engine::Postgres, body);
}

async fn body(db: TestDb) {
    #[expect(clippy::disallowed_methods, reason = "a setting of this test alone")]
    let count = std::env::var(JOBS.0).map_or(JOBS.1, |text| text.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let keys = SecretKeys::parse(SECRET_KEY).unwrap();
    let store = Store::open(&db.url).await.unwrap().with_keys(keys);
    let (url, came) = receiver().await;
    ask_for(&store, url, count).await;
    let arrived = || came.lock().unwrap().len();

    let began = Instant::now();
    let _first = Server::start(&db.url, folder.path());
    let second = Server::start(&db.url, folder.path());
    until("a third arrived", async || arrived() > count / 3).await;
    drop(second);
    until("half arrived", async || arrived() > count / 2).await;
    let _back = Server::start(&db.url, folder.path());
    until("all arrived", async || arrived() == count).await;
    until("nothing is left to do", async || {
        let counts = store.count_jobs().await.unwrap();
        counts.waiting + counts.running == 0
    })
    .await;
    let took = began.elapsed();

    assert_eq!(store.jobs(JobState::Failed, 10).await.unwrap(), []);
    let sent = store.messages(SubscriptionId(1), u32::MAX).await.unwrap();
    assert!(sent.iter().all(|message| message.state == "sent"));
    let twice = came
        .lock()
        .unwrap()
        .values()
        .filter(|times| **times > 1)
        .count();
    assert!(twice <= HANDS, "{twice} came twice");
    println!(
        "{count} jobs in {:.1} s; {twice} came twice",
        took.as_secs_f64()
    );
}
