//! A sign-in that is under way: what the browser carries while somebody is at the provider.
//!
//! It lies in a cookie of that browser and nowhere else: nothing has to be kept for those who never
//! come back, and whoever was sent a link by somebody else does not have it (RFC 9700, section 4.7).
//! There is nothing in it that its browser may not know.

use std::collections::HashMap;

use afterword_domain::{Moment, ProviderId};
use afterword_integrations::oidc::Flow;
use axum::http::HeaderMap;
use url::form_urlencoded;

use crate::auth::{cookie, secret};

/// Longer is no place of ours.
const NEXT_MAX: usize = 1_500;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Begun {
    pub(super) flow: Flow,
    pub(super) provider: ProviderId,
    /// Where it leads afterwards.
    pub(super) next: String,
    /// Somebody who is signed in shows again who they are.
    pub(super) again: bool,
    pub(super) at: Moment,
}

impl Begun {
    pub(super) fn new(provider: ProviderId, next: Option<&str>, again: bool, at: Moment) -> Self {
        let flow = Flow {
            state: secret::new(""),
            nonce: secret::new(""),
            verifier: secret::new(""),
        };
        Self {
            flow,
            provider,
            next: next.map_or("/", place).to_owned(),
            again,
            at,
        }
    }

    /// As a `Set-Cookie` value.
    pub(super) fn cookie(&self, https: bool) -> String {
        let value = form_urlencoded::Serializer::new(String::new())
            .append_pair("state", &self.flow.state)
            .append_pair("nonce", &self.flow.nonce)
            .append_pair("verifier", &self.flow.verifier)
            .append_pair("provider", &self.provider.to_string())
            .append_pair("next", &self.next)
            .append_pair("again", if self.again { "1" } else { "" })
            .append_pair("at", &self.at.micros().to_string())
            .finish();
        cookie::set_flow(&self.flow.state, value, https)
    }

    /// The one that this browser began, with this state, at this provider, not long ago.
    pub(super) fn find(
        (headers, https): (&HeaderMap, bool),
        state: &str,
        provider: ProviderId,
        now: Moment,
    ) -> Option<Self> {
        let value = cookie::flow(headers, state, https)?;
        let mut parts: HashMap<_, _> = form_urlencoded::parse(value.as_bytes())
            .into_owned()
            .collect();
        let mut part = |name: &str| parts.remove(name);
        let begun = Self {
            flow: Flow {
                state: part("state")?,
                nonce: part("nonce")?,
                verifier: part("verifier")?,
            },
            provider: ProviderId(part("provider")?.parse().ok()?),
            next: place(&part("next")?).to_owned(),
            again: part("again")? == "1",
            at: Moment::from_micros(part("at")?.parse().ok()?)?,
        };
        let age = now.micros() - begun.at.micros();
        let is_young = (0..=cookie::FLOW_SECONDS * 1_000_000).contains(&age);
        let fits = begun.flow.state == state && begun.provider == provider;
        // Somebody's own cookie, and yet: too short a secret is none.
        let is_ours = [&begun.flow.state, &begun.flow.nonce, &begun.flow.verifier];
        let is_ours = is_ours.iter().all(|secret| secret.len() == 64);
        (is_young && fits && is_ours).then_some(begun)
    }
}

/// A place of our own, whatever the address says.
fn place(next: &str) -> &str {
    let ours = next.starts_with('/')
        && !next[1..].starts_with(['/', '\\'])
        && next.len() <= NEXT_MAX
        && !next.contains(|c: char| c.is_control() || c.is_whitespace());
    if ours { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Moment {
        Moment::from_micros(1_790_000_000_000_000 + seconds * 1_000_000).unwrap()
    }

    fn shown(begun: &Begun) -> HeaderMap {
        let set = begun.cookie(true);
        let pair = set.split(';').next().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("cookie", pair.parse().unwrap());
        headers
    }

    #[test]
    fn it_comes_back_as_it_was_put_down() {
        let id = ProviderId(3);
        let begun = Begun::new(id, Some("/incidents?q=is:repeat&x=ü#top"), true, at(0));
        let state = begun.flow.state.clone();
        let headers = shown(&begun);
        assert_eq!(
            Begun::find((&headers, true), &state, id, at(599)),
            Some(begun)
        );
        assert_eq!(
            Begun::find((&headers, true), &state, id, at(601)),
            None,
            "too late"
        );
        assert_eq!(
            Begun::find((&headers, true), &state, ProviderId(4), at(1)),
            None
        );
        let guess = "0".repeat(64);
        assert_eq!(Begun::find((&headers, true), &guess, id, at(1)), None);
        assert_eq!(
            Begun::find((&HeaderMap::new(), true), &state, id, at(1)),
            None
        );
    }

    #[test]
    fn it_leads_to_our_own_pages_only() {
        for away in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "",
            "/a\nb",
        ] {
            let begun = Begun::new(ProviderId(1), Some(away), false, at(0));
            assert_eq!(begun.next, "/", "{away}");
        }
        let begun = Begun::new(ProviderId(1), Some("/actions"), false, at(0));
        assert_eq!(begun.next, "/actions");
    }

    #[test]
    fn its_cookie_is_kept_from_scripts_and_goes_to_the_way_back_only() {
        let set = Begun::new(ProviderId(1), None, false, at(0)).cookie(true);
        for part in [
            "HttpOnly",
            "SameSite=Lax",
            "Secure",
            "Path=/oidc/",
            "Max-Age=600",
        ] {
            assert!(set.contains(part), "{set}");
        }
    }
}
