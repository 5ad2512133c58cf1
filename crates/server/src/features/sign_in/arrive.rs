//! A browser that comes back from a provider: it is let in, or led to the door with the reason.

use afterword_domain::ProviderId;
use afterword_domain::sign_in::{KnownProvider, SignInFailure, SignInWay};
use afterword_integrations::http::OutboundError;
use afterword_integrations::oidc::{Expected, OidcError, Party, Tokens, Vouched};
use afterword_store::{AdmitError, StoreError};
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use url::form_urlencoded;

use super::flow::Begun;
use super::{lead, party, public_url};
use crate::app::App;
use crate::auth::cookie;
use crate::auth::throttle::Try;
use crate::caller::{Caller, Visitor};
use crate::error::ApiError;
use crate::extract::At;
use crate::features::access::sessions::{self, Came};

/// What a provider sends back with the browser (RFC 6749, section 4.1.2, and RFC 9207).
#[derive(Debug, Default, Deserialize)]
pub(super) struct Arrival {
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    state: Option<String>,
    #[serde(default)]
    error: Option<String>,
    #[serde(default)]
    error_description: Option<String>,
    #[serde(default)]
    iss: Option<String>,
}

/// Why somebody is led back to the door. The door has a sentence for each code; of what the provider
/// writes nothing is shown there, since anybody could have written it into the address.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    #[error("there is no such provider")]
    NoProvider,
    #[error("no public address is entered for the provider to send people back to")]
    NoPublicUrl,
    #[error("the browser did not begin this sign-in, or too long ago")]
    Lost,
    #[error("the person broke it off at the provider")]
    Denied,
    #[error("the provider answered with the error {0}")]
    Refused(String),
    #[error("too many sign-ins from this place came to nothing")]
    TooMany,
    #[error("another person than the one who is signed in")]
    Another,
    #[error(transparent)]
    Oidc(#[from] OidcError),
    #[error(transparent)]
    Admit(#[from] AdmitError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{0}")]
    Api(String),
}

impl From<OutboundError> for Trouble {
    fn from(error: OutboundError) -> Self {
        Self::Oidc(error.into())
    }
}

impl From<ApiError> for Trouble {
    fn from(error: ApiError) -> Self {
        match error.problem().status {
            429 => Self::TooMany,
            _ => Self::Api(error.detail().to_owned()),
        }
    }
}

impl Trouble {
    /// The stable code.
    fn code(&self) -> &'static str {
        use OidcError as O;
        match self {
            Self::NoProvider => "no_such_provider",
            Self::NoPublicUrl => "no_public_url",
            Self::Lost => "sign_in_lost",
            Self::Denied => "provider_denied",
            Self::Refused(_) | Self::Oidc(O::Refused(_)) => "provider_refused",
            Self::TooMany => "too_many_tries",
            Self::Another => "another_person",
            Self::Oidc(O::Outbound(_)) => "provider_unreachable",
            Self::Oidc(O::UnknownKey | O::NotBelieved(_)) => "not_believed",
            Self::Oidc(_) => "provider_misconfigured",
            Self::Admit(error) => error.code(),
            Self::Store(_) | Self::Api(_) => "internal",
        }
    }

    /// What the log says of it; nothing of what is no failure to sign in.
    fn failure(&self) -> Option<SignInFailure> {
        match self {
            Self::Denied | Self::Refused(_) | Self::Oidc(OidcError::Refused(_)) => {
                Some(SignInFailure::ProviderRefused)
            }
            Self::Oidc(OidcError::UnknownKey | OidcError::NotBelieved(_)) => {
                Some(SignInFailure::NotBelieved)
            }
            Self::Admit(AdmitError::NotAdmitted(_) | AdmitError::Unfit(_)) | Self::Another => {
                Some(SignInFailure::NotAdmitted)
            }
            _ => None,
        }
    }
}

pub(super) async fn arrive(
    State(app): State<App>,
    At(id): At<u32>,
    visitor: Visitor,
    caller: Option<axum::Extension<Caller>>,
    query: Result<Query<Arrival>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let id = ProviderId(id);
    let arrival = query.map(|Query(arrival)| arrival).unwrap_or_default();
    let state = arrival.state.clone().unwrap_or_default();
    let begun = Begun::find((&visitor.headers, app.config.https), &state, id, app.now());
    let Some(begun) = begun else {
        return turned_back(&app, id, None, &Trouble::Lost);
    };
    // Anybody can write an error into the address, and nobody is asked for one: it is no try.
    let code = match code(id, arrival) {
        Ok(code) => code,
        Err(trouble) => return turned_back(&app, id, Some(&begun), &trouble),
    };
    let browser = visitor.browser.as_deref();
    let trying = Try::through_provider(&app.store, visitor.from, browser, app.now()).await;
    let trying = match trying {
        Ok(trying) => trying,
        Err(refused) => return turned_back(&app, id, Some(&begun), &refused.into()),
    };
    let caller = caller.map(|axum::Extension(caller)| caller);
    match let_in(&app, &visitor, caller, &begun, code).await {
        Ok(cookies) => {
            if let Err(error) = trying.was_right(&app.store).await {
                tracing::warn!(error = error.detail(), "a try was not forgiven");
            }
            let gone = cookie::clear_flow(&begun.flow.state, app.config.https);
            lead(begun.next, cookies.into_iter().chain([gone]))
        }
        Err(trouble) => {
            if trying.is_told() {
                tell(&app, &visitor, id, &trouble).await;
            }
            turned_back(&app, id, Some(&begun), &trouble)
        }
    }
}

