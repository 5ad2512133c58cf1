//! A connection to the live document as a browser or a program makes it.

use std::net::SocketAddr;

use afterword_server::serve::router;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message, http};

use super::typist::Typist;
use crate::util::{Caller, TestApp};

/// Makes the test's server reach as a socket.
pub(crate) async fn listen(app: &TestApp) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = router(app.app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}

/// Somebody who types over a real connection.
pub(crate) struct Line {
    pub(crate) typist: Typist,
    stream: WebSocketStream<TcpStream>,
}

/// How a connection ended: the code and the sentence.
pub(crate) type Closed = (u16, String);

impl Line {
    /// Connects, or answers with the status of the refusal.
    pub(crate) async fn open(
        address: SocketAddr,
        caller: &Caller<'_>,
        path: &str,
        client: u64,
    ) -> Result<Self, http::StatusCode> {
        let url = format!("ws://{address}/api/v1/live/{path}");
        let mut request = url.into_client_request().unwrap();
        for (name, value) in caller.headers() {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        let stream = TcpStream::connect(address).await.unwrap();
        match tokio_tungstenite::client_async(request, stream).await {
            Ok((stream, _)) => Ok(Self {
                typist: Typist::new(client),
                stream,
            }),
            Err(Error::Http(answer)) => Err(answer.status()),
            Err(error) => panic!("{error}"),
        }
    }

    /// Connects and waits until it has the document.
    pub(crate) async fn synced(
        address: SocketAddr,
        caller: &Caller<'_>,
        path: &str,
        client: u64,
    ) -> Self {
        let mut line = Self::open(address, caller, path, client).await.unwrap();
        let hello = line.typist.hello();
        line.send(hello).await;
        line.until(|frame| frame[..2] == [0, 1]).await.unwrap();
        line
    }

    pub(crate) async fn send(&mut self, frame: Vec<u8>) {
        // A connection that was cut tells so when it is read.
        let _ = self.stream.send(Message::Binary(frame.into())).await;
    }

    pub(crate) async fn write(&mut self, place: &str, at: f64, words: &str) {
        self.typist.sent += 1;
        let frame = self.typist.write(place, at, 0, words);
        self.send(frame).await;
    }

    /// Takes frames in until one fits.
    pub(crate) async fn until(&mut self, fits: impl Fn(&[u8]) -> bool) -> Result<Vec<u8>, Closed> {
        loop {
            let frame = self.next().await?;
            if let Some(reply) = self.typist.hear(&frame) {
                self.send(reply).await;
            }
            if fits(&frame) {
                return Ok(frame);
            }
        }
    }

    /// Takes frames in until a place says something.
    pub(crate) async fn until_says(&mut self, place: &str, text: &str) {
        while self.typist.text(place) != text {
            self.until(|_| true).await.unwrap();
        }
    }

    /// Takes frames in until everything sent is on disk.
    pub(crate) async fn until_saved(&mut self) {
        while self.typist.saved < self.typist.sent {
            self.until(|frame| frame[0] == 8).await.unwrap();
        }
    }

    /// Waits for the end, and answers with its code.
    pub(crate) async fn closed(&mut self) -> u16 {
        let Err((code, why)) = self.until(|_| false).await else {
            unreachable!("no frame fits");
        };
        assert!(!why.is_empty(), "{code}");
        code
    }

    async fn next(&mut self) -> Result<Vec<u8>, Closed> {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Binary(frame))) => return Ok(frame.into()),
                Some(Ok(Message::Close(Some(close)))) => {
                    return Err((close.code.into(), close.reason.to_string()));
                }
                Some(Ok(Message::Close(None)) | Err(_)) | None => return Err((0, String::new())),
                Some(Ok(_)) => {}
            }
        }
    }

    pub(crate) async fn send_text(&mut self, text: &str) {
        self.stream.send(Message::text(text)).await.unwrap();
    }
}
