//! The options of the server, and of what prints its settings.

use std::fmt;
use std::net::SocketAddr;

use afterword_server::auth::address::Net;
use clap::Args;
use url::Url;

use super::Formatted;

#[derive(Debug, Args)]
pub(crate) struct ConfigOptions {
    #[command(flatten)]
    pub(crate) serve: Serve,
    #[command(flatten)]
    pub(crate) output: Formatted,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Address and port to listen on.
    #[arg(
        long,
        env = "AFTERWORD_LISTEN",
        default_value = "127.0.0.1:7117",
        value_name = "HOST:PORT"
    )]
    pub(crate) listen: SocketAddr,
    /// The public address is https: cookies are marked Secure.
    #[arg(long, env = "AFTERWORD_HTTPS")]
    pub(crate) https: bool,
    /// The address of a proxy in front of the server, or a net of them: what it says in
    /// X-Forwarded-For is believed.
    #[arg(
        long = "proxy",
        env = "AFTERWORD_PROXIES",
        value_name = "ADDRESS[/BITS]",
        value_delimiter = ','
    )]
    pub(crate) proxies: Vec<Net>,
    /// Requests a second that one address may send for long, four seconds' worth at once; 0 for no
    /// limit.
    #[arg(
        long,
        env = "AFTERWORD_LIMIT_PER_ADDRESS",
        default_value_t = 500,
        value_name = "REQUESTS"
    )]
    pub(crate) limit_per_address: u32,
    /// The same for one API token.
    #[arg(
        long,
        env = "AFTERWORD_LIMIT_PER_TOKEN",
        default_value_t = 200,
        value_name = "REQUESTS"
    )]
    pub(crate) limit_per_token: u32,
    #[command(flatten)]
    pub(crate) files: Files,
    #[command(flatten)]
    pub(crate) traces: TraceOptions,
}

/// Whether, and where, it is told what requests spend their time on.
#[derive(Debug, Args)]
#[command(next_help_heading = "Traces")]
pub(crate) struct TraceOptions {
    /// Send traces to this collector of OpenTelemetry, such as `http://127.0.0.1:4318/v1/traces`
    /// (OTLP over HTTP); none are made when left out.
    #[arg(long, env = "AFTERWORD_TRACES_TO", value_name = "URL")]
    pub(crate) traces_to: Option<Url>,
    /// How many of the requests are traced, from 0 to 1, where whoever asks does not say.
    #[arg(
        long,
        env = "AFTERWORD_TRACES_SHARE",
        value_name = "SHARE",
        default_value = "1",
        value_parser = share
    )]
    pub(crate) traces_share: f64,
}

fn share(text: &str) -> Result<f64, String> {
    let share = text
        .parse()
        .ok()
        .filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "it is a number from 0 to 1".to_owned())
}

/// Where attached files lie.
#[expect(clippy::struct_field_names, reason = "each is called as its option is")]
#[derive(Args)]
#[command(next_help_heading = "Files")]
pub(crate) struct Files {
    /// Keep attached files in this bucket of an S3; in the folder files of the data folder when
    /// left out.
    #[arg(
        long,
        env = "AFTERWORD_FILES_BUCKET",
        value_name = "NAME",
        requires = "files_key_id",
        requires = "files_secret"
    )]
    pub(crate) files_bucket: Option<String>,
    /// The bucket's region.
    #[arg(
        long,
        env = "AFTERWORD_FILES_REGION",
        value_name = "REGION",
        default_value = "us-east-1"
    )]
    pub(crate) files_region: String,
    /// Where the bucket is served, when not by Amazon, such as `https://minio.example.org`.
    #[arg(long, env = "AFTERWORD_FILES_ENDPOINT", value_name = "URL")]
    pub(crate) files_endpoint: Option<String>,
    /// The access key's id.
    #[arg(long, env = "AFTERWORD_FILES_KEY_ID", value_name = "ID")]
    pub(crate) files_key_id: Option<String>,
    /// The access key's secret; give it in the environment, where other users do not see it.
    #[arg(
        long,
        env = "AFTERWORD_FILES_SECRET",
        hide_env_values = true,
        value_name = "SECRET"
    )]
    pub(crate) files_secret: Option<String>,
}

/// Without the secret.
impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Files({:?} at {:?})",
            self.files_bucket, self.files_endpoint
        )
    }
}
