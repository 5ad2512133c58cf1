//! GitHub, GitLab, Gitea, Forgejo and Bitbucket: merge requests, issues, commits, pipelines. They
//! are told by their paths, whatever the host is called.

use super::Shape;
use super::address::{Address, is_number};
use crate::incident::EvidenceKind::{File, Log, MergeRequest, Pipeline, Ticket};

/// How much of a commit's name is shown.
const SHA_SHOWN: usize = 8;

pub(super) fn recognise(address: &Address<'_>) -> Option<Shape> {
    let parts = address.parts();
    builder(address, &parts)
        .or_else(|| gitlab(&parts))
        .or_else(|| github(&parts))
}

/// `/group/…/repository/-/merge_requests/4821`; older ones come without the `-`.
fn gitlab(parts: &[&str]) -> Option<Shape> {
    if let Some(dash) = parts.iter().position(|part| *part == "-") {
        let repository = dash.checked_sub(1).map(|at| parts[at])?;
        return inside(repository, &parts[dash + 1..]);
    }
    let at = parts.iter().position(|part| *part == "merge_requests")?;
    inside(at.checked_sub(1).map(|at| parts[at])?, &parts[at..])
}

fn inside(repository: &str, rest: &[&str]) -> Option<Shape> {
    match rest {
        ["merge_requests", number, ..] if is_number(number) => {
            Some((MergeRequest, format!("{repository}!{number}")))
        }
        ["issues" | "work_items" | "incidents", number, ..] if is_number(number) => {
            Some((Ticket, format!("{repository}#{number}")))
        }
        ["pipelines", number, ..] if is_number(number) => {
            Some((Pipeline, format!("{repository} pipeline {number}")))
        }
        ["jobs", number, ..] if is_number(number) => {
            Some((Pipeline, format!("{repository} job {number}")))
        }
        ["compare", span, ..] => Some((MergeRequest, format!("{repository} {span}"))),
        ["blob" | "raw", _, .., file] => Some((File, (*file).to_owned())),
        ["commit", sha, ..] => commit(repository, sha),
        _ => None,
    }
}

/// `/owner/repository/pull/1234`, and what Gitea and Bitbucket make of it.
fn github(parts: &[&str]) -> Option<Shape> {
    // Bitbucket's own servers first.
    let (["projects", _, "repos", repository, rest @ ..] | [_, repository, rest @ ..]) = parts
    else {
        return None;
    };
    match rest {
        ["pull" | "pulls" | "pull-requests", number, ..] if is_number(number) => {
            Some((MergeRequest, format!("{repository}#{number}")))
        }
        ["actions", "runs", number, ..] if is_number(number) => {
            Some((Pipeline, format!("{repository} run {number}")))
        }
        ["commits", sha, ..] => commit(repository, sha),
        ["src", "commit", _, .., file] => Some((File, (*file).to_owned())),
        // `/group/issues/1` of a tracker has no repository before it.
        _ => inside(repository, rest),
    }
}

fn commit(repository: &str, sha: &str) -> Option<Shape> {
    let sha = sha.split('.').next().unwrap_or(sha);
    let is_sha = (7..=64).contains(&sha.len()) && sha.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_sha.then(|| {
        (
            MergeRequest,
            format!("{repository}@{}", &sha[..SHA_SHOWN.min(sha.len())]),
        )
    })
}

/// Programs that only build.
fn builder(address: &Address<'_>, parts: &[&str]) -> Option<Shape> {
    match parts {
        [_, pipeline, "builds", number, ..] if address.is_at("buildkite.com") => {
            Some((Pipeline, format!("{pipeline} build {number}")))
        }
        ["pipelines", _, _, repository, number, ..] if address.is_at("circleci.com") => {
            Some((Pipeline, format!("{repository} pipeline {number}")))
        }
        // Jenkins: folders and jobs alternate with the word.
        [.., "job", name, number] if is_number(number) => {
            Some((Pipeline, format!("{name} build {number}")))
        }
        [.., "job", name, number, "console" | "consoleFull"] if is_number(number) => {
            Some((Log, format!("{name} build {number}")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::incident::evidence_link::recognise;

    #[test]
    fn a_forge_is_recognised_by_its_paths() {
        let cases = [
            (
                "https://gitlab.com/northwind/core/ledger/-/merge_requests/4821/diffs#note_1",
                "MergeRequest ledger!4821",
            ),
            (
                "https://git.example.org/core/ledger/merge_requests/7",
                "MergeRequest ledger!7",
            ),
            (
                "https://git.example.org/core/ledger/-/issues/12",
                "Ticket ledger#12",
            ),
            (
                "https://git.example.org/core/ledger/-/commit/0123456789abcdef0123456789abcdef01234567",
                "MergeRequest ledger@01234567",
            ),
            (
                "https://git.example.org/core/ledger/-/pipelines/99120",
                "Pipeline ledger pipeline 99120",
            ),
            (
                "https://git.example.org/core/ledger/-/jobs/5#L120",
                "Pipeline ledger job 5",
            ),
            (
                "https://git.example.org/core/ledger/-/blob/main/src/pool.rs#L3",
                "File pool.rs",
            ),
            (
                "https://github.com/northwind/ledger/pull/1234/files",
                "MergeRequest ledger#1234",
            ),
            (
                "https://github.com/northwind/ledger/issues/9#issuecomment-2",
                "Ticket ledger#9",
            ),
            (
                "https://github.com/northwind/ledger/commit/abcdef0123.patch",
                "MergeRequest ledger@abcdef01",
            ),
            (
                "https://github.com/northwind/ledger/compare/v1...v2",
                "MergeRequest ledger v1...v2",
            ),
            (
                "https://github.com/northwind/ledger/actions/runs/7781/job/3",
                "Pipeline ledger run 7781",
            ),
            (
                "https://codeberg.org/northwind/ledger/pulls/3",
                "MergeRequest ledger#3",
            ),
            (
                "https://bitbucket.org/northwind/ledger/pull-requests/3/x",
                "MergeRequest ledger#3",
            ),
            (
                "https://bb.example.org/projects/CORE/repos/ledger/pull-requests/3/overview",
                "MergeRequest ledger#3",
            ),
            (
                "https://buildkite.com/northwind/deploy/builds/88",
                "Pipeline deploy build 88",
            ),
            (
                "https://ci.example.org/job/core/job/deploy/88/console",
                "Log deploy build 88",
            ),
        ];
        for (url, expected) in cases {
            let found = recognise(url).unwrap();
            let kind = found.kind.unwrap_or_else(|| panic!("{url}"));
            assert_eq!(format!("{kind:?} {}", found.label), expected, "{url}");
        }
    }

    #[test]
    fn what_only_looks_like_one_is_not() {
        for url in [
            "https://github.com/northwind/ledger",
            "https://github.com/northwind/ledger/commit/main",
            "https://github.com/northwind/ledger/pull/new",
            "https://example.org/-/merge_requests/1",
            "https://example.org/merge_requests/1",
            "https://example.org/a/b/issues/99999999999999999999999",
        ] {
            assert_eq!(recognise(url).unwrap().kind, None, "{url}");
        }
    }
}
