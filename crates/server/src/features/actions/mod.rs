//! Action items: committed within an incident, followed up from everywhere.

pub mod commit;
pub mod list;
pub mod oversight;
pub mod progress;
pub mod review;
pub mod view;
