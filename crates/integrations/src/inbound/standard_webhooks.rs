//! Signatures after the Standard Webhooks specification: a code over the delivery's id, the moment
//! of signing and the body, with a key that is given as `whsec_` and Base64.

use afterword_domain::Moment;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq as _;

use super::Delivery;
use super::signature::{self, NotGenuine};

pub(super) const ID: &str = "webhook-id";
pub(super) const TIMESTAMP: &str = "webhook-timestamp";
pub(super) const SIGNATURE: &str = "webhook-signature";

const KEY_PREFIX: &str = "whsec_";

/// Whether a secret is a key for signing, rather than a word that is sent as it is.
#[must_use]
pub(super) fn is_key(secret: &str) -> bool {
    secret.starts_with(KEY_PREFIX)
}

/// Whether the delivery was signed with one of the secrets, a short while ago.
///
/// # Errors
/// [`NotGenuine`] otherwise.
pub(super) fn verify(
    delivery: &Delivery<'_>,
    secrets: &[String],
    now: Moment,
) -> Result<(), NotGenuine> {
    let header = |name| delivery.header(name).ok_or(NotGenuine::Missing(name));
    let (offered, id, signed_at) = (header(SIGNATURE)?, header(ID)?, header(TIMESTAMP)?);
    let seconds = signed_at
        .parse()
        .map_err(|_| NotGenuine::Malformed(TIMESTAMP))?;
    let parts = [id.as_bytes(), b".", signed_at.as_bytes(), b"."];
    let signed = [parts.as_slice(), &[delivery.body]].concat();
    // Several at once while the sender changes its key; other versions are other algorithms.
    let offered = offered.split(' ').filter_map(|one| one.strip_prefix("v1,"));
    let mut fits = subtle::Choice::from(0);
    for secret in secrets {
        let code = STANDARD.encode(signature::hmac_sha256(&key(secret), &signed));
        for offered in offered.clone() {
            fits |= code.as_bytes().ct_eq(offered.as_bytes());
        }
    }
    if !bool::from(fits) {
        return Err(NotGenuine::Wrong);
    }
    signature::is_recent(seconds, now)
}

/// What a secret stands for; one without the prefix is taken as it is.
fn key(secret: &str) -> Vec<u8> {
    let encoded = secret.strip_prefix(KEY_PREFIX);
    let decoded = encoded.and_then(|encoded| STANDARD.decode(encoded).ok());
    decoded.unwrap_or_else(|| secret.as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Made with another implementation:
    /// `printf 'msg_1.1790000000.{}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:… -binary | base64`.
    const SECRET: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    const CODE: &str = "g8of5pIYERcA4Cala2tR0KU3/XBp6gQjhF0NlahpsME=";

    fn check(
        signature: &str,
        body: &[u8],
        seconds: i64,
        secrets: &[&str],
    ) -> Result<(), NotGenuine> {
        let headers = [
            (ID, "msg_1".to_owned()),
            (TIMESTAMP, "1790000000".to_owned()),
            (SIGNATURE, signature.to_owned()),
        ];
        let headers: BTreeMap<_, _> = headers.map(|(name, value)| (name.into(), value)).into();
        let now = Moment::from_micros((1_790_000_000 + seconds) * 1_000_000).unwrap();
        let secrets: Vec<String> = secrets.iter().map(|secret| (*secret).into()).collect();
        let delivery = Delivery {
            headers: &headers,
            body,
            received_at: now,
        };
        verify(&delivery, &secrets, now)
    }

    #[test]
    fn a_signature_fits_its_key_id_moment_and_body() {
        let good = format!("v1,{CODE}");
        assert_eq!(check(&good, b"{}", 0, &[SECRET]), Ok(()));
        assert_eq!(check(&good, b"{}", 300, &["whsec_b2xk", SECRET]), Ok(()));
        let several = format!("v1a,x v1,b2xk v1,{CODE}");
        assert_eq!(check(&several, b"{}", 0, &[SECRET]), Ok(()));
        assert_eq!(check(&good, b"[]", 0, &[SECRET]), Err(NotGenuine::Wrong));
        assert_eq!(
            check(&good, b"{}", 0, &["whsec_b2xk"]),
            Err(NotGenuine::Wrong)
        );
        assert_eq!(check(CODE, b"{}", 0, &[SECRET]), Err(NotGenuine::Wrong));
        assert_eq!(
            check(&good, b"{}", 301, &[SECRET]),
            Err(NotGenuine::Stale { seconds: 301 })
        );
        assert_eq!(
            check(&good, b"{}", -301, &[SECRET]),
            Err(NotGenuine::Early { seconds: 301 })
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        let headers = BTreeMap::from([(SIGNATURE.to_owned(), "v1,x".to_owned())]);
        let now = Moment::from_micros(0).unwrap();
        let delivery = Delivery {
            headers: &headers,
            body: b"",
            received_at: now,
        };
        assert_eq!(
            verify(&delivery, &[SECRET.into()], now),
            Err(NotGenuine::Missing(ID))
        );
    }
}
