//! Writing a letter: a notice as text and as HTML, and the headers that say whose it is, that a
//! program wrote it, and which one it is when it comes twice.

use std::time::{Duration, SystemTime};

use afterword_domain::Moment;
use afterword_domain::notice::Message;
use lettre::Address;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, MultiPart, MultiPartKind, SinglePart};
use sha2::{Digest as _, Sha256};

use super::error::short;
use super::{MailError, html, plain};
use crate::inbound::signature::hex;
use crate::pages::Pages;

/// What a letter is written from.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// The address that it comes from and the one that it goes to, each with a name beside it.
    pub from: (&'a str, &'a str),
    pub to: (&'a str, &'a str),
    pub message: &'a Message,
    pub pages: Pages<'a>,
    /// The same whenever the same thing is told to the same person.
    pub key: &'a str,
    pub written_at: Moment,
}

/// A letter that is ready to be handed over.
#[derive(Clone, Debug)]
pub struct Letter {
    from: Address,
    to: Address,
    bytes: Vec<u8>,
}

impl Letter {
    pub(super) fn from(&self) -> &Address {
        &self.from
    }

    pub(super) fn to(&self) -> &Address {
        &self.to
    }

    /// As it goes over the wire, with lines of at most 998 bytes of ASCII.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Writes a letter.
///
/// # Errors
/// [`MailError::Address`] for an address that no server takes.
pub fn write(draft: &Draft<'_>) -> Result<Letter, MailError> {
    let (from, to) = (address(draft.from.0)?, address(draft.to.0)?);
    let name = hex(&Sha256::digest(draft.key.as_bytes())[..16]);
    let mailbox = |name: &str, address: &Address| {
        let name = Some(short(name)).filter(|name| !name.is_empty());
        Mailbox::new(name, address.clone())
    };
    let message = lettre::Message::builder()
        .from(mailbox(draft.from.1, &from))
        .to(mailbox(draft.to.1, &to))
        .subject(short(&draft.message.subject))
        .date(written_at(draft.written_at))
        .message_id(Some(format!("<{name}@{}>", from.domain())))
        .raw_header(raw("Auto-Submitted", "auto-generated".into()))
        .raw_header(raw(
            "List-Unsubscribe",
            format!("<{}>", draft.pages.preferences()),
        ))
        .multipart(parts(draft, &name))
        .map_err(|error| MailError::NotWritten(error.to_string()))?;
    let bytes = message.formatted();
    Ok(Letter { from, to, bytes })
}

/// The text first: whoever can show the second part shows that.
fn parts(draft: &Draft<'_>, name: &str) -> MultiPart {
    let part =
        |kind: ContentType, text: String| SinglePart::builder().header(kind).body(quoted(text));
    MultiPart::builder()
        .kind(MultiPartKind::Alternative)
        // No line of quoted-printable text holds `=_`, so nothing that is told ends a part.
        .boundary(format!("=_{name}"))
        .singlepart(part(
            ContentType::TEXT_PLAIN,
            plain::text(draft.message, draft.pages),
        ))
        .singlepart(part(
            ContentType::TEXT_HTML,
            html::page(draft.message, draft.pages),
        ))
}

fn quoted(text: String) -> Body {
    let encoding = ContentTransferEncoding::QuotedPrintable;
    match Body::new_with_encoding(text, encoding) {
        Ok(body) => body,
        Err(_) => unreachable!("quoted-printable takes any text"),
    }
}

/// An address of ASCII: letters to others need servers that are still rare.
fn address(written: &str) -> Result<Address, MailError> {
    let refused = || MailError::Address(short(written));
    let address: Address = written.parse().map_err(|_| refused())?;
    if written.is_ascii() && !written.contains(|c: char| c.is_ascii_control()) {
        Ok(address)
    } else {
        Err(refused())
    }
}

fn raw(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

fn written_at(moment: Moment) -> SystemTime {
    let since = Duration::from_micros(u64::try_from(moment.micros()).unwrap_or(0));
    SystemTime::UNIX_EPOCH + since
}
