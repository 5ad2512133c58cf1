//! What of a change is not for everybody who reads the log.

use super::{Change, Edit};

impl Change {
    /// Without what was written in silence or voted: whoever reads the log or a conflict sees that
    /// it happened, and reads what it was where it is shown to all.
    #[must_use]
    pub fn without_secrets(mut self) -> Self {
        fn each<T>(edit: &mut Edit<T>, hide: impl Fn(&mut T)) {
            match edit {
                Edit::Added { entry, .. } | Edit::Removed { entry, .. } => hide(entry),
                Edit::Changed { from, to } => {
                    hide(from);
                    hide(to);
                }
            }
        }
        match &mut self {
            Self::SilentAnswer(edit) => each(edit, |answer| {
                answer.text.clear();
                answer.seal = None;
            }),
            Self::MeetingWord(edit) => each(edit, |word| word.seal = None),
            Self::Ballot(edit) => each(edit, |ballot| ballot.measures.clear()),
            _ => {}
        }
        self
    }
}
