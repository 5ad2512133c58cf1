//! What other programs send: the ways in, the deliveries as they came, the signals that they turned
//! out to tell, and what those became in which incident.

pub(crate) mod api;
pub(crate) mod brought;
mod candidates;
pub(crate) mod deliveries;
mod entries;
pub(crate) mod integrations;
pub(crate) mod offers;
mod place;
pub(crate) mod take_in;
mod unite;
