//! Background work: doing it, and what administrators see of it.

mod run;
pub mod seen;
mod work;

pub(crate) use run::keep_working;
pub use run::work_due;
pub(crate) use work::Tried;
