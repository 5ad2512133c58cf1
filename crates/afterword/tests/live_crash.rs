//! A server that is killed while people type: whatever a second client had received is there when
//! it comes back.

#![allow(
    clippy::unwrap_used,
    reason = "what a test takes for granted may fail it"
)]

use std::io::{BufRead as _, BufReader};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tokio_tungstenite::tungstenite::protocol::WebSocket;
use tokio_tungstenite::tungstenite::{Message, client};
use yrs::updates::decoder::Decode as _;
use yrs::{Doc, GetString as _, ReadTxn as _, StateVector, Text as _, Transact as _, Update};

const TRIALS: usize = 3;
const WORDS: usize = 60;

struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(data: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_afterword"))
            .args(["bench", "live", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut told = BufReader::new(process.stdout.take().unwrap());
        told.read_line(&mut line).unwrap();
        let address = line.trim().rsplit_once("ws://").unwrap().1.to_owned();
        Self { process, address }
    }

    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

struct Client {
    doc: Doc,
    socket: WebSocket<TcpStream>,
}

impl Client {
    fn join(server: &Server, name: &str, id: u64) -> Self {
        let stream = TcpStream::connect(&server.address).unwrap();
        let url = format!("ws://{}/{name}", server.address);
        let (socket, _) = client(url, stream).unwrap();
        let doc = Doc::with_client_id(id);
        doc.get_or_insert_text("t");
        let mut client = Self { doc, socket };
        client.send(vec![0, 0, 1, 0]);
        while !client.hear().is_ok_and(|frame| frame[..2] == [0, 1]) {}
        client
    }

    fn send(&mut self, frame: Vec<u8>) {
        // The server may be gone already.
        let _ = self.socket.send(Message::Binary(frame.into()));
    }

    fn write(&mut self, word: &str) {
        let text = self.doc.get_or_insert_text("t");
        let mut txn = self.doc.transact_mut();
        let end = text.len(&txn);
        text.insert(&mut txn, end, word);
        txn.commit();
        let update = txn.encode_update_v1();
        drop(txn);
        let mut frame = vec![0, 2, u8::try_from(update.len()).unwrap()];
        frame.extend(update);
        self.send(frame);
    }

    fn hear(&mut self) -> Result<Vec<u8>, ()> {
        let Ok(Message::Binary(frame)) = self.socket.read() else {
            return Err(());
        };
        if let [0, 1 | 2, rest @ ..] = &frame[..] {
            let digits = rest.iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
            let update = Update::decode_v1(&rest[digits..]).unwrap();
            self.doc.transact_mut().apply_update(update).unwrap();
        }
        Ok(frame.into())
    }

    fn text(&self) -> String {
        let text = self.doc.get_or_insert_text("t");
        text.get_string(&self.doc.transact())
    }

    fn words(&self) -> usize {
        self.text().matches(';').count()
    }
}

#[test]
fn what_another_had_received_outlives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path());
    for trial in 0..TRIALS {
        let name = format!("trial-{trial}");
        let mut writing = Client::join(&server, &name, 1);
        let mut reading = Client::join(&server, &name, 2);
        for word in 0..WORDS {
            writing.write(&format!("{word};"));
        }
        // Somewhere in the middle of it.
        while reading.words() < 5 + 10 * trial {
            reading.hear().unwrap();
        }
        server.kill();
        while reading.hear().is_ok() {}
        let received = reading.text();
        server = Server::start(folder.path());
        let back = Client::join(&server, &name, 3);
        assert!(
            back.text().starts_with(&received),
            "{received} / {}",
            back.text()
        );
        // Whoever wrote comes back with the rest.
        let all = writing
            .doc
            .transact()
            .encode_state_as_update_v1(&StateVector::default());
        let mut again = Client::join(&server, &name, 4);
        let mut frame = vec![0, 2];
        let length = all.len();
        frame.extend([
            u8::try_from(length & 0x7f).unwrap() | 0x80,
            u8::try_from(length >> 7).unwrap(),
        ]);
        frame.extend(all);
        again.send(frame);
        let mut last = back;
        while last.words() < WORDS {
            last.hear().unwrap();
        }
        assert_eq!(last.text(), writing.text());
    }
    server.kill();
}
