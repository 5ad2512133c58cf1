//! Where alerts belong, and what an incident becomes by those that belong to it.
//!
//! What an incident says of its alerts is worked out from all of them at once, never from the one
//! that came last: so late, early and repeated ones lead to the same incident. What a person has
//! changed is told by its no longer being what the alerts before said, and is left alone.

use std::collections::{BTreeMap, BTreeSet};

use super::intake::{Intake, Judgement};
use super::{Signal, Tells};
use crate::change::{Change, Edit, Set};
use crate::incident::open::OpenForm;
use crate::incident::{Incident, Milestones, Mode, Severity, TimelineEvent};
use crate::time::Precision;
use crate::{EventId, IntegrationId, Moment, ServiceId, SignalId};

/// A signal that was taken in, with what the rules say of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    pub id: SignalId,
    pub integration: IntegrationId,
    /// What the integration is called.
    pub source: String,
    pub signal: Signal,
    pub judged: Judgement,
}

impl Heard {
    /// The alert that it is about, told apart from those of other integrations.
    #[must_use]
    pub fn alert(&self) -> Option<(IntegrationId, &str)> {
        Some((self.integration, self.signal.tells.alert()?))
    }

    fn is_resolution(&self) -> bool {
        matches!(self.signal.tells, Tells::Resolved { .. })
    }

    fn order(&self) -> (Moment, &str) {
        (self.signal.occurred_at, &self.signal.key)
    }
}

/// What is known of one occurrence of an alert: when it fired, and until when it may have lasted.
#[derive(Clone, Debug)]
struct Course<'a> {
    told: &'a [&'a Heard],
    from: Moment,
    to: Moment,
    opens: bool,
    /// Somebody said that it began, and nothing tells its end.
    is_report: bool,
}

/// An alert that nothing resolved is taken to last this long, and so is an incident that nobody
/// ended.
const OPEN_MINUTES: i64 = 24 * 60;

/// The signals of each alert by their time, one list for each time that it occurred: some sources
/// call an alert the same whenever it fires, so what fires after a resolution is another one.
fn occurrences<'a>(known: impl IntoIterator<Item = &'a Heard>) -> Vec<Vec<&'a Heard>> {
    let mut by_alert: BTreeMap<_, Vec<&Heard>> = BTreeMap::new();
    for heard in known {
        if let Some(alert) = heard.alert() {
            by_alert.entry(alert).or_default().push(heard);
        }
    }
    let mut found = Vec::new();
    for mut told in by_alert.into_values() {
        told.sort_by_key(|heard| heard.order());
        let (mut begin, mut ended) = (0, false);
        for at in 0..told.len() {
            if ended && told[at].signal.tells.title().is_some() {
                found.push(told[begin..at].to_vec());
                (begin, ended) = (at, false);
            }
            ended |= told[at].is_resolution();
        }
        found.push(told.split_off(begin));
    }
    found
}

/// The signals of the occurrence that one of them belongs to.
#[must_use]
pub fn occurrence_of(known: &[Heard], signal: SignalId) -> BTreeSet<SignalId> {
    let mut all = occurrences(known).into_iter();
    let its = all.find(|told| told.iter().any(|heard| heard.id == signal));
    its.into_iter().flatten().map(|heard| heard.id).collect()
}

impl<'a> Course<'a> {
    /// `None` when it did not fire, as far as is known, or the rules only keep it.
    fn of(told: &'a [&'a Heard]) -> Option<Self> {
        let mut fired = told.iter().filter(|heard| {
            heard.signal.tells.title().is_some() && heard.judged.then != Intake::Keep
        });
        let first = fired.next()?;
        let from = first.signal.occurred_at;
        let resolved = told.iter().rfind(|heard| heard.is_resolution());
        let is_report = resolved.is_none() && matches!(first.signal.tells, Tells::Reported { .. });
        let to = match resolved {
            Some(end) => end.signal.occurred_at.max(from),
            None if is_report => from,
            None => from.plus_minutes(OPEN_MINUTES),
        };
        Some(Self {
            told,
            from,
            to,
            opens: first.judged.then == Intake::Open,
            is_report,
        })
    }

    fn ids(&self) -> impl Iterator<Item = SignalId> + '_ {
        self.told.iter().map(|heard| heard.id)
    }
}

