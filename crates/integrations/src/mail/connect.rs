//! Reaching the server: whom its name leads to, the encryption, and signing in.

use std::net::SocketAddr;

use afterword_domain::mail::Security;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters, TlsParametersBuilder,
};
use lettre::transport::smtp::extension::ClientId;

use super::error::said;
use super::{MailError, PostOffice, certificate};

const MECHANISMS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];

/// A connection that is encrypted as the settings say, and on which one is signed in.
pub(super) async fn connect(office: &PostOffice) -> Result<AsyncSmtpConnection, MailError> {
    let known = &office.known;
    let tls = match known.server.security {
        Security::None => None,
        _ => Some(trusting(office)?),
    };
    let mut connection = open(office, tls).await?;
    let (Some(user), Some(password)) = (&known.server.user, &known.password) else {
        return Ok(connection);
    };
    let place = office.place();
    if connection
        .server_info()
        .get_auth_mechanism(&MECHANISMS)
        .is_none()
    {
        return Err(MailError::NoLogin(place));
    }
    let credentials = Credentials::new(user.clone(), password.clone());
    match connection.auth(&MECHANISMS, &credentials).await {
        Ok(_) => Ok(connection),
        Err(error) => Err(match said(&error) {
            Some(said) => MailError::Login {
                place,
                user: user.clone(),
                said,
            },
            None => MailError::of_connection(&error, place),
        }),
    }
}

/// Whose certificate the server shows, whatever it is worth. Nothing else is said to it.
pub(super) async fn shown(office: &PostOffice) -> Option<String> {
    let host = office.known.server.host.clone();
    let anybody = TlsParameters::builder(host)
        .dangerous_accept_invalid_certs(true)
        .dangerous_accept_invalid_hostnames(true);
    let connection = open(office, Some(anybody.build_rustls().ok()?))
        .await
        .ok()?;
    certificate::told(&connection.peer_certificate().ok()?)
}

async fn open(
    office: &PostOffice,
    tls: Option<TlsParameters>,
) -> Result<AsyncSmtpConnection, MailError> {
    let starttls = office.known.server.security == Security::Starttls;
    let from_the_start = tls.clone().filter(|_| !starttls);
    let hello = office.calls_itself.clone().map(ClientId::Domain);
    let hello = hello.unwrap_or_default();
    let mut connection = greeted(office, from_the_start, &hello).await?;
    if let Some(tls) = tls.filter(|_| starttls) {
        if !connection.can_starttls() {
            return Err(MailError::NoStarttls(office.place()));
        }
        let upgraded = connection.starttls(tls, &hello).await;
        upgraded.map_err(|error| MailError::of_connection(&error, office.place()))?;
    }
    Ok(connection)
}

/// The first of the host's addresses at which somebody answers. Nobody looks the name up a second
/// time.
async fn greeted(
    office: &PostOffice,
    tls: Option<TlsParameters>,
    hello: &ClientId,
) -> Result<AsyncSmtpConnection, MailError> {
    let within = office.patience.connect;
    let mut last = MailError::UnknownHost(office.known.server.host.clone());
    for address in addresses(office).await? {
        let opening =
            AsyncSmtpConnection::connect_tokio1(address, Some(within), hello, tls.clone(), None);
        match tokio::time::timeout(within * 2, opening).await {
            Ok(Ok(connection)) => return Ok(connection),
            Ok(Err(error)) if error.is_timeout() => last = office.too_slow(within),
            Ok(Err(error)) => last = MailError::of_connection(&error, office.place()),
            Err(_) => {
                last = MailError::Silent {
                    place: office.place(),
                    within: within * 2,
                }
            }
        }
    }
    Err(last)
}

async fn addresses(office: &PostOffice) -> Result<Vec<SocketAddr>, MailError> {
    let server = &office.known.server;
    let unknown = || MailError::UnknownHost(server.host.clone());
    let looking = tokio::net::lookup_host((server.host.as_str(), server.port));
    let found = tokio::time::timeout(office.patience.connect, looking).await;
    let found = found.map_err(|_| unknown())?.map_err(|_| unknown())?;
    Ok(found.collect())
}

/// Whom this machine trusts, and the authority of the settings.
fn trusting(office: &PostOffice) -> Result<TlsParameters, MailError> {
    let server = &office.known.server;
    let authority = match &server.authority {
        Some(pem) => Some(
            Certificate::from_pem(pem.as_bytes())
                .map_err(|error| MailError::Authority(error.to_string()))?,
        ),
        None => None,
    };
    let builder = || -> TlsParametersBuilder {
        let builder = TlsParameters::builder(server.host.clone());
        match authority.clone() {
            Some(authority) => builder.add_root_certificate(authority),
            None => builder,
        }
    };
    // A machine without root certificates can still trust the authority alone.
    let built = builder().build_rustls().or_else(|_| {
        let alone = builder().certificate_store(CertificateStore::None);
        alone.build_rustls()
    });
    built.map_err(|error| MailError::Authority(error.to_string()))
}
