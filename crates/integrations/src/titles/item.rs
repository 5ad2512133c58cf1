//! What an address of a forge leads to. It is asked for only at the API of the same host, so that
//! a link cannot choose where a token goes.

use url::Url;

/// What has a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    MergeRequest,
    Issue,
}

/// A merge request or an issue.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// The parts of its repository's path, each of letters, digits, `-`, `_` and `.`.
    pub(super) repository: Vec<String>,
    pub(super) what: What,
    pub(super) number: u64,
}

impl Item {
    /// `None` for names that no repository has, and for numbers that nothing has.
    pub(super) fn of(repository: &[&str], what: What, number: &str) -> Option<Self> {
        let is_name = |part: &&str| {
            let plain =
                |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
            part.bytes().all(plain) && !part.bytes().all(|byte| byte == b'.')
        };
        let digits = number.bytes().all(|byte| byte.is_ascii_digit());
        let number = number.parse().ok().filter(|_| digits)?;
        let is_whole = repository.len() >= 2 && repository.iter().all(is_name);
        is_whole.then(|| Self {
            repository: repository.iter().map(|part| (*part).to_owned()).collect(),
            what,
            number,
        })
    }
}

/// Reads the parts of a link's path that come behind those of `pages`; `None` where the link lies
/// elsewhere.
pub(crate) fn parts<T>(
    pages: &Url,
    link: &str,
    read: impl FnOnce(&[&str]) -> Option<T>,
) -> Option<T> {
    let link: Url = link.trim().parse().ok()?;
    let is_web = matches!(link.scheme(), "http" | "https");
    let is_there = link.host() == pages.host()
        && (link.port_or_known_default() == pages.port_or_known_default()
            || link.port().or(pages.port()).is_none());
    let filled = |url: &Url| -> Vec<String> {
        let parts = url.path_segments().into_iter().flatten();
        let parts = parts.filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    };
    let (all, before) = (filled(&link), filled(pages));
    let rest = all.strip_prefix(before.as_slice())?;
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    (is_web && is_there).then(|| read(&rest)).flatten()
}