/// Which of the known alerts belong to an incident: the one that opened it, or those about the
/// time when a person says that it began, and from there all that lie within the window of one
/// that belongs. While no alert is about that time, and nobody ended it, it is taken to last for a
/// day. An incident that is published, a drill or a duplicate keeps what it has.
///
/// `attached` are those that belong to it already, `others` those that might.
#[must_use]
pub fn members(
    incident: &Incident,
    attached: &[Attached],
    others: &[Heard],
    window_minutes: u16,
) -> BTreeSet<SignalId> {
    let has: BTreeSet<_> = attached.iter().map(|one| one.heard.id).collect();
    let is_over = incident.is_published() || incident.duplicate_of.is_some();
    if is_over || incident.mode == Mode::Drill {
        return has;
    }
    let occurrences = occurrences(attached.iter().map(|one| &one.heard).chain(others));
    let courses: Vec<_> = occurrences
        .iter()
        .filter_map(|told| Course::of(told))
        .collect();
    let alerted = attached.iter().any(|one| one.alerted);
    let opener = courses
        .iter()
        .filter(|course| alerted && course.opens && course.ids().any(|id| has.contains(&id)))
        .min_by_key(|course| (course.from, course.ids().min()));
    let end = ended(incident, attached);
    let stretch = opener.map_or_else(
        || (incident.began(), end.unwrap_or(incident.began())),
        |course| (course.from, course.to),
    );
    let window = i64::from(window_minutes);
    let members = linked(stretch, end, courses.clone(), window);
    let is_word = opener.is_none_or(|course| course.is_report);
    let alone = members.len() == opener.map_or(0, |course| course.ids().count());
    if is_word && alone && end.is_none() {
        let lasts = (stretch.0, stretch.0.plus_minutes(OPEN_MINUTES));
        return linked(lasts, end, courses, window);
    }
    members
}

/// When people ended it: what only its alerts say of its end may change with them.
fn ended(incident: &Incident, attached: &[Attached]) -> Option<Moment> {
    let milestones = &incident.milestones;
    let said = milestones.recovered_at;
    let told = Told::by(attached.iter().map(|one| &one.heard)).recovered_at;
    milestones.all_clear_at.or(said.filter(|_| said != told))
}

/// What lies within the window of a stretch, or of what does; none of it reaches beyond the end.
fn linked(
    (mut from, mut to): (Moment, Moment),
    end: Option<Moment>,
    mut courses: Vec<Course<'_>>,
    window: i64,
) -> BTreeSet<SignalId> {
    let mut members = BTreeSet::new();
    loop {
        let last = end.map_or(to, |end| to.min(end));
        let reach = from.plus_minutes(-window)..=last.plus_minutes(window);
        let near = |course: &Course<'_>| course.from <= *reach.end() && course.to >= *reach.start();
        let Some(found) = courses.iter().position(near) else {
            return members;
        };
        let course = courses.swap_remove(found);
        from = from.min(course.from);
        to = to.max(course.to);
        members.extend(course.ids());
    }
}

/// What happened this long before an incident began, or after it ended, may belong to it.
const NEARBY_MINUTES: i64 = 2 * 60;

/// The stretch whose deploys, changes and messages are offered to an incident; without an end
/// while nobody knows one.
#[must_use]
pub fn nearby(incident: &Incident) -> (Moment, Option<Moment>) {
    let first = incident.timeline.first().map(|event| event.occurred_at);
    let began = incident
        .milestones
        .impact_started_at
        .into_iter()
        .chain(first);
    let began = began.min().unwrap_or(incident.created_at);
    let end = incident.milestones.all_clear_at;
    let end = end.or(incident.milestones.recovered_at);
    (
        began.plus_minutes(-NEARBY_MINUTES),
        end.map(|end| end.plus_minutes(NEARBY_MINUTES)),
    )
}

