//! The way out, in the shape that the protocol's crate asks for.

use std::pin::Pin;

use openidconnect::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use openidconnect::http::{HeaderName, Response, StatusCode};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use url::Url;

use crate::http::{Ask, Outbound, OutboundError};

/// What a request to a provider carries.
const CARRIED: [(HeaderName, &str); 3] = [
    (ACCEPT, "accept"),
    (AUTHORIZATION, "authorization"),
    (CONTENT_TYPE, "content-type"),
];

/// The way out, as a client of the protocol's crate.
pub(super) struct WayOut(pub(super) Outbound);

impl<'c> AsyncHttpClient<'c> for WayOut {
    type Error = OutboundError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, OutboundError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(ask(&self.0, request))
    }
}

/// Sends a request. A redirect comes back as the answer that it is, and is followed by nobody.
async fn ask(outbound: &Outbound, request: HttpRequest) -> Result<HttpResponse, OutboundError> {
    let (parts, body) = request.into_parts();
    let url: Url = parts
        .uri
        .to_string()
        .parse()
        .map_err(|_| OutboundError::NotWeb)?;
    let mut headers = Vec::new();
    for (header, name) in CARRIED {
        let Some(value) = parts.headers.get(&header) else {
            continue;
        };
        let value = value.to_str().map_err(|_| OutboundError::Header(name))?;
        headers.push((name, value.to_owned()));
    }
    let answer = outbound
        .send(Ask {
            url,
            headers,
            body: (!body.is_empty()).then_some(body),
        })
        .await?;
    let mut response = Response::new(answer.body);
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::BAD_GATEWAY);
    if let Some(kind) = answer.headers.get(CONTENT_TYPE) {
        response.headers_mut().insert(CONTENT_TYPE, kind.clone());
    }
    Ok(response)
}
