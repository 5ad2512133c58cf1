//! Why a tracker did not do what was asked, in words for whoever has to mend it.

use afterword_domain::Refusal;

use crate::http::OutboundError;

/// Nothing came of it. The tracker's name comes first.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrackerError {
    /// No answer came, or one that is too large.
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    #[error("{tracker} failed (HTTP {status}); it is asked again by itself")]
    Failed { tracker: &'static str, status: u16 },
    #[error("{0} does not take the token: it is wrong, has expired or was revoked")]
    Token(&'static str),
    #[error("{tracker} does not let the token do this: {said}")]
    Forbidden { tracker: &'static str, said: String },
    #[error(
        "the token lacks the right to {right} in {project}; give it to the token's account in {tracker}"
    )]
    Lacks {
        tracker: &'static str,
        right: &'static str,
        project: String,
    },
    #[error("{tracker} has no {what} “{name}”, or the token may not see it")]
    ProjectMissing {
        tracker: &'static str,
        /// `project`, `repository` or `team`.
        what: &'static str,
        name: String,
    },
    #[error("issues are switched off in {project}; switch them on in {tracker}")]
    IssuesOff {
        tracker: &'static str,
        project: String,
    },
    #[error("{project} has no issues of type “{name}”; it has {}", .known.join(", "))]
    IssueType {
        project: String,
        name: String,
        known: Vec<String>,
    },
    #[error("Jira has no board {0} with sprints, or the token may not see it")]
    BoardMissing(u64),
    #[error("{project} has several boards with sprints; say which one counts: {}", .boards.join(", "))]
    Boards {
        project: String,
        boards: Vec<String>,
    },
    #[error("{tracker} refuses the ticket: {}", .fields.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Fields {
        tracker: &'static str,
        fields: Vec<RefusedField>,
    },
    #[error("{tracker} refuses this: {said}")]
    Refused { tracker: &'static str, said: String },
    /// It is to be asked again no sooner than this.
    #[error("{tracker} takes no more requests for {seconds} s")]
    Wait { tracker: &'static str, seconds: u64 },
    #[error("{tracker} has no ticket {key} any more, or the token may not see it")]
    Gone { tracker: &'static str, key: String },
    #[error("“{written}” is no ticket of {tracker}; one is written like {example}")]
    NotATicket {
        tracker: &'static str,
        written: String,
        example: &'static str,
    },
    #[error("{tracker} says that this has moved, to {to}; no redirect is followed")]
    Moved { tracker: &'static str, to: String },
    /// A proxy before it does that for a while, to sign in or while it is maintained.
    #[error(
        "{tracker} sends whoever asks to {to}, which is not its API; it is asked again by itself"
    )]
    Elsewhere { tracker: &'static str, to: String },
    #[error(
        "{tracker} took longer than {minutes} min to tell what changed; it is asked again by itself"
    )]
    Slow { tracker: &'static str, minutes: i64 },
    #[error("what answered is not the API of {tracker}: {problem}")]
    Foreign {
        tracker: &'static str,
        problem: String,
    },
}

/// A field that a tracker did not take, by the name that people know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {said}")]
pub struct RefusedField {
    /// As the API calls it: `customfield_10042`.
    pub id: String,
    /// As the form in the tracker calls it: `Cost centre`.
    pub name: String,
    pub said: String,
}

/// Whether it is of use to ask again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// After a while, as nothing is wrong on this side.
    Later,
    /// No sooner than in so many seconds.
    After(u64),
    /// Not before somebody mended what the error says.
    Mended,
}

impl TrackerError {
    #[must_use]
    pub fn again(&self) -> Again {
        match self {
            Self::Outbound(
                OutboundError::UnknownHost(_)
                | OutboundError::ConnectionRefused(_)
                | OutboundError::Unreachable(..)
                | OutboundError::TooSlow { .. }
                | OutboundError::BrokenOff(_)
                | OutboundError::Unprepared(_),
            )
            | Self::Failed { .. }
            | Self::Foreign { .. }
            | Self::Elsewhere { .. }
            | Self::Slow { .. } => Again::Later,
            Self::Wait { seconds, .. } => Again::After(*seconds),
            _ => Again::Mended,
        }
    }

    /// Whether nothing else can be asked of the tracker either. What is wrong otherwise is wrong with
    /// the one project or ticket that was asked for.
    #[must_use]
    pub fn is_of_all(&self) -> bool {
        match self {
            Self::Outbound(error) => !matches!(error, OutboundError::TooLarge(_)),
            Self::Token(_)
            | Self::Wait { .. }
            | Self::Failed { .. }
            | Self::Foreign { .. }
            | Self::Elsewhere { .. } => true,
            _ => false,
        }
    }

    /// Whether the tickets of a project of which this is said look as if there were none.
    #[must_use]
    pub fn hides_tickets(&self) -> bool {
        matches!(
            self,
            Self::ProjectMissing { .. }
                | Self::IssuesOff { .. }
                | Self::Forbidden { .. }
                | Self::Lacks { .. }
                | Self::Moved { .. }
        )
    }
}

impl Refusal for TrackerError {
    fn code(&self) -> &'static str {
        match self {
            Self::Outbound(OutboundError::TooLarge(_)) | Self::Foreign { .. } => {
                "tracker_invalid_answer"
            }
            Self::Outbound(_) => "tracker_unreachable",
            Self::Failed { .. } => "tracker_failed",
            Self::Token(_) => "tracker_token_refused",
            Self::Forbidden { .. } | Self::Lacks { .. } => "tracker_right_missing",
            Self::ProjectMissing { .. } => "tracker_project_missing",
            Self::IssuesOff { .. } => "tracker_issues_off",
            Self::IssueType { .. } => "tracker_issue_type_missing",
            Self::BoardMissing(_) => "tracker_board_missing",
            Self::Boards { .. } => "tracker_board_unclear",
            Self::Fields { .. } => "tracker_fields_refused",
            Self::Refused { .. } => "tracker_refused",
            Self::Wait { .. } => "tracker_rate_limited",
            Self::Gone { .. } => "ticket_gone",
            Self::NotATicket { .. } => "not_a_ticket",
            Self::Moved { .. } => "tracker_moved",
            Self::Elsewhere { .. } => "tracker_elsewhere",
            Self::Slow { .. } => "tracker_slow",
        }
    }

    fn all(&self) -> Vec<String> {
        match self {
            Self::Fields { fields, .. } => fields.iter().map(ToString::to_string).collect(),
            _ => vec![self.to_string()],
        }
    }
}

/// A text of the other side, short enough for a sentence.
pub(super) fn short(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let plain = words.join(" ");
    let plain = plain.chars().filter(|c| !c.is_control());
    plain.take(300).collect()
}
