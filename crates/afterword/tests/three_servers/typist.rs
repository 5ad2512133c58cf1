//! Somebody who types into the summary of an incident through a proxy, and comes back through it
//! when the line breaks, as a browser does.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use afterword_testbed::yjs::{bytes, frame, number};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use yrs::updates::decoder::Decode as _;
use yrs::updates::encoder::Encode as _;
use yrs::{Doc, GetString as _, ReadTxn as _, StateVector, Text as _, Transact as _, Update};

const PLACE: &str = "section:summary";
/// Between two words.
const PAUSE: Duration = Duration::from_millis(25);
/// Before the first try to come back.
const QUICK: Duration = Duration::from_millis(200);
const AWARENESS: u8 = 1;
const SAVED: u8 = 8;

/// What everybody's tasks know of each other.
pub(crate) struct Together {
    words: usize,
    came: AtomicUsize,
    /// How many words of each are known to be on disk.
    acknowledged: Vec<AtomicUsize>,
    killed: Mutex<Option<Instant>>,
    back: Mutex<Vec<Duration>>,
}

impl Together {
    pub(crate) fn new(people: usize, words: usize) -> Self {
        Self {
            words,
            came: AtomicUsize::new(0),
            acknowledged: (0..people).map(|_| AtomicUsize::new(0)).collect(),
            killed: Mutex::default(),
            back: Mutex::default(),
        }
    }

    pub(crate) fn came(&self) -> usize {
        self.came.load(Ordering::SeqCst)
    }

    pub(crate) fn acknowledged(&self) -> Vec<usize> {
        let all = self.acknowledged.iter();
        all.map(|words| words.load(Ordering::SeqCst)).collect()
    }

    pub(crate) fn killed(&self) {
        *self.killed.lock().unwrap() = Some(Instant::now());
    }

    /// How long after the kill each who had to was at another server.
    pub(crate) fn back(&self) -> Vec<Duration> {
        self.back.lock().unwrap().clone()
    }

    fn is_back(&self) {
        let killed = self
            .killed
            .lock()
            .unwrap()
            .expect("nobody else breaks lines");
        self.back.lock().unwrap().push(killed.elapsed());
    }
}

/// The way in.
pub(crate) struct Line {
    port: u16,
    word: String,
}

impl Line {
    pub(crate) fn new(port: u16, word: &str) -> Self {
        Self {
            port,
            word: word.to_owned(),
        }
    }
}

#[derive(Debug)]
pub(crate) struct Broken;

pub(crate) struct Typist {
    person: usize,
    line: Line,
    doc: Doc,
    socket: Option<WebSocketStream<TcpStream>>,
    typed: usize,
    /// For each update that was sent over this line, how many words there were by then.
    sent: Vec<usize>,
    saved: usize,
}

pub(crate) fn word(person: usize, number: usize) -> String {
    format!("[{person}-{number}]")
}

impl Typist {
    pub(crate) fn new(person: usize, line: Line) -> Self {
        let doc = Doc::with_client_id(person as u64 + 1);
        doc.get_or_insert_text(PLACE);
        Self {
            person,
            line,
            doc,
            socket: None,
            typed: 0,
            sent: Vec::new(),
            saved: 0,
        }
    }

    fn text(&self) -> String {
        let text = self.doc.get_or_insert_text(PLACE);
        text.get_string(&self.doc.transact())
    }

    pub(crate) fn has(&self, person: usize, number: usize) -> bool {
        self.text().contains(&word(person, number))
    }

    /// Types all its words, and answers with the text when it has everybody's.
    pub(crate) async fn type_all(mut self, together: std::sync::Arc<Together>) -> String {
        self.come_in().await.unwrap();
        together.came.fetch_add(1, Ordering::SeqCst);
        let all = together.words * together.acknowledged.len();
        loop {
            let went_on = self.go_on(&together, all).await;
            match went_on {
                Ok(()) => return self.text(),
                Err(Broken) => self.come_back(&together).await,
            }
        }
    }

