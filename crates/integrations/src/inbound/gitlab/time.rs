//! Times as GitLab writes them: RFC 3339, or with spaces and `UTC` or an offset.

use afterword_domain::Moment;

use super::super::Unreadable;
use super::super::json::At;

/// `2026-11-20T13:47:31Z`, `2026-11-20 13:47:31 UTC` or `2026-11-20 14:47:31 +0100`.
pub(crate) fn moment(at: &At<'_>, name: &str) -> Result<Moment, Unreadable> {
    let written = at.text(name)?;
    let mut parts = written.splitn(3, ' ');
    let (Some(date), Some(time), Some(zone)) = (parts.next(), parts.next(), parts.next()) else {
        return at.moment(name);
    };
    let zone = if zone == "UTC" { "Z" } else { zone };
    at.moment_as(name, &format!("{date}T{time}{zone}"))
}
