//! Whether a delivery was made by someone who knows a secret: HMAC-SHA256 over what the source
//! signs, compared in constant time against every secret, so that one can be replaced by another
//! without a gap.

use afterword_domain::Moment;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use super::WINDOW_S;

/// Why a delivery is turned away.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotGenuine {
    #[error("the header {0} is missing; the integration has a secret, so deliveries are signed")]
    Missing(&'static str),
    #[error("the header {0} is not what its source documents")]
    Malformed(&'static str),
    #[error(
        "the header {0} is missing; the integration's settings say that it holds the signature"
    )]
    MissingChosen(String),
    #[error("the signature fits none of the integration's secrets")]
    Wrong,
    #[error("{0}")]
    NotCertified(String),
    #[error(
        "it was signed {seconds} seconds ago, which is too long: it may have been recorded and sent \
         again"
    )]
    Stale { seconds: i64 },
    #[error("it was signed {seconds} seconds ahead of this server's clock, more than is let pass")]
    Early { seconds: i64 },
}

/// The code of one secret for what was signed, given in parts.
#[must_use]
pub fn hmac_sha256(secret: &[u8], signed: &[&[u8]]) -> [u8; 32] {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else {
        unreachable!("an HMAC takes a key of any length")
    };
    for part in signed {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Whether one of the offered codes, in hexadecimal, is that of one of the secrets.
///
/// # Errors
/// [`NotGenuine::Wrong`] otherwise.
#[expect(
    clippy::needless_pass_by_value,
    reason = "a few words, gathered at the call"
)]
pub fn fits_hex<'a>(
    offered: impl IntoIterator<Item = &'a str> + Clone,
    secrets: &[String],
    signed: &[&[u8]],
) -> Result<(), NotGenuine> {
    let mut fits = subtle::Choice::from(0);
    for secret in secrets {
        let code = hex(&hmac_sha256(secret.as_bytes(), signed));
        for offered in offered.clone() {
            let offered = offered.to_ascii_lowercase();
            fits |= code.as_bytes().ct_eq(offered.as_bytes());
        }
    }
    if bool::from(fits) {
        Ok(())
    } else {
        Err(NotGenuine::Wrong)
    }
}

/// Whether a word that is sent as it is, such as a token in a header, is one of the secrets.
///
/// # Errors
/// [`NotGenuine::Wrong`] otherwise.
pub fn is_secret(offered: &str, secrets: &[String]) -> Result<(), NotGenuine> {
    // Compared by their codes: those have one length, so that time tells nothing of a secret's.
    let code = |word: &str| hmac_sha256(b"afterword", &[word.as_bytes()]);
    let offered = code(offered);
    let mut fits = subtle::Choice::from(0);
    for secret in secrets {
        fits |= code(secret).ct_eq(&offered);
    }
    if bool::from(fits) {
        Ok(())
    } else {
        Err(NotGenuine::Wrong)
    }
}

/// A bearer token, or the password of basic access, in the header `authorization`; for sources
/// that sign nothing and can be told to send one.
///
/// # Errors
/// [`NotGenuine`] when it is missing or fits none of the secrets.
pub fn authorization(header: Option<&str>, secrets: &[String]) -> Result<(), NotGenuine> {
    use base64::Engine as _;

    if secrets.is_empty() {
        return Ok(());
    }
    let header = header.ok_or(NotGenuine::Missing("authorization"))?;
    let (scheme, given) = header
        .split_once(' ')
        .ok_or(NotGenuine::Malformed("authorization"))?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return is_secret(given.trim(), secrets);
    }
    let malformed = NotGenuine::Malformed("authorization");
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(malformed);
    }
    let decoded = base64::engine::general_purpose::STANDARD.decode(given.trim());
    let decoded = decoded.ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let Some((_, password)) = decoded.as_deref().and_then(|text| text.split_once(':')) else {
        return Err(malformed);
    };
    is_secret(password, secrets)
}

/// Whether a signed moment, in seconds since the epoch, is near enough.
///
/// # Errors
/// [`NotGenuine::Stale`] and [`NotGenuine::Early`].
pub fn is_recent(signed_at_s: i64, now: Moment) -> Result<(), NotGenuine> {
    is_within(signed_at_s, now, WINDOW_S)
}

/// [`is_recent`], for a source that documents a window of its own, in seconds.
///
/// # Errors
/// [`NotGenuine::Stale`] and [`NotGenuine::Early`].
pub fn is_within(signed_at_s: i64, now: Moment, window_s: i64) -> Result<(), NotGenuine> {
    let seconds = now.timestamp().as_second().saturating_sub(signed_at_s);
    if seconds > window_s {
        Err(NotGenuine::Stale { seconds })
    } else if seconds < -window_s {
        Err(NotGenuine::Early {
            seconds: seconds.saturating_neg(),
        })
    } else {
        Ok(())
    }
}

#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;

    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Test case 2 of RFC 4231.
    #[test]
    fn the_code_is_that_of_the_standard() {
        let code = hmac_sha256(b"Jefe", &[b"what do ya want ", b"for nothing?"]);
        assert_eq!(
            hex(&code),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn each_of_several_secrets_fits_and_no_other() {
        let secrets = ["old".to_owned(), "new".to_owned()];
        for secret in ["old", "new"] {
            let code = hex(&hmac_sha256(secret.as_bytes(), &[b"body"]));
            assert_eq!(fits_hex([code.as_str()], &secrets, &[b"body"]), Ok(()));
            assert_eq!(
                fits_hex([code.as_str()], &secrets, &[b"bodY"]),
                Err(NotGenuine::Wrong)
            );
            assert_eq!(is_secret(secret, &secrets), Ok(()));
        }
        assert_eq!(
            fits_hex(["", "é"], &secrets, &[b"body"]),
            Err(NotGenuine::Wrong)
        );
        assert_eq!(is_secret("older", &secrets), Err(NotGenuine::Wrong));
        assert_eq!(fits_hex(["x"], &[], &[b""]), Err(NotGenuine::Wrong));
    }

    #[test]
    fn a_token_or_a_password_is_taken_and_anything_else_is_not() {
        let secrets = ["sesame".to_owned()];
        let taken = |header: &str| authorization(Some(header), &secrets);
        assert_eq!(taken("Bearer sesame"), Ok(()));
        assert_eq!(taken("basic YWxlcnRzOnNlc2FtZQ=="), Ok(()));
        assert_eq!(taken("Bearer sesam"), Err(NotGenuine::Wrong));
        assert_eq!(
            taken("Basic ?"),
            Err(NotGenuine::Malformed("authorization"))
        );
        assert_eq!(taken("sesame"), Err(NotGenuine::Malformed("authorization")));
        assert_eq!(
            authorization(None, &secrets),
            Err(NotGenuine::Missing("authorization"))
        );
        assert_eq!(authorization(None, &[]), Ok(()));
    }

    #[test]
    fn five_minutes_are_let_pass_either_way() {
        let now = Moment::from_micros(1_790_000_000_000_000).unwrap();
        let at = |seconds: i64| is_recent(1_790_000_000 + seconds, now);
        assert_eq!(at(-300), Ok(()));
        assert_eq!(at(300), Ok(()));
        assert_eq!(at(-301), Err(NotGenuine::Stale { seconds: 301 }));
        assert_eq!(at(301), Err(NotGenuine::Early { seconds: 301 }));
        assert_eq!(
            is_recent(i64::MIN, now),
            Err(NotGenuine::Stale { seconds: i64::MAX })
        );
    }
}