    async fn go_on(&mut self, together: &Together, all: usize) -> Result<(), Broken> {
        let mine = &together.acknowledged[self.person];
        loop {
            if self.typed < together.words {
                self.type_one().await?;
            }
            let end = Instant::now() + PAUSE;
            while let Some(left) = end.checked_duration_since(Instant::now()) {
                let Ok(heard) = tokio::time::timeout(left, self.hear()).await else {
                    break;
                };
                heard?;
                mine.fetch_max(self.saved, Ordering::SeqCst);
            }
            let has_all = self.text().matches('[').count() == all;
            if has_all && self.saved == together.words {
                return Ok(());
            }
        }
    }

    async fn come_back(&mut self, together: &Together) {
        loop {
            tokio::time::sleep(QUICK).await;
            if self.come_in().await.is_ok() {
                return together.is_back();
            }
        }
    }

    /// Connects, and exchanges what each side lacks.
    pub(crate) async fn come_in(&mut self) -> Result<(), Broken> {
        self.socket = None;
        self.sent.clear();
        let port = self.line.port;
        let url = format!("ws://127.0.0.1:{port}/api/v1/live/INC-1?acknowledge=true");
        let mut request = url.into_client_request().unwrap();
        let word = self.line.word.parse().unwrap();
        request.headers_mut().insert("authorization", word);
        let stream = TcpStream::connect(("127.0.0.1", port)).await;
        let stream = stream.map_err(|_| Broken)?;
        let joined = tokio_tungstenite::client_async(request, stream).await;
        self.socket = Some(joined.map_err(|_| Broken)?.0);
        let known = self.doc.transact().state_vector().encode_v1();
        self.send(frame(&[0, 0], &known)).await?;
        while self.hear().await?[..2] != [0, 1] {}
        Ok(())
    }

    async fn type_one(&mut self) -> Result<(), Broken> {
        let text = self.doc.get_or_insert_text(PLACE);
        let mut txn = self.doc.transact_mut();
        let end = text.len(&txn);
        text.insert(&mut txn, end, &word(self.person, self.typed));
        txn.commit();
        let update = txn.encode_update_v1();
        drop(txn);
        self.typed += 1;
        self.sent.push(self.typed);
        self.send(frame(&[0, 2], &update)).await
    }

    async fn send(&mut self, frame: Vec<u8>) -> Result<(), Broken> {
        let socket = self.socket.as_mut().ok_or(Broken)?;
        let sent = socket.send(Message::Binary(frame.into())).await;
        sent.map_err(|_| Broken)
    }

    /// Takes the next frame in.
    async fn hear(&mut self) -> Result<Vec<u8>, Broken> {
        let socket = self.socket.as_mut().ok_or(Broken)?;
        let heard = loop {
            match socket.next().await {
                Some(Ok(Message::Binary(frame))) => break Vec::from(frame),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                _ => return Err(Broken),
            }
        };
        match &heard[..] {
            [0, 0, rest @ ..] => {
                let theirs = StateVector::decode_v1(bytes(rest)).unwrap();
                let lacking = self.doc.transact().encode_diff_v1(&theirs);
                self.sent.push(self.typed);
                self.send(frame(&[0, 1], &lacking)).await?;
            }
            [0, 1 | 2, rest @ ..] => {
                let update = Update::decode_v1(bytes(rest)).unwrap();
                self.doc.transact_mut().apply_update(update).unwrap();
            }
            [SAVED, rest @ ..] => {
                let count = number(rest).0;
                self.saved = self.saved.max(self.sent[count - 1]);
            }
            _ => {}
        }
        Ok(heard)
    }

    pub(crate) async fn be_present(&mut self) {
        let client = u8::try_from(self.person + 1).unwrap();
        let state = b"{\"place\":\"section:summary\"}";
        let mut states = vec![1, client, 1, u8::try_from(state.len()).unwrap()];
        states.extend_from_slice(state);
        self.send(frame(&[AWARENESS], &states)).await.unwrap();
    }

    pub(crate) async fn until_present(&mut self, person: usize) {
        self.until_said(person, "place").await;
    }

    pub(crate) async fn until_gone(&mut self, person: usize) {
        self.until_said(person, "null").await;
    }

    async fn until_said(&mut self, person: usize, what: &str) {
        let client = u8::try_from(person + 1).unwrap();
        loop {
            let heard = self.hear().await.unwrap();
            if heard[0] == AWARENESS && heard[2..4] == [1, client] {
                let said = String::from_utf8_lossy(&heard[5..]);
                if said.contains(what) {
                    return;
                }
            }
        }
    }
}
