//! Traces: what a request, or a piece of background work, spent its time on, told to a collector of
//! OpenTelemetry. Off unless a collector is named.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use afterword_integrations::http::{Answer, Limits, Named, Outbound, OutboundError};
use anyhow::Context as _;
use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
use tokio::runtime::Handle;
use tracing::instrument::WithSubscriber as _;
use tracing::level_filters::LevelFilter;
use tracing::subscriber::NoSubscriber;
use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::FilterFn;
use tracing_subscriber::registry::LookupSpan;
use url::Url;

use crate::cli::TraceOptions;

/// Spans on their way to a collector.
pub(crate) struct Traces(SdkTracerProvider);

impl Traces {
    /// # Errors
    /// When the collector's address is none, or nothing can be sent from here.
    pub(crate) fn begin(options: &TraceOptions, runtime: &Handle) -> anyhow::Result<Option<Self>> {
        let Some(url) = &options.traces_to else {
            return Ok(None);
        };
        let named = Named::of(url).context("traces-to begins with http:// or https://")?;
        let post = Post {
            url: url.clone(),
            outbound: Outbound::new([named], Limits::default())?,
            runtime: runtime.clone(),
            is_refused: Arc::default(),
        };
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(post)
            .with_endpoint(url.as_str())
            .build()?;
        let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
        let resource = Resource::builder()
            .with_service_name("afterword")
            .with_attribute(version);
        let share = Sampler::TraceIdRatioBased(options.traces_share);
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(resource.build())
            .with_sampler(Sampler::ParentBased(Box::new(share)))
            .build();
        opentelemetry::global::set_text_map_propagator(TraceContextPropagator::new());
        Ok(Some(Self(provider)))
    }

    /// What hands spans over. Only those that were made to be traced, which are of the finest level;
    /// the log's own would come twice.
    pub(crate) fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        let ours = |metadata: &Metadata<'_>| {
            metadata.is_span()
                && *metadata.level() == Level::TRACE
                && metadata.target().starts_with("afterword")
        };
        tracing_opentelemetry::layer()
            .with_tracer(self.0.tracer("afterword"))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_filter(FilterFn::new(ours).with_max_level_hint(LevelFilter::TRACE))
    }

    /// Sends what is left.
    pub(crate) fn end(self) {
        if let Err(error) = self.0.shutdown() {
            tracing::warn!(%error, "the last traces were not sent");
        }
    }
}

/// Sends what the exporter made, through the one way out.
#[derive(Clone)]
struct Post {
    url: Url,
    outbound: Outbound,
    /// The exporter asks from a thread of its own.
    runtime: Handle,
    /// That it failed is said once, until it works again.
    is_refused: Arc<AtomicBool>,
}

impl fmt::Debug for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Post").field(&self.url.as_str()).finish()
    }
}

impl Post {
    fn say(&self, sent: &Result<Answer, OutboundError>) {
        let why = match sent {
            Ok(answer) if answer.status < 300 => None,
            Ok(answer) => Some(format!("it answered {}", answer.status)),
            Err(error) => Some(error.to_string()),
        };
        let was_refused = self.is_refused.swap(why.is_some(), Ordering::Relaxed);
        match why {
            Some(why) if !was_refused => {
                tracing::warn!(collector = %self.url, why, "traces are not taken; they are dropped until they are");
            }
            None if was_refused => tracing::info!(collector = %self.url, "traces are taken again"),
            _ => {}
        }
    }
}

#[async_trait::async_trait]
impl HttpClient for Post {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (parts, body) = request.into_parts();
        let post = self.clone();
        // What sends spans makes none.
        let sending = async move {
            post.outbound
                .post(&post.url, parts.headers, body.to_vec())
                .await
        };
        let sent = self
            .runtime
            .spawn(sending.with_subscriber(NoSubscriber::default()))
            .await?;
        self.say(&sent);
        let answer = sent?;
        let mut response = Response::new(Bytes::from(answer.body));
        *response.status_mut() = answer.status.try_into()?;
        *response.headers_mut() = answer.headers;
        Ok(response)
    }
}
