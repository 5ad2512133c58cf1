//! An OpenID provider, as the party that relies on it: OpenID Connect Core 1.0 by the authorization
//! code with PKCE (RFC 7636), Discovery 1.0, and RP-Initiated Logout 1.0.
//!
//! Every request leaves through [`crate::http`]. Knows no account and no session: it says what the
//! provider vouches for, or why that is not believed.

mod ask;
mod error;
mod exchange;
mod metadata;
mod verify;

use std::collections::BTreeMap;
use std::time::Duration;

use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreRevocableToken,
    CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AdditionalClaims, Client, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    IdTokenFields, StandardErrorResponse, StandardTokenResponse,
};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::http::{Limits, Outbound};
pub use error::OidcError;
pub use exchange::Tokens;
pub use metadata::Metadata;
pub use verify::{Expected, Vouched};

/// Documents of a provider are small, and a person waits for them.
pub const LIMITS: Limits = Limits {
    connect: Duration::from_secs(5),
    whole: Duration::from_secs(10),
    body: 512 * 1024,
};

/// Who relies on a provider, and how it is reached.
#[derive(Clone)]
pub struct Party {
    /// To the letter.
    pub issuer: String,
    pub client_id: String,
    pub client_secret: Option<String>,
    /// Where the provider sends people back to.
    pub redirect: Url,
    pub outbound: Outbound,
}

/// What only this sign-in knows. Each is random, and told to nobody but where it has to go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    pub state: String,
    pub nonce: String,
    /// The secret half of PKCE: 43 to 128 characters.
    pub verifier: String,
}

/// Claims that the standard does not name, such as groups.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Others {
    #[serde(flatten)]
    all: BTreeMap<String, serde_json::Value>,
}

impl AdditionalClaims for Others {}

type Response = StandardTokenResponse<
    IdTokenFields<
        Others,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

type Relying = Client<
    Others,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Response,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;
