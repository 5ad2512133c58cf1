//! Handing a letter over, one word after the other, so that it is known which one was refused.

use std::time::Duration;

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};

use super::error::{Said, said};
use super::{Letter, MailError};

/// A server is not waited for longer than this once the letter's fate is known.
const GOODBYE: Duration = Duration::from_secs(2);

pub(super) async fn goodbye(mut connection: AsyncSmtpConnection) {
    // How it goes changes nothing any more.
    let _ = tokio::time::timeout(GOODBYE, connection.abort()).await;
}

pub(super) async fn hand_over(
    connection: &mut AsyncSmtpConnection,
    place: &str,
    letter: &Letter,
) -> Result<(), MailError> {
    let place = || place.to_owned();
    let refused = |error: &SmtpError, told: &dyn Fn(Said) -> MailError| match said(error) {
        Some(said) => told(said),
        None => MailError::BrokenOff(place()),
    };
    let (from, to) = (letter.from(), letter.to());
    let sender = |said| MailError::Sender {
        place: place(),
        from: from.to_string(),
        said,
    };
    let recipient = |said| MailError::Recipient {
        place: place(),
        to: to.to_string(),
        said,
    };
    let taken = |said| MailError::Letter(place(), said);
    let mail = Mail::new(Some(from.clone()), Vec::new());
    let said_no = match connection.command(mail).await {
        Err(error) => Some(refused(&error, &sender)),
        Ok(_) => match connection.command(Rcpt::new(to.clone(), Vec::new())).await {
            Err(error) => Some(refused(&error, &recipient)),
            Ok(_) => match connection.command(Data).await {
                Err(error) => Some(refused(&error, &taken)),
                Ok(_) => {
                    let sent = connection.message(letter.bytes()).await;
                    sent.err().map(|error| refused(&error, &taken))
                }
            },
        },
    };
    said_no.map_or(Ok(()), Err)
}
