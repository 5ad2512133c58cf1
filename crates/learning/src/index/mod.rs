//! The full-text index over what an incident says: derived data that makes itself again.
