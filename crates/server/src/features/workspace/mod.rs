//! The workspace: settings, services, teams, people, and the factor vocabulary.

pub mod factors;
pub mod people;
pub mod services;
pub mod settings;
pub mod teams;
