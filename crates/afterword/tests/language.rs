//! `afterword lint` and `afterword bench language` as they are run.

#![allow(
    clippy::unwrap_used,
    reason = "what a test takes for granted may fail it"
)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const REVIEW: &str =
    "# Ledger\n\nThe engineer forgot to bound the retries.\n\n## Actions\n\n- Be more careful\n";
const FINE: &str = "# Ledger\n\nThe retries had no bound.\n";

/// Runs in a folder, with something on standard input.
fn run(folder: &Path, arguments: &[&str], input: &[u8]) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_afterword"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A command that reads no input may be gone already.
    let _ = stdin.write_all(input);
    drop(stdin);
    let Output {
        status,
        stdout,
        stderr,
    } = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

fn reviews() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("reviews")).unwrap();
    for (name, text) in [
        ("reviews/a b.md", REVIEW),
        ("reviews/c.md", FINE),
        ("reviews/d.json", REVIEW),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn json(folder: &Path, arguments: &[&str], code: i32) -> Value {
    let (exit, out, err) = run(folder, arguments, b"");
    assert_eq!(exit, code, "{err}");
    serde_json::from_str(&out).unwrap()
}

#[test]
fn findings_are_told_with_their_place_and_end_with_one() {
    let folder = reviews();
    let (code, out, err) = run(folder.path(), &["lint", "reviews"], b"");
    assert_eq!(code, 1);
    assert_eq!(
        err,
        "afterword: 1 file without a Markdown ending was left out\n"
    );
    assert!(
        out.starts_with("reviews/a b.md:3:5: A person as the cause [person-as-cause]\n"),
        "{out}"
    );
    assert!(out.ends_with("2 files, 2 findings.\n"), "{out}");
    let (code, out, err) = run(folder.path(), &["lint", "reviews/c.md"], b"");
    assert_eq!((code, out.as_str()), (0, "1 file, nothing to say.\n"));
    assert_eq!(err, "");
}

#[test]
fn json_has_the_bytes_of_the_file_also_where_they_are_no_text() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = b"caf\xe9 \xf0\x9f\x99\x82 The engineer forgot it.";
    let (code, out, _) = run(
        folder.path(),
        &["lint", "--stdin", "--format", "json"],
        bytes,
    );
    let report: Value = serde_json::from_str(&out).unwrap();
    let found = &report["files"][0]["findings"][0];
    let place = |name: &str| usize::try_from(found[name].as_u64().unwrap()).unwrap();
    assert_eq!(
        (code, report["files"][0]["utf8"].as_bool()),
        (1, Some(false))
    );
    assert_eq!(&bytes[place("start")..place("end")], b"engineer forgot");
    assert_eq!((place("line"), place("column")), (1, 13));
    assert_eq!(found["rule"], "person-as-cause");
    assert_eq!(report["findings"], 1);
}

/// What the schema of SARIF 2.1.0 requires, and what code scanning reads beyond it.
#[test]
fn sarif_names_its_rules_and_places() {
    let folder = reviews();
    let log = json(folder.path(), &["lint", "reviews", "--format", "sarif"], 1);
    assert_eq!(log["version"], "2.1.0");
    assert!(
        log["$schema"]
            .as_str()
            .unwrap()
            .ends_with("sarif-schema-2.1.0.json")
    );
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "afterword");
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(result["message"]["text"].is_string());
        assert!(["none", "note", "warning", "error"].contains(&result["level"].as_str().unwrap()));
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "reviews/a%20b.md");
        let region = &place["region"];
        assert!(
            region["startLine"].as_u64() >= Some(1) && region["startColumn"].as_u64() >= Some(1)
        );
        assert!(region["endColumn"].as_u64() > region["startColumn"].as_u64());
    }
}

#[test]
fn annotations_are_workflow_commands() {
    let folder = reviews();
    let (code, out, _) = run(
        folder.path(),
        &["lint", "reviews", "--format", "github"],
        b"",
    );
    let first = out.lines().next().unwrap();
    assert_eq!((code, out.lines().count()), (1, 2));
    assert!(
        first.starts_with("::warning file=reviews/a b.md,line=3,endLine=3,col=5,endColumn=20,title=A person as the cause::It makes"),
        "{first}"
    );
}

