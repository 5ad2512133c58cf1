//! `cargo xtask load`: how fast the program answers while many ask, as docs/performance.md tells it.

use std::fs;
use std::path::{Path, PathBuf};

use afterword_testbed::Engine;
use afterword_testbed::load::{Plan, Question, binary_bytes, measure};
use anyhow::{Context, Result, anyhow, bail};
use serde_json::json;

use crate::command;

const USAGE: &str = "\
usage: cargo xtask load [--on DATABASE]… [--incidents N]… [--connections N]… [--seconds N]
                        [--binary FILE] [--oha FILE] [--json FILE] [QUESTION]…

  QUESTION       get, list, search, create, home, patterns; all of them when left out
  --on           sqlite or postgres; both when left out
  --incidents    how many there are; none, 5,000 and 100,000 when left out
  --connections  how many ask at once; 1, 16 and 64 when left out
  --seconds      how long each run lasts; 5 when left out
  --binary       the program; a release build is made when left out
  --oha          the load generator; the one that `make bench` installs when left out
  --json         where the figures are written, too";

struct Options {
    engines: Vec<Engine>,
    incidents: Vec<usize>,
    connections: Vec<u32>,
    questions: Vec<Question>,
    seconds: u32,
    binary: Option<PathBuf>,
    oha: Option<PathBuf>,
    json: Option<PathBuf>,
}

fn options(arguments: &[&str]) -> Result<Options> {
    let mut options = Options {
        engines: Vec::new(),
        incidents: Vec::new(),
        connections: Vec::new(),
        questions: Vec::new(),
        seconds: 5,
        binary: None,
        oha: None,
        json: None,
    };
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let mut next = || words.next().context(USAGE);
        match *word {
            "--on" => options.engines.push(engine(next()?)?),
            "--incidents" => options.incidents.push(next()?.parse().context(USAGE)?),
            "--connections" => options.connections.push(next()?.parse().context(USAGE)?),
            "--seconds" => options.seconds = next()?.parse().context(USAGE)?,
            "--binary" => options.binary = Some(next()?.into()),
            "--oha" => options.oha = Some(next()?.into()),
            "--json" => options.json = Some(next()?.into()),
            name => options.questions.push(question(name)?),
        }
    }
    fill(&mut options.engines, &[Engine::Sqlite, Engine::Postgres]);
    fill(&mut options.incidents, &[0, 5_000, 100_000]);
    fill(&mut options.connections, &[1, 16, 64]);
    fill(&mut options.questions, &Question::ALL);
    Ok(options)
}

fn fill<T: Clone>(list: &mut Vec<T>, usual: &[T]) {
    if list.is_empty() {
        list.extend_from_slice(usual);
    }
}

fn engine(name: &str) -> Result<Engine> {
    match name {
        "sqlite" => Ok(Engine::Sqlite),
        "postgres" => Ok(Engine::Postgres),
        _ => bail!("there is no database “{name}”\n{USAGE}"),
    }
}

fn question(name: &str) -> Result<Question> {
    let mut all = Question::ALL.into_iter();
    let known = all.find(|question| question.name() == name);
    known.ok_or_else(|| anyhow!("there is no question “{name}”\n{USAGE}"))
}

pub(crate) fn run(root: &Path, arguments: &[&str]) -> Result<()> {
    let options = options(arguments)?;
    let binary = if let Some(binary) = options.binary {
        binary
    } else {
        let build = ["build", "--release", "--package", "afterword"];
        command::output(root, "cargo", &build)?;
        root.join("target/release/afterword")
    };
    let oha = options
        .oha
        .unwrap_or_else(|| root.join("target/tools/bin/oha"));
    if !oha.is_file() {
        bail!("{} is missing: `make bench` installs it", oha.display());
    }
    let mut reports = Vec::new();
    for &incidents in &options.incidents {
        for &engine in &options.engines {
            let plan = Plan {
                binary: binary.clone(),
                oha: oha.clone(),
                engine,
                incidents,
                connections: options.connections.clone(),
                questions: options.questions.clone(),
                seconds: options.seconds,
            };
            let report = measure(&plan).map_err(|problem| anyhow!("{engine}: {problem}"))?;
            println!("{}\n", report.table());
            reports.push(report.json());
        }
    }
    let bytes = binary_bytes(&binary);
    println!("the program takes {:.1} MB", megabytes(bytes));
    if let Some(path) = options.json {
        let told = json!({ "binary_bytes": bytes, "reports": reports });
        fs::write(&path, format!("{told:#}\n"))
            .with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "the size of a file")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1_000_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_measured_unless_something_is_named() {
        let all = options(&[]).unwrap();
        assert_eq!(all.questions, Question::ALL);
        assert_eq!(all.incidents, [0, 5_000, 100_000]);
        let some = options(&["--on", "sqlite", "--connections", "16", "get"]).unwrap();
        assert_eq!(some.engines, [Engine::Sqlite]);
        assert_eq!(some.connections, [16]);
        assert_eq!(some.questions, [Question::Get]);
        for wrong in [
            &["sing"][..],
            &["--on", "paper"],
            &["--seconds"],
            &["--incidents", "few"],
        ] {
            assert!(options(wrong).is_err(), "{wrong:?}");
        }
    }
}
