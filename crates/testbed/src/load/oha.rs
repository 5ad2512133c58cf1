//! The load itself: `oha`, asked for so many seconds over so many connections.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::questions::Asked;
use crate::program::Running;

/// The program, and where its lists of addresses lie.
pub(super) struct Oha<'a> {
    pub(super) program: &'a Path,
    pub(super) folder: &'a Path,
    pub(super) seconds: u32,
}

/// What one run came to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ran {
    pub(super) requests: u64,
    pub(super) a_second: f64,
    pub(super) p50_ms: f64,
    pub(super) p99_ms: f64,
}

impl Oha<'_> {
    fn file(&self, name: &str, lines: &[String]) -> Result<PathBuf, String> {
        let path = self.folder.join(name);
        let mut text = String::new();
        for line in lines {
            let _ = writeln!(text, "{line}");
        }
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(path)
    }

    /// Asks a server; every answer has to be one of 2xx.
    pub(super) fn ask(
        &self,
        server: &Running,
        asked: &Asked,
        connections: u32,
    ) -> Result<Ran, String> {
        let base = format!("http://127.0.0.1:{}/api/v1", server.port());
        let urls: Vec<_> = asked
            .paths
            .iter()
            .map(|path| format!("{base}{path}"))
            .collect();
        let mut command = Command::new(self.program);
        command
            .args([
                "--no-tui",
                "--output-format",
                "json",
                "--disable-compression",
            ])
            .args(["-z", &format!("{}s", self.seconds)])
            .args(["-c", &connections.to_string()])
            .args(["-w", "-H", &format!("authorization: {}", server.word())]);
        if let Some(bodies) = &asked.bodies {
            let bodies = self.file("bodies", bodies)?;
            command
                .args(["-m", "POST", "-T", "application/json", "-Z"])
                .arg(bodies)
                .arg(urls.first().ok_or("nothing to ask")?);
        } else {
            command
                .arg("--urls-from-file")
                .arg(self.file("urls", &urls)?);
        }
        let output = command.stdin(Stdio::null()).output();
        let output = output.map_err(|error| format!("oha did not start: {error}"))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(format!("oha failed: {said}"));
        }
        let told = serde_json::from_slice(&output.stdout);
        read(&told.map_err(|error| format!("oha said no JSON: {error}"))?)
    }
}

fn read(told: &Value) -> Result<Ran, String> {
    let statuses = told["statusCodeDistribution"].as_object();
    let statuses = statuses.ok_or("nothing was answered")?;
    let fine = |status: &String| status.starts_with('2');
    if !statuses.keys().all(fine) {
        return Err(format!("not all was answered with 2xx: {statuses:?}"));
    }
    let number = |value: &Value| value.as_f64().ok_or("a number of oha's is missing");
    let milliseconds = |name: &str| number(&told["latencyPercentiles"][name]).map(|s| s * 1000.0);
    Ok(Ran {
        requests: statuses.values().filter_map(Value::as_u64).sum(),
        a_second: number(&told["summary"]["requestsPerSec"])?,
        p50_ms: milliseconds("p50")?,
        p99_ms: milliseconds("p99")?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_it_says_is_read_and_an_error_is_no_figure() {
        let told = |status: &str| {
            json!({
                "summary": { "requestsPerSec": 812.5 },
                "latencyPercentiles": { "p50": 0.001, "p99": 0.0125 },
                "statusCodeDistribution": { status: 4062 },
            })
        };
        let ran = read(&told("200")).unwrap();
        assert_eq!((ran.requests, ran.p99_ms), (4062, 12.5));
        assert!(read(&told("429")).unwrap_err().contains("429"));
        assert!(read(&json!({})).is_err());
    }
}