/// What the alerts of an incident say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Told {
    title: Option<String>,
    severity: Option<Severity>,
    services: Vec<ServiceId>,
    /// When the last of them was resolved; nobody knows while one of them still fires.
    recovered_at: Option<Moment>,
}

impl Told {
    fn by<'a>(attached: impl IntoIterator<Item = &'a Heard>) -> Self {
        let mut sorted: Vec<_> = attached.into_iter().collect();
        sorted.sort_by_key(|heard| heard.order());
        let opens = |heard: &&&Heard| heard.judged.then == Intake::Open;
        let title = sorted
            .iter()
            .filter(opens)
            .find_map(|heard| heard.signal.tells.title())
            .map(str::to_owned);
        let severity = sorted
            .iter()
            .filter(opens)
            .filter(|heard| heard.signal.tells.title().is_some())
            .map(|heard| heard.judged.severity)
            .min();
        let mut services: Vec<_> = sorted
            .iter()
            .filter_map(|heard| heard.judged.service)
            .collect();
        services.sort_unstable();
        services.dedup();
        Self {
            title,
            severity,
            services,
            recovered_at: recovered(&sorted),
        }
    }
}

/// The last resolution, once every alert has one. What a person reported needs none.
fn recovered(attached: &[&Heard]) -> Option<Moment> {
    let mut last = None;
    for told in occurrences(attached.iter().copied()) {
        let resolved = told.iter().rfind(|heard| heard.is_resolution());
        let needs_none = |heard: &&Heard| matches!(heard.signal.tells, Tells::Reported { .. });
        match resolved {
            Some(end) => last = last.max(Some(end.signal.occurred_at)),
            None if told.iter().all(needs_none) => {}
            None => return None,
        }
    }
    last
}

/// What an incident is opened with by an alert.
#[must_use]
pub fn opening(heard: &Heard) -> OpenForm {
    let told = Told::by([heard]);
    OpenForm {
        title: told.title.unwrap_or_else(|| heard.signal.text.clone()),
        severity: heard.judged.severity,
        services: told.services,
        ..OpenForm::default()
    }
}

/// An alert's signal that is an entry of an incident.
#[derive(Clone, Debug, PartialEq)]
pub struct Attached {
    pub heard: Heard,
    pub event: EventId,
    /// Its incident was opened by alerts, and not by a person.
    pub alerted: bool,
}

/// What an incident becomes when signals come to it and others leave, beside those that stay: an
/// entry for each that comes, in the order of their times, and what all the alerts together say.
/// Answers with the entry of each in the order of `coming`. An entry that people worked on stays,
/// whatever becomes of its signal.
#[must_use]
pub fn attach(
    incident: &Incident,
    staying: &[Attached],
    leaving: &[Attached],
    coming: &[Heard],
    now: Moment,
) -> (Vec<Change>, Vec<EventId>) {
    let (mut changes, entries) = entries(incident, coming, now);
    for gone in leaving {
        changes.extend(without(incident, gone));
    }
    let stays = || staying.iter().map(|one| &one.heard);
    let leaves = leaving.iter().map(|one| &one.heard);
    let before = Told::by(stays().chain(leaves));
    let after = Told::by(stays().chain(coming));
    changes.extend(retold(incident, &before, &after));
    (changes, entries)
}

fn without(incident: &Incident, gone: &Attached) -> Option<Change> {
    let mut entries = incident.timeline.iter().enumerate();
    let (at, entry) = entries.find(|(_, entry)| entry.id == gone.event)?;
    let untouched = entry.text == gone.heard.signal.text
        && entry.history.is_empty()
        && entry.questions.is_empty()
        && !entry.pinned;
    let at = u32::try_from(at).unwrap_or(u32::MAX);
    untouched.then(|| {
        Change::TimelineEvent(Edit::Removed {
            at,
            entry: entry.clone(),
        })
    })
}

