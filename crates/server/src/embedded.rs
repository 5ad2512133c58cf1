//! The web front end, embedded in the program when it was built with one.

use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/build"]
#[allow_missing = true]
#[exclude = "*.gz"]
struct Front;

/// Answers a path that is not the API's: a file of the front end, or its one page for every other
/// path, which the front end itself routes.
pub fn page(uri: &Uri, headers: &HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if let Some(response) = file(path, headers) {
        return response;
    }
    // A missing asset is an error; a missing page is the front end's to show.
    if path
        .rsplit('/')
        .next()
        .is_some_and(|name| name.contains('.'))
    {
        return (StatusCode::NOT_FOUND, "no such file").into_response();
    }
    file("index.html", headers)
        .unwrap_or_else(|| (StatusCode::SERVICE_UNAVAILABLE, Html(NOT_BUILT)).into_response())
}

fn file(path: &str, headers: &HeaderMap) -> Option<Response> {
    let asked = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok());
    let compressed = asked
        .is_some_and(|accepted| accepted.contains("br"))
        .then(|| Front::get(&format!("{path}.br")))
        .flatten();
    let is_compressed = compressed.is_some();
    let found = match compressed {
        Some(found) => found,
        None => Front::get(path)?,
    };
    let tag = format!(
        "\"{}\"",
        crate::auth::secret::hex(&found.metadata.sha256_hash()[..12])
    );
    let forever = path.starts_with("_app/immutable/");
    let cache = if forever {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let same = headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|value| value.as_bytes() == tag.as_bytes());
    let base = [
        (header::CONTENT_TYPE, media_type(path).to_owned()),
        (header::CACHE_CONTROL, cache.to_owned()),
        (header::ETAG, tag),
        (header::VARY, "accept-encoding".to_owned()),
    ];
    if same {
        return Some((StatusCode::NOT_MODIFIED, base).into_response());
    }
    let mut response = (base, found.data.into_owned()).into_response();
    if is_compressed {
        let encoding = axum::http::HeaderValue::from_static("br");
        response
            .headers_mut()
            .insert(header::CONTENT_ENCODING, encoding);
    }
    Some(response)
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
<title>Afterword</title><h1>The front end was not built</h1>\
<p>This program was compiled without its web pages. The API under <code>/api/v1</code> works.</p>\
<p>To have the pages too: install Node 20, then run <code>make run</code> in the repository, or \
<code>npm ci &amp;&amp; npm run build</code> in <code>web/</code> followed by <code>cargo build</code>.</p></html>";
