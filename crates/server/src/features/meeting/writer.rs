//! Who writes where nobody has a name: the page keeps a secret, and the server keeps a seal made of
//! it for each entry, which tells nothing to whoever has not got the secret.

use afterword_domain::incident::Incident;
use afterword_domain::meeting::proceedings::Writer;
use afterword_store::Author;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;

use super::Asking;
use crate::auth::secret;
use crate::caller::Caller;
use crate::error::ApiError;

const NAME: &str = "meeting-key";
const LENGTH: std::ops::RangeInclusive<usize> = 16..=200;

/// The header `Meeting-Key`, when it was sent.
#[derive(Clone, Debug, Default)]
pub struct MeetingKey(Option<String>);

impl<S: Sync> FromRequestParts<S> for MeetingKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let Some(value) = parts.headers.get(NAME) else {
            return Ok(Self(None));
        };
        let key = value
            .to_str()
            .ok()
            .filter(|key| LENGTH.contains(&key.len()));
        key.map(|key| Self(Some(key.to_owned()))).ok_or_else(|| {
            let detail = format!(
                "Meeting-Key has {} to {} plain characters",
                LENGTH.start(),
                LENGTH.end()
            );
            ApiError::new(StatusCode::BAD_REQUEST, "meeting_key", detail).field("Meeting-Key")
        })
    }
}

/// How somebody signs in a meeting: by name, or by seals where it writes without names.
pub struct Hand<'a> {
    caller: &'a Caller,
    seal: Option<Box<dyn Fn(u32) -> String + Send + Sync + 'a>>,
}

impl<'a> Hand<'a> {
    pub fn of(asking: &'a Asking, incident: &Incident) -> Self {
        let run = incident.postmortem.proceedings.run.as_ref();
        let anonymous = run.is_some_and(|run| run.anonymous);
        let key = asking.key.0.as_deref().filter(|_| anonymous);
        let reference = asking.reference;
        let seal = key.map(|key| {
            let seal =
                move |number| secret::hex(&secret::hash(&format!("{key}:{reference}:{number}")));
            Box::new(seal) as Box<dyn Fn(u32) -> String + Send + Sync>
        });
        Self {
            caller: &asking.caller,
            seal,
        }
    }

    pub fn writer(&self) -> Writer<'_> {
        match &self.seal {
            Some(seal) => Writer::Sealed(seal.as_ref()),
            None => Writer::Person(self.caller.person.id),
        }
    }

    /// What the log knows of who wrote: of a sealed entry neither the person nor the request, whose
    /// id would lead to them.
    pub fn author(&self) -> Author {
        let author = self.caller.author();
        match self.seal {
            Some(_) => Author {
                person: None,
                request_id: None,
                ..author
            },
            None => author,
        }
    }
}
