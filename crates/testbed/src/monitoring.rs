//! A real Prometheus with its Alertmanager, on loopback and in a folder of their own.
//!
//! As with PostgreSQL, a small shell holds a pipe of ours: however this process ends, the two end
//! with it.

use std::fs;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::ask::{Response, ask};

const START_LIMIT: Duration = Duration::from_secs(30);
const SUPERVISOR: &str = r#"
log=$1
shift
"$@" >>"$log" 2>&1 </dev/null &
server=$!
cat >/dev/null
kill -KILL "$server"
wait "$server"
"#;

/// What is watched, and who is told.
#[derive(Clone, Copy, Debug)]
pub struct Watch<'a> {
    /// The port on loopback whose `/metrics` is read every second.
    pub target: u16,
    /// The list of rules under `rules:`, as Prometheus writes it in YAML.
    pub rules: &'a str,
    /// Where Alertmanager posts.
    pub webhook: &'a str,
    /// What it shows in `Authorization: Bearer …`.
    pub secret: &'a str,
}

/// The two servers. They stop when it is dropped or its process ends.
#[derive(Debug)]
pub struct Monitoring {
    folder: TempDir,
    prometheus_port: u16,
    alertmanager_port: u16,
    prometheus: Option<Running>,
    alertmanager: Option<Running>,
}

impl Monitoring {
    /// Starts both.
    ///
    /// # Errors
    /// One sentence that says what is missing or did not start.
    pub fn start(watch: Watch<'_>) -> Result<Self, String> {
        let told = |error: std::io::Error| format!("the monitoring could not be set up: {error}");
        let mut monitoring = Self {
            folder: tempfile::tempdir().map_err(told)?,
            prometheus_port: free_port().map_err(told)?,
            alertmanager_port: free_port().map_err(told)?,
            prometheus: None,
            alertmanager: None,
        };
        monitoring.configure(watch).map_err(told)?;
        monitoring.start_alertmanager()?;
        monitoring.start_prometheus()?;
        Ok(monitoring)
    }

    pub fn prometheus_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.prometheus_port)
    }

    /// Kills Alertmanager and starts it again. It forgets whom it has told, and tells them again.
    ///
    /// # Errors
    /// When it does not come back.
    pub fn restart_alertmanager(&mut self) -> Result<(), String> {
        self.alertmanager = None;
        self.start_alertmanager()
    }

    /// Prometheus goes, with everything that it measured.
    pub fn stop_prometheus(&mut self) {
        self.prometheus = None;
    }

    /// The sum of one of Alertmanager's own counters over the labels that `of` names.
    pub fn alertmanager_counter(&self, name: &str, of: &str) -> f64 {
        let answer = ask(self.alertmanager_port, "GET", "/metrics", &[], "");
        let text = answer.map(|answer| answer.body).unwrap_or_default();
        text.lines()
            .filter(|line| line.starts_with(name) && line.contains(of))
            .filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok())
            .sum()
    }

    /// What the two wrote into their logs.
    pub fn logs(&self) -> String {
        ["prometheus", "alertmanager"]
            .map(|name| fs::read_to_string(self.log(name)).unwrap_or_default())
            .concat()
    }

    fn start_prometheus(&mut self) -> Result<(), String> {
        let port = self.prometheus_port;
        let program = find(&["prometheus"], "prometheus")?;
        let arguments = [
            self.flag("config.file", "prometheus.yml"),
            self.flag("storage.tsdb.path", "prometheus"),
            format!("--web.listen-address=127.0.0.1:{port}"),
            format!("--web.external-url={}", self.prometheus_url()),
            "--rules.alert.resend-delay=1s".into(),
            "--log.level=warn".into(),
        ];
        let running = Running::start(&program, &arguments, &self.log("prometheus"))?;
        self.prometheus = Some(running);
        self.wait_for("prometheus", port)
    }

    fn start_alertmanager(&mut self) -> Result<(), String> {
        let port = self.alertmanager_port;
        let names = ["prometheus-alertmanager", "alertmanager"];
        let program = find(&names, "prometheus-alertmanager")?;
        let arguments = [
            self.flag("config.file", "alertmanager.yml"),
            self.flag("storage.path", "alertmanager"),
            format!("--web.listen-address=127.0.0.1:{port}"),
            "--cluster.listen-address=".into(),
            "--log.level=debug".into(),
        ];
        let running = Running::start(&program, &arguments, &self.log("alertmanager"))?;
        self.alertmanager = Some(running);
        self.wait_for("alertmanager", port)
    }

    fn flag(&self, name: &str, file: &str) -> String {
        format!("--{name}={}", self.folder.path().join(file).display())
    }

    fn log(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.log"))
    }

    fn wait_for(&self, name: &str, port: u16) -> Result<(), String> {
        let started = Instant::now();
        let ready = |answer: Response| answer.status == 200;
        while started.elapsed() < START_LIMIT {
            if ask(port, "GET", "/-/ready", &[], "").is_ok_and(ready) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(50));
        }
        let limit = START_LIMIT.as_secs();
        let logs = self.logs();
        Err(format!(
            "{name} was not ready after {limit} seconds: {logs}"
        ))
    }

    fn configure(&self, watch: Watch<'_>) -> std::io::Result<()> {
        let (target, alertmanager) = (watch.target, self.alertmanager_port);
        let prometheus = format!(
            "global: {{ scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }}\n\
             rule_files: [rules.yml]\n\
             alerting:\n  alertmanagers:\n  \
             - static_configs: [{{ targets: ['127.0.0.1:{alertmanager}'] }}]\n\
             scrape_configs:\n\
             - job_name: watched\n  \
             static_configs: [{{ targets: ['127.0.0.1:{target}'] }}]\n"
        );
        let rules = watch.rules;
        let rules = format!("groups:\n- name: watched\n  rules:\n{rules}");
        let Watch {
            webhook, secret, ..
        } = watch;
        let alertmanager = format!(
            "route: {{ receiver: afterword, group_by: [alertname], group_wait: 1s, \
             group_interval: 1s, repeat_interval: 2s }}\n\
             receivers:\n- name: afterword\n  webhook_configs:\n  \
             - url: '{webhook}'\n    send_resolved: true\n    \
             http_config: {{ authorization: {{ credentials: '{secret}' }} }}\n"
        );
        let folder = self.folder.path();
        fs::write(folder.join("prometheus.yml"), prometheus)?;
        fs::write(folder.join("rules.yml"), rules)?;
        fs::write(folder.join("alertmanager.yml"), alertmanager)
    }
}

/// A server that stops when this is dropped.
#[derive(Debug)]
struct Running(Child);

impl Running {
    fn start(program: &Path, arguments: &[String], log: &Path) -> Result<Self, String> {
        Command::new("sh")
            .args(["-c", SUPERVISOR, "afterword-testbed"])
            .arg(log)
            .arg(program)
            .args(arguments)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map(Self)
            .map_err(|error| format!("{} did not start: {error}", program.display()))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        // Only tells when it has ended; there is nothing to do about how.
        let _ = self.0.wait();
    }
}

fn find(names: &[&str], package: &str) -> Result<PathBuf, String> {
    let path = crate::settings::variable("PATH").unwrap_or_default();
    let folders = path.split(':').filter(|folder| !folder.is_empty());
    folders
        .flat_map(|folder| names.iter().map(move |name| Path::new(folder).join(name)))
        .find(|program| program.is_file())
        .ok_or_else(|| {
            format!("{package} is not installed: on Debian, `apt install {package}` brings it")
        })
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
