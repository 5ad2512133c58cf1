//! Where PostgreSQL's programs are: on the path, or where Debian puts them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::settings;

const DEBIAN: &str = "/usr/lib/postgresql";
const PROGRAMS: [&str; 3] = ["initdb", "postgres", "psql"];

/// The full path of one of PostgreSQL's programs, all three from one installation.
pub(super) fn find(program: &str) -> Result<PathBuf, String> {
    folders()
        .into_iter()
        .find(|folder| PROGRAMS.iter().all(|name| folder.join(name).is_file()))
        .map(|folder| folder.join(program))
        .ok_or_else(|| {
            "PostgreSQL's server programs are not installed: on Debian, `apt install postgresql` \
             brings them (AFTERWORD_TEST_DATABASES=sqlite leaves PostgreSQL out)"
                .to_owned()
        })
}

/// Debian's newest first, then the path: Debian's `psql` there is a wrapper without its server.
fn folders() -> Vec<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir(DEBIAN)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path())))
        .collect();
    versions.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    let path = settings::variable("PATH").unwrap_or_default();
    let on_path = path
        .split(':')
        .filter(|folder| !folder.is_empty())
        .map(PathBuf::from);
    versions
        .into_iter()
        .map(|(_, folder)| folder.join(Path::new("bin")))
        .chain(on_path)
        .collect()
}
