//! What the headings of the field's templates stand for.
//!
//! The names come from the templates that are in use: the SRE book, Google's and Azure's public
//! reports, PagerDuty, Atlassian, GitLab, incident.io, Elastic, `LinkedIn`, Wikimedia, Kubernetes,
//! `PostHog`, and those of the teams that publish theirs. Two choices are ours. "Where we got lucky"
//! is something that we know now: luck is no help to count on. Bullets of "lessons learned" that
//! stand under no finer heading are known now as well.

use std::collections::HashMap;
use std::sync::LazyLock;

use afterword_domain::postmortem::{FactorGroup, FourQuestion};

/// The field that a section's text belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Impact,
    Timeline,
    KeyEvents,
    Factors(FactorGroup),
    Answers(FourQuestion),
    Lessons,
    Actions,
    /// Where the start is told. The text stays as a section.
    Start,
    Severity,
    Services,
    /// Times to detect and to recover. The text stays as a section.
    Stats,
    /// A section of prose under this key.
    Prose(&'static str),
}

impl Target {
    /// The name of the field for the report, and the key of a section that takes what is left over.
    pub(crate) fn field(self) -> &'static str {
        match self {
            Self::Impact => "impact",
            Self::Timeline => "timeline",
            Self::KeyEvents => "key_events",
            Self::Factors(_) => "contributing_factors",
            Self::Answers(FourQuestion::Helped) => "helped",
            Self::Answers(FourQuestion::Slowed) => "slowed",
            Self::Answers(FourQuestion::Differently) => "differently",
            Self::Answers(FourQuestion::KnownNow) => "known_now",
            Self::Lessons => "lessons",
            Self::Actions => "action_items",
            Self::Start => "started",
            Self::Severity => "severity",
            Self::Services => "services",
            Self::Stats => "stats",
            Self::Prose(key) => key,
        }
    }
}

