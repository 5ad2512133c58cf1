//! Requests against servers on loopback that behave badly.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use reqwest::dns::Resolve;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::resolve::Looked;
use super::*;

/// Answers each look-up with the next list, and the last one again and again.
struct Script {
    answers: Mutex<VecDeque<&'static [&'static str]>>,
    asked: AtomicUsize,
}

impl Script {
    fn new(answers: &[&'static [&'static str]]) -> Arc<Self> {
        Arc::new(Self {
            answers: Mutex::new(answers.iter().copied().collect()),
            asked: AtomicUsize::new(0),
        })
    }
}

impl Lookup for Script {
    fn lookup(&self, _host: String) -> Looked {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let mut answers = self.answers.lock().unwrap();
        let next = if answers.len() > 1 {
            answers.pop_front()
        } else {
            answers.front().copied()
        };
        let found = next.unwrap_or_default().iter();
        let found = found.map(|ip| format!("{ip}:0").parse().unwrap()).collect();
        Box::pin(async { Ok(found) })
    }
}

fn limits() -> Limits {
    Limits {
        connect: Duration::from_secs(2),
        whole: Duration::from_secs(10),
        body: 1000,
    }
}

fn url(text: &str) -> Url {
    text.parse().unwrap()
}

fn ask(url: &Url) -> Ask {
    Ask {
        url: url.clone(),
        headers: vec![("authorization", "Bearer secret".into())],
        body: None,
    }
}

fn reaching(named: &[&Url], lookup: &Arc<Script>, limits: Limits) -> Outbound {
    let named: Vec<_> = named.iter().map(|url| Named::of(url).unwrap()).collect();
    let lookup = Arc::clone(lookup) as Arc<dyn Lookup>;
    Outbound::with_lookup(named.into(), limits, &lookup).unwrap()
}

/// A server that reads each request's head and answers as `answer` says; it tells the heads.
async fn serve<F>(answer: fn(TcpStream) -> F) -> (Url, Arc<Mutex<Vec<String>>>)
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = url(&format!("http://{}/", listener.local_addr().unwrap()));
    let heads = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&heads);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                match stream.read_u8().await {
                    Ok(byte) => head.push(byte),
                    Err(_) => break,
                }
            }
            told.lock()
                .unwrap()
                .push(String::from_utf8_lossy(&head).into_owned());
            tokio::spawn(answer(stream));
        }
    });
    (at, heads)
}

async fn hello(mut stream: TcpStream) {
    let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello";
    // Whoever hung up meanwhile needs no answer.
    let _ = stream.write_all(answer).await;
}

#[tokio::test]
async fn a_private_address_is_asked_only_when_it_is_named() {
    let (at, heads) = serve(hello).await;
    let none = Script::new(&[]);
    let refused = reaching(&[], &none, limits()).send(ask(&at)).await;
    assert!(
        matches!(refused, Err(OutboundError::Private(_))),
        "{refused:?}"
    );
    let other_port = url("http://127.0.0.1:1/");
    let refused = reaching(&[&other_port], &none, limits())
        .send(ask(&at))
        .await;
    assert!(
        matches!(refused, Err(OutboundError::Private(_))),
        "{refused:?}"
    );
    assert_eq!(heads.lock().unwrap().len(), 0);
    let answer = reaching(&[&at], &none, limits()).send(ask(&at)).await;
    assert_eq!(answer.unwrap().body, b"hello");
    let heads = heads.lock().unwrap();
    assert_eq!(heads.len(), 1);
    assert!(heads[0].contains("authorization: Bearer secret"));
}

