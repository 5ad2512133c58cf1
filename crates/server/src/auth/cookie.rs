//! The cookies: the session, the browser that is known, and a sign-in that goes through a provider.
//! All are `HttpOnly`, `SameSite=Lax`, and `Secure` behind TLS.

use axum::http::HeaderMap;
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

const SESSION: &str = "afterword_session";
/// Behind TLS: a browser takes it from this host only, never from a neighbour under the same domain.
const SESSION_BEHIND_TLS: &str = "__Host-afterword_session";
/// How secrets of sessions begin that only that cookie carries. Those from before go by the plain
/// name until they end, and no neighbour can put a newer one there.
const HOST_ONLY: &str = "host-";
const BROWSER: &str = "afterword_browser";
/// Behind TLS, so that no neighbour under the same domain puts a value of theirs in its place.
const BROWSER_BEHIND_TLS: &str = "__Host-afterword_browser";
/// Before the first letters of the state that it is for: two tabs may sign in at once.
const FLOW: &str = "afterword_flow_";
/// Behind TLS. For a path of its own it cannot be `__Host-`; a browser takes it with https only.
const FLOW_BEHIND_TLS: &str = "__Secure-afterword_flow_";

const DAY: i64 = 24 * 60 * 60;
/// Whoever takes longer at the provider begins again.
pub const FLOW_SECONDS: i64 = 10 * 60;

/// The secret that the browser shows.
pub fn session(headers: &HeaderMap, https: bool) -> Option<String> {
    let plain = || read(headers, SESSION);
    if !https {
        return plain();
    }
    read(headers, SESSION_BEHIND_TLS).or_else(|| plain().filter(|old| !old.starts_with(HOST_ONLY)))
}

/// How the secret of a session that is to begin begins.
pub fn session_prefix(https: bool) -> &'static str {
    if https { HOST_ONLY } else { "" }
}

/// By what the browser is known, where somebody signed in in it before.
pub fn browser(headers: &HeaderMap, https: bool) -> Option<String> {
    read(headers, browser_name(https))
}

/// What was put down when a sign-in through a provider began.
pub fn flow(headers: &HeaderMap, state: &str, https: bool) -> Option<String> {
    read(headers, &flow_name(state, https))
}

/// What sets the session, as a `Set-Cookie` value.
pub fn set(secret: String, days: u32, https: bool) -> String {
    let seconds = i64::from(days) * DAY;
    lasting(session_name(https).into(), secret, seconds, "/", https)
}

/// What takes the session away, under either name.
pub fn clear(https: bool) -> Vec<String> {
    let names = [SESSION, session_name(https)];
    let names = if https { &names[..] } else { &names[..1] };
    let gone = |name: &&str| lasting((*name).into(), String::new(), 0, "/", https);
    names.iter().map(gone).collect()
}

/// What has the browser known again.
pub fn know(secret: String, https: bool) -> String {
    lasting(browser_name(https).into(), secret, 365 * DAY, "/", https)
}

/// What puts down a sign-in that begins.
pub fn set_flow(state: &str, value: String, https: bool) -> String {
    lasting(
        flow_name(state, https),
        value,
        FLOW_SECONDS,
        "/oidc/",
        https,
    )
}

/// What takes it away again.
pub fn clear_flow(state: &str, https: bool) -> String {
    lasting(flow_name(state, https), String::new(), 0, "/oidc/", https)
}

fn session_name(https: bool) -> &'static str {
    if https { SESSION_BEHIND_TLS } else { SESSION }
}

fn browser_name(https: bool) -> &'static str {
    if https { BROWSER_BEHIND_TLS } else { BROWSER }
}

fn flow_name(state: &str, https: bool) -> String {
    let start = if https { FLOW_BEHIND_TLS } else { FLOW };
    let fit = state.chars().filter(char::is_ascii_alphanumeric);
    format!("{start}{}", fit.take(8).collect::<String>())
}

fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    CookieJar::from_headers(headers)
        .get(name)
        .map(|cookie| cookie.value().to_owned())
}

fn lasting(name: String, value: String, seconds: i64, path: &'static str, https: bool) -> String {
    let cookie = Cookie::build((name, value))
        .path(path)
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(https);
    // Encoded, as it is read.
    format!("{}; Max-Age={seconds}", cookie.build().encoded())
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    fn carried(cookies: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, cookies.parse().unwrap());
        headers
    }

    #[test]
    fn behind_tls_a_session_is_this_hosts_alone() {
        let set = set("host-1".into(), 30, true);
        assert!(
            set.starts_with("__Host-afterword_session=host-1; "),
            "{set}"
        );
        for part in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(set.contains(part), "{set}");
        }
        assert!(!set.contains("Domain"), "{set}");
        let both = carried("afterword_session=old; __Host-afterword_session=host-1");
        assert_eq!(session(&both, true).as_deref(), Some("host-1"));
        // From before the upgrade.
        let old = carried("afterword_session=old");
        assert_eq!(session(&old, true).as_deref(), Some("old"));
        // A neighbour puts a session of theirs under the plain name.
        let planted = carried(&format!("afterword_session={}2", session_prefix(true)));
        assert_eq!(session(&planted, true), None);
        assert_eq!(clear(true).len(), 2);
    }

    #[test]
    fn behind_tls_every_name_says_so() {
        let begun = set_flow("0a1b2c3d4e", "v".into(), true);
        assert!(
            begun.starts_with("__Secure-afterword_flow_0a1b2c3d=v; "),
            "{begun}"
        );
        let gone = clear_flow("0a1b2c3d4e", true);
        for (set, start, path) in [
            (begun, "__Secure-", "Path=/oidc/;"),
            (gone, "__Secure-", "Path=/oidc/;"),
            (know("b".into(), true), "__Host-", "Path=/;"),
        ] {
            assert!(set.starts_with(start), "{set}");
            for part in ["Secure;", "HttpOnly;", "SameSite=Lax;", path] {
                assert!(set.contains(part), "{part}: {set}");
            }
        }
        let planted = carried("afterword_flow_0a1b2c3d=theirs; afterword_browser=theirs");
        assert_eq!(flow(&planted, "0a1b2c3d4e", true), None);
        assert_eq!(browser(&planted, true), None);
        assert!(flow(&planted, "0a1b2c3d4e", false).is_some());
    }

    #[test]
    fn without_tls_the_name_is_plain() {
        assert!(super::set("1".into(), 30, false).starts_with("afterword_session=1; "));
        let headers = carried("__Host-afterword_session=host-1; afterword_session=1");
        assert_eq!(session(&headers, false).as_deref(), Some("1"));
        assert_eq!((session_prefix(false), clear(false).len()), ("", 1));
    }
}
