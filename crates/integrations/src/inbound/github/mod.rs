//! Deliveries of Github.

use afterword_domain::Moment;

use super::signature::{self, NotGenuine};
use super::{Delivery, Options, Reading, Source, Unreadable};

pub(super) struct Github;

impl Source for Github {
    fn headers(&self) -> &'static [&'static str] {
        &["authorization"]
    }

    fn verify(
        &self,
        delivery: &Delivery<'_>,
        secrets: &[String],
        _now: Moment,
    ) -> Result<(), NotGenuine> {
        signature::authorization(delivery.header("authorization"), secrets)
    }

    fn identity(&self, _delivery: &Delivery<'_>) -> Option<String> {
        None
    }

    fn read(&self, _delivery: &Delivery<'_>, _options: &Options) -> Result<Reading, Unreadable> {
        Ok(Reading::Nothing(
            "deliveries of this source are not read yet".into(),
        ))
    }
}
