//! The workspace: settings, services, teams, people, the factor vocabulary, and saved views.

pub mod factors;
pub mod people;
pub mod services;
pub mod settings;
pub mod teams;
pub mod views;
