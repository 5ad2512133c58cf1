//! A PostgreSQL server that keeps what it acknowledged, and is stopped and started under whoever
//! works with it.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::account::Account;
use super::{PREFIX, START_LIMIT, binaries, free_port, lay_out, psql, read};

const PAUSE: Duration = Duration::from_millis(10);

/// The folder stays: the server comes back in it.
const SUPERVISOR: &str = r#"
"$1" -D "$2/data" $3 >>"$2/log" 2>&1 </dev/null &
server=$!
cat >/dev/null
kill -QUIT "$server" 2>/dev/null
wait "$server"
"#;

/// As an administrator would have it, but for where it listens.
const OPTIONS: [&str; 5] = [
    "fsync=on",
    "synchronous_commit=on",
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "timezone=UTC",
];

/// How it is stopped.
#[derive(Clone, Copy, Debug)]
pub enum Stop {
    /// Connections are ended, and everything is brought to disk.
    Fast,
    /// As if the machine stopped: what is in its log is found again at the next start.
    Immediate,
}

/// The server; its folder goes when it is dropped.
pub struct Restartable {
    account: Account,
    folder: PathBuf,
    port: u16,
    supervisor: Option<Child>,
}

impl Restartable {
    /// Lays one out and starts it.
    ///
    /// # Errors
    /// One sentence that says what is missing or what PostgreSQL complained of.
    pub fn new() -> Result<Self, String> {
        let account = Account::for_postgres()?;
        // On a disk: what it is asked for is whether something got there, and how fast.
        let folder = account.own(tempfile::Builder::new().prefix(PREFIX).tempdir())?;
        lay_out(&account, &folder)?;
        let port = free_port().map_err(|error| format!("no free port on 127.0.0.1: {error}"))?;
        let mut server = Self {
            account,
            folder,
            port,
            supervisor: None,
        };
        server.start()?;
        Ok(server)
    }

    /// Makes a database and answers with its address.
    ///
    /// # Errors
    /// What PostgreSQL complained of.
    pub fn database(&self, name: &str) -> Result<String, String> {
        let server = format!("postgres://afterword@127.0.0.1:{}", self.port);
        psql(
            &format!("{server}/postgres"),
            &format!("CREATE DATABASE {name}"),
        )?;
        Ok(format!("{server}/{name}"))
    }

    /// Starts it again.
    ///
    /// # Errors
    /// What PostgreSQL complained of.
    pub fn start(&mut self) -> Result<(), String> {
        // What it said the last time is not said now.
        let _ = fs::remove_file(self.folder.join("log"));
        let options = OPTIONS.map(|option| format!("-c {option}")).join(" ");
        let mut supervisor = self
            .account
            .command(Path::new("sh"))
            .args(["-c", SUPERVISOR, "afterword-testbed"])
            .arg(binaries::find("postgres")?)
            .arg(&self.folder)
            .arg(format!("-p {} {options}", self.port))
            .current_dir(&self.folder)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("the shell that watches PostgreSQL did not start: {error}"))?;
        let ready = self.ready(&mut supervisor);
        self.supervisor = Some(supervisor);
        ready
    }

    /// Whoever connects while it starts is refused, which it logs as fatal: its own state says more.
    fn ready(&self, supervisor: &mut Child) -> Result<(), String> {
        let end = Instant::now() + START_LIMIT;
        while Instant::now() < end && matches!(supervisor.try_wait(), Ok(None)) {
            let state = read(self.folder.join("data/postmaster.pid"));
            if state.lines().any(|line| line.trim() == "ready") {
                return Ok(());
            }
            thread::sleep(PAUSE);
        }
        let log = read(self.folder.join("log"));
        Err(format!("PostgreSQL did not start: {}", log.trim()))
    }

    /// Its first process, whose children are its connections.
    pub fn process(&self) -> Option<u32> {
        let state = read(self.folder.join("data/postmaster.pid"));
        state.lines().next()?.trim().parse().ok()
    }

    /// Stops it, and returns when it has ended.
    ///
    /// # Errors
    /// When it is not running.
    pub fn stop(&mut self, how: Stop) -> Result<(), String> {
        let mut supervisor = self.supervisor.take().ok_or("PostgreSQL is not running")?;
        let state = read(self.folder.join("data/postmaster.pid"));
        let process = state.lines().next().unwrap_or_default().trim().to_owned();
        let signal = match how {
            Stop::Fast => "-INT",
            Stop::Immediate => "-QUIT",
        };
        let sent = Command::new("kill").args([signal, &process]).status();
        sent.map_err(|error| format!("kill did not start: {error}"))?;
        // Its end is waited for before the pipe is closed, which would hurry it.
        while self.folder.join("data/postmaster.pid").exists() {
            thread::sleep(PAUSE);
        }
        drop(supervisor.stdin.take());
        supervisor
            .wait()
            .map(|_| ())
            .map_err(|error| error.to_string())
    }
}

impl Drop for Restartable {
    fn drop(&mut self) {
        if let Some(mut supervisor) = self.supervisor.take() {
            drop(supervisor.stdin.take());
            let _ = supervisor.wait();
        }
        // What stays behind lies with the temporary files.
        let _ = fs::remove_dir_all(&self.folder);
    }
}
