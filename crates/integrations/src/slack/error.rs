//! Why Slack tells nothing, in words for whoever has to mend it.

use crate::http::OutboundError;

/// Nothing was fetched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlackError {
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    #[error("Slack does not take the token: {0}")]
    Token(&'static str),
    #[error(
        "the token lacks the scope {needed}; it has {}. Add it in Slack under OAuth & Permissions \
         and install the app again", if .provided.is_empty() { "none" } else { .provided }
    )]
    Scope { needed: String, provided: String },
    #[error("Slack does not let the app do this: {0}")]
    NotAllowed(String),
    #[error(
        "Slack knows no such channel, or it is a private one that the app is not in; invite the \
         app there with /invite"
    )]
    NoChannel,
    #[error("the app is not in this channel; invite it there with /invite")]
    NotInChannel,
    #[error("there is no such message in this channel any more, or it is in another one")]
    NoMessage,
    /// It is to be asked again no sooner than this.
    #[error("Slack takes no more requests for {0} s")]
    Wait(u64),
    #[error("nobody waits for it any more")]
    GivenUp,
    #[error("there are more than {0} messages in this stretch; choose a shorter one")]
    TooMany(usize),
    #[error("Slack failed ({0}); try again in a while")]
    Failed(String),
    #[error("Slack answered with the error “{0}”")]
    Said(String),
    #[error("what answered is not Slack's API: {0}")]
    NotSlack(String),
}

impl SlackError {
    /// What Slack's own word for an error means.
    pub(super) fn of(word: &str, needed: &str, provided: &str) -> Self {
        match word {
            "invalid_auth" | "not_authed" => Self::Token("it is none, or belongs elsewhere"),
            "token_revoked" => Self::Token("it was revoked, or the app was removed"),
            "token_expired" => Self::Token("it has expired"),
            "account_inactive" => Self::Token("its app or its person was deactivated"),
            "missing_scope" => Self::Scope {
                needed: short(needed),
                provided: short(provided),
            },
            "no_permission"
            | "access_denied"
            | "not_allowed_token_type"
            | "ekm_access_denied"
            | "enterprise_is_restricted"
            | "org_login_required"
            | "team_access_not_granted" => Self::NotAllowed(word.to_owned()),
            "channel_not_found" => Self::NoChannel,
            "not_in_channel" => Self::NotInChannel,
            "thread_not_found" => Self::NoMessage,
            "internal_error"
            | "fatal_error"
            | "service_unavailable"
            | "request_timeout"
            | "team_added_to_org" => Self::Failed(word.to_owned()),
            other => Self::Said(short(other)),
        }
    }
}

/// A text of the other side, short enough for a sentence.
pub(super) fn short(text: &str) -> String {
    let plain = text.chars().filter(|c| !c.is_control());
    plain.take(300).collect()
}
