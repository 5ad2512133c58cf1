//! Whether what a provider gave is believed, by OpenID Connect Core 1.0, section 3.1.3.7, and what
//! it says of the person.

use std::collections::BTreeSet;

use afterword_domain::Moment;
use afterword_domain::sign_in::admit::Claims;
use openidconnect::core::{CoreGenderClaim, CoreIdTokenVerifier, CoreJwsSigningAlgorithm};
use openidconnect::{
    AccessTokenHash, ClientId, Nonce, OAuth2TokenResponse as _, SubjectIdentifier,
    TokenResponse as _, UserInfoClaims,
};
use serde_json::Value;

use super::ask::WayOut;
use super::{Flow, Metadata, OidcError, Others, Party, Tokens};

/// By how much two clocks may differ.
const SKEW_SECONDS: i64 = 60;
/// A token is made when its code is exchanged; an older one was kept back.
const OLDEST_SECONDS: i64 = 10 * 60;
/// A longer name for a person is none (Core 1.0, section 2).
const SUBJECT_MAX: usize = 255;
/// Signed by nobody, or with a secret that the provider shares, a token is worth nothing here.
const SIGNED_BY: [CoreJwsSigningAlgorithm; 2] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
];

/// What a token has to say.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    pub flow: &'a Flow,
    pub now: Moment,
    /// The person had to show who they are since this moment.
    pub shown_since: Option<Moment>,
    /// The claim that names groups; a dot leads into an object.
    pub groups_claim: &'a str,
}

/// What the provider vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vouched {
    pub claims: Claims,
    /// When the person showed the provider who they are; `None` where it does not say. It may lie
    /// long before this sign-in: a provider that knows the browser asks nobody.
    pub shown_at: Option<Moment>,
}

type Date = chrono::DateTime<chrono::Utc>;

impl Party {
    /// Looks at every part of what the provider gave, and asks it for what the token leaves out.
    ///
    /// # Errors
    /// [`OidcError::UnknownKey`] when other keys might fit, and [`OidcError`] otherwise.
    pub async fn verify(
        &self,
        metadata: &Metadata,
        tokens: &Tokens,
        expected: Expected<'_>,
    ) -> Result<Vouched, OidcError> {
        let token = tokens.0.id_token().ok_or(OidcError::Missing("id_token"))?;
        let verifier = self.verifier(metadata, expected)?;
        let nonce = Nonce::new(expected.flow.nonce.clone());
        let claims = token.claims(&verifier, &nonce);
        let claims = claims.map_err(|error| OidcError::claims(&error))?;
        let subject = claims.subject();
        if subject.is_empty() || subject.len() > SUBJECT_MAX {
            return Err(OidcError::not_believed("sub is empty or too long"));
        }
        let party = claims.authorized_party();
        if party.is_some_and(|party| party.as_str() != self.client_id) {
            return Err(OidcError::not_believed("azp names another client"));
        }
        let others = claims.additional_claims();
        not_before(others, expected.now)?;
        if let Some(hash) = claims.access_token_hash() {
            let unfit = |_| OidcError::not_believed("at_hash cannot be worked out");
            let alg = token.signing_alg().map_err(unfit)?;
            let key = token.signing_key(&verifier).map_err(unfit)?;
            let own = AccessTokenHash::from_token(tokens.0.access_token(), alg, key);
            if own.ok().as_ref() != Some(hash) {
                return Err(OidcError::not_believed(
                    "at_hash is of another access token",
                ));
            }
        }
        let mut said = Claims {
            subject: subject.to_string(),
            email: claims.email().map(|email| email.to_string()),
            email_verified: claims.email_verified().unwrap_or(false),
            name: claims
                .name()
                .and_then(|name| name.get(None))
                .map(|name| name.to_string()),
            username: claims.preferred_username().map(|name| name.to_string()),
            groups: groups(others, expected.groups_claim).unwrap_or_default(),
        };
        let all_said = said.email.is_some() && groups(others, expected.groups_claim).is_some();
        if !all_said && let Some(more) = self.user_info(metadata, tokens, subject).await? {
            complete(&mut said, &more, expected.groups_claim);
        }
        let shown_at = claims.auth_time().map(|at| at.timestamp_micros());
        Ok(Vouched {
            claims: said,
            shown_at: shown_at.and_then(Moment::from_micros),
        })
    }

