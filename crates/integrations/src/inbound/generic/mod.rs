//! JSON of any shape: the integration's mapping says where in it what stands. README.md describes
//! how a mapping is written.

mod apply;
mod mapping;
mod path;
mod signing;
mod template;
#[cfg(test)]
mod tests;
mod when;

use afterword_domain::Moment;

use super::json::{self, At};
use super::signature::NotGenuine;
use super::{Delivery, Options, Reading, Source, Unreadable, standard_webhooks};
use mapping::Mapping;
use signing::Signing;

const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Where errors in the mapping stand.
const MAPPING: &str = "mapping";

pub(super) struct Generic;

impl Source for Generic {
    fn headers(&self) -> &'static [&'static str] {
        &[
            "authorization",
            IDEMPOTENCY_KEY,
            standard_webhooks::ID,
            standard_webhooks::TIMESTAMP,
            standard_webhooks::SIGNATURE,
        ]
    }

    fn verify(
        &self,
        delivery: &Delivery<'_>,
        secrets: &[String],
        now: Moment,
    ) -> Result<(), NotGenuine> {
        signing::as_usual(delivery, secrets, now)
    }

    fn chosen_header(&self, options: &Options) -> Option<String> {
        Some(signing(options)?.header)
    }

    fn verify_as_chosen(
        &self,
        delivery: &Delivery<'_>,
        options: &Options,
        secrets: &[String],
        now: Moment,
    ) -> Result<(), NotGenuine> {
        match signing(options) {
            Some(signing) => signing.verify(delivery, secrets),
            None => self.verify(delivery, secrets, now),
        }
    }

    fn check(&self, options: &Options) -> Result<(), Unreadable> {
        mapping(options).map(drop)
    }

    fn identity(&self, delivery: &Delivery<'_>) -> Option<String> {
        let id = delivery.header(standard_webhooks::ID);
        let id = id.or_else(|| delivery.header(IDEMPOTENCY_KEY));
        id.map(str::to_owned)
    }

    fn read(&self, delivery: &Delivery<'_>, options: &Options) -> Result<Reading, Unreadable> {
        let mapping = mapping(options)?;
        let body = json::parse(delivery.body)?;
        apply::apply(&mapping, &At::root(&body))
    }
}

fn mapping(options: &Options) -> Result<Mapping, Unreadable> {
    let Some(written) = &options.mapping else {
        return Err(Unreadable {
            place: MAPPING.into(),
            problem: "there is none yet; write one, and read the delivery again".into(),
        });
    };
    Mapping::read(&At::placed(written, MAPPING), options.zone.as_deref())
}

/// How deliveries are signed, as far as the mapping says so.
fn signing(options: &Options) -> Option<Signing> {
    let mapping = At::placed(options.mapping.as_ref()?, MAPPING);
    Signing::read(&mapping.maybe("signature")?).ok()
}
