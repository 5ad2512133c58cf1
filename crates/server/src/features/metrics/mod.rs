//! Curves as evidence: the server they come from, sampling them, and those of alerts by
//! themselves.

mod ask;
pub mod curve;
mod due;
pub mod server;
pub mod suggestions;

pub(crate) use due::sample_alert_curve;
