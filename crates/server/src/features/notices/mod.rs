//! Telling people what they did not ask for: what is due is looked for every few minutes, what
//! follows from the log as it happens, and each travels as background work.

mod announce;
mod channels;
mod lesson;
pub mod preferences;
mod scene;
mod tell;
mod tick;

use afterword_domain::Change;
use afterword_domain::job::Work;
use afterword_domain::notice::About;
use afterword_store::ChangeRecord;

pub(crate) use announce::announce;
pub(crate) use lesson::lesson;
pub(crate) use scene::LastScene;
pub use scene::scene;
pub(crate) use tell::tell;
pub(crate) use tick::keep_telling;
pub use tick::tell_what_is_due;

/// What is announced because of a change.
pub(crate) fn follows(record: &ChangeRecord) -> Option<Work> {
    let incident = record.incident?;
    let of = match &record.change {
        Change::Meeting(set) => {
            let (before, planned) = (set.from.as_ref(), set.to.as_ref()?);
            let at = planned.scheduled_at;
            let new = planned.held_at.is_none() && before.is_none_or(|was| was.scheduled_at != at);
            new.then_some(About::Planned { incident, at })?
        }
        Change::Publication(set) => {
            let at = set.to.published_at?;
            // What was written elsewhere long ago and is imported is no news.
            let new = set.from.published_at.is_none() && at == record.at;
            new.then_some(About::Published { incident, at })?
        }
        _ => return None,
    };
    Some(Work::Announce { of })
}