#[tokio::test]
async fn every_way_to_write_a_private_address_is_seen_through() {
    let forms = [
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[64:ff9b::127.0.0.1]/",
        "https://169.254.169.254/latest/meta-data/",
        "http://0/",
    ];
    for form in forms {
        let outbound = reaching(&[], &Script::new(&[]), limits());
        let refused = outbound.send(ask(&url(form))).await;
        assert!(
            matches!(refused, Err(OutboundError::Private(_))),
            "{form}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn a_name_that_leads_into_a_private_network_is_refused() {
    let (at, heads) = serve(hello).await;
    let by_name = url(&format!("http://internal.test:{}/", at.port().unwrap()));
    for addresses in [&["127.0.0.1"][..], &["10.0.0.1", "[::1]"]] {
        let outbound = reaching(&[], &Script::new(&[addresses]), limits());
        let refused = outbound.send(ask(&by_name)).await;
        assert!(
            matches!(refused, Err(OutboundError::Private(_))),
            "{refused:?}"
        );
    }
    assert_eq!(heads.lock().unwrap().len(), 0);
}

#[tokio::test]
async fn a_name_that_changes_its_address_is_asked_for_once_and_checked_each_time() {
    let (at, heads) = serve(hello).await;
    let by_name = url(&format!("http://rebind.test:{}/", at.port().unwrap()));
    // Where it is named, the first answer is the one that is connected to: nobody listens at the
    // second.
    let script = Script::new(&[&["127.0.0.1"], &["127.0.0.2"]]);
    let outbound = reaching(&[&by_name], &script, limits());
    outbound.send(ask(&by_name)).await.unwrap();
    assert_eq!(script.asked.load(Ordering::SeqCst), 1);
    assert_eq!(heads.lock().unwrap().len(), 1);
    // What was public once is looked at again.
    let resolver = Resolver {
        lookup: Script::new(&[&["1.1.1.1", "127.0.0.1"], &["127.0.0.1"]]),
        public_only: true,
    };
    let name = || "rebind.test".parse().unwrap();
    let first: Vec<_> = resolver.resolve(name()).await.unwrap().collect();
    assert_eq!(first, ["1.1.1.1:0".parse().unwrap()]);
    let second = resolver.resolve(name()).await.err().unwrap();
    assert_eq!(second.downcast_ref(), Some(&resolve::NoAddress::NotPublic));
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_not_followed() {
    let (at, heads) = serve(|mut stream| async move {
        let answer = b"HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/\r\n\
                       content-length: 0\r\n\r\n";
        let _ = stream.write_all(answer).await;
    })
    .await;
    let outbound = reaching(&[&at], &Script::new(&[]), limits());
    let answer = outbound.send(ask(&at)).await.unwrap();
    assert_eq!(answer.status, 302);
    assert_eq!(answer.headers["location"], "http://169.254.169.254/");
    assert_eq!(heads.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_body_without_end_is_read_to_its_bound() {
    let (at, _) = serve(|mut stream| async move {
        let head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        let mut open = stream.write_all(head).await.is_ok();
        while open {
            open = stream.write_all(b"4\r\nmore\r\n").await.is_ok();
        }
    })
    .await;
    let outbound = reaching(&[&at], &Script::new(&[]), limits());
    let refused = outbound.send(ask(&at)).await;
    assert_eq!(refused.unwrap_err(), OutboundError::TooLarge(1000));
}

#[tokio::test]
async fn a_server_that_says_nothing_is_waited_for_a_while_only() {
    async fn forever(stream: TcpStream) {
        std::future::pending::<()>().await;
        drop(stream);
    }
    async fn slowly(mut stream: TcpStream) {
        let head = b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\nhello";
        let _ = stream.write_all(head).await;
        forever(stream).await;
    }
    let short = Limits {
        whole: Duration::from_millis(200),
        ..limits()
    };
    let (silent, _) = serve(forever).await;
    let (slow, _) = serve(slowly).await;
    for at in [silent, slow] {
        let outbound = reaching(&[&at], &Script::new(&[]), short);
        let error = outbound.send(ask(&at)).await.unwrap_err();
        let told = error.to_string();
        assert!(told.ends_with("did not answer within 0.2 s"), "{told}");
    }
}

#[tokio::test]
async fn what_went_wrong_is_said_in_words() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = url(&format!("http://{}/", closed.local_addr().unwrap()));
    drop(closed);
    let (at, _) = serve(|stream| async move { drop(stream) }).await;
    let plain = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let https = url(&format!("https://{}/", plain.local_addr().unwrap()));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = plain.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let unknown = url("http://nowhere.test/");
    let outbound = reaching(&[&nobody, &at, &https], &Script::new(&[]), limits());
    let told = async |url: &Url| outbound.send(ask(url)).await.unwrap_err();
    assert!(matches!(
        told(&nobody).await,
        OutboundError::ConnectionRefused(_)
    ));
    assert!(matches!(told(&at).await, OutboundError::BrokenOff(_)));
    let error = told(&https).await;
    assert!(matches!(error, OutboundError::Untrusted(..)), "{error:?}");
    assert_eq!(
        told(&unknown).await,
        OutboundError::UnknownHost("nowhere.test".into())
    );
    assert_eq!(
        told(&url("ftp://example.org/")).await,
        OutboundError::NotWeb
    );
    assert_eq!(told(&url("data:text/plain,x")).await, OutboundError::NotWeb);
    assert_eq!(
        told(&url("http://me:secret@example.org/")).await,
        OutboundError::Password
    );
    let mut odd = ask(&at);
    odd.headers = vec![("authorization", "a\nb".into())];
    assert_eq!(
        outbound.send(odd).await.unwrap_err(),
        OutboundError::Header("authorization")
    );
}
