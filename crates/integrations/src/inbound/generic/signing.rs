//! How deliveries prove themselves: a bearer token or a Standard Webhooks signature as they come,
//! or a code in a header that the mapping names.

use afterword_domain::Moment;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq as _;

use super::super::json::At;
use super::super::signature::{self, NotGenuine};
use super::super::{Delivery, Unreadable, standard_webhooks};
use super::mapping::only;

/// A secret that begins with `whsec_` is a key for signing, any other a token or password.
pub(super) fn as_usual(
    delivery: &Delivery<'_>,
    secrets: &[String],
    now: Moment,
) -> Result<(), NotGenuine> {
    let owned = |is_key: bool| -> Vec<String> {
        let secrets = secrets.iter();
        let secrets = secrets.filter(|secret| standard_webhooks::is_key(secret) == is_key);
        secrets.cloned().collect()
    };
    let (keys, tokens) = (owned(true), owned(false));
    let signed = delivery.header(standard_webhooks::SIGNATURE).is_some();
    if !keys.is_empty() && (signed || tokens.is_empty()) {
        return standard_webhooks::verify(delivery, &keys, now);
    }
    signature::authorization(delivery.header("authorization"), &tokens)
}

/// The header with the HMAC-SHA256 of the body, and how it is written there.
#[derive(Clone, Debug)]
pub(super) struct Signing {
    /// In lower case.
    pub header: String,
    prefix: String,
    encoding: Encoding,
}

#[derive(Clone, Copy, Debug)]
enum Encoding {
    Hex,
    Base64,
}

impl Signing {
    pub(super) fn read(at: &At<'_>) -> Result<Self, Unreadable> {
        only(at, &["header", "prefix", "encoding"])?;
        let header = at.text("header")?.to_ascii_lowercase();
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if header.is_empty() || header.len() > 100 || !header.chars().all(is_name) {
            return Err(at.get("header")?.wrong("it is not the name of a header"));
        }
        let encoding = match at.maybe("encoding") {
            None => Encoding::Hex,
            Some(named) => match named.value().as_str() {
                Some("hex") => Encoding::Hex,
                Some("base64") => Encoding::Base64,
                _ => return Err(named.wrong("it is neither hex nor base64")),
            },
        };
        let prefix = match at.maybe("prefix") {
            None => "",
            Some(_) => at.text("prefix")?,
        };
        Ok(Self {
            header,
            prefix: prefix.to_owned(),
            encoding,
        })
    }

    pub(super) fn verify(
        &self,
        delivery: &Delivery<'_>,
        secrets: &[String],
    ) -> Result<(), NotGenuine> {
        if secrets.is_empty() {
            return Ok(());
        }
        let offered = delivery.header(&self.header);
        let offered = offered.ok_or_else(|| NotGenuine::MissingChosen(self.header.clone()))?;
        let code = offered.trim().strip_prefix(&self.prefix);
        let code = code.ok_or(NotGenuine::Wrong)?;
        match self.encoding {
            Encoding::Hex => signature::fits_hex([code], secrets, &[delivery.body]),
            Encoding::Base64 => fits_base64(code, secrets, delivery.body),
        }
    }
}

fn fits_base64(offered: &str, secrets: &[String], body: &[u8]) -> Result<(), NotGenuine> {
    let mut fits = subtle::Choice::from(0);
    for secret in secrets {
        let code = STANDARD.encode(signature::hmac_sha256(secret.as_bytes(), &[body]));
        fits |= code.as_bytes().ct_eq(offered.as_bytes());
    }
    if bool::from(fits) {
        Ok(())
    } else {
        Err(NotGenuine::Wrong)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::inbound::bad_input::{delivery, headers, now};
    use crate::inbound::generic::Generic;
    use crate::inbound::signature::{hex, hmac_sha256};
    use crate::inbound::{Options, Source as _};

    fn options(mapping: Value) -> Options {
        Options {
            zone: None,
            mapping: Some(mapping),
        }
    }

    fn verified(
        options: &Options,
        sent: &[(&str, &str)],
        secrets: &[&str],
    ) -> Result<(), NotGenuine> {
        let secrets: Vec<String> = secrets.iter().map(|secret| (*secret).into()).collect();
        Generic.verify_as_chosen(&delivery(&headers(sent), b"{}"), options, &secrets, now())
    }

    #[test]
    fn a_code_stands_in_the_header_that_the_mapping_names() {
        let base64 = options(json!({"signature": {
            "header": "X-Ci-Signature", "prefix": "sha256=", "encoding": "base64",
        }}));
        assert_eq!(
            Generic.chosen_header(&base64).as_deref(),
            Some("x-ci-signature")
        );
        let code = hmac_sha256(b"sesame", &[b"{}"]);
        let good = format!("sha256={}", STANDARD.encode(code));
        let sent = |value: &str, secrets: &[&str]| {
            verified(&base64, &[("x-ci-signature", value)], secrets)
        };
        assert_eq!(sent(&good, &["old", "sesame"]), Ok(()));
        assert_eq!(sent(&good, &["old"]), Err(NotGenuine::Wrong));
        assert_eq!(sent(&good[7..], &["sesame"]), Err(NotGenuine::Wrong));
        assert_eq!(sent("sha256=AAAA", &["sesame"]), Err(NotGenuine::Wrong));
        let missing = NotGenuine::MissingChosen("x-ci-signature".into());
        assert_eq!(
            verified(&base64, &[("authorization", "Bearer sesame")], &["sesame"]),
            Err(missing)
        );
        assert_eq!(verified(&base64, &[], &[]), Ok(()));
        let hexadecimal = options(json!({"signature": {"header": "x-sig"}}));
        assert_eq!(
            verified(&hexadecimal, &[("x-sig", &hex(&code))], &["sesame"]),
            Ok(())
        );
    }

    #[test]
    fn without_such_a_header_a_bearer_token_is_asked_for() {
        let plain = options(json!({}));
        assert_eq!(Generic.chosen_header(&plain), None);
        let bearer = [("authorization", "Bearer sesame")];
        assert_eq!(verified(&plain, &bearer, &["sesame"]), Ok(()));
        assert_eq!(
            verified(&plain, &bearer, &["other"]),
            Err(NotGenuine::Wrong)
        );
        let missing = Err(NotGenuine::Missing("authorization"));
        assert_eq!(verified(&plain, &[], &["sesame"]), missing);
        assert_eq!(verified(&plain, &[], &[]), Ok(()));
        let key = ["whsec_b2xk"];
        let missing = Err(NotGenuine::Missing("webhook-signature"));
        assert_eq!(
            verified(&plain, &[("authorization", "Bearer whsec_b2xk")], &key),
            missing
        );
    }
}
