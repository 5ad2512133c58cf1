//! The mail server as it is reached, and what an error of it is for whoever sets it up.

use afterword_domain::mail::KnownMailServer;
use afterword_integrations::mail::{MailError, Patience, PostOffice};
use axum::http::StatusCode;
use url::{Host, Url};

use crate::error::ApiError;

/// The server; this machine calls itself there by the host of the pages.
pub(super) fn office(known: KnownMailServer, public_url: &str) -> PostOffice {
    let url = Url::parse(public_url).ok();
    let host = url.as_ref().and_then(Url::host);
    PostOffice {
        known,
        calls_itself: match host {
            Some(Host::Domain(domain)) => Some(domain.to_owned()),
            _ => None,
        },
        patience: Patience::default(),
    }
}

/// It is a fault of what was entered, or of the other server, and none of this one.
pub(super) fn told(error: &MailError) -> ApiError {
    use MailError as E;
    let (code, field) = match error {
        E::UnknownHost(_) | E::ConnectionRefused(_) | E::Unreachable(..) | E::TooSlow { .. } => {
            ("mail_unreachable", Some("host"))
        }
        E::Silent { .. } | E::NotSmtp(..) | E::TurnedAway(..) | E::BrokenOff(_) => {
            ("mail_unreachable", None)
        }
        E::NoStarttls(_) | E::NotTls(..) => ("mail_not_encrypted", Some("security")),
        E::Untrusted { .. } => ("mail_untrusted", None),
        E::Authority(_) => ("not_a_certificate", Some("authority")),
        E::NoLogin(_) => ("mail_login", Some("user")),
        E::Login { .. } => ("mail_login", Some("password")),
        E::Sender { .. } => ("mail_sender", Some("from")),
        E::Recipient { .. } => ("mail_recipient", None),
        E::Letter(..) => ("mail_refused", None),
        E::Address(_) | E::NotWritten(_) => ("not_an_email", None),
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let answer = ApiError::new(status, code, error.to_string());
    match field {
        Some(field) => answer.field(field),
        None => answer,
    }
}
