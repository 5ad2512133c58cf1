//! Why a client is cut off, each with the close code that programs read and a sentence.

/// The reason for which a connection is closed by the server. Codes above 4000 are ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cut {
    #[error("the server is stopping; connect again in a moment")]
    Stopping,
    #[error("a message could not be read as the Yjs sync or awareness protocol")]
    Malformed,
    #[error("the session has ended; sign in again")]
    SignedOut,
    #[error("you may read this document, not write in it")]
    ReadOnly,
    #[error("presence names another person than the one who is signed in")]
    WrongName,
    #[error("you may no longer read this document")]
    Forbidden,
    #[error("nothing was heard from this connection, or it takes in less than is sent")]
    TooSlow,
    #[error("an update builds on others that never arrived; connect again to send all of it")]
    Gap,
    #[error("the message or the text that it would make is too large")]
    TooLarge,
    #[error("too much at once; wait a little")]
    TooFast,
    #[error("the document could not be written to disk; connect again to send what is missing")]
    NotSaved,
}

impl Cut {
    /// The WebSocket close code.
    pub fn code(self) -> u16 {
        match self {
            // "Service restart" of the IANA registry.
            Self::Stopping => 1012,
            Self::Malformed => 4400,
            Self::SignedOut => 4401,
            Self::ReadOnly => 4403,
            Self::WrongName => 4410,
            Self::Forbidden => 4404,
            Self::TooSlow => 4408,
            Self::Gap => 4409,
            Self::TooLarge => 4413,
            Self::TooFast => 4429,
            Self::NotSaved => 4500,
        }
    }
}
