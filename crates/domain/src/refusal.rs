//! What every domain error can say of itself, so that one place can turn it into an answer.

/// A rule said no. The display text is the sentence a person reads.
pub trait Refusal: std::error::Error {
    /// Stable name of the rule, for programs.
    fn code(&self) -> &'static str;

    /// The field, milestone or entry the sentence is about, where there is one.
    fn field(&self) -> Option<String> {
        None
    }

    /// Every single thing that is wrong, when there can be several.
    fn all(&self) -> Vec<String> {
        vec![self.to_string()]
    }
}

/// For what cannot be refused.
impl Refusal for std::convert::Infallible {
    fn code(&self) -> &'static str {
        match *self {}
    }
}
