//! Background work: doing it, and what administrators see of it.

mod follow;
mod run;
pub mod seen;
mod work;

pub use follow::follow;
pub(crate) use follow::keep_following;
pub(crate) use run::keep_working;
pub(crate) use run::work_at_once;
pub use run::work_due;
pub(crate) use work::Tried;
