//! Sending somebody to the provider, and taking what they come back with to it.

use openidconnect::core::{CoreAuthPrompt, CoreClientAuthMethod, CoreResponseType};
use openidconnect::{
    AuthType, AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret, CsrfToken, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse as _,
};
use url::Url;

use super::ask::WayOut;
use super::{Flow, Metadata, OidcError, Party, Relying, Response};

/// What the provider gave for a code. Nothing of it is believed yet.
#[derive(Debug)]
pub struct Tokens(pub(super) Response);

impl Tokens {
    /// The token as it came, to be shown when signing out.
    #[must_use]
    pub fn id_token(&self) -> Option<String> {
        self.0.id_token().map(ToString::to_string)
    }
}

impl Party {
    /// The address that a browser is sent to. With `again`, the provider has to ask the person who
    /// they are, however long ago it did so last.
    ///
    /// # Errors
    /// [`OidcError::Issuer`] for a redirect address that is none.
    pub fn begin(
        &self,
        metadata: &Metadata,
        flow: &Flow,
        scopes: &[String],
        again: bool,
    ) -> Result<Url, OidcError> {
        let client = self.client(metadata)?;
        let verifier = PkceCodeVerifier::new(flow.verifier.clone());
        let usual = ["profile", "email"].map(|scope| Scope::new(scope.into()));
        let asked = scopes.iter().map(|scope| Scope::new(scope.clone()));
        let (state, nonce) = (flow.state.clone(), flow.nonce.clone());
        let mut request = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .add_scopes(usual.into_iter().chain(asked))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        if again {
            request = request
                .add_prompt(CoreAuthPrompt::Login)
                .set_max_age(std::time::Duration::ZERO);
        }
        let (url, _, _) = request.url();
        Ok(url)
    }

    /// Takes a code to the provider.
    ///
    /// # Errors
    /// [`OidcError`] when it is not taken.
    pub async fn exchange(
        &self,
        metadata: &Metadata,
        flow: &Flow,
        code: String,
    ) -> Result<Tokens, OidcError> {
        let client = self.client(metadata)?;
        let http = WayOut(self.outbound.clone());
        let request = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|_| OidcError::Missing("token_endpoint"))?
            .set_pkce_verifier(PkceCodeVerifier::new(flow.verifier.clone()));
        let answer = request.request_async(&http).await;
        answer.map(Tokens).map_err(OidcError::token)
    }

    pub(super) fn client(&self, metadata: &Metadata) -> Result<Relying, OidcError> {
        let redirect = RedirectUrl::new(self.redirect.to_string())
            .map_err(|error| OidcError::Issuer(error.to_string()))?;
        let secret = self.client_secret.clone().map(ClientSecret::new);
        let methods = metadata.0.token_endpoint_auth_methods_supported();
        let client = Relying::from_provider_metadata(
            metadata.0.clone(),
            ClientId::new(self.client_id.clone()),
            secret,
        );
        // Basic is what every provider has to take; where one lists only the other, it gets that.
        let basic = methods.is_none_or(|methods| {
            methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
                || !methods.contains(&CoreClientAuthMethod::ClientSecretPost)
        });
        let how = if basic {
            AuthType::BasicAuth
        } else {
            AuthType::RequestBody
        };
        Ok(client.set_redirect_uri(redirect).set_auth_type(how))
    }
}