const SYNONYMS: &[(Target, &[&str])] = &[
    (
        Target::Prose("summary"),
        &[
            "summary",
            "issue summary",
            "executive summary",
            "overview",
            "incident summary",
            "outage description",
            "summary of impact",
            "what happened",
            "abstract",
            "description",
            "timeline summary",
            "tl;dr",
            "tldr",
            "conclusions summary",
        ],
    ),
    (
        Target::Impact,
        &[
            "impact",
            "customer impact",
            "impact & metrics",
            "impact and metrics",
            "user impact",
            "end user impact",
            "infrastructure impact",
            "productivity impact",
            "business impact",
            "detailed description of impact",
            "affected users",
            "who was affected",
        ],
    ),
    (
        Target::Timeline,
        &[
            "timeline",
            "incident timeline",
            "chain of events",
            "timeline of events",
            "event timeline",
            "chronology",
            "sequence of events",
        ],
    ),
    (Target::KeyEvents, &["key events", "milestones"]),
    (
        Target::Prose("root_cause"),
        &[
            "root cause",
            "root causes",
            "root cause(s)",
            "cause",
            "causes",
            "root cause analysis",
            "root cause and mitigation",
            "identified cause",
            "what caused the incident",
            "fault",
            "what went wrong and why",
            "five whys",
            "5 whys",
            "the five whys",
        ],
    ),
    (
        Target::Factors(FactorGroup::MadePossible),
        &[
            "contributing factors",
            "contributors",
            "contributing conditions analysis",
            "contributing conditions",
            "contributing causes",
            "factors",
            "process breakdown(s)",
            "process breakdowns",
            "made the incident possible",
            "what made the incident possible",
            "what made it possible",
        ],
    ),
    (
        Target::Factors(FactorGroup::SlowedDetection),
        &[
            "made detection slow",
            "what made detection slow",
            "slowed detection",
        ],
    ),
    (
        Target::Factors(FactorGroup::SlowedResolution),
        &[
            "made resolution slow",
            "what made resolution slow",
            "slowed resolution",
        ],
    ),
    (
        Target::Answers(FourQuestion::Helped),
        &[
            "what went well",
            "what helped",
            "what helped us",
            "things that went well",
            "mitigators",
            "what worked",
            "what worked well",
            "what went right",
        ],
    ),
    (
        Target::Answers(FourQuestion::Slowed),
        &[
            "what went wrong",
            "what went poorly",
            "what went badly",
            "what slowed us down",
            "what slowed us",
            "what didn't go so well",
            "what did not go so well",
            "what didn't go well",
            "what did not go well",
            "things that went wrong",
            "what was hard",
        ],
    ),
    (
        Target::Answers(FourQuestion::Differently),
        &[
            "what could be improved",
            "what can be improved",
            "what could have gone better",
            "what could we have done differently",
            "what could we do differently",
            "what could be done differently",
            "what would we do differently",
            "improvements",
        ],
    ),
    (
        Target::Answers(FourQuestion::KnownNow),
        &[
            "where we got lucky",
            "where did we get lucky",
            "what do we know now",
            "what do we know now that we did not know before",
            "what did we learn",
            "what we learned",
            "learnings",
            "learnings and risks",
        ],
    ),
    (
        Target::Lessons,
        &[
            "lessons learned",
            "lessons learnt",
            "lessons",
            "lessons learned and future improvements",
            "how'd we do",
            "retrospective",
        ],
    ),
    (
        Target::Actions,
        &[
            "action items",
            "action item",
            "actions",
            "actionables",
            "follow-ups",
            "follow ups",
            "followups",
            "action items & followups",
            "action items and follow-ups",
            "corrective actions",
            "corrective and preventative measures",
            "corrective and preventative measure",
            "corrective and preventive measures",
            "remediation and prevention",
            "review actions",
            "actions following review",
            "next steps",
            "recommendations",
            "future actions",
            "remediation items",
            "todo",
            "to do",
            "how are we making incidents like this less likely or less impactful",
            "prevention",
        ],
    ),
    (
        Target::Start,
        &[
            "date",
            "incident date",
            "start date/time",
            "start time",
            "started",
            "started at",
            "date of incident",
            "fault occurred",
        ],
    ),
    (Target::Severity, &["severity", "incident severity", "sev"]),
    (
        Target::Services,
        &[
            "services",
            "service",
            "affected services",
            "services affected",
            "affected service",
            "component",
        ],
    ),
    (
        Target::Stats,
        &["stats", "statistics", "metrics", "incident timing"],
    ),
    (
        Target::Prose("resolution"),
        &[
            "resolution",
            "resolution and recovery",
            "mitigation & resolution",
            "mitigation and resolution",
            "recovery",
            "mitigation",
            "response",
            "how did we respond",
            "detection & response",
            "detection and response",
        ],
    ),
    (
        Target::Prose("detection"),
        &["detection", "identified", "how did we find out"],
    ),
    (
        Target::Prose("trigger"),
        &["trigger", "triggers", "trigger(s)"],
    ),
    (
        Target::Prose("background"),
        &["background", "context", "leadup", "lead up", "lead-up"],
    ),
    (Target::Prose("conclusion"), &["conclusion", "conclusions"]),
    (
        Target::Prose("attendees"),
        &[
            "attendees",
            "atendees",
            "postmortem attendees",
            "responders",
            "names of people involved",
            "involved parties",
            "incident lead",
            "postmortem owner",
            "authors",
            "author",
            "how many people were involved in the remediation",
            "escalation",
        ],
    ),
    (Target::Prose("status"), &["status", "report status"]),
    (Target::Prose("time_to_repair"), &["time to repair"]),
    (Target::Prose("time_to_resolve"), &["time to resolve"]),
    (
        Target::Prose("duration"),
        &["duration", "end date/time", "end time"],
    ),
    (
        Target::Prose("supporting_information"),
        &[
            "supporting information",
            "supporting documents",
            "appendix",
            "logs",
            "links to relevant documentation",
            "related issues / prs",
            "relevant commit history",
        ],
    ),
    (
        Target::Prose("open_questions"),
        &["open questions", "questions for follow up"],
    ),
    (
        Target::Prose("communication"),
        &[
            "messaging",
            "internal email",
            "external message",
            "meeting scheduled for",
            "call recording",
        ],
    ),
    (
        Target::Prose("recurrence"),
        &["recurrence", "backlog check"],
    ),
    (Target::Prose("faq"), &["faq", "q&a"]),
];