/// A code to take to the provider, with the name that whoever sends it gives itself.
struct Code {
    code: String,
    issuer: Option<String>,
}

/// The code that the browser brings, or why there is none.
fn code(id: ProviderId, arrival: Arrival) -> Result<Code, Trouble> {
    if let Some(error) = arrival.error {
        // Anybody can write these: on one line, and not for ever.
        let short = |text: &str| text.chars().take(200).collect::<String>();
        let told = short(&arrival.error_description.unwrap_or_default());
        tracing::info!(provider.id = %id, error = ?short(&error), ?told, "a provider said no");
        return Err(match error.as_str() {
            "access_denied" => Trouble::Denied,
            _ => Trouble::Refused(error.chars().take(60).collect()),
        });
    }
    let code = arrival.code.filter(|code| !code.is_empty());
    Ok(Code {
        code: code.ok_or_else(|| Trouble::Refused("no code".into()))?,
        issuer: arrival.iss,
    })
}

async fn let_in(
    app: &App,
    visitor: &Visitor,
    caller: Option<Caller>,
    begun: &Begun,
    code: Code,
) -> Result<Vec<String>, Trouble> {
    let known = app.store.provider(begun.provider).await?;
    let known = known.ok_or(Trouble::NoProvider)?;
    let public = public_url(app).await?.ok_or(Trouble::NoPublicUrl)?;
    let party = party(app, &known, &public)?;
    let (vouched, tokens) = vouched(app, &known, &party, begun, code).await?;
    let way = SignInWay::Provider {
        provider: begun.provider,
    };
    if begun.again {
        let session = caller.as_ref().and_then(|caller| caller.session.as_ref());
        let (Some(caller), Some(session)) = (&caller, session) else {
            return Err(Trouble::Lost);
        };
        let subject = &vouched.claims.subject;
        let shown = app.store.identity(begun.provider, subject).await?;
        if shown != Some(caller.person.id) {
            return Err(Trouble::Another);
        }
        let (author, hash) = (caller.author(), &session.hash);
        let proved = app.store.prove_session(&author, hash, way, app.now());
        proved.await?.ok_or(Trouble::Lost)?;
        return Ok(Vec::new());
    }
    let author = visitor.author(None);
    let admitted = app
        .store
        .admit(&author, begun.provider, &vouched.claims, app.now());
    let person = admitted.await?;
    app.access_changed();
    let came = Came {
        way,
        shown_at: vouched.shown_at,
        id_token: tokens.id_token(),
    };
    let cookies = sessions::open(app, visitor, &person, came).await?;
    Ok(cookies.into())
}

/// What the provider vouches for, once it is believed. Keys that it may have changed are read again,
/// once.
async fn vouched(
    app: &App,
    known: &KnownProvider,
    party: &Party,
    begun: &Begun,
    Code { code, issuer }: Code,
) -> Result<(Vouched, Tokens), Trouble> {
    // RFC 9207: what another provider sent is not taken to this one.
    if issuer.is_some_and(|issuer| issuer != party.issuer) {
        return Err(OidcError::NotBelieved("iss names another provider".into()).into());
    }
    let id = begun.provider;
    let metadata = app.providers.metadata(id, party, app.now()).await?;
    let tokens = party.exchange(&metadata, &begun.flow, code).await?;
    let expected = Expected {
        flow: &begun.flow,
        now: app.now(),
        shown_since: begun.again.then_some(begun.at),
        groups_claim: &known.provider.groups_claim,
    };
    let vouched = match party.verify(&metadata, &tokens, expected).await {
        Err(OidcError::UnknownKey) => {
            let newer = app
                .providers
                .with_other_keys(id, party, &metadata, app.now());
            let newer = newer.await?.ok_or(OidcError::UnknownKey)?;
            party.verify(&newer, &tokens, expected).await?
        }
        other => other?,
    };
    Ok((vouched, tokens))
}

/// Has the change log say that somebody did not come in.
async fn tell(app: &App, visitor: &Visitor, provider: ProviderId, trouble: &Trouble) {
    let Some(why) = trouble.failure() else { return };
    let (author, way) = (visitor.author(None), SignInWay::Provider { provider });
    let told = app.store.tell_failure(&author, None, way, why, app.now());
    if let Err(error) = told.await {
        tracing::error!(%error, "a failed sign-in was not written down");
    }
}

/// Leads a browser back to the door, or to the page that waits for a proof. Why stands in the
/// server's log each time.
pub(super) fn turned_back(
    app: &App,
    id: ProviderId,
    begun: Option<&Begun>,
    trouble: &Trouble,
) -> Response {
    tracing::warn!(provider.id = %id, error = %trouble, "a sign-in through a provider failed");
    let again = begun.is_some_and(|begun| begun.again);
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("trouble", trouble.code());
    query.append_pair("provider", &id.to_string());
    if let Some(begun) = begun.filter(|begun| begun.next != "/" && !begun.again) {
        query.append_pair("next", &begun.next);
    }
    let door = if again { "/proved" } else { "/sign-in" };
    let gone = begun.map(|begun| cookie::clear_flow(&begun.flow.state, app.config.https));
    lead(format!("{door}?{}", query.finish()), gone)
}
