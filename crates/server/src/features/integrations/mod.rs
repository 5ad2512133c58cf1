//! Ways in for other programs: their settings, secrets and deliveries, for administrators.

pub mod api;
pub mod deliveries;
pub mod edit;
pub mod pull;
pub mod secrets;
