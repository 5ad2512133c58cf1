//! Why a forge tells no title, in words for whoever has to mend it.

use crate::http::OutboundError;

/// Nothing was fetched. The forge's name comes first.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TitleError {
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    #[error("{0} does not take the token: it is wrong, has expired or was revoked")]
    Token(&'static str),
    #[error("{0} does not let the token read this: {1}")]
    Forbidden(&'static str, String),
    #[error("{0} found nothing there, or the token may not see it")]
    NotFound(&'static str),
    #[error("{0} says that it has moved, to {1}; no redirect is followed")]
    Moved(&'static str, String),
    /// It is to be asked again no sooner than this.
    #[error("{0} takes no more requests for {1} s")]
    Wait(&'static str, u64),
    #[error("{0} failed (HTTP {1}); try again in a while")]
    Failed(&'static str, u16),
    #[error("what answered is not the API of {0}: {1}")]
    Foreign(&'static str, String),
}

/// A text of the other side, short enough for a sentence.
pub(super) fn short(text: &str) -> String {
    let plain = text.chars().filter(|c| !c.is_control());
    plain.take(200).collect()
}
