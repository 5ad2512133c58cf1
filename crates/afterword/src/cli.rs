//! The shape of the command line. Its doc comments are the help that people read.

#![allow(clippy::doc_markdown, reason = "help is plain text")]

mod access;
mod audit;
mod lint;
mod secrets;
mod serve;
mod visibility;
mod whole;

use std::net::SocketAddr;
use std::path::PathBuf;

use afterword_domain::IncidentRef;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub(crate) use access::{Token, User};
pub(crate) use audit::{Audit, AuditFormat};
pub(crate) use lint::{Lint, LintConfidence, LintFormat};
pub(crate) use secrets::{Hidden, Secrets};
pub(crate) use serve::{ConfigOptions, Files, Serve, TraceOptions};
pub(crate) use visibility::SeenBy;
pub(crate) use whole::{Archive, Incoming, Outgoing};

/// Blameless post-mortems that change something.
///
/// Exit code 0: fine. 1: findings, such as a file that could not be read. 2: wrong use. 3: failure.
#[derive(Debug, Parser)]
#[command(name = "afterword", version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Args)]
pub(crate) struct Global {
    /// The database: sqlite:///folder/afterword.db or postgres://user@host/name. A file
    /// afterword.db in the data folder when left out.
    #[arg(
        long,
        global = true,
        env = "AFTERWORD_DATABASE_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub(crate) database: Option<String>,
    /// The data folder.
    #[arg(
        long,
        global = true,
        env = "AFTERWORD_DATA",
        default_value = "./data",
        value_name = "DIR"
    )]
    pub(crate) data: PathBuf,
    /// A file of keys that secrets in the database are encrypted with, one a line, the one for new
    /// ones first. A SQLite database has one beside it when left out.
    #[arg(
        long,
        global = true,
        env = "AFTERWORD_SECRET_KEY_FILE",
        value_name = "FILE"
    )]
    pub(crate) secret_key_file: Option<PathBuf>,
    /// The keys themselves, apart by commas; give them in the environment, where other users do not
    /// see them.
    #[arg(
        long,
        global = true,
        env = "AFTERWORD_SECRET_KEY",
        hide_env_values = true,
        value_name = "KEYS"
    )]
    pub(crate) secret_key: Option<Hidden>,
    /// What is logged to standard error, such as info or afterword_store=debug.
    #[arg(long, global = true, env = "AFTERWORD_LOG", value_name = "FILTER")]
    pub(crate) log: Option<String>,
    /// How a line of the log is written.
    #[arg(
        long,
        global = true,
        env = "AFTERWORD_LOG_FORMAT",
        value_enum,
        default_value_t,
        value_name = "FORMAT"
    )]
    pub(crate) log_format: Format,
    /// A TOML file of settings: each key is called as its option, without the dashes.
    #[arg(long, global = true, env = "AFTERWORD_SETTINGS", value_name = "FILE")]
    pub(crate) settings: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start the server.
    Serve(Serve),
    /// Start the server on the demo workspace, filling an empty database with it.
    Demo(Serve),
    /// Import post-mortems: Markdown files, and folders of them.
    Import(Import),
    /// Export incidents as Markdown or JSON.
    Export(Export),
    /// The figures of the loop: reviews, repeats, action items.
    Stats(Stats),
    /// Find earlier incidents that one is like: an incident, a file, or what is written down.
    Similar(Similar),
    /// The agenda of a meeting, which opens with the open action items of earlier post-mortems.
    Agenda(Agenda),
    /// Action items of all incidents.
    Actions(Actions),
    /// Find sentences that make a person the cause.
    Lint(Lint),
    /// Who sees an incident; opens one that nobody sees any more.
    Visibility(SeenBy),
    /// People who may sign in.
    #[command(subcommand)]
    User(User),
    /// API tokens.
    #[command(subcommand)]
    Token(Token),
    /// The search index, which is made from the database.
    #[command(subcommand)]
    Index(Index),
    /// Write the whole workspace, as it is now, into one file: the database and the attached files.
    /// A server goes on meanwhile.
    Backup(Outgoing),
    /// Put a backup where the database is.
    Restore(Incoming),
    /// The whole workspace as rows, to be taken from one kind of database to the other.
    #[command(subcommand)]
    Archive(Archive),
    /// The keys that secrets in the database are encrypted with.
    #[command(subcommand)]
    Secrets(Secrets),
    /// Bring the database's schema up to this program's.
    Migrate,
    /// Print the OpenAPI document of the API.
    Openapi,
    /// Who did what, when and from where; and whether that log is as it was written.
    Audit(Audit),
    /// Check the installation and say what to do.
    Doctor(Doctor),
    /// Print the settings that are in force, and where each comes from.
    Config(ConfigOptions),
    /// Workbenches: a server for load generators, and how often the checker of language is right.
    #[command(subcommand)]
    Bench(Bench),
    /// Print a completion script for a shell.
    Completions { shell: Shell },
}

