//! A proxy before several servers: each connection goes to the next one that takes it, and ends when
//! either side ends it. It knows bytes and nothing of HTTP.

use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// A proxy on loopback, for as long as the process lives.
#[derive(Debug)]
pub struct Proxy {
    port: u16,
}

impl Proxy {
    /// Begins to take connections, for servers on these ports of loopback.
    ///
    /// # Errors
    /// When there is no port to listen on.
    pub fn before(servers: Vec<u16>) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let servers: Arc<[u16]> = servers.into();
        let next = Arc::new(AtomicUsize::new(0));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (servers, next) = (Arc::clone(&servers), Arc::clone(&next));
                thread::spawn(move || {
                    let first = next.fetch_add(1, Ordering::Relaxed);
                    let order = (0..servers.len()).map(|at| servers[(first + at) % servers.len()]);
                    let mut taken = order.flat_map(|port| TcpStream::connect(("127.0.0.1", port)));
                    if let Some(server) = taken.next() {
                        carry(client, server);
                    }
                });
            }
        });
        Ok(Self { port })
    }

    pub fn port(&self) -> u16 {
        self.port
    }
}

/// Passes on what either side says until one of them ends.
fn carry(client: TcpStream, server: TcpStream) {
    for side in [&client, &server] {
        // What is small is not to wait for more.
        let _ = side.set_nodelay(true);
    }
    let (Ok(from), Ok(to)) = (client.try_clone(), server.try_clone()) else {
        return;
    };
    thread::spawn(move || pass(from, to));
    pass(server, client);
}

/// How it ended does not matter: both sides hear that it did.
fn pass(mut from: TcpStream, mut to: TcpStream) {
    let _ = io::copy(&mut from, &mut to);
    for side in [from, to] {
        let _ = side.shutdown(Shutdown::Both);
    }
}