/// The entries alone.
#[must_use]
pub fn entries(incident: &Incident, coming: &[Heard], now: Moment) -> (Vec<Change>, Vec<EventId>) {
    let mut order: Vec<usize> = (0..coming.len()).collect();
    order.sort_by_key(|&index| coming[index].order());
    let mut numbers = vec![EventId(0); coming.len()];
    let mut changes = Vec::new();
    let last = u32::try_from(incident.timeline.len()).unwrap_or(u32::MAX);
    for (added, index) in (0u32..).zip(order) {
        let heard = &coming[index];
        let id = EventId(incident.next_entry + 1 + added);
        numbers[index] = id;
        changes.push(Change::TimelineEvent(Edit::Added {
            at: last.saturating_add(added),
            entry: entry(heard, id, now),
        }));
    }
    (changes, numbers)
}

/// What becomes of the entry of a signal whose source changed what it says, or took it back. One
/// that a person corrected stays as they left it.
#[must_use]
pub fn revised(incident: &Incident, id: EventId, said: &Signal, says: &Signal) -> Vec<Change> {
    let found = incident
        .timeline
        .iter()
        .enumerate()
        .find(|(_, event)| event.id == id);
    let Some((at, from)) = found else {
        return Vec::new();
    };
    if (&from.text, from.occurred_at) != (&said.text, said.occurred_at) {
        return Vec::new();
    }
    if says.tells == Tells::Withdrawn {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        let entry = from.clone();
        return vec![Change::TimelineEvent(Edit::Removed { at, entry })];
    }
    let mut to = from.clone();
    to.text.clone_from(&says.text);
    to.occurred_at = says.occurred_at;
    if from.evidence == said.evidence {
        to.evidence.clone_from(&says.evidence);
    }
    let edit = Edit::between(from, to);
    edit.map(Change::TimelineEvent).into_iter().collect()
}

fn entry(heard: &Heard, id: EventId, now: Moment) -> TimelineEvent {
    let signal = &heard.signal;
    TimelineEvent {
        id,
        occurred_at: signal.occurred_at,
        precision: Precision::default(),
        recorded_at: now,
        kind: signal.kind,
        milestone: None,
        text: signal.text.clone(),
        source: heard.source.clone(),
        evidence: signal.evidence.clone(),
        pinned: false,
        questions: Vec::new(),
        history: Vec::new(),
    }
}

/// What the alerts say now, where the incident still says what they said before.
fn retold(incident: &Incident, before: &Told, after: &Told) -> Vec<Change> {
    let mut changes = Vec::new();
    if let (Some(said), Some(says)) = (&before.title, &after.title)
        && incident.title == *said
    {
        changes.extend(Set::between(said.clone(), says.clone()).map(Change::Title));
    }
    if let (Some(said), Some(says)) = (before.severity, after.severity)
        && incident.severity == said
    {
        changes.extend(Set::between(said, says).map(Change::Severity));
    }
    let mut services = incident.services.clone();
    let come = after
        .services
        .iter()
        .filter(|id| !before.services.contains(id));
    for service in come {
        if !services.contains(service) {
            services.push(*service);
        }
    }
    changes.extend(Set::between(incident.services.clone(), services).map(Change::Services));
    let said = incident.milestones.recovered_at;
    // Once people gave the all-clear, they know when it had recovered.
    let is_settled = said.is_some() && incident.milestones.all_clear_at.is_some();
    if (said.is_none() || said == before.recovered_at) && !is_settled {
        let recovering = |at| Milestones {
            recovered_at: at,
            ..incident.milestones
        };
        // Beside what people wrote it may be impossible; then nobody knows.
        let told = recovering(after.recovered_at);
        let to = if told.in_order().is_ok() {
            told
        } else {
            recovering(None)
        };
        if to.in_order().is_ok() {
            changes.extend(Set::between(incident.milestones, to).map(Change::Milestones));
        }
    }
    changes
}
