//! How SNS signs: what is signed, whose certificate may be believed, and whether a signature fits
//! a certificate's key. Whoever calls fetches the certificate; that it came over https from SNS
//! itself is what it is believed for.

use base64::Engine as _;
use ring::signature::{
    RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey,
};

use x509_cert::Certificate;
use x509_cert::der::DecodePem as _;

use crate::inbound::Unreadable;
use crate::inbound::json::{self, At};

/// Why a message of SNS cannot be believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NotSigned {
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error("SigningCertURL is no https address of SNS")]
    Address,
    #[error("what SigningCertURL leads to is no certificate with a key")]
    Certificate,
    #[error("the signature is not that of this message by this key")]
    Wrong,
}

/// Where the certificate of a message is to be fetched.
///
/// # Errors
/// [`NotSigned`] when its address is not SNS' own: anyone can sign with a certificate of their own.
pub(super) fn certificate_url(body: &[u8]) -> Result<String, NotSigned> {
    let body = json::parse(body)?;
    let url = At::root(&body).text("SigningCertURL")?;
    let is_certificate = url.strip_suffix(".pem").is_some() && !url.contains(['?', '#']);
    if is_address_of_sns(url) && is_certificate {
        Ok(url.to_owned())
    } else {
        Err(NotSigned::Address)
    }
}

/// Whether a message was signed by the owner of a certificate, which is given as PEM. SNS signs the hash by SHA-1 in version 1 and by SHA-256 in version 2; an
/// administrator chooses the second in the topic's settings.
///
/// # Errors
/// [`NotSigned`] otherwise.
pub(super) fn is_signed_by(body: &[u8], certificate: &[u8]) -> Result<(), NotSigned> {
    let certificate = Certificate::from_pem(certificate).map_err(|_| NotSigned::Certificate)?;
    let key = certificate.tbs_certificate().subject_public_key_info();
    let body = json::parse(body)?;
    let root = At::root(&body);
    let algorithm = match root.text("SignatureVersion")? {
        "1" => &RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
        "2" => &RSA_PKCS1_2048_8192_SHA256,
        _ => {
            let version = root.get("SignatureVersion")?;
            return Err(version.wrong("only versions “1” and “2” are known").into());
        }
    };
    let signature = base64::engine::general_purpose::STANDARD
        .decode(root.text("Signature")?)
        .map_err(|_| NotSigned::Wrong)?;
    UnparsedPublicKey::new(algorithm, key.subject_public_key.raw_bytes())
        .verify(signed_text(&root)?.as_bytes(), &signature)
        .map_err(|_| NotSigned::Wrong)
}

/// What is signed: some of the fields, in the order of their names, each name and each value on a
/// line of its own.
fn signed_text(root: &At<'_>) -> Result<String, Unreadable> {
    let names: &[&str] = match root.text("Type")? {
        "Notification" => &[
            "Message",
            "MessageId",
            "Subject",
            "Timestamp",
            "TopicArn",
            "Type",
        ],
        _ => &[
            "Message",
            "MessageId",
            "SubscribeURL",
            "Timestamp",
            "Token",
            "TopicArn",
            "Type",
        ],
    };
    let mut text = String::new();
    for name in names {
        // A message without a subject is signed without it.
        if *name == "Subject" && root.maybe("Subject").is_none() {
            continue;
        }
        text.extend([name, "\n", root.text(name)?, "\n"]);
    }
    Ok(text)
}

/// Whether an address is one of SNS itself, by https: `sns.<region>.amazonaws.com`, and
/// `amazonaws.com.cn` in China.
pub(super) fn is_address_of_sns(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://") else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.strip_suffix(".cn").unwrap_or(host);
    let region = host
        .strip_prefix("sns.")
        .and_then(|rest| rest.strip_suffix(".amazonaws.com"));
    // `us-east-1`, `us-gov-west-1`. A host such as `sns.s3` is somebody's bucket.
    let is_region = |region: &str| {
        let parts: Vec<_> = region.split('-').collect();
        let (number, names) = parts.split_last().unwrap_or((&"", &[]));
        let is_word =
            |word: &&str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
        let is_number = number.len() == 1 && number.bytes().all(|b| b.is_ascii_digit());
        is_number && names.len() >= 2 && names.iter().all(is_word)
    };
    region.is_some_and(is_region) && !url.contains(|c: char| c.is_whitespace() || c.is_control())
}
