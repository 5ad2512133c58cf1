//! What people write for a ticket: a key such as `PAY-12`, a number in a project such as
//! `acme/checkout#12`, or an address that leads to either.

use afterword_domain::tracker::TrackerPlace;
use url::Url;

use super::TrackerError;
use super::error::short;

/// Digits that make a number above zero.
pub(super) fn is_number(written: &str) -> bool {
    let digits = written.bytes().all(|byte| byte.is_ascii_digit());
    digits && written.parse::<u64>().is_ok_and(|number| number > 0)
}

/// `PAY-12`.
pub(super) fn is_key(written: &str, is_project: impl Fn(&str) -> bool) -> bool {
    let parts = written.rsplit_once('-');
    let fits = |(project, number)| is_project(project) && is_number(number);
    written.len() <= 255 && parts.is_some_and(fits)
}

/// The key of `PAY-12`, of `12` in the place, or what an address leads to.
pub(super) fn keyed(
    tracker: &'static str,
    place: &TrackerPlace,
    written: &str,
    linked: Option<String>,
    is_project: impl Fn(&str) -> bool,
) -> Result<String, TrackerError> {
    let key = linked.unwrap_or_else(|| {
        if is_number(written) {
            format!("{}-{written}", place.project)
        } else {
            written.to_owned()
        }
    });
    let key = key.to_ascii_uppercase();
    if is_key(&key, is_project) {
        return Ok(key);
    }
    Err(TrackerError::NotATicket {
        tracker,
        written: short(written),
        example: "PAY-12 or its address",
    })
}

/// The project and the number of `acme/checkout#12`, of `#12` or `12` in the place, or of what an
/// address leads to.
pub(super) fn numbered(
    tracker: &'static str,
    place: &TrackerPlace,
    written: &str,
    linked: Option<(String, String)>,
    is_project: impl Fn(&str) -> bool,
) -> Result<(String, String), TrackerError> {
    let (project, number) = linked.unwrap_or_else(|| {
        let (project, number) = written.split_once('#').unwrap_or(("", written));
        let project = if project.is_empty() {
            &place.project
        } else {
            project
        };
        (project.to_owned(), number.to_owned())
    });
    if is_number(&number) && is_project(&project) {
        return Ok((project, number));
    }
    Err(TrackerError::NotATicket {
        tracker,
        written: short(written),
        example: "acme/checkout#12 or its address",
    })
}

/// Where the pages lie of an API that has a path of its own: `/api/v4`.
pub(super) fn above(api: &Url, below: &str) -> Url {
    let mut pages = api.clone();
    let path = api.path().trim_end_matches('/');
    pages.set_path(path.strip_suffix(below).unwrap_or(path));
    pages
}

/// Where the pages lie of an API that has a host of its own: `api.linear.app` tells of `linear.app`.
pub(super) fn beside(mut api: Url) -> Url {
    if let Some(host) = api.host_str().and_then(|host| host.strip_prefix("api.")) {
        let host = host.to_owned();
        // What follows a prefix of a host is one itself; an odd one stays what it was.
        let _ = api.set_host(Some(&host));
    }
    api
}
