//! The system's clock: the one place that asks what time it is.

use afterword_domain::Moment;
use afterword_domain::clock::Clock;

/// Reads the machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that everything else is given"
    )]
    fn now(&self) -> Moment {
        jiff::Timestamp::now().into()
    }
}
