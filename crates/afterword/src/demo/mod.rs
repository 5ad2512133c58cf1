//! The demo workspace.

use afterword_domain::Moment;
use afterword_store::Store;

/// What was made.
pub struct Seeded {
    pub incidents: usize,
}

/// Fills an empty store.
pub async fn seed(_: &Store, _: Moment, _: impl FnMut(usize, usize)) -> anyhow::Result<Seeded> {
    Ok(Seeded { incidents: 0 })
}
