//! Signed webhooks a second, on disk before they are answered, at 1 and at 32 connections: the real
//! program on a SQLite file below the folder that is given (`-- DIR`, or the temporary one), and this
//! as its load generator. Every delivery that was acknowledged is counted in the file afterwards.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench that cannot begin has nothing to say"
)]

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use afterword_domain::policy::Sight;
use afterword_integrations::inbound::signature::{hex, hmac_sha256};
use afterword_store::Store;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

const SECRET: &str = "a secret of the bench, long enough";
const LENGTH: Duration = Duration::from_secs(8);
/// As long as the rows of the peer.
const BODY: usize = 800;

struct Server {
    process: Child,
    address: SocketAddr,
}

fn command(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_afterword"));
    command.arg("--data").arg(data).stderr(Stdio::null());
    command
}

fn run(data: &Path, arguments: &[&str]) -> String {
    let output = command(data).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

impl Server {
    fn start(data: &Path) -> Self {
        // A port that is free now.
        let address = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        let process = command(data)
            .args(["serve", "--listen", &address.to_string()])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        while std::net::TcpStream::connect(address).is_err() {
            std::thread::sleep(Duration::from_millis(10));
        }
        Self { process, address }
    }

    fn stop(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// One connection that is kept open, with requests written as they go over the wire.
struct Line(BufReader<TcpStream>);

impl Line {
    async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self(BufReader::new(stream))
    }

    /// Answers with the status and the body.
    async fn send(&mut self, request: &[u8]) -> (u16, Vec<u8>) {
        self.0.write_all(request).await.unwrap();
        let (mut status, mut length, mut line) = (0, 0, String::new());
        loop {
            line.clear();
            self.0.read_line(&mut line).await.unwrap();
            let line = line.trim_end().to_ascii_lowercase();
            if let Some(rest) = line.strip_prefix("http/1.1 ") {
                status = rest[..3].parse().unwrap();
            } else if let Some(rest) = line.strip_prefix("content-length:") {
                length = rest.trim().parse().unwrap();
            } else if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).await.unwrap();
        (status, body)
    }
}

fn post(path: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nhost: bench\r\n{headers}content-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// An integration of GitHub with its secret; its address.
async fn integration(server: &Server, token: &str) -> String {
    let headers = format!("authorization: Bearer {token}\r\ncontent-type: application/json\r\n");
    let mut line = Line::open(server.address).await;
    let form = r#"{"kind":"github","name":"Bench","active":true}"#;
    let (status, body) = line
        .send(&post("/api/v1/integrations", &headers, form))
        .await;
    assert_eq!(status, 201, "{}", String::from_utf8_lossy(&body));
    let added: serde_json::Value = serde_json::from_slice(&body).unwrap();
    let secrets = format!(
        "/api/v1/integrations/{}/secrets",
        added["integration"]["id"]
    );
    let form = format!(r#"{{"secret":"{SECRET}"}}"#);
    let (status, _) = line.send(&post(&secrets, &headers, &form)).await;
    assert_eq!(status, 201);
    added["path"].as_str().unwrap().to_owned()
}

fn delivery(path: &str, number: u64) -> Vec<u8> {
    let start = format!(r#"{{"zen":"{number}","filler":""#);
    let body = format!("{start}{}\"}}", "x".repeat(BODY - start.len() - 2));
    let code = hex(&hmac_sha256(SECRET.as_bytes(), &[body.as_bytes()]));
    let headers = format!(
        "x-github-event: ping\r\nx-github-delivery: {number}\r\n\
         x-hub-signature-256: sha256={code}\r\ncontent-type: application/json\r\n"
    );
    post(path, &headers, &body)
}

/// How long each delivery took to be acknowledged. All connections share one thread, which leaves
/// the machine to the server.
async fn load(server: &Server, path: &str, connections: usize) -> Vec<Duration> {
    let number = Arc::new(AtomicU64::new(1));
    let mut all = JoinSet::new();
    for _ in 0..connections {
        let (address, path, number) = (server.address, path.to_owned(), Arc::clone(&number));
        all.spawn(async move {
            let mut line = Line::open(address).await;
            let mut took = Vec::new();
            let end = Instant::now() + LENGTH;
            while Instant::now() < end {
                let request = delivery(&path, number.fetch_add(1, Ordering::Relaxed));
                let began = Instant::now();
                let (status, body) = line.send(&request).await;
                assert_eq!(status, 202, "{}", String::from_utf8_lossy(&body));
                took.push(began.elapsed());
            }
            took
        });
    }
    let mut took = all.join_all().await.concat();
    took.sort_unstable();
    took
}

async fn kept(data: &Path) -> usize {
    let url = format!("sqlite://{}/afterword.db", data.display());
    let store = Store::open(&url).await.unwrap();
    let (mut count, mut before) = (0, None);
    loop {
        let page = store
            .deliveries(&Sight::Everything, None, None, before, 10_000)
            .await
            .unwrap();
        let Some(last) = page.last() else {
            return count;
        };
        count += page.len();
        before = Some(last.seq);
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // The runner of benches passes options of its own.
    let mut given = std::env::args().skip(1);
    let folder = given.find(|argument| !argument.starts_with('-'));
    let folder = folder.map_or_else(std::env::temp_dir, Into::into);
    println!("| Connections | Deliveries a second | p50 | p99 | Lost |\n|---|---|---|---|---|");
    for connections in [1, 32] {
        let data = tempfile::tempdir_in(&folder).unwrap();
        run(data.path(), &["migrate"]);
        run(
            data.path(),
            &["user", "add", "--name", "Bench", "--role", "admin", "bench"],
        );
        let token = [
            "token", "add", "--user", "bench", "--name", "b", "--scope", "admin",
        ];
        let token = run(data.path(), &token);
        let token = token.split_whitespace().last().unwrap();
        let server = Server::start(data.path());
        let path = integration(&server, token).await;
        let took = load(&server, &path, connections).await;
        // Killed, so that only what is on disk counts.
        server.stop();
        let lost = took.len() - kept(data.path()).await.min(took.len());
        #[expect(clippy::cast_precision_loss, reason = "counts of some seconds")]
        let rate = took.len() as f64 / LENGTH.as_secs_f64();
        let at = |share: usize| took[took.len() * share / 100].as_secs_f64() * 1000.0;
        println!(
            "| {connections} | {rate:.0} | {:.2} ms | {:.2} ms | {lost} |",
            at(50),
            at(99)
        );
    }
}
