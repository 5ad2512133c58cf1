//! `afterword similar` and what measures it, as they are used: over folders, with no server.

#![allow(
    clippy::unwrap_used,
    reason = "what a test takes for granted may fail it"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

const DRAINED: &str = "# Payments stood still\n\n- Started: 2026-03-09 10:00 UTC\n\n## Root cause\n\n\
    Settlement drained the connection pool of the Ledger, which failed with `PoolTimeout`. Retries \
    had no limit.\n\n## Resolution\n\nRaised the pool and bounded the retries.\n";
const AGAIN: &str = "# Checkout failed\n\n- Started: 2026-07-02 10:00 UTC\n\n## Root cause\n\n\
    The connection pool of the Ledger was drained by settlement and answered `PoolTimeout`, since \
    retries had no limit.\n\n## Resolution\n\nBounded the retries.\n";
const OTHER: &str = "# Letters were late\n\n- Started: 2026-05-01 10:00 UTC\n\n## Root cause\n\n\
    The certificate of the mail relay expired.\n";

fn run(arguments: &[&str]) -> (i32, String, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_afterword"))
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        run.status.code().unwrap(),
        text(run.stdout),
        text(run.stderr),
    )
}

fn told(arguments: &[&str]) -> Value {
    let (code, out, err) = run(arguments);
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

fn reviews() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("drained.md", DRAINED),
        ("again.md", AGAIN),
        ("other.md", OTHER),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn at(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().unwrap().to_owned()
}

#[test]
fn what_was_before_is_found_for_a_file_and_for_a_sentence() {
    let folder = reviews();
    let from = folder.path().to_str().unwrap();
    let again = at(folder.path(), "again.md");
    let sentence = "settlement drained the connection pool of the ledger: PoolTimeout";
    for subject in [again.as_str(), sentence] {
        let found = told(&["similar", subject, "--from", from, "--format", "json"]);
        let files: Vec<_> = found
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["file"])
            .collect();
        let first = if subject == sentence {
            &files[..2]
        } else {
            &files[..1]
        };
        assert!(first.contains(&&json!("drained.md")), "{subject}: {found}");
        assert!(!files.contains(&&json!("other.md")), "{subject}: {found}");
        assert_eq!(
            files.contains(&&json!("again.md")),
            subject == sentence,
            "not like itself"
        );
        let reasons = found[0]["reasons"].to_string();
        assert!(reasons.contains("connections ran out"), "{reasons}");
    }
    let (_, out, _) = run(&["similar", &again, "--from", from]);
    assert!(
        out.starts_with("drained.md, 2026-03-09: Payments stood still ("),
        "{out}"
    );
    let (_, out, _) = run(&["similar", "a cat sat there", "--from", from]);
    assert_eq!(out, "Nothing like it was found.\n");
}

#[test]
fn wrong_use_says_what_is_wrong() {
    let folder = reviews();
    let from = folder.path().to_str().unwrap();
    let labels = at(folder.path(), "labels.tsv");
    std::fs::write(&labels, "grade\tearlier\tlater\n2\tgone.md\tnever.md\n").unwrap();
    for (arguments, why) in [
        (
            vec!["similar", "INC-77", "--from", from],
            "there is no incident INC-77",
        ),
        (
            vec!["similar", "gone.md", "--from", from],
            "there is no file gone.md",
        ),
        (
            vec!["bench", "similar", "--labels", "gone.tsv", "--docs", from],
            "gone.tsv",
        ),
        (
            vec!["bench", "similar", "--labels", &labels, "--docs", from],
            "no graded pair lies below",
        ),
        (
            vec!["bench", "repeats", "--labels", &labels, "--docs", "gone"],
            "gone",
        ),
    ] {
        let (code, _, err) = run(&arguments);
        assert_eq!(code, 2, "{arguments:?}: {err}");
        assert!(err.contains(why), "{arguments:?}: {err}");
    }
}

#[test]
fn weights_are_fitted_into_a_file_that_keeps_its_comments() {
    let folder = reviews();
    let from = folder.path().to_str().unwrap();
    let (labels, fit) = (
        at(folder.path(), "labels.tsv"),
        at(folder.path(), "weights.toml"),
    );
    std::fs::write(
        &labels,
        "grade\tearlier\tlater\n2\tdrained.md\tagain.md\n1\tother.md\tagain.md\n",
    )
    .unwrap();
    std::fs::write(&fit, "# Kept.\n\nsimilar = 9\n").unwrap();
    let (code, out, err) = run(&[
        "bench", "similar", "--labels", &labels, "--docs", from, "--fit", &fit,
    ]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("1 pairs of one cause, 1 alike"), "{out}");
    let written = std::fs::read_to_string(&fit).unwrap();
    assert!(written.starts_with("# Kept.\n\nsimilar = "), "{written}");
    assert!(
        afterword_learning::model::Weights::read(&written).is_ok(),
        "{written}"
    );
}

fn shared() -> PathBuf {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    #[expect(
        clippy::disallowed_methods,
        reason = "where the documents lie is the machine's to say"
    )]
    let shared = std::env::var_os("AFTERWORD_SHARED").map_or_else(|| beside.into(), PathBuf::from);
    let data = shared.join("data");
    assert!(
        data.is_dir(),
        "{} is not there; set AFTERWORD_SHARED",
        data.display()
    );
    data
}

#[test]
fn the_model_is_as_often_right_as_the_documents_say() {
    let data = shared();
    let (labels, docs) = (
        at(&data, "labels/repeat_pairs.tsv"),
        at(&data, "postmortems"),
    );
    let asked = [
        "bench", "similar", "--labels", &labels, "--docs", &docs, "--format", "json",
    ];
    let report = told(&asked);
    assert_eq!(
        (&report["graded"], &report["missing"]),
        (&json!([4, 26, 7]), &json!(0))
    );
    let ranker = |name: &str| {
        let mut rankers = report["rankers"].as_array().unwrap().iter();
        rankers.find(|one| one["name"] == name).unwrap().clone()
    };
    let of = |name: &str, measure: &str| ranker(name)[measure]["value"].as_f64().unwrap();
    let crossed = "model, fitted on the other sources";
    assert!(of(crossed, "auc_repeat_against_alike") > 0.84);
    assert!(of(crossed, "ndcg_at_5") > 0.82);
    assert_eq!(ranker(crossed)["repeats"]["hit_at_5"]["value"], 1.0);
    let plain = of("TF-IDF cosine, whole documents", "auc_repeat_against_alike");
    assert!((0.6..0.8).contains(&plain), "{plain}");
}
