//! The program itself, on loopback and in a folder of its own: its commands, its server, and what
//! the server logs.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio};

use serde_json::Value;

use crate::ask::{Response, ask};

/// Where the program keeps its things, and how it is started.
#[derive(Clone, Debug)]
pub struct Installation {
    binary: PathBuf,
    data: PathBuf,
    database: Option<String>,
    environment: Vec<(String, String)>,
    token: String,
}

impl Installation {
    /// One in a folder, on a SQLite file there with a key of its own, unless another database is
    /// named.
    pub fn new(binary: &Path, data: &Path, database: Option<&str>) -> Self {
        Self {
            binary: binary.to_owned(),
            data: data.to_owned(),
            database: database.map(ToOwned::to_owned),
            environment: Vec::new(),
            token: String::new(),
        }
    }

    /// Sets a variable of the servers that are started from now on.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.environment.push((name.to_owned(), value.into()));
    }

    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Makes an administrator and a token for what is asked from now on.
    ///
    /// # Errors
    /// What the program complained of.
    pub fn with_administrator(mut self) -> Result<Self, String> {
        let person = ["user", "add", "ines", "--name", "Ines", "--role", "admin"];
        self.tell(&person)?;
        let token = [
            "token", "add", "--user", "ines", "--name", "t", "--scope", "admin",
        ];
        let told = self.tell(&token)?;
        let word = told.split_whitespace().last().unwrap_or_default();
        word.clone_into(&mut self.token);
        Ok(self)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.binary);
        command
            .env_remove("AFTERWORD_DATABASE_URL")
            .env_remove("AFTERWORD_DATA")
            .env_remove("AFTERWORD_SECRET_KEY")
            .env_remove("AFTERWORD_SECRET_KEY_FILE")
            // Tests load it from one place.
            .env("AFTERWORD_LIMIT_PER_ADDRESS", "0")
            .env("AFTERWORD_LIMIT_PER_TOKEN", "0")
            .arg("--data")
            .arg(&self.data);
        if let Some(database) = &self.database {
            command.args(["--database", database]);
            command.env("AFTERWORD_SECRET_KEY", crate::SECRET_KEY);
        }
        command
    }

    /// Runs a command to its end.
    ///
    /// # Errors
    /// When it does not start.
    pub fn run(&self, arguments: &[&str]) -> Result<Output, String> {
        let output = self.command().args(arguments).stdin(Stdio::null()).output();
        output.map_err(|error| format!("{} did not start: {error}", self.binary.display()))
    }

    /// Runs a command that has to be fine, and answers with what it printed.
    ///
    /// # Errors
    /// What it complained of.
    pub fn tell(&self, arguments: &[&str]) -> Result<String, String> {
        let output = self.run(arguments)?;
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        if output.status.success() {
            return Ok(text(&output.stdout));
        }
        let (out, error) = (text(&output.stdout), text(&output.stderr));
        Err(format!("{arguments:?} failed: {out}{error}"))
    }

    fn log(&self) -> PathBuf {
        let mut name = self.data.as_os_str().to_owned();
        name.push(".log");
        name.into()
    }

    /// Everything that servers logged so far.
    pub fn logged(&self) -> String {
        fs::read_to_string(self.log()).unwrap_or_default()
    }

    /// Starts a server on a free port, and returns when it listens.
    ///
    /// # Errors
    /// When it ends before that; what it said is in the log.
    pub fn start(&self) -> Result<Running, String> {
        let told = |error: std::io::Error| format!("a server did not start: {error}");
        let mut log = File::options();
        let log = log
            .create(true)
            .append(true)
            .open(self.log())
            .map_err(told)?;
        let mut process = self
            .command()
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .map_err(told)?;
        let mut said = process.stdout.take().map(BufReader::new);
        let mut line = String::new();
        if let Some(said) = &mut said {
            said.read_line(&mut line).map_err(told)?;
        }
        let port = line
            .trim()
            .rsplit_once(':')
            .and_then(|(_, port)| port.parse().ok());
        match port {
            Some(port) => Ok(Running {
                process,
                port,
                token: self.token.clone(),
                _said: said,
            }),
            None => {
                let _ = process.kill();
                let _ = process.wait();
                Err(format!("a server did not start: {line}{}", self.logged()))
            }
        }
    }
}

/// A server, killed (SIGKILL) when it is dropped.
#[derive(Debug)]
pub struct Running {
    process: Child,
    port: u16,
    token: String,
    /// Whoever prints to nobody ends.
    _said: Option<BufReader<ChildStdout>>,
}

impl Running {
    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn process(&self) -> u32 {
        self.process.id()
    }

    /// What a request has to carry.
    pub fn word(&self) -> String {
        format!("Bearer {}", self.token)
    }

    /// Asks the API as the administrator.
    ///
    /// # Errors
    /// When no answer comes.
    pub fn api(&self, method: &str, path: &str, body: &Value) -> std::io::Result<Response> {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let word = self.word();
        let headers = [
            ("authorization", word.as_str()),
            ("content-type", "application/json"),
        ];
        ask(
            self.port,
            method,
            &format!("/api/v1{path}"),
            &headers,
            &body,
        )
    }

    /// SIGKILL.
    pub fn kill(self) {
        drop(self);
    }

    /// Asks it to end (SIGTERM), and does not wait.
    ///
    /// # Errors
    /// When there is no `kill`.
    pub fn ask_to_end(&self) -> Result<(), String> {
        let process = self.process.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &process]).status();
        sent.map(|_| ())
            .map_err(|error| format!("kill did not start: {error}"))
    }

    /// Whether it is over by itself.
    pub fn has_ended(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(Some(_)))
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// When it cannot be waited for.
    pub fn wait(mut self) -> Result<ExitStatus, String> {
        self.process.wait().map_err(|error| error.to_string())
    }

    /// Ends it as an administrator does.
    ///
    /// # Errors
    /// When it does not end well.
    pub fn stop(self) -> Result<(), String> {
        self.ask_to_end()?;
        let status = self.wait()?;
        if status.success() {
            return Ok(());
        }
        Err(format!("the server ended with {status}"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may be over already; there is nothing to do about it then.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
