//! What Afterword hears from other programs and asks of them, in their words and shapes. Knows
//! the domain, and neither the store nor the server.

pub mod http;
pub mod inbound;
pub mod mail;
pub mod oidc;
pub mod outbound;
pub mod pages;
pub mod prometheus;
pub mod pull;
pub mod slack;
pub mod titles;
pub mod webhook;
