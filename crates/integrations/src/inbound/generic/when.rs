//! Where a time stands, and how it is written.

use afterword_domain::Moment;
use jiff::civil;
use jiff::tz::TimeZone;

use super::super::Unreadable;
use super::super::json::{At, Epoch};
use super::path::Path;

/// One time of a mapping.
#[derive(Clone, Debug)]
pub(super) struct When {
    path: Path,
    format: Format,
}

#[derive(Clone, Debug)]
enum Format {
    /// With its offset.
    Rfc3339,
    Epoch(Epoch),
    /// Without an offset, in the zone that the integration names.
    Local(TimeZone),
}

impl When {
    /// A path, for times as RFC 3339 has them, or `{"path": …, "format": …}`.
    pub(super) fn read(at: &At<'_>, zone: Option<&str>) -> Result<Self, Unreadable> {
        if at.value().is_string() {
            return Ok(Self {
                path: Path::read(at)?,
                format: Format::Rfc3339,
            });
        }
        super::mapping::only(at, &["path", "format"])?;
        let path = Path::read(&at.get("path")?)?;
        let Some(named) = at.maybe("format") else {
            return Ok(Self {
                path,
                format: Format::Rfc3339,
            });
        };
        let format = match named.value().as_str() {
            Some("rfc3339") => Format::Rfc3339,
            Some("epoch_s") => Format::Epoch(Epoch::Seconds),
            Some("epoch_ms") => Format::Epoch(Epoch::Milliseconds),
            Some("epoch_us") => Format::Epoch(Epoch::Microseconds),
            Some("epoch_ns") => Format::Epoch(Epoch::Nanoseconds),
            Some("local") => Format::Local(local(&named, zone)?),
            _ => {
                return Err(named.wrong(
                    "it is none of rfc3339, epoch_s, epoch_ms, epoch_us, epoch_ns and local",
                ));
            }
        };
        Ok(Self { path, format })
    }

    pub(super) fn get(&self, entry: &At<'_>, body: &At<'_>) -> Result<Moment, Unreadable> {
        self.read_from(&self.path.get(entry, body)?)
    }

    /// `None` where nothing stands.
    pub(super) fn find(&self, entry: &At<'_>, body: &At<'_>) -> Result<Option<Moment>, Unreadable> {
        let found = self.path.find(entry, body);
        found.map(|at| self.read_from(&at)).transpose()
    }

    fn read_from(&self, at: &At<'_>) -> Result<Moment, Unreadable> {
        match &self.format {
            Format::Rfc3339 => at.as_moment(),
            Format::Epoch(unit) => at.as_epoch(*unit),
            Format::Local(zone) => in_zone(at, zone),
        }
    }
}

fn local(at: &At<'_>, zone: Option<&str>) -> Result<TimeZone, Unreadable> {
    let name = zone.ok_or_else(|| at.wrong("for local times the integration needs a zone"))?;
    TimeZone::get(name).map_err(|_| at.wrong(format!("there is no zone “{name}”")))
}

/// A clock that is put back shows an hour twice: such a time is not guessed.
fn in_zone(at: &At<'_>, zone: &TimeZone) -> Result<Moment, Unreadable> {
    let text = at.value().as_str().unwrap_or_default();
    let time: civil::DateTime = text
        .parse()
        .map_err(|_| at.wrong("it is not a date and time such as 2026-11-20 13:40:02"))?;
    let timestamp = zone.to_ambiguous_timestamp(time).unambiguous();
    let timestamp = timestamp.map_err(|_| {
        at.wrong(format!(
            "the clock showed {time} twice or never in the integration's zone"
        ))
    })?;
    at.of_work(Moment::from(timestamp))
}
