//! Which earlier incidents resemble a text or an incident, and why.
