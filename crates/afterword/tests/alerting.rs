//! A real Prometheus fires, a real Alertmanager tells, and Afterword is killed while it is told:
//! one incident, with everything in it once.

#![allow(
    clippy::unwrap_used,
    reason = "what a test takes for granted may fail it"
)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use afterword_testbed::{Monitoring, Watch, ask};
use serde_json::{Value, json};

const SECRET: &str = "what-alertmanager-shows-us";
const RULES: &str = "  - alert: TooManyErrors
    expr: errors_ratio > 0.02
    labels: { severity: critical }
    annotations: { summary: 'More than 2 % of requests fail' }
";
/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(40);
/// More than lies between two of the 240 samples of half an hour.
const BETWEEN_SAMPLES: Duration = Duration::from_secs(10);

fn afterword(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_afterword"));
    command
        .arg("--data")
        .arg(data)
        .env_remove("AFTERWORD_DATABASE_URL")
        .env_remove("AFTERWORD_DATA");
    command
}

/// The server, killed as by the system when it is dropped.
struct Server(Child);

impl Server {
    /// Listens on a port, 0 for a free one, and answers with the one it has.
    fn start(data: &Path, port: u16) -> (Self, u16) {
        let mut process = afterword(data)
            .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut told = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        told.read_line(&mut line).unwrap();
        let port = line.trim().rsplit_once(':').unwrap().1.parse().unwrap();
        (Self(process), port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// The API as an administrator's program uses it.
struct Api {
    port: u16,
    token: String,
}

impl Api {
    fn send(&self, method: &str, path: &str, body: &Value) -> Value {
        let word = format!("Bearer {}", self.token);
        let headers = [
            ("authorization", word.as_str()),
            ("content-type", "application/json"),
        ];
        let path = format!("/api/v1{path}");
        let answer = ask(self.port, method, &path, &headers, &body.to_string()).unwrap();
        assert!(answer.status < 300, "{method} {path}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap_or(Value::Null)
    }

    fn get(&self, path: &str) -> Value {
        self.send("GET", path, &Value::Null)
    }

    fn incidents(&self) -> Vec<Value> {
        let page = self.get("/incidents");
        page["items"].as_array().unwrap().clone()
    }
}

fn administrator(data: &Path) -> String {
    let made = afterword(data)
        .args(["user", "add", "ines", "--name", "Ines", "--role", "admin"])
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let made = afterword(data)
        .args([
            "token", "add", "--user", "ines", "--name", "test", "--scope", "admin",
        ])
        .output()
        .unwrap();
    let said = String::from_utf8(made.stdout).unwrap();
    said.trim().rsplit_once(' ').unwrap().1.to_owned()
}

/// A program whose errors, in thousandths of its requests, are what `errors` says.
fn watched(errors: &Arc<AtomicU32>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let errors = Arc::clone(errors);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            // The request is the same each time; one read takes all of it.
            let _ = stream.read(&mut [0; 4096]);
            let ratio = f64::from(errors.load(Ordering::SeqCst)) / 1000.0;
            let body = format!("errors_ratio{{service=\"checkout\"}} {ratio}\n");
            let length = body.len();
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\ncontent-type: text/plain; version=0.0.4\r\n\
                 content-length: {length}\r\nconnection: close\r\n\r\n{body}"
            );
        }
    });
    port
}

fn until(what: &str, monitoring: &Monitoring, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        let waited = started.elapsed();
        assert!(
            waited < PATIENCE,
            "{what}: not so after {waited:?}\n{}",
            monitoring.logs()
        );
        thread::sleep(Duration::from_millis(100));
    }
}

/// The evidence with samples, of the first entry.
fn curve(incident: &Value) -> Option<&Value> {
    let evidence = incident["timeline"][0]["evidence"].as_array()?;
    evidence.iter().find(|one| one["series"].is_array())
}

/// Where Alertmanager posts.
fn hook(api: &Api) -> String {
    let form = json!({ "kind": "alertmanager", "name": "Alertmanager" });
    let added = api.send("POST", "/integrations", &form);
    let secrets = format!("/integrations/{}/secrets", added["integration"]["id"]);
    api.send("POST", &secrets, &json!({ "secret": SECRET }));
    let path = added["path"].as_str().unwrap();
    format!("http://127.0.0.1:{}{path}", api.port)
}

