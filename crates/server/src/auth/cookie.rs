//! The session cookie: `HttpOnly`, `SameSite=Lax`, `Secure` behind TLS.

use axum::http::HeaderMap;
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

const NAME: &str = "afterword_session";

/// How long a session lasts.
pub const DAYS: i64 = 30;

/// The secret that the browser shows.
pub fn session(headers: &HeaderMap) -> Option<String> {
    CookieJar::from_headers(headers)
        .get(NAME)
        .map(|cookie| cookie.value().to_owned())
}

/// What sets it, as a `Set-Cookie` value.
pub fn set(secret: String, https: bool) -> String {
    let seconds = DAYS * 24 * 60 * 60;
    format!("{}; Max-Age={seconds}", cookie(secret, https))
}

/// What takes it away.
pub fn clear(https: bool) -> String {
    format!("{}; Max-Age=0", cookie(String::new(), https))
}

fn cookie(value: String, https: bool) -> Cookie<'static> {
    Cookie::build((NAME, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(https)
        .build()
}