    fn verifier<'a>(
        &self,
        metadata: &Metadata,
        expected: Expected<'a>,
    ) -> Result<CoreIdTokenVerifier<'a>, OidcError> {
        let now = date(expected.now)?;
        let skew = chrono::Duration::seconds(SKEW_SECONDS);
        let oldest = chrono::Duration::seconds(OLDEST_SECONDS) + skew;
        let since = expected.shown_since.map(date).transpose()?;
        // For a client without a secret, so that none can ever be taken for a key.
        Ok(CoreIdTokenVerifier::new_public_client(
            ClientId::new(self.client_id.clone()),
            metadata.0.issuer().clone(),
            metadata.0.jwks().clone(),
        )
        .set_allowed_algs(SIGNED_BY)
        .set_time_fn(move || now - skew)
        .set_issue_time_verifier_fn(move |issued: Date| {
            if issued > now + skew {
                return Err("iat lies in the future".into());
            }
            if issued < now - oldest {
                return Err("iat is too long ago".into());
            }
            Ok(())
        })
        .set_auth_time_verifier_fn(move |shown: Option<Date>| match (since, shown) {
            (None, _) => Ok(()),
            (Some(since), Some(shown)) if shown >= since - skew => Ok(()),
            (Some(_), Some(_)) => Err("the person was not asked again".into()),
            (Some(_), None) => Err("auth_time is missing".into()),
        }))
    }

    /// What the provider says of the person beside the token; `None` where it has no place for it.
    async fn user_info(
        &self,
        metadata: &Metadata,
        tokens: &Tokens,
        subject: &SubjectIdentifier,
    ) -> Result<Option<UserInfoClaims<Others, CoreGenderClaim>>, OidcError> {
        let client = self.client(metadata)?;
        let http = WayOut(self.outbound.clone());
        let token = tokens.0.access_token().clone();
        // Of somebody else nothing is taken.
        let Ok(request) = client.user_info(token, Some(subject.clone())) else {
            return Ok(None);
        };
        let said = request.request_async(&http).await;
        said.map(Some).map_err(OidcError::user_info)
    }
}

/// What the token left out. An address and whether it was verified come from one place, never one
/// from each.
fn complete(said: &mut Claims, more: &UserInfoClaims<Others, CoreGenderClaim>, claim: &str) {
    if said.email.is_none() {
        said.email = more.email().map(|email| email.to_string());
        said.email_verified = more.email_verified().unwrap_or(false);
    }
    let name = || {
        more.name()
            .and_then(|name| name.get(None))
            .map(|name| name.to_string())
    };
    said.name = said.name.take().or_else(name);
    let username = || more.preferred_username().map(|name| name.to_string());
    said.username = said.username.take().or_else(username);
    if said.groups.is_empty() {
        said.groups = groups(more.additional_claims(), claim).unwrap_or_default();
    }
}

/// `None` where the claim is not there.
fn groups(others: &Others, claim: &str) -> Option<BTreeSet<String>> {
    let found = others.all.get(claim).or_else(|| {
        let mut path = claim.split('.');
        let first = others.all.get(path.next()?)?;
        path.try_fold(first, |value, key| value.get(key))
    })?;
    let one = |value: &Value| value.as_str().map(str::to_owned);
    Some(match found {
        Value::Array(groups) => groups.iter().filter_map(one).collect(),
        group => one(group).into_iter().collect(),
    })
}

fn not_before(others: &Others, now: Moment) -> Result<(), OidcError> {
    let Some(from) = others.all.get("nbf") else {
        return Ok(());
    };
    let from = from.as_f64();
    let now = now.micros() / 1_000_000 + SKEW_SECONDS;
    #[expect(clippy::cast_precision_loss, reason = "seconds are far below 2⁵³")]
    if from.is_some_and(|from| from <= now as f64) {
        return Ok(());
    }
    Err(OidcError::not_believed("nbf lies in the future"))
}

fn date(moment: Moment) -> Result<Date, OidcError> {
    let date = chrono::DateTime::from_timestamp_micros(moment.micros());
    date.ok_or_else(|| OidcError::not_believed("the clock is out of range"))
}