#[test]
fn a_configuration_is_found_where_the_command_runs_or_named() {
    let folder = reviews();
    let config = "allowed = ['forgot to bound']\n[severities]\nadmonition = 'off'\n";
    std::fs::write(folder.path().join("afterword-language.toml"), config).unwrap();
    assert_eq!(run(folder.path(), &["lint", "reviews"], b"").0, 0);
    std::fs::write(folder.path().join("other.toml"), "").unwrap();
    assert_eq!(
        run(
            folder.path(),
            &["lint", "reviews", "--config", "other.toml"],
            b""
        )
        .0,
        1
    );
    let (code, out, _) = run(
        folder.path(),
        &[
            "lint",
            "reviews",
            "--config",
            "other.toml",
            "--at-least",
            "high",
        ],
        b"",
    );
    assert_eq!((code, out.contains("[admonition]")), (1, true));
}

#[test]
fn wrong_use_is_refused_with_its_reason() {
    let folder = reviews();
    std::fs::write(
        folder.path().join("bad.toml"),
        "[severities]\nnone-such = 'off'\n",
    )
    .unwrap();
    let refused = [
        (vec!["lint"], "required"),
        (vec!["lint", "gone.md"], "gone.md"),
        (vec!["lint", "--stdin", "reviews"], "cannot be used with"),
        (
            vec!["lint", "reviews", "--config", "gone.toml"],
            "gone.toml",
        ),
        (
            vec!["lint", "reviews", "--config", "bad.toml"],
            "there is no rule “none-such”",
        ),
        (
            vec!["bench", "language", "--labels", "reviews/c.md"],
            "line 3: begins with neither",
        ),
    ];
    for (arguments, why) in refused {
        let (code, _, err) = run(folder.path(), &arguments, b"");
        assert_eq!(code, 2, "{arguments:?}");
        assert!(err.contains(why), "{arguments:?}: {err}");
    }
}

fn shared() -> PathBuf {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    #[expect(
        clippy::disallowed_methods,
        reason = "where the sentences lie is the machine's to say"
    )]
    let shared = std::env::var_os("AFTERWORD_SHARED").map_or_else(|| beside.into(), PathBuf::from);
    let labels = shared.join("data/labels/blame_sentences.tsv");
    assert!(
        labels.is_file(),
        "{} is not there; set AFTERWORD_SHARED",
        labels.display()
    );
    labels
}

#[test]
fn the_checker_is_as_often_right_as_the_documents_say() {
    let labels = shared();
    let labels = labels.to_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let report = json(
        folder.path(),
        &["bench", "language", "--labels", labels, "--format", "json"],
        0,
    );
    let share = |part: &str, name: &str| report[part][name].as_f64().unwrap();
    assert!(
        share("total", "recall") >= 0.92 && share("cross_checked", "recall") >= 0.92,
        "{report}"
    );
    let wrong =
        share("total", "false_positive_rate").max(share("cross_checked", "false_positive_rate"));
    assert!(wrong <= 0.08, "{report}");
}

#[test]
fn what_is_found_is_told_by_document() {
    let folder = reviews();
    let docs = ["bench", "language", "--docs", "reviews"];
    let (code, out, err) = run(folder.path(), &docs, b"");
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("1 file without a Markdown ending"), "{err}");
    let line = out.lines().find(|line| line.contains("a b.md")).unwrap();
    assert!(line.contains("admonition 1, person-as-cause 1"), "{out}");
    assert!(out.ends_with("1 of 2 documents with findings.\n"), "{out}");

    let report = json(
        folder.path(),
        &[&docs[..], &["--format", "json"]].concat(),
        0,
    );
    assert_eq!(report["documents"][0]["path"], "reviews/a b.md");
    assert_eq!(report["documents"][0]["findings"], 2);
    assert_eq!(report["documents"][0]["by_rule"]["admonition"], 1);
    // "Ledger", the sentence of seven words, "Actions", and the three of the item.
    assert_eq!(report["documents"][0]["words"], 12);
    assert_eq!(report["documents"][1]["findings"], 0);
    assert_eq!(report["total"]["findings"], 2);
    assert_eq!(report["documents_with_findings"], 1);
}

#[test]
fn a_bench_wants_labels_or_documents() {
    let folder = reviews();
    for (arguments, reason) in [
        (vec!["bench", "language"], "required"),
        (
            vec![
                "bench", "language", "--labels", "x.tsv", "--docs", "reviews",
            ],
            "cannot be used with",
        ),
        (vec!["bench", "language", "--docs", "gone"], "gone"),
        (
            vec!["bench", "language", "--docs", "reviews/none"],
            "reviews/none",
        ),
    ] {
        let (code, _, err) = run(folder.path(), &arguments, b"");
        assert_eq!(code, 2, "{arguments:?}: {err}");
        assert!(err.contains(reason), "{arguments:?}: {err}");
    }
}
