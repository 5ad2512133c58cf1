//! Letters: writing them, and handing them to the server that an administrator entered.
//!
//! Each letter has a connection of its own. Nothing is said to a server, and no password goes to
//! it, before the connection is as secure as the settings ask for.

mod certificate;
mod connect;
mod error;
mod hand_over;
mod html;
pub mod letter;
mod plain;
#[cfg(test)]
mod tests;

use std::time::Duration;

use afterword_domain::mail::KnownMailServer;

pub use error::{MailError, Said};
pub use letter::{Draft, Letter};

/// How long a server is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the connection, and again for its greeting.
    pub connect: Duration,
    /// From the beginning to the word that the letter was taken.
    pub whole: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            whole: Duration::from_mins(1),
        }
    }
}

/// The server, as it is reached.
#[derive(Clone)]
pub struct PostOffice {
    pub known: KnownMailServer,
    /// What this machine calls itself there: a host's name.
    pub calls_itself: Option<String>,
    pub patience: Patience,
}

impl PostOffice {
    /// Hands a letter over. When this answers, the server has taken it.
    ///
    /// # Errors
    /// [`MailError`] that says where it came to an end, and whether it may pass.
    pub async fn send(&self, letter: &Letter) -> Result<(), MailError> {
        let whole = self.patience.whole;
        let sending = async {
            let mut connection = connect::connect(self).await?;
            let sent = hand_over::hand_over(&mut connection, &self.place(), letter).await;
            Ok((connection, sent))
        };
        let (connection, sent) = tokio::time::timeout(whole, sending)
            .await
            .map_err(|_| self.too_slow(whole))??;
        hand_over::goodbye(connection).await;
        sent
    }

    /// Reaches the server and signs in, and sends nothing.
    ///
    /// # Errors
    /// As of [`send`](Self::send).
    pub async fn knock(&self) -> Result<(), MailError> {
        let within = self.patience.connect;
        let connection = tokio::time::timeout(within, connect::connect(self)).await;
        hand_over::goodbye(connection.map_err(|_| self.too_slow(within))??).await;
        Ok(())
    }

    /// [`send`](Self::send) for somebody who is setting the server up: where it does not prove who
    /// it is, they are told whose certificate it showed.
    ///
    /// # Errors
    /// As of [`send`](Self::send).
    pub async fn try_out(&self, letter: &Letter) -> Result<(), MailError> {
        match self.send(letter).await {
            Err(MailError::Untrusted { place, why, .. }) => {
                let shown = tokio::time::timeout(self.patience.connect, connect::shown(self)).await;
                let certificate = shown.ok().flatten();
                Err(MailError::Untrusted {
                    place,
                    why,
                    certificate,
                })
            }
            other => other,
        }
    }

    /// The host and the port, which are not secret.
    fn place(&self) -> String {
        let server = &self.known.server;
        if server.host.contains(':') {
            format!("[{}]:{}", server.host, server.port)
        } else {
            format!("{}:{}", server.host, server.port)
        }
    }

    fn too_slow(&self, within: Duration) -> MailError {
        MailError::TooSlow {
            place: self.place(),
            within,
        }
    }
}
