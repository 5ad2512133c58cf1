//! Whose a certificate is, for whoever has to find out why it is not believed.

use x509_cert::Certificate;
use x509_cert::der::Decode as _;

use super::error::short;

/// `Its certificate is of CN=mail, issued by CN=mail: it vouches for itself`
pub(super) fn told(der: &[u8]) -> Option<String> {
    let certificate = Certificate::from_der(der).ok()?;
    let certificate = certificate.tbs_certificate();
    let (subject, issuer) = (
        short(&certificate.subject().to_string()),
        short(&certificate.issuer().to_string()),
    );
    let until = certificate.validity().not_after;
    let itself = if subject == issuer {
        ": it vouches for itself"
    } else {
        ""
    };
    Some(format!(
        "Its certificate is of “{subject}”, issued by “{issuer}”{itself}; it ends at {until}"
    ))
}
