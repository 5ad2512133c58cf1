//! Sending a message in the form of Standard Webhooks: its id, its time, and a code over both and
//! the body that only who knows the secret can make.

#[cfg(test)]
mod tests;

use std::fmt;

use afterword_domain::Moment;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::Url;

use crate::http::{Ask, Outbound, OutboundError};
use crate::inbound::signature::hmac_sha256;

const PREFIX: &str = "whsec_";

/// What a message is signed with: 24 random bytes, shown as `whsec_` and their base64.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    #[must_use]
    pub fn of(bytes: [u8; 24]) -> Self {
        Self(bytes.to_vec())
    }

    /// Reads what was shown; `None` when it is none.
    #[must_use]
    pub fn read(shown: &str) -> Option<Self> {
        let bytes = STANDARD.decode(shown.strip_prefix(PREFIX)?).ok()?;
        (24..=64).contains(&bytes.len()).then_some(Self(bytes))
    }

    #[must_use]
    pub fn shown(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(&self.0))
    }

    fn signature(&self, id: &str, seconds: i64, body: &[u8]) -> String {
        let head = format!("{id}.{seconds}.");
        let code = hmac_sha256(&self.0, &[head.as_bytes(), body]);
        format!("v1,{}", STANDARD.encode(code))
    }
}

/// What came of sending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// The other side took it.
    Taken { status: u16 },
    /// The other side wants no more of them.
    Gone,
    /// It is worth another try: not before so many seconds, where the other side named some.
    Refused { status: u16, wait: Option<i64> },
}

/// Sends a message. Redirects are not followed: one counts as a refusal.
///
/// # Errors
/// When no answer came.
pub async fn send(
    outbound: &Outbound,
    url: Url,
    secret: &Secret,
    (id, body): (&str, Vec<u8>),
    now: Moment,
) -> Result<Sent, OutboundError> {
    let seconds = now.micros().div_euclid(1_000_000);
    let headers = vec![
        ("content-type", "application/json".to_owned()),
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", seconds.to_string()),
        ("webhook-signature", secret.signature(id, seconds, &body)),
    ];
    let ask = Ask {
        url,
        headers,
        body: Some(body),
    };
    let answer = outbound.send(ask).await?;
    Ok(match answer.status {
        status @ 200..=299 => Sent::Taken { status },
        410 => Sent::Gone,
        status => {
            let wait = answer.headers.get("retry-after");
            let wait = wait.and_then(|value| value.to_str().ok()?.trim().parse().ok());
            Sent::Refused { status, wait }
        }
    })
}
