//! Traces of a server, as a collector of OpenTelemetry gets them.

#![allow(
    clippy::unwrap_used,
    reason = "what a test takes for granted may fail it"
)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use afterword_testbed::ask;
use afterword_testbed::program::{Installation, Running};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use prost::Message as _;
use serde_json::{Value as Json, json};

const PATIENCE: Duration = Duration::from_secs(30);
/// Of a trace that whoever asks has begun.
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

/// What came in one request.
struct Came {
    path: String,
    authorization: Option<String>,
    told: ExportTraceServiceRequest,
}

impl Came {
    fn spans(&self) -> impl Iterator<Item = &Span> {
        let scopes = self
            .told
            .resource_spans
            .iter()
            .flat_map(|of| &of.scope_spans);
        scopes.flat_map(|scope| &scope.spans)
    }
}

/// Takes what is sent, as a collector does: protobuf by POST, answered with an empty message.
fn collector(listener: TcpListener) -> Receiver<Came> {
    let (to, from) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let _ = take(stream.unwrap()).map(|came| to.send(came));
        }
    });
    from
}

/// Hangs up on whoever comes, and says that somebody came.
fn hangs_up(listener: TcpListener) -> Receiver<()> {
    let (to, from) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            drop(stream.unwrap());
            // The test may have heard enough.
            let _ = to.send(());
        }
    });
    from
}

fn take(mut stream: TcpStream) -> Option<Came> {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap() == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let header = |name: &str| {
        let mut pairs = lines.iter().filter_map(|line| line.split_once(": "));
        pairs.find_map(|(key, value)| key.eq_ignore_ascii_case(name).then(|| value.to_owned()))
    };
    let mut body = vec![0; header("content-length").unwrap().parse().unwrap()];
    reader.read_exact(&mut body).unwrap();
    assert_eq!(header("content-type").unwrap(), "application/x-protobuf");
    let answer = "HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\n\
                  content-length: 0\r\nconnection: close\r\n\r\n";
    stream.write_all(answer.as_bytes()).unwrap();
    Some(Came {
        path: lines[0].split(' ').nth(1).unwrap().to_owned(),
        authorization: header("authorization"),
        told: ExportTraceServiceRequest::decode(body.as_slice()).unwrap(),
    })
}

fn installation(folder: &Path) -> Installation {
    let binary = Path::new(env!("CARGO_BIN_EXE_afterword"));
    let made = Installation::new(binary, &folder.join("data"), None);
    made.with_administrator().unwrap()
}

fn open_incident(server: &Running) {
    let title = json!({"title": "Ledger stood still"});
    let answer = server.api("POST", "/incidents", &title).unwrap();
    assert_eq!(answer.status, 201, "{}", answer.body);
}

/// Changes the first incident, and answers with the id of the request.
fn change_incident(server: &Running, traceparent: &str) -> String {
    let word = server.word();
    let headers = [
        ("authorization", word.as_str()),
        ("content-type", "application/json"),
        ("if-match", "\"1\""),
        ("traceparent", traceparent),
    ];
    let body = json!({"title": "Ledger stood still twice"}).to_string();
    let path = "/api/v1/incidents/INC-1";
    let answer = ask(server.port(), "PATCH", path, &headers, &body).unwrap();
    assert_eq!(answer.status, 200, "{}", answer.body);
    let id = answer.header("x-request-id").next().unwrap();
    id.to_owned()
}

fn hex(bytes: &[u8]) -> String {
    let digits: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}

fn attribute(span: &Span, key: &str) -> Option<Json> {
    let found = span.attributes.iter().find(|pair| pair.key == key)?;
    match found.value.clone()?.value? {
        Value::StringValue(text) => Some(text.into()),
        Value::IntValue(number) => Some(number.into()),
        other => panic!("{key} is {other:?}"),
    }
}

#[test]
fn a_request_is_a_span_of_the_trace_it_names_with_the_database_beneath() {
    let folder = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1/traces", listener.local_addr().unwrap());
    let came = collector(listener);
    let mut program = installation(folder.path());
    program.set("AFTERWORD_TRACES_TO", url);
    // Only what others sample is.
    program.set("AFTERWORD_TRACES_SHARE", "0");
    program.set("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer hush");
    let server = program.start().unwrap();
    open_incident(&server);
    let id = change_incident(&server, &format!("00-{TRACE}-{PARENT}-01"));
    server.stop().unwrap();

    let came = came.recv_timeout(PATIENCE).unwrap();
    assert_eq!(came.path, "/v1/traces");
    assert_eq!(came.authorization.as_deref(), Some("Bearer hush"));
    assert!(came.spans().all(|span| hex(&span.trace_id) == TRACE));
    let mut spans = came.spans();
    let answer = spans.find(|span| span.kind() == SpanKind::Server).unwrap();
    assert_eq!(answer.name, "PATCH /api/v1/incidents/{reference}");
    assert_eq!(hex(&answer.parent_span_id), PARENT);
    for (key, value) in [
        ("http.request.method", json!("PATCH")),
        ("http.route", json!("/api/v1/incidents/{reference}")),
        ("http.response.status_code", json!(200)),
        ("afterword.request_id", json!(id)),
    ] {
        assert_eq!(attribute(answer, key), Some(value), "{key}");
    }
    let write = came.spans().find(|span| span.name == "database write");
    let write = write.unwrap();
    assert_eq!(write.parent_span_id, answer.span_id);
    assert_eq!(attribute(write, "db.system.name"), Some(json!("sqlite")));
    assert!(write.start_time_unix_nano >= answer.start_time_unix_nano);
    assert!(write.end_time_unix_nano <= answer.end_time_unix_nano);
    let all = format!("{:?}", came.told);
    assert!(!all.contains("Ledger stood still"), "{all}");
}

#[test]
fn a_collector_that_takes_nothing_is_told_of_once_and_holds_nothing_up() {
    let folder = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1/traces", listener.local_addr().unwrap());
    let tried = hangs_up(listener);
    let mut program = installation(folder.path());
    program.set("AFTERWORD_TRACES_TO", url.clone());
    // In milliseconds.
    program.set("OTEL_BSP_SCHEDULE_DELAY", "50");
    let server = program.start().unwrap();
    for time in 1..=3 {
        open_incident(&server);
        let came = tried.recv_timeout(PATIENCE);
        assert!(came.is_ok(), "it was not tried for the {time}. time");
    }
    server.stop().unwrap();
    let said = program.logged();
    let complaints = said.matches("traces are not taken").count();
    assert_eq!(complaints, 1, "{said}");
    assert!(said.contains(&url), "{said}");
}

#[test]
fn a_share_that_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let program = installation(folder.path());
    for share in ["1.5", "-1", "half", "NaN"] {
        let share = format!("--traces-share={share}");
        let output = program.run(&["serve", &share]).unwrap();
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("a number from 0 to 1"), "{said}");
    }
}
