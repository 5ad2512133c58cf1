//! Meetings as iCalendar (RFC 5545, RFC 5546): an invitation to one, and a calendar of many.
//!
//! Knows no request: it is given the meetings, the workspace and where pages are found.

use afterword_domain::meeting::entry::MeetingEntry;
use afterword_domain::workspace::Workspace;
use afterword_domain::{Moment, PersonId};
use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus, Property};

/// What calendars call this program.
const PRODUCT: &str = "-//Afterword//Meetings//EN";

/// Where and for whom a calendar is made.
pub struct Around<'a> {
    pub workspace: &'a Workspace,
    /// `https://afterword.example.org`
    pub origin: &'a str,
    pub now: Moment,
}

impl Around<'_> {
    /// An invitation to a meeting, or what takes it back once it was called off.
    pub fn invitation(&self, entry: &MeetingEntry) -> String {
        let method = if entry.called_off {
            "CANCEL"
        } else {
            "REQUEST"
        };
        let mut calendar = begun(method);
        let mut event = self.event(entry, self.now);
        event.append_property(self.organizer(entry));
        for person in entry.meeting.people() {
            if let Some(attendee) = self.attendee(person) {
                event.append_multi_property(attendee);
            }
        }
        calendar.push(event.done());
        calendar.to_string()
    }

    /// A calendar that is subscribed to. Its meetings name nobody: whoever has its address may read
    /// it. The name of one's own calendar has one's name.
    pub fn calendar(&self, name: &str, entries: &[MeetingEntry]) -> String {
        let mut calendar = begun("PUBLISH");
        calendar.name(name);
        for entry in entries {
            calendar.push(self.event(entry, entry.updated_at).done());
        }
        calendar.to_string()
    }

    fn event(&self, entry: &MeetingEntry, stamped: Moment) -> Event {
        let meeting = &entry.meeting;
        let page = format!("{}/incidents/{}/meeting", self.origin, entry.reference);
        let mut text = entry.summary.clone();
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&page);
        let mut event = Event::new();
        event
            .uid(&uid(entry))
            .summary(&format!("Post-mortem {}: {}", entry.reference, entry.title))
            .description(&text)
            .add_property("DTSTAMP", utc(stamped))
            .add_property("DTSTART", utc(meeting.scheduled_at))
            .add_property("DTEND", utc(meeting.ends_at()))
            .add_property("SEQUENCE", meeting.sequence.to_string())
            .add_property("URL", page)
            .status(if entry.called_off {
                EventStatus::Cancelled
            } else {
                EventStatus::Confirmed
            });
        if !meeting.location.is_empty() {
            event.location(&meeting.location);
        }
        event
    }

    /// Who leads the meeting invites to it; where nobody is named, the workspace does.
    fn organizer(&self, entry: &MeetingEntry) -> Property {
        let leader = entry.meeting.facilitator;
        let leader = leader.and_then(|person| self.workspace.person(person));
        match leader {
            Some(leader) => named("ORGANIZER", &leader.name, &address(leader)),
            None => {
                let workspace = &self.workspace.settings.name;
                named("ORGANIZER", workspace, "urn:afterword:workspace")
            }
        }
    }

    fn attendee(&self, person: PersonId) -> Option<Property> {
        let person = self.workspace.person(person)?;
        let mut attendee = named("ATTENDEE", &person.name, &address(person));
        attendee.add_parameter("ROLE", "REQ-PARTICIPANT");
        Some(attendee)
    }
}

fn begun(method: &str) -> Calendar {
    let mut calendar = Calendar::empty();
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", PRODUCT),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", method),
    ] {
        calendar.append_property((key, value));
    }
    calendar
}

/// The same for every version of an invitation, and another in every workspace.
fn uid(entry: &MeetingEntry) -> String {
    format!(
        "{}-{}@afterword",
        entry.reference,
        entry.created_at.micros()
    )
}

fn utc(moment: Moment) -> String {
    moment.timestamp().strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn named(key: &str, name: &str, address: &str) -> Property {
    let mut property = Property::new(key, address);
    // A quotation mark has no place in a parameter (RFC 5545, section 3.2).
    property.add_parameter("CN", &name.replace('"', "'"));
    property
}

/// Whoever has no address of their own is named by one that leads nowhere.
fn address(person: &afterword_domain::person::Person) -> String {
    match &person.email {
        Some(email) => format!("mailto:{email}"),
        None => format!("urn:afterword:person:{}", person.id),
    }
}