static TABLE: LazyLock<HashMap<&'static str, Target>> = LazyLock::new(|| {
    let pairs = SYNONYMS
        .iter()
        .flat_map(|(target, names)| names.iter().map(|name| (*name, *target)));
    pairs.collect()
});

/// What a heading stands for, and whether the heading is that name and nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    pub target: Target,
    pub exact: bool,
}

/// Looks a heading up: as a whole, or up to the first bracket, colon or dash; with the number of
/// its chapter ("5 Whys" is a name) or else without.
pub(crate) fn known(heading: &str) -> Option<Known> {
    let name = plain(heading);
    named(&name).or_else(|| named(without_number(&name)?))
}

fn named(name: &str) -> Option<Known> {
    if let Some(target) = TABLE.get(name) {
        return Some(Known {
            target: *target,
            exact: true,
        });
    }
    let cut = name
        .find(['(', ':', '–', '—'])
        .or_else(|| name.find(" - "))?;
    let target = TABLE.get(name[..cut].trim_end())?;
    Some(Known {
        target: *target,
        exact: false,
    })
}

/// "2. timeline", "1.2 timeline" and "3) timeline" without the number.
fn without_number(name: &str) -> Option<&str> {
    let number = |c: char| c.is_ascii_digit() || c == '.';
    let rest = name.trim_start_matches(number);
    let rest = rest.strip_prefix(')').unwrap_or(rest);
    (name.starts_with(|c: char| c.is_ascii_digit()) && rest.starts_with(' '))
        .then(|| rest.trim_start())
}

/// A heading's words without markup, in small letters.
fn plain(heading: &str) -> String {
    let mut out = String::with_capacity(heading.len());
    for c in heading.trim().chars() {
        match c {
            '*' | '_' | '`' | '?' => {}
            '’' | '‘' => out.push('\''),
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.extend(c.to_lowercase()),
        }
    }
    let trimmed = out.trim().trim_end_matches(':').trim_end();
    trimmed.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_in_whatever_dress() {
        let target = |text| known(text).map(|known| (known.target, known.exact));
        assert_eq!(target("**Timeline**"), Some((Target::Timeline, true)));
        assert_eq!(
            target("What went well?"),
            Some((Target::Answers(FourQuestion::Helped), true))
        );
        assert_eq!(
            target("Timeline (all times PST) 1/2/2023"),
            Some((Target::Timeline, false))
        );
        assert_eq!(target("How’d We Do?"), Some((Target::Lessons, true)));
        assert_eq!(target("Netspace after the incident"), None);
    }

    #[test]
    fn the_number_of_a_chapter_is_no_part_of_its_name() {
        let target = |text| known(text).map(|known| (known.target, known.exact));
        for numbered in [
            "2. Timeline",
            "1.2 Timeline",
            "1.2. **Timeline**",
            "3) Timeline:",
        ] {
            assert_eq!(
                target(numbered),
                Some((Target::Timeline, true)),
                "{numbered}"
            );
        }
        assert_eq!(target("4. Timeline (UTC)"), Some((Target::Timeline, false)));
        assert_eq!(target("5 Whys"), Some((Target::Prose("root_cause"), true)));
        for other in [
            "2.Timeline",
            "10:30 Timeline",
            "2026-03-02 Timeline",
            "3 services",
        ] {
            assert_ne!(target(other), Some((Target::Timeline, true)), "{other}");
        }
    }

    #[test]
    fn no_name_stands_for_two_things() {
        let count: usize = SYNONYMS.iter().map(|(_, names)| names.len()).sum();
        assert_eq!(TABLE.len(), count);
    }
}
