//! What a provider says of itself (Discovery 1.0), and the keys that it signs with.

use openidconnect::core::CoreJsonWebKeySet;
use openidconnect::{
    EndSessionUrl, IssuerUrl, LogoutRequest, PostLogoutRedirectUrl, ProviderMetadataWithLogout,
    UserInfoUrl,
};
use url::{Origin, Url};

use super::ask::WayOut;
use super::{OidcError, Party};
use crate::http::Outbound;

/// A provider's description of itself, which was checked, with its keys. Worth keeping for a while.
#[derive(Clone, Debug)]
pub struct Metadata(pub(super) ProviderMetadataWithLogout);

impl Metadata {
    /// Reads it. The issuer in it has to be the one that is asked, to the letter.
    ///
    /// # Errors
    /// [`OidcError`] saying what is wrong with the provider or its address.
    pub async fn discover(issuer: &str, outbound: &Outbound) -> Result<Self, OidcError> {
        let client = WayOut(outbound.clone());
        let issuer = IssuerUrl::new(issuer.to_owned())
            .map_err(|error| OidcError::Issuer(error.to_string()))?;
        let found = ProviderMetadataWithLogout::discover_async(issuer, &client).await;
        let found = found.map_err(|error| OidcError::discovery(error, "the description"))?;
        let metadata = Self(found);
        metadata.check()?;
        Ok(metadata)
    }

    /// The same with the keys that the provider has now.
    ///
    /// # Errors
    /// [`OidcError`] when they cannot be read.
    pub async fn with_new_keys(&self, outbound: &Outbound) -> Result<Self, OidcError> {
        let client = WayOut(outbound.clone());
        let keys = CoreJsonWebKeySet::fetch_async(self.0.jwks_uri(), &client).await;
        let keys = keys.map_err(|error| OidcError::discovery(error, "the list of keys"))?;
        Ok(Self(self.0.clone().set_jwks(keys)))
    }

    /// Whether the provider had the same keys when another description was read.
    #[must_use]
    pub fn has_keys_of(&self, other: &Self) -> bool {
        self.0.jwks() == other.0.jwks()
    }

    /// Nothing that lets somebody in goes over a line that others can read along, but to the
    /// address that an administrator entered.
    fn check(&self) -> Result<(), OidcError> {
        let metadata = &self.0;
        let token = metadata.token_endpoint();
        let token = token.ok_or(OidcError::Missing("token_endpoint"))?;
        let home = metadata.issuer().url().origin();
        let user_info = metadata.userinfo_endpoint().map(UserInfoUrl::url);
        let end = metadata.additional_metadata().end_session_endpoint.as_ref();
        let endpoints = [
            (
                "authorization_endpoint",
                Some(metadata.authorization_endpoint().url()),
            ),
            ("token_endpoint", Some(token.url())),
            ("jwks_uri", Some(metadata.jwks_uri().url())),
            ("userinfo_endpoint", user_info),
            ("end_session_endpoint", end.map(EndSessionUrl::url)),
        ];
        for (endpoint, url) in endpoints {
            if let Some(url) = url.filter(|url| !is_protected(url, &home)) {
                return Err(OidcError::Unprotected {
                    endpoint,
                    url: url.origin().ascii_serialization(),
                });
            }
        }
        Ok(())
    }

    /// Where a browser is sent to sign out there, too; `None` where the provider has no such place.
    #[must_use]
    pub fn end_session(&self, party: &Party, hint: Option<&str>, back: &Url) -> Option<Url> {
        let at = self.0.additional_metadata().end_session_endpoint.clone()?;
        let back = PostLogoutRedirectUrl::from_url(back.clone());
        let request = LogoutRequest::from(at)
            .set_client_id(openidconnect::ClientId::new(party.client_id.clone()))
            .set_post_logout_redirect_uri(back);
        let mut url = request.http_get_url();
        if let Some(hint) = hint {
            url.query_pairs_mut().append_pair("id_token_hint", hint);
        }
        Some(url)
    }
}

fn is_protected(url: &Url, home: &Origin) -> bool {
    url.scheme() == "https" || url.origin() == *home
}
