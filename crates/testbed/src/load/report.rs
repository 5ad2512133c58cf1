//! What was measured, as lines of a Markdown table and as JSON.

use std::time::Duration;

use serde_json::{Value, json};

use super::oha::Ran;
use super::questions::Question;
use crate::both::Engine;

/// One question, asked over so many connections.
#[derive(Clone, Debug)]
pub struct Measured {
    question: Question,
    connections: u32,
    ran: Ran,
    /// Of the server, for each request.
    server_us: f64,
    /// Of PostgreSQL, for each request.
    postgres_us: f64,
}

/// What the incidents take on disk.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// The database, less what an empty one takes.
    pub bytes: u64,
    /// The search index.
    pub index: u64,
}

/// Everything that was measured on one workspace.
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub engine: Engine,
    pub incidents: usize,
    pub filled: Duration,
    pub size: Option<Size>,
    pub starts: Vec<Duration>,
    pub resting_bytes: u64,
    /// After all that was asked.
    pub busy_bytes: u64,
    pub measured: Vec<Measured>,
}

impl Measured {
    #[expect(clippy::cast_precision_loss, reason = "some seconds in microseconds")]
    pub(super) fn of(
        question: Question,
        connections: u32,
        ran: Ran,
        before: (u64, u64),
        after: (u64, u64),
    ) -> Self {
        let each = |before: u64, after: u64| {
            after.saturating_sub(before) as f64 * 1000.0 / ran.requests.max(1) as f64
        };
        Self {
            question,
            connections,
            ran,
            server_us: each(before.0, after.0),
            postgres_us: each(before.1, after.1),
        }
    }
}

impl Report {
    /// The median of the starts, in milliseconds.
    fn start_ms(&self) -> f64 {
        let mut starts = self.starts.clone();
        starts.sort_unstable();
        starts
            .get(starts.len() / 2)
            .map_or(0.0, |start| start.as_secs_f64() * 1000.0)
    }

    /// As Markdown.
    pub fn table(&self) -> String {
        let mut lines = vec![format!("{}, {} incidents", self.engine, self.incidents)];
        if !self.measured.is_empty() {
            lines.push(String::new());
            lines.push(
                "| Request | Connections | A second | p50 | p99 | CPU of the server | of PostgreSQL |"
                    .into(),
            );
            lines.push("|---|---|---|---|---|---|---|".into());
        }
        lines.extend(self.measured.iter().map(|one| {
            format!(
                "| {} | {} | {:.0} | {:.2} ms | {:.2} ms | {:.0} µs | {:.0} µs |",
                one.question.told(),
                one.connections,
                one.ran.a_second,
                one.ran.p50_ms,
                one.ran.p99_ms,
                one.server_us,
                one.postgres_us
            )
        }));
        lines.push(String::new());
        lines.push(format!("- start {:.0} ms", self.start_ms()));
        lines.push(format!(
            "- memory at rest {:.1} MB",
            megabytes(self.resting_bytes)
        ));
        if let Some(size) = self.size {
            lines.push(format!(
                "- memory after the load {:.1} MB",
                megabytes(self.busy_bytes)
            ));
            lines.push(format!(
                "- an incident takes {:.1} KB in the database and {:.1} KB in the search index",
                self.each_kb(size.bytes),
                self.each_kb(size.index)
            ));
            lines.push(format!("- filled in {:.0} s", self.filled.as_secs_f64()));
        }
        lines.join("\n")
    }

    #[expect(clippy::cast_precision_loss, reason = "sizes of files")]
    fn each_kb(&self, bytes: u64) -> f64 {
        bytes as f64 / self.incidents.max(1) as f64 / 1000.0
    }

    pub fn json(&self) -> Value {
        let measured = self.measured.iter().map(|one| {
            json!({
                "question": one.question.name(), "connections": one.connections,
                "requests_a_second": one.ran.a_second,
                "p50_ms": one.ran.p50_ms, "p99_ms": one.ran.p99_ms,
                "server_cpu_us": one.server_us, "postgres_cpu_us": one.postgres_us,
            })
        });
        json!({
            "database": self.engine.to_string(), "incidents": self.incidents,
            "filled_s": self.filled.as_secs_f64(), "start_ms": self.start_ms(),
            "resting_bytes": self.resting_bytes, "busy_bytes": self.busy_bytes,
            "database_bytes": self.size.map(|size| size.bytes),
            "index_bytes": self.size.map(|size| size.index),
            "measured": measured.collect::<Vec<_>>(),
        })
    }
}

#[expect(clippy::cast_precision_loss, reason = "sizes of processes")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1_000_000.0
}
