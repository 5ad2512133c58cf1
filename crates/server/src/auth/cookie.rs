//! The cookies: the session, the browser that is known, and a sign-in that goes through a provider.
//! All are `HttpOnly`, `SameSite=Lax`, and `Secure` behind TLS.

use axum::http::HeaderMap;
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

const SESSION: &str = "afterword_session";
const BROWSER: &str = "afterword_browser";
/// Behind TLS, so that no neighbour under the same domain puts a value of theirs in its place.
const BROWSER_BEHIND_TLS: &str = "__Host-afterword_browser";
/// Before the first letters of the state that it is for: two tabs may sign in at once.
const FLOW: &str = "afterword_flow_";

const DAY: i64 = 24 * 60 * 60;
/// Whoever takes longer at the provider begins again.
pub const FLOW_SECONDS: i64 = 10 * 60;

/// The secret that the browser shows.
pub fn session(headers: &HeaderMap) -> Option<String> {
    read(headers, SESSION)
}

/// By what the browser is known, where somebody signed in in it before.
pub fn browser(headers: &HeaderMap, https: bool) -> Option<String> {
    read(headers, browser_name(https))
}

/// What was put down when a sign-in through a provider began.
pub fn flow(headers: &HeaderMap, state: &str) -> Option<String> {
    read(headers, &flow_name(state))
}

/// What sets the session, as a `Set-Cookie` value.
pub fn set(secret: String, days: u32, https: bool) -> String {
    lasting(SESSION.into(), secret, i64::from(days) * DAY, "/", https)
}

/// What takes the session away.
pub fn clear(https: bool) -> String {
    lasting(SESSION.into(), String::new(), 0, "/", https)
}

/// What has the browser known again.
pub fn know(secret: String, https: bool) -> String {
    lasting(browser_name(https).into(), secret, 365 * DAY, "/", https)
}

/// What puts down a sign-in that begins.
pub fn set_flow(state: &str, value: String, https: bool) -> String {
    lasting(flow_name(state), value, FLOW_SECONDS, "/oidc/", https)
}

/// What takes it away again.
pub fn clear_flow(state: &str, https: bool) -> String {
    lasting(flow_name(state), String::new(), 0, "/oidc/", https)
}

fn browser_name(https: bool) -> &'static str {
    if https { BROWSER_BEHIND_TLS } else { BROWSER }
}

fn flow_name(state: &str) -> String {
    let fit = state.chars().filter(char::is_ascii_alphanumeric);
    format!("{FLOW}{}", fit.take(8).collect::<String>())
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