#[test]
fn an_alert_becomes_one_incident_with_its_curve_whoever_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let token = administrator(data);
    let (server, port) = Server::start(data, 0);
    let api = Api { port, token };
    api.send("POST", "/services", &json!({ "name": "checkout" }));
    let errors = Arc::new(AtomicU32::new(1));
    let mut monitoring = Monitoring::start(Watch {
        target: watched(&errors),
        rules: RULES,
        webhook: &hook(&api),
        secret: SECRET,
    })
    .unwrap();
    let form = json!({ "url": monitoring.prometheus_url() });
    api.send("POST", "/metrics-server/test", &form);
    api.send("PUT", "/metrics-server", &form);

    errors.store(400, Ordering::SeqCst);
    let began = Instant::now();
    until("an incident opens", &monitoring, || {
        !api.incidents().is_empty()
    });

    drop(server);
    let failed = || {
        monitoring.alertmanager_counter(
            "alertmanager_notification_requests_failed_total",
            "integration=\"webhook\"",
        )
    };
    until("Alertmanager calls in vain", &monitoring, || {
        failed() >= 1.0
    });
    let (server, _) = Server::start(data, port);

    monitoring.restart_alertmanager().unwrap();
    let sent = |monitoring: &Monitoring| {
        let counter = "alertmanager_notifications_total";
        monitoring.alertmanager_counter(counter, "integration=\"webhook\"")
    };
    until("Alertmanager repeats itself", &monitoring, || {
        sent(&monitoring) >= 3.0
    });
    assert_eq!(
        api.get("/incidents/INC-1")["milestones"]["recovered_at"],
        Value::Null
    );

    until("a sample falls into it", &monitoring, || {
        began.elapsed() > BETWEEN_SAMPLES
    });
    errors.store(1, Ordering::SeqCst);
    let incident = || api.get("/incidents/INC-1");
    until("the incident has recovered", &monitoring, || {
        !incident()["milestones"]["recovered_at"].is_null()
    });
    until("the curve is kept", &monitoring, || {
        curve(&incident()).is_some()
    });
    monitoring.stop_prometheus();
    drop(server);
    let (_server, _) = Server::start(data, port);

    assert_eq!(api.incidents().len(), 1);
    let incident = incident();
    is_told_once(&incident);
    without_prometheus_nothing_is_sampled(&api, &incident);
}

/// The alert, its end and its curve.
fn is_told_once(incident: &Value) {
    let timeline = incident["timeline"].as_array().unwrap();
    let texts: Vec<_> = timeline
        .iter()
        .map(|entry| entry["text"].as_str().unwrap())
        .collect();
    assert_eq!(
        texts,
        [
            "Alert TooManyErrors fired on checkout: More than 2 % of requests fail.",
            "Alert TooManyErrors on checkout was resolved.",
        ]
    );
    assert_eq!(
        incident["milestones"]["recovered_at"],
        timeline[1]["occurred_at"]
    );
    let curve = curve(incident).unwrap();
    assert_eq!(curve["threshold"], 0.02);
    let values: Vec<f64> = curve["series"]
        .as_array()
        .unwrap()
        .iter()
        .map(|sample| sample[1].as_f64().unwrap())
        .collect();
    assert!(values.contains(&0.4), "{values:?}");
}

fn without_prometheus_nothing_is_sampled(api: &Api, incident: &Value) {
    let event = &incident["timeline"][0]["id"];
    let path = format!("/incidents/INC-1/timeline/{event}/metric");
    let again = ask(
        api.port,
        "POST",
        &format!("/api/v1{path}"),
        &[
            ("authorization", &format!("Bearer {}", api.token)),
            ("content-type", "application/json"),
        ],
        r#"{"query":"errors_ratio"}"#,
    );
    let again = again.unwrap();
    assert_eq!(again.status, 422, "{}", again.body);
    assert!(again.body.contains("metrics_unreachable"), "{}", again.body);
}
