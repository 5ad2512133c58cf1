//! Getting in: through which programs, by which rules, and what the change log says of it.
//!
//! Knows no session, no password and no token: those are secrets, and lie with the store.

pub mod admit;
mod event;
pub mod provider;
mod rules;
pub mod tries;

pub use event::{AccessChange, SessionEnd, SignInFailure, SignInWay};
pub use provider::{GroupRole, GroupTeam, KnownProvider, Provider, ProviderError, ProviderForm};
pub use rules::{RulesError, SignInRules};
