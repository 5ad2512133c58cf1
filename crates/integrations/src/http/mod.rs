//! The only way out for requests. What an address leads to is looked at before anything is sent;
//! time and size are bounded; no redirect is followed, since it could lead anywhere.

pub mod address;
mod error;
mod resolve;
#[cfg(test)]
mod tests;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, redirect};
use tracing::Instrument as _;
use tracing::field::Empty;
use url::{Host, Url};

pub use error::OutboundError;
pub(crate) use error::cause;
use resolve::{Lookup, Resolver, System};

/// How long a request may take, and how much of the answer is read.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub connect: Duration,
    /// From the beginning to the last byte of the answer.
    pub whole: Duration,
    /// Bytes of the answer's body.
    pub body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            whole: Duration::from_secs(20),
            body: 4 * 1024 * 1024,
        }
    }
}

/// A host and a port that an administrator named, and that may lie in a private network for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    host: Host<String>,
    port: u16,
}

impl Named {
    /// Those of an address; `None` where it is not one of http or https.
    #[must_use]
    pub fn of(url: &Url) -> Option<Self> {
        Some(Self {
            host: url.host()?.to_owned(),
            port: url.port_or_known_default()?,
        })
    }
}

/// A request that is to be sent.
#[derive(Clone, Debug)]
pub struct Ask {
    pub url: Url,
    /// Names in lower case. Their values are never logged.
    pub headers: Vec<(&'static str, String)>,
    /// With a body it is a POST, else a GET.
    pub body: Option<Vec<u8>>,
}

/// What came back, whatever its status.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// Sends requests. Cheap to clone.
#[derive(Clone)]
pub struct Outbound {
    to_public: Client,
    to_named: Client,
    named: Arc<[Named]>,
    limits: Limits,
}

impl Outbound {
    /// Reaches the public internet, and of private networks what is `named`.
    ///
    /// # Errors
    /// [`OutboundError::Unprepared`] when there is nothing on this machine to connect with.
    pub fn new(named: impl Into<Arc<[Named]>>, limits: Limits) -> Result<Self, OutboundError> {
        Self::with_lookup(named.into(), limits, &(Arc::new(System) as Arc<dyn Lookup>))
    }

    fn with_lookup(
        named: Arc<[Named]>,
        limits: Limits,
        lookup: &Arc<dyn Lookup>,
    ) -> Result<Self, OutboundError> {
        Ok(Self {
            to_public: client(limits, Arc::clone(lookup), true)?,
            to_named: client(limits, Arc::clone(lookup), false)?,
            named,
            limits,
        })
    }

    /// The same with other private places. What it connects with is shared: to make that ready takes
    /// milliseconds.
    #[must_use]
    pub fn naming(&self, named: impl Into<Arc<[Named]>>) -> Self {
        Self {
            named: named.into(),
            ..self.clone()
        }
    }

    /// Sends a request and reads the answer.
    ///
    /// # Errors
    /// [`OutboundError`]; an answer with a status of failure is none.
    pub async fn send(&self, ask: Ask) -> Result<Answer, OutboundError> {
        let headers = header_map(ask.headers)?;
        let method = if ask.body.is_some() {
            Method::POST
        } else {
            Method::GET
        };
        let span = tracing::trace_span!(
            "request out",
            otel.name = %format_args!("{method} {}", ask.url.host_str().unwrap_or_default()),
            otel.kind = "client",
            http.request.method = %method,
            server.address = ask.url.host_str(),
            server.port = ask.url.port_or_known_default().map(i64::from),
            http.response.status_code = Empty,
            otel.status_code = Empty,
        );
        let sent = self.exchange(method, &ask.url, headers, ask.body);
        let answer = sent.instrument(span.clone()).await;
        match &answer {
            Ok(answer) => span.record("http.response.status_code", i64::from(answer.status)),
            Err(_) => span.record("otel.status_code", "ERROR"),
        };
        answer
    }

    /// Sends what somebody else made ready.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn post(
        &self,
        url: &Url,
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> Result<Answer, OutboundError> {
        self.exchange(Method::POST, url, headers, Some(body)).await
    }

    async fn exchange(
        &self,
        method: Method,
        url: &Url,
        headers: HeaderMap,
        body: Option<Vec<u8>>,
    ) -> Result<Answer, OutboundError> {
        let client = self.client_for(url)?;
        let told = |error: &reqwest::Error| OutboundError::told(error, url, self.limits);
        let mut request = client.request(method, url.clone()).headers(headers);
        if let Some(body) = body {
            request = request.body(body);
        }
        let mut response = request.send().await.map_err(|error| told(&error))?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| told(&error))? {
            if body.len() + chunk.len() > self.limits.body {
                return Err(OutboundError::TooLarge(self.limits.body));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer {
            status: response.status().as_u16(),
            headers: std::mem::take(response.headers_mut()),
            body,
        })
    }

    /// A host that is an address is never looked up, so it is looked at here.
    fn client_for(&self, url: &Url) -> Result<&Client, OutboundError> {
        let named = Named::of(url).filter(|_| matches!(url.scheme(), "http" | "https"));
        let named = named.ok_or(OutboundError::NotWeb)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(OutboundError::Password);
        }
        if self.named.contains(&named) {
            return Ok(&self.to_named);
        }
        let literal = match named.host {
            Host::Ipv4(address) => Some(IpAddr::V4(address)),
            Host::Ipv6(address) => Some(IpAddr::V6(address)),
            Host::Domain(_) => None,
        };
        if literal.is_some_and(|address| !address::is_public(address)) {
            return Err(OutboundError::private(url));
        }
        Ok(&self.to_public)
    }
}

fn header_map(headers: Vec<(&'static str, String)>) -> Result<HeaderMap, OutboundError> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let mut value = HeaderValue::try_from(value).map_err(|_| OutboundError::Header(name))?;
        value.set_sensitive(true);
        map.insert(HeaderName::from_static(name), value);
    }
    Ok(map)
}

fn client(
    limits: Limits,
    lookup: Arc<dyn Lookup>,
    public_only: bool,
) -> Result<Client, OutboundError> {
    // An error says that somebody was faster.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let resolver = Arc::new(Resolver {
        lookup,
        public_only,
    });
    let builder = || {
        Client::builder()
            // A proxy of the environment would look names up by itself.
            .no_proxy()
            .redirect(redirect::Policy::none())
            .dns_resolver(Arc::clone(&resolver))
            .connect_timeout(limits.connect)
            .timeout(limits.whole)
            // A connection that waits was looked at for another request.
            .pool_max_idle_per_host(0)
            .user_agent(concat!("afterword/", env!("CARGO_PKG_VERSION")))
    };
    // A machine without root certificates can still ask over http; https fails there and says why.
    let built = builder()
        .build()
        .or_else(|_| builder().tls_certs_only([]).build());
    built.map_err(|error| OutboundError::Unprepared(error.to_string()))
}