impl Command {
    /// Only a server is traced.
    pub(crate) fn traces(&self) -> Option<&TraceOptions> {
        match self {
            Self::Serve(options) | Self::Demo(options) => Some(&options.traces),
            _ => None,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct Formatted {
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Have SQLite check every index against its table too, which takes longer.
    #[arg(long)]
    pub(crate) thorough: bool,
    #[command(flatten)]
    pub(crate) output: Formatted,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Files, and folders that are read with everything below them.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// The zone of local times where a document names none: UTC, Europe/Berlin, …
    #[arg(long, value_name = "ZONE")]
    pub(crate) timezone: Option<String>,
    /// Only say what would happen.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Say of every file what was mapped and what was kept as prose.
    #[arg(long, short)]
    pub(crate) verbose: bool,
    /// What the files are.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ImportFormat,
    /// How it is told what became of them.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) report: Format,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ImportFormat {
    /// Post-mortems as Markdown or JSON.
    #[default]
    Documents,
    /// The folder of an export: users.json, channels.json, and a folder of days each channel.
    SlackExport,
    /// incidents.json of a status page.
    Statuspage,
    /// Log entries as the API lists them.
    Pagerduty,
    /// Alerts and their logs as the API lists them.
    Opsgenie,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum DocumentFormat {
    #[default]
    Md,
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// INC-57; several, or --all.
    #[arg(value_name = "INCIDENT", required_unless_present = "all")]
    pub(crate) incidents: Vec<IncidentRef>,
    /// Every incident.
    #[arg(long, conflicts_with = "incidents", requires = "output")]
    pub(crate) all: bool,
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: DocumentFormat,
    /// A folder to write INC-57.md into; standard output when left out.
    #[arg(long, short, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// Tell what people did in place of their names.
    #[arg(long)]
    pub(crate) roles: bool,
    /// With --roles: the role of one person, by handle.
    #[arg(long, requires = "roles", value_name = "HANDLE=ROLE", value_parser = pair)]
    pub(crate) role: Vec<(String, String)>,
    /// With --roles: somebody whom the workspace does not know, as the document writes them.
    #[arg(long, requires = "roles", value_name = "NAME=ROLE", value_parser = pair)]
    pub(crate) also: Vec<(String, String)>,
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, role)) if !name.trim().is_empty() && !role.trim().is_empty() => {
            Ok((name.trim().to_owned(), role.trim().to_owned()))
        }
        _ => Err("a name, = and a role".into()),
    }
}

#[derive(Debug, Args)]
pub(crate) struct FromFolder {
    /// Read a folder of Markdown post-mortems instead of a database.
    #[arg(long, value_name = "DIR")]
    pub(crate) from: Option<PathBuf>,
    /// With --from: the zone of local times where a document names none.
    #[arg(long, requires = "from", value_name = "ZONE")]
    pub(crate) timezone: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Stats {
    #[command(flatten)]
    pub(crate) source: FromFolder,
    /// Incidents that began on or after this day.
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<jiff::civil::Date>,
    /// Incidents that began on or before this day.
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<jiff::civil::Date>,
    /// Also recurring factors, those that occur together, where time goes, and what the year's
    /// actions came to: over the last eight quarters.
    #[arg(long, conflicts_with_all = ["since", "until"])]
    pub(crate) patterns: bool,
    #[command(flatten)]
    pub(crate) output: Formatted,
}

#[derive(Debug, Args)]
pub(crate) struct Similar {
    /// An incident (INC-57), a file that tells of one, or a text.
    #[arg(value_name = "INCIDENT|FILE|TEXT")]
    pub(crate) subject: String,
    #[command(flatten)]
    pub(crate) source: FromFolder,
    /// How many are told at the most.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=50))]
    pub(crate) limit: u8,
    #[command(flatten)]
    pub(crate) output: Formatted,
}

#[derive(Debug, Args)]
pub(crate) struct Agenda {
    /// The incident whose meeting it is; the next review that is due when left out.
    #[arg(value_name = "INCIDENT")]
    pub(crate) incident: Option<IncidentRef>,
    #[command(flatten)]
    pub(crate) source: FromFolder,
    /// Services that the meeting is about, when there is no incident yet.
    #[arg(long, value_name = "NAME", conflicts_with = "incident")]
    pub(crate) service: Vec<String>,
    #[command(flatten)]
    pub(crate) output: Formatted,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ActionState {
    #[default]
    Open,
    Overdue,
    Finished,
    All,
}

/// What wants somebody's attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ActionConcern {
    /// Unfinished and past its date.
    Overdue,
    /// Unfinished, and a sprint that it was due in has ended.
    CarriedOver,
    /// Unfinished, with no ticket.
    WithoutTicket,
    /// Done, and nothing shows it.
    ProofMissing,
    /// A confirmed repeat began while it was unfinished.
    BehindRepeat,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ActionFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
    /// Comma-separated values with a head, for tables.
    Csv,
}

#[derive(Debug, Args)]
pub(crate) struct Actions {
    #[command(flatten)]
    pub(crate) source: FromFolder,
    /// Open ones when left out, or all where a concern is asked for.
    #[arg(long, value_enum)]
    pub(crate) state: Option<ActionState>,
    /// Only those that this holds for.
    #[arg(long, value_enum)]
    pub(crate) concern: Option<ActionConcern>,
    /// Only those that this team sees to: its people's, or ownerless ones of its services.
    #[arg(long, value_name = "NAME")]
    pub(crate) team: Option<String>,
    /// How many want attention, the share done by its date in each quarter, and their age when done.
    #[arg(long, conflicts_with_all = ["state", "concern"])]
    pub(crate) oversight: bool,
    /// Only this person's, by handle.
    #[arg(long, value_name = "HANDLE")]
    pub(crate) owner: Option<String>,
    /// Only those of this service's incidents.
    #[arg(long, value_name = "NAME")]
    pub(crate) service: Option<String>,
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ActionFormat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Index {
    /// Make it anew, while no server uses the data folder. A running server does so by itself when
    /// it has to, and when it is asked to in its settings.
    Rebuild,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// Serve live documents of any name at /NAME. A name is an incident that is opened on first
    /// sight; the root text “t” stands for its summary.
    Live {
        /// Address and port on loopback.
        #[arg(long, default_value = "127.0.0.1:7118", value_name = "HOST:PORT")]
        listen: SocketAddr,
    },
    /// How often the checker of language is right, on labelled sentences; or what it finds in each
    /// document of a folder.
    Language {
        /// Tabs between label (blame or ok), subtype and sentence, under a line of headings.
        #[arg(
            long,
            value_name = "FILE",
            required_unless_present = "docs",
            conflicts_with = "docs"
        )]
        labels: Option<PathBuf>,
        /// Markdown files, or folders of them: findings by document and rule.
        #[arg(long, value_name = "PATH", num_args = 1..)]
        docs: Vec<PathBuf>,
        /// Subtypes that are reported, but not counted in the totals.
        #[arg(
            long,
            value_name = "SUBTYPE",
            default_value = "collective_we_borderline"
        )]
        apart: Vec<String>,
        /// Into how many parts the sentences are put for the cross-check.
        #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(2..=50))]
        folds: u8,
        #[command(flatten)]
        output: Formatted,
    },
    /// How high earlier incidents are ranked, on pairs of post-mortems that people graded, beside
    /// plain TF-IDF and BM25; and the fit of the model's weights.
    Similar {
        #[command(flatten)]
        graded: Graded,
        /// Fit the weights to all of the pairs and write them to this file.
        #[arg(long, value_name = "FILE")]
        fit: Option<PathBuf>,
    },
    /// Which of the graded repeats would have been suggested, and what else.
    Repeats {
        #[command(flatten)]
        graded: Graded,
    },
}

/// Pairs of post-mortems that people graded, and where those lie.
#[derive(Debug, Args)]
pub(crate) struct Graded {
    /// Tabs between the columns grade (0 nothing in common, 1 alike, 2 of one cause), earlier and
    /// later, under a line of headings; others may stand between them.
    #[arg(long, value_name = "FILE")]
    pub(crate) labels: PathBuf,
    /// The folder of the post-mortems. Those that lie in one folder below it are of one source.
    #[arg(long, value_name = "DIR")]
    pub(crate) docs: PathBuf,
    /// The zone of local times where a document names none. Only their order counts here.
    #[arg(long, default_value = "UTC", value_name = "ZONE")]
    pub(crate) timezone: String,
    #[command(flatten)]
    pub(crate) output: Formatted,
}
