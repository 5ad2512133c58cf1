//! How fast the program answers while many ask: a workspace of as many incidents as are wanted, on
//! either database, and `oha` that asks over so many connections.
//!
//! It works on the program as it is shipped, from outside: it knows the API and no table. The load
//! shares the machine with the server.

mod documents;
mod oha;
mod process;
mod questions;
mod report;

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::both::Engine;
use crate::cluster::psql;
use crate::cluster::restartable::Restartable;
use crate::program::{Installation, Running};
use documents::Writer;
use oha::Oha;
pub use questions::{HOME, PATTERNS, Question};
pub use report::{Measured, Report, Size};

/// Documents to an import: as many files as a folder should have.
const BATCH: usize = 10_000;
const REST: Duration = Duration::from_millis(1500);
const STARTS: usize = 7;
const PATIENCE: Duration = Duration::from_mins(5);

/// What is to be measured.
#[derive(Clone, Debug)]
pub struct Plan {
    pub binary: PathBuf,
    pub oha: PathBuf,
    pub engine: Engine,
    /// Zero for the empty workspace, of which only its start and its memory are measured.
    pub incidents: usize,
    pub connections: Vec<u32>,
    pub questions: Vec<Question>,
    /// Of each run.
    pub seconds: u32,
}

/// Where the workspace is kept, with what has to outlive it.
struct Place {
    program: Installation,
    postgres: Option<(Restartable, String)>,
    folder: TempDir,
}

/// Fills a workspace and asks it everything that the plan names.
///
/// # Errors
/// When anything could not be started, or was not answered as it should be.
pub fn measure(plan: &Plan) -> Result<Report, String> {
    let place = Place::new(plan)?;
    let empty_bytes = place.database_bytes()?;
    let began = Instant::now();
    place.fill(plan.incidents)?;
    let filled = began.elapsed();
    let bytes = place.database_bytes()?.saturating_sub(empty_bytes);
    let mut report = Report {
        engine: plan.engine,
        incidents: plan.incidents,
        filled,
        ..Report::default()
    };
    if plan.incidents > 0 {
        // The first start makes the search index.
        let server = place.program.start()?;
        Place::settle(&server)?;
        server.stop()?;
        let index = process::folder_bytes(&place.program.data().join("index"));
        report.size = Some(Size { bytes, index });
    }
    report.starts = (0..STARTS)
        .map(|_| place.cold_start())
        .collect::<Result<_, _>>()?;
    let server = place.program.start()?;
    Place::settle(&server)?;
    thread::sleep(REST);
    report.resting_bytes = process::resident_bytes(server.process());
    if plan.incidents == 0 {
        return Ok(report);
    }
    let oha = Oha {
        program: &plan.oha,
        folder: place.folder.path(),
        seconds: plan.seconds,
    };
    for question in &plan.questions {
        let asked = question.asked(plan.incidents);
        // What is kept in memory is read once, as on every day but the first.
        let warm = Oha { seconds: 1, ..oha };
        warm.ask(&server, &asked, 1)?;
        for &connections in &plan.connections {
            let before = place.used(&server);
            let ran = oha.ask(&server, &asked, connections)?;
            let after = place.used(&server);
            report
                .measured
                .push(Measured::of(*question, connections, ran, before, after));
        }
    }
    report.busy_bytes = process::resident_bytes(server.process());
    server.stop()?;
    Ok(report)
}

impl Place {
    fn new(plan: &Plan) -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let postgres = match plan.engine {
            Engine::Sqlite => None,
            Engine::Postgres => {
                let server = Restartable::new()?;
                let url = server.database("load")?;
                Some((server, url))
            }
        };
        let database = postgres.as_ref().map(|(_, url)| url.as_str());
        let data = folder.path().join("data");
        let program = Installation::new(&plan.binary, &data, database);
        let mut program = program.with_administrator()?;
        // The load comes from one address with one token.
        program.set("AFTERWORD_LIMIT_PER_ADDRESS", "0");
        program.set("AFTERWORD_LIMIT_PER_TOKEN", "0");
        Ok(Self {
            program,
            postgres,
            folder,
        })
    }

    /// By `afterword import`, the way in of every post-mortem that was written elsewhere.
    fn fill(&self, incidents: usize) -> Result<(), String> {
        let mut writer = Writer::new(1, incidents);
        let told = |error: std::io::Error| format!("a document could not be written: {error}");
        let mut written = 0;
        while written < incidents {
            let folder = self.folder.path().join("documents");
            fs::create_dir(&folder).map_err(told)?;
            for _ in 0..BATCH.min(incidents - written) {
                let file = File::create(folder.join(format!("{written:06}.json"))).map_err(told)?;
                let mut file = BufWriter::new(file);
                write!(file, "{}", writer.next()).map_err(told)?;
                file.flush().map_err(told)?;
                written += 1;
            }
            self.program
                .tell(&["import", &folder.display().to_string()])?;
            fs::remove_dir_all(&folder).map_err(told)?;
        }
        Ok(())
    }

    /// The database alone, with nothing that is still to be brought into it.
    fn database_bytes(&self) -> Result<u64, String> {
        let Some((_, url)) = &self.postgres else {
            let file = self.program.data().join("afterword.db");
            return fs::metadata(&file)
                .map(|about| about.len())
                .map_err(|error| format!("{}: {error}", file.display()));
        };
        psql(url, "VACUUM ANALYZE")?;
        psql(url, "CHECKPOINT")?;
        let told = psql(url, "SELECT pg_database_size(current_database())")?;
        told.parse()
            .map_err(|_| format!("a size that is none: {told}"))
    }

    /// Returns when the search index has everything.
    fn settle(server: &Running) -> Result<(), String> {
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            let told = server.api("GET", "/search-index", &serde_json::Value::Null);
            let told = told.map_err(|error| error.to_string())?.body;
            let told: serde_json::Value = serde_json::from_str(&told).unwrap_or_default();
            if told["standing"] == "ready" && told["behind"] == 0 {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Err("the search index was not made in time".into())
    }

    /// From the start of the program to its first good answer.
    fn cold_start(&self) -> Result<Duration, String> {
        let began = Instant::now();
        let server = self.program.start()?;
        loop {
            let answer = crate::ask(server.port(), "GET", "/readyz", &[], "");
            if answer.is_ok_and(|answer| answer.status == 200) {
                break;
            }
            if began.elapsed() > PATIENCE {
                return Err("the server did not become ready".into());
            }
        }
        let took = began.elapsed();
        server.stop()?;
        Ok(took)
    }

    /// Processor time of the server, and of PostgreSQL.
    fn used(&self, server: &Running) -> (u64, u64) {
        let postgres = self.postgres.as_ref();
        let postgres = postgres.and_then(|(postgres, _)| postgres.process());
        (
            process::processor_ms(server.process()),
            postgres.map_or(0, process::processor_ms),
        )
    }
}

/// What the program itself takes on disk.
pub fn binary_bytes(binary: &Path) -> u64 {
    fs::metadata(binary).map_or(0, |about| about.len())
}
