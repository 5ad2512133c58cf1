//! Why a sign-in through a provider came to nothing, in words for whoever has to mend it.

use openidconnect::{
    ClaimsVerificationError, DiscoveryError, RequestTokenError, SignatureVerificationError,
    StandardErrorResponse, UserInfoError, core::CoreErrorResponseType,
};

use crate::http::OutboundError;

/// Longer, an answer of the provider says nothing more.
const SENTENCE_MAX: usize = 300;

/// What went wrong between here and the provider.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OidcError {
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    /// It answered with a status of failure, or with what is no such document.
    #[error("{document} of the provider cannot be read: {why}")]
    Document { document: &'static str, why: String },
    #[error("the provider calls itself otherwise than the issuer that is entered: {0}")]
    Issuer(String),
    #[error("{endpoint} of the provider, {url}, is neither https nor at the issuer's own address")]
    Unprotected { endpoint: &'static str, url: String },
    #[error("the provider names no {0}")]
    Missing(&'static str),
    /// The token endpoint said no, by RFC 6749, section 5.2.
    #[error("the provider refused the exchange of the code: {0}")]
    Refused(String),
    /// No key of the provider fits the token: it may have new ones by now.
    #[error("no key of the provider fits the signature of its token")]
    UnknownKey,
    #[error("the provider's token is not believed: {0}")]
    NotBelieved(String),
}

impl OidcError {
    pub(super) fn not_believed(why: impl Into<String>) -> Self {
        Self::NotBelieved(short(why.into()))
    }

    pub(super) fn discovery(error: DiscoveryError<OutboundError>, document: &'static str) -> Self {
        let unread = |why: String| Self::Document {
            document,
            why: short(why),
        };
        match error {
            DiscoveryError::Request(error) => Self::Outbound(error),
            DiscoveryError::Validation(why) => Self::Issuer(short(why)),
            DiscoveryError::Response(status, _, why) => unread(format!("{why} ({status})")),
            DiscoveryError::Parse(error) => unread(error.to_string()),
            other => unread(other.to_string()),
        }
    }

    pub(super) fn token(
        error: RequestTokenError<OutboundError, StandardErrorResponse<CoreErrorResponseType>>,
    ) -> Self {
        match error {
            RequestTokenError::Request(error) => Self::Outbound(error),
            RequestTokenError::ServerResponse(answer) => Self::Refused(short(answer.to_string())),
            RequestTokenError::Parse(error, _) => Self::Document {
                document: "the answer of the token endpoint",
                why: short(error.to_string()),
            },
            RequestTokenError::Other(why) => Self::Document {
                document: "the answer of the token endpoint",
                why: short(why),
            },
        }
    }

    pub(super) fn user_info(error: UserInfoError<OutboundError>) -> Self {
        match error {
            UserInfoError::Request(error) => Self::Outbound(error),
            UserInfoError::ClaimsVerification(error) => Self::claims(&error),
            other => Self::Document {
                document: "what the provider says of the person",
                why: short(other.to_string()),
            },
        }
    }

    pub(super) fn claims(error: &ClaimsVerificationError) -> Self {
        use ClaimsVerificationError as C;
        use SignatureVerificationError as S;
        match error {
            C::SignatureVerification(S::NoMatchingKey) => Self::UnknownKey,
            C::SignatureVerification(why) => Self::not_believed(why.to_string()),
            why => Self::not_believed(why.to_string()),
        }
    }
}

fn short(text: String) -> String {
    match text.char_indices().nth(SENTENCE_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
