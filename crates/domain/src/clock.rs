//! The present, as something that is handed in.

use crate::Moment;

/// Tells the present moment. The program has one that reads the system; tests have one that stands.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Moment;
}
