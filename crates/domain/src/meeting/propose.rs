//! Who should come, and when it could be. Proposals, each with its reason; people decide.

use jiff::civil::{Time, Weekday};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Meeting;
use super::agenda::{AgendaAction, Nearness};
use crate::person::{Person, Role};
use crate::postmortem::week::ReviewWeek;
use crate::workspace::Workspace;
use crate::{Incident, Moment, PersonId, time};

/// Why somebody should come.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ProposalReason {
    /// The timeline names them.
    Timeline,
    /// They asked or answered on it, or wrote in the post-mortem.
    Wrote,
    /// Of the team of one of the services.
    ServiceTeam,
    /// An open action item that the meeting looks at is theirs.
    OpenAction,
}

/// One reason, with its sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reasoned {
    pub reason: ProposalReason,
    pub sentence: String,
}

/// Somebody who could come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonProposal {
    pub person: PersonId,
    /// None for somebody who is only here because they could lead.
    pub reasons: Vec<Reasoned>,
    /// The timeline names them.
    pub responded: bool,
    /// May write here and did not respond.
    pub may_facilitate: bool,
}

/// A time at which it could be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TimeProposal {
    pub at: Moment,
    pub after_the_week: bool,
    /// Who of those who are asked to come is in another meeting then.
    pub busy: Vec<PersonId>,
}

/// Whether the timeline names somebody: as the source of an entry, or in its text.
#[must_use]
pub fn responded(incident: &Incident, person: &Person) -> bool {
    incident.timeline.iter().any(|event| {
        let is_source = |name: &str| {
            event
                .source
                .trim()
                .trim_start_matches('@')
                .eq_ignore_ascii_case(name)
        };
        is_source(&person.name)
            || is_source(&person.handle)
            || names(&event.text, &person.name)
            || names(&event.text, &format!("@{}", person.handle))
    })
}

/// Whether a text has these words in a row, with no letter or digit next to them.
fn names(text: &str, name: &str) -> bool {
    let (text, name) = (text.to_lowercase(), name.to_lowercase());
    let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(&name).any(|(at, found)| {
        apart(text[..at].chars().next_back()) && apart(text[at + found.len()..].chars().next())
    })
}

/// Who could come or lead: those with reasons first, the more the earlier, then those who could
/// lead.
#[must_use]
pub fn people(
    incident: &Incident,
    workspace: &Workspace,
    open: &[AgendaAction],
) -> Vec<PersonProposal> {
    let active = workspace.people.iter().filter(|person| person.active);
    let mut proposals: Vec<_> = active
        .map(|person| {
            let responded = responded(incident, person);
            PersonProposal {
                person: person.id,
                reasons: reasons(incident, workspace, open, person, responded),
                responded,
                may_facilitate: !responded && person.role >= Role::Member,
            }
        })
        .filter(|proposal| !proposal.reasons.is_empty() || proposal.may_facilitate)
        .collect();
    proposals.sort_by_key(|proposal| {
        let first = proposal.reasons.first().map(|reasoned| reasoned.reason);
        (
            first.is_none(),
            first,
            std::cmp::Reverse(proposal.reasons.len()),
            proposal.person,
        )
    });
    proposals
}

fn reasons(
    incident: &Incident,
    workspace: &Workspace,
    open: &[AgendaAction],
    person: &Person,
    responded: bool,
) -> Vec<Reasoned> {
    let mut reasons = Vec::new();
    let mut add = |reason, sentence: String| reasons.push(Reasoned { reason, sentence });
    if responded {
        add(ProposalReason::Timeline, "named in the timeline".into());
    }
    if wrote(incident, person.id) {
        add(
            ProposalReason::Wrote,
            "asked, answered or wrote in this post-mortem".into(),
        );
    }
    let services = incident
        .services
        .iter()
        .filter_map(|id| workspace.service(*id));
    let mut of_team =
        services.filter(|service| service.team.is_some() && service.team == person.team);
    if let Some(service) = of_team.next() {
        add(
            ProposalReason::ServiceTeam,
            format!("of the team of {}", service.name),
        );
    }
    let mut theirs = open
        .iter()
        .filter(|action| action.nearness != Nearness::Elsewhere)
        .filter(|action| action.open.action.owner == Some(person.id));
    if let Some(action) = theirs.next() {
        let sentence = format!(
            "owns “{}” of {}",
            action.open.action.title, action.open.incident
        );
        add(ProposalReason::OpenAction, sentence);
    }
    reasons
}

fn wrote(incident: &Incident, person: PersonId) -> bool {
    let person = Some(person);
    let mut questions = incident.timeline.iter().flat_map(|event| &event.questions);
    let mut corrections = incident.timeline.iter().flat_map(|event| &event.history);
    questions.any(|question| {
        question.asked_by == person || question.answers.iter().any(|reply| reply.by == person)
    }) || corrections.any(|correction| correction.by == person)
        || incident
            .postmortem
            .answers
            .iter()
            .any(|answer| answer.by == person)
}

/// The hours at which a meeting is proposed, in the incident's zone.
const HOURS: [i8; 3] = [10, 14, 16];
const MOST_TIMES: usize = 8;
/// How far ahead is looked when the week is over or does not run.
const DAYS_AHEAD: i64 = 14;

/// Times on working days from the next hour on: those at which nobody is busy first, and before
/// those after the review week; at most eight.
#[must_use]
pub fn times(
    incident: &Incident,
    week: Option<ReviewWeek>,
    others: &[&Meeting],
    now: Moment,
) -> Vec<TimeProposal> {
    let minutes = incident
        .postmortem
        .meeting
        .as_ref()
        .map_or(super::DEFAULT_MINUTES, |m| m.minutes);
    let invited: Vec<_> = incident
        .postmortem
        .meeting
        .iter()
        .flat_map(Meeting::people)
        .collect();
    let mut proposals: Vec<_> = hours(incident, now)
        .map(|at| {
            let slot = Meeting::at(at, minutes);
            let meets = |other: &&&Meeting| {
                other.scheduled_at < slot.ends_at() && slot.scheduled_at < other.ends_at()
            };
            let taken: Vec<_> = others
                .iter()
                .filter(meets)
                .flat_map(|other| other.people())
                .collect();
            TimeProposal {
                at,
                after_the_week: week.is_some_and(|week| slot.ends_at() > week.due_at),
                busy: invited
                    .iter()
                    .copied()
                    .filter(|person| taken.contains(person))
                    .collect(),
            }
        })
        .collect();
    proposals.sort_by_key(|proposal| (proposal.after_the_week, proposal.busy.len(), proposal.at));
    proposals.truncate(MOST_TIMES);
    proposals.sort_by_key(|proposal| proposal.at);
    proposals
}

fn hours(incident: &Incident, now: Moment) -> impl Iterator<Item = Moment> {
    let zone = time::zone(&incident.zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let today = now.timestamp().to_zoned(zone.clone()).date();
    let days = (0..DAYS_AHEAD).map(move |day| today.saturating_add(jiff::Span::new().days(day)));
    let working = days.filter(|day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday));
    let at = move |day: jiff::civil::Date| {
        let zone = zone.clone();
        HOURS.into_iter().filter_map(move |hour| {
            let time = Time::new(hour, 0, 0, 0).ok()?;
            let zoned = day.to_datetime(time).to_zoned(zone.clone()).ok()?;
            Some(Moment::from(zoned.timestamp()))
        })
    };
    working.flat_map(at).filter(move |at| *at > now)
}
