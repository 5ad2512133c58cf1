//! A PostgreSQL server of the tests' own: found, laid out, started, and gone with the process.
//!
//! A small shell stands between the two processes. It holds the read end of a pipe whose write
//! end is ours: however this process ends, the pipe closes, and the shell stops the server and
//! removes its folder. Nothing is left running or lying about after a crash or a `kill -9`.

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use crate::{memory, settings};

mod account;
mod binaries;
pub(crate) mod restartable;

use account::Account;

const START_LIMIT: Duration = Duration::from_secs(30);
const ATTEMPTS: u32 = 3;
const PREFIX: &str = "afterword-postgres-";

/// Durability is given up for speed: nothing here outlives its test.
const SERVER_OPTIONS: [&str; 10] = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    // It may lie in memory.
    "max_wal_size=128MB",
    "autovacuum=off",
    "jit=off",
    "max_connections=300",
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "timezone=UTC",
];

const SUPERVISOR: &str = r#"
"$1" -D "$2/data" $3 >"$2/log" 2>&1 </dev/null &
server=$!
cat >/dev/null
kill -QUIT "$server"
wait "$server"
rm -rf "$2"
"#;

/// A running server; stops when it is dropped or its process ends.
#[derive(Debug)]
pub struct Server {
    url: String,
    supervisor: Child,
}

impl Server {
    /// The address of the server's `postgres` database.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.supervisor.stdin.take());
        // Only tells when the supervisor has ended; there is nothing to do about how.
        let _ = self.supervisor.wait();
    }
}

/// The address of the server that the tests of this process share, started at the first call.
///
/// # Panics
/// When PostgreSQL is not installed or does not start, with a sentence that says so.
pub fn postgres_url() -> &'static str {
    static URL: OnceLock<String> = OnceLock::new();
    static SERVER: OnceLock<Server> = OnceLock::new();
    URL.get_or_init(|| {
        settings::variable(settings::URL_VARIABLE).unwrap_or_else(|| {
            let started = || postgres_server().unwrap_or_else(|problem| panic!("{problem}"));
            SERVER.get_or_init(started).url().to_owned()
        })
    })
}

/// Starts a server for a caller that keeps it.
///
/// # Errors
/// One sentence that says what is missing or what PostgreSQL complained of.
pub fn postgres_server() -> Result<Server, String> {
    let mut problem = String::new();
    // Another process may take the free port before PostgreSQL does.
    for _ in 0..ATTEMPTS {
        match start() {
            Ok(server) => return Ok(server),
            Err(reason) => problem = reason,
        }
    }
    Err(problem)
}

/// Runs one statement through `psql` and returns its rows, one a line.
pub(crate) fn psql(url: &str, statement: &str) -> Result<String, String> {
    let output = Command::new(binaries::find("psql")?)
        .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"])
        .args([
            "--set=ON_ERROR_STOP=1",
            "--command",
            statement,
            "--dbname",
            url,
        ])
        .env("PGOPTIONS", "--client-min-messages=warning")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("psql did not start: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout)
            .trim_end()
            .to_owned());
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    Err(format!("`{statement}` failed: {}", complaint.trim()))
}

fn start() -> Result<Server, String> {
    let program = binaries::find("postgres")?;
    let account = Account::for_postgres()?;
    let folder = account.own(memory::folder(PREFIX))?;
    lay_out(&account, &folder)?;

    let port = free_port().map_err(|error| format!("no free port on 127.0.0.1: {error}"))?;
    let options = SERVER_OPTIONS
        .map(|option| format!("-c {option}"))
        .join(" ");
    let mut supervisor = account
        .command(Path::new("sh"))
        .args(["-c", SUPERVISOR, "afterword-testbed"])
        .arg(program)
        .arg(&folder)
        .arg(format!("-p {port} {options}"))
        .current_dir(&folder)
        // Ctrl-C is for the tests; the supervisor learns of their end from the pipe.
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("the shell that watches PostgreSQL did not start: {error}"))?;

    if let Err(problem) = wait_until_ready(&folder, &mut supervisor) {
        drop(supervisor.stdin.take());
        let _ = supervisor.wait();
        return Err(problem);
    }
    Ok(Server {
        url: format!("postgres://afterword@127.0.0.1:{port}/postgres"),
        supervisor,
    })
}

fn lay_out(account: &Account, folder: &Path) -> Result<(), String> {
    let log = File::create(folder.join("initdb.log"))
        .map_err(|error| format!("{} cannot be written: {error}", folder.display()))?;
    let status = account
        .command(&binaries::find("initdb")?)
        .args(["--no-sync", "--auth=trust", "--username=afterword"])
        // Sorts by code point, as SQLite does, and still knows upper case from lower.
        .args(["--encoding=UTF8", "--locale=C.UTF-8"])
        .arg("-D")
        .arg(folder.join("data"))
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .status()
        .map_err(|error| format!("initdb did not start: {error}"))?;
    if status.success() {
        return Ok(());
    }
    let complaint = read(folder.join("initdb.log"));
    let _ = fs::remove_dir_all(folder);
    Err(format!("initdb failed: {}", complaint.trim()))
}

/// PostgreSQL writes its state into `postmaster.pid`: no connection, no second program needed.
fn wait_until_ready(folder: &Path, supervisor: &mut Child) -> Result<(), String> {
    let started = Instant::now();
    while started.elapsed() < START_LIMIT {
        let state = read(folder.join("data/postmaster.pid"));
        if state.lines().any(|line| line.trim() == "ready") {
            return Ok(());
        }
        let log = read(folder.join("log"));
        if log.contains("FATAL") || !matches!(supervisor.try_wait(), Ok(None)) {
            return Err(format!("PostgreSQL did not start: {}", log.trim()));
        }
        thread::sleep(Duration::from_millis(10));
    }
    let limit = START_LIMIT.as_secs();
    Err(format!(
        "PostgreSQL was not ready after {limit} seconds: {}",
        read(folder.join("log"))
    ))
}

/// What a file holds so far; nothing if it is not there yet.
fn read(path: PathBuf) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
