//! Action items: committed within an incident, followed up from everywhere.

pub mod commit;
pub mod list;
pub mod progress;
pub mod review;
